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
   */
  sent(process: string, partition: string, value: string): SendId {
    this.sends.push({ process, partition, value, outcome: 'unknown', offset: -1 });
    return this.sends.length - 1;
  }

  acknowledged(id: SendId, offset: Offset): void {
    const send = this.send(id);
    assert(send.outcome === 'unknown', `send ${id} was settled before`);
    send.outcome = 'acknowledged';
    send.offset = offset;
  }

  /** Only for errors that the protocol defines as definite: the record was not and will not be written. */
  rejected(id: SendId): void {
    const send = this.send(id);
    assert(send.outcome === 'unknown', `send ${id} was settled before`);
    send.outcome = 'rejected';
  }

  /** A consumer was handed this record. */
  polled(process: string, partition: string, offset: Offset, value: string): void {
    const reads = this.reads(partition);
    const known = reads.valueAt.get(offset);
    if (known !== undefined && known !== value) {
      this.violations.push({ kind: 'inconsistent-offset', partition, offset, detail: `'${known}' and '${value}'` });
    }
    reads.valueAt.set(offset, value);
    reads.offsetMax = Math.max(reads.offsetMax, offset);
    const cursor = `${process}\n${partition}`;
    const last = this.lastRead.get(cursor);
    if (last !== undefined && offset <= last) {
      this.violations.push({ kind: 'nonmonotonic-poll', partition, offset, detail: `${process} had read ${last}` });
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
    const lastAcknowledged = new Map<string, Offset>();
    let acknowledged = 0;
    for (const send of this.sends) {
      const at = offsetsOf.get(`${send.partition}\n${send.value}`);
      if (send.outcome === 'rejected' && at !== undefined) {
        violations.push({
          kind: 'rejected-but-read',
          partition: send.partition,
          offset: at,
          detail: `'${send.value}'`,
        });
      }
      if (send.outcome !== 'acknowledged') continue;
      acknowledged += 1;
      this.checkAcknowledged(send, at, expectation, violations);
      if (expectation.ordered) checkSendOrder(send, lastAcknowledged, violations);
    }
    return { violations, sends: this.sends.length, acknowledged, read: offsetsOf.size };
  }

  private checkAcknowledged(
    send: Send,
    at: Offset | undefined,
    expectation: LedgerExpectation,
    into: Violation[],
  ): void {
    const { partition, offset, value } = send;
    if (at === undefined) {
      // An acknowledgement without an offset may be of any record.
      if (offset >= 0 && offset < (this.deleted.get(partition) ?? 0)) return;
      const readUpTo = this.reads(partition).offsetMax;
      if (expectation.drained || offset <= readUpTo)
        into.push({ kind: 'lost-write', partition, offset, detail: `'${value}'` });
    } else if (offset >= 0 && at !== offset && !expectation.duplicatesAllowed) {
      into.push({ kind: 'moved-write', partition, offset, detail: `'${value}' was read at ${at}` });
    }
  }

  private offsetsByValue(violations: Violation[], expectation: LedgerExpectation): Map<string, Offset> {
    const offsetsOf = new Map<string, Offset>();
    for (const [partition, reads] of this.partitions) {
      for (const [offset, value] of reads.valueAt) {
        const key = `${partition}\n${value}`;
        const other = offsetsOf.get(key);
        if (other !== undefined && !expectation.duplicatesAllowed) {
          violations.push({ kind: 'duplicate', partition, offset, detail: `'${value}' also at ${other}` });
        }
        offsetsOf.set(key, other === undefined ? offset : Math.min(other, offset));
      }
    }
    return offsetsOf;
  }

  private send(id: SendId): Send {
    const send = this.sends[id];
    assert(send !== undefined, `no send ${id}`);
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
function checkSendOrder(send: Send, last: Map<string, Offset>, into: Violation[]): void {
  if (send.offset < 0) return;
  const cursor = `${send.process}\n${send.partition}`;
  const before = last.get(cursor);
  if (before !== undefined && send.offset <= before) {
    into.push({ kind: 'nonmonotonic-send', partition: send.partition, offset: send.offset, detail: `after ${before}` });
  }
  last.set(cursor, send.offset);
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
  readonly detail: string;
}

interface Send {
  readonly process: string;
  readonly partition: string;
  readonly value: string;
  outcome: 'unknown' | 'acknowledged' | 'rejected';
  offset: Offset;
}

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
