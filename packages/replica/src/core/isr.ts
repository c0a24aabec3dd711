import {
  assert,
  type BrokerEpoch,
  type ErrorCode,
  type LeaderEpoch,
  type Millis,
  type NodeId,
  type PartitionEpoch,
} from '@drave/base';
import type { IsrProposal } from './events.js';

interface PendingChange {
  readonly proposal: IsrProposal;
  /**
   * Committed and proposed members together: until the outcome is known, either may be what the controller elects from.
   */
  readonly maximal: ReadonlySet<NodeId>;
  /**
   * True once an attempt went unanswered. A refusal then proves nothing about that attempt, which may still arrive at
   * the controller; only a newer partition epoch ends the change.
   */
  readonly uncertain: boolean;
  /** True when the controller told us that its partition epoch has moved: only the metadata can resolve that. */
  readonly awaitsMetadata: boolean;
}

/**
 * The in-sync replicas of a partition as its leader knows them: those that the controller has committed, and those of a
 * change that is not decided.
 */
export class IsrState {
  private committedMembers: readonly NodeId[];
  private committedSet: ReadonlySet<NodeId>;
  private change: PendingChange | undefined;
  private epoch: PartitionEpoch;
  private lastProposalId = 0;
  private retryAtMs: Millis = 0;

  constructor(isr: readonly NodeId[], partitionEpoch: PartitionEpoch) {
    this.committedMembers = [...isr];
    this.committedSet = new Set(isr);
    this.epoch = partitionEpoch;
  }

  get committed(): readonly NodeId[] {
    return this.committedMembers;
  }

  get partitionEpoch(): PartitionEpoch {
    return this.epoch;
  }

  /** What the high watermark must respect. */
  get maximal(): ReadonlySet<NodeId> {
    return this.change?.maximal ?? this.committedSet;
  }

  get pending(): IsrProposal | undefined {
    return this.change?.proposal;
  }

  mayPropose(nowMs: Millis): boolean {
    return this.change === undefined && nowMs >= this.retryAtMs;
  }

  isCommittedMember(id: NodeId): boolean {
    return this.committedSet.has(id);
  }

  propose(
    isr: readonly { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch }[],
    leaderEpoch: LeaderEpoch,
  ): IsrProposal {
    assert(this.change === undefined, 'one ISR change at a time');
    assert(isr.length > 0, 'an ISR is never empty');
    return this.begin(isr, leaderEpoch, false);
  }

  /** Takes a committed state from the controller or the metadata. True when it is newer than the known one. */
  commit(isr: readonly NodeId[], partitionEpoch: PartitionEpoch): boolean {
    if (partitionEpoch <= this.epoch) return false;
    this.epoch = partitionEpoch;
    this.committedMembers = [...isr];
    this.committedSet = new Set(isr);
    this.change = undefined;
    this.retryAtMs = 0;
    return true;
  }

  /** The attempt went unanswered: the change stays, and the same proposal is due again. */
  outcomeUnknown(proposalId: number): IsrProposal | undefined {
    const change = this.change;
    if (change === undefined || change.proposal.proposalId !== proposalId) return undefined;
    this.change = { ...change, uncertain: true };
    return change.proposal;
  }

  /**
   * A definite answer "no". Returns what to propose next, if anything, and whether the change is over.
   *
   * With an unanswered attempt behind it the refusal ends nothing; we then propose the committed ISR itself, which
   * moves the partition epoch and so makes the lost attempt void whenever it arrives.
   */
  reject(
    proposalId: number,
    error: ErrorCode,
    retryAtMs: Millis,
  ): { readonly ended: boolean; readonly next: IsrProposal | undefined } {
    const change = this.change;
    if (change === undefined || change.proposal.proposalId !== proposalId) return { ended: false, next: undefined };
    if (resolvedByMetadataOnly(error)) {
      this.change = { ...change, awaitsMetadata: true };
      return { ended: false, next: undefined };
    }
    this.retryAtMs = retryAtMs;
    if (!change.uncertain) {
      this.change = undefined;
      return { ended: true, next: undefined };
    }
    const maximal = change.maximal;
    const same = this.committedMembers.map((brokerId) => ({ brokerId, brokerEpoch: -1 }));
    const next = this.begin(same, change.proposal.leaderEpoch, true);
    this.change = { ...this.mustChange(), maximal };
    return { ended: false, next };
  }

  invariants(): void {
    assert(this.committedMembers.length === this.committedSet.size, 'the ISR lists every member once');
    const change = this.change;
    if (change === undefined) return;
    assert(change.proposal.partitionEpoch === this.epoch, 'a pending ISR change builds on the current partition epoch');
    for (const id of this.committedMembers) assert(change.maximal.has(id), 'maximal ISR holds the committed one');
    for (const { brokerId } of change.proposal.isr)
      assert(change.maximal.has(brokerId), 'maximal ISR holds the proposed one');
  }

  private begin(
    isr: readonly { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch }[],
    leaderEpoch: LeaderEpoch,
    uncertain: boolean,
  ): IsrProposal {
    const proposal = { proposalId: ++this.lastProposalId, leaderEpoch, partitionEpoch: this.epoch, isr };
    const maximal = new Set(this.committedMembers);
    for (const { brokerId } of isr) maximal.add(brokerId);
    this.change = { proposal, maximal, uncertain, awaitsMetadata: false };
    return proposal;
  }

  private mustChange(): PendingChange {
    assert(this.change !== undefined, 'a change is pending');
    return this.change;
  }
}

/** The controller has moved on in a way that our metadata will show; nothing may be concluded before it does. */
function resolvedByMetadataOnly(error: ErrorCode): boolean {
  return (
    error === 'INVALID_UPDATE_VERSION' ||
    error === 'FENCED_LEADER_EPOCH' ||
    error === 'NEW_LEADER_ELECTED' ||
    error === 'UNKNOWN_TOPIC_ID' ||
    error === 'UNKNOWN_TOPIC_OR_PARTITION'
  );
}
