import { DraveError, type TopicPartition } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { nameOf, partitionOf } from '../condition.js';
import type { NodePlan } from '../plan.js';
import { waitUntil, type Wait } from './effects.js';

/**
 * Makes a broker the preferred leader of a partition, and has it elected. It holds a replica, and must be in sync,
 * which is waited for. @throws DraveError INVALID_REQUEST.
 */
export async function lead(view: ClusterView, of: TopicPartition, node: NodePlan, wait: Wait): Promise<void> {
  const { replicas } = await partitionOf(view, of);
  if (!replicas.includes(node.id))
    throw new DraveError(
      'INVALID_REQUEST',
      `${node.name} (broker ${node.id}) holds no replica of ${nameOf(of)}, brokers ${replicas.join(', ')} do: ` +
        'move the partition there first, see drave partition move',
    );
  const missing = async (): Promise<string | undefined> => {
    const one = await partitionOf(view, of);
    if (one.leader === node.id) return undefined;
    if (!one.isr.includes(node.id)) return `${node.name} is not in sync for ${nameOf(of)}`;
    if (one.replicas[0] !== node.id) {
      await view.setReplicas(of, [node.id, ...one.replicas.filter((id) => id !== node.id)]);
      return `${node.name} is not the preferred leader of ${nameOf(of)}`;
    }
    await view.electLeaders('PREFERRED', [of]);
    return `${node.name} does not lead ${nameOf(of)}`;
  };
  await waitUntil(`${node.name} leads ${nameOf(of)}`, missing, wait);
}

/** Reads `orders/0`. @throws DraveError INVALID_REQUEST. */
export function parseTopicPartition(text: string): TopicPartition {
  const match = /^([^/]+)\/(\d{1,9})$/.exec(text);
  if (match === null)
    throw new DraveError('INVALID_REQUEST', `'${text}' is no partition: give topic/number, e.g. orders/0`);
  return { topic: match[1] ?? '', partition: Number(match[2]) };
}
