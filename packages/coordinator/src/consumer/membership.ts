import { DraveError } from '@drave/base';
import { countSubscribersOf } from './consumer-group.js';
import type { GroupDraft } from './draft.js';
import type { ConsumerMember } from './member.js';
import { noPartitions } from './topic-partitions.js';

/** @throws DraveError FENCED_INSTANCE_ID when another member has the group instance id. */
export function checkInstance(member: ConsumerMember, request: { readonly memberId: string }): void {
  if (member.memberId === request.memberId) return;
  const message = `group instance id '${member.instanceId}' belongs to member '${member.memberId}' by now`;
  throw new DraveError('FENCED_INSTANCE_ID', message);
}

export function unknownMember(request: { readonly groupId: string; readonly memberId: string }): DraveError {
  return new DraveError('UNKNOWN_MEMBER_ID', `group '${request.groupId}' has no member '${request.memberId}'`);
}

/** Resolutions of expressions that no member subscribes to are not kept. */
export function dropUnusedRegex(draft: GroupDraft, regex: string): void {
  if (regex === '' || !draft.group.regexes.has(regex) || countSubscribersOf(draft.group, regex) > 0) return;
  draft.add({ kind: 'consumerGroupRegex', groupId: draft.groupId, regex, value: undefined });
}

/** The new member takes the place of the one that left: what it had, what it was to have, and no rebalance. */
export function replaceStaticMember(draft: GroupDraft, existing: ConsumerMember, memberId: string): void {
  const { groupId } = draft;
  const target = draft.group.targets.get(existing.memberId) ?? noPartitions;
  draft.clearTimers(existing.memberId);
  draft.removeMember(existing.memberId);
  draft.add({ kind: 'consumerGroupTarget', groupId, memberId, value: { partitions: target } });
  draft.putMember({ ...existing, memberId, memberEpoch: 0, previousMemberEpoch: existing.memberEpoch });
}
