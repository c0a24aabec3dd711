import {
  assert,
  type BrokerEpoch,
  type ErrorCode,
  type LeaderEpoch,
  type Millis,
  type NodeId,
  type Offset,
  type PartitionEpoch,
} from '@drave/base';
import type { Acks, IsrProposal, PartitionAssignment, PartitionEffect, PartitionEvent } from '../core/events.js';
import { PartitionCore } from '../core/partition-core.js';

interface CoreHarnessOptions {
  readonly replicas: readonly NodeId[];
  readonly isr: readonly NodeId[];
  readonly minInsyncReplicas: number;
  readonly leaderEpoch?: LeaderEpoch;
  readonly endOffset?: Offset;
  readonly highWatermark?: Offset;
}

/** Drives one partition core by hand, as broker 1, with a clock and a set of brokers that the test decides. */
export class CoreHarness {
  readonly core: PartitionCore;
  /** Brokers that are fenced or shutting down. */
  readonly ineligible = new Set<NodeId>();
  /** Present registrations; 1 where absent. */
  readonly brokerEpochs = new Map<NodeId, BrokerEpoch>();
  nowMs: Millis = 1_000;
  private assignment: PartitionAssignment;

  constructor(options: CoreHarnessOptions, begin: 'lead' | 'idle' = 'lead') {
    const endOffset = options.endOffset ?? 0;
    this.assignment = {
      replicas: options.replicas,
      isr: options.isr,
      leaderId: 1,
      leaderEpoch: options.leaderEpoch ?? 0,
      partitionEpoch: 0,
    };
    this.core = new PartitionCore({
      localId: 1,
      brokers: {
        isIsrEligible: (id, epoch) => !this.ineligible.has(id) && (this.brokerEpochs.get(id) ?? 1) === epoch,
      },
      rules: {
        minInsyncReplicas: options.minInsyncReplicas,
        replicaLagTimeMaxMs: 30_000,
        isrRetryBackoffMs: 200,
      },
      logStartOffset: 0,
      endOffset,
      highWatermark: options.highWatermark ?? 0,
    });
    if (begin === 'lead')
      this.step({ kind: 'becomeLeader', assignment: this.assignment, endOffset, nowMs: this.nowMs });
  }

  /** Broker 1 follows broker 2. */
  static follower(options: { readonly endOffset: Offset; readonly highWatermark: Offset }): CoreHarness {
    const harness = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 1, ...options }, 'idle');
    harness.becomeFollower({ leaderId: 2, leaderEpoch: 1, partitionEpoch: 1 }, options.endOffset);
    return harness;
  }

  get highWatermark(): Offset {
    return this.core.highWatermark;
  }

  get isr(): readonly NodeId[] {
    return this.core.leader?.isr.committed ?? [];
  }

  get pending(): IsrProposal | undefined {
    return this.core.leader?.isr.pending;
  }

  requirePending(): IsrProposal {
    const { pending } = this;
    assert(pending !== undefined, 'an ISR change is pending');
    return pending;
  }

  step(event: PartitionEvent): readonly PartitionEffect[] {
    return this.core.step(event);
  }

  /** Assigns offsets; the answer of the core. */
  assign(recordCount: number, acks: Acks = -1, expectedLeaderEpoch?: LeaderEpoch): PartitionEffect | undefined {
    return this.step({ kind: 'append', recordCount, acks, expectedLeaderEpoch, nowMs: this.nowMs })[0];
  }

  /** Everything assigned is on disk. */
  written(): readonly PartitionEffect[] {
    const endOffset = this.core.leader?.assignedEndOffset ?? this.core.writtenEndOffset;
    return this.step({ kind: 'written', endOffset, nowMs: this.nowMs });
  }

  append(recordCount: number): void {
    const answer = this.assign(recordCount);
    assert(answer?.kind === 'accepted', `append refused: ${JSON.stringify(answer)}`);
    this.written();
  }

  fetched(
    replicaId: NodeId,
    fetchOffset: Offset,
    options: { readonly brokerEpoch?: BrokerEpoch; readonly leaderEpoch?: LeaderEpoch } = {},
  ): readonly PartitionEffect[] {
    return this.step({
      kind: 'followerFetched',
      replicaId,
      brokerEpoch: options.brokerEpoch ?? this.brokerEpochs.get(replicaId) ?? 1,
      leaderEpoch: options.leaderEpoch ?? this.core.leaderEpoch,
      fetchOffset,
      logStartOffset: 0,
      nowMs: this.nowMs,
    });
  }

  /**
   * Follower 3 keeps up, always a little behind the high watermark that member 2 alone would set; the leader's end is
   * 20.
   */
  becomeBusyWithJoiner(): void {
    this.append(10);
    this.fetched(2, 10);
    this.fetched(3, 4);
    this.append(5);
    this.fetched(2, 15);
    this.fetched(3, 10);
    this.append(5);
    this.fetched(2, 20);
  }

  /** Time goes by, then a tick. */
  pass(spanMs: Millis): readonly PartitionEffect[] {
    this.nowMs += spanMs;
    return this.step({ kind: 'tick', nowMs: this.nowMs });
  }

  metadata(
    change: Partial<PartitionAssignment> & { readonly partitionEpoch: PartitionEpoch },
  ): readonly PartitionEffect[] {
    this.assignment = { ...this.assignment, ...change };
    return this.step({ kind: 'assignmentChanged', assignment: this.assignment, nowMs: this.nowMs });
  }

  /** The controller commits what is proposed. */
  commitPending(): readonly PartitionEffect[] {
    const proposal = this.requirePending();
    return this.step({
      kind: 'isrCommitted',
      leaderId: 1,
      leaderEpoch: proposal.leaderEpoch,
      partitionEpoch: proposal.partitionEpoch + 1,
      isr: proposal.isr.map((member) => member.brokerId),
      nowMs: this.nowMs,
    });
  }

  reject(proposalId: number, error: ErrorCode): readonly PartitionEffect[] {
    return this.step({ kind: 'isrRejected', proposalId, error, nowMs: this.nowMs });
  }

  becomeFollower(
    change: Pick<PartitionAssignment, 'leaderId' | 'leaderEpoch' | 'partitionEpoch'>,
    endOffset: Offset = this.core.writtenEndOffset,
  ): readonly PartitionEffect[] {
    this.assignment = { ...this.assignment, ...change };
    return this.step({ kind: 'becomeFollower', assignment: this.assignment, endOffset });
  }

  becomeLeader(
    change: Pick<PartitionAssignment, 'leaderEpoch' | 'partitionEpoch' | 'isr'>,
    endOffset: Offset,
  ): readonly PartitionEffect[] {
    this.assignment = { ...this.assignment, ...change, leaderId: 1 };
    return this.step({ kind: 'becomeLeader', assignment: this.assignment, endOffset, nowMs: this.nowMs });
  }
}
