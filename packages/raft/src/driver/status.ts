import type { Endpoint, Millis } from '@drave/base';
import type { ReplicaProgress } from '../core/replica-progress.js';
import type { CoreState } from '../core/state.js';
import { keyText, sameKey } from '../core/voters.js';
import type { QuorumStatus, ReplicaKey, ReplicaStatus } from '../types.js';

export function quorumStatus(state: CoreState, nowMs: Millis): QuorumStatus {
  const { role, leader, log } = state;
  const replicas = role.kind === 'leader' ? role.replicas : new Map<string, ReplicaProgress>();
  const voters = state.voters.current.map((voter) => {
    if (!sameKey(voter, state.self)) return describe(state, voter, voter.endpoint, replicas.get(keyText(voter)), nowMs);
    const isLeader = role.kind === 'leader';
    const ago = isLeader ? 0 : undefined;
    const own = { endOffset: log.durableEndOffset, lag: isLeader ? log.endOffset - log.durableEndOffset : -1 };
    return {
      ...keyOf(voter),
      endpoint: voter.endpoint,
      ...own,
      lastFetchAgoMs: ago,
      lastCaughtUpAgoMs: ago,
      features: state.config.features,
    };
  });
  const observers = [...replicas.values()]
    .filter((progress) => !state.voters.has(progress.key) && !sameKey(progress.key, state.self))
    .sort((left, right) => left.key.nodeId - right.key.nodeId)
    .map((progress) => describe(state, progress.key, undefined, progress, nowMs));
  return {
    ...keyOf(state.self),
    role: role.kind,
    epoch: state.epoch,
    leaderId: leader?.nodeId,
    leaderEndpoint: leader?.endpoint,
    votedFor: state.votedFor,
    highWatermark: state.highWatermark,
    logStartOffset: log.startOffset,
    logEndOffset: log.endOffset,
    snapshot: log.latestSnapshot,
    voters,
    observers,
  };
}

function keyOf(key: ReplicaKey): ReplicaKey {
  return { nodeId: key.nodeId, directoryId: key.directoryId };
}

function describe(
  state: CoreState,
  key: ReplicaKey,
  endpoint: Endpoint | undefined,
  progress: ReplicaProgress | undefined,
  nowMs: Millis,
): ReplicaStatus {
  const ago = (atMs: Millis | undefined): Millis | undefined => (atMs === undefined ? undefined : nowMs - atMs);
  const endOffset = progress?.endOffset ?? -1;
  return {
    ...keyOf(key),
    endpoint,
    endOffset,
    lag: endOffset < 0 ? -1 : Math.max(0, state.log.endOffset - endOffset),
    lastFetchAgoMs: ago(progress?.lastFetchMs),
    lastCaughtUpAgoMs: ago(progress?.lastCaughtUpMs),
    features: progress?.features,
  };
}
