import { type ConsumerGroup, membersOf } from './consumer-group.js';
import type { ConsumerGroupRecord } from './records.js';

/** Ends a group: everything that could bring it back is taken away, its epoch last. */
export function tombstonesOf(group: ConsumerGroup): readonly ConsumerGroupRecord[] {
  const { groupId } = group;
  const records: ConsumerGroupRecord[] = [];
  for (const { memberId } of membersOf(group)) {
    records.push(
      { kind: 'consumerGroupCurrent', groupId, memberId, value: undefined },
      { kind: 'consumerGroupTarget', groupId, memberId, value: undefined },
      { kind: 'consumerGroupMember', groupId, memberId, value: undefined },
    );
  }
  for (const regex of [...group.regexes.keys()].sort()) {
    records.push({ kind: 'consumerGroupRegex', groupId, regex, value: undefined });
  }
  records.push(
    { kind: 'consumerGroupTargetEpoch', groupId, value: undefined },
    { kind: 'consumerGroupTopics', groupId, value: undefined },
    { kind: 'consumerGroupEpoch', groupId, value: undefined },
  );
  return records;
}
