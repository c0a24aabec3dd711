import {
  assert,
  type Bytes,
  DraveError,
  type ErrorCode,
  type LeaderEpoch,
  type Millis,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import {
  asBuffer,
  BATCH_HEADER_BYTES,
  batchLastOffset,
  batchLeaderEpoch,
  batchSizeBytes,
  type DecodedRecord,
} from '@drave/records';
import type { dataV1 } from '@drave/rpc';
import { partitionError } from '../cluster/cluster-view.js';
import type { AutoOffsetReset } from '../options.js';
import { AbortedRecords } from './aborted-records.js';
import { type CommitBasis, ConsumedMarks, type Mark } from './consumed-marks.js';
import { type BatchPlace, type DecodedBatch, FetchBuffer } from './fetch-buffer.js';
import {
  type FetchState,
  type FetchStream,
  type Followup,
  IDLE,
  NOTHING,
  type OffsetQuestion,
  OPEN,
  type PositionLoss,
  type ResetTarget,
  type RetryTime,
} from './fetch-state.js';

/**
 * One partition of the assignment: where the application stands in it, what was fetched ahead, and how it is fetched.
 * A pure state machine: no clock, no I/O. Every event returns what follows from it, and the fetcher does that.
 *
 * Order: the application gets the records from its position on, each once, in the order of their offsets. Only a seek,
 * a reset or a truncation moves the position otherwise, and then nothing that was fetched before is handed out.
 *
 * Rejections: a position is given up only after several answers in a row that it is out of range, and a bad batch
 * becomes an error only after several failed checks in a row. A leader that was just elected may not know its own range
 * yet.
 */
export class PartitionCursor {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  private readonly autoOffsetReset: AutoOffsetReset;
  private readonly buffer = new FetchBuffer();
  private readonly marks = new ConsumedMarks();
  private state: FetchState = IDLE;
  /** The position of the next record for the application; undefined until the reset target is looked up. */
  private at: Mark | undefined;
  /** The position to fetch from next, at or beyond `at`. Its epoch shows whether the log was truncated (KIP-320). */
  private ahead: Mark | undefined;
  /** Where to start without a position; `autoOffsetReset` decides when it is undefined. */
  private target: ResetTarget | undefined;
  private watermarks: Watermarks | undefined;
  private replica: NodeId | undefined;
  private pausedNow = false;
  private heldForRevocation = false;
  private revokedNow = false;
  private movesNow = 0;
  /** Failed attempts in a row. */
  private failures = 0;
  /**
   * How often in a row, at the same position, the leader has answered out of range or a batch has failed its checks.
   */
  private rejections = 0;

  constructor(topic: TopicName, partition: PartitionIndex, autoOffsetReset: AutoOffsetReset) {
    this.topic = topic;
    this.partition = partition;
    this.autoOffsetReset = autoOffsetReset;
  }

  get name(): string {
    return `${this.topic}-${this.partition}`;
  }

  /** The offset of the next record for the application; undefined while it is being looked up. */
  get position(): Offset | undefined {
    return this.at?.offset;
  }

  get highWatermark(): Offset | undefined {
    return this.watermarks?.high;
  }

  /** True while the application has paused it. */
  get paused(): boolean {
    return this.pausedNow;
  }

  /** True when nothing of it is fetched or handed out: it is paused, or about to be revoked. */
  get held(): boolean {
    return this.pausedNow || this.heldForRevocation;
  }

  /** True once it is revoked: nothing more of it is handed out. */
  get revoked(): boolean {
    return this.revokedNow;
  }

  /**
   * Counts seeks, resets, losses of the position, and the revocation. Records that were taken before one of them are
   * not handed out after it.
   */
  get moves(): number {
    return this.movesNow;
  }

  get hasBuffered(): boolean {
    return !this.buffer.isEmpty;
  }

  /** The error that ended fetching, until the application seeks; undefined when there is none. */
  get failure(): DraveError | undefined {
    return this.state.kind === 'failed' ? this.state.error : undefined;
  }

  /** When it may be opened, in monotonic ms; undefined while it is not to be opened. */
  get dueMs(): Millis | undefined {
    return this.state.kind === 'idle' && !this.held ? this.state.notBeforeMs : undefined;
  }

  /** The preferred read replica that the leader has named (KIP-392); undefined for the leader itself. */
  get readReplica(): NodeId | undefined {
    return this.replica;
  }

  /** The offset to fetch from, and the leader epoch of the record before it. */
  get fetchFrom(): Mark | undefined {
    return this.ahead;
  }

  /**
   * Offsets between the position and the last stable offset (`readCommitted`) or the high watermark; undefined while
   * unknown.
   */
  lag(readCommitted: boolean): number | undefined {
    if (this.watermarks === undefined || this.at === undefined) return undefined;
    const { lastStable, high } = this.watermarks;
    return Math.max(0, (readCommitted ? lastStable : high) - this.at.offset);
  }

  // Opening and fetching

  /**
   * Starts an idle partition that is due. Returns `open` when it can be opened at `fetchFrom`, else what its missing
   * position needs.
   */
  start(): Followup {
    assert(this.state.kind === 'idle', 'only an idle partition is started');
    if (this.at !== undefined) return OPEN;
    const { autoOffsetReset } = this;
    if (this.target === undefined && autoOffsetReset === 'none') {
      const message = `${this.name}: no position, and auto.offset.reset is none: seek first`;
      return this.fail(new DraveError('OFFSET_OUT_OF_RANGE', message));
    }
    const target = this.target ?? (autoOffsetReset === 'earliest' ? 'earliest' : 'latest');
    return this.lookUp({ kind: 'start', target });
  }

  /** Notes that a stream pushes its records under `handle` from now on. */
  opened(stream: FetchStream, handle: number, leaderEpoch: LeaderEpoch): void {
    assert(this.state.kind === 'idle' && !this.held, 'only an idle partition is opened');
    assert(this.at !== undefined, 'a partition is opened at its position');
    this.state = { kind: 'open', stream, handle, leaderEpoch };
  }

  /** Fails a partition that no broker can serve, for example because its topic was deleted. */
  cannotOpen(error: DraveError): Followup {
    return this.fail(error);
  }

  /** Whether data under `handle` belongs to it; false when the handle was closed meanwhile. */
  isOpenUnder(stream: FetchStream, handle: number): boolean {
    const { state } = this;
    return state.kind === 'open' && state.stream === stream && state.handle === handle;
  }

  /** Takes the data that the stream has pushed. */
  received(data: dataV1.FetchedData, retryTime: RetryTime): Followup {
    assert(this.state.kind === 'open', 'only an open partition receives');
    if (data.highWatermark >= 0) this.watermarks = { high: data.highWatermark, lastStable: data.lastStableOffset };
    if (data.error !== undefined) return this.refused(partitionError(data.error), retryTime);
    if (data.diverging !== undefined) return this.diverged(data.diverging);
    return this.accept(this.state.stream, data, retryTime);
  }

  /** Makes the partition idle if it was open on this stream, which has ended. */
  streamLost(stream: FetchStream): Followup {
    if (this.state.kind !== 'open' || this.state.stream !== stream) return NOTHING;
    this.replica = undefined;
    this.state = IDLE;
    return OPEN;
  }

  /**
   * Closes a partition that is open at the leader of an older epoch. That broker may hang, and would then send no
   * error.
   */
  leaderIs(epoch: LeaderEpoch): Followup {
    if (this.state.kind !== 'open' || epoch <= this.state.leaderEpoch) return NOTHING;
    this.replica = undefined;
    this.leave(IDLE);
    return OPEN;
  }

  private accept(stream: FetchStream, data: dataV1.FetchedData, retryTime: RetryTime): Followup {
    this.failures = 0;
    // `AbortedRecords` counts the markers of the batches that a list is for, so these batches must stay in one chunk.
    const whole = data.abortedTransactions.length > 0 && data.records.length > 1;
    const pieces = whole ? [Buffer.concat(data.records)] : data.records;
    for (const [index, piece] of pieces.entries()) {
      const bytes = asBuffer(piece);
      const last = lastBatchAt(bytes);
      if (last === undefined) {
        for (const dropped of pieces.slice(index)) stream.grant(dropped.length);
        const message = `${this.name}: what a broker sent is not whole batches`;
        return this.batchRejected(new DraveError('CORRUPT_MESSAGE', message), retryTime);
      }
      this.buffer.push({ bytes, stream, aborted: new AbortedRecords(bytes, data.abortedTransactions) });
      this.ahead = { offset: batchLastOffset(bytes, last) + 1, epoch: batchLeaderEpoch(bytes, last) };
    }
    const { preferredReadReplica } = data;
    if (preferredReadReplica === undefined || preferredReadReplica === stream.brokerId) return ARRIVED;
    this.replica = preferredReadReplica;
    this.leave(IDLE);
    return { kind: 'arrived', reopen: true };
  }

  /**
   * Takes a refusal of the broker: it is not the leader, the partition or the offset does not exist, or access is
   * denied.
   */
  private refused(error: DraveError, retryTime: RetryTime): Followup {
    this.replica = undefined;
    const position = this.at?.offset;
    // A leader that was just elected may be wrong about its range, so the range is looked up first.
    if (error.code === 'OFFSET_OUT_OF_RANGE' && position !== undefined) {
      return this.lookUp({ kind: 'range', position });
    }
    return mayPass(error) ? this.retry(retryTime) : this.fail(error);
  }

  /**
   * The log was truncated (KIP-320): moves the position back to where the logs still agree, unless `autoOffsetReset` is
   * 'none'.
   */
  private diverged({ endOffset, epoch }: dataV1.Diverging): Followup {
    const position = this.at?.offset;
    if (position === undefined || position <= endOffset) {
      this.dropBuffered();
      // Only what was fetched ahead is gone. But the leader's log may lack the epoch of the record before the position,
      // and have more of an older epoch. It would answer "diverging" to that epoch for ever, so the older one is used
      // from here on.
      if (this.at?.epoch !== undefined && this.at.epoch > epoch) {
        this.at = { offset: this.at.offset, epoch: epoch >= 0 ? epoch : undefined };
        this.ahead = this.at;
      }
      this.leave(IDLE);
      return OPEN;
    }
    if (this.autoOffsetReset === 'none') {
      const message = `${this.name}: the log was truncated to ${endOffset}, below position ${position}, and auto.offset.reset is none: seek to go on`;
      return this.fail(new DraveError('OFFSET_OUT_OF_RANGE', message));
    }
    this.moveTo({ offset: endOffset, epoch: epoch >= 0 ? epoch : undefined });
    this.leave(IDLE);
    return { kind: 'open', loss: { position, to: endOffset, start: -1, end: endOffset } };
  }

  /**
   * A batch that fails its checks is fetched again. After `REJECTIONS_MAX` failures in a row the application gets the
   * error.
   */
  batchRejected(error: DraveError, retryTime: RetryTime): Followup {
    this.dropBuffered();
    if (++this.rejections >= REJECTIONS_MAX) {
      this.rejections = 0;
      return this.fail(error);
    }
    this.leave({ kind: 'idle', notBeforeMs: retryTime(this.rejections) });
    return { kind: 'refetch', reason: error };
  }

  // Positions

  /** Makes a new partition wait for the committed offset of its group. */
  awaitCommitted(): void {
    assert(this.state.kind === 'idle' && this.at === undefined, 'only a new partition awaits what is committed');
    this.state = { kind: 'looking', question: { kind: 'committed' } };
  }

  get awaitsCommitted(): boolean {
    return !this.revokedNow && this.state.kind === 'looking' && this.state.question.kind === 'committed';
  }

  /**
   * Takes the committed offset of the group; without one (undefined) the partition starts where the reset policy says.
   */
  committedFound(offset: Offset | undefined, epoch: LeaderEpoch | undefined): Followup {
    if (!this.awaitsCommitted) return NOTHING;
    if (offset !== undefined) this.moveTo({ offset, epoch });
    this.marks.setCommitted(offset);
    this.state = IDLE;
    return OPEN;
  }

  /** Takes the offset of a reset target; -1 when no record is as late as its timestamp. */
  startFound(question: OffsetQuestion, offset: Offset): Followup {
    if (!this.waitsFor(question)) return NOTHING;
    if (offset >= 0) {
      this.moveTo({ offset, epoch: undefined });
      this.failures = 0;
    } else {
      // No record is as late as the timestamp, so the next one that is written will be the first.
      this.target = 'latest';
    }
    this.state = IDLE;
    return OPEN;
  }

  /**
   * Takes the range of the leader that called the position out of range. A position above the end is given up only
   * after several such answers.
   */
  rangeFound(question: OffsetQuestion, start: Offset, end: Offset, retryTime: RetryTime): Followup {
    if (!this.waitsFor(question) || question.kind !== 'range') return NOTHING;
    const { position } = question;
    if (position !== this.at?.offset) {
      // The application has read on in what was fetched ahead, so the question was about an earlier position.
      this.state = IDLE;
      return OPEN;
    }
    const inside = position >= start && position <= end;
    if (inside || (position > end && ++this.rejections < REJECTIONS_MAX)) return this.retry(retryTime);
    this.rejections = 0;
    const { autoOffsetReset } = this;
    if (autoOffsetReset === 'none') {
      const message = `${this.name}: position ${position} is outside ${start} to ${end}, and auto.offset.reset is none: seek to go on`;
      return this.fail(new DraveError('OFFSET_OUT_OF_RANGE', message));
    }
    this.moveToTarget(autoOffsetReset);
    this.state = IDLE;
    const loss: PositionLoss = { position, to: autoOffsetReset, start, end };
    return { kind: 'open', loss };
  }

  /** Makes a partition retry, or fail, after a failed look-up. */
  lookUpFailed(question: OffsetQuestion, error: DraveError, retryTime: RetryTime): Followup {
    if (!this.waitsFor(question)) return NOTHING;
    return question.kind === 'range' || mayPass(error) ? this.retry(retryTime) : this.fail(error);
  }

  /** Moves the position to `offset`, and drops what was fetched. */
  seek(offset: Offset): Followup {
    this.moveTo({ offset, epoch: undefined });
    return this.startOver();
  }

  /** Moves the position to `target`, whose offset is looked up before anything is fetched. */
  resetTo(target: ResetTarget): Followup {
    this.moveToTarget(target);
    return this.startOver();
  }

  private startOver(): Followup {
    this.rejections = 0;
    this.leave(IDLE);
    return OPEN;
  }

  // What the application does

  /** Stops fetching; what was fetched ahead is dropped, and the position stays. */
  pause(): Followup {
    this.pausedNow = true;
    this.dropBuffered();
    if (this.state.kind !== 'open') return NOTHING;
    this.leave(IDLE);
    return OPEN;
  }

  resume(): Followup {
    this.pausedNow = false;
    return OPEN;
  }

  /** Stops handing out records of a partition that is about to be revoked. */
  holdForRevocation(): void {
    this.heldForRevocation = true;
  }

  /** Ends a partition that is no longer assigned. */
  revoke(): Followup {
    this.revokedNow = true;
    this.movesNow++;
    this.leave(IDLE);
    this.dropBuffered();
    return OPEN;
  }

  /** The batch to decode next; undefined while a decoded one has records left, and when nothing is buffered. */
  undecoded(): BatchPlace | undefined {
    return this.at === undefined ? undefined : this.buffer.undecoded();
  }

  /** Takes a batch that has passed its checks; ignored when it was dropped while it was being decoded. */
  decoded(place: BatchPlace, batch: DecodedBatch): void {
    if (this.at !== undefined && this.buffer.decoded(place, batch, this.at.offset)) this.rejections = 0;
  }

  /** Takes up to `limit` records of the decoded batch, and moves the position past them. */
  take(limit: number): readonly DecodedRecord[] {
    const taken = this.at === undefined ? undefined : this.buffer.take(limit);
    if (taken === undefined || this.at === undefined) return [];
    this.at = { offset: Math.max(this.at.offset, taken.nextOffset ?? 0), epoch: taken.leaderEpoch };
    return taken.records;
  }

  /** Notes that everything up to the position was handed out. */
  deliverAll(): void {
    if (this.at !== undefined) this.marks.deliver(this.at);
  }

  /** Notes that everything up to `record`, inclusive, was handed out. */
  deliver(record: DecodedRecord): void {
    this.marks.deliver({ offset: record.offset + 1, epoch: this.at?.epoch });
  }

  /** Notes that the application has processed what it was given. */
  process(): void {
    this.marks.process();
  }

  /** Moves the position back to the first taken record that was not handed out, so that the next `take` returns it. */
  rewindToDelivered(): Followup {
    const { delivered } = this.marks;
    if (this.at === undefined || delivered === undefined || delivered.offset >= this.at.offset) return NOTHING;
    this.movesNow++;
    this.at = delivered;
    this.dropBuffered();
    if (this.state.kind !== 'open') return NOTHING;
    this.leave(IDLE);
    return OPEN;
  }

  /** The position to commit; undefined when there is none. */
  toCommit(basis: CommitBasis): Mark | undefined {
    return this.marks.toCommit(basis);
  }

  /**
   * Notes that `offset` is committed. `moves` is its value when the commit was sent: after a later seek the commit is
   * not taken into account.
   */
  committed(offset: Offset, moves: number): void {
    if (moves === this.movesNow) this.marks.setCommitted(offset);
  }

  // Steps that events share

  private waitsFor(question: OffsetQuestion): boolean {
    return this.state.kind === 'looking' && isSame(this.state.question, question);
  }

  private lookUp(question: OffsetQuestion): Followup {
    this.leave({ kind: 'looking', question });
    return { kind: 'lookUp', question };
  }

  private retry(retryTime: RetryTime): Followup {
    this.leave({ kind: 'idle', notBeforeMs: retryTime(this.failures++) });
    return { kind: 'retry' };
  }

  private fail(error: DraveError): Followup {
    this.leave({ kind: 'failed', error });
    return { kind: 'fail', error };
  }

  /** Changes the state, and closes the handle of an open partition. */
  private leave(next: FetchState): void {
    if (this.state.kind === 'open') this.state.stream.close(this.state.handle);
    this.state = next;
  }

  private moveTo(mark: Mark): void {
    this.movesNow++;
    this.at = mark;
    this.dropBuffered();
    this.target = undefined;
    this.marks.moveTo(mark);
  }

  private moveToTarget(target: ResetTarget): void {
    this.movesNow++;
    this.at = undefined;
    this.dropBuffered();
    this.target = target;
    this.marks.moveTo(undefined);
  }

  /** Drops what was fetched ahead and gives its credit back; fetching goes on from the position. */
  private dropBuffered(): void {
    this.buffer.drop();
    this.ahead = this.at;
  }
}

interface Watermarks {
  readonly high: Offset;
  readonly lastStable: Offset;
}

const ARRIVED: Followup = { kind: 'arrived', reopen: false };

/** How many rejections in a row make the cursor give a position up or report an error. */
const REJECTIONS_MAX = 4;

/**
 * Codes that are not retriable in general, but after which a fetch is retried: the broker may be starting, or of
 * another version.
 */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNKNOWN_SERVER_ERROR', 'CORRUPT_DATA', 'CANCELLED']);

function mayPass(error: DraveError): boolean {
  return error.retriable || TRANSIENT.has(error.code);
}

function isSame(one: OffsetQuestion, other: OffsetQuestion): boolean {
  if (one.kind === 'start') return other.kind === 'start' && one.target === other.target;
  if (one.kind === 'range') return other.kind === 'range' && one.position === other.position;
  return one.kind === other.kind;
}

/** The byte position of the last of several batches; undefined when `bytes` is not a sequence of whole batches. */
function lastBatchAt(bytes: Buffer): Bytes | undefined {
  let last: Bytes | undefined;
  let at = 0;
  while (at + BATCH_HEADER_BYTES <= bytes.length) {
    last = at;
    const sizeBytes = batchSizeBytes(bytes, at);
    if (sizeBytes < BATCH_HEADER_BYTES) return undefined;
    at += sizeBytes;
  }
  return at === bytes.length ? last : undefined;
}
