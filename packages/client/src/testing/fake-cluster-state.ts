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

/** The fault that a test injects for one produced batch. */
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
  /** The number of the batch among all that any broker was sent, from 0. */
  readonly number: number;
}

export interface FakeBroker {
  readonly id: NodeId;
  readonly host: SimHost;
  server: RpcServer | undefined;
  /** When set, the broker answers metadata requests with this, as one with stale metadata would. */
  staleMetadata: dataV1.MetadataResponse | undefined;
}

export const FAKE_PORT = 9000;

export type GroupCall = 'findCoordinator' | 'heartbeat' | 'commit' | 'fetch';

export const HEADER = { clusterId: 'fake', nodeId: 0, controllerEpoch: 0, metadataOffset: 0 };

/**
 * The state that the fake brokers share: one correct log per partition, which all of them see, and the faults that a
 * test injects.
 */
export class FakeClusterState {
  readonly world: SimWorld;
  readonly brokers: FakeBroker[] = [];
  readonly topics = new Map<TopicName, FakeTopic>();
  /** Chooses the fault for each batch; undefined for none. */
  onProduce: (batch: ProducedBatch) => ProduceFault | undefined = () => undefined;
  /** Every batch that reached a broker, in order. */
  readonly produced: ProducedBatch[] = [];
  nextProducerId = 1000;
  /** max.message.bytes of every topic. */
  batchBytesMax = 1_048_588;
  autoCreateTopics = false;
  producerIdsUnavailable = false;
  /** Chooses the answer to ListOffsets; undefined for the true one. */
  onListOffsets: (broker: NodeId, timestampMs: number) => ErrorCode | Offset | undefined = () => undefined;
  readonly groups = new Map<string, FakeGroup>();
  /** The broker that coordinates every group. */
  coordinatorId: NodeId = 1;
  /** Chooses what the coordinator answers to a call of a member; undefined to carry it out. */
  onGroupCall: (method: GroupCall, memberId: string) => ErrorCode | 'silence' | undefined = () => undefined;
  /** What it answers for one partition of a commit or a fetch, instead of doing it. */
  onGroupPartition: (method: GroupCall, partition: string) => ErrorCode | undefined = () => undefined;
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

  /** Kills a broker; another one becomes the leader of its partitions. */
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
