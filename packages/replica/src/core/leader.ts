import { assert, type BrokerEpoch, type LeaderEpoch, type Millis, type NodeId, type Offset } from '@drave/base';
import type {
  BrokerView,
  IsrProposal,
  PartitionAssignment,
  PartitionEffect,
  PartitionEvent,
  PartitionRules,
} from './events.js';
import { FollowerProgress } from './follower-progress.js';
import { IsrState } from './isr.js';

interface LeaderStateOptions {
  readonly localId: NodeId;
  readonly brokers: BrokerView;
  readonly assignment: PartitionAssignment;
  readonly epochStartOffset: Offset;
  readonly nowMs: Millis;
}

type AppendEvent = Extract<PartitionEvent, { kind: 'append' }>;
type FetchedEvent = Extract<PartitionEvent, { kind: 'followerFetched' }>;

/** The claim for members that are not new to the ISR. */
const NO_CLAIM: BrokerEpoch = -1;

/** What exists only while this replica leads: followers, ISR, offsets given out. Made anew for every leader epoch. */
export class LeaderState {
  readonly isr: IsrState;
  readonly leaderEpoch: LeaderEpoch;
  /** The log end when leadership began: nothing of this epoch lies below. */
  readonly epochStartOffset: Offset;
  /** The next offset to give out; what lies between the written end and it is on its way to the disk. */
  private assignedEnd: Offset;
  private followers = new Map<NodeId, FollowerProgress>();
  private replicas: readonly NodeId[] = [];

  private readonly localId: NodeId;
  private readonly brokers: BrokerView;

  constructor(options: LeaderStateOptions) {
    const { assignment } = options;
    this.localId = options.localId;
    this.brokers = options.brokers;
    this.leaderEpoch = assignment.leaderEpoch;
    this.epochStartOffset = options.epochStartOffset;
    this.assignedEnd = options.epochStartOffset;
    this.isr = new IsrState(assignment.isr, assignment.partitionEpoch);
    assert(assignment.isr.includes(this.localId), 'the leader is a member of its ISR');
    // Members of the ISR get a full lag time to report; the others have yet to catch up.
    this.setReplicas(assignment.replicas, options.nowMs);
  }

  get assignedEndOffset(): Offset {
    return this.assignedEnd;
  }

  get replicaIds(): readonly NodeId[] {
    return this.replicas;
  }

  follower(replicaId: NodeId): FollowerProgress | undefined {
    return this.followers.get(replicaId);
  }

  /** Keeps what is known of replicas that stay; new ones start unknown. */
  setReplicas(replicas: readonly NodeId[], isrGraceMs: Millis = Number.NEGATIVE_INFINITY): void {
    const followers = new Map<NodeId, FollowerProgress>();
    for (const id of replicas) {
      if (id === this.localId) continue;
      const grace = this.isr.isCommittedMember(id) ? isrGraceMs : Number.NEGATIVE_INFINITY;
      followers.set(id, this.followers.get(id) ?? new FollowerProgress(id, grace));
    }
    this.replicas = [...replicas];
    this.followers = followers;
  }

  minimumIsrSize(rules: PartitionRules): number {
    return Math.min(rules.minInsyncReplicas, this.replicas.length);
  }

  append(event: AppendEvent, rules: PartitionRules): PartitionEffect {
    assert(event.recordCount > 0, 'an append carries records');
    const { expectedLeaderEpoch } = event;
    if (expectedLeaderEpoch !== undefined && expectedLeaderEpoch !== this.leaderEpoch) {
      const error = expectedLeaderEpoch < this.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
      return { kind: 'rejected', error };
    }
    if (event.acks === -1 && this.isr.committed.length < this.minimumIsrSize(rules))
      return { kind: 'rejected', error: 'NOT_ENOUGH_REPLICAS' };
    const baseOffset = this.assignedEnd;
    this.assignedEnd = baseOffset + event.recordCount;
    return { kind: 'accepted', baseOffset, nextOffset: this.assignedEnd, leaderEpoch: this.leaderEpoch };
  }

  written(oldEndOffset: Offset, nowMs: Millis): void {
    for (const follower of this.followers.values()) follower.leaderEndMoves(oldEndOffset, nowMs);
  }

  writeFailed(endOffset: Offset): void {
    this.assignedEnd = endOffset;
  }

  /** Notes a follower's position; false when it is none of ours or of another epoch, and nothing may follow from it. */
  fetched(event: FetchedEvent, writtenEnd: Offset): boolean {
    if (event.leaderEpoch !== this.leaderEpoch) return false;
    const follower = this.followers.get(event.replicaId);
    if (follower === undefined) return false;
    // A delayed fetch of an incarnation before the one we know must not speak for the present one (KAFKA-14617).
    if (event.brokerEpoch < follower.brokerEpoch) return false;
    follower.fetched(event.fetchOffset, writtenEnd, event.brokerEpoch, event.nowMs);
    follower.logStartOffset = event.logStartOffset;
    return true;
  }

  /**
   * The earliest record that any replica still holds, this one's start being `localStart`. Replicas that `counts`
   * leaves out (their broker is down) are not waited for; a follower that has not reported yet may hold everything.
   */
  lowWatermark(localStart: Offset, counts: (id: NodeId) => boolean): Offset {
    let lowest = localStart;
    for (const follower of this.followers.values())
      if (counts(follower.replicaId)) lowest = Math.min(lowest, follower.logStartOffset);
    return lowest;
  }

  /**
   * Where the high watermark may stand now: what every member of the maximal ISR holds, as long as the committed ISR
   * has its minimum (KAFKA-15583). A follower that keeps up but is not yet a member is waited for too, or a busy leader
   * would move the high watermark past it for ever and never admit it; one that may not become a member is not
   * (KAFKA-15021).
   */
  highWatermark(current: Offset, writtenEnd: Offset, nowMs: Millis, rules: PartitionRules): Offset {
    if (this.isr.committed.length < this.minimumIsrSize(rules)) return current;
    const maximal = this.isr.maximal;
    let lowest = writtenEnd;
    for (const follower of this.followers.values()) {
      if (follower.endOffset >= lowest) continue;
      if (maximal.has(follower.replicaId) || this.isJoining(follower, writtenEnd, nowMs, rules))
        lowest = follower.endOffset;
    }
    return Math.max(current, lowest);
  }

  /** The ISR change that is due, if one is and none is under way: one admission or expulsion set at a time. */
  proposal(
    highWatermark: Offset,
    writtenEnd: Offset,
    nowMs: Millis,
    rules: PartitionRules,
    judgeLag: boolean,
  ): IsrProposal | undefined {
    if (!this.isr.mayPropose(nowMs)) return undefined;
    const admitted: NodeId[] = [];
    const expelled: NodeId[] = [];
    for (const [id, follower] of this.followers) {
      if (this.isr.isCommittedMember(id)) {
        if (judgeLag && !follower.isCaughtUp(writtenEnd, nowMs, rules.replicaLagTimeMaxMs)) expelled.push(id);
      } else if (this.mayJoin(follower, highWatermark, writtenEnd, nowMs, rules)) admitted.push(id);
    }
    if (admitted.length === 0 && expelled.length === 0) return undefined;
    // Only members that join must prove their registration; a member that stays was judged when it joined, and one that
    // came back without proof was taken out by the controller together with its partition epoch.
    const members = this.isr.committed
      .filter((id) => !expelled.includes(id))
      .map((brokerId) => ({ brokerId, brokerEpoch: NO_CLAIM }));
    for (const brokerId of admitted)
      members.push({ brokerId, brokerEpoch: this.followers.get(brokerId)?.brokerEpoch ?? NO_CLAIM });
    return this.isr.propose(members, this.leaderEpoch);
  }

  invariants(writtenEnd: Offset): void {
    assert(writtenEnd <= this.assignedEnd, `written ${writtenEnd} > assigned ${this.assignedEnd}`);
    assert(this.epochStartOffset <= this.assignedEnd, 'a leader only adds to its log');
    for (const follower of this.followers.values())
      assert(follower.endOffset <= writtenEnd, 'a follower never holds more than its leader');
    this.isr.invariants();
  }

  /**
   * Both bounds matter: the high watermark alone may be stale right after an election, and a follower below the start
   * of our epoch may still hold records that we never had. Nor are they enough: with less than the minimum in sync the
   * high watermark stands still, and a follower that was expelled for its lag would be admitted and expelled in turn.
   */
  private mayJoin(
    follower: FollowerProgress,
    highWatermark: Offset,
    writtenEnd: Offset,
    nowMs: Millis,
    rules: PartitionRules,
  ): boolean {
    return (
      follower.endOffset >= highWatermark &&
      follower.endOffset >= this.epochStartOffset &&
      this.isJoining(follower, writtenEnd, nowMs, rules)
    );
  }

  private isJoining(follower: FollowerProgress, writtenEnd: Offset, nowMs: Millis, rules: PartitionRules): boolean {
    return (
      follower.endOffset >= 0 &&
      follower.isCaughtUp(writtenEnd, nowMs, rules.replicaLagTimeMaxMs) &&
      this.brokers.isIsrEligible(follower.replicaId, follower.brokerEpoch)
    );
  }
}
