import type { TopicName } from '@drave/base';

/** Topics that coordinators keep for themselves; Kafka's names. */
export const internalTopics: ReadonlySet<TopicName> = new Set(['__consumer_offsets', '__transaction_state']);

export function isInternalTopic(topic: TopicName): boolean {
  return internalTopics.has(topic);
}
