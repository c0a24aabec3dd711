import { isDraveError, type PartitionIndex, type TopicId, type TopicName } from '@drave/base';
import {
  type Codec,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  decodeForwardCompatible,
  encodeVersioned,
  versionOf,
} from '@drave/kafka-protocol';
import { noPartitions, type TopicPartitions, topicPartitionsOf } from '../consumer/topic-partitions.js';
import type { TopicsView } from '../consumer/topics-view.js';

/** What consumers of the classic protocol tell each other in JoinGroup and SyncGroup, in the terms of this package. */
interface EmbeddedSubscription {
  readonly topics: readonly TopicName[];
  /** What it did not let go of before it joined again; nothing for clients that cannot tell: they let go of all. */
  readonly owned: TopicPartitions;
  readonly rackId: string | null;
}

/** Undefined when the metadata is not what consumers send. */
export function readSubscription(metadata: Buffer, view: TopicsView): EmbeddedSubscription | undefined {
  const read = readable(consumerProtocolSubscription, metadata);
  if (read === undefined) return undefined;
  return { topics: read.topics, owned: byId(read.ownedPartitions, view), rackId: read.rackId };
}

/** Undefined when the bytes are not what leaders of consumers send; nothing assigned is no bytes at all. */
export function readAssignment(assignment: Buffer, view: TopicsView): TopicPartitions | undefined {
  if (assignment.length === 0) return noPartitions;
  const read = readable(consumerProtocolAssignment, assignment);
  return read && byId(read.assignedPartitions, view);
}

/** Encodes in the version of the member's own subscription. Topics that are gone are left out. */
export function encodeAssignment(partitions: TopicPartitions, view: TopicsView, subscription: Buffer): Buffer {
  const assignedPartitions = [...partitions].flatMap(([topicId, indexes]) => {
    const topic = view.topic(topicId);
    return topic === undefined ? [] : [{ topic: topic.name, partitions: indexes }];
  });
  const version = Math.min(versionOf(subscription), consumerProtocolAssignment.maxVersion);
  return encodeVersioned(consumerProtocolAssignment, { assignedPartitions, userData: null }, version);
}

function readable<Decoded, Input>(codec: Codec<Decoded, Input>, bytes: Buffer): Decoded | undefined {
  try {
    return decodeForwardCompatible(codec, bytes);
  } catch (reason) {
    if (isDraveError(reason)) return undefined;
    throw reason;
  }
}

interface NamedPartitions {
  readonly topic: TopicName;
  readonly partitions: readonly PartitionIndex[];
}

function byId(list: readonly NamedPartitions[], view: TopicsView): TopicPartitions {
  return topicPartitionsOf(
    list.flatMap(({ topic, partitions }): (readonly [TopicId, readonly PartitionIndex[]])[] => {
      const shape = view.topicByName(topic);
      return shape === undefined ? [] : [[shape.id, partitions]];
    }),
  );
}
