import { assert } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import type { Conditions } from './conditions.js';
import { drawConditions } from './draw-conditions.js';
import { drawFaults, type Fault } from './fault.js';
import type { FocusName } from './focus/focus-names.js';
import { expectWithin } from './expect-within.js';
import { FaultRunner } from './fault-runner.js';
import { finalChecks } from './final-checks.js';
import { ClusterInvariants } from './invariants.js';
import { describeFailure } from './seed-failure.js';
import { SimCluster } from './sim-cluster.js';
import { Workload } from './workload.js';
import { strike } from './strike.js';

export interface ClusterSeedResult {
  readonly events: number;
  /** Equal for equal seeds. */
  readonly traceHash: string;
  readonly virtualMs: number;
  /** Numbers of the planned faults that found something to break. */
  readonly struck: readonly number[];
  readonly acknowledged: number;
}

interface ClusterSeedOptions {
  /** Leaves out every fault for which it says false; the others stay as they are. */
  readonly keep?: (fault: Fault) => boolean;
  /** What the seed is about, instead of what it draws. */
  readonly focus?: FocusName;
  /** Called before anything happens, with what will run: to watch it, and to make it slow. */
  readonly onBegin?: (cluster: SimCluster) => void;
}

const START_MS = 20_000;
const LIVENESS_MS = 60_000;
/** How long clients may wait when one node of each role dies. */
const FAILOVER_MS = 15_000;
const FAILOVER_SENDING_MS = 1_500;
const STOP_MS = 90_000;
/** Ends of faults may still be due: harmless, but events. */
const GRACE_MS = 8_000;
const QUIET_MS = 10_000;
const INVARIANT_INTERVAL_MS = 25;

/**
 * One run of a whole cluster under the faults of its seed: SDK producers, consumers and operators at work, then
 * everything healed and expected to work again. @throws ClusterSeedFailure that names seed, faults and the last events.
 */
export async function runClusterSeed(seed: number, options: ClusterSeedOptions = {}): Promise<ClusterSeedResult> {
  const random = new SeededRandom(seed);
  const cluster = new SimCluster(seed, drawConditions(random.fork('climate'), options.focus));
  const planned = drawFaults(random.fork('faults'), cluster.conditions).filter(options.keep ?? (() => true));
  const faults = new FaultRunner(cluster, planned, random.fork('atlas'), strike);
  options.onBegin?.(cluster);
  try {
    return await new ClusterRun(cluster, faults).run();
  } catch (reason) {
    throw describeFailure('cluster', seed, faults, reason);
  }
}

class ClusterRun {
  private readonly cluster: SimCluster;
  private readonly conditions: Conditions;
  private readonly faults: FaultRunner;
  private readonly invariants: ClusterInvariants;
  private readonly workload: Workload;
  private watching = true;

  constructor(cluster: SimCluster, faults: FaultRunner) {
    this.cluster = cluster;
    this.conditions = cluster.conditions;
    this.faults = faults;
    this.invariants = new ClusterInvariants(cluster);
    this.workload = new Workload(cluster);
  }

  async run(): Promise<ClusterSeedResult> {
    const { cluster, workload, faults, conditions } = this;
    const { world } = cluster;
    await cluster.format();
    cluster.start();
    this.watch();
    world.onAfterEvent(() => {
      if (this.watching) this.invariants.checkEvent();
    });
    await this.expect(() => cluster.whole && cluster.registered, START_MS, 'the cluster did not start');
    await workload.createTopics();
    workload.start();
    faults.start();
    await world.runFor(conditions.chaosMs);

    faults.stop();
    cluster.heal();
    workload.stop();
    await this.expectHealthy();
    if (conditions.loseOneOfEach && conditions.replicationFactor > 1) await this.loseOneOfEach();
    await finalChecks(cluster, workload, this.invariants);
    if (conditions.stopInOrder) await this.stopInOrder();
    return {
      events: world.eventsRun,
      traceHash: world.traceHash,
      virtualMs: world.nowMs(),
      struck: [...faults.struck],
      acknowledged: workload.acknowledged,
    };
  }

  private watch(): void {
    if (!this.watching) return;
    this.invariants.check();
    this.cluster.world.schedule(INVARIANT_INTERVAL_MS, () => this.watch(), undefined, 'invariants');
  }

  private expectHealthy(): Promise<void> {
    const { cluster, workload } = this;
    const healthy = () =>
      workload.pending === 0 && cluster.whole && !cluster.operatorBusy && workload.focus.settled && workload.drained;
    return this.expect(healthy, LIVENESS_MS, 'not whole after healing');
  }

  /** One node of each role may die at any moment, uncleanly, and clients go on after a bounded pause. */
  private async loseOneOfEach(): Promise<void> {
    const { cluster, workload } = this;
    const { world, conditions } = cluster;
    const lost = [world.random.integer(conditions.brokers)].flatMap((index) => cluster.brokers[index] ?? []);
    if (conditions.controllers >= 3 && cluster.leader !== undefined) lost.push(cluster.leader);
    for (const node of lost) {
      world.trace('fault', node.name, 'dies and stays dead');
      node.wantedDown = true;
      node.crash({ silent: world.random.next() < 0.3 });
    }
    for (const producer of workload.producers) producer.start();
    await world.runFor(FAILOVER_SENDING_MS);
    workload.stop();
    const names = lost.map(({ name }) => name).join(' and ');
    await this.expect(
      () => workload.pending === 0 && workload.drained,
      FAILOVER_MS,
      `clients do not go on without ${names}`,
    );
    for (const node of lost) node.start();
    await this.expectHealthy();
  }

  /** Every node ends by itself, and nothing of it remains. */
  private async stopInOrder(): Promise<void> {
    const { cluster, workload } = this;
    const { world } = cluster;
    this.watching = false;
    await world.finish(workload.close(), STOP_MS);
    for (const node of [...cluster.brokers, ...cluster.controllers]) await world.finish(node.stop(), STOP_MS);
    await world.runFor(GRACE_MS);
    const { eventsRun } = world;
    await world.runFor(QUIET_MS);
    assert(world.eventsRun === eventsRun, `${world.eventsRun - eventsRun} events after every node has stopped`);
  }

  private expect(condition: () => boolean, withinMs: number, otherwise: string): Promise<void> {
    return expectWithin(this.cluster, this.workload, condition, withinMs, otherwise);
  }
}
