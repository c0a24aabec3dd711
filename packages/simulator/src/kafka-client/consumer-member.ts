import { DraveError } from '@drave/base';
import { apis, type ConsumerGroupHeartbeatResponse } from '@drave/kafka-protocol';
import { GroupRequests, nameOf, type TopicPartition } from './group-requests.js';
import { kafkaError, RETRY_PAUSE_MS, type KafkaClient } from './kafka-client.js';
import { endsMembership, lookAgain, MemberOffsets, type Membership } from './member-offsets.js';
import type { GroupMember, MemberNotes, MemberOptions } from './member-notes.js';
import { PartitionReader } from './partition-reader.js';
import { TransactionalMemberOffsets, type BatchTransform } from './transactional-member-offsets.js';

const JOINING = 0;
const LEAVING = -1;
/** A static member means to come back: its partitions wait for it as long as its session. */
const LEAVING_FOR_NOW = -2;
/** The first version in which a member makes its own id. */
const OWN_MEMBER_IDS = 1;

/** The membership of one process of a member, from its first heartbeat to whatever ends it. */
interface EpochMembership extends Membership {
  memberId: string;
  generation: number;
  /** What the coordinator wants the member to have; applied between two polls. */
  target:
    | { readonly partitions: readonly TopicPartition[]; readonly sentMs: number; readonly coordinator: number }
    | undefined;
  /** The next heartbeat says everything: what is owned, what is subscribed. */
  tellAll: boolean;
}

/**
 * A consumer of the KIP-848 protocol: heartbeats alone. What is to be given up is committed and let go first, and told
 * with the next heartbeat; only then does another member get it.
 */
export class ConsumerMember implements GroupMember {
  private readonly client: KafkaClient;
  private readonly options: MemberOptions;
  private readonly notes: MemberNotes;
  private readonly requests: GroupRequests;
  private readonly reader: PartitionReader;
  private readonly offsets: MemberOffsets;
  private membership: EpochMembership | undefined;
  private stopping = false;
  private ended: Promise<void> = Promise.resolve();

  /** With `transform` it commits nothing by itself. */
  constructor(client: KafkaClient, options: MemberOptions, notes: MemberNotes, transform?: BatchTransform) {
    this.client = client;
    this.options = options;
    this.notes = notes;
    this.requests = new GroupRequests(client, options.group);
    const isolation = transform === undefined ? 'read_uncommitted' : 'read_committed';
    this.reader = new PartitionReader(client, (position) => notes.outOfRange(position), isolation);
    const { requests, reader } = this;
    this.offsets =
      transform === undefined
        ? new MemberOffsets(requests, reader, notes, options.topics)
        : new TransactionalMemberOffsets(requests, reader, notes, options.topics, transform);
  }

  get state(): string {
    const { membership } = this;
    const assigned = membership?.assigned.map(nameOf).join() ?? 'nothing';
    return `${this.client.name} (${membership?.memberId}) in epoch ${membership?.generation ?? '-'} with ${assigned}`;
  }

  start(): void {
    this.ended = this.run().catch((reason: unknown) => this.notes.broken(reason));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.ended;
    this.client.close();
  }

  died(): void {
    this.giveUp();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.participate();
      } catch (reason) {
        if (!(reason instanceof DraveError)) throw reason;
        this.notes.trace('member', this.client.name, reason.message);
        this.giveUp();
        if (endsMembership.has(reason.code)) continue;
        if (!lookAgain.has(reason.code)) throw reason;
        this.requests.forgetCoordinator();
        await this.client.env.timers.sleep(RETRY_PAUSE_MS);
      }
    }
    await this.leave();
  }

  private giveUp(): void {
    if (this.membership !== undefined) this.notes.ledger.released(this.membership.memberId);
    this.membership = undefined;
    this.reader.assign([]);
  }

  private async participate(): Promise<void> {
    const membership: EpochMembership = {
      memberId: '',
      instanceId: this.options.instanceId,
      generation: JOINING,
      assigned: [],
      ended: undefined,
      committed: new Map(),
      target: undefined,
      tellAll: true,
    };
    await this.heartbeat(membership);
    this.membership = membership;
    this.beat(membership).catch((reason: unknown) => this.notes.broken(reason));
    let commitAtMs = this.notes.nowMs() + this.options.commitIntervalMs;
    while (!this.stopping && membership.ended === undefined) {
      await this.reconcile(membership);
      await this.offsets.round(membership, true);
      if (this.notes.nowMs() < commitAtMs) continue;
      await this.offsets.commit(membership);
      commitAtMs = this.notes.nowMs() + this.options.commitIntervalMs;
    }
    if (membership.ended !== undefined) throw membership.ended;
    await this.offsets.commit(membership);
  }

  private async beat(membership: EpochMembership): Promise<void> {
    const isOver = (): boolean => this.membership !== membership || membership.ended !== undefined;
    while (!isOver()) {
      await this.client.env.timers.sleep(this.options.heartbeatIntervalMs);
      if (isOver()) return;
      try {
        await this.heartbeat(membership);
      } catch (reason) {
        membership.tellAll = true;
        if (reason instanceof DraveError && endsMembership.has(reason.code)) membership.ended ??= reason;
        else await this.offsets.pauseFor(reason);
      }
    }
  }

  /** @throws DraveError. */
  private async heartbeat(membership: EpochMembership): Promise<void> {
    const { group, topics, rebalanceTimeoutMs, instanceId } = this.options;
    const coordinator = await this.requests.coordinator(topics);
    const sentMs = this.notes.nowMs();
    const { tellAll, assigned, generation } = membership;
    const { response } = await this.client.request(coordinator, apis.ConsumerGroupHeartbeat, (version) => {
      if (membership.memberId === '' && version >= OWN_MEMBER_IDS) membership.memberId = this.newMemberId();
      const all = {
        rebalanceTimeoutMs,
        subscribedTopicNames: [...topics],
        topicPartitions: this.idsOf(assigned),
      };
      const who = { groupId: group, memberId: membership.memberId, instanceId, memberEpoch: generation };
      return { ...who, ...(tellAll ? all : {}) };
    });
    if (response.errorCode !== 0) throw kafkaError(response.errorCode, 'ConsumerGroupHeartbeat');
    if (membership.ended !== undefined || (generation !== JOINING && this.membership !== membership)) return;
    // Nothing may have been let go or taken since, or it is to be told again.
    if (membership.assigned === assigned) {
      if (tellAll && membership.target === undefined) this.notes.ledger.mustAnswerBy(membership.memberId, undefined);
      membership.tellAll = false;
    }
    await this.answered(membership, response, sentMs, coordinator);
  }

  private async answered(
    membership: EpochMembership,
    { memberId, memberEpoch, assignment }: ConsumerGroupHeartbeatResponse,
    sentMs: number,
    coordinator: number,
  ): Promise<void> {
    const before = membership.generation;
    if (memberId !== null) membership.memberId = memberId;
    membership.generation = memberEpoch;
    if (before === memberEpoch)
      this.notes.ledger.confirmed(membership.memberId, sentMs, this.notes.nowMs(), coordinator);
    else this.noteAssigned(membership, sentMs, coordinator);
    if (assignment === null) return;
    const partitions = await this.namesOf(assignment.topicPartitions);
    // For the coordinator the member has what it was given, also where it has not got round to taking it up.
    const given = [...membership.assigned, ...(membership.target?.partitions ?? [])];
    membership.target = { partitions, sentMs, coordinator };
    const wanted = new Set(partitions.map(nameOf));
    if (given.some((one) => !wanted.has(nameOf(one))))
      this.notes.ledger.mustAnswerBy(membership.memberId, sentMs + this.options.rebalanceTimeoutMs);
  }

  private noteAssigned(membership: EpochMembership, sentMs: number, coordinator: number): void {
    const { memberId, generation, assigned, instanceId } = membership;
    const { sessionTimeoutMs, rebalanceTimeoutMs } = this.options;
    this.notes.ledger.assigned({
      member: memberId,
      instanceId: instanceId ?? undefined,
      generation,
      partitions: assigned.map(nameOf),
      sentMs,
      atMs: this.notes.nowMs(),
      coordinator,
      leaseMs: Math.min(sessionTimeoutMs, rebalanceTimeoutMs),
    });
    this.notes.trace('assigned', memberId, `epoch ${generation}: ${assigned.map(nameOf).join()}`);
  }

  private async reconcile(membership: EpochMembership): Promise<void> {
    const { target } = membership;
    if (target === undefined) return;
    membership.target = undefined;
    const wanted = new Set(target.partitions.map(nameOf));
    const revoked = membership.assigned.filter((one) => !wanted.has(nameOf(one)));
    if (revoked.length > 0) {
      await this.offsets.commit(membership);
      this.notes.ledger.released(membership.memberId, revoked.map(nameOf));
    }
    membership.assigned = target.partitions;
    membership.tellAll = true;
    if (membership.ended === undefined) this.noteAssigned(membership, target.sentMs, target.coordinator);
    await this.offsets.position(membership, true);
  }

  private async leave(): Promise<void> {
    const { membership, options } = this;
    this.giveUp();
    if (membership === undefined || membership.memberId === '') return;
    try {
      const coordinator = await this.requests.coordinator(options.topics);
      const { memberId } = membership;
      await this.client.request(coordinator, apis.ConsumerGroupHeartbeat, {
        groupId: options.group,
        memberId,
        instanceId: options.instanceId,
        memberEpoch: options.instanceId === null ? LEAVING : LEAVING_FOR_NOW,
      });
    } catch (reason) {
      // The leave did not get through: the member's session ends instead.
      if (!(reason instanceof DraveError)) throw reason;
    }
  }

  private newMemberId(): string {
    return Buffer.from(this.client.env.random.bytes(16)).toString('base64url');
  }

  private idsOf(partitions: readonly TopicPartition[]) {
    return this.options.topics.flatMap((topic) => {
      const list = partitions.filter((one) => one.topic === topic).map(({ partition }) => partition);
      return list.length === 0 ? [] : [{ topicId: this.client.topic(topic)?.topicId ?? '', partitions: list }];
    });
  }

  private async namesOf(
    topicPartitions: readonly { readonly topicId: string; readonly partitions: readonly number[] }[],
  ): Promise<TopicPartition[]> {
    const { topics } = this.options;
    const nameBy = (id: string): string | undefined => topics.find((topic) => this.client.topic(topic)?.topicId === id);
    if (topicPartitions.some(({ topicId }) => nameBy(topicId) === undefined)) await this.client.refresh(topics);
    return topicPartitions.flatMap(({ topicId, partitions }) => {
      const topic = nameBy(topicId);
      if (topic === undefined) throw new Error(`assigned partitions of ${topicId}, which nobody subscribed to`);
      return partitions.map((partition) => ({ topic, partition }));
    });
  }
}
