import type { Millis, NodeId } from '@drave/base';
import { PeerRequests } from './peer-requests.js';
import type { Leader, Resigned } from './roles.js';
import type { CoreState } from './state.js';
import { keyText } from './voters.js';

/** Tells the others, best successor first, that the epoch has no leader any more. */
export function newResigned(state: CoreState, leader: Leader | undefined, silentSinceMs: Millis | undefined): Resigned {
  const reach = (voter: { nodeId: NodeId; directoryId: string }): number =>
    leader?.replicas.get(keyText(voter))?.endOffset ?? -1;
  const successors = state.otherVoters
    .map(({ nodeId, directoryId }) => ({ nodeId, directoryId }))
    .sort((left, right) => reach(right) - reach(left) || left.nodeId - right.nodeId);
  const ids = successors.map((voter) => voter.nodeId);
  return {
    kind: 'resigned',
    silentSinceMs,
    deadlineMs: state.nowMs + state.electionDelay(),
    endQuorumEpoch: new PeerRequests(ids, state.nowMs),
    successors,
  };
}

export function tickResigned(state: CoreState, role: Resigned): void {
  if (state.nowMs >= role.deadlineMs) return state.become({ kind: 'unattached', epoch: state.epoch, electionInMs: 0 });
  for (const nodeId of role.endQuorumEpoch.due(state.nowMs)) {
    role.endQuorumEpoch.sent(nodeId);
    const voter = state.voters.byId(nodeId);
    if (voter === undefined) continue;
    state.send(
      voter,
      {
        kind: 'endQuorumEpoch',
        clusterId: state.config.clusterId,
        epoch: state.epoch,
        leaderId: state.self.nodeId,
        preferredSuccessors: role.successors,
      },
      { kind: 'endQuorumEpoch', voter: nodeId },
      state.electionTimeoutMs,
    );
  }
}

export function onEndQuorumEpochAnswer(state: CoreState, role: Resigned, voter: NodeId, answered: boolean): void {
  if (answered && role.silentSinceMs !== undefined) {
    // A voter that answers at once was not gone.
    state.detection.mistaken(state.nowMs - role.silentSinceMs, state.nowMs);
    role.silentSinceMs = undefined;
  }
  if (answered) role.endQuorumEpoch.done(voter);
  else role.endQuorumEpoch.again(voter, state.nowMs + state.config.timers.retryBackoffMs);
}

export function resignedDeadlineMs(role: Resigned): Millis {
  return Math.min(role.deadlineMs, role.endQuorumEpoch.nextMs);
}
