import { errors, UUID_ZERO } from '@drave/base';
import type { HandlerContext } from './handler-row.js';

/** A topic as newer versions of a request name it. */
interface TopicById {
  readonly topicId: string;
}

/** The answer for a topic whose id nobody knows. */
export const UNKNOWN_TOPIC_ID = errors.UNKNOWN_TOPIC_ID.kafka;

/**
 * The names of topics that are asked for by id; a topic that does not exist has none. A topic may have been made by way
 * of another broker a moment ago: when one is not in this broker's image, that is brought up to date first.
 */
export async function namesOfTopics(
  { domain }: HandlerContext,
  topics: readonly TopicById[],
): Promise<ReadonlyMap<string, string>> {
  const isUnknown = ({ topicId }: TopicById): boolean => domain.feed.image.topic(topicId) === undefined;
  if (topics.some(isUnknown)) await domain.broker.bringUpToDate();
  const { image } = domain.feed;
  const names = new Map<string, string>();
  for (const { topicId } of topics) {
    const topic = image.topic(topicId);
    if (topic !== undefined) names.set(topicId, topic.name);
  }
  return names;
}

/** The id of a topic by its name, zero for one that does not exist. */
export function topicIdOf({ domain }: HandlerContext, name: string): string {
  return domain.feed.image.topicByName(name)?.id ?? UUID_ZERO;
}
