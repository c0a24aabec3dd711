import { randomInt } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { assert, DraveError } from '@drave/base';
import { LOOPBACK } from '../../loopback.js';
import type { NodePlan } from '../../plan.js';
import { Flow, noFaults, type FlowFaults } from './flow.js';
import { LinkProxy } from './link-proxy.js';

/** The party that stands for everybody who is no node of the cluster: clients, tools, the command line. */
export const CLIENTS = 'clients';

/** More nodes would need more ports than there are reserved ones: one for each ordered pair. */
const PROXIED_NODES_MAX = 32;

const CHANCES = 2 ** 32;

/** What one party sends to another. */
export interface Direction {
  readonly from: string;
  readonly to: string;
}

/** What a proxied cluster needs of its surroundings. */
interface NetworkOptions {
  readonly reserve: (count: number) => Promise<readonly number[]>;
  readonly routesFile: (node: NodePlan) => string;
}

/**
 * The connections of a proxied cluster. Between each two nodes stand two proxies, one for the connections that each of
 * them opens, and before each node stand those for clients, at the address that the cluster tells them. A node finds
 * the proxies to the others in its routes file.
 */
export class ClusterNetwork {
  private readonly options: NetworkOptions;
  private readonly nodes = new Map<string, NodePlan>();
  private readonly flows = new Map<string, Flow>();
  /** By the node that they lead to. */
  private readonly proxies = new Map<string, LinkProxy[]>();
  /** Where a node reaches another, by `from` and `to`. */
  private readonly pairPorts = new Map<string, number>();

  constructor(options: NetworkOptions) {
    this.options = options;
  }

  /** Makes room for one more node. Its proxies listen once it is up. @throws DraveError INVALID_CONFIG. */
  async join(node: NodePlan): Promise<void> {
    const others = [...this.nodes.values()];
    if (others.length >= PROXIED_NODES_MAX)
      throw new DraveError(
        'INVALID_CONFIG',
        `a proxied cluster has at most ${PROXIED_NODES_MAX} nodes: make it smaller, or start it with a direct network`,
      );
    const ports = (await this.options.reserve(2 * others.length)).values();
    const nextPort = (): number => {
      const { value } = ports.next();
      assert(value !== undefined, 'each ordered pair of nodes has a port');
      return value;
    };
    this.proxies.set(node.name, this.clientProxies(node));
    for (const other of others) {
      this.addPair(other, node, nextPort());
      this.addPair(node, other, nextPort());
    }
    this.nodes.set(node.name, node);
    this.writeRoutes();
  }

  /** A node that is gone for good. */
  async leave(name: string): Promise<void> {
    this.nodes.delete(name);
    await Promise.all((this.proxies.get(name) ?? []).map((proxy) => proxy.close()));
    this.proxies.delete(name);
    for (const key of this.flows.keys()) if (key.split(' ').includes(name)) this.flows.delete(key);
    this.writeRoutes();
  }

  /** Whether a node takes connections; its proxies do likewise. */
  async setUp(name: string, isUp: boolean): Promise<void> {
    await Promise.all((this.proxies.get(name) ?? []).map((proxy) => proxy.setTargetUp(isUp)));
  }

  faultsOf({ from, to }: Direction): FlowFaults {
    return this.flows.get(keyOf(from, to))?.faults ?? noFaults;
  }

  /** Resolves when the change is in force. The faults that it does not name stay as they are. */
  async change(directions: readonly Direction[], faults: Partial<FlowFaults>): Promise<void> {
    for (const { from, to } of directions) {
      const flow = this.flow(from, to);
      flow.faults = { ...flow.faults, ...faults };
    }
    await Promise.all([...this.proxies.values()].flat().map((proxy) => proxy.whenSettled()));
  }

  async heal(directions: readonly Direction[]): Promise<void> {
    await this.change(directions, noFaults);
  }

  /** The directions that have a fault of any kind. */
  faulty(): readonly (Direction & { readonly faults: FlowFaults })[] {
    return [...this.flows].flatMap(([key, { faults }]) => {
      const [from = '', to = ''] = key.split(' ');
      return faults === noFaults || isHealthy(faults) ? [] : [{ from, to, faults }];
    });
  }

  /** Whether what either of two parties sends reaches the other. */
  isConnected(one: string, other: string): boolean {
    return !this.faultsOf({ from: one, to: other }).cut && !this.faultsOf({ from: other, to: one }).cut;
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].flat().map((proxy) => proxy.close()));
    this.proxies.clear();
  }

  private clientProxies(node: NodePlan): LinkProxy[] {
    const { behind } = node;
    assert(behind !== undefined, `${node.name} listens behind its proxies`);
    const pairs: [number, number][] = [[node.grpcPort, behind.grpcPort]];
    if (node.kafkaPort !== undefined && behind.kafkaPort !== undefined) pairs.push([node.kafkaPort, behind.kafkaPort]);
    return pairs.map(([listen, target]) => this.proxy(CLIENTS, node, listen, target));
  }

  private addPair(from: NodePlan, to: NodePlan, port: number): void {
    const proxies = this.proxies.get(to.name);
    assert(proxies !== undefined && to.behind !== undefined, `${to.name} listens behind its proxies`);
    proxies.push(this.proxy(from.name, to, port, to.behind.grpcPort));
    this.pairPorts.set(keyOf(from.name, to.name), port);
  }

  private proxy(from: string, to: NodePlan, listenPort: number, targetPort: number): LinkProxy {
    const flows = { forth: this.flow(from, to.name), back: this.flow(to.name, from) };
    return new LinkProxy({ host: LOOPBACK, port: listenPort }, { host: LOOPBACK, port: targetPort }, flows);
  }

  private flow(from: string, to: string): Flow {
    const key = keyOf(from, to);
    const known = this.flows.get(key);
    if (known !== undefined) return known;
    const made = new Flow(() => randomInt(CHANCES) / CHANCES);
    this.flows.set(key, made);
    return made;
  }

  /** A node reads its file while it runs, so the file is replaced as a whole. */
  private writeRoutes(): void {
    for (const from of this.nodes.values()) {
      const file = this.options.routesFile(from);
      const routes = [...this.nodes.values()].map((to) => {
        const port = to === from ? to.behind?.grpcPort : this.pairPorts.get(keyOf(from.name, to.name));
        return [`${LOOPBACK}:${to.grpcPort}`, `${LOOPBACK}:${port}`];
      });
      writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(routes), null, 2)}\n`);
      renameSync(`${file}.new`, file);
    }
  }
}

function keyOf(from: string, to: string): string {
  return `${from} ${to}`;
}

function isHealthy(faults: FlowFaults): boolean {
  return Object.entries(noFaults).every(([name, value]) => faults[name as keyof FlowFaults] === value);
}
