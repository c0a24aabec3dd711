import type { TopicName } from '@drave/base';

/** Topics that coordinators keep for themselves; Kafka's names. */
const INTERNAL_TOPICS: ReadonlySet<string> = new Set(['__consumer_offsets', '__transaction_state']);

export function isInternalTopic(topic: TopicName): boolean {
  return INTERNAL_TOPICS.has(topic);
}
