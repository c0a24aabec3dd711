import { assert, type Millis, type Offset } from '@drave/base';
import type { FetchResponse, LogEntry } from '../messages.js';
import { decodeControl } from './control-entries.js';
import { isIntact } from './entry.js';
import { onFetchFailure } from './fetch-failure.js';
import { maybeJoin, noteLeaderEnd } from './joining.js';
import type { Follower, LeaderRef, Observer, PullPurpose, Replication } from './roles.js';
import { noteFirstEntries } from './settling.js';
import { giveUpDownload, sendFetchSnapshot, startDownload } from './snapshot-download.js';
import type { CoreState } from './state.js';

type FetchPurpose = Extract<PullPurpose, { kind: 'fetch' }>;

/**
 * Pulling the log from a known leader; shared by `follower` and `observer`. The first fetch of an observer is answered
 * at once: until then it knows only by hearsay who leads, and a long wait would tell it nothing.
 */
export function newReplication(state: CoreState): Replication {
  return {
    asked: undefined,
    giveUpMs: Number.POSITIVE_INFINITY,
    overdue: undefined,
    nextMs: state.nowMs,
    skipsMaxWait: !state.config.mayVote,
    writing: false,
    leaderHighWatermark: 0,
    download: undefined,
    joinOffset: undefined,
  };
}

/** True while something fetched is not durable yet: the next fetch would acknowledge it. */
export function isWriting(state: CoreState, replication: Replication): boolean {
  return replication.writing || state.installsPending > 0 || state.log.durableEndOffset < state.log.endOffset;
}

/**
 * Our own slow disk is no evidence against the leader. Called as time passes, before what may end the writing: nothing
 * wakes a replica that writes.
 */
export function excuseOwnDisk(state: CoreState): void {
  const { role } = state;
  if ((role.kind === 'follower' || role.kind === 'observer') && isWriting(state, role.replication))
    role.fetchDeadlineMs = state.nowMs + silenceAllowedMs(state);
}

/** The leader has answered with something of use: all its time anew from here. */
export function onServed(state: CoreState, role: Follower | Observer): void {
  state.detection.observeSilence(state.nowMs - role.servedMs, longestWaitMs(state), state.nowMs);
  state.detection.heard();
  role.servedMs = state.nowMs;
  role.fetchDeadlineMs = state.nowMs + silenceAllowedMs(state);
}

export function tickReplication(state: CoreState, replication: Replication, leader: LeaderRef): void {
  if (replication.asked !== undefined && state.nowMs >= replication.giveUpMs) giveUpFetch(state, replication);
  if (replication.asked !== undefined || isWriting(state, replication) || state.nowMs < replication.nextMs) return;
  const { download } = replication;
  if (download === undefined) sendFetch(state, replication, leader);
  else sendFetchSnapshot(state, replication, leader, download);
}

/** When a replica whose disk has everything has to do something next. */
export function replicationDeadlineMs(replication: Replication): Millis {
  return replication.asked === undefined ? replication.nextMs : replication.giveUpMs;
}

/** Its answer is still taken when it comes (`onLateAnswer`); until then others only ask whether the leader is there. */
function giveUpFetch(state: CoreState, replication: Replication): void {
  const { asked } = replication;
  assert(asked?.kind === 'fetch', 'only a fetch is given up by the core');
  state.mark('fetch.givenUp');
  if (asked.wantsEntries) replication.overdue = asked;
  onFetchFailure(state, replication);
}

/** A pull that was given up fails at last; or one that is waited for. */
export function onPullFailed(state: CoreState, replication: Replication, purpose: PullPurpose): void {
  if (purpose === replication.overdue) replication.overdue = undefined;
  if (purpose === replication.asked) onFetchFailure(state, replication);
}

/** How long the leader may park a fetch of this replica. */
function longestWaitMs(state: CoreState): Millis {
  const { fetchMaxWaitMs, observerFetchMaxWaitMs } = state.config.timers;
  return state.config.mayVote ? fetchMaxWaitMs : observerFetchMaxWaitMs;
}

/** How long a leader that has answered may be silent: the fetch timeout, and what an observer waits beyond a voter. */
function silenceAllowedMs(state: CoreState): Millis {
  const { config, detection, fetchTimeoutMs, nowMs } = state;
  return fetchTimeoutMs + detection.settlingMs(nowMs) + longestWaitMs(state) - config.timers.fetchMaxWaitMs;
}

function sendFetch(state: CoreState, replication: Replication, leader: LeaderRef): void {
  const { timers } = state.config;
  const maxWaitMs = replication.skipsMaxWait ? 0 : longestWaitMs(state);
  const fetchOffset = state.log.durableEndOffset;
  assert(fetchOffset === state.log.endOffset, 'a fetch acknowledges the whole log');
  const wantsEntries = replication.overdue === undefined;
  const purpose = { kind: 'fetch', fetchOffset, wantsEntries } as const;
  replication.asked = purpose;
  // Well before the silence is too long, so that there is time to ask again.
  const waitMs = (state.fetchTimeoutMs + timers.fetchMaxWaitMs) / 2 + Math.max(0, maxWaitMs - timers.fetchMaxWaitMs);
  replication.giveUpMs = state.nowMs + waitMs;
  state.send(
    leader,
    {
      kind: 'fetch',
      clusterId: state.config.clusterId,
      replica: state.self,
      epoch: state.epoch,
      fetchOffset,
      lastFetchedEpoch: state.log.lastEpoch,
      highWatermark: state.highWatermark,
      maxWaitMs,
      maxBytes: wantsEntries ? state.config.fetchBytesMax : 0,
      mayVote: state.config.mayVote,
      joining: state.joining,
      features: state.config.features,
      patienceMs: state.patienceMs,
    },
    purpose,
    waitMs + state.fetchTimeoutMs,
  );
}

/** A response in our epoch from its leader. Returns false when it was a refusal or nonsense. */
export function onFetchAnswer(
  state: CoreState,
  replication: Replication,
  purpose: FetchPurpose,
  response: FetchResponse,
): boolean {
  if (purpose !== replication.asked) return onLateAnswer(state, replication, purpose, response);
  if (response.error !== 'NONE') {
    onFetchFailure(state, replication);
    return false;
  }
  replication.asked = undefined;
  replication.skipsMaxWait = false;
  // The leader is there, and what it was asked for before may be on its way.
  const waits = replication.overdue !== undefined;
  replication.nextMs = waits ? state.nowMs + state.config.timers.fetchMaxWaitMs : state.nowMs;
  assert(purpose.fetchOffset === state.log.endOffset, 'the log does not move while a fetch is waited for');
  const { result } = response;
  switch (result.kind) {
    case 'entries':
      return appendFetched(state, replication, purpose, result.entries, response.highWatermark);
    case 'diverging':
      // The watermark of this response is not applied: it may lie in what is about to be cut off (KAFKA-14704).
      truncateTo(state, state.log.truncationPoint(result.epoch, result.endOffset));
      return true;
    case 'snapshot':
      startDownload(state, replication, result.snapshotId);
      return true;
  }
}

/**
 * The answer to a fetch that was given up. That the leader has answered counts in any case; what it brings is taken
 * where it still fits, else the next fetch brings it.
 */
function onLateAnswer(
  state: CoreState,
  replication: Replication,
  purpose: FetchPurpose,
  response: FetchResponse,
): boolean {
  if (purpose === replication.overdue) replication.overdue = undefined;
  // A refusal may concern what this replica has acknowledged since.
  if (response.error !== 'NONE') return false;
  const { result } = response;
  const isIdle = replication.download === undefined && !isWriting(state, replication);
  const fits = isIdle && purpose.fetchOffset === state.log.endOffset;
  if (result.kind !== 'entries' || result.entries.length === 0 || !fits) return true;
  state.mark('fetch.lateAnswerTaken');
  // The one that is waited for begins where the log ended before.
  replication.asked = undefined;
  replication.skipsMaxWait = false;
  replication.nextMs = state.nowMs;
  return appendFetched(state, replication, purpose, result.entries, response.highWatermark);
}

function appendFetched(
  state: CoreState,
  replication: Replication,
  { wantsEntries }: FetchPurpose,
  entries: readonly LogEntry[],
  leaderHighWatermark: Offset,
): boolean {
  const problem = findProblem(state, entries);
  if (problem !== undefined) {
    state.note('error', `fetched entries are not usable: ${problem}`);
    onFetchFailure(state, replication);
    return false;
  }
  // Its log goes on where it ends: what was loaded of a snapshot is not needed any more.
  giveUpDownload(state);
  if (entries.length > 0) appendEntries(state, entries);
  else if (wantsEntries) noteLeaderEnd(state, replication, state.log.endOffset);
  replication.leaderHighWatermark = Math.max(replication.leaderHighWatermark, leaderHighWatermark);
  followHighWatermark(state, replication);
  return true;
}

/** What the outside sent is checked before it is believed. */
function findProblem(state: CoreState, entries: readonly LogEntry[]): string | undefined {
  let offset = state.log.endOffset;
  let epoch = state.log.lastEpoch;
  for (const entry of entries) {
    if (entry.offset !== offset) return `offset ${entry.offset} where ${offset} was due`;
    if (entry.epoch < epoch) return `epoch ${entry.epoch} after epoch ${epoch} at offset ${offset}`;
    if (entry.epoch > state.epoch) return `epoch ${entry.epoch} is newer than the leader's ${state.epoch}`;
    if (!isIntact(entry)) return `checksum of the entry at offset ${offset}`;
    offset++;
    epoch = entry.epoch;
  }
  return undefined;
}

/** Takes checked entries into the log: its shape, the voter sets they bring, and the disk. */
function appendEntries(state: CoreState, entries: readonly LogEntry[]): void {
  noteFirstEntries(state, entries);
  for (const entry of entries) {
    state.log.append(entry.epoch, 1);
    if (entry.kind === 'data') continue;
    const control = decodeControl(entry.payload);
    if (control === undefined)
      return state.fatal(
        'UNSUPPORTED_VERSION',
        `the control entry at offset ${entry.offset} is of a newer version; upgrade this node`,
      );
    state.voters.append(entry.offset, control.voters);
  }
  state.emitStorage({
    kind: 'append',
    entries,
    epoch: state.epoch,
    generation: state.log.generation,
    endOffset: state.log.endOffset,
  });
}

/** Committed means: the leader said so, and we have it durably. */
export function followHighWatermark(state: CoreState, replication: Replication): void {
  const reached = Math.min(replication.leaderHighWatermark, state.log.durableEndOffset);
  if (reached <= state.highWatermark || state.installsPending > 0) return;
  state.highWatermark = reached;
  state.emit({ kind: 'commit', highWatermark: reached });
  maybeJoin(state, replication);
}

/** KAFKA-12460: committed entries are never cut off; a leader that wants that means a broken promise somewhere. */
function truncateTo(state: CoreState, offset: Offset): void {
  if (offset < state.highWatermark || offset < state.log.startOffset) {
    const text = `the leader of epoch ${state.epoch} asks to truncate the log to ${offset}, below the committed ${state.highWatermark}`;
    return state.fatal('CORRUPT_DATA', `${text}; this node or the leader has lost acknowledged entries`);
  }
  state.mark('log.truncated');
  state.note('info', `truncating the log from ${state.log.endOffset} to ${offset}`);
  state.log.truncate(offset);
  state.voters.truncate(offset);
  state.emitStorage({ kind: 'truncate', offset, generation: state.log.generation });
}
