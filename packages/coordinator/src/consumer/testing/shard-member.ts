import type { OffsetsShard, Outcome } from '../../offsets/testing/offsets-shard.js';
import type { ConsumerHeartbeatResponse } from '../heartbeat-messages.js';
import { noPartitions, type TopicPartitions, union } from '../topic-partitions.js';

/** A consumer that follows the protocol at a shard whose answers come late, or are refusals, or never come. */
export class ShardMember {
  memberEpoch = 0;
  /** What it works on at this moment. */
  owned: TopicPartitions = noPartitions;
  readonly memberId: string;
  readonly topics: readonly string[];
  private target: TopicPartitions = noPartitions;
  /** The coordinator is known to know all of it. */
  private isKnown = false;
  private waiting: Outcome<ConsumerHeartbeatResponse> | undefined;

  constructor(memberId: string, topics: readonly string[]) {
    this.memberId = memberId;
    this.topics = topics;
  }

  /** One heartbeat at a time. */
  beat(shard: OffsetsShard): void {
    const { memberId, memberEpoch, topics } = this;
    const owned = [...this.owned].map(([topicId, partitions]) => ({ topicId, partitions }));
    const whole = { subscribedTopicNames: topics, rebalanceTimeoutMs: 60_000 };
    this.waiting ??= shard.heartbeat({ memberId, memberEpoch, owned, ...(this.isKnown ? {} : whole) });
  }

  /** Takes the answer, if there is one. */
  hear(): void {
    if (this.waiting === undefined) return;
    const { response, failure } = this.waiting;
    if (response === undefined && failure === undefined) return;
    this.waiting = undefined;
    // After any failure it says all it can, and so is told all.
    this.isKnown = response !== undefined;
    if (failure === 'FENCED_MEMBER_EPOCH' || failure === 'UNKNOWN_MEMBER_ID') this.forget();
    if (response === undefined) return;
    this.memberEpoch = response.memberEpoch;
    if (response.assignment === null) return;
    this.target = response.assignment;
    this.owned = union(this.owned, this.target);
  }

  /** Lets go of what it should not have. */
  work(): void {
    this.owned = this.target;
  }

  /** Does not wait for an answer. */
  leave(shard: OffsetsShard): void {
    shard.heartbeat({ memberId: this.memberId, memberEpoch: -1 });
  }

  /** Whether it has all that it is meant to have, and knows so. */
  get isSettled(): boolean {
    return this.isKnown && this.owned === this.target;
  }

  private forget(): void {
    this.memberEpoch = 0;
    this.owned = noPartitions;
    this.target = noPartitions;
    this.isKnown = false;
  }
}
