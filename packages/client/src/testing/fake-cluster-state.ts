import {
  assert,
  encodeUuid,
  type ErrorCode,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import type { SimHost, SimWorld } from '@drave/env/sim';
import type { BatchInfo } from '@drave/records';
import type { dataV1, RpcServer } from '@drave/rpc';
import { FakeGroup } from './fake-group.js';
import { FakePartition, type FakeTopic } from './fake-partition.js';

/** What a test does to one produced batch; nothing means: treat it well. */
export type ProduceFault =
  | { readonly kind: 'refuse'; readonly code: ErrorCode }
  | { readonly kind: 'appendThenRefuse'; readonly code: ErrorCode }
  | { readonly kind: 'appendThenSilence' }
  | { readonly kind: 'silence' };

export interface ProducedBatch {
  readonly brokerId: NodeId;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly info: BatchInfo;
  /** Counts every batch that any broker was sent, from 0. */
  readonly number: number;
}

export interface FakeBroker {
  readonly id: NodeId;
  readonly host: SimHost;
  server: RpcServer | undefined;
  /** A broker that lags answers metadata requests with what was true when this was set. */
  staleMetadata: dataV1.MetadataResponse | undefined;
}

export const FAKE_PORT = 9000;

export type GroupCall = 'findCoordinator' | 'heartbeat' | 'commit' | 'fetch';

export const HEADER = { clusterId: 'fake', nodeId: 0, controllerEpoch: 0, metadataOffset: 0 };

/** What the fake brokers share: one honest, perfectly replicated log per partition, and what a test wants of them. */
export class FakeClusterState {
  readonly world: SimWorld;
  readonly brokers: FakeBroker[] = [];
  readonly topics = new Map<TopicName, FakeTopic>();
  /** Decides the fate of each batch. */
  onProduce: (batch: ProducedBatch) => ProduceFault | undefined = () => undefined;
  /** Every batch that reached a broker, in order. */
  readonly produced: ProducedBatch[] = [];
  nextProducerId = 1000;
  /** max.message.bytes of every topic. */
  batchBytesMax = 1_048_588;
  autoCreateTopics = false;
  producerIdsUnavailable = false;
  /** Answers instead of the true one. */
  onListOffsets: (broker: NodeId, timestampMs: number) => ErrorCode | Offset | undefined = () => undefined;
  readonly groups = new Map<string, FakeGroup>();
  /** The broker that coordinates every group. */
  coordinatorId: NodeId = 1;
  /** What the coordinator answers to a call of a member, instead of doing it. */
  onGroupCall: (method: GroupCall, memberId: string) => ErrorCode | 'silence' | undefined = () => undefined;
  private topicCount = 0;

  constructor(world: SimWorld) {
    this.world = world;
  }

  createTopic(name: TopicName, partitionCount: number): FakeTopic {
    const bytes = new Uint8Array(16).fill(7);
    bytes[0] = ++this.topicCount;
    const id = encodeUuid(bytes);
    const partitions = Array.from(
      { length: partitionCount },
      (_, index) => new FakePartition((index % this.brokers.length) + 1),
    );
    const topic = { name, id, partitions };
    this.topics.set(name, topic);
    return topic;
  }

  group(groupId: string): FakeGroup {
    const known = this.groups.get(groupId);
    if (known !== undefined) return known;
    const group = new FakeGroup(this.topics);
    this.groups.set(groupId, group);
    return group;
  }

  partition(name: TopicName, partition: PartitionIndex = 0): FakePartition {
    const found = this.topics.get(name)?.partitions[partition];
    assert(found !== undefined, `no partition ${name}-${partition}`);
    return found;
  }

  broker(id: NodeId): FakeBroker {
    const broker = this.brokers[id - 1];
    assert(broker !== undefined, `no broker ${id}`);
    return broker;
  }

  /** Kills a broker; another one leads what it led. */
  kill(id: NodeId): void {
    this.broker(id).host.crash();
    for (const topic of this.topics.values()) {
      for (const partition of topic.partitions) {
        if (partition.leaderId === id) partition.moveLeader((id % this.brokers.length) + 1);
      }
    }
  }

  hintOf(log: FakePartition): dataV1.LeaderHint {
    const endpoint = { host: this.broker(log.leaderId).host.name, port: FAKE_PORT };
    return { leaderId: log.leaderId, leaderEpoch: log.leaderEpoch, endpoint };
  }

  metadata(request: dataV1.MetadataRequest): dataV1.MetadataResponse {
    const brokers = this.brokers.map(({ id, host }) => ({
      id,
      endpoint: { host: host.name, port: FAKE_PORT },
      rack: '',
    }));
    const topics = request.topics.map((name): dataV1.TopicMetadata => {
      const create = request.allowAutoTopicCreation && this.autoCreateTopics;
      const topic = this.topics.get(name) ?? (create ? this.createTopic(name, 1) : undefined);
      const error = { code: 'UNKNOWN_TOPIC_OR_PARTITION', message: '' };
      if (topic === undefined) return { error, name, topicId: '', internal: false, partitions: [] };
      const partitions = topic.partitions.map(({ leaderId, leaderEpoch }, partition) => ({
        partition,
        leaderId,
        leaderEpoch,
        replicas: [leaderId],
        isr: [leaderId],
        offlineReplicas: [],
      }));
      return { error: undefined, name, topicId: topic.id, internal: false, partitions };
    });
    return { header: HEADER, brokers, controllerId: -1, topics };
  }
}
