import type { Endpoint, Epoch, NodeId, Offset, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import type { localV1 } from '@drave/rpc';

/**
 * What a cluster says about itself, asked of the nodes that run. Verbs wait until their effect shows here.
 * Every call answers within a second or two or rejects with a DraveError; the caller tries again.
 */
export interface ClusterView {
  quorum(): Promise<QuorumView>;
  brokers(): Promise<readonly BrokerView[]>;
  /** Every partition of one topic, or of all topics. */
  partitions(topic?: TopicName): Promise<readonly PartitionView[]>;
  /** Makes a running controller that observes the quorum one of its voters. */
  addVoter(nodeId: NodeId, endpoint: Endpoint): Promise<void>;
  removeVoter(nodeId: NodeId): Promise<void>;
  /** Forgets a broker that is gone for good. */
  unregisterBroker(nodeId: NodeId): Promise<void>;
  /**
   * Elects the preferred leaders, or any live replica where nothing in sync is left (`UNCLEAN`, which may lose
   * records); without partitions, of all that need it. Resolves with one outcome for each.
   */
  electLeaders(kind: ElectionKind, partitions: readonly TopicPartition[]): Promise<readonly ElectionOutcome[]>;
  /** Says anew on which brokers a partition lies, the preferred leader first. */
  setReplicas(of: TopicPartition, replicas: readonly NodeId[]): Promise<void>;
  /** The active controller resigns; another is elected, or, where it is the only voter, itself again. */
  stepDown(): Promise<void>;
  /**
   * Every change of the metadata as one node sees it, until aborted; begins with the whole state, unless `fromOffset`
   * is the `nextOffset` of a change that this cluster still remembers. Throws when the node is lost.
   */
  watch(node: Endpoint, fromOffset: Offset, signal: AbortSignal): AsyncIterable<MetadataChange>;
  /**
   * The requests of Kafka clients to one broker, until aborted; the first item says that the watch has begun. Throws
   * when the broker is lost. @throws DraveError INVALID_REQUEST for an API that does not exist.
   */
  watchRequests(node: Endpoint, filter: RequestFilter, signal: AbortSignal): AsyncIterable<RequestsTold>;
  /** Ends the connections; the next question opens others. A watch has a connection of its own. */
  close(): Promise<void>;
}

export type ElectionKind = 'PREFERRED' | 'UNCLEAN';

export interface ElectionOutcome extends TopicPartition {
  /** The name of an error, such as ELECTION_NOT_NEEDED; empty when the election took place. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

export interface QuorumView {
  readonly leaderId: NodeId | undefined;
  readonly epoch: Epoch;
  readonly voters: readonly NodeId[];
}

export interface BrokerView {
  readonly id: NodeId;
  /** A fenced broker leads nothing and is in no in-sync set. */
  readonly fenced: boolean;
}

export interface PartitionView {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly leader: NodeId | undefined;
  readonly replicas: readonly NodeId[];
  readonly isr: readonly NodeId[];
}

/** One step of the metadata, whole. */
export interface MetadataChange {
  /** It tells the whole state: what is not in it does not exist. */
  readonly reset: boolean;
  readonly epoch: Epoch;
  /** Undefined when it is the same as before; null when the node knows of none. */
  readonly controller: NodeId | null | undefined;
  readonly partitions: readonly PartitionView[];
  readonly deletedTopics: readonly TopicName[];
  readonly brokers: readonly BrokerView[];
  readonly unregistered: readonly NodeId[];
  readonly nextOffset: Offset;
}

/** Which requests a watch is told of. */
export interface RequestFilter {
  /** Kafka's names of APIs; empty for all. */
  readonly apis: readonly string[];
  readonly clientId: string | undefined;
  /** Whether what was sent is told, too. */
  readonly withFrames: boolean;
}

export interface RequestsTold {
  readonly requests: readonly localV1.ClientRequest[];
  /** How many could not be told since the item before, because too many waited to be read. */
  readonly dropped: number;
}
