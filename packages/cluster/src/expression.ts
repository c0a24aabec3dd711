import { DraveError, type TopicPartition } from '@drave/base';

/**
 * How people name nodes. A list separated by commas of: a node's name (`b2`), a role (`leader:orders/0`, `controller`),
 * or a group (`all`, `brokers`). Roles are looked up when the verb runs, so that "the leader" is the one of that
 * moment.
 */
export type NodeExpression =
  | { readonly kind: 'name'; readonly name: string }
  /** The active controller. */
  | { readonly kind: 'controller' }
  /** One controller that is not the active one. */
  | { readonly kind: 'voter' }
  | { readonly kind: 'leader' | 'follower' | 'isr'; readonly of: TopicPartition }
  /** The broker that coordinates a group, or the transactions of an id. */
  | { readonly kind: 'coordinator'; readonly of: Coordinated }
  /** One running node, by chance. */
  | { readonly kind: 'random' }
  /** One running node, the first. */
  | { readonly kind: 'any' }
  | { readonly kind: 'all' | 'brokers' | 'controllers' };

/** What has a coordinator. */
export interface Coordinated {
  readonly kind: 'group' | 'txn';
  /** The id of the group, or the transactional id. */
  readonly id: string;
}

/** @throws DraveError INVALID_REQUEST. */
export function parseExpression(text: string, names: readonly string[]): readonly NodeExpression[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.map((part) => parsePart(part, names));
}

function parsePart(part: string, names: readonly string[]): NodeExpression {
  if (names.includes(part)) return { kind: 'name', name: part };
  switch (part) {
    case 'controller':
    case 'voter':
    case 'random':
    case 'any':
    case 'all':
    case 'brokers':
    case 'controllers':
      return { kind: part };
    default:
      return part.startsWith('coordinator:')
        ? { kind: 'coordinator', of: parseCoordinated(part.slice('coordinator:'.length)) }
        : parseReplicaRole(part, names);
  }
}

/** Reads `group/billing` or `txn/transfer-7`. @throws DraveError INVALID_REQUEST. */
export function parseCoordinated(text: string): Coordinated {
  const match = /^(group|txn)\/(.+)$/.exec(text);
  if (match === null)
    throw new DraveError(
      'INVALID_REQUEST',
      `'${text}' has no coordinator: give group/<id of a group> or txn/<transactional id>, e.g. group/billing`,
    );
  return { kind: match[1] as 'group' | 'txn', id: match[2] ?? '' };
}

function parseReplicaRole(part: string, names: readonly string[]): NodeExpression {
  const match = /^(leader|follower|isr):([^/]+)\/(\d{1,9})$/.exec(part);
  if (match === null) {
    throw new DraveError(
      'INVALID_REQUEST',
      `'${part}' names no node: use one of ${names.join(', ')}, or controller, voter, leader:<topic>/<partition>, ` +
        'follower:<topic>/<partition>, isr:<topic>/<partition>, coordinator:group/<id>, coordinator:txn/<id>, random, any, all, brokers, controllers',
    );
  }
  const [, kind, topic = '', partition] = match;
  return { kind: kind as 'leader' | 'follower' | 'isr', of: { topic, partition: Number(partition) } };
}
