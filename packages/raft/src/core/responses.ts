import type { RaftResponse } from '../messages.js';
import { onVoteAnswer } from './candidate.js';
import { onDiscoveryAnswer } from './discovery.js';
import { onFollowerAnswer, onFollowerCallFailed } from './follower.js';
import { onAnnounceAnswer } from './leader.js';
import { onRoundAnswer } from './leader-reads.js';
import { onProbeAnswer } from './leader-voters.js';
import { onObserverAnswer, onObserverCallFailed } from './observer.js';
import { onPreVoteAnswer } from './prospective.js';
import { onEndQuorumEpochAnswer } from './resigned.js';
import type { Call, CallPurpose, PullPurpose } from './roles.js';
import type { CoreState } from './state.js';

/** What another node answered; undefined when the call failed. */
export function onAnswer(state: CoreState, call: Call, response: RaftResponse | undefined, evidence: boolean): void {
  if (response !== undefined) {
    noteMistake(state, call, response);
    if (response.error === 'INCONSISTENT_CLUSTER_ID') noteOtherCluster(state, call, response);
    else {
      notePatience(state, call, response);
      learn(state, response);
    }
  }
  // The role that asked is over: late and duplicated answers end here (C32).
  if (call.role !== state.role) return;
  onCurrentAnswer(state, call.purpose, response, evidence);
}

/** The leader whose silence made this node ask for pre-votes answers, and leads still. */
function noteMistake(state: CoreState, call: Call, response: RaftResponse): void {
  const { role } = state;
  if (role.kind !== 'prospective' || role !== call.role || role.silence === undefined) return;
  const { leaderId, sinceMs } = role.silence;
  if (call.to.nodeId !== leaderId || response.leaderId !== leaderId || response.epoch !== state.epoch) return;
  state.mark('preVote.mistaken');
  state.detection.mistaken(state.nowMs - sinceMs, state.nowMs);
}

/** What the sender says of itself; and what a majority says, if it leads and so has heard them all. */
function notePatience(state: CoreState, call: Call, response: RaftResponse): void {
  const { nodeId } = call.to;
  if (nodeId === undefined) return;
  state.heardPatience(nodeId, response.patienceMs);
  if (response.leaderId === nodeId && response.epoch >= state.epoch)
    state.detection.quorumSaid(response.quorumPatienceMs, state.nowMs);
}

/** Once for each peer and answer: it is asked again and again, for its address may be ours another day. */
function noteOtherCluster(state: CoreState, call: Call, response: RaftResponse): void {
  const { nodeId, endpoint } = call.to;
  const peer = nodeId === undefined ? `at ${endpoint.host}:${endpoint.port}` : `${nodeId}`;
  const text = `node ${peer} refused: ${response.message}. Point 'quorum.voters' at controllers of this cluster`;
  if (state.refusals.get(peer) === text) return;
  state.refusals.set(peer, text);
  state.note('error', text);
}

/** Every response tells its sender's epoch and leader; newer ones are believed, no matter which node sends them. */
function learn(state: CoreState, response: RaftResponse): void {
  const { epoch, leaderId } = response;
  if (epoch < state.epoch) return;
  const named = leaderId === undefined || leaderId === state.self.nodeId ? undefined : leaderId;
  const leader = named === undefined ? undefined : state.leaderRef(named, response.leaderEndpoint);
  if (leader !== undefined && (epoch > state.epoch || state.leader === undefined)) {
    if (epoch > state.epoch || state.role.kind !== 'resigned') state.become({ kind: 'follower', epoch, leader });
    return;
  }
  if (epoch > state.epoch) state.become({ kind: 'unattached', epoch });
}

function onCurrentAnswer(
  state: CoreState,
  purpose: CallPurpose,
  response: RaftResponse | undefined,
  evidence: boolean,
): void {
  const { role } = state;
  switch (purpose.kind) {
    case 'vote': {
      const vote = response?.kind === 'vote' ? response : undefined;
      if (role.kind === 'prospective') onPreVoteAnswer(state, role, purpose.voter, vote);
      if (role.kind === 'candidate') onVoteAnswer(state, role, purpose.voter, vote);
      return;
    }
    case 'announce':
      if (role.kind === 'leader')
        onAnnounceAnswer(state, role, purpose.voter, response?.kind === 'beginQuorumEpoch' ? response : undefined);
      return;
    case 'readRound':
      if (role.kind === 'leader') {
        const begin = response?.kind === 'beginQuorumEpoch' ? response : undefined;
        onRoundAnswer(state, role, purpose.voter, purpose.round, begin);
      }
      return;
    case 'probe':
      if (role.kind === 'leader') {
        const begin = response?.kind === 'beginQuorumEpoch' ? response : undefined;
        onProbeAnswer(state, role, purpose.change, begin);
      }
      return;
    case 'endQuorumEpoch':
      if (role.kind === 'resigned') onEndQuorumEpochAnswer(state, role, purpose.voter, response !== undefined);
      return;
    case 'discover':
      if (role.kind === 'unattached' || role.kind === 'observer')
        onDiscoveryAnswer(state, role.discovery, purpose.target);
      return;
    case 'fetch':
    case 'fetchSnapshot':
      return onPullAnswer(state, purpose, response, evidence);
    case 'updateVoter':
      if (response !== undefined && response.error !== 'NONE')
        state.note('warn', `the leader did not take our endpoint: ${response.error} ${response.message}`);
      return;
  }
}

function onPullAnswer(
  state: CoreState,
  purpose: PullPurpose,
  response: RaftResponse | undefined,
  evidence: boolean,
): void {
  const { role } = state;
  const pulled = response?.kind === 'fetch' || response?.kind === 'fetchSnapshot' ? response : undefined;
  if (role.kind === 'follower') {
    if (pulled === undefined) onFollowerCallFailed(state, role, purpose, evidence);
    else onFollowerAnswer(state, role, purpose, pulled);
  } else if (role.kind === 'observer') {
    if (pulled === undefined) onObserverCallFailed(state, role, purpose, evidence);
    else onObserverAnswer(state, role, purpose, pulled);
  }
}
