import type { Millis, TopicName } from '@drave/base';
import { noPartitions, samePartitions, type TopicPartitions } from './topic-partitions.js';

/** Epoch in a heartbeat and in a record: the member leaves. */
export const LEAVE_EPOCH = -1;
/** The same of a static member that means to come back: its partitions wait for it until its session ends. */
export const STATIC_LEAVE_EPOCH = -2;

/**
 * Where a member stands on its way to its target assignment (KIP-848).
 * - `stable`: it has all that its epoch gives it.
 * - `unrevokedPartitions`: it must first report that it has let go of some partitions.
 * - `unreleasedPartitions`: it waits for partitions that others still hold.
 */
export type MemberState = 'stable' | 'unrevokedPartitions' | 'unreleasedPartitions';

/** A protocol of a member that speaks the classic protocol inside this group (online migration). */
interface ClassicMemberProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface ClassicMember {
  readonly sessionTimeoutMs: Millis;
  readonly protocols: readonly ClassicMemberProtocol[];
}

/** One member of a group of type `consumer`. Never changes: an update is another object. */
export interface ConsumerMember {
  readonly memberId: string;
  /** Static membership (KIP-345). */
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** How long it may take to let go of partitions. */
  readonly rebalanceTimeoutMs: Millis;
  /** Sorted, without duplicates. */
  readonly subscribedTopicNames: readonly TopicName[];
  /** Empty for none. */
  readonly subscribedTopicRegex: string;
  /** The assignor it asks for; the one that most members ask for is used. */
  readonly serverAssignor: string | null;
  /** Set for a member that speaks the classic protocol. */
  readonly classic: ClassicMember | null;
  readonly state: MemberState;
  /** The epoch of the target assignment it has moved to; 0 when it has just joined, -2 while a static one is away. */
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly assigned: TopicPartitions;
  readonly pendingRevocation: TopicPartitions;
}

export function newMember(memberId: string): ConsumerMember {
  return {
    memberId,
    instanceId: null,
    rackId: null,
    clientId: '',
    clientHost: '',
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: [],
    subscribedTopicRegex: '',
    serverAssignor: null,
    classic: null,
    state: 'stable',
    memberEpoch: 0,
    previousMemberEpoch: -1,
    assigned: noPartitions,
    pendingRevocation: noPartitions,
  };
}

/** Moves the epoch and remembers the one before, which a member may still use when it missed an answer. */
export function withEpoch(member: ConsumerMember, memberEpoch: number): ConsumerMember {
  return { ...member, memberEpoch, previousMemberEpoch: member.memberEpoch };
}

/** Whether both would leave the same member metadata record. */
export function sameMetadata(a: ConsumerMember, b: ConsumerMember): boolean {
  return (
    a.instanceId === b.instanceId &&
    a.rackId === b.rackId &&
    a.clientId === b.clientId &&
    a.clientHost === b.clientHost &&
    a.rebalanceTimeoutMs === b.rebalanceTimeoutMs &&
    a.serverAssignor === b.serverAssignor &&
    a.classic === b.classic &&
    sameSubscription(a, b)
  );
}

function sameSubscription(a: ConsumerMember, b: ConsumerMember): boolean {
  return sameNames(a.subscribedTopicNames, b.subscribedTopicNames) && a.subscribedTopicRegex === b.subscribedTopicRegex;
}

/** Whether both would leave the same current assignment record. */
export function sameAssignment(a: ConsumerMember, b: ConsumerMember): boolean {
  return (
    a.state === b.state &&
    a.memberEpoch === b.memberEpoch &&
    a.previousMemberEpoch === b.previousMemberEpoch &&
    samePartitions(a.assigned, b.assigned) &&
    samePartitions(a.pendingRevocation, b.pendingRevocation)
  );
}

export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}

export function sortedNames(names: Iterable<TopicName>): readonly TopicName[] {
  return [...new Set(names)].sort();
}
