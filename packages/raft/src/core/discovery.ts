import type { RaftPeer } from '../types.js';
import type { Discovery } from './roles.js';
import type { CoreState } from './state.js';

/**
 * Finding the leader: a fetch to one known server after the other. The response's header names the leader, and the core
 * follows it; what else a response brings is not used.
 */
export function newDiscovery(state: CoreState): Discovery {
  const targets = discoveryTargets(state).length;
  return { inFlight: false, nextMs: state.nowMs, turn: targets === 0 ? 0 : state.config.random.integer(targets) };
}

export function tickDiscovery(state: CoreState, discovery: Discovery): void {
  // What a fetch says is an acknowledgement, wherever it arrives.
  if (discovery.inFlight || state.nowMs < discovery.nextMs || state.installsPending > 0) return;
  const targets = discoveryTargets(state);
  const target = targets[discovery.turn % Math.max(1, targets.length)];
  discovery.turn++;
  if (target === undefined) {
    discovery.nextMs = state.nowMs + state.config.timers.electionTimeoutMs;
    return;
  }
  discovery.inFlight = true;
  const requestTimeoutMs = state.detection.callTimeoutMs(state.config.timers.requestTimeoutMs, state.nowMs);
  state.send(
    target,
    {
      kind: 'fetch',
      clusterId: state.config.clusterId,
      replica: state.self,
      epoch: state.epoch,
      fetchOffset: state.log.durableEndOffset,
      lastFetchedEpoch: state.log.epochBefore(state.log.durableEndOffset),
      highWatermark: state.highWatermark,
      maxWaitMs: 0,
      maxBytes: 0,
      mayVote: state.config.mayVote,
      joining: state.joining,
      features: state.config.features,
      patienceMs: state.patienceMs,
    },
    { kind: 'discover' },
    requestTimeoutMs,
  );
}

/** No leader in the answer (else the role would have changed by now): ask the next one a little later. */
export function onDiscoveryAnswer(state: CoreState, discovery: Discovery): void {
  discovery.inFlight = false;
  // Quick while the round is fresh, so that a new cluster forms at once; calm later.
  const { retryBackoffMs, electionTimeoutMs } = state.config.timers;
  const rounds = Math.floor(discovery.turn / Math.max(1, discoveryTargets(state).length));
  discovery.nextMs = state.nowMs + Math.min(electionTimeoutMs / 2, retryBackoffMs * 2 ** Math.min(rounds, 10));
}

function discoveryTargets(state: CoreState): readonly RaftPeer[] {
  const voters = state.otherVoters;
  const known = new Set(voters.map((voter) => `${voter.endpoint.host}:${voter.endpoint.port}`));
  const own = state.config.endpoint;
  const others = state.config.bootstrapServers.filter(
    ({ nodeId, endpoint }) =>
      nodeId !== state.self.nodeId &&
      !(own !== undefined && endpoint.host === own.host && endpoint.port === own.port) &&
      !known.has(`${endpoint.host}:${endpoint.port}`),
  );
  return [...voters, ...others];
}
