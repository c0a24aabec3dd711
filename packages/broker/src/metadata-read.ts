import { UUID_ZERO } from '@drave/base';
import type { Offset } from '@drave/base';
import { isInternalTopic } from '@drave/metadata';
import type { MetadataImage, TopicImage } from '@drave/metadata';
import type { BrokerDomain } from './domain.js';
import { refuseTopic } from './domain.js';
import type { RequestContext } from './request-context.js';
import type { MetadataRequest, MetadataResponse, TopicDescription, TopicRef } from './requests.js';
import { endpointOf, resolveTopic } from './resolve.js';

/** Who is there and who leads what, from the same image that the broker itself acts on. */
export function readMetadata(
  domain: BrokerDomain,
  context: RequestContext,
  request: MetadataRequest,
  metadataOffset: Offset,
): MetadataResponse {
  const image = domain.image();
  const brokers = image.brokers().flatMap((broker) => {
    const endpoint = endpointOf(image, broker.id, context.listener);
    if (endpoint === undefined || (broker.fenced && request.includeFenced !== true)) return [];
    return [{ id: broker.id, endpoint, rack: broker.rack, fenced: broker.fenced }];
  });
  return { brokers, topics: topicsOf(domain, context, image, request), metadataOffset };
}

/** By this broker's image, which may be behind. */
export function isUnheardOf({ failure }: TopicDescription): boolean {
  return failure?.code === 'UNKNOWN_TOPIC_OR_PARTITION' || failure?.code === 'UNKNOWN_TOPIC_ID';
}

function topicsOf(
  domain: BrokerDomain,
  context: RequestContext,
  image: MetadataImage,
  request: MetadataRequest,
): TopicDescription[] {
  if (request.topics !== 'all') return request.topics.map((ref) => describeRef(domain, context, image, ref));
  const topics: TopicDescription[] = [];
  // What the caller may not see does not exist for a request for everything.
  for (const topic of image.topics())
    if (refuseTopic(domain, context, 'describe', topic.name) === undefined) topics.push(describe(image, topic));
  return topics;
}

function describeRef(
  domain: BrokerDomain,
  context: RequestContext,
  image: MetadataImage,
  ref: TopicRef,
): TopicDescription {
  const resolved = resolveTopic(image, ref);
  const name = resolved.kind === 'ok' ? resolved.topic.name : (ref.topic ?? '');
  const forbidden = name === '' ? undefined : refuseTopic(domain, context, 'describe', name);
  const failure = forbidden ?? (resolved.kind === 'failed' ? resolved.failure : undefined);
  if (failure === undefined && resolved.kind === 'ok') return describe(image, resolved.topic);
  return { failure, name, topicId: ref.topicId ?? UUID_ZERO, internal: isInternalTopic(name), partitions: [] };
}

function describe(image: MetadataImage, topic: TopicImage): TopicDescription {
  return {
    failure: undefined,
    name: topic.name,
    topicId: topic.id,
    internal: isInternalTopic(topic.name),
    partitions: [...topic.partitions()].map((partition) => ({
      partition: partition.index,
      leaderId: partition.leader,
      leaderEpoch: partition.leaderEpoch,
      replicas: partition.replicas,
      isr: partition.isr,
      offlineReplicas: partition.replicas.filter((id, at) => isOffline(image, id, partition.directories[at])),
    })),
  };
}

function isOffline(image: MetadataImage, id: number, directory: string | undefined): boolean {
  const broker = image.broker(id);
  if (broker === undefined || broker.fenced) return true;
  return directory !== undefined && directory !== UUID_ZERO && !broker.directories.includes(directory);
}
