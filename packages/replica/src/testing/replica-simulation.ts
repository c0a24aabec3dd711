import { DraveError, assert, type NodeId, type Offset, type PartitionIndex } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import type { Partition } from '../partition.js';
import { ReplicaCluster } from './replica-cluster.js';
import { SimulatedProducer } from './simulated-producer.js';

interface SimulationResult {
  readonly seed: number;
  readonly traceHash: string;
  readonly acked: number;
  readonly attempts: number;
  readonly faults: readonly string[];
}

interface Conditions {
  readonly brokers: number;
  readonly partitions: number;
  readonly minInsyncReplicas: number;
  readonly lossProbability: number;
  readonly controllerDelayMs: number;
  readonly faultEveryMs: number;
  readonly diskLatencyMs: number;
  /** Short ones make the ISR churn. */
  readonly replicaLagTimeMaxMs: number;
  /** The log directories of every broker. */
  readonly logDirectories: readonly string[];
}

const CHAOS_MS = 6_000;
const PRODUCERS = 3;

/**
 * One seed: brokers with real logs under kills, power losses, new disks, failing directories, cuts, pauses, disk
 * trouble, lost controller answers, moving leaderships and replicas, and records deleted up to any offset, with
 * idempotent producers that retry until they know. Then everything heals, and must converge.
 *
 * Checked: every acknowledged record that was not deleted is at its offset, exactly once, in its producer's order;
 * replicas are equal below the high watermark; no replica's high watermark ever passes what a later leader has; nothing
 * of our own promises broke.
 */
export async function runReplicaSeed(seed: number): Promise<SimulationResult> {
  const simulation = await ReplicaSimulation.start(seed);
  try {
    return await simulation.run();
  } catch (reason) {
    throw new Error(`${reason instanceof Error ? reason.message : String(reason)}${simulation.story()}`, {
      cause: reason,
    });
  }
}

class ReplicaSimulation {
  private readonly cluster: ReplicaCluster;
  private readonly conditions: Conditions;
  private readonly random: SeededRandom;
  private readonly seed: number;
  private readonly faults: string[] = [];
  private readonly producers: SimulatedProducer[] = [];
  private readonly highestWatermarks = new Map<PartitionIndex, HighestWatermark>();
  /** The highest offset below which records were asked to be deleted. */
  private readonly deletedBelow = new Map<PartitionIndex, Offset>();
  /** Power losses whose broker is not complete again in every partition. */
  private readonly lossy = new Set<NodeId>();
  private readonly starting = new Set<NodeId>();
  private chaos = true;

  private constructor(seed: number, cluster: ReplicaCluster, conditions: Conditions, random: SeededRandom) {
    this.seed = seed;
    this.cluster = cluster;
    this.conditions = conditions;
    this.random = random;
  }

  static async start(seed: number): Promise<ReplicaSimulation> {
    // The conditions are drawn from the seed too: different seeds live in different worlds.
    const random = new SeededRandom(seed).fork('replica-simulation');
    const brokers = 3 + random.integer(2);
    const conditions: Conditions = {
      brokers,
      partitions: 1 + random.integer(3),
      minInsyncReplicas: 1 + random.integer(2),
      lossProbability: random.integer(2) === 0 ? 0 : random.next() * 0.5,
      controllerDelayMs: 1 + random.integer(60),
      faultEveryMs: 100 + random.integer(700),
      diskLatencyMs: random.integer(3) === 0 ? random.next() * 5 : 0.02,
      replicaLagTimeMaxMs: 100 + random.integer(1_900),
      logDirectories: random.integer(2) === 0 ? ['d1'] : ['d1', 'd2'],
    };
    const link = random.fork('controller-link');
    let lossProbability = 0;
    const cluster = await ReplicaCluster.start({
      seed,
      brokers,
      partitions: conditions.partitions,
      minInsyncReplicas: conditions.minInsyncReplicas,
      broker: {
        paths: conditions.logDirectories,
        settings: new Map([['replica.lag.time.max.ms', String(conditions.replicaLagTimeMaxMs)]]),
      },
      link: {
        delayMs: () => 0.5 + link.next() * conditions.controllerDelayMs,
        lost: () => link.next() < lossProbability,
      },
    });
    lossProbability = conditions.lossProbability;
    const simulation = new ReplicaSimulation(seed, cluster, conditions, random);
    simulation.onHeal = () => {
      lossProbability = 0;
    };
    return simulation;
  }

  private onHeal: () => void = () => {};

  async run(): Promise<SimulationResult> {
    const { cluster, conditions } = this;
    for (const broker of cluster.brokers) broker.host.diskFaults({ latencyMs: conditions.diskLatencyMs });
    cluster.world.onAfterEvent(() => this.watch());
    for (let id = 0; id < PRODUCERS; id++) {
      const producer = new SimulatedProducer(
        cluster,
        id + 1,
        this.random.fork(`producer/${id}`),
        conditions.partitions,
      );
      this.producers.push(producer);
      producer.run();
    }
    const endMs = cluster.world.nowMs() + CHAOS_MS;
    while (cluster.world.nowMs() < endMs) {
      await cluster.run(this.random.next() * 2 * conditions.faultEveryMs);
      this.checkFailure();
      this.inject();
    }
    await this.heal();
    await this.check();
    return {
      seed: this.seed,
      traceHash: cluster.world.traceHash,
      acked: this.producers.reduce((sum, producer) => sum + producer.acked.length, 0),
      attempts: this.producers.reduce((sum, producer) => sum + producer.attempts, 0),
      faults: this.faults,
    };
  }

  private inject(): void {
    const { cluster, random } = this;
    const broker = cluster.brokers[random.integer(cluster.brokers.length)];
    assert(broker !== undefined, 'there is a broker');
    const { id } = broker;
    switch (random.integer(21)) {
      case 0:
        if (broker.alive && this.isQuiet(id)) this.crash(id, false);
        return;
      case 1:
        if (broker.alive && this.isQuiet(id) && this.mayLose(id)) this.crash(id, true);
        return;
      case 2:
        if (!broker.alive) this.restart(id);
        return;
      case 3: {
        const cut = cluster.brokers.filter(() => random.integer(2) === 0).map(({ host }) => host);
        const rest = cluster.brokers.map(({ host }) => host).filter((host) => !cut.includes(host));
        this.note(`cut ${cut.map((host) => host.name).join(',')}`);
        cluster.world.links.partition([cut, rest]);
        return;
      }
      case 4:
        this.note('heal links');
        cluster.world.links.heal();
        return;
      case 5:
        if (broker.alive && !broker.host.paused) {
          this.note(`pause ${id}`);
          broker.host.pause();
          const { life } = broker.host;
          // The pause is long enough, at times, to be fenced meanwhile.
          if (random.integer(2) === 0) this.fence(id);
          cluster.world.schedule(random.next() * 1_500, () => {
            if (broker.host.life === life) this.wake(id);
          });
        }
        return;
      case 6:
        this.moveLeader();
        return;
      case 7:
        this.cutOne(id);
        return;
      case 8:
        this.moveLeader();
        return;
      case 9:
        if (broker.alive) {
          this.note(`fence ${id}`);
          this.fence(id);
        }
        return;
      case 10:
        if (broker.alive && this.isQuiet(id) && this.mayLose(id)) this.replaceDisk(id);
        return;
      case 11:
      case 12:
      case 13:
        this.deleteRecords();
        return;
      case 14:
      case 15:
        this.moveReplica(id);
        return;
      case 16:
      case 17:
        if (broker.alive && this.isQuiet(id)) this.failDirectory(id);
        return;
      case 18:
        if (broker.alive && this.isQuiet(id) && this.hasLostDirectory(id)) this.putDirectoryBack(id);
        return;
      default:
        if (broker.alive) cluster.controller.unfence(id);
    }
  }

  /**
   * One broker loses one other, in one direction, for a while: who lags in the ISR, and who leads, differ from there.
   */
  private cutOne(id: NodeId): void {
    const { cluster, random } = this;
    const other = (random.integer(cluster.brokers.length - 1) + id) % cluster.brokers.length;
    const from = `broker-${id}`;
    const to = `broker-${other + 1}`;
    this.note(`cut ${from} > ${to}`);
    cluster.world.links.set(from, to, { cloggedUntilMs: Math.ceil(cluster.world.nowMs() + random.next() * 2_000) });
  }

  private wake(id: NodeId): void {
    const { cluster } = this;
    cluster.broker(id).host.resume();
    if (cluster.broker(id).alive) cluster.controller.unfence(id);
  }

  private crash(id: NodeId, loseUnsynced: boolean): void {
    const { cluster, random } = this;
    this.note(`${loseUnsynced ? 'power loss' : 'kill'} ${id}`);
    if (loseUnsynced) this.lossy.add(id);
    cluster.broker(id).crash({ loseUnsynced });
    // The controller notices at once, late, or by the new registration only.
    if (random.integer(3) > 0)
      cluster.world.schedule(random.next() * 800, () => {
        if (!cluster.broker(id).alive) this.fence(id);
      });
    if (random.integer(2) === 0)
      cluster.world.schedule(random.next() * 2_000, () => {
        if (this.chaos && !cluster.broker(id).alive) this.restart(id);
      });
  }

  /** The broker comes back with nothing of what it had. */
  private replaceDisk(id: NodeId): void {
    this.note(`new disk ${id}`);
    this.lossy.add(id);
    this.cluster.broker(id).crash({ loseUnsynced: true });
    this.cluster.broker(id).host.wipeDisk();
    this.restart(id);
  }

  /** The next write there fails; what lies in the other directory goes on. */
  private failDirectory(id: NodeId): void {
    const { cluster, conditions, random } = this;
    const path = conditions.logDirectories[random.integer(conditions.logDirectories.length)];
    if (conditions.logDirectories.length < 2 || path === undefined || this.hasLostDirectory(id)) return;
    const { diskState } = cluster.broker(id).host;
    this.note(`directory ${path} of ${id} fails`);
    diskState.failNext('write', 1, `${path}/`);
    // A start without it makes its replicas anew in the other one.
    if (random.integer(2) === 0 || !this.mayLose(id)) return;
    this.note(`start ${id} without ${path}`);
    this.lossy.add(id);
    cluster.broker(id).crash({ loseUnsynced: false });
    // One at a time: a failure that was to come in the other directory would leave none.
    diskState.cancelPlannedFailures();
    diskState.failNext('open', Number.POSITIVE_INFINITY, `${path}/`);
    this.start(id);
  }

  private hasLostDirectory(id: NodeId): boolean {
    const { manager } = this.cluster.broker(id);
    return manager !== undefined && (manager.offlineDirectoryIds.length > 0 || manager.directories.failed.size > 0);
  }

  private putDirectoryBack(id: NodeId): void {
    this.crash(id, false);
    if (this.isQuiet(id)) this.restart(id);
  }

  /** Deletes as any client may, up to an offset that is hardly ever the start of a batch. */
  private deleteRecords(): void {
    const { cluster, random } = this;
    const index = random.integer(this.conditions.partitions);
    const partition = cluster.leader(index);
    const broker = cluster.brokers[cluster.leaderId(index) - 1];
    if (partition === undefined || broker === undefined || broker.host.paused) return;
    const { logStartOffset, highWatermark } = partition.core;
    const offset = Math.min(highWatermark, logStartOffset + random.integer(12));
    if (offset === logStartOffset) return;
    this.note(`delete ${index} below ${offset}`);
    this.deletedBelow.set(index, Math.max(offset, this.deletedBelow.get(index) ?? 0));
    partition.deleteRecordsBefore(offset).catch((reason: unknown) => {
      if (!(reason instanceof DraveError)) broker.failure ??= reason;
    });
  }

  /** One broker gives up its replica of one partition, or is given one, which begins with nothing. */
  private moveReplica(id: NodeId): void {
    const { cluster, random } = this;
    const index = random.integer(this.conditions.partitions);
    const { replicas, isr } = cluster.controller.partition(cluster.topicId, index);
    if (!replicas.includes(id)) {
      this.note(`replica ${index} to ${id}`);
      cluster.controller.reassign(cluster.topicId, index, [...replicas, id]);
      return;
    }
    const rest = replicas.filter((other) => other !== id);
    if (rest.length < 2 || !isr.some((other) => other !== id) || !this.mayLose(id)) return;
    this.note(`no replica ${index} on ${id}`);
    cluster.controller.reassign(cluster.topicId, index, rest);
  }

  private restart(id: NodeId): void {
    if (this.starting.has(id) || this.cluster.broker(id).alive) return;
    this.note(`start ${id}`);
    this.cluster.broker(id).host.diskState.cancelPlannedFailures();
    this.start(id);
  }

  private start(id: NodeId): void {
    this.starting.add(id);
    const broker = this.cluster.broker(id);
    broker.start().then(
      () => this.starting.delete(id),
      (reason: unknown) => {
        broker.failure ??= reason;
      },
    );
  }

  private isQuiet(id: NodeId): boolean {
    return !this.starting.has(id);
  }

  /** The promise holds while, for every partition, some complete replica has lost nothing. */
  private mayLose(id: NodeId): boolean {
    const { controller } = this.cluster;
    for (const partition of controller.partitions()) {
      // Believed complete, and also complete as far as the leader knows by now.
      const others = controller.complete(partition).filter((other) => other !== id && !this.lossy.has(other));
      if (others.length === 0) return false;
    }
    return true;
  }

  /** Fences a broker, which then does not count; the fault model demands that a whole one is left that does. */
  private fence(id: NodeId): void {
    if (this.mayLose(id)) this.cluster.controller.fence(id);
  }

  private moveLeader(): void {
    const { cluster, random } = this;
    const index = random.integer(this.conditions.partitions);
    const { isr, leader } = cluster.controller.partition(cluster.topicId, index);
    const candidates = isr.filter((id) => id !== leader && cluster.controller.image.broker(id)?.fenced === false);
    const next = candidates[random.integer(Math.max(1, candidates.length))];
    if (next === undefined) return;
    this.note(`lead ${index} by ${next}`);
    cluster.controller.lead(cluster.topicId, index, next);
  }

  /** After every event: what a lossy broker must catch up to, and the one true high watermark. */
  private watch(): void {
    const { cluster } = this;
    for (const id of this.lossy) if (this.isCompleteAgain(id)) this.lossy.delete(id);
    for (let index = 0; index < this.conditions.partitions; index++) {
      const mark = this.highestWatermarks.get(index) ?? new HighestWatermark();
      this.highestWatermarks.set(index, mark);
      for (const broker of cluster.brokers) {
        const partition = broker.partition(cluster.topicId, index);
        if (partition !== undefined) mark.observe(partition);
      }
    }
  }

  private isCompleteAgain(id: NodeId): boolean {
    const { cluster } = this;
    if (!cluster.broker(id).alive) return false;
    for (let index = 0; index < this.conditions.partitions; index++) {
      const registration = cluster.controller.partition(cluster.topicId, index);
      if (!registration.replicas.includes(id)) continue;
      if (!registration.isr.includes(id)) return false;
      if (cluster.broker(id).partition(cluster.topicId, index)?.leaderEpoch !== registration.leaderEpoch) return false;
    }
    return true;
  }

  private async heal(): Promise<void> {
    const { cluster } = this;
    this.chaos = false;
    this.onHeal();
    this.note('heal');
    cluster.world.links.heal();
    for (const broker of cluster.brokers) {
      broker.host.diskFaults({ latencyMs: 0.02 });
      if (broker.host.paused) broker.host.resume();
    }
    await cluster.until(() => this.starting.size === 0, 'the starts under way have ended');
    for (const broker of cluster.brokers) {
      if (broker.alive && this.hasLostDirectory(broker.id)) broker.crash({ loseUnsynced: false });
      broker.host.diskState.cancelPlannedFailures();
      if (broker.alive) cluster.controller.unfence(broker.id);
      else this.restart(broker.id);
    }
    await cluster.until(() => this.starting.size === 0, 'everybody is up');
    this.giveEverybodyReplicas();
    await cluster.run(500);
    for (const producer of this.producers) producer.finish();
    await cluster.until(() => this.producers.every((producer) => producer.done), 'every write has an answer', 60_000);
    for (let index = 0; index < this.conditions.partitions; index++)
      await cluster.until(() => cluster.isSettled(index), `partition ${index} is in sync`, 30_000);
  }

  private giveEverybodyReplicas(): void {
    const { controller, topicId, brokers } = this.cluster;
    for (let index = 0; index < this.conditions.partitions; index++) {
      const { replicas } = controller.partition(topicId, index);
      const others = brokers.map(({ id }) => id).filter((id) => !replicas.includes(id));
      if (others.length > 0) controller.reassign(topicId, index, [...replicas, ...others]);
    }
  }

  private async check(): Promise<void> {
    const { cluster } = this;
    this.checkFailure();
    for (let index = 0; index < this.conditions.partitions; index++) {
      await cluster.assertReplicasEqual(index);
      const leader = cluster.leader(index);
      assert(leader !== undefined, 'a healed partition has a leader');
      const values = await cluster.values(leader, leader.highWatermark);
      const { logStartOffset } = leader.core;
      const deletedBelow = this.deletedBelow.get(index) ?? 0;
      assert(logStartOffset <= deletedBelow, `starts at ${logStartOffset}, deleted was below ${deletedBelow}`);
      this.checkAcknowledged(index, values, logStartOffset);
      this.highestWatermarks.get(index)?.checkAgainst(values);
    }
    await cluster.close();
  }

  /** `values` by their offsets; there may be none below the start. */
  private checkAcknowledged(index: PartitionIndex, values: readonly string[], logStartOffset: Offset): void {
    const places = new Map<string, Offset>();
    values.forEach((value, offset) => {
      assert(!places.has(value), `${value} is there twice: at ${places.get(value)} and ${offset}`);
      places.set(value, offset);
    });
    for (const producer of this.producers) {
      let last = -1;
      for (const { value, offset, index: where } of producer.acked) {
        if (where !== index || offset < logStartOffset) continue;
        assert(places.get(value) === offset, `acknowledged ${value} at ${offset}, found at ${places.get(value)}`);
        assert(offset > last, `${value} is out of order`);
        last = offset;
      }
    }
  }

  private checkFailure(): void {
    const failure = this.cluster.failure();
    if (failure === undefined) return;
    throw new Error(`a broker broke a promise: ${DraveError.from(failure).message}`, { cause: failure });
  }

  private note(fault: string): void {
    this.faults.push(`${this.cluster.world.nowMs().toFixed(1)} ${fault}`);
  }

  story(): string {
    return `\nseed ${this.seed}\n${this.faults.join('\n')}\n${this.cluster.describe()}`;
  }
}

/** The highest high watermark that any replica ever claimed: no later leader may have less. */
class HighestWatermark {
  private offset: Offset = 0;
  private readonly marks = new Map<Partition, Offset>();

  observe(partition: Partition): void {
    const mark = partition.highWatermark;
    const before = this.marks.get(partition);
    if (before === mark) return;
    assert(before === undefined || mark >= before, `the high watermark of a replica moved back: ${before} to ${mark}`);
    this.marks.set(partition, mark);
    if (mark > this.offset) this.offset = mark;
  }

  checkAgainst(values: readonly string[]): void {
    // The check goes by offsets: what was deleted counts.
    assert(values.length >= this.offset, `committed up to ${this.offset}, left are ${values.length}`);
  }
}
