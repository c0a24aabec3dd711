import { DraveError, errorCodeFromKafka, UUID_ZERO, type Endpoint, type NodeId } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { apis } from '@drave/kafka-protocol';
import { BatchBuilder } from '@drave/records';
import { describe, expect, it } from 'vitest';
import { KafkaClient } from '../kafka-client/kafka-client.js';
import { drawConditions } from './draw-conditions.js';
import { SimCluster } from './sim-cluster.js';

const partitionCount = 12;
const timeoutMs = 10_000;

/** A cluster without faults; what is slow about it depends on the seed. */
async function startedCluster(seed: number): Promise<SimCluster> {
  const conditions = {
    ...drawConditions(new SeededRandom(seed).fork('climate')),
    controllers: 3,
    brokers: 3,
    groups: none,
  };
  const cluster = new SimCluster(seed, { ...conditions, linkLossProbability: 0, diskStallProbability: 0 });
  await cluster.format();
  cluster.start();
  expect(await cluster.world.runUntil(() => cluster.registered && cluster.whole, 60_000)).toBe(true);
  return cluster;
}

const none = {
  count: 0,
  members: 0,
  staticMembers: false,
  sessionTimeoutMs: 1_000,
  rebalanceTimeoutMs: 1_000,
  initialRebalanceDelayMs: 0,
  consumerProtocol: false,
  offsetsPartitions: 1,
  sdkMembers: 0,
  cooperative: false,
  mixedProtocols: false,
};

function codeOf(errorCode: number): string {
  return errorCode === 0 ? 'NONE' : (errorCodeFromKafka(errorCode) ?? String(errorCode));
}

/** What a client that has just been told of its topic asks of every broker. */
class FirstRequests {
  private readonly client: KafkaClient;
  private readonly brokers: readonly Endpoint[];
  private readonly topic: string;
  private readonly leaders = new Map<number, NodeId>();
  private topicId = UUID_ZERO;

  constructor(client: KafkaClient, brokers: readonly Endpoint[], topic: string) {
    this.client = client;
    this.brokers = brokers;
    this.topic = topic;
  }

  async create(): Promise<void> {
    const topics = [{ name: this.topic, numPartitions: partitionCount, replicationFactor: 3, assignments: [] }];
    const { response } = await this.client.request(this.brokers[0] as Endpoint, apis.CreateTopics, {
      topics: topics.map((topic) => ({ ...topic, configs: [] })),
      timeoutMs,
    });
    expect(response.topics.map(({ errorCode }) => codeOf(errorCode))).toEqual(['NONE']);
  }

  async metadata(): Promise<string[]> {
    const topics = [{ name: this.topic, topicId: UUID_ZERO }];
    const codes = this.brokers.map(async (endpoint) => {
      const { response } = await this.client.request(endpoint, apis.Metadata, (version) =>
        version >= 4 ? { topics, allowAutoTopicCreation: false } : { topics },
      );
      for (const { nodeId, host, port } of response.brokers) this.client.addBroker(nodeId, { host, port });
      const [topic] = response.topics;
      if (topic !== undefined) this.topicId = topic.topicId;
      for (const { partitionIndex, leaderId } of topic?.partitions ?? []) this.leaders.set(partitionIndex, leaderId);
      return codeOf(topic?.errorCode ?? 0);
    });
    return Promise.all(codes);
  }

  async produce(partition: number): Promise<string> {
    const builder = new BatchBuilder();
    builder.append(1_735_689_600_000, null, Buffer.from('v'));
    const records = builder.finish();
    const { response } = await this.client.request(this.leader(partition), apis.Produce, {
      transactionalId: null,
      acks: -1,
      timeoutMs,
      topicData: [{ name: this.topic, topicId: this.topicId, partitionData: [{ index: partition, records }] }],
    });
    return codeOf(response.responses[0]?.partitionResponses[0]?.errorCode ?? 0);
  }

  async listOffsets(partition: number): Promise<string> {
    const { response } = await this.client.request(this.leader(partition), apis.ListOffsets, {
      replicaId: -1,
      topics: [{ name: this.topic, partitions: [{ partitionIndex: partition, timestamp: -1 }] }],
    });
    return codeOf(response.topics[0]?.partitions[0]?.errorCode ?? 0);
  }

  private leader(partition: number): NodeId {
    const leader = this.leaders.get(partition);
    if (leader === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', `${this.topic}-${partition}`);
    return leader;
  }
}

describe('a topic that was just made', () => {
  it.each([1, 2, 3, 4])(
    'is known to every broker, takes records and tells offsets at once: seed %i',
    async (seed) => {
      const cluster = await startedCluster(seed);
      const { env } = cluster.world.createHost('client');
      const random = new SeededRandom(seed).fork('client');
      const client = new KafkaClient(env, 'client', cluster.kafkaBootstrap, random, 'newest');
      for (let round = 0; round < 5; round++) {
        const first = new FirstRequests(client, cluster.kafkaBootstrap, `orders-${round}`);
        await cluster.world.finish(first.create());
        expect(new Set(await cluster.world.finish(first.metadata()))).toEqual(new Set(['NONE']));
        const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
        const codes = await cluster.world.finish(
          Promise.all(partitions.flatMap((partition) => [first.produce(partition), first.listOffsets(partition)])),
        );
        expect(new Set(codes)).toEqual(new Set(['NONE']));
      }
      client.close();
      await cluster.world.runFor(100);
    },
    60_000,
  );
});
