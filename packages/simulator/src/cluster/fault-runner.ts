import type { SeededRandom } from '@drave/env/sim';
import { DamageBudget } from './damage-budget.js';
import { choose, type Fault } from './fault.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** What a fault does when its time has come. */
type Strike = (runner: FaultRunner, fault: Fault) => void;

/** Carries out the faults of a plan, each at its time, until `stop`. */
export class FaultRunner {
  /** What was done when, for the report of a failure. */
  readonly ledger: string[] = [];
  /** Numbers of the faults that found something to break. */
  readonly struck = new Set<number>();
  readonly cluster: SimCluster;
  readonly damageBudget: DamageBudget;
  private readonly faults: readonly Fault[];
  private readonly strike: Strike;
  private stopped = false;

  constructor(cluster: SimCluster, faults: readonly Fault[], random: SeededRandom, strike: Strike) {
    this.cluster = cluster;
    this.faults = faults;
    this.strike = strike;
    this.damageBudget = new DamageBudget(cluster, random);
  }

  start(): void {
    for (const fault of this.faults) {
      this.cluster.world.schedule(fault.atMs, () => {
        if (!this.stopped) this.strike(this, fault);
      });
    }
  }

  stop(): void {
    this.stopped = true;
  }

  /** Everything is healed, or about to be: nothing is broken any more. */
  get over(): boolean {
    return this.stopped;
  }

  /** After a while, unless everything was healed before. */
  later(delayMs: number, run: () => void): void {
    this.cluster.world.schedule(delayMs, () => {
      if (!this.stopped) run();
    });
  }

  note(fault: Fault, where: string, detail = `for ${fault.lastsMs} ms`): void {
    const { world } = this.cluster;
    this.struck.add(fault.number);
    this.ledger.push(`#${fault.number} ${world.nowMs().toFixed(1)} ms  ${fault.kind} ${where} ${detail}`);
    world.trace('fault', where, `${fault.kind} ${detail}`);
  }

  anyNode(fault: Fault): SimNode {
    return fault.choice < 0.5 ? this.controller(fault) : this.broker(fault);
  }

  controller(fault: Fault): SimNode {
    const { controllers, leader } = this.cluster;
    return fault.atLeader && leader !== undefined ? leader : choose(controllers, fault.target);
  }

  broker(fault: Fault): SimNode {
    const { brokers } = this.cluster;
    const leading = brokers.filter(({ node }) => {
      return [...(node?.broker?.replicas.partitions() ?? [])].some((partition) => partition.isLeader);
    });
    return choose(fault.atLeader && leading.length > 0 ? leading : brokers, fault.target);
  }

  kill(fault: Fault, nodes: readonly SimNode[], how: { loseUnsynced?: boolean; silent?: boolean }): void {
    for (const node of nodes) {
      if (!node.host.alive) continue;
      this.note(fault, node.name, `down for ${fault.lastsMs} ms`);
      node.crash(how);
      node.startLater(fault.lastsMs);
    }
  }
}
