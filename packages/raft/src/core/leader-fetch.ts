import { assert, type Millis, type Offset } from '@drave/base';
import type { FetchRequest, FetchSnapshotRequest } from '../messages.js';
import type { ReplicaKey } from '../types.js';
import { majorityReached } from './quorum.js';
import { ReplicaProgress } from './replica-progress.js';
import type { Leader, ParkedFetch } from './roles.js';
import type { CoreState } from './state.js';
import { keyText } from './voters.js';

/** Observers that have fetched lately; more are served too, but not remembered. */
const OBSERVERS_MAX = 10_000;

/** A fetch whose sender, epoch and cluster are already checked: acknowledgement and question at once. */
export function onLeaderFetch(state: CoreState, role: Leader, requestId: number, request: FetchRequest): void {
  const progress = progressOf(state, role, request.replica);
  const voter = state.voters.has(request.replica);
  // One fetch is under way at a time, and what it acknowledges is durable: so this is a late copy of an old one, or the
  // sender has lost what others count on, and must not go on under this name.
  if (voter && !request.joining && request.fetchOffset < progress.endOffset)
    return refuseForgetful(state, requestId, request, progress.endOffset);
  noteContact(state, role, progress);
  progress.heard(request);
  const comparison = state.log.compare(request.fetchOffset, request.lastFetchedEpoch);
  if (comparison.kind !== 'valid') {
    state.mark(`leader.fetch.${comparison.kind}`);
    const { highWatermark } = state;
    const logStartOffset = state.log.startOffset;
    const header = state.header();
    return state.respond(requestId, { kind: 'fetch', ...header, highWatermark, logStartOffset, result: comparison });
  }
  // Only a position on our own log counts: up to here the two logs are equal (Raft section 5.3).
  progress.reached(request.fetchOffset, state.log.endOffset, state.nowMs);
  const arrived = request.joining && noteJoining(state, role, progress, request.fetchOffset);
  const parked: ParkedFetch = {
    requestId,
    fetchOffset: request.fetchOffset,
    highWatermark: request.highWatermark,
    bytesMax: request.maxBytes,
    untilMs: state.nowMs + (arrived ? 0 : Math.min(request.maxWaitMs, longestParkMs(state, request))),
  };
  replaceParked(state, role, keyText(request.replica), parked);
  advanceHighWatermark(state, role);
  answerParked(state, role);
}

export function onLeaderFetchSnapshot(
  state: CoreState,
  role: Leader,
  requestId: number,
  request: FetchSnapshotRequest,
): void {
  noteContact(state, role, progressOf(state, role, request.replica));
  const header = state.log.hasSnapshot(request.snapshotId)
    ? state.header()
    : state.header('SNAPSHOT_NOT_FOUND', `no snapshot ${request.snapshotId.offset}-${request.snapshotId.epoch}`);
  const { snapshotId, position } = request;
  if (header.error !== 'NONE') {
    const nothing = { totalBytes: 0, totalCrc: 0, voters: [], bytes: new Uint8Array(0) };
    return state.respond(requestId, { kind: 'fetchSnapshot', ...header, snapshotId, position, ...nothing });
  }
  const bytesMax = Math.min(request.maxBytes, state.config.snapshotChunkBytes);
  state.emitOutward({ kind: 'respondSnapshotChunk', requestId, header, snapshotId, position, bytesMax });
}

/** Raft section 5.4.2: what a majority of the voters holds durably, once that includes an entry of this epoch. */
export function advanceHighWatermark(state: CoreState, role: Leader): void {
  const held = state.voters.current.map((voter) => {
    if (voter.nodeId === state.self.nodeId) return state.log.durableEndOffset;
    return countedProgress(role, voter)?.endOffset ?? -1;
  });
  const reached = majorityReached(held);
  if (reached <= role.epochStart || reached <= state.highWatermark) return;
  assert(reached <= state.log.durableEndOffset, 'nobody holds what this leader has not made durable');
  state.highWatermark = reached;
  while ((state.uncommitted[0]?.endOffset ?? Number.POSITIVE_INFINITY) <= reached)
    state.uncommittedBytes -= state.uncommitted.shift()?.bytes ?? 0;
  state.emit({ kind: 'commit', highWatermark: reached });
  answerParked(state, role);
}

/** Answers every parked fetch that has something to bring: entries, or a newer watermark. */
export function answerParked(state: CoreState, role: Leader): void {
  for (const [key, parked] of role.parked) {
    const hasNews = parked.fetchOffset < state.log.durableEndOffset || parked.highWatermark < state.highWatermark;
    if (!hasNews && state.nowMs < parked.untilMs) continue;
    role.parked.delete(key);
    answer(state, parked);
  }
}

/** The wait is over, with nothing to bring. */
export function expireParked(state: CoreState, role: Leader): void {
  if (parkedDeadlineMs(role) <= state.nowMs) answerParked(state, role);
}

export function parkedDeadlineMs(role: Leader): Millis {
  let next = Number.POSITIVE_INFINITY;
  for (const parked of role.parked.values()) next = Math.min(next, parked.untilMs);
  return next;
}

/** Observers come and go; voters stay. */
export function forgetIdleObservers(state: CoreState, role: Leader): void {
  const idleMs = state.config.timers.fetchTimeoutMs * 30;
  for (const [key, progress] of role.replicas)
    if (!state.voters.has(progress.key) && state.nowMs - (progress.lastFetchMs ?? 0) > idleMs)
      role.replicas.delete(key);
}

function answer(state: CoreState, parked: ParkedFetch): void {
  // Only what is durable here is handed on, so no replica ever holds what a crash of the leader takes back
  // (KAFKA-10533).
  const upTo = parked.bytesMax > 0 ? state.log.durableEndOffset : parked.fetchOffset;
  state.emitOutward({
    kind: 'respondEntries',
    requestId: parked.requestId,
    header: state.header(),
    generation: state.log.generation,
    highWatermark: state.highWatermark,
    logStartOffset: state.log.startOffset,
    from: parked.fetchOffset,
    upTo: Math.max(upTo, parked.fetchOffset),
    bytesMax: Math.min(parked.bytesMax, state.config.fetchBytesMax),
  });
}

/** A voter's silence counts, an observer's does not. */
function longestParkMs(state: CoreState, { mayVote }: FetchRequest): Millis {
  const { fetchMaxWaitMs, observerFetchMaxWaitMs } = state.config.timers;
  return mayVote ? fetchMaxWaitMs : observerFetchMaxWaitMs;
}

/** A voter that follows is not quiet for so long: its fetch is parked for less, and its next one comes at once. */
export function quietMsMax({ config: { timers } }: CoreState): Millis {
  return timers.fetchMaxWaitMs + timers.fetchTimeoutMs / 4;
}

/** One fetch per replica waits; an older one of the same replica is answered now, its sender has gone on. */
function replaceParked(state: CoreState, role: Leader, key: string, parked: ParkedFetch): void {
  const older = role.parked.get(key);
  role.parked.delete(key);
  if (older !== undefined) answer(state, older);
  role.parked.set(key, parked);
}

/** Undefined also for a voter that is joining: it counts for no majority, neither of copies nor of contact. */
export function countedProgress(role: Leader, voter: ReplicaKey): ReplicaProgress | undefined {
  const progress = role.replicas.get(keyText(voter));
  return progress?.joining === true ? undefined : progress;
}

/**
 * True when a joining replica has just reached this end: it is told at once that there is nothing more, because what is
 * appended from now on lets it join. When it comes back and nothing was, the leader appends something (`letJoin`).
 */
function noteJoining(state: CoreState, role: Leader, progress: ReplicaProgress, fetchOffset: Offset): boolean {
  if (fetchOffset !== state.log.endOffset) return false;
  if (progress.joinOffset === fetchOffset) {
    role.joinWantedAt = fetchOffset;
    return false;
  }
  progress.joinOffset = fetchOffset;
  return true;
}

function refuseForgetful(state: CoreState, requestId: number, request: FetchRequest, acknowledged: Offset): void {
  state.mark('leader.fetch.forgetful');
  const { nodeId, directoryId } = request.replica;
  const text = `node ${nodeId} with directory ${directoryId} has acknowledged the log up to ${acknowledged} in epoch ${state.epoch}, and now asks for ${request.fetchOffset}`;
  const header = state.header('INVALID_VOTER_KEY', text);
  const result = { kind: 'entries', entries: [] } as const;
  state.respond(requestId, { kind: 'fetch', ...header, highWatermark: 0, logStartOffset: 0, result });
}

function progressOf(state: CoreState, role: Leader, key: ReplicaKey): ReplicaProgress {
  const text = keyText(key);
  let progress = role.replicas.get(text);
  if (progress === undefined) {
    progress = new ReplicaProgress(key);
    if (role.replicas.size < OBSERVERS_MAX || state.voters.has(key)) role.replicas.set(text, progress);
  }
  return progress;
}

/** What this leader did not hear because it was late itself is its own lateness, which was observed already. */
function noteContact(state: CoreState, role: Leader, progress: ReplicaProgress): void {
  const { lastFetchMs, key } = progress;
  const voter = state.voters.has(key);
  if (lastFetchMs !== undefined && voter) {
    const silenceMs = state.nowMs - Math.max(lastFetchMs, role.excusedAtMs);
    state.detection.observeSilence(silenceMs, state.config.timers.fetchMaxWaitMs, state.nowMs);
  }
  progress.lastFetchMs = state.nowMs;
  // It knows who leads. Told from here, so that no timer fires to find that out.
  if (voter) role.announce.postpone(key.nodeId, state.nowMs + quietMsMax(state));
}
