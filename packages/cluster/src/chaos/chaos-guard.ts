import type { NodeId } from '@drave/base';
import type { PartitionView } from '../cluster-view.js';
import { nameOf } from '../condition.js';
import type { NodeRole } from '../options.js';
import type { ChaosFault } from './chaos-plan.js';

interface Candidate {
  readonly id: NodeId;
  readonly name: string;
  readonly roles: readonly NodeRole[];
}

/** Whether a fault keeps a node from taking part in the cluster while it lasts. */
export function breaksNodes({ verb, others, fullAfterBytes, failing, flipBitsShare }: ChaosFault): boolean {
  switch (verb) {
    case 'kill':
    case 'stop':
    case 'pause':
    case 'restart':
    case 'partition':
    case 'isolate':
      return true;
    case 'reset':
      return others !== 'clients';
    case 'disk':
      return fullAfterBytes !== undefined || failing === true || flipBitsShare !== undefined;
    case 'slow':
    case 'drop':
    case 'step-down':
    case 'elect':
    case 'lead':
    case 'clock':
    case 'fail':
      return false;
  }
}

/**
 * Why these nodes may not be broken as well: only a minority of the controllers may be, and of the replicas of each
 * partition, where a replica that is not in sync counts as broken. Undefined when they may.
 */
export function reasonAgainst(
  victims: readonly string[],
  broken: ReadonlySet<string>,
  nodes: readonly Candidate[],
  partitions: readonly PartitionView[],
): string | undefined {
  const out = nodes.filter(({ name }) => broken.has(name) || victims.includes(name));
  const voters = nodes.filter(({ roles }) => roles.includes('controller'));
  const votersOut = out.filter((node) => voters.includes(node));
  const breaksVoter = votersOut.some(({ name }) => victims.includes(name));
  if (breaksVoter && votersOut.length * 2 >= voters.length)
    return `${votersOut.length} of ${voters.length} controllers would be broken`;
  const outIds = new Set(out.map(({ id }) => id));
  const victimIds = new Set(nodes.filter(({ name }) => victims.includes(name)).map(({ id }) => id));
  for (const one of partitions) {
    if (!one.replicas.some((id) => victimIds.has(id))) continue;
    const lost = one.replicas.filter((id) => outIds.has(id) || !one.isr.includes(id));
    if (lost.length * 2 >= one.replicas.length)
      return `${lost.length} of ${one.replicas.length} replicas of ${nameOf(one)} would be broken or not in sync`;
  }
  return undefined;
}
