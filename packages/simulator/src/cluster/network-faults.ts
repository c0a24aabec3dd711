import type { LinkFaults, SimHost } from '@drave/env/sim';
import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import type { SimNode } from './sim-node.js';

export type NetworkFault =
  | 'isolate'
  | 'oneWay'
  | 'split'
  | 'clog'
  | 'blackHole'
  | 'slowLink'
  | 'loseMessages'
  | 'cutOff'
  | 'resetConnections';

/** How often the connections of clients to a broker that is cut off from its own kind are reset. */
const RESET_INTERVAL_MS = 150;

/** Breaks links between nodes, and between nodes and clients, and mends them after a while. */
export function strikeNetwork(runner: FaultRunner, fault: Fault, kind: NetworkFault): void {
  const { cluster } = runner;
  const { links } = cluster.world;
  const node = kind === 'cutOff' ? runner.broker(fault) : runner.anyNode(fault);
  const between = (changes: Partial<LinkFaults>, undo: Partial<LinkFaults>, pairs: readonly Pair[]): void => {
    for (const [from, to] of pairs) links.set(from, to, changes);
    runner.later(fault.lastsMs, () => {
      for (const [from, to] of pairs) links.set(from, to, undo);
    });
  };
  const around: readonly Pair[] = [
    [node.host, '*'],
    ['*', node.host],
  ];
  switch (kind) {
    case 'isolate':
      runner.note(fault, node.name);
      return between({ blocked: true }, { blocked: false }, around);
    case 'oneWay': {
      const inwards = fault.target < 0.5;
      runner.note(fault, node.name, `${inwards ? 'in' : 'out'} for ${fault.lastsMs} ms`);
      return between({ blocked: true }, { blocked: false }, around.slice(inwards ? 1 : 0, inwards ? 2 : 1));
    }
    case 'split':
      return between({ blocked: true }, { blocked: false }, splitPairs(runner, fault));
    case 'clog': {
      const other = choose(cluster.nodes, fault.choice);
      if (other === node) return;
      runner.note(fault, `${node.name}>${other.name}`);
      return links.set(node.host, other.host, { cloggedUntilMs: cluster.world.nowMs() + fault.lastsMs });
    }
    case 'blackHole':
      runner.note(fault, node.name);
      return between({ blackHole: true }, { blackHole: false }, around);
    case 'slowLink': {
      runner.note(fault, node.name);
      const { linkDelayMs } = cluster.conditions;
      return between(
        { delayMsMin: 20, delayMsJitter: 60, bytesPerMs: 200 },
        { delayMsMin: linkDelayMs / 2, delayMsJitter: linkDelayMs / 2, bytesPerMs: 0 },
        around,
      );
    }
    case 'cutOff': {
      const others = cluster.nodes.filter((other) => other !== node);
      runner.note(fault, node.name, `from all nodes, not from clients, for ${fault.lastsMs} ms`);
      // Where no connection is reset, clients still wait for their answers when the broker learns that it was deposed.
      if (fault.choice < 0.5) keepResetting(runner, node, others, cluster.world.nowMs() + fault.lastsMs);
      return between(
        { blocked: true },
        { blocked: false },
        others.flatMap((other): Pair[] => [
          [node.host, other.host],
          [other.host, node.host],
        ]),
      );
    }
    case 'resetConnections':
      runner.note(fault, node.name, 'every connection');
      return cluster.world.resetConnections(node.host);
    case 'loseMessages': {
      runner.note(fault, node.name);
      const { linkLossProbability } = cluster.conditions;
      return between({ lossProbability: 0.02 }, { lossProbability: linkLossProbability }, around);
    }
  }
}

/** Clients lose their connections to the broker again and again, and repeat to it what was not answered. */
function keepResetting(runner: FaultRunner, node: SimNode, nodes: readonly SimNode[], untilMs: number): void {
  const { world } = runner.cluster;
  const isNode = (host: SimHost): boolean => nodes.some((other) => other.host === host);
  const reset = (): void => {
    if (world.nowMs() >= untilMs) return;
    world.resetConnections(node.host, (host) => !isNode(host));
    runner.later(RESET_INTERVAL_MS, reset);
  };
  runner.later(RESET_INTERVAL_MS, reset);
}

type Pair = readonly [from: SimHost | '*', to: SimHost | '*'];

/** Every node on one of two sides; clients reach both. */
function splitPairs(runner: FaultRunner, fault: Fault): Pair[] {
  const { nodes } = runner.cluster;
  // The bits of the choice put each node on a side.
  const bits = 1 + Math.floor(fault.choice * (2 ** nodes.length - 2));
  const left = nodes.filter((_, index) => ((bits >> index) & 1) === 1);
  const right = nodes.filter((node) => !left.includes(node));
  runner.note(fault, `${left.map(({ name }) => name).join()} | ${right.map(({ name }) => name).join()}`);
  return left.flatMap((one) =>
    right.flatMap((other): Pair[] => [
      [one.host, other.host],
      [other.host, one.host],
    ]),
  );
}
