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
 * a reset, or a log that lost its end moves the position otherwise, and then nothing fetched before is handed out.
 *
 * Doubt: a broker that denies a position, or sends what fails its checks, is believed only after several equal answers
 * in a row. One that has just taken over may not know its own range.
 */
export class PartitionCursor {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  private readonly autoOffsetReset: AutoOffsetReset;
  private readonly buffer = new FetchBuffer();
  private readonly marks = new ConsumedMarks();
  private state: FetchState = IDLE;
  /** What the application gets next; undefined until the reset target is looked up. */
  private at: Mark | undefined;
  /** What is fetched next, at or beyond `at`. Its epoch tells a log that was cut from one that goes on (KIP-320). */
  private ahead: Mark | undefined;
  /** Where to go without a position, if somebody said so; else `autoOffsetReset` decides. */
  private target: ResetTarget | undefined;
  private watermarks: Watermarks | undefined;
  private replica: NodeId | undefined;
  private pausedNow = false;
  private withheld = false;
  private revokedNow = false;
  private movesNow = 0;
  /** Attempts in a row that came to nothing. */
  private failures = 0;
  /** In a row, for the same position: a range that the leader denies, a batch that fails its checks. */
  private rejections = 0;

  constructor(topic: TopicName, partition: PartitionIndex, autoOffsetReset: AutoOffsetReset) {
    this.topic = topic;
    this.partition = partition;
    this.autoOffsetReset = autoOffsetReset;
  }

  get name(): string {
    return `${this.topic}-${this.partition}`;
  }

  /** The next offset the application gets; undefined while it is being looked up. */
  get position(): Offset | undefined {
    return this.at?.offset;
  }

  get highWatermark(): Offset | undefined {
    return this.watermarks?.high;
  }

  /** By the application, until it resumes. */
  get paused(): boolean {
    return this.pausedNow;
  }

  /** Nothing of it is fetched or handed out: it is paused, or about to be given up. */
  get held(): boolean {
    return this.pausedNow || this.withheld;
  }

  /** Taken away: nothing of it is handed out any more. */
  get revoked(): boolean {
    return this.revokedNow;
  }

  /** Counts seeks, resets and the like, and the revocation: what was taken before one is not handed out after it. */
  get moves(): number {
    return this.movesNow;
  }

  get hasBuffered(): boolean {
    return !this.buffer.isEmpty;
  }

  /** What only the application can mend. */
  get failure(): DraveError | undefined {
    return this.state.kind === 'failed' ? this.state.error : undefined;
  }

  /** When it may be opened; undefined when it is not to be. */
  get dueMs(): Millis | undefined {
    return this.state.kind === 'idle' && !this.held ? this.state.notBeforeMs : undefined;
  }

  /** The replica that the leader told to read from (KIP-392). */
  get readReplica(): NodeId | undefined {
    return this.replica;
  }

  /** Where to fetch, and the leader epoch of the record before that. */
  get fetchFrom(): Mark | undefined {
    return this.ahead;
  }

  /** Records between the position and the end that is visible to us; undefined while unknown. */
  lag(readCommitted: boolean): number | undefined {
    if (this.watermarks === undefined || this.at === undefined) return undefined;
    const { lastStable, high } = this.watermarks;
    return Math.max(0, (readCommitted ? lastStable : high) - this.at.offset);
  }

  // Opening and fetching

  /** Its time has come: `open` to open it at `fetchFrom`, or a position is missing. */
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

  /** A stream pushes its records under `handle` from now on. */
  opened(stream: FetchStream, handle: number, leaderEpoch: LeaderEpoch): void {
    assert(this.state.kind === 'idle' && !this.held, 'only an idle partition is opened');
    assert(this.at !== undefined, 'a partition is opened at its position');
    this.state = { kind: 'open', stream, handle, leaderEpoch };
  }

  /** Nobody can serve it, such as a topic that was deleted. */
  cannotOpen(error: DraveError): Followup {
    return this.fail(error);
  }

  /** Whether what comes under `handle` is for it; it is not when it was closed meanwhile. */
  isOpenUnder(stream: FetchStream, handle: number): boolean {
    const { state } = this;
    return state.kind === 'open' && state.stream === stream && state.handle === handle;
  }

  /** What the stream pushed. */
  received(data: dataV1.FetchedData, retryTime: RetryTime): Followup {
    assert(this.state.kind === 'open', 'only an open partition receives');
    if (data.highWatermark >= 0) this.watermarks = { high: data.highWatermark, lastStable: data.lastStableOffset };
    if (data.error !== undefined) return this.refused(partitionError(data.error), retryTime);
    if (data.diverging !== undefined) return this.diverged(data.diverging);
    return this.accept(this.state.stream, data, retryTime);
  }

  /** The stream ended: nothing more comes under its handles. */
  streamLost(stream: FetchStream): Followup {
    if (this.state.kind !== 'open' || this.state.stream !== stream) return NOTHING;
    this.replica = undefined;
    this.state = IDLE;
    return OPEN;
  }

  /** A partition that is open at a broker which was deposed will get no error from one that hangs. */
  leaderIs(epoch: LeaderEpoch): Followup {
    if (this.state.kind !== 'open' || epoch <= this.state.leaderEpoch) return NOTHING;
    this.replica = undefined;
    this.leave(IDLE);
    return OPEN;
  }

  private accept(stream: FetchStream, data: dataV1.FetchedData, retryTime: RetryTime): Followup {
    this.failures = 0;
    // Aborted transactions are told by counting markers, so what they concern must stay in one piece.
    const whole = data.abortedTransactions.length > 0 && data.records.length > 1;
    const pieces = whole ? [Buffer.concat(data.records)] : data.records;
    for (const [index, piece] of pieces.entries()) {
      const bytes = asBuffer(piece);
      const last = lastBatchAt(bytes);
      if (last === undefined) {
        for (const dropped of pieces.slice(index)) stream.grant(dropped.length);
        const message = `${this.name}: what a broker sent is not whole batches`;
        return this.doubted(new DraveError('CORRUPT_MESSAGE', message), retryTime);
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

  /** The broker does not serve it: not the leader, not there, not allowed, no such offset. */
  private refused(error: DraveError, retryTime: RetryTime): Followup {
    this.replica = undefined;
    const position = this.at?.offset;
    // A leader that denies our position may be wrong, so its range is asked for first.
    if (error.code === 'OFFSET_OUT_OF_RANGE' && position !== undefined) {
      return this.lookUp({ kind: 'range', position });
    }
    return mayPass(error) ? this.retry(retryTime) : this.fail(error);
  }

  /** The log we read from was cut (KIP-320): back to where it still agrees, unless the application wants to decide. */
  private diverged({ endOffset, epoch }: dataV1.Diverging): Followup {
    const position = this.at?.offset;
    if (position === undefined || position <= endOffset) {
      this.dropBuffered();
      // Mostly only what was fetched ahead is gone. But the leader may never have had the epoch that we read up to, and
      // more of an older one: it would deny that epoch for ever, so the older one is taken for what came before us.
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

  /** A batch that fails its checks is fetched again, a few times; then the application must decide. */
  doubted(error: DraveError, retryTime: RetryTime): Followup {
    this.dropBuffered();
    if (++this.rejections >= REJECTIONS_MAX) {
      this.rejections = 0;
      return this.fail(error);
    }
    this.leave({ kind: 'idle', notBeforeMs: retryTime(this.rejections) });
    return { kind: 'refetch', reason: error };
  }

  // Positions

  /** It has no position before its group says what is committed. */
  awaitCommitted(): void {
    assert(this.state.kind === 'idle' && this.at === undefined, 'only a new partition awaits what is committed');
    this.state = { kind: 'looking', question: { kind: 'committed' } };
  }

  get awaitsCommitted(): boolean {
    return !this.revokedNow && this.state.kind === 'looking' && this.state.question.kind === 'committed';
  }

  /** What the group has committed; without that it goes where the reset policy says. */
  committedFound(offset: Offset | undefined, epoch: LeaderEpoch | undefined): Followup {
    if (!this.awaitsCommitted) return NOTHING;
    if (offset !== undefined) this.moveTo({ offset, epoch });
    this.marks.setCommitted(offset);
    this.state = IDLE;
    return OPEN;
  }

  /** Where a reset target is; -1 when no record is that late. */
  startFound(question: OffsetQuestion, offset: Offset): Followup {
    if (!this.waitsFor(question)) return NOTHING;
    if (offset >= 0) {
      this.moveTo({ offset, epoch: undefined });
      this.failures = 0;
    } else {
      // No record is that late: what comes next is.
      this.target = 'latest';
    }
    this.state = IDLE;
    return OPEN;
  }

  /** What the leader that denied the position has. One above the end is given up only after several such answers. */
  rangeFound(question: OffsetQuestion, start: Offset, end: Offset, retryTime: RetryTime): Followup {
    if (!this.waitsFor(question) || question.kind !== 'range') return NOTHING;
    const { position } = question;
    if (position !== this.at?.offset) {
      // The application went on with what was fetched ahead: the question is about what it has read by now.
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

  /** A look-up came to nothing. */
  lookUpFailed(question: OffsetQuestion, error: DraveError, retryTime: RetryTime): Followup {
    if (!this.waitsFor(question)) return NOTHING;
    return question.kind === 'range' || mayPass(error) ? this.retry(retryTime) : this.fail(error);
  }

  /** The application goes on at `offset`; what was fetched is dropped. */
  seek(offset: Offset): Followup {
    this.moveTo({ offset, epoch: undefined });
    return this.startOver();
  }

  /** The application goes on where `target` is, which is looked up before anything is fetched. */
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

  /** It is about to be given up: nothing more of it is handed out. */
  withhold(): void {
    this.withheld = true;
  }

  /** It is not ours any more. */
  revoke(): Followup {
    this.revokedNow = true;
    this.movesNow++;
    this.leave(IDLE);
    this.dropBuffered();
    return OPEN;
  }

  /** The batch to decode next; undefined while one is being handed out, and when there is none. */
  undecoded(): BatchPlace | undefined {
    return this.at === undefined ? undefined : this.buffer.undecoded();
  }

  /** A batch passed its checks. Nothing follows when it was dropped while it was decoded. */
  decoded(place: BatchPlace, batch: DecodedBatch): void {
    if (this.at !== undefined && this.buffer.decoded(place, batch, this.at.offset)) this.rejections = 0;
  }

  /** Up to `limit` records of the batch that is decoded; the position moves past them. */
  take(limit: number): readonly DecodedRecord[] {
    const taken = this.at === undefined ? undefined : this.buffer.take(limit);
    if (taken === undefined || this.at === undefined) return [];
    this.at = { offset: Math.max(this.at.offset, taken.nextOffset ?? 0), epoch: taken.leaderEpoch };
    return taken.records;
  }

  /** Everything up to the position is with the application. */
  deliverAll(): void {
    if (this.at !== undefined) this.marks.deliver(this.at);
  }

  /** Everything up to `record` is with the application. */
  deliver(record: DecodedRecord): void {
    this.marks.deliver({ offset: record.offset + 1, epoch: this.at?.epoch });
  }

  /** The application has come back from what it was given. */
  process(): void {
    this.marks.process();
  }

  /** The application does not want the rest of what it took: whoever takes next gets it. */
  giveBack(): Followup {
    const { delivered } = this.marks;
    if (this.at === undefined || delivered === undefined || delivered.offset >= this.at.offset) return NOTHING;
    this.movesNow++;
    this.at = delivered;
    this.dropBuffered();
    if (this.state.kind !== 'open') return NOTHING;
    this.leave(IDLE);
    return OPEN;
  }

  /** What is left to commit. */
  toCommit(basis: CommitBasis): Mark | undefined {
    return this.marks.toCommit(basis);
  }

  /** `offset` is committed. That says nothing of where the application went since: `moves` is of when it was sent. */
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

  /** Goes to another state; a handle does not outlive the state that it was open in. */
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

/** Answers of this kind in a row before a position is given up or an error is passed on. */
const REJECTIONS_MAX = 4;

/** Not marked retriable in general, but a fetch simply goes on: the server may be starting or of another version. */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNKNOWN_SERVER_ERROR', 'CORRUPT_DATA', 'CANCELLED']);

function mayPass(error: DraveError): boolean {
  return error.retriable || TRANSIENT.has(error.code);
}

function isSame(one: OffsetQuestion, other: OffsetQuestion): boolean {
  if (one.kind === 'start') return other.kind === 'start' && one.target === other.target;
  if (one.kind === 'range') return other.kind === 'range' && one.position === other.position;
  return one.kind === other.kind;
}

/** Where the last of several whole batches begins; undefined when they are not whole. */
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
