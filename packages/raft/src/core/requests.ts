import type {
  BeginQuorumEpochRequest,
  EndQuorumEpochRequest,
  FetchRequest,
  FetchSnapshotRequest,
  RaftErrorCode,
  RaftRequest,
  RaftResponse,
  ResponseHeader,
} from '../messages.js';
import { onLeaderFetch, onLeaderFetchSnapshot } from './leader-fetch.js';
import { onChangeRequest } from './leader-voters.js';
import type { CoreState } from './state.js';
import { adoptEpoch } from './unattached.js';
import { sameKey } from './voters.js';
import { onVoteRequest } from './votes.js';

/** What another node asks of this one. */
export function onRequest(state: CoreState, requestId: number, request: RaftRequest): void {
  if (request.clusterId !== state.config.clusterId) {
    state.mark('request.otherCluster');
    const text = `this node belongs to cluster ${state.config.clusterId}, the sender to ${request.clusterId}`;
    return state.respond(requestId, refusal(state, request, state.header('INCONSISTENT_CLUSTER_ID', text)));
  }
  if (request.kind === 'vote') state.heardPatience(request.candidate.nodeId, request.patienceMs);
  if (request.kind === 'fetch') state.heardPatience(request.replica.nodeId, request.patienceMs);
  switch (request.kind) {
    case 'vote':
      return onVoteRequest(state, requestId, request);
    case 'beginQuorumEpoch':
      return onBegin(state, requestId, request);
    case 'endQuorumEpoch':
      return onEnd(state, requestId, request);
    case 'fetch':
    case 'fetchSnapshot':
      return onPull(state, requestId, request);
    case 'addVoter':
    case 'removeVoter':
    case 'updateVoter': {
      if (state.role.kind === 'leader') return onChangeRequest(state, state.role, requestId, request);
      const header = state.header('NOT_LEADER_OR_FOLLOWER', 'only the leader changes voters');
      return state.respond(requestId, refusal(state, request, header));
    }
  }
}

function onBegin(state: CoreState, requestId: number, request: BeginQuorumEpochRequest): void {
  const refuse = (code: RaftErrorCode, text: string): void =>
    state.respond(requestId, refusal(state, request, state.header(code, text)));
  if (!sameKey(request.voter, state.self)) {
    state.mark('begin.refused.otherDirectory');
    return refuse('INVALID_VOTER_KEY', `this is not ${request.voter.nodeId}/${request.voter.directoryId}`);
  }
  if (request.epoch < state.epoch) return refuse('FENCED_LEADER_EPOCH', `epoch ${request.epoch} has passed`);
  const known = state.leader?.nodeId;
  const sameEpoch = request.epoch === state.epoch;
  if (sameEpoch && known !== undefined && known !== request.leaderId) {
    state.note('error', `node ${request.leaderId} claims epoch ${request.epoch}, which node ${known} leads`);
    return refuse('INVALID_REQUEST', `node ${known} leads epoch ${request.epoch}`);
  }
  if (!sameEpoch || known === undefined) {
    const leader = { nodeId: request.leaderId, endpoint: request.leaderEndpoint };
    state.become({ kind: 'follower', epoch: request.epoch, leader });
  }
  // What it promised before, and to whom, is not known: it proves nothing to readers.
  if (state.joining) return refuse('INVALID_REQUEST', 'this voter has not joined the quorum yet');
  state.respond(requestId, { kind: 'beginQuorumEpoch', ...state.header(), directoryId: state.self.directoryId });
}

function onEnd(state: CoreState, requestId: number, request: EndQuorumEpochRequest): void {
  if (request.epoch < state.epoch) {
    const header = state.header('FENCED_LEADER_EPOCH', `epoch ${request.epoch} has passed`);
    return state.respond(requestId, refusal(state, request, header));
  }
  adoptEpoch(state, request.epoch);
  const { role } = state;
  const orphaned = state.leader?.nodeId === request.leaderId && role.kind !== 'leader';
  if (orphaned || role.kind === 'unattached') {
    const rank = request.preferredSuccessors.findIndex((key) => sameKey(key, state.self));
    const { suspicionJitterMs } = state.config.timers;
    // The best one starts at once, the others only if it does not make it.
    const spread = rank * suspicionJitterMs + state.config.random.integer(suspicionJitterMs + 1);
    const electionInMs = rank === 0 ? 0 : rank > 0 ? spread : state.electionDelay();
    state.mark('end.received');
    state.become({ kind: 'unattached', epoch: state.epoch, electionInMs });
  }
  state.respond(requestId, { kind: 'endQuorumEpoch', ...state.header() });
}

function onPull(state: CoreState, requestId: number, request: FetchRequest | FetchSnapshotRequest): void {
  const refuse = (code: RaftErrorCode, text: string): void =>
    state.respond(requestId, refusal(state, request, state.header(code, text)));
  if (request.epoch < state.epoch) return refuse('FENCED_LEADER_EPOCH', `epoch ${request.epoch} has passed`);
  // The sender may be wrong about the epoch; the leader of that epoch tells us by Vote or BeginQuorumEpoch.
  if (request.epoch > state.epoch) return refuse('UNKNOWN_LEADER_EPOCH', `epoch ${request.epoch} is not known here`);
  const { role } = state;
  if (role.kind !== 'leader') return refuse('NOT_LEADER_OR_FOLLOWER', 'this node does not lead the quorum');
  if (request.kind === 'fetch') onLeaderFetch(state, role, requestId, request);
  else onLeaderFetchSnapshot(state, role, requestId, request);
}

/** A response of the right kind that brings nothing but its header. */
function refusal(state: CoreState, request: RaftRequest, header: ResponseHeader): RaftResponse {
  switch (request.kind) {
    case 'vote':
      return { kind: 'vote', ...header, granted: false };
    case 'beginQuorumEpoch':
      return { kind: 'beginQuorumEpoch', ...header, directoryId: state.self.directoryId };
    case 'fetch': {
      const result = { kind: 'entries', entries: [] } as const;
      return { kind: 'fetch', ...header, highWatermark: 0, logStartOffset: 0, result };
    }
    case 'fetchSnapshot': {
      const { snapshotId, position } = request;
      const nothing = { totalBytes: 0, totalCrc: 0, voters: [], bytes: new Uint8Array(0) };
      return { kind: 'fetchSnapshot', ...header, snapshotId, position, ...nothing };
    }
    case 'endQuorumEpoch':
    case 'addVoter':
    case 'removeVoter':
    case 'updateVoter':
      return { kind: request.kind, ...header };
  }
}
