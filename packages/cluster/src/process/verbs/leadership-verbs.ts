import { DraveError, errors, type ErrorCode, type TopicPartition } from '@drave/base';
import type { ClusterView } from '../../cluster-view.js';
import { nameOf, partitionOf } from '../../condition.js';
import { parseCoordinated } from '../../expression.js';
import type { Expression, WaitOptions } from '../../options.js';
import type { NodePlan } from '../../plan.js';
import { coordinatedBy } from '../../resolve-expression.js';
import { waitUntil, type Wait } from '../effects.js';
import { textOf, type ClusterNodes } from './cluster-nodes.js';

/** Who leads partitions, and the cluster. */
export class LeadershipVerbs {
  private readonly nodes: ClusterNodes;

  constructor(nodes: ClusterNodes) {
    this.nodes = nodes;
  }

  async lead(partition: string, to: Expression, options: WaitOptions): Promise<string> {
    const of = parseTopicPartition(partition);
    const [node, ...others] = await this.nodes.select(to);
    if (node === undefined || others.length > 0)
      throw new DraveError('INVALID_REQUEST', `${partition} has one leader: '${textOf(to)}' means several nodes`);
    await lead(this.nodes.view, of, node, options);
    return node.name;
  }

  /** The coordinator of a group or of the transactions of an id is whoever leads their partition. */
  async moveCoordinator(coordinated: string, to: Expression, options: WaitOptions): Promise<string> {
    const of = await coordinatedBy(this.nodes.view, parseCoordinated(coordinated));
    return this.lead(nameOf(of), to, options);
  }

  async elect(partitions: readonly string[], { unclean = false }: { unclean?: boolean }): Promise<readonly string[]> {
    const named = partitions.map(parseTopicPartition);
    const outcomes = await this.nodes.view.electLeaders(unclean ? 'UNCLEAN' : 'PREFERRED', named);
    const elected = outcomes.filter(({ errorCode }) => errorCode === '');
    const failed = outcomes.find(({ errorCode }) => errorCode !== '' && errorCode !== 'ELECTION_NOT_NEEDED');
    if (failed === undefined) return elected.map(nameOf);
    const code = failed.errorCode in errors ? (failed.errorCode as ErrorCode) : 'UNKNOWN_SERVER_ERROR';
    throw new DraveError(code, failed.errorMessage);
  }

  async stepDown(options: WaitOptions): Promise<string> {
    const { view } = this.nodes;
    const { epoch } = await view.quorum();
    await view.stepDown();
    let found: string | undefined;
    const missing = async (): Promise<string | undefined> => {
      const quorum = await view.quorum();
      found = this.nodes.nameOf(quorum.leaderId);
      return found !== undefined && quorum.epoch > epoch ? undefined : 'no other controller has been elected';
    };
    await waitUntil('a controller is active in a later epoch', missing, options);
    return found ?? '';
  }
}

/**
 * Makes a broker the preferred leader of a partition, and has it elected. It holds a replica, and must be in sync,
 * which is waited for. @throws DraveError INVALID_REQUEST.
 */
async function lead(view: ClusterView, of: TopicPartition, node: NodePlan, wait: Wait): Promise<void> {
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
