import { DraveError, type TopicPartition } from '@drave/base';
import type { ClusterView, PartitionView } from './cluster-view.js';
import type { NodeState } from './options.js';
import type { NodePlan } from './plan.js';

/** What `wait` can wait for. */
export type Condition =
  /** Every node is in service, and every replica in sync. */
  | { readonly kind: 'healthy' }
  /** There is an active controller. */
  | { readonly kind: 'controller'; readonly who: Who }
  | { readonly kind: 'leader'; readonly of: TopicPartition; readonly who: Who }
  /** So many replicas are in sync; `full`: all of them. */
  | { readonly kind: 'isr'; readonly of: TopicPartition; readonly size: number | 'full' };

/** Which node it must be. */
type Who = { readonly kind: 'any' } | { readonly kind: 'is' | 'not'; readonly name: string };

interface Waited extends NodePlan {
  readonly state: NodeState;
}

/**
 * Reads `healthy`, `controller`, `leader:orders/0` or `isr:orders/0`. A controller or leader can be said to be one node
 * or not to be it (`leader:orders/0!=b2`), an in-sync set to have a size (`isr:orders/0=2`).
 *
 * @throws DraveError INVALID_REQUEST.
 */
export function parseCondition(text: string, names: readonly string[]): Condition {
  if (text === 'healthy') return { kind: 'healthy' };
  const role = /^(controller|leader:([^/]+)\/(\d{1,9}))(?:(=|!=)(.+))?$/.exec(text);
  if (role !== null) {
    const [, what, topic = '', partition, sign, name] = role;
    const who = whoOf(sign, name, names);
    return what === 'controller'
      ? { kind: 'controller', who }
      : { kind: 'leader', of: { topic, partition: Number(partition) }, who };
  }
  const isr = /^isr:([^/]+)\/(\d{1,9})(?:=(full|\d{1,3}))?$/.exec(text);
  if (isr !== null) {
    const [, topic = '', partition, size = 'full'] = isr;
    return { kind: 'isr', of: { topic, partition: Number(partition) }, size: size === 'full' ? size : Number(size) };
  }
  throw new DraveError(
    'INVALID_REQUEST',
    `'${text}' is no condition: give healthy, controller, leader:<topic>/<partition> or isr:<topic>/<partition>; ` +
      'also controller=c1, leader:orders/0!=b2, isr:orders/0=2',
  );
}

function whoOf(sign: string | undefined, name: string | undefined, names: readonly string[]): Who {
  if (sign === undefined || name === undefined) return { kind: 'any' };
  if (!names.includes(name))
    throw new DraveError('INVALID_REQUEST', `no node is called '${name}'; there are ${names.join(', ')}`);
  return { kind: sign === '=' ? 'is' : 'not', name };
}

/** What is missing until a condition holds; undefined when it does. */
export async function missingUntil(
  condition: Exclude<Condition, { kind: 'healthy' }>,
  view: ClusterView,
  nodes: readonly Waited[],
): Promise<string | undefined> {
  switch (condition.kind) {
    case 'controller': {
      const { leaderId } = await view.quorum();
      return missingUntilWho('the active controller', nodes.find((node) => node.id === leaderId)?.name, condition.who);
    }
    case 'leader': {
      const { leader } = await partitionOf(view, condition.of);
      const what = `the leader of ${nameOf(condition.of)}`;
      return missingUntilWho(what, nodes.find((node) => node.id === leader)?.name, condition.who);
    }
    case 'isr': {
      const { isr, replicas } = await partitionOf(view, condition.of);
      const size = condition.size === 'full' ? replicas.length : condition.size;
      return isr.length === size
        ? undefined
        : `${nameOf(condition.of)} has ${isr.length} replicas in sync, not ${size}`;
    }
  }
}

function missingUntilWho(what: string, found: string | undefined, who: Who): string | undefined {
  if (found === undefined) return `${what} is nobody`;
  if (who.kind === 'any' || (found === who.name) === (who.kind === 'is')) return undefined;
  return `${what} is ${found}`;
}

/** @throws DraveError UNKNOWN_TOPIC_OR_PARTITION. */
export async function partitionOf(view: ClusterView, of: TopicPartition): Promise<PartitionView> {
  const partitions = await view.partitions(of.topic);
  const found = partitions.find((one) => one.partition === of.partition);
  if (found !== undefined) return found;
  throw new DraveError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `${nameOf(of)}: the topic has partitions 0 to ${partitions.length - 1}`,
  );
}

export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
