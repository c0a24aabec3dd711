import { DraveError, type Offset, type TopicName } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import type { FakeTopic } from './fake-partition.js';

interface FakeMember {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  epoch: number;
  previousEpoch: number;
  topics: readonly TopicName[];
  regex: string;
  /** The partitions that it may own, as `topicId-partition`. */
  granted: Set<string>;
  target: Set<string>;
}

/** A coordinator as its members see it: it assigns round robin, and never one partition to two members. */
export class FakeGroup {
  readonly members = new Map<string, FakeMember>();
  readonly offsets = new Map<
    string,
    { readonly offset: Offset; readonly leaderEpoch: number; readonly metadata: string }
  >();
  /** Every commit of a partition, in order. */
  readonly commits: { readonly memberId: string; readonly partition: string; readonly offset: Offset }[] = [];
  epoch = 0;
  private readonly topics: ReadonlyMap<TopicName, FakeTopic>;
  private shape = '';

  constructor(topics: ReadonlyMap<TopicName, FakeTopic>) {
    this.topics = topics;
  }

  heartbeat(request: dataV1.GroupHeartbeatRequest): Omit<dataV1.GroupHeartbeatResponse, 'header'> {
    const { memberId, memberEpoch } = request;
    if (memberEpoch < 0) {
      if (!this.members.has(memberId)) throw new DraveError('UNKNOWN_MEMBER_ID');
      if (memberEpoch === -1) this.remove(memberId);
      else this.member(memberId).epoch = -2;
      return { memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: undefined };
    }
    const member = memberEpoch === 0 ? this.join(request) : this.member(memberId);
    if (memberEpoch !== 0 && memberEpoch !== member.epoch && memberEpoch !== member.previousEpoch)
      throw new DraveError('FENCED_MEMBER_EPOCH');
    if (request.subscription !== undefined) {
      member.topics = request.subscription.topics;
      member.regex = request.subscription.topicRegex;
    }
    this.rebalance();
    const before = [...member.granted].sort().join();
    this.reconcile(member, request.owned);
    const changed = before !== [...member.granted].sort().join();
    const whole = memberEpoch === 0 || request.subscription !== undefined;
    return {
      memberId,
      memberEpoch: member.epoch,
      heartbeatIntervalMs: 100,
      assignment: changed || whole || this.surplus(member).length > 0 ? this.assignmentOf(member) : undefined,
    };
  }

  /** Removes a member, as after a session timeout. */
  remove(memberId: string): void {
    this.members.delete(memberId);
    this.epoch++;
    this.shape = '';
  }

  /** The partitions that members may own, by member id. */
  holdings(): Record<string, string[]> {
    return Object.fromEntries([...this.members].map(([id, { granted }]) => [id, [...granted].sort()]));
  }

  checkEpoch(memberId: string, epoch: number): void {
    if (epoch < 0 && this.members.size === 0) return;
    const member = this.member(memberId);
    if (epoch !== member.epoch) throw new DraveError('STALE_MEMBER_EPOCH');
  }

  private member(memberId: string): FakeMember {
    const member = this.members.get(memberId);
    if (member === undefined) throw new DraveError('UNKNOWN_MEMBER_ID');
    return member;
  }

  private join(request: dataV1.GroupHeartbeatRequest): FakeMember {
    const { memberId, instanceId } = request;
    const known = this.members.get(memberId);
    if (known !== undefined) return known;
    const before = [...this.members.values()].find((one) => instanceId !== undefined && one.instanceId === instanceId);
    if (before !== undefined && before.epoch !== -2) throw new DraveError('UNRELEASED_INSTANCE_ID');
    const fresh = { topics: [], regex: '', granted: new Set<string>(), target: new Set<string>() };
    const member = { ...fresh, ...before, memberId, instanceId, epoch: 0, previousEpoch: 0 };
    if (before !== undefined) this.members.delete(before.memberId);
    this.members.set(memberId, member);
    return member;
  }

  /** Raises the epoch and assigns anew, after a change of members, subscriptions or topics. */
  private rebalance(): void {
    const members = [...this.members.values()].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
    const keys = new Map(members.map((member) => [member, this.keysFor(member)]));
    const shape = JSON.stringify(members.map((member) => [member.memberId, keys.get(member)]));
    if (shape === this.shape) return;
    this.shape = shape;
    this.epoch++;
    for (const member of members) member.target = new Set();
    for (const [index, key] of [...new Set([...keys.values()].flat())].sort().entries()) {
      const takers = members.filter((member) => keys.get(member)?.includes(key) === true);
      takers[index % takers.length]?.target.add(key);
    }
  }

  private keysFor({ topics, regex }: FakeMember): string[] {
    const matching =
      regex === '' ? [] : [...this.topics.keys()].filter((name) => new RegExp(`^(?:${regex})$`).test(name));
    return [...topics, ...matching].flatMap((name) => {
      const topic = this.topics.get(name);
      return topic === undefined ? [] : topic.partitions.map((_, partition) => `${topic.id}/${partition}`);
    });
  }

  private reconcile(member: FakeMember, owned: dataV1.OwnedPartitions | undefined): void {
    if (owned !== undefined) {
      const claimed = new Set(owned.topics.flatMap((one) => one.partitions.map((index) => `${one.topicId}/${index}`)));
      for (const key of this.surplus(member)) if (!claimed.has(key)) member.granted.delete(key);
    }
    if (this.surplus(member).length > 0) return;
    for (const key of member.target) {
      const held = [...this.members.values()].some((other) => other !== member && other.granted.has(key));
      if (!held) member.granted.add(key);
    }
    if (member.epoch === this.epoch) return;
    member.previousEpoch = member.epoch;
    member.epoch = this.epoch;
  }

  private surplus(member: FakeMember): string[] {
    return [...member.granted].filter((key) => !member.target.has(key));
  }

  private assignmentOf(member: FakeMember): dataV1.GroupAssignment {
    const topics = [...this.topics.values()].flatMap(({ id: topicId, name: topic, partitions }) => {
      const indexes = [...partitions.keys()].filter((index) => {
        const key = `${topicId}/${index}`;
        return member.granted.has(key) && member.target.has(key);
      });
      return indexes.length === 0 ? [] : [{ topicId, topic, partitions: indexes }];
    });
    return { topics };
  }
}
