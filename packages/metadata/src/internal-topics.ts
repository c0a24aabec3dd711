import type { TopicName } from '@drave/base';

const names = ['__consumer_offsets', '__transaction_state'] as const;

/** A coordinator's topic is made by a spec with such a name, so one that is missing above does not compile. */
export type InternalTopicName = (typeof names)[number];

/** Topics that coordinators keep for themselves, under Kafka's names. */
export const internalTopics: ReadonlySet<TopicName> = new Set<TopicName>(names);

/** The name that Kafka's tools have for the log of the cluster's metadata, which is no topic. */
export const CLUSTER_METADATA_NAME: TopicName = '__cluster_metadata';

export function isInternalTopic(topic: TopicName): boolean {
  return internalTopics.has(topic);
}
