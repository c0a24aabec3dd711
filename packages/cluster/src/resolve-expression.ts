import { DraveError, type NodeId, type TopicPartition } from '@drave/base';
import { coordinatorPartitionOf } from '@drave/coordinator/partition';
import type { ClusterView, PartitionView } from './cluster-view.js';
import { partitionOf } from './condition.js';
import { parseExpression, type Coordinated, type NodeExpression } from './expression.js';
import { isBroker, isController, type NodePlan } from './plan.js';

/** A node as the resolver sees it. */
interface Candidate extends NodePlan {
  readonly running: boolean;
}

/** The nodes an expression means at this moment, each once, in the order of the expression. @throws DraveError. */
export async function resolveExpression<T extends Candidate>(
  text: string,
  nodes: readonly T[],
  view: ClusterView,
  chance: (exclusiveMax: number) => number,
): Promise<readonly T[]> {
  const names = nodes.map((node) => node.name);
  const found: T[] = [];
  for (const expression of parseExpression(text, names)) {
    for (const node of await resolveOne(expression, nodes, view, chance)) if (!found.includes(node)) found.push(node);
  }
  if (found.length === 0) throw new DraveError('INVALID_REQUEST', `'${text}' means no node at the moment`);
  return found;
}

async function resolveOne<T extends Candidate>(
  expression: NodeExpression,
  nodes: readonly T[],
  view: ClusterView,
  chance: (exclusiveMax: number) => number,
): Promise<readonly T[]> {
  const running = nodes.filter((node) => node.running);
  switch (expression.kind) {
    case 'name':
      return nodes.filter((node) => node.name === expression.name);
    case 'all':
      return nodes;
    case 'brokers':
      return nodes.filter(isBroker);
    case 'controllers':
      return nodes.filter(isController);
    case 'any':
      return running.slice(0, 1);
    case 'random':
      return running.length === 0 ? [] : running.slice(chance(running.length)).slice(0, 1);
    case 'controller':
      return withIds(nodes, [await activeController(view)]);
    case 'voter': {
      const active = await activeController(view);
      return running.filter((node) => isController(node) && node.id !== active).slice(0, 1);
    }
    case 'leader':
      return withIds(nodes, [leaderOf(await partitionOf(view, expression.of))]);
    case 'coordinator':
      return withIds(nodes, [leaderOf(await partitionOf(view, await coordinatedBy(view, expression.of)))]);
    case 'isr':
      return withIds(nodes, (await partitionOf(view, expression.of)).isr);
    case 'follower': {
      const partition = await partitionOf(view, expression.of);
      const followers = partition.replicas.filter((id) => id !== partition.leader);
      return withIds(nodes, followers)
        .filter((node) => node.running)
        .slice(0, 1);
    }
  }
}

const coordinatorTopics = { group: '__consumer_offsets', txn: '__transaction_state' } as const;

/**
 * The partition whose leader coordinates a group or the transactions of an id. @throws DraveError
 * UNKNOWN_TOPIC_OR_PARTITION where nobody has used groups, or transactions, yet.
 */
export async function coordinatedBy(view: ClusterView, { kind, id }: Coordinated): Promise<TopicPartition> {
  const topic = coordinatorTopics[kind];
  const partitions = await view.partitions(topic);
  if (partitions.length === 0)
    throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `${topic} is not there yet: nobody has used it`);
  return { topic, partition: coordinatorPartitionOf(id, partitions.length) };
}

function withIds<T extends Candidate>(nodes: readonly T[], ids: readonly NodeId[]): readonly T[] {
  return ids.flatMap((id) => nodes.filter((node) => node.id === id));
}

async function activeController(view: ClusterView): Promise<NodeId> {
  const { leaderId } = await view.quorum();
  if (leaderId === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', 'the quorum has no leader at the moment');
  return leaderId;
}

function leaderOf(partition: PartitionView): NodeId {
  if (partition.leader !== undefined) return partition.leader;
  throw new DraveError('LEADER_NOT_AVAILABLE', `${partition.topic}/${partition.partition} has no leader at the moment`);
}
