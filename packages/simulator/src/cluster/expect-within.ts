import { assert } from '@drave/base';
import type { SimCluster } from './sim-cluster.js';
import type { Workload } from './workload.js';

/** Looking for liveness costs more than an event. */
const LOOK_INTERVAL_MS = 5;

/** @throws AssertionFailure that says what the cluster is like, unless the condition is met in time. */
export async function expectWithin(
  cluster: SimCluster,
  workload: Workload,
  condition: () => boolean,
  withinMs: number,
  otherwise: string,
): Promise<void> {
  const { world } = cluster;
  let met = false;
  let lookAtMs = 0;
  await world.runUntil(() => {
    if (!met && world.nowMs() >= lookAtMs) {
      lookAtMs = world.nowMs() + LOOK_INTERVAL_MS;
      met = condition();
    }
    return met;
  }, withinMs);
  assert(met, `${otherwise}, within ${withinMs} ms: ${stateOf(cluster, workload)}`);
}

function stateOf(cluster: SimCluster, workload: Workload): string {
  const nodes = cluster.nodes.map(({ name, node, host }) => {
    if (!host.alive) return `${name} down`;
    if (node === undefined) return `${name} opening`;
    return `${name} ${node.broker?.state.kind ?? node.quorum.raft.status().role}`;
  });
  return [
    ...nodes,
    `sends pending ${workload.producers.map(({ pending }) => pending).join('+')}`,
    ...workload.behind(),
    workload.focus.state,
    ...cluster.groupMembers.map((member) => member.state),
    ...cluster.incompletePartitions(),
    ...cluster.incompleteReplicas(),
  ].join(', ');
}
