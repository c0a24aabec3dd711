import { assert, DraveError, errorCodeFromKafka, type ErrorCode } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { KafkaClient } from '../../kafka-client/kafka-client.js';
import type { SimCluster } from '../sim-cluster.js';
import type { SimNode } from '../sim-node.js';
import type { FocusWork } from './focus.js';
import { OperatorLoop } from './operator-loop.js';

const PAUSE_MS_MAX = 200;

const passing: ReadonlySet<ErrorCode> = new Set([
  // The broker has no such replica, or not yet.
  'REPLICA_NOT_AVAILABLE',
  // A log directory is offline, the replica in it or another one.
  'KAFKA_STORAGE_ERROR',
] as const);

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Moves replicas between the log directories of their brokers, and changes its mind while they are copied (KIP-113).
 */
export class DirectoryMovingOperator implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly client: KafkaClient;
  private readonly partitions: readonly Place[];
  private readonly loop: OperatorLoop;

  constructor(cluster: SimCluster, partitions: readonly Place[]) {
    this.cluster = cluster;
    this.partitions = partitions;
    this.host = cluster.clientHost('dirmover');
    this.loop = new OperatorLoop(cluster, { host: this.host, pauseMsMax: PAUSE_MS_MAX, passing });
    const random = this.host.random.fork('kafka');
    this.client = new KafkaClient(this.host.env, 'dirmover', cluster.kafkaBootstrap, random, 'newest');
  }

  get state(): string {
    return `${this.loop.accepted} moves between directories accepted, copies: ${this.underWay().join(', ') || 'none'}`;
  }

  /** True when no replica is being copied any more. */
  get settled(): boolean {
    return this.loop.stopped && this.underWay().length === 0;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  start(): void {
    this.loop.start(() => this.move());
  }

  stop(): void {
    this.loop.stop();
  }

  /** A replica lies in one directory of its broker. */
  check(): Promise<void> {
    for (const { name, node } of this.cluster.brokers) {
      const seen = new Set<string>();
      for (const directory of node?.broker?.replicas.directories.online ?? [])
        for (const { topicPartition } of directory.logs) {
          const key = `${topicPartition.topic}-${topicPartition.partition}`;
          assert(!seen.has(key), `${name} has ${key} in two directories after moves`);
          seen.add(key);
        }
    }
    return Promise.resolve();
  }

  close(): void {
    this.client.close();
  }

  private underWay(): string[] {
    return this.cluster.brokers.flatMap(({ name, node }) =>
      (node?.broker?.replicas.directories.online ?? []).flatMap((directory) =>
        directory.futures.all.map(({ topicPartition: { topic, partition } }) => `${name} ${topic}-${partition}`),
      ),
    );
  }

  private async move(): Promise<void> {
    const { random } = this.host;
    const { brokers } = this.cluster;
    const broker = brokers[random.integer(brokers.length)];
    const where = this.partitions[random.integer(this.partitions.length)];
    if (broker === undefined || where === undefined || this.loop.stopped) return;
    const paths = broker.config.dataDirectories;
    const path = paths[random.integer(paths.length)];
    if (path === undefined) return;
    const what = `${broker.name}: ${where.topic}-${where.partition} to ${path}`;
    await this.loop.attempt(what, () => this.ask(broker, where, path));
  }

  private async ask(broker: SimNode, { topic, partition }: Place, path: string): Promise<void> {
    const endpoint = this.cluster.kafkaBootstrap.find(({ host }) => host === broker.name);
    assert(endpoint !== undefined, `${broker.name} has a Kafka listener`);
    const body = { dirs: [{ path, topics: [{ name: topic, partitions: [partition] }] }] };
    const { response } = await this.client.request(endpoint, apis.AlterReplicaLogDirs, body);
    const errorCode = response.results[0]?.partitions[0]?.errorCode ?? 0;
    if (errorCode !== 0) throw new DraveError(errorCodeFromKafka(errorCode), `moving ${topic}-${partition} to ${path}`);
  }
}
