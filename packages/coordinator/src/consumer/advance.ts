import { isHeld, type ConsumerGroup } from './consumer-group.js';
import type { ConsumerContext } from './context.js';
import type { GroupDraft } from './draft.js';
import { type ConsumerMember, sameNames, sameSubscription } from './member.js';
import { dropUnusedRegex, unknownMember } from './membership.js';
import { reconcile } from './reconcile.js';
import { sameTopics, subscribedTopics } from './subscription.js';
import { noPartitions, type TopicPartitions } from './topic-partitions.js';
import { compileTopicRegex, resolveTopicRegex } from './topic-regex.js';
import type { TopicsView } from './topics-view.js';

/** Writes the member, resolves expressions again, and bumps the group's epoch when anything that matters changed. */
export function updateGroup(
  draft: GroupDraft,
  context: ConsumerContext,
  before: ConsumerMember,
  updated: ConsumerMember,
  isNew: boolean,
): void {
  const changed = isNew || !sameSubscription(before, updated);
  // Checked before anything is written: a refused subscription leaves no trace.
  if (updated.subscribedTopicRegex !== '' && updated.subscribedTopicRegex !== before.subscribedTopicRegex) {
    compileTopicRegex(updated.subscribedTopicRegex);
  }
  draft.putMember(updated);
  if (!changed && upToDate.get(draft.group) === context.topics) return;
  dropUnusedRegex(draft, before.subscribedTopicRegex);
  compareTopics(draft, context, changed);
}

/** Bumps the group's epoch when the topics that it is about are others by now. */
export function refreshTopics(draft: GroupDraft, context: ConsumerContext): void {
  if (upToDate.get(draft.group) !== context.topics) compareTopics(draft, context, false);
}

function compareTopics(draft: GroupDraft, context: ConsumerContext, changed: boolean): void {
  const { groupId } = draft;
  resolveRegexes(draft, context);
  const topics = subscribedTopics(draft.group, draft.group.members.values(), context.topics);
  const topicsChanged = !sameTopics(topics, draft.group.topics);
  if (topicsChanged) draft.add({ kind: 'consumerGroupTopics', groupId, value: { topics } });
  if (changed || topicsChanged || draft.group.epoch === 0) draft.bumpEpoch();
  upToDate.set(draft.group, context.topics);
}

/**
 * The topics that a group, which never changes, was compared with: most heartbeats find both as they were, and need not
 * look at every subscription of every member again.
 */
const upToDate = new WeakMap<ConsumerGroup, TopicsView>();

/** Each expression once per version of the metadata, and only a new outcome is written. */
function resolveRegexes(draft: GroupDraft, context: ConsumerContext): void {
  const regexes = new Set<string>();
  for (const { subscribedTopicRegex } of draft.group.members.values()) {
    if (subscribedTopicRegex !== '') regexes.add(subscribedTopicRegex);
  }
  for (const regex of [...regexes].sort()) {
    const known = draft.group.regexes.get(regex);
    const value = resolveTopicRegex(regex, context.topics, context.visible, context.wallMs);
    if (known !== undefined && sameNames(known.topics, value.topics)) continue;
    draft.add({ kind: 'consumerGroupRegex', groupId: draft.groupId, regex, value });
  }
}

/** The member's next step towards what the group means it to have. */
export function reconcileMember(
  draft: GroupDraft,
  memberId: string,
  owned: TopicPartitions | undefined,
): ConsumerMember {
  const { group } = draft;
  const member = group.members.get(memberId);
  if (member === undefined) throw unknownMember({ groupId: draft.groupId, memberId });
  const next = reconcile(member, {
    targetEpoch: group.targetEpoch,
    target: group.targets.get(memberId) ?? noPartitions,
    owned,
    isHeld: (topicId, partition) => isHeld(group, topicId, partition),
  });
  if (next === member) return member;
  draft.putMember(next);
  // A member of the classic protocol has its time for joining again instead.
  if (next.state === 'unrevokedPartitions' && next.classic === null) {
    const { memberEpoch, rebalanceTimeoutMs } = next;
    draft.arm({ kind: 'rebalance', memberId, memberEpoch, delayMs: rebalanceTimeoutMs });
  } else {
    draft.arm({ kind: 'clear', timer: 'rebalance', memberId });
  }
  return next;
}
