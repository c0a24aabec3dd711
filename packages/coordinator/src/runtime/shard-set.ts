import {
  DraveError,
  type Bytes,
  type LeaderEpoch,
  type Millis,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';
import type { CompressionType } from '@drave/records';
import { PartitionWaiters, type DeadlineQueue, type Partition } from '@drave/replica';
import type { CoordinatorLatencies } from './coordinator-latencies.js';
import type { ShardModel } from './model.js';
import { PartitionShardLog } from './partition-shard-log.js';
import { Shard } from './shard.js';

/** A shard and the model that decides in it. */
export interface OwnedShard<State, Record, Model extends ShardModel<State, Record>> {
  readonly shard: Shard<State, Record>;
  readonly model: Model;
}

export interface ShardSetOptions<State, Record, Model extends ShardModel<State, Record>> {
  readonly topic: TopicName;
  readonly env: Pick<Env, 'clock' | 'timers' | 'logger' | 'compute'>;
  readonly deadlines: DeadlineQueue;
  readonly latencies: CoordinatorLatencies;
  /** How long a write may wait for the replicas. */
  readonly appendTimeoutMs: Millis;
  /** What a load holds of the log at a time. */
  readonly readBytesMax: Bytes;
  readonly compression: CompressionType;
  /** Makes the model anew for every leadership. */
  readonly createModel: (partition: PartitionIndex, leaderEpoch: LeaderEpoch) => Model;
  readonly onFatal: (reason: unknown) => void;
}

/** A partition that could not be read is tried again after this long. */
const RELOAD_DELAY_MS: Millis = 500;

interface Led<State, Record, Model extends ShardModel<State, Record>> extends OwnedShard<State, Record, Model> {
  readonly leaderEpoch: LeaderEpoch;
}

/** The shards of one internal topic that this broker leads: one for each led partition, for one leader epoch. */
export class ShardSet<State, Record, Model extends ShardModel<State, Record>> {
  private readonly led = new Map<PartitionIndex, Led<State, Record, Model>>();
  private readonly reloads = new Map<PartitionIndex, TimerHandle>();
  private readonly ended = new Set<Promise<void>>();
  private readonly loadWaiters: PartitionWaiters;
  private closed = false;
  private readonly options: ShardSetOptions<State, Record, Model>;

  constructor(options: ShardSetOptions<State, Record, Model>) {
    this.options = options;
    this.loadWaiters = new PartitionWaiters(options.deadlines);
  }

  /** @throws DraveError NOT_COORDINATOR when this broker does not lead the partition. */
  get(partition: PartitionIndex): OwnedShard<State, Record, Model> {
    const found = this.led.get(partition);
    if (found === undefined) throw new DraveError('NOT_COORDINATOR');
    return found;
  }

  /** Whether this broker leads the partition. */
  has(partition: PartitionIndex): boolean {
    return this.led.has(partition);
  }

  /** Whether this broker leads the partition and has read it. */
  isLoaded(partition: PartitionIndex): boolean {
    return this.led.get(partition)?.shard.loaded === true;
  }

  /** Whether a read of this key has an answer. */
  canRead(partition: PartitionIndex, key: string): boolean {
    return this.led.get(partition)?.shard.canRead(key) === true;
  }

  /** Whether this broker leads the partition and does not decide anything yet. */
  isLoading(partition: PartitionIndex): boolean {
    return this.led.get(partition)?.shard.loading === true;
  }

  /** Undefined when nothing is to be waited for. Resolves when that may be so, or the time is up. */
  whenLoaded(partition: PartitionIndex, deadlineMs: Millis): Promise<void> | undefined {
    if (this.led.get(partition)?.shard.isAboutToDecide !== true) return undefined;
    return this.loadWaiters.wait('', partition, deadlineMs);
  }

  /** Shards that have read their partition and those that have not. */
  *all(): Iterable<OwnedShard<State, Record, Model>> {
    yield* this.led.values();
  }

  /** Those that this broker leads. */
  partitions(): Iterable<PartitionIndex> {
    return this.led.keys();
  }

  /** A role of a replica began or ended; partitions of other topics are none of our business. */
  roleChanged(partition: Partition): void {
    const { topic, partition: index } = partition.topicPartition;
    if (topic !== this.options.topic || this.closed) return;
    const present = this.led.get(index);
    const leads = partition.isLeader;
    if (present !== undefined && leads && present.leaderEpoch === partition.leaderEpoch) return;
    this.forget(index);
    if (leads) this.begin(partition);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const index of [...this.led.keys()]) this.forget(index);
    for (const handle of this.reloads.values()) this.options.env.timers.clear(handle);
    this.reloads.clear();
    await Promise.all(this.ended);
  }

  private begin(partition: Partition): void {
    const { env, deadlines, latencies, createModel, onFatal, appendTimeoutMs, readBytesMax, compression } =
      this.options;
    const index = partition.topicPartition.partition;
    const { leaderEpoch } = partition;
    const model = createModel(index, leaderEpoch);
    const shard: Shard<State, Record> = new Shard({
      model,
      log: new PartitionShardLog(partition, leaderEpoch, appendTimeoutMs),
      leaderEpoch,
      env,
      deadlines,
      latencies,
      readBytesMax,
      compression,
      onLoadEnded: () => this.loadWaiters.release('', index),
      onBroken: () => this.reload(partition, leaderEpoch),
      onFatal,
    });
    this.led.set(index, { shard, model, leaderEpoch });
  }

  private forget(index: PartitionIndex): void {
    const reload = this.reloads.get(index);
    if (reload !== undefined) this.options.env.timers.clear(reload);
    this.reloads.delete(index);
    const present = this.led.get(index);
    if (present === undefined) return;
    this.led.delete(index);
    present.shard.end('NOT_COORDINATOR');
    const stopped = present.shard.stopped().finally(() => this.ended.delete(stopped));
    this.ended.add(stopped);
  }

  private reload(partition: Partition, leaderEpoch: LeaderEpoch): void {
    const index = partition.topicPartition.partition;
    if (this.closed || this.led.get(index)?.leaderEpoch !== leaderEpoch) return;
    const handle = this.options.env.timers.set(RELOAD_DELAY_MS, () => {
      this.reloads.delete(index);
      if (!partition.isLeader || partition.leaderEpoch !== leaderEpoch) return;
      this.forget(index);
      this.begin(partition);
    });
    this.reloads.set(index, handle);
  }
}
