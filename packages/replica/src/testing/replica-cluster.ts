import { assert, type DirectoryId, type NodeId, type Offset, type PartitionIndex, type TopicId } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { batchLeaderEpoch, openPlainRecords, scanBatches, type BatchOptions } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import type { AppendResult } from '../append.js';
import type { Acks } from '../core/events.js';
import type { Partition } from '../partition.js';
import { ScriptedController } from './scripted-controller.js';
import { SimBroker, promptLink, type ControllerLink, type SimBrokerOptions } from './sim-broker.js';

export interface ReplicaClusterOptions {
  readonly seed?: number;
  readonly brokers?: number;
  readonly minInsyncReplicas?: number;
  readonly partitions?: number;
  readonly link?: ControllerLink;
  readonly broker?: Partial<Pick<SimBrokerOptions, 'paths' | 'settings' | 'transactionCoordinators'>>;
}

interface ProduceOptions {
  readonly acks?: Acks;
  readonly timeoutMs?: number;
  readonly batch?: BatchOptions;
}

export const TOPIC = 'orders';

/** Brokers 1 to N with real logs on simulated disks, one topic replicated on all of them, and a scripted controller. */
export class ReplicaCluster {
  readonly world: SimWorld;
  readonly controller = new ScriptedController();
  readonly brokers: readonly SimBroker[];
  topicId: TopicId = '';

  private constructor(options: ReplicaClusterOptions) {
    this.world = new SimWorld({ seed: options.seed ?? 1 });
    this.brokers = Array.from(
      { length: options.brokers ?? 3 },
      (_, index) =>
        new SimBroker({
          world: this.world,
          controller: this.controller,
          id: index + 1,
          link: options.link ?? promptLink,
          ...options.broker,
        }),
    );
  }

  static async start(options: ReplicaClusterOptions = {}): Promise<ReplicaCluster> {
    const cluster = new ReplicaCluster(options);
    for (const broker of cluster.brokers) await cluster.world.finish(broker.start());
    cluster.topicId = cluster.controller.createTopic({
      name: TOPIC,
      partitions: options.partitions ?? 1,
      replicas: cluster.brokers.map((broker) => broker.id),
      minInsyncReplicas: options.minInsyncReplicas ?? 2,
    });
    await cluster.until(() => cluster.leader() !== undefined, 'a leader');
    return cluster;
  }

  broker(id: NodeId): SimBroker {
    const broker = this.brokers[id - 1];
    assert(broker !== undefined, `there is a broker ${id}`);
    return broker;
  }

  partition(id: NodeId, index: PartitionIndex = 0): Partition {
    return this.broker(id).requirePartition(this.topicId, index);
  }

  leaderId(index: PartitionIndex = 0): NodeId {
    return this.controller.partition(this.topicId, index).leader;
  }

  /** The replica that the metadata names leader and that has taken up the role. */
  leader(index: PartitionIndex = 0): Partition | undefined {
    const { leader, leaderEpoch } = this.controller.partition(this.topicId, index);
    const partition = leader < 0 ? undefined : this.broker(leader).partition(this.topicId, index);
    return partition?.isLeader === true && partition.leaderEpoch === leaderEpoch ? partition : undefined;
  }

  isr(index: PartitionIndex = 0): readonly NodeId[] {
    return [...this.controller.partition(this.topicId, index).isr].sort((a, b) => a - b);
  }

  /** The log directory in which the replica lies as the controller was told. */
  reportedDirectory(id: NodeId, index: PartitionIndex = 0): DirectoryId | undefined {
    return this.controller.reportedDirectory(id, this.topicId, index);
  }

  /** Appends at a replica; the outcome, which may be a refusal. Runs the world until it is there. */
  async produce(partition: Partition, values: readonly string[], options: ProduceOptions = {}): Promise<AppendResult> {
    return this.world.finish(this.send(partition, values, options));
  }

  send(partition: Partition, values: readonly string[], options: ProduceOptions = {}): Promise<AppendResult> {
    const ticket = partition.append({
      bytes: testBatch(
        values.map((value) => ({ value, timestamp: partition.clock.wallMs() })),
        options.batch,
      ),
      acks: options.acks ?? -1,
      timeoutMs: options.timeoutMs ?? 5_000,
      origin: 'client',
    });
    return ticket.kind === 'enqueued' ? ticket.acked : Promise.resolve(ticket);
  }

  /** Writes to the present leader, which must acknowledge. */
  async write(...values: string[]): Promise<Offset> {
    const leader = this.leader();
    assert(leader !== undefined, 'the partition has a leader');
    const result = await this.produce(leader, values);
    assert(result.kind === 'acked', `the write was refused: ${JSON.stringify(result)}`);
    return result.baseOffset;
  }

  /** Values by offset, straight from the replica's log. */
  async values(partition: Partition, upToOffset: Offset = partition.log.writtenEndOffset): Promise<string[]> {
    const values: string[] = [];
    const bytes = await this.bytes(partition, upToOffset);
    for (const step of scanBatches(bytes, { verifyCrc: true })) {
      assert(step.kind === 'batch', `the log of ${partition.topicPartition.topic} holds whole batches`);
      for (const record of openPlainRecords(bytes, step.info.position)?.rest() ?? [])
        values[record.offset] = record.value?.toString('latin1') ?? '';
    }
    return values;
  }

  /**
   * Whole batches from the one that holds `fromOffset` to `upToOffset` as they lie in the log, leader epochs included.
   */
  async bytes(partition: Partition, upToOffset: Offset, fromOffset?: Offset): Promise<Buffer> {
    const { log } = partition;
    const parts: Buffer[] = [];
    for (let offset = fromOffset ?? log.logStartOffset; offset < upToOffset; ) {
      const result = await this.world.finish(log.read(offset, { upToOffset, bytesMax: 64 * 1024, minOneBatch: true }));
      assert(result.kind === 'data', `the log is readable at ${offset}: ${JSON.stringify(result)}`);
      if (result.byteLength === 0) break;
      parts.push(...result.parts);
      offset = result.nextOffset;
    }
    return Buffer.concat(parts);
  }

  async epochs(partition: Partition): Promise<number[]> {
    const bytes = await this.bytes(partition, partition.log.writtenEndOffset);
    const epochs: number[] = [];
    for (const step of scanBatches(bytes, { verifyCrc: true }))
      if (step.kind === 'batch') epochs.push(batchLeaderEpoch(bytes, step.info.position));
    return epochs;
  }

  async until(condition: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
    const reached = await this.world.runUntil(() => condition() || this.failure() !== undefined, timeoutMs);
    const failure = this.failure();
    if (failure !== undefined) throw failure;
    assert(reached, `not reached in ${timeoutMs} virtual ms: ${what}; ${this.describe()}`);
  }

  run(durationMs: number): Promise<void> {
    return this.world.runFor(durationMs);
  }

  /** Every replica is alive, in the ISR, and at the same end. */
  async settle(index: PartitionIndex = 0): Promise<void> {
    await this.until(() => this.isSettled(index), 'all replicas in sync');
  }

  isSettled(index: PartitionIndex = 0): boolean {
    const leader = this.leader(index);
    if (leader === undefined || this.isr(index).length !== this.brokers.length) return false;
    const end = leader.log.writtenEndOffset;
    return this.brokers.every((broker) => {
      const partition = broker.partition(this.topicId, index);
      return partition?.log.writtenEndOffset === end && partition.highWatermark === end;
    });
  }

  /** Byte for byte, from the highest log start to the lowest high watermark. */
  async assertReplicasEqual(index: PartitionIndex = 0): Promise<void> {
    const partitions = this.brokers.flatMap((broker) => broker.partition(this.topicId, index) ?? []);
    const upTo = Math.min(...partitions.map((partition) => partition.highWatermark));
    const from = Math.max(...partitions.map(({ log }) => log.logStartOffset));
    let first: Buffer | undefined;
    for (const partition of partitions) {
      const bytes = await this.bytes(partition, upTo, from);
      first ??= bytes;
      assert(bytes.equals(first), `replicas of partition ${index} differ below ${upTo}; ${this.describe()}`);
    }
  }

  async close(): Promise<void> {
    for (const broker of this.brokers) if (broker.alive) await this.world.finish(broker.stop());
    const failure = this.failure();
    if (failure !== undefined) throw failure;
  }

  failure(): unknown {
    return this.brokers.find((broker) => broker.failure !== undefined)?.failure;
  }

  describe(): string {
    const lines = this.brokers.map((broker) => {
      const partition = broker.partition(this.topicId, 0);
      if (partition === undefined) return `${broker.id}: down`;
      const { core, log } = partition;
      return `${broker.id}: ${core.roleKind} epoch ${core.leaderEpoch} start ${log.logStartOffset} hw ${core.highWatermark} end ${log.writtenEndOffset}`;
    });
    const { leader, isr, elr, leaderEpoch, partitionEpoch } = this.controller.partition(this.topicId, 0);
    return `${lines.join('; ')}; leader ${leader} epoch ${leaderEpoch}/${partitionEpoch} isr ${isr.join(',')} elr ${elr.join(',')}`;
  }
}
