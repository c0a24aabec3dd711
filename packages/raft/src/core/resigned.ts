import type { Millis, NodeId } from '@drave/base';
import { Outreach } from './outreach.js';
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
    farewell: new Outreach(ids, state.nowMs),
    successors,
  };
}

export function tickResigned(state: CoreState, role: Resigned): void {
  if (state.nowMs >= role.deadlineMs) return state.become({ kind: 'unattached', epoch: state.epoch, electionInMs: 0 });
  for (const nodeId of role.farewell.due(state.nowMs)) {
    role.farewell.sent(nodeId);
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
      { kind: 'farewell', voter: nodeId },
      state.electionTimeoutMs,
    );
  }
}

export function onFarewellAnswer(state: CoreState, role: Resigned, voter: NodeId, answered: boolean): void {
  if (answered && role.silentSinceMs !== undefined) {
    // A voter that answers at once was not gone.
    state.detection.mistaken(state.nowMs - role.silentSinceMs, state.nowMs);
    role.silentSinceMs = undefined;
  }
  if (answered) role.farewell.done(voter);
  else role.farewell.again(voter, state.nowMs + state.config.timers.retryBackoffMs);
}

export function resignedDeadlineMs(role: Resigned): Millis {
  return Math.min(role.deadlineMs, role.farewell.nextMs);
}
