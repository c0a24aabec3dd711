import { assert, type PartitionIndex, type TopicId, unreachable } from '@drave/base';
import { type ConsumerMember, withEpoch } from './member.js';
import { haveCommon, noPartitions, type TopicPartitions, topicPartitionsOf } from './topic-partitions.js';

interface ReconcileInput {
  readonly targetEpoch: number;
  readonly target: TopicPartitions;
  /** What the member says it owns; undefined when it did not say. */
  readonly owned: TopicPartitions | undefined;
  /** Whether some member of the group holds the partition, be it only until its revocation is confirmed. */
  readonly isHeld: (topicId: TopicId, partition: PartitionIndex) => boolean;
}

/**
 * The member's next step towards its target assignment: first it lets go of what is not in the target, then it moves to
 * the target's epoch, and then it gets what others have let go of. So no partition ever has two owners (KIP-848).
 * Gives the very same object when nothing changes.
 */
export function reconcile(member: ConsumerMember, input: ReconcileInput): ConsumerMember {
  const next = nextOf(member, input);
  if (next !== member) assertStep(member, next, input);
  return next;
}

/** What must hold whatever the member has reported. */
function assertStep(
  member: ConsumerMember,
  next: ConsumerMember,
  { target, targetEpoch, isHeld }: ReconcileInput,
): void {
  assert(next.memberEpoch >= member.memberEpoch, 'the epoch of a member never falls');
  assert(next.memberEpoch <= targetEpoch, 'no member is ahead of the target');
  const isRevoking = next.state === 'unrevokedPartitions';
  assert(isRevoking === next.pendingRevocation.size > 0, 'who has something to let go of is in the state for it');
  for (const [topicId, partitions] of next.assigned) {
    const wanted = new Set(target.get(topicId));
    const had = new Set(member.assigned.get(topicId));
    for (const partition of partitions) {
      assert(wanted.has(partition), 'a member gets what its target has, and nothing else');
      assert(had.has(partition) || !isHeld(topicId, partition), `${topicId}-${partition} has one owner`);
    }
  }
}

function nextOf(member: ConsumerMember, input: ReconcileInput): ConsumerMember {
  switch (member.state) {
    case 'stable':
      return member.memberEpoch === input.targetEpoch ? member : step(member, member.memberEpoch, input);
    case 'unrevokedPartitions':
      // Only a report that leaves the partitions out proves that the member has let go of them.
      if (input.owned === undefined || haveCommon(input.owned, member.pendingRevocation)) return member;
      return step(member, member.memberEpoch + 1, input);
    case 'unreleasedPartitions':
      return step(member, member.memberEpoch, input);
    default:
      return unreachable(member.state);
  }
}

function step(member: ConsumerMember, memberEpoch: number, input: ReconcileInput): ConsumerMember {
  const { kept, surplus, free, mustWait } = compare(member.assigned, input);
  // A member that has just joined, or reports that it owns none of these, need not be waited for.
  const stillOwned = input.owned === undefined || haveCommon(input.owned, surplus);
  if (surplus.size > 0 && stillOwned) {
    return {
      ...withEpoch(member, memberEpoch),
      state: 'unrevokedPartitions',
      assigned: kept,
      pendingRevocation: surplus,
    };
  }
  const next: ConsumerMember = {
    ...withEpoch(member, input.targetEpoch),
    state: mustWait ? 'unreleasedPartitions' : 'stable',
    assigned: free.size === 0 ? kept : topicPartitionsOf([...kept, ...free]),
    pendingRevocation: noPartitions,
  };
  return isUnchanged(member, next, free) ? member : next;
}

/** A member that still waits, at the epoch it was at: there is nothing to write. */
function isUnchanged(member: ConsumerMember, next: ConsumerMember, free: TopicPartitions): boolean {
  return (
    free.size === 0 &&
    member.state === next.state &&
    member.memberEpoch === next.memberEpoch &&
    member.assigned.size === next.assigned.size &&
    [...member.assigned].every(([topicId, list]) => next.assigned.get(topicId)?.length === list.length)
  );
}

function compare(assigned: TopicPartitions, { target, isHeld }: ReconcileInput) {
  const kept = new Map<TopicId, readonly PartitionIndex[]>();
  const surplus = new Map<TopicId, readonly PartitionIndex[]>();
  const free = new Map<TopicId, readonly PartitionIndex[]>();
  let mustWait = false;
  for (const topicId of [...new Set([...target.keys(), ...assigned.keys()])].sort()) {
    const wanted = new Set(target.get(topicId) ?? []);
    const present = assigned.get(topicId) ?? [];
    setIfAny(
      kept,
      topicId,
      present.filter((partition) => wanted.has(partition)),
    );
    setIfAny(
      surplus,
      topicId,
      present.filter((partition) => !wanted.has(partition)),
    );
    const missing = [...wanted].filter((partition) => !present.includes(partition));
    const released = missing.filter((partition) => !isHeld(topicId, partition));
    setIfAny(free, topicId, released);
    mustWait ||= released.length < missing.length;
  }
  return { kept, surplus, free, mustWait };
}

function setIfAny(
  map: Map<TopicId, readonly PartitionIndex[]>,
  topicId: TopicId,
  partitions: readonly PartitionIndex[],
): void {
  if (partitions.length > 0) map.set(topicId, partitions);
}
