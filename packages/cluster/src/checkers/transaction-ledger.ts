import { assert, type Millis, type Offset, type ProducerId } from '@drave/base';

/**
 * What transactional producers did, what consumers were given, and what the logs hold in the end, with the checks that
 * follow from it. Every value is unique, so that it names its transaction.
 *
 * An end, or offsets, of the first protocol (before `transaction.version` 2) that were sent and never answered may
 * still be on their way, and then count for whatever transaction is open in the same epoch (KIP-890). Of transactions
 * that were begun behind such a request nothing is demanded but what readers and logs owe each other.
 */
export class TransactionLedger {
  private readonly nowMs: () => Millis;
  private readonly transactions: Sent[] = [];
  private readonly initializations: Initialization[] = [];
  /** Producers of the first protocol with a request that nobody has answered. */
  private readonly loose = new Set<string>();
  private readonly ofValue = new Map<string, Sent>();
  private readonly readers = new Map<string, Reads>();
  private readonly stored = new Map<string, Stored[]>();
  /** Of which everything is consumed and transformed. */
  private readonly chained = new Set<string>();
  private readonly violations: TransactionViolation[] = [];

  /** `nowMs` is one clock for all clients. */
  constructor(nowMs: () => Millis) {
    this.nowMs = nowMs;
  }

  /** A process was given this identity by a request of which the answered attempt was sent at `sentMs`. */
  initialized(process: string, producer: TransactionalProducerName, sentMs: Millis): void {
    this.initializations.push({ process, ...producer, sentMs, answeredMs: this.nowMs() });
  }

  /** `identityMs`: since when the process has been this producer. */
  begun(process: string, producer: TransactionalProducerName, protocol: 1 | 2, identityMs: Millis): TransactionNumber {
    this.transactions.push({
      number: this.transactions.length,
      process,
      producer,
      protocol,
      identityMs,
      isExcused: protocol === 1 && this.loose.has(keyOf(producer)),
      records: [],
      commitSentMs: undefined,
      outcome: 'unknown',
    });
    return this.transactions.length - 1;
  }

  /** Whatever is committed there is consumed, and written once, transformed, with `source` as its origin. */
  consumes(partition: string): void {
    this.chained.add(partition);
  }

  /**
   * A record is handed to the producer. A transaction may only be committed when all of its records are written.
   * `source` is the value of which it was made.
   */
  sent(number: TransactionNumber, partition: string, value: string, source?: string): void {
    const transaction = this.transaction(number);
    assert(transaction.commitSentMs === undefined, `transaction ${number} grows after its end`);
    assert(!this.ofValue.has(value), `the value '${value}' was sent before`);
    transaction.records.push({ partition, value, source });
    this.ofValue.set(value, transaction);
  }

  /** The first request to commit is about to be sent. */
  commitSent(number: TransactionNumber): void {
    this.transaction(number).commitSentMs ??= this.nowMs();
  }

  /** The coordinator has said so. */
  ended(number: TransactionNumber, outcome: 'committed' | 'aborted'): void {
    const transaction = this.transaction(number);
    assert(transaction.outcome === 'unknown', `transaction ${number} has ended before`);
    transaction.outcome = outcome;
  }

  /** A request to end the transaction, or one with offsets, was given up without an answer. */
  requestLost(number: TransactionNumber): void {
    const { protocol, producer } = this.transaction(number);
    if (protocol === 1) this.loose.add(keyOf(producer));
  }

  /** This reader reads these partitions, each once and from this offset on. */
  reads(reader: string, isolation: Isolation, partitions: Iterable<readonly [string, Offset]>): void {
    this.readers.set(reader, { isolation, partitions: new Map(partitions), last: new Map(), values: new Map() });
  }

  /** A reader was given this record. */
  read(reader: string, partition: string, offset: Offset, value: string): void {
    const reads = this.readers.get(reader);
    assert(reads !== undefined, `no reader is named ${reader}`);
    const last = reads.last.get(partition) ?? -1;
    if (offset <= last) this.violate('read-backwards', partition, offset, `${reader} had read ${last}`);
    reads.last.set(partition, offset);
    reads.values.set(placeOf(partition, offset), value);
    const transaction = this.ofValue.get(value);
    if (transaction === undefined) this.violate('unknown-value', partition, offset, `'${value}'`);
    else if (reads.isolation === 'read_committed' && transaction.commitSentMs === undefined && !transaction.isExcused)
      this.violate('early-read', partition, offset, `${reader} was given '${value}', which nobody has committed`);
  }

  /** A record that is in the log when all is quiet, and how the marker behind it ends its transaction. */
  found(partition: string, offset: Offset, value: string, outcome: 'committed' | 'aborted'): void {
    const all = this.stored.get(value) ?? [];
    this.stored.set(value, all);
    all.push({ partition, offset, outcome });
  }

  /** Judges everything, once all that is stored was `found` and every reader has come to the end. */
  check(): TransactionVerdict {
    const before = this.violations.length;
    for (const transaction of this.transactions) this.checkTransaction(transaction);
    this.checkStored();
    this.checkChains();
    for (const [name, reads] of this.readers) this.checkReader(name, reads);
    const violations = [...this.violations];
    this.violations.length = before;
    const count = (outcome: Sent['outcome']): number =>
      this.transactions.filter((one) => one.outcome === outcome).length;
    const excused = this.transactions.filter(({ isExcused }) => isExcused).length;
    return { violations, committed: count('committed'), aborted: count('aborted'), unknown: count('unknown'), excused };
  }

  private checkTransaction(transaction: Sent): void {
    const { number, process, records, commitSentMs, outcome, isExcused } = transaction;
    if (isExcused) return;
    const visible = records.filter(({ value }) => this.isCommitted(value)).length;
    const [first] = records;
    if (first === undefined) return;
    const violate = (kind: TransactionViolation['kind'], detail: string): void =>
      this.violate(kind, first.partition, -1, `transaction ${number} of ${process}: ${detail}`);
    if (visible > 0 && visible < records.length)
      violate('torn', `${visible} of its ${records.length} records are committed`);
    if (visible > 0 && (commitSentMs === undefined || outcome === 'aborted'))
      violate('aborted-visible', commitSentMs === undefined ? 'nobody has committed it' : 'it was aborted');
    if (outcome === 'committed' && visible < records.length)
      violate('lost-commit', `${records.length - visible} of its ${records.length} records are not there`);
    const successor = this.successorOf(transaction);
    if (successor !== undefined && (visible > 0 || outcome === 'committed'))
      violate(
        'zombie',
        `committed at ${commitSentMs} ms, when ${successor.process} had been there since ${successor.answeredMs}`,
      );
  }

  /** Whoever had taken the transactional id over before the commit was sent. */
  private successorOf({ process, producer, identityMs, commitSentMs }: Sent): Initialization | undefined {
    if (commitSentMs === undefined) return undefined;
    return this.initializations.find((successor) => {
      if (successor.transactionalId !== producer.transactionalId || successor.process === process) return false;
      const isNewer = successor.producerId === producer.producerId && successor.producerEpoch > producer.producerEpoch;
      return successor.answeredMs < commitSentMs && (isNewer || successor.sentMs >= identityMs);
    });
  }

  /** Nothing is there twice, nor that nobody has sent, nor before what the same process had sent there earlier. */
  private checkStored(): void {
    for (const [value, places] of this.stored) {
      const [{ partition, offset }] = places as [Stored, ...Stored[]];
      if (places.length > 1) this.violate('duplicate', partition, offset, `'${value}' is there ${places.length} times`);
      if (!this.ofValue.has(value)) this.violate('unknown-value', partition, offset, `'${value}'`);
    }
    const last = new Map<string, Offset>();
    for (const { process, records } of this.transactions) {
      for (const { partition, value } of records) {
        const offset = this.stored.get(value)?.[0]?.offset;
        const key = `${process}\n${partition}`;
        const before = last.get(key) ?? -1;
        if (offset === undefined) continue;
        if (offset < before) this.violate('reordered', partition, offset, `'${value}' lies before ${before}`);
        last.set(key, offset);
      }
    }
  }

  /** What comes out of a chain is what went in, each value once. */
  private checkChains(): void {
    const made = new Map<string, number>();
    for (const { process, records } of this.transactions) {
      for (const { partition, value, source } of records) {
        if (source === undefined || !this.isCommitted(value)) continue;
        made.set(source, 1 + (made.get(source) ?? 0));
        if (!this.isCommitted(source))
          this.violate('made-of-aborted', partition, -1, `${process} has made '${value}' of '${source}'`);
      }
    }
    for (const [value, places] of this.stored) {
      for (const { partition, offset, outcome } of places) {
        if (outcome === 'aborted' || !this.chained.has(partition)) continue;
        const times = made.get(value) ?? 0;
        if (times === 0) this.violate('not-consumed', partition, offset, `nothing was made of '${value}'`);
        if (times > 1) this.violate('consumed-twice', partition, offset, `'${value}' was transformed ${times} times`);
      }
    }
  }

  private checkReader(name: string, { isolation, partitions, values }: Reads): void {
    const owed = new Map<string, string>();
    for (const [value, places] of this.stored) {
      for (const { partition, offset, outcome } of places) {
        if (offset < (partitions.get(partition) ?? Number.POSITIVE_INFINITY)) continue;
        const place = placeOf(partition, offset);
        if (isolation === 'read_uncommitted' || outcome === 'committed') owed.set(place, value);
        const got = values.get(place);
        if (got !== undefined && got !== value)
          this.violate('inconsistent-offset', partition, offset, `${name} was given '${got}' instead of '${value}'`);
        if (got === undefined && owed.has(place))
          this.violate('hidden', partition, offset, `${name} was never given '${value}'`);
      }
    }
    for (const [place, value] of values) {
      const [partition = '', offset] = place.split('@');
      if (!owed.has(place)) this.violate('aborted-read', partition, Number(offset), `${name} was given '${value}'`);
    }
  }

  private isCommitted(value: string): boolean {
    return this.stored.get(value)?.some(({ outcome }) => outcome === 'committed') === true;
  }

  private transaction(number: TransactionNumber): Sent {
    const transaction = this.transactions[number];
    assert(transaction !== undefined, `no transaction ${number}`);
    return transaction;
  }

  private violate(kind: TransactionViolation['kind'], partition: string, offset: Offset, detail: string): void {
    this.violations.push({ kind, partition, offset, detail });
  }
}

/** Throws an error that lists the first violations; returns the verdict when there is none. */
export function assertTransactions(ledger: TransactionLedger): TransactionVerdict {
  const verdict = ledger.check();
  const { violations, committed, aborted, unknown } = verdict;
  if (violations.length === 0) return verdict;
  const shown = violations.slice(0, 20).map((one) => `  ${one.kind} ${one.partition}@${one.offset}: ${one.detail}`);
  throw new Error(
    `${violations.length} violations in ${committed} committed, ${aborted} aborted and ${unknown} other transactions:\n${shown.join('\n')}`,
  );
}

/** By the order in which they were begun. */
export type TransactionNumber = number;

export type Isolation = 'read_uncommitted' | 'read_committed';

/** Who produces, as the coordinator has it. */
export interface TransactionalProducerName {
  readonly transactionalId: string;
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

export interface TransactionVerdict {
  readonly violations: readonly TransactionViolation[];
  readonly committed: number;
  readonly aborted: number;
  readonly unknown: number;
  /** Those behind a request of the first protocol that may still come. */
  readonly excused: number;
}

export interface TransactionViolation {
  readonly kind:
    | 'torn'
    | 'aborted-visible'
    | 'lost-commit'
    | 'zombie'
    | 'duplicate'
    | 'reordered'
    | 'unknown-value'
    | 'made-of-aborted'
    | 'not-consumed'
    | 'consumed-twice'
    | 'early-read'
    | 'aborted-read'
    | 'hidden'
    | 'inconsistent-offset'
    | 'read-backwards';
  readonly partition: string;
  /** -1 where the violation is not of one record. */
  readonly offset: Offset;
  readonly detail: string;
}

interface Initialization extends TransactionalProducerName {
  readonly process: string;
  readonly sentMs: Millis;
  readonly answeredMs: Millis;
}

interface Sent {
  readonly number: TransactionNumber;
  readonly process: string;
  readonly producer: TransactionalProducerName;
  readonly protocol: 1 | 2;
  readonly identityMs: Millis;
  readonly isExcused: boolean;
  readonly records: { readonly partition: string; readonly value: string; readonly source: string | undefined }[];
  commitSentMs: Millis | undefined;
  outcome: 'unknown' | 'committed' | 'aborted';
}

interface Stored {
  readonly partition: string;
  readonly offset: Offset;
  readonly outcome: 'committed' | 'aborted';
}

interface Reads {
  readonly isolation: Isolation;
  /** Where the reader begins in each. */
  readonly partitions: ReadonlyMap<string, Offset>;
  readonly last: Map<string, Offset>;
  /** By place. */
  readonly values: Map<string, string>;
}

function placeOf(partition: string, offset: Offset): string {
  return `${partition}@${offset}`;
}

function keyOf({ producerId, producerEpoch }: TransactionalProducerName): string {
  return `${producerId}/${producerEpoch}`;
}
