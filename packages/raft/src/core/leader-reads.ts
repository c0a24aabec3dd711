import type { Millis } from '@drave/base';
import type { BeginQuorumEpochResponse } from '../messages.js';
import type { Voter } from '../types.js';
import type { Refusal } from './events.js';
import { PeerRequests } from './peer-requests.js';
import { majorityOf } from './quorum.js';
import type { Leader, ReadRound, WaitingReader } from './roles.js';
import type { CoreState } from './state.js';
import { sendReadRound } from './leader-sends.js';
import { keyText } from './voters.js';

/**
 * Linearizable reads (Raft section 6.4) without clocks: all waiting readers share one BeginQuorumEpoch round that
 * starts after they came; a majority of answers in this epoch proves that no later one had a leader when it started.
 */
export function onReadBarrier(state: CoreState, role: Leader, requestId: number, timeoutMs: Millis): void {
  role.readers.push({ requestId, deadlineMs: state.nowMs + timeoutMs });
}

export function tickReads(state: CoreState, role: Leader): void {
  expireReaders(state, role);
  // Before an entry of this epoch is committed the watermark may be older than what an earlier leader acknowledged.
  if (role.round === undefined && role.readers.length > 0 && state.highWatermark > role.epochStart)
    startRound(state, role);
  const { round } = role;
  if (round === undefined) return;
  // Who has become a voter meanwhile counts for the majority, so it is asked too.
  for (const voter of state.otherVoters) {
    const unconfirmed = round.requests.isDone(voter.nodeId) && !round.confirmed.has(keyText(voter));
    if (unconfirmed || !round.requests.has(voter.nodeId)) round.requests.add(voter.nodeId, state.nowMs);
  }
  for (const nodeId of round.requests.due(state.nowMs)) {
    round.requests.sent(nodeId);
    const voter = state.voters.byId(nodeId);
    if (voter !== undefined) sendReadRound(state, voter, round);
  }
  maybeFinish(state, role, round);
}

export function onRoundAnswer(
  state: CoreState,
  role: Leader,
  voter: Voter,
  round: ReadRound,
  response: BeginQuorumEpochResponse | undefined,
): void {
  // An answer to an earlier round proves nothing for the readers of this one.
  if (role.round !== round) return;
  const confirmed =
    response?.error === 'NONE' && response.epoch === state.epoch && response.directoryId === voter.directoryId;
  if (!confirmed) return round.requests.again(voter.nodeId, state.nowMs + state.config.timers.retryBackoffMs);
  round.requests.done(voter.nodeId);
  round.confirmed.add(keyText(voter));
  maybeFinish(state, role, round);
}

export function abandonReads(state: CoreState, role: Leader): void {
  const refusal: Refusal = { code: 'NOT_CONTROLLER', message: 'leadership ended before the read was confirmed' };
  for (const reader of [...(role.round?.readers ?? []), ...role.readers])
    state.emit({ kind: 'unreadable', requestId: reader.requestId, refusal });
  role.round = undefined;
  role.readers.length = 0;
}

export function readsDeadlineMs(state: CoreState, role: Leader): Millis {
  let next = role.round?.requests.nextMs ?? Number.POSITIVE_INFINITY;
  for (const reader of [...role.readers, ...(role.round?.readers ?? [])]) next = Math.min(next, reader.deadlineMs);
  const startable = role.round === undefined && role.readers.length > 0 && state.highWatermark > role.epochStart;
  return startable ? state.nowMs : next;
}

function startRound(state: CoreState, role: Leader): void {
  const readers = role.readers.splice(0);
  const ids = state.otherVoters.map((voter) => voter.nodeId);
  role.round = {
    offset: state.highWatermark,
    readers,
    requests: new PeerRequests(ids, state.nowMs),
    confirmed: new Set([keyText(state.self)]),
  };
  state.mark('read.round');
}

function maybeFinish(state: CoreState, role: Leader, round: ReadRound): void {
  const confirmed = state.voters.current.filter((voter) => round.confirmed.has(keyText(voter))).length;
  if (confirmed < majorityOf(state.voters.current.length)) return;
  for (const { requestId } of round.readers) state.emit({ kind: 'readable', requestId, offset: round.offset });
  role.round = undefined;
}

function expireReaders(state: CoreState, role: Leader): void {
  const expired = (reader: WaitingReader): boolean => reader.deadlineMs <= state.nowMs;
  const refusal: Refusal = { code: 'REQUEST_TIMED_OUT', message: 'no majority confirmed the leadership in time' };
  const all = [...(role.round?.readers ?? []), ...role.readers];
  for (const reader of all.filter(expired)) state.emit({ kind: 'unreadable', requestId: reader.requestId, refusal });
  if (role.round !== undefined) {
    const left = role.round.readers.filter((reader) => !expired(reader));
    role.round = left.length === 0 ? undefined : role.round;
    if (role.round !== undefined) Object.assign(role.round, { readers: left });
  }
  const waiting = role.readers.filter((reader) => !expired(reader));
  role.readers.splice(0, role.readers.length, ...waiting);
}
