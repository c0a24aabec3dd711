import { assert, DraveError, errorCodeFromKafka, type ErrorCode, type NodeId } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { partitionService, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { KafkaClient } from '../../kafka-client/kafka-client.js';
import type { SimCluster } from '../sim-cluster.js';
import type { FocusWork } from './focus.js';
import { OperatorLoop } from './operator-loop.js';

const PAUSE_MS_MAX = 600;
const TIMEOUT_MS = 2_000;
const CANCEL_SHARE = 0.25;

const passing: ReadonlySet<ErrorCode> = new Set([
  'NO_REASSIGNMENT_IN_PROGRESS',
  // A broker has not come to the cluster yet, or is on its way out.
  'INVALID_REPLICA_ASSIGNMENT',
] as const);

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Moves partitions between brokers, by Kafka's protocol and by gRPC, and takes back what has not ended yet. */
export class ReassigningOperator implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly kafka: KafkaClient;
  private readonly channels: readonly RpcChannel[];
  private readonly partitions: readonly Place[];
  private readonly loop: OperatorLoop;

  constructor(cluster: SimCluster, partitions: readonly Place[]) {
    this.cluster = cluster;
    this.partitions = partitions;
    this.host = cluster.clientHost('mover');
    this.loop = new OperatorLoop(cluster, { host: this.host, pauseMsMax: PAUSE_MS_MAX, passing });
    this.kafka = new KafkaClient(this.host.env, 'mover', cluster.kafkaBootstrap, this.host.random.fork('kafka'));
    const transport = new SimTransport(this.host);
    this.channels = cluster.nodes.map(({ name, config }) =>
      transport.connect({ host: name, port: config.listeners.grpc.port }),
    );
  }

  get state(): string {
    return `${this.loop.accepted} moves accepted, under way: ${this.underWay().join(', ') || 'none'}`;
  }

  /** True when no partition is moving any more. */
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

  check(): Promise<void> {
    const { newestImage, conditions } = this.cluster;
    for (const { topic, partition } of this.partitions) {
      const replicas = newestImage?.topicByName(topic)?.partition(partition)?.replicas ?? [];
      assert(
        new Set(replicas).size === conditions.replicationFactor,
        `${topic}-${partition}: replicas ${replicas.join()} after moves, ${conditions.replicationFactor} demanded`,
      );
    }
    return Promise.resolve();
  }

  close(): void {
    this.kafka.close();
    for (const channel of this.channels) channel.close();
  }

  private underWay(): string[] {
    const topics = [...(this.cluster.newestImage?.topics() ?? [])];
    return topics.flatMap((topic) =>
      [...topic.partitions()].flatMap(({ index, addingReplicas, removingReplicas }) =>
        addingReplicas.length + removingReplicas.length === 0
          ? []
          : [`${topic.name}-${index} +[${addingReplicas.join()}] -[${removingReplicas.join()}]`],
      ),
    );
  }

  private async move(): Promise<void> {
    const { random } = this.host;
    const where = this.partitions[random.integer(this.partitions.length)];
    if (where === undefined || this.loop.stopped) return;
    // Null takes back what is under way.
    const replicas = random.next() < CANCEL_SHARE ? null : this.drawReplicas();
    await this.loop.attempt(`${where.topic}-${where.partition} to ${replicas?.join() ?? 'where it was'}`, () =>
      random.next() < 0.5 ? this.askKafka(where, replicas) : this.askGrpc(where, replicas),
    );
  }

  private drawReplicas(): NodeId[] {
    const left = this.cluster.brokers.map(({ config }) => config.node.id);
    return Array.from({ length: this.cluster.conditions.replicationFactor }, () => {
      const [drawn = -1] = left.splice(this.host.random.integer(left.length), 1);
      return drawn;
    });
  }

  private async askKafka({ topic, partition }: Place, replicas: readonly NodeId[] | null): Promise<void> {
    const brokers = this.cluster.kafkaBootstrap;
    const endpoint = brokers[this.host.random.integer(brokers.length)];
    assert(endpoint !== undefined, 'there are brokers');
    const topics = [{ name: topic, partitions: [{ partitionIndex: partition, replicas }] }];
    const body = { timeoutMs: TIMEOUT_MS, topics };
    const { response } = await this.kafka.request(endpoint, apis.AlterPartitionReassignments, body);
    const errorCode = response.errorCode || (response.responses[0]?.partitions[0]?.errorCode ?? 0);
    if (errorCode !== 0) throw new DraveError(errorCodeFromKafka(errorCode), `moving ${topic}-${partition}`);
  }

  private async askGrpc({ topic, partition }: Place, replicas: readonly NodeId[] | null): Promise<void> {
    const channel = this.channels[this.host.random.integer(this.channels.length)];
    assert(channel !== undefined, 'there are nodes');
    const target = replicas === null ? undefined : { replicas: [...replicas] };
    const reassignments = [{ topic, partition, target }];
    const request = { reassignments, validateOnly: false, requestId: `move-${this.host.random.integer(2 ** 31)}` };
    const options = { deadlineMs: TIMEOUT_MS };
    const { results } = await channel.unary(partitionService.methods.reassignPartitions, request, options);
    const { errorCode = '', errorMessage = '' } = results[0] ?? {};
    if (errorCode !== '') throw new DraveError(errorCode as ErrorCode, errorMessage);
  }
}
