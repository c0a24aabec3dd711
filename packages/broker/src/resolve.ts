import type { NodeId } from '@drave/base';
import { NO_LEADER, listenerOf } from '@drave/metadata';
import type { MetadataImage, PartitionRegistration, TopicImage } from '@drave/metadata';
import type { LeaderHint, PartitionFailure, PartitionRef, TopicRef } from './requests.js';

export type ResolvedTopic =
  | { readonly kind: 'ok'; readonly topic: TopicImage }
  | { readonly kind: 'failed'; readonly failure: PartitionFailure };

export type ResolvedPartition =
  | { readonly kind: 'ok'; readonly topic: TopicImage; readonly registration: PartitionRegistration }
  | { readonly kind: 'failed'; readonly failure: PartitionFailure };

/** By id when it has one; a name that does not belong to the id is refused, since the topic was made anew meanwhile. */
export function resolveTopic(image: MetadataImage, ref: TopicRef): ResolvedTopic {
  if (ref.topicId !== undefined) {
    const topic = image.topic(ref.topicId);
    if (topic === undefined) return failed('UNKNOWN_TOPIC_ID', `there is no topic with id ${ref.topicId}`);
    if (ref.topic !== undefined && ref.topic !== topic.name)
      return failed('INCONSISTENT_TOPIC_ID', `topic id ${ref.topicId} belongs to '${topic.name}', not '${ref.topic}'`);
    return { kind: 'ok', topic };
  }
  if (ref.topic === undefined) return failed('INVALID_REQUEST', 'a topic needs a name or an id');
  const topic = image.topicByName(ref.topic);
  if (topic === undefined) return failed('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${ref.topic}'`);
  return { kind: 'ok', topic };
}

export function resolvePartition(image: MetadataImage, ref: PartitionRef): ResolvedPartition {
  const resolved = resolveTopic(image, ref);
  if (resolved.kind === 'failed') return resolved;
  const { topic } = resolved;
  const registration = topic.partition(ref.partition);
  if (registration === undefined) {
    const message = `topic '${topic.name}' has ${topic.partitionCount} partitions, none is ${ref.partition}`;
    return failed('UNKNOWN_TOPIC_OR_PARTITION', message);
  }
  return { kind: 'ok', topic, registration };
}

/** Who leads, and where it is reached on the caller's listener. */
export function leaderHint(image: MetadataImage, registration: PartitionRegistration, listener: string): LeaderHint {
  const { leader, leaderEpoch } = registration;
  return { leaderId: leader, leaderEpoch, endpoint: endpointOf(image, leader, listener) };
}

export function endpointOf(image: MetadataImage, id: NodeId, listener: string): LeaderHint['endpoint'] {
  if (id === NO_LEADER) return undefined;
  const broker = image.broker(id);
  const found = broker === undefined ? undefined : listenerOf(broker, listener);
  return found === undefined ? undefined : { host: found.host, port: found.port };
}

function failed(
  code: PartitionFailure['code'],
  message: string,
): { readonly kind: 'failed'; readonly failure: PartitionFailure } {
  return { kind: 'failed', failure: { code, message } };
}
