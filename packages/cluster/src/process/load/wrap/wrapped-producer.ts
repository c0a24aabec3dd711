import type { Offset, PartitionIndex } from '@drave/base';
import type { LoadRecord, ProducerSession } from '../../../checkers/load-ledger.js';
import type { LoadRecorder } from '../load-recorder.js';

/** How a wrapped producer is judged. */
export interface WrapProducerOptions {
  /** How reports call it. Default: the name of its library, and a number. */
  readonly name?: string;
  /**
   * Whether it is idempotent, so that nothing may be in the log twice or out of order. Default: what it says of itself,
   * else false.
   */
  readonly idempotent?: boolean;
  /** False with acks 0, where an acknowledgement promises nothing. Default true. */
  readonly confirms?: boolean;
}

/** Where the first one of some records was written; the others of its partition follow without a gap. */
export interface WrittenBatch {
  readonly partition: PartitionIndex;
  /** -1 where it is not known. */
  readonly baseOffset: Offset;
}

/** A record on its way, and its partition where that was given. */
export interface SentRecord {
  readonly record: LoadRecord;
  readonly partition: PartitionIndex | undefined;
}

/** What a wrapper tells of records that are sent by one call, in a transaction or outside. */
export interface RecordSink {
  /** A record is about to be sent, to this partition if that is known. */
  sent(partition: PartitionIndex | undefined): SentRecord;
  /** The batches are all that the records have become, each partition's in their order. */
  acknowledged(sent: readonly SentRecord[], batches: readonly WrittenBatch[]): void;
  failed(sent: readonly SentRecord[], reason: unknown): void;
}

/** One producer, outside its transactions. */
export class WrappedProducer implements RecordSink {
  private readonly recorder: LoadRecorder;
  private readonly session: ProducerSession;

  constructor(recorder: LoadRecorder, library: string, options: WrapProducerOptions, isIdempotent: boolean) {
    const { name = recorder.nameFor(library), idempotent = isIdempotent, confirms = true } = options;
    this.recorder = recorder;
    this.session = recorder.session(name, { idempotent, confirms });
  }

  isForTopic(topic: string): boolean {
    return this.recorder.isForTopic(topic);
  }

  sent(partition: PartitionIndex | undefined): SentRecord {
    const isKnown = partition !== undefined && partition >= 0;
    const place = isKnown ? this.recorder.place(partition) : undefined;
    return { record: this.session.sent(place), partition: isKnown ? partition : undefined };
  }

  acknowledged(sent: readonly SentRecord[], batches: readonly WrittenBatch[]): void {
    for (const { record, partition, offset } of placesOf(sent, batches))
      this.recorder.acknowledged(this.session, record, partition, offset);
  }

  failed(sent: readonly SentRecord[], reason: unknown): void {
    for (const { record } of sent) this.recorder.failed(this.session, record, reason);
  }

  transaction(): WrappedTransaction {
    return new WrappedTransaction(this, this.recorder, this.session);
  }
}

type TransactionOutcome = 'committed' | 'aborted' | 'unknown';

/** The records of one transaction, whose outcome is that of its end. */
export class WrappedTransaction implements RecordSink {
  private readonly producer: WrappedProducer;
  private readonly recorder: LoadRecorder;
  private readonly session: ProducerSession;
  private readonly records: LoadRecord[] = [];
  private readonly settled: PlacedRecord[] = [];
  private end: { readonly outcome: TransactionOutcome; readonly reason: unknown } | undefined;

  constructor(producer: WrappedProducer, recorder: LoadRecorder, session: ProducerSession) {
    this.producer = producer;
    this.recorder = recorder;
    this.session = session;
  }

  sent(partition: PartitionIndex | undefined): SentRecord {
    const sent = this.producer.sent(partition);
    this.records.push(sent.record);
    return sent;
  }

  acknowledged(sent: readonly SentRecord[], batches: readonly WrittenBatch[]): void {
    this.settle(placesOf(sent, batches));
  }

  /** Whether the record is in the log is for the end of the transaction to say. */
  failed(sent: readonly SentRecord[], reason: unknown): void {
    this.recorder.note(reason);
    this.settle(sent.map(({ record, partition }) => ({ record, partition, offset: -1, hasFailed: true })));
  }

  /** Runs the end of the transaction, after which its records have its outcome; `unknown` when that throws. */
  async endedBy<T>(outcome: 'committed' | 'aborted', end: () => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await end();
    } catch (reason) {
      this.ended('unknown', reason);
      throw reason;
    }
    this.ended(outcome);
    return result;
  }

  ended(outcome: TransactionOutcome, reason?: unknown): void {
    if (this.end !== undefined && this.end.outcome !== 'unknown') return;
    if (this.end === undefined) this.session.together(this.records);
    this.end = { outcome, reason };
    for (const one of this.settled) this.tell(one);
    this.settled.length = 0;
  }

  /** A report may come before and after the end. */
  private settle(placed: readonly PlacedRecord[]): void {
    if (this.end === undefined) this.settled.push(...placed);
    else for (const one of placed) this.tell(one);
  }

  private tell({ record, partition, offset, hasFailed = false }: PlacedRecord): void {
    const { outcome = 'unknown', reason } = this.end ?? {};
    if (outcome === 'aborted') this.recorder.aborted(this.session, record, partition);
    else if (outcome === 'unknown' || hasFailed) this.recorder.failed(this.session, record, reason ?? outcome);
    else this.recorder.acknowledged(this.session, record, partition, offset);
  }
}

interface PlacedRecord extends SentRecord {
  readonly offset: Offset;
  readonly hasFailed?: boolean;
}

/**
 * A record's place is known where its partition is: it was given, or there is one only. The others' follows from the
 * log, where they are looked for.
 */
function placesOf(sent: readonly SentRecord[], batches: readonly WrittenBatch[]): PlacedRecord[] {
  const [only, ...more] = batches;
  const isOne = only !== undefined && more.length === 0;
  const counted = new Map<PartitionIndex, number>();
  const isWhole = isOne || sent.every(({ partition }) => partition !== undefined);
  return sent.map(({ record, partition }) => {
    const batch = isOne ? only : batches.find((one) => one.partition === partition);
    if (!isWhole || batch === undefined) return { record, partition, offset: -1 };
    const index = counted.get(batch.partition) ?? 0;
    counted.set(batch.partition, index + 1);
    return { record, partition: batch.partition, offset: batch.baseOffset < 0 ? -1 : batch.baseOffset + index };
  });
}
