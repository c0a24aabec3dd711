import type { TopicName } from '@drave/base';
import { type ConsumerGroup, topicsOfMember } from './consumer-group.js';
import type { ConsumerMember } from './member.js';
import type { SubscribedTopic } from './records.js';
import type { TopicsView } from './topics-view.js';

/** The topics that the members subscribe to and that exist, sorted by name. */
export function subscribedTopics(
  group: Pick<ConsumerGroup, 'regexes'>,
  members: Iterable<ConsumerMember>,
  view: TopicsView,
): readonly SubscribedTopic[] {
  const names = new Set<TopicName>();
  for (const member of members) for (const name of topicsOfMember(group, member)) names.add(name);
  const topics: SubscribedTopic[] = [];
  for (const name of [...names].sort()) {
    const topic = view.topicByName(name);
    if (topic === undefined) continue;
    topics.push({ topicId: topic.id, topicName: topic.name, partitionCount: topic.partitionCount });
  }
  return topics;
}

export function sameTopics(a: readonly SubscribedTopic[], b: readonly SubscribedTopic[]): boolean {
  return (
    a.length === b.length &&
    a.every((topic, at) => {
      const other = b[at];
      return (
        other !== undefined &&
        topic.topicId === other.topicId &&
        topic.topicName === other.topicName &&
        topic.partitionCount === other.partitionCount
      );
    })
  );
}
