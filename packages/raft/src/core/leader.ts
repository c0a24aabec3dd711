import { assert, type Millis } from '@drave/base';
import type { BeginQuorumEpochResponse } from '../messages.js';
import type { Voter } from '../types.js';
import { encodeControl, type ControlEntry } from './control-entries.js';
import { sealEntry } from './entry.js';
import {
  advanceHighWatermark,
  answerParked,
  countedProgress,
  expireParked,
  forgetIdleObservers,
  parkedDeadlineMs,
  quietMsMax,
} from './leader-fetch.js';
import { abandonReads, readsDeadlineMs, tickReads } from './leader-reads.js';
import { sendAnnouncement } from './leader-sends.js';
import { abandonChange, changeDeadlineMs, tickChange } from './leader-voters.js';
import { PeerRequests } from './peer-requests.js';
import { majorityReached } from './quorum.js';
import type { Leader } from './roles.js';
import type { CoreState } from './state.js';
import { keyText, sameKey } from './voters.js';

/** The epoch's first entry is on its way to the disk when this returns. */
export function newLeader(state: CoreState): Leader {
  assert(state.votedFor !== undefined && sameKey(state.votedFor, state.self), 'a leader was elected by itself too');
  assert(state.durableVersion === state.version, 'the vote that made a leader is durable');
  state.mark('role.leader');
  state.detection.leaderKnown(state.nowMs);
  return {
    kind: 'leader',
    excusedUntilMs: state.nowMs,
    excusedAtMs: state.nowMs,
    epochStart: state.log.endOffset,
    sinceMs: state.nowMs,
    replicas: new Map(),
    parked: new Map(),
    readers: [],
    round: undefined,
    announce: newAnnounce(state),
    change: undefined,
    joinWantedAt: undefined,
    flushProgressMs: state.nowMs,
  };
}

function newAnnounce(state: CoreState): PeerRequests {
  const ids = state.otherVoters.map((voter) => voter.nodeId);
  return new PeerRequests(ids, state.nowMs);
}

export function appendLeaderChange(state: CoreState): void {
  appendControl(state, { kind: 'leaderChange', leaderId: state.self.nodeId, voters: state.voters.current });
}

/** Appends one of Raft's own entries and puts what it says in force. */
function appendControl(state: CoreState, control: ControlEntry): void {
  const offset = state.log.endOffset;
  noteAppend(state);
  const entry = sealEntry(offset, state.epoch, 'control', state.wallMs, encodeControl(control));
  state.log.append(state.epoch, 1);
  state.voters.append(offset, control.voters);
  const { generation, endOffset } = state.log;
  state.emitStorage({ kind: 'append', entries: [entry], epoch: state.epoch, generation, endOffset });
}

/** The stall clock starts when the disk gets something to do. */
export function noteAppend(state: CoreState): void {
  if (state.role.kind === 'leader' && state.log.durableEndOffset === state.log.endOffset)
    state.role.flushProgressMs = state.nowMs;
}

/**
 * Checked before anything else happens: a leader that no majority has been heard of for too long must not act once more
 * (F14, F17, C29). One that was late itself has not listened, and listens first.
 */
export function isOverdue(
  state: CoreState,
  role: Leader,
): { readonly reason: string; readonly silentSinceMs?: Millis } | undefined {
  if (state.nowMs < role.excusedUntilMs) return undefined;
  const patienceMs = state.detection.checkQuorumMs(state.nowMs);
  const contactMs = majorityContactMs(state, role);
  if (state.nowMs - contactMs >= patienceMs) {
    state.mark('leader.checkQuorum');
    return { reason: 'a majority of the voters has not fetched in time', silentSinceMs: contactMs };
  }
  const stalledMs = state.nowMs - role.flushProgressMs;
  if (state.log.durableEndOffset < state.log.endOffset && stalledMs >= patienceMs && state.otherVoters.length > 0) {
    state.mark('leader.diskStalled');
    return { reason: `the disk has taken nothing for ${Math.round(stalledMs)} ms` };
  }
  return undefined;
}

export function tickLeader(state: CoreState, role: Leader): void {
  expireParked(state, role);
  advanceHighWatermark(state, role);
  tickReads(state, role);
  const append = (control: ControlEntry): void => {
    appendControl(state, control);
    role.announce = newAnnounce(state);
  };
  if (tickChange(state, role, append) === 'left') return state.become({ kind: 'resigned' });
  admitVoter(state, role);
  announceLeadership(state, role);
  forgetIdleObservers(state, role);
}

/** Where nothing else is written, the voter set is appended once more for a voter that waits to join (`joining.ts`). */
function admitVoter(state: CoreState, role: Leader): void {
  const { endOffset } = state.log;
  if (role.joinWantedAt !== endOffset || state.highWatermark !== endOffset) return;
  role.joinWantedAt = undefined;
  state.mark('leader.letJoin');
  appendControl(state, { kind: 'voters', voters: state.voters.current });
}

export function onLeaderFlushed(state: CoreState, role: Leader): void {
  // Its own disk is part of how fast this node is.
  state.detection.observeFlush(state.nowMs - role.flushProgressMs, state.nowMs);
  role.flushProgressMs = state.nowMs;
  advanceHighWatermark(state, role);
  answerParked(state, role);
}

/** Called once the role has changed, so that the answers name the new one. */
export function leaveLeader(state: CoreState, role: Leader): void {
  for (const parked of role.parked.values()) {
    const header = state.header('NOT_LEADER_OR_FOLLOWER', 'leadership ended');
    const { highWatermark } = state;
    const logStartOffset = state.log.startOffset;
    const result = { kind: 'entries', entries: [] } as const;
    state.respond(parked.requestId, { kind: 'fetch', ...header, highWatermark, logStartOffset, result });
  }
  abandonReads(state, role);
  abandonChange(state, role);
  state.uncommitted = [];
  state.uncommittedBytes = 0;
}

/** A voter that has been quiet for longer than its fetches explain may not know who leads. */
function announceLeadership(state: CoreState, role: Leader): void {
  for (const nodeId of role.announce.due(state.nowMs)) {
    const voter = state.voters.byId(nodeId);
    if (voter === undefined) {
      role.announce.done(nodeId);
      continue;
    }
    const lastFetchMs = role.replicas.get(keyText(voter))?.lastFetchMs;
    if (lastFetchMs !== undefined && state.nowMs - lastFetchMs < quietMsMax(state)) {
      role.announce.again(nodeId, lastFetchMs + quietMsMax(state));
      continue;
    }
    role.announce.sent(nodeId);
    sendAnnouncement(state, voter);
  }
}

export function onAnnounceAnswer(
  state: CoreState,
  role: Leader,
  voter: Voter,
  response: BeginQuorumEpochResponse | undefined,
): void {
  // The voter was removed meanwhile.
  if (!role.announce.has(voter.nodeId)) return;
  const { fetchTimeoutMs, retryBackoffMs } = state.config.timers;
  const pauseMs = response === undefined ? retryBackoffMs * 2 : fetchTimeoutMs / 2;
  role.announce.again(voter.nodeId, state.nowMs + pauseMs);
}

/** When a majority of the voters, this node among them if it is one, was last in contact. */
export function majorityContactMs(state: CoreState, role: Leader): Millis {
  const contacts = state.voters.current.map((voter) => {
    if (voter.nodeId === state.self.nodeId) return state.nowMs;
    return countedProgress(role, voter)?.lastFetchMs ?? role.sinceMs;
  });
  return majorityReached(contacts);
}

export function leaderDeadlineMs(state: CoreState, role: Leader): Millis {
  const patienceMs = state.detection.checkQuorumMs(state.nowMs);
  const alone = state.otherVoters.length === 0;
  const stalling = !alone && state.log.durableEndOffset < state.log.endOffset;
  const verdictMs = Math.min(
    alone ? Number.POSITIVE_INFINITY : majorityContactMs(state, role) + patienceMs,
    stalling ? role.flushProgressMs + patienceMs : Number.POSITIVE_INFINITY,
  );
  return Math.min(
    Math.max(verdictMs, role.excusedUntilMs),
    role.announce.nextMs,
    parkedDeadlineMs(role),
    readsDeadlineMs(state, role),
    changeDeadlineMs(state, role),
  );
}
