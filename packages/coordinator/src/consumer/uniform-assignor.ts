import { assert, type PartitionIndex, type TopicId } from '@drave/base';
import { AssignmentBuilder, type AssignorInput, type AssignorMember, type AssignorResult } from './assignor.js';
import { sameNames } from './member.js';

/**
 * Spreads all partitions as evenly as the subscriptions allow and moves as few as it can. When all members subscribe to
 * the same topics, two members differ by at most one partition; otherwise no single move could bring two closer.
 */
export function uniformAssignor(input: AssignorInput): AssignorResult {
  const { members } = input;
  const [first] = members;
  if (first === undefined) return new Map();
  const alike = members.every((member) => sameNames(member.topicIds, first.topicIds));
  const plan = new Plan(input);
  if (alike) {
    plan.trimToQuota();
    plan.giveToLeastLoaded(first.topicIds);
  } else {
    plan.giveAmongSubscribers();
    plan.balance();
  }
  return plan.build();
}

/** Index into `members`; -1 while no member has the partition. */
type Owner = number;

class Plan {
  private readonly members: readonly AssignorMember[];
  private readonly owners = new Map<TopicId, Owner[]>();
  private readonly counts: number[];
  private readonly subscribers = new Map<TopicId, number[]>();
  private partitionCount = 0;

  /** Starts from what members have and may keep. */
  constructor(input: AssignorInput) {
    this.members = input.members;
    this.counts = this.members.map(() => 0);
    for (const [index, { topicIds }] of this.members.entries()) {
      for (const topicId of topicIds) {
        const list = this.subscribers.get(topicId);
        if (list === undefined) this.subscribers.set(topicId, [index]);
        else list.push(index);
      }
    }
    for (const topicId of [...this.subscribers.keys()].sort()) {
      const count = input.partitionCounts.get(topicId) ?? 0;
      this.owners.set(topicId, new Array<Owner>(count).fill(-1));
      this.partitionCount += count;
    }
    for (const [index, member] of this.members.entries()) this.keep(index, member);
  }

  private keep(index: number, member: AssignorMember): void {
    for (const topicId of member.topicIds) {
      const owners = this.owners.get(topicId);
      assert(owners !== undefined, 'every subscribed topic has its owners');
      for (const partition of member.target.get(topicId) ?? []) {
        if (partition < owners.length && owners[partition] === -1) this.give(topicId, partition, index);
      }
    }
  }

  /** Takes away what a member has above its fair share; as many members as it takes may have one more. */
  trimToQuota(): void {
    const share = Math.floor(this.partitionCount / this.members.length);
    let withOneMore = this.partitionCount % this.members.length;
    const surplus = this.counts.map((count) => {
      if (count <= share) return 0;
      if (withOneMore === 0) return count - share;
      withOneMore--;
      return count - share - 1;
    });
    for (const [topicId, owners] of this.owners) {
      for (let partition = owners.length - 1; partition >= 0; partition--) {
        const owner = owners[partition] ?? -1;
        if (owner === -1 || (surplus[owner] ?? 0) === 0) continue;
        surplus[owner] = (surplus[owner] ?? 0) - 1;
        this.take(topicId, partition);
      }
    }
  }

  /** For members that subscribe to the same: round by round to those that have least. */
  giveToLeastLoaded(topicIds: readonly TopicId[]): void {
    let level = Math.min(...this.counts);
    let round = this.membersWith(level);
    for (const topicId of topicIds) {
      for (const partition of this.free(topicId)) {
        let next = round.shift();
        while (next === undefined) {
          round = this.membersWith(++level);
          next = round.shift();
        }
        this.give(topicId, partition, next);
      }
    }
  }

  private membersWith(count: number): number[] {
    return this.members.flatMap((_member, index) => (this.counts[index] === count ? [index] : []));
  }

  /** Topics with few subscribers first: they have the least choice. */
  giveAmongSubscribers(): void {
    const subscribersOf = (topicId: TopicId): number => this.subscribers.get(topicId)?.length ?? 0;
    const topicIds = [...this.owners.keys()].sort((a, b) => subscribersOf(a) - subscribersOf(b) || (a < b ? -1 : 1));
    for (const topicId of topicIds) {
      for (const partition of this.free(topicId)) this.give(topicId, partition, this.leastLoaded(topicId));
    }
  }

  /** Each move lowers the sum of the squares of the counts, so this ends. */
  balance(): void {
    let moved = true;
    while (moved) {
      moved = false;
      for (const [topicId, owners] of this.owners) {
        let least = this.leastLoaded(topicId);
        for (const [partition, owner] of owners.entries()) {
          if ((this.counts[owner] ?? 0) <= (this.counts[least] ?? 0) + 1) continue;
          this.take(topicId, partition);
          this.give(topicId, partition, least);
          least = this.leastLoaded(topicId);
          moved = true;
        }
      }
    }
  }

  build(): AssignorResult {
    const builder = new AssignmentBuilder();
    for (const [topicId, owners] of this.owners) {
      for (const [partition, owner] of owners.entries()) {
        const member = this.members[owner];
        assert(member !== undefined, `${topicId}-${partition} has an owner`);
        builder.add(member.memberId, topicId, partition);
      }
    }
    return builder.build();
  }

  private free(topicId: TopicId): PartitionIndex[] {
    const owners = this.owners.get(topicId) ?? [];
    return [...owners.keys()].filter((partition) => owners[partition] === -1);
  }

  private leastLoaded(topicId: TopicId): number {
    let least = -1;
    for (const index of this.subscribers.get(topicId) ?? []) {
      if (least === -1 || (this.counts[index] ?? 0) < (this.counts[least] ?? 0)) least = index;
    }
    assert(least !== -1, `topic ${topicId} has a subscriber`);
    return least;
  }

  private give(topicId: TopicId, partition: PartitionIndex, index: number): void {
    const owners = this.owners.get(topicId);
    assert(owners?.[partition] === -1, `${topicId}-${partition} is free`);
    owners[partition] = index;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
  }

  private take(topicId: TopicId, partition: PartitionIndex): void {
    const owners = this.owners.get(topicId);
    const owner = owners?.[partition] ?? -1;
    assert(owners !== undefined && owner !== -1, `${topicId}-${partition} has an owner`);
    owners[partition] = -1;
    this.counts[owner] = (this.counts[owner] ?? 0) - 1;
  }
}
