import {
  assert,
  unreachable,
  type LeaderEpoch,
  type Millis,
  type NodeId,
  type Offset,
  type PartitionEpoch,
} from '@drave/base';
import type { BrokerView, PartitionAssignment, PartitionEffect, PartitionEvent, PartitionRules } from './events.js';
import { LeaderState } from './leader.js';

interface PartitionCoreOptions {
  readonly localId: NodeId;
  readonly brokers: BrokerView;
  readonly rules: PartitionRules;
  readonly logStartOffset: Offset;
  readonly endOffset: Offset;
  /** The high watermark as checkpointed; it is clamped into the log. */
  readonly highWatermark: Offset;
}

type Role =
  /** The replica is between two roles, or before the first. It serves nothing. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'leader'; readonly state: LeaderState }
  | { readonly kind: 'follower'; readonly leaderId: NodeId }
  | { readonly kind: 'offline' };

type RoleKind = Role['kind'];

const NOTHING: readonly PartitionEffect[] = [];

/**
 * The replication rules of one replica of one partition, without I/O: `step(event) → effects`.
 *
 * What it promises (checked after every step): log start <= high watermark <= written end <= assigned end; the high
 * watermark never moves back except by a truncation that an unclean election forces; as leader it covers only what
 * every member of the maximal ISR holds, and moves only while the committed ISR has its minimum.
 */
export class PartitionCore {
  private role: Role = { kind: 'idle' };
  private leaderEpochNow: LeaderEpoch = -1;
  private partitionEpochNow: PartitionEpoch = -1;
  private startOffset: Offset;
  private writtenEnd: Offset;
  private highWatermarkNow: Offset;
  private rules: PartitionRules;
  private stepping = false;

  private readonly localId: NodeId;
  private readonly brokers: BrokerView;

  constructor(options: PartitionCoreOptions) {
    this.localId = options.localId;
    this.brokers = options.brokers;
    this.rules = options.rules;
    this.startOffset = options.logStartOffset;
    this.writtenEnd = options.endOffset;
    this.highWatermarkNow = Math.max(options.logStartOffset, Math.min(options.highWatermark, options.endOffset));
    this.invariants();
  }

  get roleKind(): RoleKind {
    return this.role.kind;
  }

  /** -1 before the first role. */
  get leaderEpoch(): LeaderEpoch {
    return this.leaderEpochNow;
  }

  get partitionEpoch(): PartitionEpoch {
    return this.role.kind === 'leader' ? this.role.state.isr.partitionEpoch : this.partitionEpochNow;
  }

  get highWatermark(): Offset {
    return this.highWatermarkNow;
  }

  get writtenEndOffset(): Offset {
    return this.writtenEnd;
  }

  get logStartOffset(): Offset {
    return this.startOffset;
  }

  get leader(): LeaderState | undefined {
    return this.role.kind === 'leader' ? this.role.state : undefined;
  }

  /** The broker this replica follows; undefined when it does not follow. */
  get followedLeaderId(): NodeId | undefined {
    return this.role.kind === 'follower' && this.role.leaderId >= 0 ? this.role.leaderId : undefined;
  }

  /**
   * A new leader's high watermark may lag behind what an earlier leader told consumers; until it covers an offset of
   * the new epoch no consumer may be told "the end is here" (KIP-207).
   */
  get endIsKnown(): boolean {
    return this.role.kind === 'leader' && this.highWatermarkNow >= this.role.state.epochStartOffset;
  }

  step(event: PartitionEvent): readonly PartitionEffect[] {
    assert(!this.stepping, 'a partition core is never re-entered');
    this.stepping = true;
    const effects = this.handle(event);
    this.stepping = false;
    this.invariants();
    return effects;
  }

  invariants(): void {
    assert(this.startOffset <= this.highWatermarkNow, `start ${this.startOffset} > HW ${this.highWatermarkNow}`);
    assert(this.highWatermarkNow <= this.writtenEnd, `HW ${this.highWatermarkNow} > end ${this.writtenEnd}`);
    if (this.role.kind === 'leader') this.role.state.invariants(this.writtenEnd);
  }

  private handle(event: PartitionEvent): readonly PartitionEffect[] {
    switch (event.kind) {
      case 'suspend':
        return this.suspend(event.leaderEpoch);
      case 'becomeLeader':
        return this.becomeLeader(event.assignment, event.endOffset, event.nowMs);
      case 'becomeFollower':
        return this.becomeFollower(event.assignment, event.endOffset);
      case 'assignmentChanged':
        return this.changeAssignment(event.assignment, event.nowMs);
      case 'becomeOffline':
        return this.becomeOffline();
      case 'rulesChanged':
        this.rules = event.rules;
        return this.role.kind === 'leader' ? this.leaderMoves(this.role.state, event.nowMs, false) : NOTHING;
      case 'written':
        return this.written(event.endOffset, event.nowMs);
      case 'writeFailed':
        return this.writeFailed(event.endOffset);
      case 'followerAppended':
        return this.followerAppended(event.endOffset, event.leaderHighWatermark);
      case 'truncated':
        return this.truncated(event.endOffset);
      case 'restarted':
        return this.restarted(event.startOffset);
      case 'logStartMoved':
        return this.logStartMoved(event.startOffset);
      case 'append':
      case 'followerFetched':
      case 'isrCommitted':
      case 'isrRejected':
      case 'isrOutcomeUnknown':
      case 'brokersChanged':
      case 'tick':
        return this.role.kind === 'leader' ? this.stepLeader(this.role.state, event) : ignoreNotLeader(event);
      default:
        return unreachable(event);
    }
  }

  private stepLeader(
    leader: LeaderState,
    event: PartitionEvent & {
      kind:
        | 'append'
        | 'followerFetched'
        | 'isrCommitted'
        | 'isrRejected'
        | 'isrOutcomeUnknown'
        | 'brokersChanged'
        | 'tick';
    },
  ): readonly PartitionEffect[] {
    switch (event.kind) {
      case 'append':
        return [leader.append(event, this.rules)];
      case 'followerFetched': {
        const startBefore = leader.follower(event.replicaId)?.logStartOffset;
        if (!leader.fetched(event, this.writtenEnd)) return NOTHING;
        const effects = this.leaderMoves(leader, event.nowMs, false);
        const startNow = leader.follower(event.replicaId)?.logStartOffset;
        return startNow === startBefore ? effects : [...effects, { kind: 'followerStartMoved' }];
      }
      case 'isrCommitted': {
        if (event.leaderEpoch !== this.leaderEpochNow || event.leaderId !== this.localId) return NOTHING;
        const before = leader.isr.committed;
        const changed = leader.isr.commit(event.isr, event.partitionEpoch);
        return changed ? this.isrChanged(leader, before, event.nowMs) : NOTHING;
      }
      case 'isrRejected': {
        const retryAtMs = event.nowMs + this.rules.isrRetryBackoffMs;
        const { ended, next } = leader.isr.reject(event.proposalId, event.error, retryAtMs);
        const effects = ended ? [...this.leaderMoves(leader, event.nowMs, true)] : [];
        if (next !== undefined) effects.push({ kind: 'proposeIsr', proposal: next });
        return effects;
      }
      case 'isrOutcomeUnknown': {
        const proposal = leader.isr.outcomeUnknown(event.proposalId);
        return proposal === undefined ? NOTHING : [{ kind: 'proposeIsr', proposal }];
      }
      case 'brokersChanged':
        return this.leaderMoves(leader, event.nowMs, true);
      case 'tick':
        return this.leaderMoves(leader, event.nowMs, true);
      default:
        return unreachable(event);
    }
  }

  private suspend(leaderEpoch: LeaderEpoch): readonly PartitionEffect[] {
    assert(leaderEpoch > this.leaderEpochNow, `suspend for epoch ${leaderEpoch}, at ${this.leaderEpochNow}`);
    if (this.role.kind === 'offline') return NOTHING;
    const effects = this.endLeadership();
    this.role = { kind: 'idle' };
    return effects;
  }

  private becomeLeader(assignment: PartitionAssignment, endOffset: Offset, nowMs: Millis): readonly PartitionEffect[] {
    assert(this.role.kind === 'idle', `leadership begins from idle, not ${this.role.kind}`);
    assert(assignment.leaderId === this.localId, 'the metadata names us leader');
    assert(assignment.leaderEpoch > this.leaderEpochNow, 'a role begins with a newer leader epoch');
    this.takeAssignment(assignment, endOffset);
    const state = new LeaderState({
      localId: this.localId,
      brokers: this.brokers,
      assignment,
      epochStartOffset: endOffset,
      nowMs,
    });
    this.role = { kind: 'leader', state };
    const effects: PartitionEffect[] = [
      { kind: 'leadershipBegan', leaderEpoch: assignment.leaderEpoch, startOffset: endOffset },
    ];
    effects.push(...this.leaderMoves(state, nowMs, false));
    return effects;
  }

  private becomeFollower(assignment: PartitionAssignment, endOffset: Offset): readonly PartitionEffect[] {
    assert(this.role.kind === 'idle', `following begins from idle, not ${this.role.kind}`);
    assert(assignment.leaderId !== this.localId, 'a leader does not follow itself');
    assert(assignment.leaderEpoch > this.leaderEpochNow, 'a role begins with a newer leader epoch');
    this.takeAssignment(assignment, endOffset);
    this.role = { kind: 'follower', leaderId: assignment.leaderId };
    return [{ kind: 'followingBegan', leaderId: assignment.leaderId, leaderEpoch: assignment.leaderEpoch }];
  }

  private takeAssignment(assignment: PartitionAssignment, endOffset: Offset): void {
    assert(endOffset >= this.highWatermarkNow, `the log ends at ${endOffset}, below HW ${this.highWatermarkNow}`);
    this.leaderEpochNow = assignment.leaderEpoch;
    this.partitionEpochNow = assignment.partitionEpoch;
    this.writtenEnd = endOffset;
  }

  private changeAssignment(assignment: PartitionAssignment, nowMs: Millis): readonly PartitionEffect[] {
    // An offline replica takes no role any more: its leader epoch stays behind while the metadata goes on.
    if (this.role.kind === 'offline') return NOTHING;
    assert(assignment.leaderEpoch === this.leaderEpochNow, 'within one leader epoch');
    if (this.role.kind !== 'leader') {
      this.partitionEpochNow = Math.max(this.partitionEpochNow, assignment.partitionEpoch);
      return NOTHING;
    }
    const leader = this.role.state;
    // A registration older than what AlterPartition's answer told us is stale (KAFKA-12686).
    if (assignment.partitionEpoch < leader.isr.partitionEpoch) return NOTHING;
    leader.setReplicas(assignment.replicas);
    const before = leader.isr.committed;
    return leader.isr.commit(assignment.isr, assignment.partitionEpoch)
      ? this.isrChanged(leader, before, nowMs)
      : this.leaderMoves(leader, nowMs, true);
  }

  private becomeOffline(): readonly PartitionEffect[] {
    if (this.role.kind === 'offline') return NOTHING;
    const effects = this.endLeadership();
    this.role = { kind: 'offline' };
    return effects;
  }

  private endLeadership(): readonly PartitionEffect[] {
    if (this.role.kind !== 'leader') return NOTHING;
    this.partitionEpochNow = this.role.state.isr.partitionEpoch;
    return [{ kind: 'leadershipEnded', leaderEpoch: this.leaderEpochNow }];
  }

  private isrChanged(leader: LeaderState, before: readonly NodeId[], nowMs: Millis): readonly PartitionEffect[] {
    const moved = this.leaderMoves(leader, nowMs, true);
    return [
      { kind: 'isrChanged', before, isr: leader.isr.committed, partitionEpoch: leader.isr.partitionEpoch },
      ...moved,
      // Even with the high watermark where it was, a waiter may now be told that too few replicas are left
      // (KAFKA-13091).
      ...(moved.some((effect) => effect.kind === 'progress')
        ? NOTHING
        : [{ kind: 'progress', highWatermark: this.highWatermarkNow } as const]),
    ];
  }

  /** Everything that may follow from a change at the leader: the high watermark, then a proposal to change the ISR. */
  private leaderMoves(leader: LeaderState, nowMs: Millis, judgeLag: boolean): readonly PartitionEffect[] {
    const effects: PartitionEffect[] = [];
    const highWatermark = leader.highWatermark(this.highWatermarkNow, this.writtenEnd, nowMs, this.rules);
    assert(highWatermark >= this.highWatermarkNow, 'a leader never lowers the high watermark');
    if (highWatermark > this.highWatermarkNow) {
      this.highWatermarkNow = highWatermark;
      effects.push({ kind: 'progress', highWatermark });
    }
    const proposal = leader.proposal(this.highWatermarkNow, this.writtenEnd, nowMs, this.rules, judgeLag);
    if (proposal !== undefined) effects.push({ kind: 'proposeIsr', proposal });
    return effects.length === 0 ? NOTHING : effects;
  }

  private written(endOffset: Offset, nowMs: Millis): readonly PartitionEffect[] {
    assert(endOffset >= this.writtenEnd, `the written end moved back: ${endOffset} < ${this.writtenEnd}`);
    if (endOffset === this.writtenEnd) return NOTHING;
    const oldEnd = this.writtenEnd;
    this.writtenEnd = endOffset;
    if (this.role.kind !== 'leader') return NOTHING;
    this.role.state.written(oldEnd, nowMs);
    return this.leaderMoves(this.role.state, nowMs, false);
  }

  private writeFailed(endOffset: Offset): readonly PartitionEffect[] {
    assert(endOffset >= this.highWatermarkNow, 'a failed write never reaches below the high watermark');
    this.writtenEnd = Math.max(endOffset, this.highWatermarkNow);
    if (this.role.kind === 'leader') this.role.state.writeFailed(this.writtenEnd);
    return NOTHING;
  }

  private followerAppended(endOffset: Offset, leaderHighWatermark: Offset): readonly PartitionEffect[] {
    if (this.role.kind !== 'follower') return NOTHING;
    assert(endOffset >= this.writtenEnd, 'a follower append never shortens the log');
    this.writtenEnd = endOffset;
    // A new leader may know an older high watermark than we do; ours was true and stays (KIP-101).
    return this.raiseHighWatermark(Math.min(leaderHighWatermark, endOffset));
  }

  private truncated(endOffset: Offset): readonly PartitionEffect[] {
    assert(this.role.kind !== 'leader', 'a leader never truncates');
    assert(endOffset <= this.writtenEnd, 'truncation shortens the log');
    this.writtenEnd = endOffset;
    this.startOffset = Math.min(this.startOffset, endOffset);
    const from = this.highWatermarkNow;
    if (endOffset >= from) return NOTHING;
    this.highWatermarkNow = endOffset;
    return [{ kind: 'highWatermarkLowered', from, to: endOffset }];
  }

  private restarted(startOffset: Offset): readonly PartitionEffect[] {
    assert(this.role.kind !== 'leader', 'a leader never empties its log');
    const from = this.highWatermarkNow;
    this.startOffset = startOffset;
    this.writtenEnd = startOffset;
    // All three move together; a high watermark left behind would lie outside the log (KAFKA-9491).
    this.highWatermarkNow = startOffset;
    if (startOffset < from) return [{ kind: 'highWatermarkLowered', from, to: startOffset }];
    return startOffset > from ? [{ kind: 'progress', highWatermark: startOffset }] : NOTHING;
  }

  private logStartMoved(startOffset: Offset): readonly PartitionEffect[] {
    if (startOffset <= this.startOffset) return NOTHING;
    assert(startOffset <= this.writtenEnd, 'the log starts at or below its end');
    this.startOffset = startOffset;
    // A follower may learn of deleted records before it learns of the high watermark that allowed it.
    return this.raiseHighWatermark(startOffset);
  }

  private raiseHighWatermark(highWatermark: Offset): readonly PartitionEffect[] {
    if (highWatermark <= this.highWatermarkNow) return NOTHING;
    this.highWatermarkNow = highWatermark;
    return [{ kind: 'progress', highWatermark }];
  }
}

/** Late messages to a leader that is none any more: an append is told so, everything else is forgotten. */
function ignoreNotLeader(event: PartitionEvent): readonly PartitionEffect[] {
  return event.kind === 'append' ? [{ kind: 'rejected', error: 'NOT_LEADER_OR_FOLLOWER' }] : NOTHING;
}
