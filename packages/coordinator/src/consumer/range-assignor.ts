import type { TopicId } from '@drave/base';
import { AssignmentBuilder, type AssignorInput, type AssignorMember, type AssignorResult } from './assignor.js';

/**
 * Each topic by itself: its subscribers, in a fixed order, get consecutive partitions; the first ones get one more when
 * it does not come out even. Topics with equally many partitions and the same subscribers are co-partitioned. Static
 * members come first, by instance id, so that a restarted one takes the place it had.
 */
export function rangeAssignor(input: AssignorInput): AssignorResult {
  const ordered = [...input.members].sort(compareMembers);
  const subscribers = new Map<TopicId, AssignorMember[]>();
  for (const member of ordered) {
    for (const topicId of member.topicIds) {
      const list = subscribers.get(topicId);
      if (list === undefined) subscribers.set(topicId, [member]);
      else list.push(member);
    }
  }
  const builder = new AssignmentBuilder();
  for (const [topicId, members] of subscribers) {
    const partitionCount = input.partitionCounts.get(topicId) ?? 0;
    const share = Math.floor(partitionCount / members.length);
    const withOneMore = partitionCount % members.length;
    let next = 0;
    for (const [index, member] of members.entries()) {
      const end = next + share + (index < withOneMore ? 1 : 0);
      for (; next < end; next++) builder.add(member.memberId, topicId, next);
    }
  }
  return builder.build();
}

function compareMembers(a: AssignorMember, b: AssignorMember): number {
  if ((a.instanceId === null) !== (b.instanceId === null)) return a.instanceId === null ? 1 : -1;
  const [left, right] = [a.instanceId ?? a.memberId, b.instanceId ?? b.memberId];
  return left < right ? -1 : left > right ? 1 : 0;
}
