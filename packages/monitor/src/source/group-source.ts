import type { DraveError, NodeId, Offset, TopicName } from '@drave/base';
import type { ClusterHistory } from '../history/cluster-history.js';

/** Where the groups of one cluster, their commits, and the ends of its logs are asked. */
export interface GroupSource {
  /**
   * Brings a history up to date. What could not be asked is among the failures of the report, and is asked again with
   * the next sample.
   * @throws DraveError when nothing could be asked: no broker answers.
   */
  sample(history: ClusterHistory): Promise<SampleReport>;
  close(): void;
}

export interface SampleReport {
  readonly facts: ClusterFacts;
  /** Each kind of failure once. */
  readonly failures: readonly DraveError[];
}

/** What is known of a cluster beside its groups. */
export interface ClusterFacts {
  readonly brokers: readonly { readonly id: NodeId; readonly address: string }[];
  /** Per topic in order of its partitions. */
  readonly topics: ReadonlyMap<TopicName, readonly PartitionFacts[]>;
}

export interface PartitionFacts {
  /** -1 where there is none. */
  readonly leader: NodeId;
  /** The first one is the preferred leader. */
  readonly replicas: readonly NodeId[];
  readonly inSync: readonly NodeId[];
  /** Undefined until it was asked. */
  readonly logStart?: Offset;
}
