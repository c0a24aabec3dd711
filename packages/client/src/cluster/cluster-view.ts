import {
  type Endpoint,
  type LeaderEpoch,
  type NodeId,
  type PartitionIndex,
  type TopicId,
  type TopicName,
  DraveError,
  type ErrorCode,
  errors,
} from '@drave/base';
import type { dataV1 } from '@drave/rpc';

export interface BrokerView {
  readonly id: NodeId;
  readonly endpoint: Endpoint;
  readonly rack: string;
}

export interface PartitionView {
  readonly partition: PartitionIndex;
  /** -1 when there is none. */
  leaderId: NodeId;
  leaderEpoch: LeaderEpoch;
  readonly replicas: readonly NodeId[];
  readonly isr: readonly NodeId[];
  readonly offlineReplicas: readonly NodeId[];
}

export interface TopicView {
  readonly name: TopicName;
  readonly id: TopicId;
  readonly internal: boolean;
  /** The partitions by their index, without a gap. */
  readonly partitions: readonly PartitionView[];
}

/** A leader that can be reached. */
export interface Leader {
  readonly brokerId: NodeId;
  readonly endpoint: Endpoint;
  readonly epoch: LeaderEpoch;
}

/**
 * What a client knows of the cluster. The leader of a partition is only ever replaced by one of a higher leader epoch,
 * so neither the answer of a broker with stale metadata nor a late hint puts an older leader back.
 */
export class ClusterView {
  readonly brokers = new Map<NodeId, BrokerView>();
  private readonly topics = new Map<TopicName, TopicView>();
  private readonly topicErrors = new Map<TopicName, DraveError>();

  topic(name: TopicName): TopicView | undefined {
    return this.topics.get(name);
  }

  /** The error that the last answer gave for a topic; undefined without one. */
  topicError(name: TopicName): DraveError | undefined {
    return this.topicErrors.get(name);
  }

  allTopics(): TopicView[] {
    return [...this.topics.values()];
  }

  leader(name: TopicName, partition: PartitionIndex): Leader | undefined {
    const view = this.topics.get(name)?.partitions[partition];
    if (view === undefined || view.leaderId < 0) return undefined;
    const broker = this.brokers.get(view.leaderId);
    if (broker === undefined) return undefined;
    return { brokerId: broker.id, endpoint: broker.endpoint, epoch: view.leaderEpoch };
  }

  applyMetadata(response: dataV1.MetadataResponse): void {
    if (response.brokers.length > 0) {
      this.brokers.clear();
      for (const { id, endpoint, rack } of response.brokers) this.brokers.set(id, { id, endpoint, rack });
    }
    for (const topic of response.topics) this.applyTopic(topic);
  }

  /** Applies the leader that a broker named while it refused a request. True when the view has changed. */
  applyLeaderHint(name: TopicName, partition: PartitionIndex, hint: dataV1.LeaderHint): boolean {
    const view = this.topics.get(name)?.partitions[partition];
    if (view === undefined || hint.leaderEpoch <= view.leaderEpoch) return false;
    view.leaderId = hint.leaderId;
    view.leaderEpoch = hint.leaderEpoch;
    if (hint.endpoint !== undefined && hint.leaderId >= 0 && !this.brokers.has(hint.leaderId)) {
      this.brokers.set(hint.leaderId, { id: hint.leaderId, endpoint: hint.endpoint, rack: '' });
    }
    return true;
  }

  private applyTopic(topic: dataV1.TopicMetadata): void {
    if (topic.error !== undefined) {
      this.topicErrors.set(topic.name, partitionError(topic.error));
      // Other errors may come from a broker with stale metadata; only UNKNOWN_TOPIC_OR_PARTITION removes the topic.
      if (topic.error.code === 'UNKNOWN_TOPIC_OR_PARTITION') this.topics.delete(topic.name);
      return;
    }
    this.topicErrors.delete(topic.name);
    const known = this.topics.get(topic.name);
    const same = known?.id === topic.topicId ? known : undefined;
    const partitions: PartitionView[] = [];
    const sorted = [...topic.partitions].sort((a, b) => a.partition - b.partition);
    for (const next of sorted) {
      const before = same?.partitions[next.partition];
      const stale = before !== undefined && before.leaderEpoch > next.leaderEpoch;
      const { partition, replicas, isr, offlineReplicas } = next;
      const { leaderId, leaderEpoch } = stale ? before : next;
      partitions.push({ partition, leaderId, leaderEpoch, replicas, isr, offlineReplicas });
    }
    // Partitions are only ever added: an answer with fewer of them is older than the view.
    if (same !== undefined && same.partitions.length > partitions.length) return;
    this.topics.set(topic.name, { name: topic.name, id: topic.topicId, internal: topic.internal, partitions });
  }
}

/** The error that a broker gave for one partition; a code that this version does not know is an unknown outcome. */
export function partitionError(error: dataV1.PartitionError): DraveError {
  const code: ErrorCode = error.code in errors ? (error.code as ErrorCode) : 'UNKNOWN_SERVER_ERROR';
  return new DraveError(code, error.message === '' ? undefined : error.message);
}
