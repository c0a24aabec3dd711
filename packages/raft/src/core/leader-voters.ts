import type { Millis } from '@drave/base';
import type {
  AddVoterRequest,
  BeginQuorumEpochResponse,
  RaftErrorCode,
  RemoveVoterRequest,
  ResponseHeader,
  UpdateVoterRequest,
} from '../messages.js';
import type { Voter } from '../types.js';
import type { ControlEntry } from './control-entries.js';
import type { VoterChange } from './events.js';
import { countedProgress } from './leader-fetch.js';
import { sendProbe } from './leader-sends.js';
import { majorityOf } from './quorum.js';
import type { EndpointProbe, Leader, PendingChange } from './roles.js';
import type { CoreState } from './state.js';
import { keyText, sameKey } from './voters.js';

type ChangeRequest = AddVoterRequest | RemoveVoterRequest | UpdateVoterRequest;

/**
 * Voter changes, one at a time (KIP-853, Raft section 4): the leader has committed an entry of its own epoch, an added
 * voter already observes and has caught up, and the next change waits until this one is committed.
 */
export function onChangeRequest(state: CoreState, role: Leader, requestId: number, request: ChangeRequest): void {
  const change = changeOf(request);
  const refusal = role.change === undefined ? objection(state, role, change) : inProgress();
  if (refusal !== undefined) return answerChange(state, requestId, change, refusal.code, refusal.message);
  const timeoutMs = request.kind === 'updateVoter' ? state.config.timers.fetchTimeoutMs : request.timeoutMs;
  const deadlineMs = state.nowMs + timeoutMs;
  const unknown = change.kind === 'add' && change.voter.nodeId !== state.self.nodeId;
  const probe: EndpointProbe = { state: unknown ? 'due' : 'answered', dueMs: state.nowMs };
  role.change = { requestId, change, deadlineMs, offset: undefined, probe };
}

/** Moves the pending change on. 'left' when the committed change took this node out of the quorum. */
export function tickChange(state: CoreState, role: Leader, append: (control: ControlEntry) => void): 'stayed' | 'left' {
  const pending = role.change;
  // Elected to finish a change that takes it out itself: done once that is committed. A further one is not its
  // business.
  if (pending?.offset === undefined && !state.isVoter && state.highWatermark > state.voters.currentOffset)
    return 'left';
  if (pending === undefined) return updateOwnEndpoint(state, append);
  if (pending.offset === undefined) {
    prepareChange(state, role, pending, append);
    return 'stayed';
  }
  if (state.highWatermark <= pending.offset) return 'stayed';
  role.change = undefined;
  answerChange(state, pending.requestId, pending.change, 'NONE', '');
  return state.isVoter ? 'stayed' : 'left';
}

function prepareChange(
  state: CoreState,
  role: Leader,
  pending: PendingChange,
  append: (control: ControlEntry) => void,
): void {
  const { change } = pending;
  // What its first fetch says can still rule a new voter out.
  const refusal = objection(state, role, change);
  if (refusal !== undefined) return endChange(state, role, pending, refusal.code, refusal.message);
  if (state.nowMs >= pending.deadlineMs)
    return endChange(state, role, pending, 'REQUEST_TIMED_OUT', whyNotYet(state, role, pending));
  if (isReady(state, role, change) && pending.probe.state === 'answered') {
    pending.offset = state.log.endOffset;
    append({ kind: 'voters', voters: changedVoters(state, change) });
    warnOfEvenSize(state);
  } else if (change.kind === 'add' && pending.probe.state === 'due' && pending.probe.dueMs <= state.nowMs) {
    pending.probe.state = 'asked';
    sendProbe(state, change.voter, pending);
  }
}

/** A voter that cannot be reached where the voter set says could never be asked for its vote. */
export function onProbeAnswer(
  state: CoreState,
  role: Leader,
  pending: PendingChange,
  response: BeginQuorumEpochResponse | undefined,
): void {
  if (role.change !== pending || pending.change.kind !== 'add') return;
  const { nodeId, directoryId, endpoint } = pending.change.voter;
  if (response?.error === 'INVALID_VOTER_KEY') {
    const text = `the node at ${endpoint.host}:${endpoint.port} is not node ${nodeId} with directory ${directoryId}`;
    return endChange(state, role, pending, 'INVALID_VOTER_KEY', `${text}; nothing was changed`);
  }
  const known = response?.error === 'NONE' && response.directoryId === directoryId;
  pending.probe.state = known ? 'answered' : 'due';
  pending.probe.dueMs = state.nowMs + state.config.timers.retryBackoffMs;
}

function endChange(state: CoreState, role: Leader, pending: PendingChange, code: RaftErrorCode, message: string): void {
  role.change = undefined;
  answerChange(state, pending.requestId, pending.change, code, message);
}

export function abandonChange(state: CoreState, role: Leader): void {
  const pending = role.change;
  role.change = undefined;
  if (pending === undefined) return;
  if (pending.offset === undefined)
    answerChange(
      state,
      pending.requestId,
      pending.change,
      'NOT_LEADER_OR_FOLLOWER',
      'leadership ended; nothing was changed',
    );
  else
    answerChange(
      state,
      pending.requestId,
      pending.change,
      'REQUEST_TIMED_OUT',
      'leadership ended; the outcome is unknown',
    );
}

export function changeDeadlineMs(state: CoreState, role: Leader): Millis {
  const pending = role.change;
  if (pending === undefined || pending.offset !== undefined) return Number.POSITIVE_INFINITY;
  if (pending.probe.state === 'due') return Math.min(pending.deadlineMs, pending.probe.dueMs);
  const ready = pending.probe.state === 'answered' && isReady(state, role, pending.change);
  return ready ? state.nowMs : pending.deadlineMs;
}

function changeOf(request: ChangeRequest): VoterChange {
  switch (request.kind) {
    case 'addVoter':
      return { kind: 'add', voter: request.voter };
    case 'removeVoter':
      return { kind: 'remove', voter: request.voter };
    case 'updateVoter':
      return { kind: 'update', voter: request.voter };
  }
}

function inProgress(): { code: RaftErrorCode; message: string } {
  return { code: 'CHANGE_IN_PROGRESS', message: 'another voter change is in progress; try again when it has ended' };
}

function objection(
  state: CoreState,
  role: Leader,
  change: VoterChange,
): { code: RaftErrorCode; message: string } | undefined {
  const { nodeId, directoryId } = change.voter;
  const known = state.voters.byId(nodeId);
  if (change.kind === 'add') {
    if (known !== undefined)
      return {
        code: 'DUPLICATE_VOTER',
        message: `node ${nodeId} is a voter already, with directory ${known.directoryId}`,
      };
    // Once in the set it would count for every majority and never vote, and only a leader could take it out again.
    if (role.replicas.get(keyText(change.voter))?.mayVote !== false) return undefined;
    const text = `node ${nodeId} never votes: it observes the log as a broker does, or its version does not say what it is`;
    return { code: 'INVALID_REQUEST', message: `${text}. Only a node with the role 'controller' can be added` };
  }
  if (known === undefined || !sameKey(known, change.voter))
    return { code: 'VOTER_NOT_FOUND', message: `node ${nodeId} with directory ${directoryId} is not a voter` };
  if (change.kind === 'remove' && state.voters.current.length === 1)
    return { code: 'INVALID_REQUEST', message: `node ${nodeId} is the last voter; a quorum needs one` };
  return undefined;
}

/** Ongaro's fix for the one-server bug: no change before an entry of this epoch is committed (C13). */
function isReady(state: CoreState, role: Leader, change: VoterChange): boolean {
  if (state.highWatermark <= role.epochStart) return false;
  if (state.highWatermark <= state.voters.currentOffset) return false;
  if (!keepsMajority(state, role, change)) return false;
  if (change.kind !== 'add') return true;
  const progress = countedProgress(role, change.voter);
  if (progress?.lastCaughtUpMs === undefined) return false;
  return state.nowMs - progress.lastCaughtUpMs <= state.config.timers.fetchTimeoutMs;
}

/**
 * A change that leaves fewer than a majority of live voters could never be committed, nor taken back. However patient
 * everybody has become, who counts as live has fetched within the configured time: a verdict too strict only delays the
 * change, one too mild cannot be undone.
 */
function keepsMajority(state: CoreState, role: Leader, change: VoterChange): boolean {
  const voters = changedVoters(state, change);
  const live = voters.filter((voter) => {
    if (voter.nodeId === state.self.nodeId) return true;
    const lastFetchMs = countedProgress(role, voter)?.lastFetchMs;
    return lastFetchMs !== undefined && state.nowMs - lastFetchMs <= state.config.timers.fetchTimeoutMs;
  });
  return live.length >= majorityOf(voters.length);
}

function whyNotYet(state: CoreState, role: Leader, { change, probe }: PendingChange): string {
  if (state.highWatermark <= role.epochStart)
    return 'the leader could not commit anything in time; nothing was changed';
  if (!keepsMajority(state, role, change))
    return 'the change would leave fewer live voters than a majority; bring the others back first. Nothing was changed';
  const { nodeId, directoryId } = change.voter;
  if (!role.replicas.has(keyText(change.voter)))
    return `node ${nodeId} with directory ${directoryId} does not fetch from the leader; start it first. Nothing was changed`;
  if (change.kind === 'add' && probe.state !== 'answered') {
    const { host, port } = change.voter.endpoint;
    return `node ${nodeId} does not answer the leader at ${host}:${port}; nothing was changed`;
  }
  return `node ${nodeId} has not caught up with the leader; nothing was changed`;
}

function changedVoters(state: CoreState, change: VoterChange): readonly Voter[] {
  const others = state.voters.current.filter((voter) => voter.nodeId !== change.voter.nodeId);
  return change.kind === 'remove' ? others : [...others, change.voter];
}

function warnOfEvenSize(state: CoreState): void {
  const size = state.voters.current.length;
  if (size % 2 === 0)
    state.note(
      'warn',
      `the quorum now has ${size} voters, which tolerates no more failures than ${size - 1}; go on to an odd size`,
    );
}

/** A leader that moved tells itself (what a follower does by UpdateVoter). */
function updateOwnEndpoint(state: CoreState, append: (control: ControlEntry) => void): 'stayed' {
  const { endpoint } = state.config;
  const known = state.voters.byId(state.self.nodeId);
  if (endpoint === undefined || known === undefined || !sameKey(known, state.self)) return 'stayed';
  if (known.endpoint.host === endpoint.host && known.endpoint.port === endpoint.port) return 'stayed';
  const { role } = state;
  const change: VoterChange = { kind: 'update', voter: { ...state.self, endpoint } };
  if (role.kind === 'leader' && isReady(state, role, change))
    append({ kind: 'voters', voters: changedVoters(state, change) });
  return 'stayed';
}

function answerChange(
  state: CoreState,
  requestId: number,
  change: PendingChange['change'],
  code: RaftErrorCode,
  message: string,
): void {
  const header: ResponseHeader = state.header(code, message);
  const kind = change.kind === 'add' ? 'addVoter' : change.kind === 'remove' ? 'removeVoter' : 'updateVoter';
  state.respond(requestId, { kind, ...header });
}
