import { assert } from '@drave/base';
import { type ConsumerGroup, replayConsumerGroup } from './consumer-group.js';
import { CONSUMER_TIMERS, type ConsumerDecision, type ConsumerTimer } from './context.js';
import { type ConsumerMember, sameAssignment, sameMetadata } from './member.js';
import { type ConsumerGroupRecord, memberAssignmentOf, memberMetadataOf } from './records.js';

/**
 * A group while one decision is made about it: records gather, and each is replayed at once, so that every step sees
 * what the steps before it decided. The group that the decision started from stays as it was.
 */
export class GroupDraft {
  private readonly before: ConsumerGroup;
  private current: ConsumerGroup;
  private readonly records: ConsumerGroupRecord[] = [];
  private readonly timers: ConsumerTimer[] = [];

  constructor(group: ConsumerGroup) {
    this.before = group;
    this.current = group;
  }

  get group(): ConsumerGroup {
    return this.current;
  }

  get groupId(): string {
    return this.current.groupId;
  }

  add(record: ConsumerGroupRecord): void {
    const next = replayConsumerGroup(this.current, record);
    assert(next !== undefined, 'a decision about a group goes on after every record');
    this.current = next;
    this.records.push(record);
  }

  arm(timer: ConsumerTimer): void {
    this.timers.push(timer);
  }

  clearTimers(memberId: string): void {
    for (const timer of CONSUMER_TIMERS) this.timers.push({ kind: 'clear', timer, memberId });
  }

  /** Writes only what changed. */
  putMember(member: ConsumerMember): void {
    const before = this.current.members.get(member.memberId);
    const { groupId } = this;
    const { memberId } = member;
    if (before === undefined || !sameMetadata(before, member)) {
      this.add({ kind: 'consumerGroupMember', groupId, memberId, value: memberMetadataOf(member) });
    }
    if (before !== undefined && sameAssignment(before, member)) return;
    // A new member gets its first record of this kind when it is reconciled.
    if (before === undefined && member.memberEpoch === 0 && member.assigned.size === 0) return;
    this.add({ kind: 'consumerGroupCurrent', groupId, memberId, value: memberAssignmentOf(member) });
  }

  removeMember(memberId: string): void {
    const { groupId } = this;
    this.add({ kind: 'consumerGroupCurrent', groupId, memberId, value: undefined });
    this.add({ kind: 'consumerGroupTarget', groupId, memberId, value: undefined });
    this.add({ kind: 'consumerGroupMember', groupId, memberId, value: undefined });
  }

  bumpEpoch(): void {
    this.add({ kind: 'consumerGroupEpoch', groupId: this.groupId, value: { epoch: this.current.epoch + 1 } });
  }

  decide<Response>(response: Response): ConsumerDecision<Response> {
    assert(this.current.epoch >= this.before.epoch, 'the epoch of a group never falls');
    assert(this.current.targetEpoch <= this.current.epoch, 'the target is of an epoch that the group has reached');
    return { records: this.records, timers: this.timers, response };
  }
}
