import type { TopicName } from '@drave/base';

/** Topics that coordinators keep for themselves, under Kafka's names. */
export const internalTopics: ReadonlySet<TopicName> = new Set(['__consumer_offsets', '__transaction_state']);

/** The name that Kafka's tools have for the log of the cluster's metadata, which is no topic. */
export const clusterMetadataName: TopicName = '__cluster_metadata';

export function isInternalTopic(topic: TopicName): boolean {
  return internalTopics.has(topic);
}
