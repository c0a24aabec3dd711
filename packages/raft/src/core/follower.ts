import type { Millis, NodeId } from '@drave/base';
import type { FetchResponse, FetchSnapshotResponse } from '../messages.js';
import {
  excuseOwnDisk,
  followHighWatermark,
  isWriting,
  newReplication,
  onFetchAnswer,
  onPullFailed,
  onServed,
  replicationDeadlineMs,
  tickReplication,
} from './replication.js';
import type { Follower, LeaderRef, PullPurpose } from './roles.js';
import { onSnapshotAnswer } from './snapshot-download.js';
import type { CoreState } from './state.js';

export function newFollower(state: CoreState, leader: LeaderRef): Follower {
  state.detection.leaderKnown(state.nowMs);
  return {
    kind: 'follower',
    leader,
    replication: newReplication(state),
    fetchDeadlineMs: state.nowMs + state.fetchTimeoutMs + state.detection.settlingMs(state.nowMs),
    servedMs: state.nowMs,
    hasFetched: false,
    isLeaderSuspected: false,
    nextUpdateVoterMs: state.nowMs,
  };
}

export function tickFollower(state: CoreState, role: Follower): void {
  excuseOwnDisk(state);
  if (state.nowMs >= role.fetchDeadlineMs && (role.isLeaderSuspected || state.mayJudge())) {
    state.mark(role.isLeaderSuspected ? 'follower.suspicion' : 'follower.fetchTimeout');
    const silence = { leaderId: role.leader.nodeId, sinceMs: role.servedMs };
    return state.become(role.isLeaderSuspected ? { kind: 'prospective' } : { kind: 'prospective', silence });
  }
  tickReplication(state, role.replication, role.leader);
  maybeUpdateVoter(state, role);
}

export function onFollowerAnswer(
  state: CoreState,
  role: Follower,
  purpose: PullPurpose,
  response: FetchResponse | FetchSnapshotResponse,
): void {
  if (response.error === 'NOT_LEADER_OR_FOLLOWER' || response.error === 'UNKNOWN_LEADER_EPOCH') {
    // The leader itself says so: it has stepped down, or restarted and will never lead this epoch again.
    state.mark('follower.leaderGone');
    return state.become({ kind: 'unattached', epoch: state.epoch });
  }
  // A fetch that was given up, and is older than what has been acknowledged since, is refused so too.
  const isCurrent = purpose === role.replication.asked;
  if (response.error === 'INVALID_VOTER_KEY' && isCurrent)
    return state.fatal('CORRUPT_DATA', forgotten(response.message));
  const succeeded = takeAnswer(state, role, purpose, response);
  if (!succeeded) return;
  // A response that makes us truncate or load a snapshot is as good as entries: the leader is alive and working on us.
  role.hasFetched = true;
  role.isLeaderSuspected = false;
  onServed(state, role);
}

function forgotten(reason: string): string {
  const next = 'Remove this voter from the quorum, format its directory anew, and add it again';
  return `the leader refuses this voter, which has lost entries that it acknowledged: ${reason}. ${next}; it will load everything from the leader.`;
}

function takeAnswer(
  state: CoreState,
  role: Follower,
  purpose: PullPurpose,
  response: FetchResponse | FetchSnapshotResponse,
): boolean {
  if (purpose.kind === 'fetch' && response.kind === 'fetch')
    return onFetchAnswer(state, role.replication, purpose, response);
  if (purpose.kind === 'fetchSnapshot' && response.kind === 'fetchSnapshot')
    return onSnapshotAnswer(state, role.replication, purpose.download, response);
  return false;
}

export function onFollowerCallFailed(state: CoreState, role: Follower, purpose: PullPurpose, evidence: boolean): void {
  onPullFailed(state, role.replication, purpose);
  if (evidence) suspect(state, role);
}

export function onLeaderConnectionLost(state: CoreState, role: Follower, nodeId: NodeId): void {
  if (nodeId === role.leader.nodeId) suspect(state, role);
}

/**
 * The leader's process is probably gone. Ask for pre-votes after a short random pause instead of the whole fetch
 * timeout; a fetch that succeeds first ends the suspicion. Pre-votes keep a leader that only we lost in office.
 */
function suspect(state: CoreState, role: Follower): void {
  if (role.isLeaderSuspected) return;
  role.isLeaderSuspected = true;
  const { suspicionJitterMs } = state.config.timers;
  // A leader that never answered us was probably named by a member that is behind: without a delay we would spin.
  const delay = role.hasFetched ? state.config.random.integer(suspicionJitterMs + 1) : state.electionDelay();
  role.fetchDeadlineMs = Math.min(role.fetchDeadlineMs, state.nowMs + delay);
}

export function onFollowerFlushed(state: CoreState, role: Follower): void {
  role.replication.nextMs = Math.min(role.replication.nextMs, state.nowMs);
  followHighWatermark(state, role.replication);
}

export function followerDeadlineMs(state: CoreState, role: Follower): Millis {
  if (isWriting(state, role.replication)) return Number.POSITIVE_INFINITY;
  const next = replicationDeadlineMs(role.replication);
  // A follower that only waits looks at its clock now and then, or it would take a standstill of its own that ends just
  // before the fetch deadline for silence of the leader.
  return Math.min(role.fetchDeadlineMs, next, state.nowMs + state.detection.watchMs);
}

/** A voter that moved tells the leader its new endpoint (KIP-853). */
function maybeUpdateVoter(state: CoreState, role: Follower): void {
  const endpoint = state.config.endpoint;
  const known = state.voters.byId(state.self.nodeId)?.endpoint;
  if (!role.hasFetched || endpoint === undefined || known === undefined) return;
  if (known.host === endpoint.host && known.port === endpoint.port) return;
  if (state.nowMs < role.nextUpdateVoterMs) return;
  role.nextUpdateVoterMs = state.nowMs + state.config.timers.fetchTimeoutMs;
  state.send(
    role.leader,
    { kind: 'updateVoter', clusterId: state.config.clusterId, epoch: state.epoch, voter: { ...state.self, endpoint } },
    { kind: 'updateVoter' },
    state.config.timers.fetchTimeoutMs,
  );
}
