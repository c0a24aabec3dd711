import { unreachable } from '@drave/base';
import type { SeededRandom } from '@drave/env/sim';
import type { FaultKind } from './climate.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** Faults drawn from the seed, one after the other with pauses between, until `stop`. Every fault ends on its own. */
export class FaultPlan {
  /** What was done when, for the report of a failure. */
  readonly ledger: string[] = [];
  private readonly cluster: SimCluster;
  private readonly random: SeededRandom;
  private stopped = false;

  constructor(cluster: SimCluster, random: SeededRandom) {
    this.cluster = cluster;
    this.random = random;
  }

  start(): void {
    this.next();
  }

  stop(): void {
    this.stopped = true;
  }

  private next(): void {
    const { world, climate } = this.cluster;
    const pauseMs = -Math.log(1 - this.random.next()) * climate.faultIntervalMs;
    world.schedule(pauseMs, () => {
      if (this.stopped) return;
      this.strike(this.drawKind());
      this.next();
    });
  }

  private drawKind(): FaultKind {
    const weights = Object.entries(this.cluster.climate.weights) as [FaultKind, number][];
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.random.next() * total;
    for (const [kind, weight] of weights) {
      left -= weight;
      if (left < 0) return kind;
    }
    return 'quiet';
  }

  private strike(kind: FaultKind): void {
    const { world } = this.cluster;
    const lastsMs = 200 + this.random.integer(2_500);
    switch (kind) {
      case 'killController':
        return this.kill(this.pick(this.cluster.controllers), false, lastsMs);
      case 'killBroker':
        return this.kill(this.pick(this.cluster.brokers), false, lastsMs);
      case 'powerLossController':
        return this.kill(this.pick(this.cluster.controllers), true, lastsMs);
      case 'powerLossBroker':
        return this.powerLossBroker(lastsMs);
      case 'pause':
        return this.pause(this.pick(this.cluster.nodes), lastsMs);
      case 'isolate':
        return this.cut(this.pick(this.cluster.nodes), 'both', lastsMs);
      case 'oneWay':
        return this.cut(this.pick(this.cluster.nodes), this.random.next() < 0.5 ? 'in' : 'out', lastsMs);
      case 'clog':
        return this.clog(lastsMs);
      case 'clockStep': {
        const node = this.pick(this.cluster.nodes);
        const stepMs = (this.random.next() - 0.5) * 2 * 3_600_000;
        this.note(kind, node.name, `${Math.round(stepMs)} ms`);
        return node.host.clockStep(Math.round(stepMs));
      }
      case 'slowDisk': {
        const node = this.pick(this.cluster.nodes);
        this.note(kind, node.name, `for ${lastsMs} ms`);
        return node.host.diskFaults({ stalledUntilMs: world.nowMs() + lastsMs });
      }
      case 'stall': {
        const node = this.pick(this.cluster.nodes);
        this.note(kind, node.name, `for ${lastsMs} ms`);
        return node.host.stall(lastsMs);
      }
      case 'quiet':
        return;
      default:
        unreachable(kind);
    }
  }

  private kill(node: SimNode, loseUnsynced: boolean, downMs: number): void {
    if (!node.host.alive) return;
    this.note(loseUnsynced ? 'powerLoss' : 'kill', node.name, `down for ${downMs} ms`);
    node.crash({ loseUnsynced });
    node.startLater(downMs);
  }

  /**
   * The promise covers fewer than min.insync.replicas lossy crashes at a time: with two, one broker may lose un-synced data,
   * and the next only when every replica is in sync again.
   */
  private powerLossBroker(downMs: number): void {
    const { climate } = this.cluster;
    if (climate.minInsyncReplicas < 2 || !this.cluster.whole) return;
    this.kill(this.pick(this.cluster.brokers), true, downMs);
  }

  private pause(node: SimNode, lastsMs: number): void {
    if (!node.host.alive || node.host.paused) return;
    this.note('pause', node.name, `for ${lastsMs} ms`);
    node.host.pause();
    this.cluster.world.schedule(lastsMs, () => node.host.resume());
  }

  private cut(node: SimNode, direction: 'in' | 'out' | 'both', lastsMs: number): void {
    const { links } = this.cluster.world;
    this.note('cut', node.name, `${direction} for ${lastsMs} ms`);
    const set = (blocked: boolean): void => {
      if (direction !== 'in') links.set(node.host, '*', { blocked });
      if (direction !== 'out') links.set('*', node.host, { blocked });
    };
    set(true);
    this.cluster.world.schedule(lastsMs, () => set(false));
  }

  private clog(lastsMs: number): void {
    const { world, nodes } = this.cluster;
    const from = this.pick(nodes);
    const to = this.pick(nodes);
    if (from === to) return;
    this.note('clog', `${from.name}>${to.name}`, `for ${lastsMs} ms`);
    world.links.set(from.host, to.host, { cloggedUntilMs: world.nowMs() + lastsMs });
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.random.integer(items.length)] as T;
  }

  private note(kind: string, where: string, detail: string): void {
    const { world } = this.cluster;
    this.ledger.push(`${world.nowMs().toFixed(1)} ms  ${kind} ${where} ${detail}`);
    world.trace('fault', where, `${kind} ${detail}`);
  }
}
