import type { ClassicGroup } from '../classic/classic-group.js';
import type { ClassicMember } from '../classic/classic-member.js';
import { readAssignment, readSubscription } from './classic-protocol.js';
import { type ConsumerGroup, emptyGroup } from '../consumer/consumer-group.js';
import { GroupDraft } from '../consumer/draft.js';
import { newMember, sortedNames } from '../consumer/member.js';
import type { ConsumerGroupRecord } from '../consumer/records.js';
import type { TopicsView } from '../consumer/topics-view.js';

export interface UpgradedGroup {
  readonly group: ConsumerGroup;
  readonly records: readonly ConsumerGroupRecord[];
}

/**
 * Makes a classic group of consumers one of type consumer (KIP-848, online migration): its generation becomes the
 * epoch, its members keep what they were last assigned and go on in the classic protocol. A member that waits in its
 * first JoinGroup owns nothing and is told to join again: it is left out. Undefined when a member's bytes are not those
 * of a consumer.
 */
export function upgradedGroup(classic: ClassicGroup, view: TopicsView): UpgradedGroup | undefined {
  const { groupId, generationId } = classic;
  const draft = new GroupDraft(emptyGroup(groupId));
  for (const member of classic.members) {
    if (member.isNew) continue;
    const subscription = readSubscription(subscriptionOf(member, classic.protocolName), view);
    const assigned = readAssignment(member.assignment, view);
    if (subscription === undefined || assigned === undefined) return undefined;
    const { memberId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, protocols } = member;
    draft.putMember({
      ...newMember(memberId),
      instanceId: member.groupInstanceId ?? null,
      rackId: subscription.rackId,
      clientId,
      clientHost,
      rebalanceTimeoutMs,
      subscribedTopicNames: sortedNames(subscription.topics),
      classic: { sessionTimeoutMs, protocols },
      memberEpoch: generationId,
      previousMemberEpoch: generationId,
      assigned,
    });
    draft.add({ kind: 'consumerGroupTarget', groupId, memberId, value: { partitions: assigned } });
  }
  draft.add({ kind: 'consumerGroupEpoch', groupId, value: { epoch: generationId } });
  draft.add({ kind: 'consumerGroupTargetEpoch', groupId, value: { assignmentEpoch: generationId } });
  return { group: draft.group, records: draft.decide(undefined).records };
}

/**
 * The subscription under the chosen protocol, or under the one that the member likes best when it has changed its mind
 * since.
 */
function subscriptionOf({ protocols }: ClassicMember, chosen: string | undefined): Buffer {
  const protocol = protocols.find(({ name }) => name === chosen) ?? protocols[0];
  return protocol?.metadata ?? Buffer.alloc(0);
}
