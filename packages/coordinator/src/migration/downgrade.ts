import type { Millis } from '@drave/base';
import { ClassicGroup, type SubscriptionReader } from '../classic/classic-group.js';
import type { ClassicMember } from '../classic/classic-member.js';
import { encodeAssignment } from './classic-protocol.js';
import { commonClassicProtocols } from './classic-terms.js';
import { type ConsumerGroup, membersOf } from '../consumer/consumer-group.js';
import type { ConsumerMember } from '../consumer/member.js';
import { union } from '../consumer/topic-partitions.js';
import type { TopicsView } from '../consumer/topics-view.js';

/** Whether the last member of the newer protocol is gone with this change, and others are left. */
export function lostLastConsumer(before: ConsumerGroup | undefined, after: ConsumerGroup | undefined): boolean {
  if (before === undefined || after === undefined || after.members.size === 0) return false;
  return before.members.some(isConsumer) && !after.members.some(isConsumer);
}

function isConsumer({ classic }: ConsumerMember): boolean {
  return classic === null;
}

/**
 * A group of type consumer whose members all speak the classic protocol, as a classic group (KIP-848, online
 * migration): stable, in the generation of its epoch, every member with what it may still work on. Undefined when the
 * members have no protocol in common.
 */
export function downgradedGroup(
  group: ConsumerGroup,
  view: TopicsView,
  readTopics: SubscriptionReader,
  wallMs: Millis,
): ClassicGroup | undefined {
  const members = membersOf(group);
  if (commonClassicProtocols(members).size === 0) return undefined;
  return ClassicGroup.ofConsumers(
    group.groupId,
    group.epoch,
    members.flatMap((member) => classicMemberOf(member, view)),
    readTopics,
    wallMs,
  );
}

function classicMemberOf(member: ConsumerMember, view: TopicsView): readonly ClassicMember[] {
  const { memberId, instanceId, clientId, clientHost, rebalanceTimeoutMs, classic } = member;
  const [first] = classic?.protocols ?? [];
  if (classic === null || first === undefined) return [];
  return [
    {
      memberId,
      groupInstanceId: instanceId ?? undefined,
      clientId,
      clientHost,
      rebalanceTimeoutMs,
      sessionTimeoutMs: classic.sessionTimeoutMs,
      protocols: classic.protocols,
      assignment: encodeAssignment(union(member.assigned, member.pendingRevocation), view, first.metadata),
      isNew: false,
      awaitingJoin: undefined,
      awaitingSync: undefined,
    },
  ];
}
