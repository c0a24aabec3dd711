import { isDraveError } from '@drave/base';
import type { ConsumerHeartbeatRequest } from '../heartbeat-messages.js';
import { noPartitions, type TopicPartitions, union } from '../topic-partitions.js';
import type { GroupUnderTest } from './group-under-test.js';

/** A consumer that follows the protocol: it works on what it owns, and lets go of a partition before it says so. */
export class MemberModel {
  memberEpoch = 0;
  /** What it works on at this moment. */
  owned: TopicPartitions = noPartitions;
  highestEpoch = 0;
  private target: TopicPartitions = noPartitions;
  readonly memberId: string;
  topics: readonly string[];
  private told: readonly string[] | undefined;
  private readonly group: GroupUnderTest;

  constructor(group: GroupUnderTest, memberId: string, topics: readonly string[]) {
    this.group = group;
    this.memberId = memberId;
    this.topics = topics;
  }

  /** Sends one heartbeat; with `loseAnswer` it never hears what came of it. */
  beat(options: { readonly loseAnswer?: boolean } = {}): void {
    // After a lost answer it says all it can, and so is told all.
    const whole = this.memberEpoch === 0 || this.told === undefined;
    const request: Partial<ConsumerHeartbeatRequest> & { readonly memberId: string } = {
      memberId: this.memberId,
      memberEpoch: this.memberEpoch,
      owned: [...this.owned].map(([topicId, partitions]) => ({ topicId, partitions })),
      ...(whole || this.told !== this.topics ? { subscribedTopicNames: this.topics } : {}),
      ...(whole ? { rebalanceTimeoutMs: 60_000 } : {}),
    };
    try {
      const answer = this.group.heartbeat(request);
      this.told = options.loseAnswer === true ? undefined : this.topics;
      if (options.loseAnswer === true) return;
      this.memberEpoch = answer.memberEpoch;
      this.highestEpoch = Math.max(this.highestEpoch, answer.memberEpoch);
      if (answer.assignment === null) return;
      this.target = answer.assignment;
      // What is new is taken up at once: a later report that leaves it out would read as a revocation.
      this.owned = union(this.owned, this.target);
    } catch (reason) {
      if (!isDraveError(reason, 'FENCED_MEMBER_EPOCH') && !isDraveError(reason, 'UNKNOWN_MEMBER_ID')) throw reason;
      this.forget();
    }
  }

  /** Lets go of what it should not have. */
  work(): void {
    this.owned = this.target;
  }

  leave(): void {
    this.group.heartbeat({ memberId: this.memberId, memberEpoch: -1 });
    this.forget();
  }

  /** It stops working at once, as a fenced consumer must. */
  forget(): void {
    this.memberEpoch = 0;
    this.owned = noPartitions;
    this.target = noPartitions;
    this.told = undefined;
  }
}
