import { isHeld, type ConsumerGroup } from './consumer-group.js';
import type { ConsumerContext, ConsumerDecision } from './context.js';
import { GroupDraft } from './draft.js';
import { type ConsumerMember, sameNames } from './member.js';
import { dropUnusedRegex, unknownMember } from './membership.js';
import { reconcile } from './reconcile.js';
import { sameTopics, subscribedTopics } from './subscription.js';
import { noPartitions, type TopicPartitions } from './topic-partitions.js';
import { compileTopicRegex, resolveTopicRegex } from './topic-regex.js';
import type { TopicsView } from './topics-view.js';

/**
 * Writes the member, and bumps the group's epoch when anything that matters changed. An expression that no member of
 * the group had matters once it is resolved, which happens behind the heartbeat's back, as in Kafka: until then the
 * member has what it subscribes to by name.
 */
export function updateGroup(
  draft: GroupDraft,
  context: ConsumerContext,
  before: ConsumerMember,
  updated: ConsumerMember,
  isNew: boolean,
): void {
  const regex = updated.subscribedTopicRegex;
  const regexChanged = regex !== before.subscribedTopicRegex;
  // Checked before anything is written: a refused subscription leaves no trace.
  if (regexChanged && regex !== '') compileTopicRegex(regex);
  const isKnown = regex === '' || draft.group.regexes.has(regex);
  const namesChanged = !sameNames(before.subscribedTopicNames, updated.subscribedTopicNames);
  const changed = isNew || namesChanged || (regexChanged && isKnown);
  draft.putMember(updated);
  if (!changed && !regexChanged && upToDate.get(draft.group) === context.topics) return;
  dropUnusedRegex(draft, before.subscribedTopicRegex);
  compareTopics(draft, context, changed);
}

/** Bumps the group's epoch when the topics that it is about are others by now. */
export function refreshTopics(draft: GroupDraft, context: ConsumerContext): void {
  if (upToDate.get(draft.group) !== context.topics) compareTopics(draft, context, false);
}

function compareTopics(draft: GroupDraft, context: ConsumerContext, changed: boolean): void {
  const topicsChanged = writeTopics(draft, context);
  if (changed || topicsChanged || draft.group.epoch === 0) draft.bumpEpoch();
  const { visible, topics } = context;
  if (mustResolve(draft.group, topics)) draft.arm({ kind: 'regex', memberId: '', delayMs: 0, visible });
  upToDate.set(draft.group, topics);
}

/** Whether they are others than before. */
function writeTopics(draft: GroupDraft, context: ConsumerContext): boolean {
  const { groupId } = draft;
  const topics = subscribedTopics(draft.group, draft.group.members.values(), context.topics);
  if (sameTopics(topics, draft.group.topics)) return false;
  draft.add({ kind: 'consumerGroupTopics', groupId, value: { topics } });
  return true;
}

/**
 * The second step of a subscription by regular expressions, and what follows from new topics: members get what was
 * found with their next heartbeats.
 */
export function decideRegexes(group: ConsumerGroup, context: ConsumerContext): ConsumerDecision<void> {
  const draft = new GroupDraft(group);
  const foundOthers = resolveRegexes(draft, context);
  resolvedAgainst.set(draft.group.regexes, context.topics);
  // Members may share topics by now that the group as a whole has had all along, by the names that others gave.
  if (writeTopics(draft, context) || foundOthers) draft.bumpEpoch();
  return draft.decide(undefined);
}

function mustResolve(group: ConsumerGroup, topics: TopicsView): boolean {
  const regexes = subscribedRegexes(group);
  if (regexes.size === 0) return false;
  for (const regex of regexes) if (!group.regexes.has(regex)) return true;
  return resolvedAgainst.get(group.regexes) !== topics;
}

/** The topics that the expressions of a group were last resolved against. */
const resolvedAgainst = new WeakMap<ConsumerGroup['regexes'], TopicsView>();

/**
 * The topics that a group, which never changes, was compared with: most heartbeats find both as they were, and need not
 * look at every subscription of every member again.
 */
const upToDate = new WeakMap<ConsumerGroup, TopicsView>();

/** Each expression once per version of the metadata, and only a new outcome is written. True when topics changed. */
function resolveRegexes(draft: GroupDraft, context: ConsumerContext): boolean {
  let foundOthers = false;
  for (const regex of [...subscribedRegexes(draft.group)].sort()) {
    const known = draft.group.regexes.get(regex);
    const value = resolveTopicRegex(regex, context.topics, context.visible, context.wallMs);
    if (known !== undefined && sameNames(known.topics, value.topics)) continue;
    draft.add({ kind: 'consumerGroupRegex', groupId: draft.groupId, regex, value });
    foundOthers ||= !sameNames(known?.topics ?? [], value.topics);
  }
  return foundOthers;
}

function subscribedRegexes(group: ConsumerGroup): ReadonlySet<string> {
  const regexes = new Set<string>();
  for (const { subscribedTopicRegex } of group.members.values()) {
    if (subscribedTopicRegex !== '') regexes.add(subscribedTopicRegex);
  }
  return regexes;
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
