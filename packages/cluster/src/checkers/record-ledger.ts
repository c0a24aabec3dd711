import { assert, type Offset } from '@drave/base';

/**
 * What clients sent and what clients read, kept compactly, and the checks that follow from it.
 *
 * The rules are Jepsen's Kafka workload's: a send is `acknowledged`, definitely `rejected`, or of unknown outcome;
 * every value is unique; the version order of a partition is its offsets. `check` is linear in the number of events.
 */
export class RecordLedger {
  private readonly sends: Send[] = [];
  private readonly partitions = new Map<string, PartitionReads>();
  private readonly lastRead = new Map<string, Offset>();
  private readonly deleted = new Map<string, Offset>();
  private readonly violations: Violation[] = [];

  /**
   * A record is handed to the producer. `process` is one client incarnation; a crashed client goes on under a new name.
   * Without a partition the producer chooses one, and its outcome tells which.
   */
  sent(process: string, partition: string | undefined, value: string): SendId {
    this.sends.push({ process, partition, value, outcome: 'unknown', offset: -1 });
    return this.sends.length - 1;
  }

  /** `offset` is -1, and `partition` undefined, where the acknowledgement does not say it. */
  acknowledged(id: SendId, offset: Offset, partition?: string): void {
    const send = this.settle(id, partition);
    send.outcome = 'acknowledged';
    send.offset = offset;
  }

  /** Only for errors that the protocol defines as definite: the record was not and will not be written. */
  rejected(id: SendId, partition?: string): void {
    this.settle(id, partition).outcome = 'rejected';
  }

  /** A consumer was handed this record. */
  polled(process: string, partition: string, offset: Offset, value: string): void {
    const reads = this.reads(partition);
    const known = reads.valueAt.get(offset);
    if (known !== undefined && known !== value) {
      const detail = `'${known}' and '${value}'`;
      this.violations.push({ kind: 'inconsistent-offset', partition, offset, value, detail });
    }
    reads.valueAt.set(offset, value);
    reads.offsetMax = Math.max(reads.offsetMax, offset);
    const cursor = `${process}\n${partition}`;
    const last = this.lastRead.get(cursor);
    if (last !== undefined && offset <= last) {
      const detail = `${process} had read ${last}`;
      this.violations.push({ kind: 'nonmonotonic-poll', partition, offset, value, detail });
    }
    this.lastRead.set(cursor, offset);
  }

  /** The consumer moved on purpose (seek, new assignment): the next poll starts a new sequence. */
  repositioned(process: string, partition: string): void {
    this.lastRead.delete(`${process}\n${partition}`);
  }

  /** Records below `offset` were deleted on purpose (DeleteRecords, retention): not to have been read is no loss. */
  deletedBefore(partition: string, offset: Offset): void {
    this.deleted.set(partition, Math.max(offset, this.deleted.get(partition) ?? 0));
  }

  /**
   * Judges everything seen so far. With `drained`, consumers have read every partition to its end, so an acknowledged
   * value that was not read is lost wherever it lies; without, only below the highest offset read.
   */
  check(expectation: LedgerExpectation): LedgerVerdict {
    const violations = [...this.violations];
    const offsetsOf = this.offsetsByValue(violations, expectation);
    const placeOf = placesByValue(this.sends, offsetsOf);
    const lastAcknowledged = new Map<string, Offset>();
    let acknowledged = 0;
    for (const send of this.sends) {
      const { value } = send;
      const partition = send.partition ?? placeOf.get(value) ?? '';
      const at = offsetsOf.get(keyOf(partition, value));
      if (send.outcome === 'rejected' && at !== undefined)
        violations.push({ kind: 'rejected-but-read', partition, offset: at, value, detail: `'${value}'` });
      if (send.outcome !== 'acknowledged') continue;
      acknowledged += 1;
      this.checkAcknowledged({ ...send, partition }, at, expectation, violations);
      const offset = send.offset >= 0 ? send.offset : (at ?? -1);
      if (expectation.ordered) checkSendOrder({ ...send, partition, offset }, lastAcknowledged, violations);
    }
    return { violations, sends: this.sends.length, acknowledged, read: offsetsOf.size };
  }

  private checkAcknowledged(
    { partition, offset, value }: Placed,
    at: Offset | undefined,
    expectation: LedgerExpectation,
    into: Violation[],
  ): void {
    if (at === undefined) {
      // An acknowledgement without an offset may be of any record.
      if (offset >= 0 && offset < (this.deleted.get(partition) ?? 0)) return;
      const readUpTo = this.reads(partition).offsetMax;
      if (expectation.drained || offset <= readUpTo)
        into.push({ kind: 'lost-write', partition, offset, value, detail: `'${value}'` });
    } else if (offset >= 0 && at !== offset && !expectation.duplicatesAllowed) {
      into.push({ kind: 'moved-write', partition, offset, value, detail: `'${value}' was read at ${at}` });
    }
  }

  private offsetsByValue(violations: Violation[], expectation: LedgerExpectation): Map<string, Offset> {
    const offsetsOf = new Map<string, Offset>();
    for (const [partition, reads] of this.partitions) {
      for (const [offset, value] of reads.valueAt) {
        const key = keyOf(partition, value);
        const other = offsetsOf.get(key);
        if (other !== undefined && !expectation.duplicatesAllowed) {
          const detail = `'${value}' also at ${other}`;
          violations.push({ kind: 'duplicate', partition, offset, value, detail });
        }
        offsetsOf.set(key, other === undefined ? offset : Math.min(other, offset));
      }
    }
    return offsetsOf;
  }

  private settle(id: SendId, partition: string | undefined): Send {
    const send = this.sends[id];
    assert(send !== undefined, `no send ${id}`);
    assert(send.outcome === 'unknown', `send ${id} was settled before`);
    send.partition ??= partition;
    return send;
  }

  private reads(partition: string): PartitionReads {
    let reads = this.partitions.get(partition);
    if (reads === undefined) {
      reads = { valueAt: new Map(), offsetMax: -1 };
      this.partitions.set(partition, reads);
    }
    return reads;
  }
}

/** Acknowledged sends of one process to one partition, taken in send order, must have growing offsets. */
function checkSendOrder(
  { process, partition, offset, value }: Placed,
  last: Map<string, Offset>,
  into: Violation[],
): void {
  if (offset < 0) return;
  const cursor = `${process}\n${partition}`;
  const before = last.get(cursor);
  if (before !== undefined && offset <= before)
    into.push({ kind: 'nonmonotonic-send', partition, offset, value, detail: `after ${before}` });
  last.set(cursor, offset);
}

/** The partition in which a value was read whose producer was never told where it is. */
function placesByValue(sends: readonly Send[], offsetsOf: ReadonlyMap<string, Offset>): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  if (sends.every(({ partition }) => partition !== undefined)) return places;
  for (const key of offsetsOf.keys()) {
    const end = key.indexOf(SEPARATOR);
    places.set(key.slice(end + SEPARATOR.length), key.slice(0, end));
  }
  return places;
}

/** No name of a topic has it. */
const SEPARATOR = '\n';

function keyOf(partition: string, value: string): string {
  return `${partition}${SEPARATOR}${value}`;
}

export type SendId = number;

export interface LedgerExpectation {
  readonly drained: boolean;
  /** True for a producer without idempotence, whose retries may write twice. */
  readonly duplicatesAllowed: boolean;
  /** True when each process keeps its order (idempotent, or one request in flight). */
  readonly ordered: boolean;
}

export interface LedgerVerdict {
  readonly violations: readonly Violation[];
  readonly sends: number;
  readonly acknowledged: number;
  readonly read: number;
}

export interface Violation {
  readonly kind:
    | 'inconsistent-offset'
    | 'duplicate'
    | 'lost-write'
    | 'moved-write'
    | 'rejected-but-read'
    | 'nonmonotonic-poll'
    | 'nonmonotonic-send';
  readonly partition: string;
  readonly offset: Offset;
  /** Of the record that is concerned. */
  readonly value: string;
  readonly detail: string;
}

interface Send {
  readonly process: string;
  /** Undefined until it is known. */
  partition: string | undefined;
  readonly value: string;
  outcome: 'unknown' | 'acknowledged' | 'rejected';
  offset: Offset;
}

type Placed = Pick<Send, 'process' | 'value' | 'offset'> & { readonly partition: string };

interface PartitionReads {
  readonly valueAt: Map<Offset, string>;
  offsetMax: Offset;
}

/** Throws an error that lists the first violations; returns the verdict when there is none. */
export function assertNoLoss(ledger: RecordLedger, expectation: LedgerExpectation): LedgerVerdict {
  const verdict = ledger.check(expectation);
  if (verdict.violations.length === 0) return verdict;
  const shown = verdict.violations.slice(0, 20).map((v) => `  ${v.kind} ${v.partition}@${v.offset}: ${v.detail}`);
  throw new Error(
    `${verdict.violations.length} violations in ${verdict.acknowledged} acknowledged records:\n${shown.join('\n')}`,
  );
}
