import { DraveError, type ErrorCode, type Millis, type NodeId, type PartitionIndex } from '@drave/base';
import type { Caller } from '@drave/base/access';
import type { Env } from '@drave/env';
import type { MetadataImage } from '@drave/metadata';
import type { Partition } from '@drave/replica';
import { CoordinatorFinder, type InternalTopicPort, type InternalTopicSpec } from './coordinator-finder.js';
import type { CoordinatorLocation } from './coordinator-location.js';
import { CoordinatorReadiness, type ReadinessPort } from './coordinator-readiness.js';
import { CoordinatorLatencies } from './runtime/coordinator-latencies.js';
import type { ShardModel } from './runtime/model.js';
import { ShardSet, type OwnedShard, type ShardSetOptions } from './runtime/shard-set.js';

interface CoordinatorRouterOptions<State, Record, Model extends ShardModel<State, Record>>
  extends Omit<ShardSetOptions<State, Record, Model>, 'topic' | 'env' | 'latencies'> {
  readonly env: Pick<Env, 'clock' | 'timers' | 'logger' | 'compute' | 'metrics'>;
  /** Its name in metrics. */
  readonly coordinator: 'group' | 'transaction';
  /** The topic whose partitions keep what is coordinated. */
  readonly topic: InternalTopicSpec;
  readonly nodeId: NodeId;
  readonly image: () => MetadataImage;
  readonly internalTopics: InternalTopicPort;
  readonly readiness: ReadinessPort;
}

/**
 * The way from a key, which is a group id or a transactional id, to what answers for it: the broker that leads the
 * key's partition of the internal topic, and on that broker the shard of the partition.
 */
export class CoordinatorRouter<State, Record, Model extends ShardModel<State, Record>> {
  readonly shards: ShardSet<State, Record, Model>;
  private readonly options: CoordinatorRouterOptions<State, Record, Model>;
  private readonly finder: CoordinatorFinder;
  private readonly readiness: CoordinatorReadiness;

  constructor(options: CoordinatorRouterOptions<State, Record, Model>) {
    const { env, image, internalTopics, topic } = options;
    this.options = options;
    this.finder = new CoordinatorFinder({ image, port: internalTopics, logger: env.logger, topic });
    const latencies = new CoordinatorLatencies(env.metrics, options.coordinator);
    this.shards = new ShardSet({ ...options, topic: topic.name, latencies });
    this.readiness = new CoordinatorReadiness({
      topic: topic.name,
      port: options.readiness,
      clock: env.clock,
      partitionOf: (key) => this.finder.partitionOf(key),
      whenLoaded: (partition, deadlineMs) => this.shards.whenLoaded(partition, deadlineMs),
    });
  }

  /** A replica of this broker took up a role, or gave one up. */
  roleChanged(partition: Partition): void {
    this.shards.roleChanged(partition);
  }

  /** Which broker to ask about the key. The first question makes the internal topic. */
  find(caller: Caller, key: string): Promise<CoordinatorLocation> {
    return this.finder.find(caller, key);
  }

  /** Undefined as long as the internal topic does not exist. */
  partitionOf(key: string): PartitionIndex | undefined {
    return this.finder.partitionOf(key);
  }

  /** The broker that coordinates the key; undefined while there is none. */
  leaderFor(key: string): NodeId | undefined {
    const partition = this.finder.partitionOf(key);
    const leader = partition === undefined ? -1 : this.finder.leaderOf(partition);
    return leader < 0 ? undefined : leader;
  }

  /** Before `shardOf`: undefined when that has an answer already. Resolves when it has, or the time is up. */
  whenReady(key: string, deadlineMs: Millis): Promise<void> | undefined {
    return this.readiness.whenReady(key, deadlineMs);
  }

  /** The same before a read, which a shard that is still loading may have an answer to. */
  whenReadable(key: string, deadlineMs: Millis): Promise<void> | undefined {
    const partition = this.finder.partitionOf(key);
    if (partition !== undefined && this.shards.canRead(partition, key)) return undefined;
    return this.whenReady(key, deadlineMs);
  }

  /** @throws DraveError why this broker does not answer for the key. */
  shardOf(key: string): OwnedShard<State, Record, Model> {
    const partition = this.finder.partitionOf(key);
    // Only those who look for a coordinator have the topic made.
    if (partition === undefined) throw new DraveError('NOT_COORDINATOR', `${this.options.topic.name} does not exist`);
    if (this.isAboutToLead(partition)) throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS');
    return this.shards.get(partition);
  }

  /** Whether this broker coordinates the key, or is about to, and does not decide anything yet. */
  isLoading(key: string): boolean {
    const partition = this.finder.partitionOf(key);
    return partition !== undefined && (this.shards.isLoading(partition) || this.isAboutToLead(partition));
  }

  /** Refusals become answers; anything else is a fault of our own and stays one. */
  failureOf(reason: unknown): ErrorCode {
    if (!(reason instanceof DraveError)) this.options.onFatal(reason);
    return DraveError.from(reason).code;
  }

  /** The metadata says that this broker leads, and its replica does not yet. */
  private isAboutToLead(partition: PartitionIndex): boolean {
    return !this.shards.has(partition) && this.finder.leaderOf(partition) === this.options.nodeId;
  }
}
