import type { BrokerRow, FaultsView, Quorum } from '../../src/contract.js';

/** Nodes of the cluster on a plane: controllers above, brokers below, and what may pass between them. */
export interface TopologyNode {
  /** The name by which faults are ordered; null where the cluster is not a local one. */
  readonly name: string | null;
  readonly id: number;
  readonly label: string;
  /** A word for what it is now, such as `leads the quorum`, `fenced`, `paused`. */
  readonly note: string;
  readonly leads: boolean;
  readonly isDown: boolean;
  readonly x: number;
  readonly y: number;
}

export interface TopologyLink {
  readonly from: TopologyNode;
  readonly to: TopologyNode;
  /** What is wrong with it, in words; null when nothing is known to be. */
  readonly fault: string | null;
}

interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly links: readonly TopologyLink[];
  readonly width: number;
  readonly height: number;
}

const WIDTH = 720;
const ROW_HEIGHT = 150;
const MARGIN = 64;
/** More nodes than this are a list and no picture. */
const NODES_MAX = 16;

type Placed = Omit<TopologyNode, 'x' | 'y'>;

/** Null when there are too many nodes to tell them apart. */
export function topologyOf(quorum: Quorum, brokers: readonly BrokerRow[], faults: FaultsView | null): Topology | null {
  const controllers = quorum.members.filter(({ isVoter }) => isVoter).map((member) => controllerNode(member, faults));
  const brokerNodes = brokers.map((row) => brokerNode(row, faults));
  const combined = new Set(controllers.map(({ id }) => id));
  const lower = brokerNodes.filter(({ id }) => !combined.has(id));
  // A node with both roles stands once, among the brokers if all of them are so.
  const upper = controllers.map((node) =>
    merged(
      node,
      brokerNodes.find(({ id }) => id === node.id),
    ),
  );
  if (upper.length + lower.length > NODES_MAX) return null;
  const rows = [upper, lower].filter((row) => row.length > 0);
  const nodes = rows.flatMap((row, index) => placed(row, MARGIN + index * ROW_HEIGHT));
  const height = MARGIN * 2 + (rows.length - 1) * ROW_HEIGHT;
  return { nodes, links: linksBetween(nodes, faults), width: WIDTH, height };
}

function controllerNode(member: Quorum['members'][number], faults: FaultsView | null): Placed {
  const { nodeId, isLeader, logEndOffset } = member;
  const state = stateOf(nodeId, faults);
  const note = isLeader ? 'leads the quorum' : logEndOffset === null ? 'unheard of' : 'follows';
  return {
    name: nameOf(nodeId, faults),
    id: nodeId,
    label: nameOf(nodeId, faults) ?? `controller ${nodeId}`,
    note: state ?? note,
    leads: isLeader,
    isDown: state !== null,
  };
}

function brokerNode({ id, state, leaderCount }: BrokerRow, faults: FaultsView | null): Placed {
  const process = stateOf(id, faults);
  const note = state === 'running' ? `leads ${leaderCount}` : state;
  return {
    name: nameOf(id, faults),
    id,
    label: nameOf(id, faults) ?? `broker ${id}`,
    note: process ?? note,
    leads: false,
    isDown: process !== null || state === 'fenced',
  };
}

function merged(controller: Placed, broker: Placed | undefined): Placed {
  if (broker === undefined) return controller;
  const label = controller.name ?? `node ${controller.id}`;
  const note = controller.isDown ? controller.note : `${controller.note}, ${broker.note}`;
  return { ...controller, label, note, isDown: controller.isDown || broker.isDown };
}

function nameOf(id: number, faults: FaultsView | null): string | null {
  return faults?.nodes.find(({ nodeId }) => nodeId === id)?.name ?? null;
}

/** What is wrong with the process; null when it runs or nothing is known of it. */
function stateOf(id: number, faults: FaultsView | null): string | null {
  const state = faults?.nodes.find(({ nodeId }) => nodeId === id)?.state ?? 'running';
  return state === 'running' ? null : state;
}

function placed(row: readonly Placed[], y: number): readonly TopologyNode[] {
  return row.map((node, index) => ({ ...node, x: (WIDTH * (index + 0.5)) / row.length, y }));
}

function linksBetween(nodes: readonly TopologyNode[], faults: FaultsView | null): readonly TopologyLink[] {
  return nodes.flatMap((from, index) =>
    nodes.slice(index + 1).map((to) => ({ from, to, fault: faultBetween(from, to, faults) })),
  );
}

function faultBetween(one: TopologyNode, other: TopologyNode, faults: FaultsView | null): string | null {
  const texts = (faults?.links ?? []).flatMap(({ from, to, text }) =>
    (from === one.name && to === other.name) || (from === other.name && to === one.name) ? [text] : [],
  );
  return texts.length === 0 ? null : [...new Set(texts)].join('; ');
}
