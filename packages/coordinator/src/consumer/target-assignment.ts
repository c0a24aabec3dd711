import { assert, type PartitionIndex, type TopicId, type TopicName } from '@drave/base';
import type { AssignorInput, AssignorMember, AssignorResult } from './assignor.js';
import { assignors } from './assignors.js';
import { type ConsumerGroup, membersOf, topicsOfMember } from './consumer-group.js';
import type { GroupDraft } from './draft.js';
import { noPartitions, samePartitions } from './topic-partitions.js';

/** Computes who should have what at the group's epoch, and writes what differs from the target so far. */
export function updateTarget(draft: GroupDraft, defaultAssignor: string): void {
  const { group, groupId } = draft;
  const ids = new Map<TopicName, TopicId>(group.topics.map(({ topicName, topicId }) => [topicName, topicId]));
  const partitionCounts = new Map(group.topics.map(({ topicId, partitionCount }) => [topicId, partitionCount]));
  const members = membersOf(group).map((member): AssignorMember => {
    const topicIds = topicsOfMember(group, member).flatMap((name) => ids.get(name) ?? []);
    const target = group.targets.get(member.memberId) ?? noPartitions;
    return { memberId: member.memberId, instanceId: member.instanceId, topicIds: topicIds.sort(), target };
  });
  const assign = assignors.get(assignorOf(group, defaultAssignor));
  assert(assign !== undefined, 'only known assignors are accepted');
  const targets = assign({ members, partitionCounts });
  assertComplete(members, partitionCounts, targets);
  for (const { memberId } of members) {
    const partitions = targets.get(memberId) ?? noPartitions;
    const before = group.targets.get(memberId);
    if (before !== undefined && samePartitions(before, partitions)) continue;
    draft.add({ kind: 'consumerGroupTarget', groupId, memberId, value: { partitions } });
  }
  draft.add({ kind: 'consumerGroupTargetEpoch', groupId, value: { assignmentEpoch: group.epoch } });
}

/** Every partition of a topic that somebody subscribes to goes to one member, who subscribes to it. */
function assertComplete(
  members: readonly AssignorMember[],
  partitionCounts: AssignorInput['partitionCounts'],
  targets: AssignorResult,
): void {
  const assigned = new Map<TopicId, Set<PartitionIndex>>();
  for (const { memberId, topicIds } of members) {
    const subscribed = new Set(topicIds);
    for (const topicId of subscribed) if (!assigned.has(topicId)) assigned.set(topicId, new Set());
    for (const [topicId, partitions] of targets.get(memberId) ?? noPartitions) {
      assert(subscribed.has(topicId), `${memberId} subscribes to ${topicId}`);
      const owned = assigned.get(topicId);
      for (const partition of partitions) {
        assert(owned?.has(partition) === false, `${topicId}-${partition} goes to one member`);
        owned.add(partition);
      }
    }
  }
  for (const [topicId, { size }] of assigned)
    assert(size === partitionCounts.get(topicId), `all partitions of ${topicId} go to somebody`);
}

/** The assignor that most members ask for; among equals the first by name. */
export function assignorOf(group: ConsumerGroup, defaultAssignor: string): string {
  const votes = new Map<string, number>();
  for (const { serverAssignor } of group.members.values()) {
    if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1);
  }
  const [winner] = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return winner?.[0] ?? defaultAssignor;
}
