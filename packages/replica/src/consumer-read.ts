import {
  DraveError,
  type Bytes,
  type ErrorCode,
  type LeaderEpoch,
  type Millis,
  type Offset,
  type ProducerId,
} from '@drave/base';
import type { AbortedTransaction, LeaderEpochs, ReadResult } from '@drave/log';
import type { DivergingEpoch } from './fetch-messages.js';
import type { Partition } from './partition.js';

export type IsolationLevel = 'readUncommitted' | 'readCommitted';

export interface ConsumerRead {
  readonly fetchOffset: Offset;
  /** The leader epoch the client knows; a mismatch is refused (KIP-320). */
  readonly currentLeaderEpoch: LeaderEpoch | undefined;
  /** Leader epoch of the record before `fetchOffset`; shows a truncation that the client has missed. */
  readonly lastFetchedEpoch: LeaderEpoch | undefined;
  readonly isolation: IsolationLevel;
  readonly bytesMax: Bytes;
  /** Whether the first batch is returned even when it is larger than `bytesMax`. */
  readonly minOneBatch: boolean;
  /** A follower may answer (KIP-392). */
  readonly followerAllowed: boolean;
}

export type ConsumerReadResult = ConsumerReadData | ReadFailure;

interface ConsumerReadData {
  readonly kind: 'data';
  readonly leaderEpoch: LeaderEpoch;
  readonly highWatermark: Offset;
  readonly lastStableOffset: Offset;
  readonly logStartOffset: Offset;
  /** Slices of the log: read them, never write to them. Empty at the end of what this reader may see. */
  readonly parts: readonly Buffer[];
  readonly byteLength: Bytes;
  readonly nextOffset: Offset;
  /** By their beginnings. */
  readonly abortedTransactions: readonly { readonly producerId: ProducerId; readonly firstOffset: Offset }[];
  /** Comes instead of records: the client's history left ours. */
  readonly diverging: DivergingEpoch | undefined;
}

interface ReadFailure {
  readonly kind: 'failed';
  readonly error: ErrorCode;
  readonly message: string;
}

/**
 * The answer if it needs no look at the log: a refusal, a divergence, or nothing to read. The common case of a fetch
 * that waits, so it costs no promise.
 */
export function peekForConsumer(
  partition: Partition,
  request: ConsumerRead,
): ConsumerReadResult | { readonly kind: 'readable' } {
  const refused = refuseReader(partition, request.currentLeaderEpoch, request.followerAllowed);
  if (refused !== undefined) return refused;
  const { core, log } = partition;
  const { fetchOffset, lastFetchedEpoch } = request;
  if (fetchOffset < core.logStartOffset) return outOfRange(partition, fetchOffset);
  if (core.roleKind === 'follower' && fetchOffset > core.highWatermark)
    return failure('OFFSET_NOT_AVAILABLE', 'this follower has not caught up with the offset yet');
  if (lastFetchedEpoch !== undefined) {
    const diverging = divergence(log.leaderEpochs, core.writtenEndOffset, fetchOffset, lastFetchedEpoch);
    if (diverging !== undefined) return emptyRead(partition, request, diverging);
  }
  if (fetchOffset > core.writtenEndOffset) return outOfRange(partition, fetchOffset);
  if (fetchOffset >= readableEnd(partition, request.isolation) || (request.bytesMax <= 0 && !request.minOneBatch))
    return emptyRead(partition, request, undefined);
  return { kind: 'readable' };
}

/** What a consumer may see: up to the high watermark, or at `readCommitted` up to the last stable offset. */
export async function readForConsumer(partition: Partition, request: ConsumerRead): Promise<ConsumerReadResult> {
  const peeked = peekForConsumer(partition, request);
  if (peeked.kind !== 'readable') return peeked;
  const { core, log } = partition;
  const { leaderEpoch } = core;
  const upToOffset = readableEnd(partition, request.isolation);
  let result: ReadResult;
  let aborted: readonly AbortedTransaction[] = [];
  try {
    result = await log.read(request.fetchOffset, {
      upToOffset,
      bytesMax: request.bytesMax,
      minOneBatch: request.minOneBatch,
    });
    if (request.isolation === 'readCommitted' && result.kind === 'data' && result.byteLength > 0)
      aborted = await log.abortedTransactions(request.fetchOffset, result.nextOffset);
  } catch (reason) {
    // The other partitions of the request lie elsewhere, perhaps.
    partition.storageFailed(reason);
    return failure('KAFKA_STORAGE_ERROR', DraveError.from(reason).message);
  }
  if (core.leaderEpoch !== leaderEpoch) return failure('NOT_LEADER_OR_FOLLOWER', 'the role changed during the read');
  if (result.kind === 'corrupt') {
    partition.reportCorruption(result.corruption);
    return failure('KAFKA_STORAGE_ERROR', `the log is damaged at offset ${result.corruption.offset}`);
  }
  if (result.kind === 'outOfRange') return outOfRange(partition, request.fetchOffset);
  return {
    ...emptyRead(partition, request, undefined),
    parts: result.parts,
    byteLength: result.byteLength,
    nextOffset: result.nextOffset,
    // The log has them by their ends. kafkajs enters them in the order in which they come, without one of its own, and
    // takes records of one that ended after others, but began before them, for committed.
    abortedTransactions: aborted
      .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
      .toSorted((one, other) => one.firstOffset - other.firstOffset),
  };
}

export type OffsetQuery =
  | { readonly kind: 'earliest' }
  /** High watermark, or last stable offset. */
  | { readonly kind: 'latest' }
  | { readonly kind: 'maxTimestamp' }
  | { readonly kind: 'timestamp'; readonly timestampMs: Millis };

interface FoundOffset {
  readonly kind: 'found';
  /** -1 when no record is that late. */
  readonly offset: Offset;
  /** -1 when not asked by timestamp. */
  readonly timestampMs: Millis;
  readonly leaderEpoch: LeaderEpoch;
}

/**
 * ListOffsets. Leader only. A new leader whose high watermark does not yet cover its own epoch answers
 * OFFSET_NOT_AVAILABLE rather than an end that is too low (KIP-207); a made-up 0 or -1 would reset consumers.
 */
export async function findOffset(
  partition: Partition,
  query: OffsetQuery,
  currentLeaderEpoch: LeaderEpoch | undefined,
  isolation: IsolationLevel,
): Promise<FoundOffset | ReadFailure> {
  const refused = refuseReader(partition, currentLeaderEpoch, false);
  if (refused !== undefined) return refused;
  const { core, log } = partition;
  if (query.kind === 'earliest') {
    const offset = core.logStartOffset;
    return { kind: 'found', offset, timestampMs: -1, leaderEpoch: log.leaderEpochs.epochForOffset(offset) };
  }
  if (!core.endIsKnown) return failure('OFFSET_NOT_AVAILABLE', 'the new leader does not know its high watermark yet');
  if (query.kind === 'latest')
    return {
      kind: 'found',
      offset: readableEnd(partition, isolation),
      timestampMs: -1,
      leaderEpoch: core.leaderEpoch,
    };
  const found =
    query.kind === 'maxTimestamp' ? await log.maxTimestampOffset() : await log.offsetForTimestamp(query.timestampMs);
  if (found === undefined || found.offset >= readableEnd(partition, isolation))
    return { kind: 'found', offset: -1, timestampMs: -1, leaderEpoch: -1 };
  return { kind: 'found', offset: found.offset, timestampMs: found.timestamp, leaderEpoch: found.leaderEpoch };
}

/** OffsetForLeaderEpoch: the largest epoch not above the asked one and where it ends; -1 and -1 when unknown. */
export function endOfLeaderEpoch(
  partition: Partition,
  epoch: LeaderEpoch,
  currentLeaderEpoch: LeaderEpoch | undefined,
): { readonly kind: 'end'; readonly epoch: LeaderEpoch; readonly endOffset: Offset } | ReadFailure {
  const refused = refuseReader(partition, currentLeaderEpoch, false);
  if (refused !== undefined) return refused;
  return { kind: 'end', ...partition.log.leaderEpochs.endOffsetFor(epoch) };
}

/**
 * Whether a reader at `fetchOffset`, whose last record is of `lastFetchedEpoch`, has left our history (KIP-595). An
 * epoch older than all we know ended where our first one begins.
 */
export function divergence(
  epochs: LeaderEpochs,
  endOffset: Offset,
  fetchOffset: Offset,
  lastFetchedEpoch: LeaderEpoch,
): DivergingEpoch | undefined {
  if (lastFetchedEpoch < 0) return fetchOffset > endOffset ? { epoch: epochs.latestEpoch, endOffset } : undefined;
  const ours = epochs.endOffsetFor(lastFetchedEpoch);
  // Newer than all we know: nothing of that epoch is ours.
  if (ours.epoch < 0) return epochs.latestEpoch < 0 ? undefined : { epoch: epochs.latestEpoch, endOffset };
  // The log's own end counts what is still being written; only written records may be compared.
  const writtenEnd = Math.min(ours.endOffset, endOffset);
  if (ours.epoch < lastFetchedEpoch || writtenEnd < fetchOffset) return { epoch: ours.epoch, endOffset: writtenEnd };
  return undefined;
}

function readableEnd(partition: Partition, isolation: IsolationLevel): Offset {
  return isolation === 'readCommitted' ? partition.lastStableOffset : partition.highWatermark;
}

function refuseReader(
  partition: Partition,
  currentLeaderEpoch: LeaderEpoch | undefined,
  followerAllowed: boolean,
): ReadFailure | undefined {
  const { core } = partition;
  if (partition.isClosed) return failure('NOT_LEADER_OR_FOLLOWER', 'the replica was closed');
  if (core.roleKind === 'offline') return failure('KAFKA_STORAGE_ERROR', "the partition's log is offline here");
  // The epoch first: a client with a newer epoch than ours must not be told "not the leader" (KAFKA-14078).
  if (currentLeaderEpoch !== undefined && currentLeaderEpoch >= 0) {
    const known = partition.assignment?.leaderEpoch ?? -1;
    if (currentLeaderEpoch < known)
      return failure('FENCED_LEADER_EPOCH', `leader epoch ${currentLeaderEpoch} is over, it is ${known} now`);
    if (currentLeaderEpoch > known)
      return failure('UNKNOWN_LEADER_EPOCH', `leader epoch ${currentLeaderEpoch} is not known here yet`);
  }
  if (core.roleKind === 'leader') return undefined;
  if (followerAllowed && core.roleKind === 'follower') return undefined;
  return failure('NOT_LEADER_OR_FOLLOWER', 'this broker does not lead the partition');
}

function emptyRead(
  partition: Partition,
  request: ConsumerRead,
  diverging: DivergingEpoch | undefined,
): ConsumerReadData {
  const { core } = partition;
  return {
    kind: 'data',
    leaderEpoch: core.leaderEpoch,
    highWatermark: core.highWatermark,
    lastStableOffset: partition.lastStableOffset,
    logStartOffset: core.logStartOffset,
    parts: [],
    byteLength: 0,
    nextOffset: request.fetchOffset,
    abortedTransactions: [],
    diverging,
  };
}

function outOfRange(partition: Partition, fetchOffset: Offset): ReadFailure {
  const { logStartOffset, writtenEndOffset } = partition.core;
  return failure(
    'OFFSET_OUT_OF_RANGE',
    `offset ${fetchOffset} is outside ${logStartOffset} to ${writtenEndOffset} of this partition`,
  );
}

function failure(error: ErrorCode, message: string): ReadFailure {
  return { kind: 'failed', error, message };
}
