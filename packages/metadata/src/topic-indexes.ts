import { assert, type NodeId, type TopicId, type TopicName } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import { metricName, type ImageState, type TopicImage } from './image.js';

/** What is kept beside the topics so that nobody has to look through all of them. */
type TopicIndexes = Pick<ImageState, 'topicNames' | 'topicsByMetricName' | 'topicsByBroker'>;

export function indexTopic(state: ImageState, name: TopicName): Omit<TopicIndexes, 'topicsByBroker'> {
  const { topicsByMetricName } = state;
  const key = metricName(name);
  return {
    topicNames: state.topicNames.with(name),
    topicsByMetricName: canCollide(name)
      ? topicsByMetricName.set(key, [...(topicsByMetricName.get(key) ?? []), name])
      : topicsByMetricName,
  };
}

export function forgetTopic(state: ImageState, topic: TopicImage): TopicIndexes {
  const key = metricName(topic.name);
  const left = (state.topicsByMetricName.get(key) ?? []).filter((other) => other !== topic.name);
  return {
    topicNames: state.topicNames.without(topic.name),
    topicsByMetricName:
      left.length > 0 ? state.topicsByMetricName.set(key, left) : state.topicsByMetricName.delete(key),
    topicsByBroker: withoutTopic(state.topicsByBroker, topic),
  };
}

/**
 * Brings the index up to date, where `before` and `after` are the replicas of one partition before and after a record.
 */
export function indexReplicas(
  index: ImageState['topicsByBroker'],
  topicId: TopicId,
  before: readonly NodeId[],
  after: readonly NodeId[],
): ImageState['topicsByBroker'] {
  if (before === after) return index;
  let next = index;
  for (const id of after) if (!before.includes(id)) next = addReplicas(next, id, topicId, 1);
  for (const id of before) if (!after.includes(id)) next = addReplicas(next, id, topicId, -1);
  return next;
}

function addReplicas(
  index: ImageState['topicsByBroker'],
  id: NodeId,
  topicId: TopicId,
  change: number,
): ImageState['topicsByBroker'] {
  const topics = index.get(id) ?? noTopics;
  const count = (topics.get(topicId) ?? 0) + change;
  assert(count >= 0, `broker ${id} loses only replicas that it has`);
  const next = count === 0 ? topics.delete(topicId) : topics.set(topicId, count);
  return next.size === 0 ? index.delete(id) : index.set(id, next);
}

function withoutTopic(index: ImageState['topicsByBroker'], topic: TopicImage): ImageState['topicsByBroker'] {
  let next = index;
  for (const id of brokersOf(index, topic)) {
    const topics = next.get(id)?.delete(topic.id);
    if (topics !== undefined) next = topics.size === 0 ? next.delete(id) : next.set(id, topics);
  }
  return next;
}

/** A superset of the topic's brokers, found in the shorter of two ways. */
function brokersOf(index: ImageState['topicsByBroker'], topic: TopicImage): Iterable<NodeId> {
  if (topic.partitionCount > index.size) return index.keys();
  const brokers = new Set<NodeId>();
  for (const { replicas } of topic.partitions()) for (const id of replicas) brokers.add(id);
  return brokers;
}

function canCollide(name: TopicName): boolean {
  return name.includes('.') || name.includes('_');
}

const noTopics: PersistentMap<TopicId, number> = PersistentMap();
