import type { NodeId } from '@drave/base';
import { accessRefusal, type Authorizer, type Caller, type Operation } from '@drave/base/access';
import {
  NO_LEADER,
  listenerOf,
  type MetadataImage,
  type PartitionRegistration,
  type TopicImage,
} from '@drave/metadata';
import type { LeaderHint, PartitionFailure, PartitionRef, TopicRef } from './requests.js';

type ResolvedTopic =
  | { readonly kind: 'ok'; readonly topic: TopicImage }
  | { readonly kind: 'failed'; readonly failure: PartitionFailure };

type ResolvedPartition =
  | { readonly kind: 'ok'; readonly topic: TopicImage; readonly registration: PartitionRegistration }
  | { readonly kind: 'failed'; readonly failure: PartitionFailure };

/** The image, and who may see what of it. */
interface AskedImage {
  readonly authorizer: Authorizer;
  readonly image: () => MetadataImage;
}

/** As `resolveTopic`, after the question whether the caller may: who may not does not learn what exists. */
export function resolveTopicFor(
  { authorizer, image }: AskedImage,
  caller: Caller,
  operation: Operation,
  ref: TopicRef,
): ResolvedTopic {
  const known = ref.topicId === undefined ? undefined : image().topic(ref.topicId);
  const name = known?.name ?? ref.topic;
  if (name !== undefined && !authorizer.allows(caller, operation, { kind: 'topic', name })) {
    // Ids are no secret; the name behind one is.
    const shown = { kind: 'topic', name: ref.topic ?? ref.topicId ?? name } as const;
    return { kind: 'failed', failure: accessRefusal(caller, operation, shown) };
  }
  return resolveTopic(image(), ref);
}

export function resolvePartitionFor(
  domain: AskedImage,
  caller: Caller,
  operation: Operation,
  ref: PartitionRef,
): ResolvedPartition {
  const resolved = resolveTopicFor(domain, caller, operation, ref);
  return resolved.kind === 'failed' ? resolved : partitionIn(resolved.topic, ref);
}

/** By id when it has one; a name that does not belong to the id is refused, since the topic was made anew meanwhile. */
function resolveTopic(image: MetadataImage, ref: TopicRef): ResolvedTopic {
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
  return resolved.kind === 'failed' ? resolved : partitionIn(resolved.topic, ref);
}

function partitionIn(topic: TopicImage, ref: PartitionRef): ResolvedPartition {
  const registration = topic.partition(ref.partition);
  if (registration === undefined) {
    const message = `topic '${topic.name}' has ${topic.partitionCount} partitions, none is ${ref.partition}`;
    return failed('UNKNOWN_TOPIC_OR_PARTITION', message);
  }
  return { kind: 'ok', topic, registration };
}

/** What of a request's entry stands in its answer. */
export function refOf({ topicId, topic, partition }: PartitionRef): PartitionRef {
  return { topicId, topic, partition };
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
