import type { Millis, NodeId } from '@drave/base';
import type { FetchResponse, FetchSnapshotResponse } from '../messages.js';
import { newDiscovery, tickDiscovery } from './discovery.js';
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
import type { LeaderRef, Observer, PullPurpose } from './roles.js';
import { onSnapshotAnswer } from './snapshot-download.js';
import type { CoreState } from './state.js';

/** A replica outside the voter set: every broker, and a controller that has not been added yet or was removed. */
export function newObserver(state: CoreState, leader: LeaderRef | undefined): Observer {
  return {
    kind: 'observer',
    leader,
    replication: newReplication(state),
    discovery: newDiscovery(state),
    isLeaderSuspected: false,
    fetchDeadlineMs: state.nowMs + state.fetchTimeoutMs,
    servedMs: state.nowMs,
  };
}

export function tickObserver(state: CoreState, role: Observer): void {
  if (role.leader === undefined) return tickDiscovery(state, role.discovery);
  excuseOwnDisk(state);
  if (state.nowMs >= role.fetchDeadlineMs && state.mayJudge()) {
    state.mark('observer.fetchTimeout');
    return state.become({ kind: 'unattached', epoch: state.epoch });
  }
  tickReplication(state, role.replication, role.leader);
  if (role.isLeaderSuspected) tickDiscovery(state, role.discovery);
}

export function onObserverAnswer(
  state: CoreState,
  role: Observer,
  purpose: PullPurpose,
  response: FetchResponse | FetchSnapshotResponse,
): void {
  if (response.error === 'NOT_LEADER_OR_FOLLOWER' || response.error === 'UNKNOWN_LEADER_EPOCH')
    return state.become({ kind: 'unattached', epoch: state.epoch });
  let succeeded = false;
  if (purpose.kind === 'fetch' && response.kind === 'fetch')
    succeeded = onFetchAnswer(state, role.replication, purpose, response);
  else if (purpose.kind === 'fetchSnapshot' && response.kind === 'fetchSnapshot')
    succeeded = onSnapshotAnswer(state, role.replication, purpose.download, response);
  if (!succeeded) return;
  role.isLeaderSuspected = false;
  onServed(state, role);
}

export function onObserverCallFailed(state: CoreState, role: Observer, purpose: PullPurpose, evidence: boolean): void {
  onPullFailed(state, role.replication, purpose);
  // Another voter may lead by now, or will soon: look around instead of waiting.
  if (evidence) discoverLeader(state);
}

export function onObserverConnectionLost(state: CoreState, role: Observer, nodeId: NodeId): void {
  if (role.leader?.nodeId === nodeId) discoverLeader(state);
}

/**
 * The leader is late with something else, and a fetch may be parked for long: ask everybody whether another leads by
 * now. Nothing is given up for it. A leader that is there answers too, and with it the fetch that it has parked, for it
 * keeps one of each replica; that ends the suspicion.
 */
export function onObserverLeaderLate(state: CoreState, role: Observer, nodeId: NodeId): void {
  if (role.leader?.nodeId !== nodeId || role.isLeaderSuspected) return;
  state.mark('observer.leaderLate');
  role.isLeaderSuspected = true;
  role.discovery = newDiscovery(state);
}

export function onObserverFlushed(state: CoreState, role: Observer): void {
  role.replication.nextMs = Math.min(role.replication.nextMs, state.nowMs);
  followHighWatermark(state, role.replication);
}

export function observerDeadlineMs(state: CoreState, role: Observer): Millis {
  if (state.installsPending > 0) return Number.POSITIVE_INFINITY;
  if (role.leader === undefined) return role.discovery.nextMs;
  if (isWriting(state, role.replication)) return Number.POSITIVE_INFINITY;
  const next = replicationDeadlineMs(role.replication);
  return Math.min(
    role.fetchDeadlineMs,
    next,
    role.isLeaderSuspected ? role.discovery.nextMs : Number.POSITIVE_INFINITY,
  );
}

function discoverLeader(state: CoreState): void {
  state.become({ kind: 'unattached', epoch: state.epoch });
  const { role } = state;
  if (role.kind === 'observer') role.discovery.nextMs = state.nowMs + state.config.timers.retryBackoffMs;
}
