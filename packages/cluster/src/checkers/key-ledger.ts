import { assert, type Offset } from '@drave/base';

/**
 * What was written to compacted partitions under which key, and what a log that was compacted may hold of it (Kafka's
 * promises of log compaction): a client that reads a partition to its end sees the last value of every key; what is
 * there stands where it was acknowledged, in order; a deleted key stays deleted.
 */
export class KeyLedger {
  private readonly sends: KeyedSend[] = [];
  /** Partition → offset → what was acknowledged there. */
  private readonly acknowledgedAt = new Map<string, Map<Offset, KeyedSend>>();
  /** Partition → offset → what a client has read there. */
  private readonly readAt = new Map<string, Map<Offset, KeyedRecord>>();
  private readonly violations: string[] = [];

  /** A null value is a tombstone. Values are unique. */
  sent(partition: string, key: string, value: string | null): number {
    this.sends.push({ partition, key, value, offset: -1 });
    return this.sends.length - 1;
  }

  acknowledged(id: number, offset: Offset): void {
    const send = this.sends[id];
    assert(send !== undefined && send.offset < 0, `send ${id} is unknown or was acknowledged before`);
    send.offset = offset;
    const known = this.acknowledgedAt.get(send.partition) ?? new Map<Offset, KeyedSend>();
    const other = known.get(offset);
    if (other !== undefined) this.violations.push(`${send.partition}@${offset}: acknowledged twice`);
    known.set(offset, send);
    this.acknowledgedAt.set(send.partition, known);
  }

  /** A client was handed this record. */
  read(partition: string, { offset, key, value }: KeyedRecord): void {
    const known = this.readAt.get(partition) ?? new Map<Offset, KeyedRecord>();
    this.readAt.set(partition, known);
    const before = known.get(offset);
    if (before !== undefined && (before.key !== key || before.value !== value)) {
      this.violations.push(`${partition}@${offset}: ${before.key}=${before.value}, then ${key}=${value}`);
    }
    known.set(offset, { offset, key, value });
  }

  /**
   * Everything that one replica holds from its log start on, in the order of the log. Returns what is wrong, nothing
   * when all is well.
   */
  judge(partition: string, startOffset: Offset, records: readonly KeyedRecord[]): string[] {
    const wrong: string[] = [];
    const last = new Map<string, KeyedRecord>();
    let before: Offset = -1;
    for (const record of records) {
      const { offset, key, value } = record;
      if (offset <= before) wrong.push(`${partition}@${offset} comes after ${before}`);
      before = offset;
      last.set(key, record);
      this.read(partition, { offset, key, value });
      if (!this.mayStandAt(partition, record)) wrong.push(`${partition}@${offset}: ${key}=${value} was never sent`);
    }
    for (const [key, newest] of this.newestOf(partition, startOffset)) {
      const held = last.get(key);
      if (held !== undefined && held.offset >= newest.offset) continue;
      const now = held === undefined ? 'nothing' : `${held.value} at ${held.offset}`;
      const mayBeGone = newest.value === null || this.mayBeDeleted(partition, key);
      if (held !== undefined || !mayBeGone)
        wrong.push(`${partition} key ${key}: ${newest.value} at ${newest.offset} is the last, the log holds ${now}`);
    }
    return wrong;
  }

  /** What went wrong in what was read and acknowledged, whatever the logs hold. */
  get findings(): readonly string[] {
    return this.violations;
  }

  get count(): number {
    return this.sends.length;
  }

  private mayStandAt(partition: string, { offset, key, value }: KeyedRecord): boolean {
    const known = this.acknowledgedAt.get(partition)?.get(offset);
    if (known !== undefined) return known.key === key && known.value === value;
    return this.sends.some(
      (send) => send.partition === partition && send.offset < 0 && send.key === key && send.value === value,
    );
  }

  /** The last of what was acknowledged, by key. */
  private newestOf(partition: string, startOffset: Offset): Map<string, KeyedSend> {
    const newest = new Map<string, KeyedSend>();
    for (const [offset, send] of this.acknowledgedAt.get(partition) ?? []) {
      const known = newest.get(send.key);
      if (offset >= startOffset && (known === undefined || known.offset < offset)) newest.set(send.key, send);
    }
    return newest;
  }

  /** A tombstone of unknown outcome may have come last, and gone. */
  private mayBeDeleted(partition: string, key: string): boolean {
    return this.sends.some(
      (send) => send.partition === partition && send.key === key && send.value === null && send.offset < 0,
    );
  }
}

export interface KeyedRecord {
  readonly offset: Offset;
  readonly key: string;
  readonly value: string | null;
}

interface KeyedSend {
  readonly partition: string;
  readonly key: string;
  readonly value: string | null;
  /** −1 until it is acknowledged. */
  offset: Offset;
}
