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
const START_MS = 120_000;
/** After the start, while nothing fails. */
const CALM_MS = 300_000;
/** Clients get on in each of these. */
const PROGRESS_MS = 60_000;
/** The part of the calm in which the nodes learn what their machine is like. */
const LEARNING_MS = 120_000;
const ELECTIONS_MAX = 2;
/** How many brokers, all counted together, may be fenced after the learning. */
const FENCINGS_MAX = 1;
/** How often the ISR of each partition may shrink after the learning. */
const SHRINKS_MAX = 2;
/** The time from the end of the active controller's process to another one, and to a whole cluster once it is back. */
const LEADER_MS = 60_000;
const RESTART_MS = 5_000;
const WHOLE_MS = 120_000;
const WATCH_INTERVAL_MS = 100;

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
    await this.expect(() => cluster.whole && cluster.registered, START_MS, 'the cluster did not start');
    await workload.createTopics();
    workload.start();
    await this.expectCalm();
    await this.loseController();
    workload.stop();
    await this.expect(
      () => workload.pending === 0 && cluster.whole && workload.drained,
      WHOLE_MS,
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
    this.cluster.world.schedule(WATCH_INTERVAL_MS, () => this.watch(), undefined, 'invariants');
  }

  private async expectCalm(): Promise<void> {
    const { stability } = this;
    const electionsBefore = stability.elections;
    for (let passedMs = 0; passedMs < CALM_MS; passedMs += PROGRESS_MS) {
      if (passedMs === LEARNING_MS) stability.forget();
      await this.expectProgress();
      const elections = stability.elections - electionsBefore;
      const within = `in ${passedMs + PROGRESS_MS} ms, although nothing failed`;
      assert(elections <= ELECTIONS_MAX, `${elections} elections ${within}`);
    }
    const since = `in the last ${CALM_MS - LEARNING_MS} ms, although nothing failed`;
    assert(stability.fencings <= FENCINGS_MAX, `brokers were fenced ${stability.fencings} times ${since}`);
    for (const [name, count] of stability.shrinks)
      assert(count <= SHRINKS_MAX, `the ISR of ${name} shrank ${count} times ${since}`);
  }

  /** Producers are acknowledged, and consumers read, within one stretch of time. */
  private async expectProgress(): Promise<void> {
    const { cluster, workload } = this;
    const [acknowledged, read] = [workload.acknowledged, this.recordsRead];
    await cluster.world.runFor(PROGRESS_MS);
    assert(workload.acknowledged > acknowledged, `nothing was acknowledged within ${PROGRESS_MS} ms`);
    assert(this.recordsRead > read, `nothing was read within ${PROGRESS_MS} ms`);
  }

  private async loseController(): Promise<void> {
    const { cluster } = this;
    const { leader } = cluster;
    assert(leader !== undefined, 'a controller is active at the end of the calm');
    cluster.world.trace('fault', leader.name, 'dies');
    leader.crash({});
    leader.startLater(RESTART_MS);
    await this.expect(() => cluster.leader !== undefined, LEADER_MS, `nobody is active without ${leader.name}`);
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
