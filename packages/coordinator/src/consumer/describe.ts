import type { TopicId, TopicName } from '@drave/base';
import { type ConsumerGroup, type ConsumerGroupState, membersOf, stateOf, topicsOfMember } from './consumer-group.js';
import type { ConsumerMember } from './member.js';
import { assignorOf } from './target-assignment.js';
import { noPartitions, type TopicPartitions } from './topic-partitions.js';

/** A group of type `consumer` as ConsumerGroupDescribe (API key 69) shows it. */
export interface ConsumerGroupDescription {
  readonly groupId: string;
  readonly state: ConsumerGroupState;
  readonly epoch: number;
  readonly assignmentEpoch: number;
  readonly assignor: string;
  readonly members: readonly ConsumerMemberDescription[];
}

interface ConsumerMemberDescription {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly TopicName[];
  /** Null for none. */
  readonly subscribedTopicRegex: string | null;
  /** By name or expression, as far as they exist. */
  readonly assigned: readonly DescribedPartitions[];
  readonly target: readonly DescribedPartitions[];
  /** True for a member that speaks the classic protocol. */
  readonly classic: boolean;
}

export interface DescribedPartitions {
  readonly topicId: TopicId;
  /** Empty when the topic is gone. */
  readonly topicName: TopicName;
  readonly partitions: readonly number[];
}

export function describeConsumerGroup(
  group: ConsumerGroup,
  defaultAssignor: string,
  nameOf: (id: TopicId) => TopicName | undefined,
): ConsumerGroupDescription {
  const described = (of: TopicPartitions): DescribedPartitions[] =>
    [...of].map(([topicId, partitions]) => ({ topicId, topicName: nameOf(topicId) ?? '', partitions }));
  return {
    groupId: group.groupId,
    state: stateOf(group),
    epoch: group.epoch,
    assignmentEpoch: group.targetEpoch,
    assignor: assignorOf(group, defaultAssignor),
    members: membersOf(group).map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      rackId: member.rackId,
      memberEpoch: member.memberEpoch,
      clientId: member.clientId,
      clientHost: member.clientHost,
      subscribedTopicNames: member.subscribedTopicNames,
      subscribedTopicRegex: member.subscribedTopicRegex === '' ? null : member.subscribedTopicRegex,
      assigned: described(member.assigned),
      target: described(group.targets.get(member.memberId) ?? noPartitions),
      classic: member.classic !== null,
    })),
  };
}

/** Topics that some member takes part in: their offsets may not be deleted or reset. */
export function topicsInUse(group: ConsumerGroup): ReadonlySet<TopicName> {
  const names = new Set<TopicName>();
  for (const member of group.members.values() as Iterable<ConsumerMember>) {
    for (const name of topicsOfMember(group, member)) names.add(name);
  }
  return names;
}
