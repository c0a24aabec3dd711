import { DraveError, present, type Millis } from '@drave/base';
import type { Expression, NetworkVerbOptions, OneWay, VerbOptions } from '../../options.js';
import { missingUntilCut, waitUntil } from '../effects.js';
import type { LocalNode } from '../local-node.js';
import { CLIENTS, type ClusterNetwork, type Direction } from '../network/cluster-network.js';
import type { FlowFaults } from '../network/flow.js';
import { arrivesBy } from '../prepare.js';
import { textOf, type ClusterNodes } from './cluster-nodes.js';

/** Between whom a network verb has struck: node names, and `clients` for everybody who is no node. */
export interface NetworkLinks {
  readonly nodes: readonly string[];
  readonly others: readonly string[];
  /** True when only what `nodes` send to `others` is concerned. */
  readonly oneWay: boolean;
}

export interface SlowOptions {
  /** How much later everything arrives. */
  readonly latencyMs?: Millis;
  /** Up to so much more, by chance. */
  readonly jitterMs?: Millis;
  /** In each direction between two parties, over all their connections. */
  readonly bytesPerSecond?: number;
}

/** The nodes that are not among those which a verb names first. */
const OTHERS = 'others';

/** Every other node, and clients. */
export const EVERYBODY = `${OTHERS},${CLIENTS}`;

/** Faults in the network of a proxied cluster, and what follows from them. */
export class NetworkVerbs {
  private readonly nodes: ClusterNodes;

  constructor(nodes: ClusterNodes) {
    this.nodes = nodes;
  }

  async partition(nodes: Expression, others: Expression, options: NetworkVerbOptions): Promise<NetworkLinks> {
    const links = await this.strike(nodes, others, options, { cut: true }, 'cut off');
    await this.untilCut(options);
    return links;
  }

  slow(nodes: Expression, others: Expression, options: SlowOptions & OneWay): Promise<NetworkLinks> {
    return this.strike(nodes, others, options, slowFaults(options), slowText(options));
  }

  drop(nodes: Expression, others: Expression, options: { readonly share: number } & OneWay): Promise<NetworkLinks> {
    return this.strike(nodes, others, options, dropFaults(options.share), `a share of ${options.share} lost`);
  }

  reset(nodes: Expression, others: Expression, options: OneWay): Promise<NetworkLinks> {
    return this.strike(nodes, others, options, { reset: true }, 'connections reset');
  }

  /** Ends every fault of the network, or those from and to some nodes. Resolves with who had one. */
  async heal(nodes: Expression | undefined): Promise<readonly string[]> {
    const { network } = this.nodes.parts;
    if (network === undefined) return [];
    const named = nodes === undefined ? undefined : await this.side(nodes, []);
    const concerned = network
      .faulty()
      .filter(({ from, to }) => named?.some((name) => name === from || name === to) ?? true);
    await network.heal(concerned);
    const healed = [...new Set(concerned.flatMap(({ from, to }) => [from, to]))].toSorted();
    if (healed.length > 0) this.report(healed, 'healed');
    return healed;
  }

  /** Resolves when the faults are in force. @throws DraveError INVALID_REQUEST. */
  private async strike(
    nodes: Expression,
    others: Expression,
    { oneWay = false }: OneWay,
    faults: Partial<FlowFaults>,
    what: string,
  ): Promise<NetworkLinks> {
    const network = this.proxied();
    const left = await this.side(nodes, []);
    const right = (await this.side(others, left)).filter((name) => !left.includes(name));
    if (right.length === 0)
      throw new DraveError(
        'INVALID_REQUEST',
        `${left.join(', ')} and '${textOf(others)}': name others than the nodes themselves`,
      );
    await network.change(directionsOf(left, right, oneWay), faults);
    this.report(left, `${what} ${oneWay ? 'towards' : 'from and to'} ${right.join(', ')}`);
    return { nodes: left, others: right, oneWay };
  }

  private async untilCut(options: VerbOptions): Promise<void> {
    const { all, view, connected, canDecide, parts } = this.nodes;
    if (options.wait === false || !canDecide) return;
    const missing = (): Promise<string | undefined> => missingUntilCut(view, all, connected, arrivesBy(parts.network));
    await waitUntil('the cluster goes on without what is cut off', missing, options);
  }

  private report(names: readonly string[], detail: string): void {
    this.nodes.parts.report(names.join(','), 'network', detail);
  }

  private proxied(): ClusterNetwork {
    const { network } = this.nodes.parts;
    if (network !== undefined) return network;
    throw new DraveError(
      'INVALID_REQUEST',
      'the nodes of this cluster are connected directly, so nothing can come between them: ' +
        "start it with --network proxied (network: 'proxied')",
    );
  }

  /** The names that one side of a fault means: of nodes, and `clients`. */
  private async side(expression: Expression, left: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const part of textOf(expression)
      .split(',')
      .map((one) => one.trim())) {
      if (part === CLIENTS) found.push(CLIENTS);
      else if (part === OTHERS) found.push(...namesBut(this.nodes.all, left));
      else found.push(...(await this.nodes.select(part)).map((node) => node.name));
    }
    return [...new Set(found)];
  }
}

function namesBut(nodes: readonly LocalNode[], left: readonly string[]): readonly string[] {
  return nodes.map((node) => node.name).filter((name) => !left.includes(name));
}

/** @throws DraveError INVALID_REQUEST. */
function slowFaults({ latencyMs = 0, jitterMs = 0, bytesPerSecond }: SlowOptions): Partial<FlowFaults> {
  for (const [name, value] of Object.entries({ latencyMs, jitterMs }))
    if (!(value >= 0) || !Number.isFinite(value))
      throw new DraveError('INVALID_REQUEST', `${name} ${value}: give 0 or more`);
  if (bytesPerSecond !== undefined && !(bytesPerSecond > 0))
    throw new DraveError('INVALID_REQUEST', `bytesPerSecond ${bytesPerSecond}: give more than 0`);
  if (latencyMs === 0 && jitterMs === 0 && bytesPerSecond === undefined)
    throw new DraveError('INVALID_REQUEST', 'how slow? Give a latency, a jitter, or bytes per second');
  return { latencyMs, jitterMs, bytesPerSecond };
}

/** What `slow` does, in words. */
function slowText(options: SlowOptions): string {
  const { latencyMs, jitterMs, bytesPerSecond } = present({ ...options });
  return [
    'slow',
    ...(latencyMs === undefined ? [] : [`by ${latencyMs} ms`]),
    ...(jitterMs === undefined ? [] : [`and up to ${jitterMs} ms more`]),
    ...(bytesPerSecond === undefined ? [] : [`at ${bytesPerSecond} bytes a second`]),
  ].join(' ');
}

/** @throws DraveError INVALID_REQUEST. */
function dropFaults(share: number): Partial<FlowFaults> {
  if (share > 0 && share < 1) return { lossShare: share };
  throw new DraveError('INVALID_REQUEST', `share ${share}: give a number between 0 and 1; all of it is a partition`);
}

function directionsOf(left: readonly string[], right: readonly string[], oneWay: boolean): readonly Direction[] {
  return left.flatMap((from) =>
    right.flatMap((to) =>
      oneWay
        ? [{ from, to }]
        : [
            { from, to },
            { from: to, to: from },
          ],
    ),
  );
}
