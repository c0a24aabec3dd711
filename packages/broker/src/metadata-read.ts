import { UUID_ZERO, type Offset } from '@drave/base';
import { mapInTurns, type Timers } from '@drave/env';
import { isInternalTopic, type MetadataImage, type TopicImage } from '@drave/metadata';
import { type BrokerDomain, refuseTopic } from './domain.js';
import type { RequestContext } from './request-context.js';
import type { MetadataRequest, MetadataResponse, TopicDescription, TopicRef } from './requests.js';
import { endpointOf, resolveTopicFor } from './resolve.js';

/** Topics described between two turns of the event loop. */
const TOPICS_PER_TURN = 200;

/** Who is there and who leads what, from the same image that the broker itself acts on. */
export async function readMetadata(
  domain: BrokerDomain,
  timers: Timers,
  context: RequestContext,
  request: MetadataRequest,
  metadataOffset: Offset,
): Promise<MetadataResponse> {
  const image = domain.image();
  const brokers = image.brokers().flatMap((broker) => {
    const endpoint = endpointOf(image, broker.id, context.listener);
    if (endpoint === undefined || (broker.fenced && request.includeFenced !== true)) return [];
    return [{ id: broker.id, endpoint, rack: broker.rack, fenced: broker.fenced }];
  });
  const topics =
    request.topics === 'all'
      ? await mapInTurns(timers, visibleTopics(domain, context, image), TOPICS_PER_TURN, (topic) =>
          describe(image, topic),
        )
      : await mapInTurns(timers, request.topics, TOPICS_PER_TURN, (ref) => describeRef(domain, context, image, ref));
  return { brokers, topics, metadataOffset };
}

/** True when this broker's image, which may be behind, does not have it. */
export function isUnknownTopic({ failure }: TopicDescription): boolean {
  return failure?.code === 'UNKNOWN_TOPIC_OR_PARTITION' || failure?.code === 'UNKNOWN_TOPIC_ID';
}

/** What the caller may not see does not exist for a request for everything. */
function* visibleTopics(domain: BrokerDomain, context: RequestContext, image: MetadataImage): Iterable<TopicImage> {
  for (const topic of image.topics())
    if (refuseTopic(domain, context, 'describe', topic.name, 'passedOver') === undefined) yield topic;
}

function describeRef(
  domain: BrokerDomain,
  context: RequestContext,
  image: MetadataImage,
  ref: TopicRef,
): TopicDescription {
  const resolved = resolveTopicFor({ authorizer: domain.authorizer, image: () => image }, context, 'describe', ref);
  if (resolved.kind === 'ok') return describe(image, resolved.topic);
  const { topic: name = '', topicId = UUID_ZERO } = ref;
  return { failure: resolved.failure, name, topicId, internal: isInternalTopic(name), partitions: [] };
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
