import { assert } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { starveHosts } from '@drave/raft/testing';
import { expectWithin } from './expect-within.js';
import { FaultRunner } from './fault-runner.js';
import { finalChecks } from './final-checks.js';
import { ClusterInvariants } from './invariants.js';
import type { ClusterSeedResult } from './run-cluster-seed.js';
import { describeFailure } from './seed-failure.js';
import { SimCluster } from './sim-cluster.js';
import { StabilityWatch } from './stability-watch.js';
import { drawStarvedClusterConditions } from './starved-conditions.js';
import { Workload } from './workload.js';
import { strike } from './strike.js';

/** The time from the first process to a whole cluster. */
const startMs = 120_000;
/** After the start, while nothing fails. */
const calmMs = 300_000;
/** Clients get on in each of these. */
const progressMs = 60_000;
/** The part of the calm in which the nodes learn what their machine is like. */
const learningMs = 120_000;
const electionsMax = 2;
/** How many brokers, all counted together, may be fenced after the learning. */
const fencingsMax = 1;
/** How often the ISR of each partition may shrink after the learning. */
const shrinksMax = 2;
/** The time from the end of the active controller's process to another one, and to a whole cluster once it is back. */
const leaderMs = 60_000;
const restartMs = 5_000;
const wholeMs = 120_000;
const watchIntervalMs = 100;

/**
 * One run: a whole cluster on a machine that is twenty times too slow, or that stalls again and again. It starts, keeps
 * its controller, its brokers and its in-sync replicas, serves clients in every minute, and survives the end of the
 * active controller. @throws ClusterSeedFailure that names seed and conditions when it does not.
 */
export async function runStarvedClusterSeed(seed: number): Promise<ClusterSeedResult> {
  const random = new SeededRandom(seed);
  const conditions = drawStarvedClusterConditions(random.fork('starved cluster'));
  const cluster = new SimCluster(seed, conditions.cluster);
  const faults = new FaultRunner(cluster, [], random.fork('atlas'), strike);
  try {
    const hosts = cluster.nodes.map(({ host }) => host);
    await cluster.format();
    starveHosts(cluster.world, hosts, conditions.starvation, random);
    return await new StarvedClusterRun(cluster).run();
  } catch (reason) {
    faults.ledger.push(`starved: ${JSON.stringify(conditions.starvation)}`);
    throw describeFailure('starved-cluster', seed, faults, reason);
  }
}

class StarvedClusterRun {
  private readonly cluster: SimCluster;
  private readonly workload: Workload;
  private readonly invariants: ClusterInvariants;
  private readonly stability: StabilityWatch;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.invariants = new ClusterInvariants(cluster);
    this.workload = new Workload(cluster);
    this.stability = new StabilityWatch(cluster);
  }

  async run(): Promise<ClusterSeedResult> {
    const { cluster, workload } = this;
    const { world } = cluster;
    cluster.start();
    this.watch();
    world.onAfterEvent(() => this.invariants.checkEvent());
    await this.expect(() => cluster.whole && cluster.registered, startMs, 'the cluster did not start');
    await workload.createTopics();
    workload.start();
    await this.expectCalm();
    await this.loseController();
    workload.stop();
    await this.expect(
      () => workload.pending === 0 && cluster.whole && workload.drained,
      wholeMs,
      'not whole at the end',
    );
    await finalChecks(cluster, workload, this.invariants);
    return {
      events: world.eventsRun,
      traceHash: world.traceHash,
      virtualMs: world.nowMs(),
      struck: [],
      acknowledged: workload.acknowledged,
    };
  }

  private watch(): void {
    this.invariants.check();
    this.stability.look();
    this.cluster.world.schedule(watchIntervalMs, () => this.watch(), undefined, 'invariants');
  }

  private async expectCalm(): Promise<void> {
    const { stability } = this;
    const electionsBefore = stability.elections;
    for (let passedMs = 0; passedMs < calmMs; passedMs += progressMs) {
      if (passedMs === learningMs) stability.forget();
      await this.expectProgress();
      const elections = stability.elections - electionsBefore;
      const within = `in ${passedMs + progressMs} ms, although nothing failed`;
      assert(elections <= electionsMax, `${elections} elections ${within}`);
    }
    const since = `in the last ${calmMs - learningMs} ms, although nothing failed`;
    assert(stability.fencings <= fencingsMax, `brokers were fenced ${stability.fencings} times ${since}`);
    for (const [name, count] of stability.shrinks)
      assert(count <= shrinksMax, `the ISR of ${name} shrank ${count} times ${since}`);
  }

  /** Producers are acknowledged, and consumers read, within one stretch of time. */
  private async expectProgress(): Promise<void> {
    const { cluster, workload } = this;
    const [acknowledged, read] = [workload.acknowledged, this.recordsRead];
    await cluster.world.runFor(progressMs);
    assert(workload.acknowledged > acknowledged, `nothing was acknowledged within ${progressMs} ms`);
    assert(this.recordsRead > read, `nothing was read within ${progressMs} ms`);
  }

  private async loseController(): Promise<void> {
    const { cluster } = this;
    const { leader } = cluster;
    assert(leader !== undefined, 'a controller is active at the end of the calm');
    cluster.world.trace('fault', leader.name, 'dies');
    leader.crash({});
    leader.startLater(restartMs);
    await this.expect(() => cluster.leader !== undefined, leaderMs, `nobody is active without ${leader.name}`);
    await this.expectProgress();
  }

  private get recordsRead(): number {
    const { consumers, partitionNames } = this.workload;
    const positions = consumers.flatMap((consumer) =>
      partitionNames.map(({ topic, partition }) => consumer.position(topic, partition)),
    );
    return positions.reduce((sum, position) => sum + position, 0);
  }

  private expect(condition: () => boolean, withinMs: number, otherwise: string): Promise<void> {
    return expectWithin(this.cluster, this.workload, condition, withinMs, otherwise);
  }
}
