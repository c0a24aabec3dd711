import type { RaftPeer } from '../types.js';
import type { Discovery } from './roles.js';
import type { CoreState } from './state.js';

/**
 * Finding the leader by fetches to the known servers. A voter asks one after the other, for the next leader tells it
 * anyway. Nobody tells another node: it asks all at once, because one that is silent would keep the others waiting. The
 * response's header names the leader, and the core follows it; what else a response brings is not used.
 */
export function newDiscovery(state: CoreState): Discovery {
  const targets = discoveryTargets(state).length;
  return { asked: new Set(), nextMs: state.nowMs, turn: targets === 0 ? 0 : state.config.random.integer(targets) };
}

export function tickDiscovery(state: CoreState, discovery: Discovery): void {
  // What a fetch says is an acknowledgement, wherever it arrives.
  if (state.nowMs < discovery.nextMs || state.installsPending > 0) return;
  const targets = discoveryTargets(state);
  const first = discovery.turn % Math.max(1, targets.length);
  const now = state.config.mayVote ? targets.slice(first, first + 1) : targets;
  discovery.turn += Math.max(1, now.length);
  for (const target of now) {
    const name = targetName(target);
    if (discovery.asked.has(name)) continue;
    discovery.asked.add(name);
    ask(state, target, name);
  }
  const { electionTimeoutMs } = state.config.timers;
  // An answer says when to ask again.
  discovery.nextMs = targets.length === 0 ? state.nowMs + electionTimeoutMs : Number.POSITIVE_INFINITY;
}

function ask(state: CoreState, target: RaftPeer, name: string): void {
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
    { kind: 'discover', target: name },
    requestTimeoutMs,
  );
}

/** No leader in the answer (else the role would have changed by now), or no answer: ask again a little later. */
export function onDiscoveryAnswer(state: CoreState, discovery: Discovery, target: string): void {
  discovery.asked.delete(target);
  // Quick while the round is fresh, so that a new cluster forms at once; calm later.
  const { retryBackoffMs, electionTimeoutMs } = state.config.timers;
  const rounds = Math.floor(discovery.turn / Math.max(1, discoveryTargets(state).length));
  const pauseMs = Math.min(electionTimeoutMs / 2, retryBackoffMs * 2 ** Math.min(rounds, 10));
  discovery.nextMs = Math.min(discovery.nextMs, state.nowMs + pauseMs);
}

function targetName({ endpoint }: RaftPeer): string {
  return `${endpoint.host}:${endpoint.port}`;
}

function discoveryTargets(state: CoreState): readonly RaftPeer[] {
  const voters = state.otherVoters;
  const known = new Set(voters.map(targetName));
  const own = state.config.endpoint;
  const others = state.config.bootstrapServers.filter(
    ({ nodeId, endpoint }) =>
      nodeId !== state.self.nodeId &&
      !(own !== undefined && endpoint.host === own.host && endpoint.port === own.port) &&
      !known.has(`${endpoint.host}:${endpoint.port}`),
  );
  return [...voters, ...others];
}
