import type { Epoch } from '@drave/base';
import type { NodeRole, NodeState, ClusterEvent } from './options.js';
import type { FlowFaults } from './process/network/flow.js';
import type { Direction } from './process/network/cluster-network.js';

/** A cluster at a glance, from what it has told already: nobody is asked for it. */
export interface ClusterBoard {
  readonly name: string;
  /** `host:port` of every broker's Kafka listener, separated by commas. */
  readonly bootstrap: string;
  /** The active controller, as far as is known, and its epoch. */
  readonly controller: string | null;
  readonly epoch: Epoch | null;
  readonly nodes: readonly BoardNode[];
  readonly partitions: BoardPartitions;
  /** Names of topics that are not the cluster's own, in order; not more than a thousand. */
  readonly topics: readonly string[];
  /** What keeps the cluster from being whole at the moment, in words. */
  readonly faults: readonly string[];
  /** The last events, oldest first. */
  readonly events: readonly ClusterEvent[];
}

interface BoardNode {
  readonly name: string;
  readonly roles: readonly NodeRole[];
  /** `leader` and `voter` of a controller, `active` and `fenced` of a broker; else the state of its process. */
  readonly state: string;
  /** Null on a node that is no broker. */
  readonly leads: number | null;
  readonly replicas: number | null;
}

export interface BoardPartitions {
  readonly total: number;
  readonly leaderless: number;
  readonly underReplicated: number;
  /** Some of those that are leaderless or under-replicated, leaderless ones first. */
  readonly examples: readonly string[];
}

/** A fault of the network in words: `cut`, `slow 200 ms`. */
export function flowText({ cut, reset, latencyMs, jitterMs, bytesPerSecond, lossShare }: FlowFaults): string {
  return [
    ...(cut ? ['cut'] : []),
    ...(reset ? ['reset'] : []),
    ...(latencyMs > 0 || jitterMs > 0
      ? [`${latencyMs}${jitterMs > 0 ? ` to ${latencyMs + jitterMs}` : ''} ms late`]
      : []),
    ...(bytesPerSecond === undefined ? [] : [`${bytesPerSecond} bytes a second`]),
    ...(lossShare > 0 ? [`${Math.round(lossShare * 1_000) / 10}% lost`] : []),
  ].join(', ');
}

/**
 * Faults between parties as few lines: what holds both ways between one party and several others is one, such as
 * `b1 ↔ b2, b3 cut`; what holds one way is `b1 → b2 cut`.
 */
export function linkTexts(faulty: readonly (Direction & { readonly text: string })[]): readonly string[] {
  const keyOf = (from: string, to: string, text: string): string => `${from} ${to} ${text}`;
  const all = new Set(faulty.map(({ from, to, text }) => keyOf(from, to, text)));
  const isTwoWay = ({ from, to, text }: Direction & { text: string }): boolean => all.has(keyOf(to, from, text));
  const oneWay = faulty.filter((link) => !isTwoWay(link));
  return [...starsOf(faulty.filter(isTwoWay)), ...groupsOf(oneWay, '→')];
}

/** The party with the most others comes first, and takes them all. */
function starsOf(links: readonly (Direction & { readonly text: string })[]): readonly string[] {
  const lines: string[] = [];
  for (let left = links; left.length > 0; ) {
    const counts = new Map<string, number>();
    for (const { from, text } of left) counts.set(`${from} ${text}`, (counts.get(`${from} ${text}`) ?? 0) + 1);
    const [most] = [...counts].toSorted(([one, few], [other, many]) => many - few || (one < other ? -1 : 1));
    const isOf = ({ from, text }: { from: string; text: string }): boolean => `${from} ${text}` === most?.[0];
    lines.push(...groupsOf(left.filter(isOf), '↔'));
    left = left.filter((link) => !isOf(link) && !isOf({ from: link.to, text: link.text }));
  }
  return lines;
}

function groupsOf(links: readonly (Direction & { readonly text: string })[], arrow: string): readonly string[] {
  const groups = new Map<string, { readonly from: string; readonly text: string; readonly to: string[] }>();
  for (const { from, to, text } of links) {
    const group = groups.get(`${from} ${text}`) ?? { from, text, to: [] };
    group.to.push(to);
    groups.set(`${from} ${text}`, group);
  }
  return [...groups.values()].map(({ from, to, text }) => `${from} ${arrow} ${to.toSorted().join(', ')} ${text}`);
}

export function stateOnBoard(
  node: { readonly roles: readonly NodeRole[]; readonly state: NodeState },
  isActive: boolean,
  isFenced: boolean | undefined,
): string {
  if (node.state !== 'running') return node.state;
  const states: string[] = [];
  if (node.roles.includes('controller')) states.push(isActive ? 'leader' : 'voter');
  if (node.roles.includes('broker')) states.push(isFenced === false ? 'active' : 'fenced');
  return states.join(', ');
}
