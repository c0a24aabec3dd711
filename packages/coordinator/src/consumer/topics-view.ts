import type { TopicId, TopicName } from '@drave/base';

/** One topic as a group sees it. */
export interface TopicShape {
  readonly id: TopicId;
  readonly name: TopicName;
  readonly partitionCount: number;
}

/**
 * What a group needs to know of the cluster's topics: one moment of the metadata, and one object for it, so that a
 * group can tell whether it has been compared with that moment already.
 */
export interface TopicsView {
  /** Metadata offset. */
  readonly version: number;
  topicByName(name: TopicName): TopicShape | undefined;
  topic(id: TopicId): TopicShape | undefined;
  /** Sorted. */
  topicNames(): readonly TopicName[];
}
