import type { NodeId, PartitionIndex, Steps, TopicId, TopicName } from '@drave/base';
import type { MetadataDelta, PartitionDelta } from './delta.js';
import type { PartitionRegistration } from './registration.js';

/** A replica that this broker must have from now on. */
export interface LocalPartition {
  readonly topicId: TopicId;
  readonly topic: TopicName;
  readonly index: PartitionIndex;
  readonly registration: PartitionRegistration;
  /** What stood before; undefined for a partition that is new, or newly assigned here. */
  readonly previous: PartitionRegistration | undefined;
  /**
   * False when only the ISR, the ELR, directories or other replicas changed, and this broker goes on in its role and
   * epoch.
   */
  readonly leaderEpochChanged: boolean;
}

export interface LocalRemoval {
  readonly topicId: TopicId;
  readonly topic: TopicName;
  readonly index: PartitionIndex;
  readonly reason: 'topicDeleted' | 'reassigned';
}

/**
 * One broker's to-do list for one delta. Removals first: a topic may have been deleted and made anew under its old
 * name.
 */
interface LocalChanges {
  readonly removals: readonly LocalRemoval[];
  /** Partitions that this broker leads. */
  readonly leaders: readonly LocalPartition[];
  /**
   * Partitions that another broker leads, or that are offline (`registration.leader` is NO_LEADER: the replica is kept,
   * and fetches from nobody).
   */
  readonly followers: readonly LocalPartition[];
}

/**
 * Works out the lists, in the order in which topics changed, and by index. It takes one step for each partition that
 * changed.
 */
export function* localChanges(delta: MetadataDelta, nodeId: NodeId): Steps<LocalChanges> {
  const removals: LocalRemoval[] = [];
  const leaders: LocalPartition[] = [];
  const followers: LocalPartition[] = [];
  for (const change of delta.changedPartitions()) {
    yield;
    const { topicId, topic, index, before, after } = change;
    const hosted = before?.replicas.includes(nodeId) ?? false;
    if (after?.replicas.includes(nodeId) ?? false) {
      const local = localPartition(change, hosted ? before : undefined);
      if (local.registration.leader === nodeId) leaders.push(local);
      else followers.push(local);
    } else if (hosted) {
      removals.push({ topicId, topic, index, reason: after === undefined ? 'topicDeleted' : 'reassigned' });
    }
  }
  return { removals, leaders, followers };
}

function localPartition(change: PartitionDelta, previous: PartitionRegistration | undefined): LocalPartition {
  const registration = change.after as PartitionRegistration;
  return {
    topicId: change.topicId,
    topic: change.topic,
    index: change.index,
    registration,
    previous,
    leaderEpochChanged: previous?.leaderEpoch !== registration.leaderEpoch,
  };
}
