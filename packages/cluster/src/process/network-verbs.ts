import { DraveError, present, type Millis } from '@drave/base';
import { CLIENTS, type ClusterNetwork, type Direction } from './network/cluster-network.js';
import type { FlowFaults } from './network/flow.js';

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

interface NetworkVerbsOptions {
  /** Undefined in a cluster whose network is direct. */
  readonly network: ClusterNetwork | undefined;
  readonly names: () => readonly string[];
  readonly resolve: (expression: string) => Promise<readonly string[]>;
  readonly report: (node: string, detail: string) => void;
}

/** Faults in the network of a proxied cluster: between whom, and which. What follows from them is for the caller. */
export class NetworkVerbs {
  private readonly options: NetworkVerbsOptions;

  constructor(options: NetworkVerbsOptions) {
    this.options = options;
  }

  /**
   * Resolves when the faults are in force. `others` may also name `others` and `clients`.
   *
   * @throws DraveError INVALID_REQUEST.
   */
  async strike(
    nodes: string,
    others: string,
    oneWay: boolean,
    faults: Partial<FlowFaults>,
    what: string,
  ): Promise<NetworkLinks> {
    const network = this.proxied();
    const left = await this.side(nodes, []);
    const right = (await this.side(others, left)).filter((name) => !left.includes(name));
    if (right.length === 0)
      throw new DraveError(
        'INVALID_REQUEST',
        `${left.join(', ')} and '${others}': name others than the nodes themselves`,
      );
    await network.change(directionsOf(left, right, oneWay), faults);
    this.options.report(left.join(','), `${what} ${oneWay ? 'towards' : 'from and to'} ${right.join(', ')}`);
    return { nodes: left, others: right, oneWay };
  }

  /** Ends every fault of the network, or those from and to these nodes. Resolves with who had any. */
  async heal(nodes: string | undefined): Promise<readonly string[]> {
    const network = this.proxied();
    const named = nodes === undefined ? undefined : await this.side(nodes, []);
    const concerned = network
      .faulty()
      .filter(({ from, to }) => named?.some((name) => name === from || name === to) ?? true);
    await network.heal(concerned);
    const healed = [...new Set(concerned.flatMap(({ from, to }) => [from, to]))].toSorted();
    if (healed.length > 0) this.options.report(healed.join(','), 'healed');
    return healed;
  }

  private proxied(): ClusterNetwork {
    const { network } = this.options;
    if (network !== undefined) return network;
    throw new DraveError(
      'INVALID_REQUEST',
      'the nodes of this cluster are connected directly, so nothing can come between them: ' +
        "start it with --network proxied (network: 'proxied')",
    );
  }

  private async side(text: string, left: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const part of text.split(',').map((one) => one.trim())) {
      if (part === CLIENTS) found.push(CLIENTS);
      else if (part === OTHERS) found.push(...this.options.names().filter((name) => !left.includes(name)));
      else found.push(...(await this.options.resolve(part)));
    }
    return [...new Set(found)];
  }
}

/** @throws DraveError INVALID_REQUEST. */
export function slowFaults({ latencyMs = 0, jitterMs = 0, bytesPerSecond }: SlowOptions): Partial<FlowFaults> {
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
export function slowText(options: SlowOptions): string {
  const { latencyMs, jitterMs, bytesPerSecond } = present({ ...options });
  return [
    'slow',
    ...(latencyMs === undefined ? [] : [`by ${latencyMs} ms`]),
    ...(jitterMs === undefined ? [] : [`and up to ${jitterMs} ms more`]),
    ...(bytesPerSecond === undefined ? [] : [`at ${bytesPerSecond} bytes a second`]),
  ].join(' ');
}

/** @throws DraveError INVALID_REQUEST. */
export function dropFaults(share: number): Partial<FlowFaults> {
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
