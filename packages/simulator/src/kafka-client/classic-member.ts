import { DraveError, errorCodeFromKafka, type NodeId } from '@drave/base';
import {
  apis,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  decodeForwardCompatible,
  encodeVersioned,
  type JoinGroupResponse,
} from '@drave/kafka-protocol';
import { GroupRequests, nameOf, type TopicPartition } from './group-requests.js';
import { kafkaError, RETRY_PAUSE_MS, type KafkaClient } from './kafka-client.js';
import type { GroupMember, MemberNotes, MemberOptions } from './member-notes.js';
import { endsMembership, lookAgain, MemberOffsets, type Membership } from './member-offsets.js';
import { PartitionReader } from './partition-reader.js';
import { TransactionalMemberOffsets, type BatchTransform } from './transactional-member-offsets.js';
import { assignCooperatively } from './cooperative-assignor.js';
import { assignRanges } from './range-assignor.js';

const PROTOCOL_TYPE = 'consumer';
const EAGER_ASSIGNOR = 'range';
const COOPERATIVE_ASSIGNOR = 'cooperative-sticky';
/** The first one that tells in which generation partitions were got. */
const SUBSCRIPTION_VERSION = 2;
const ASSIGNMENT_VERSION = 1;
/** A join is answered when the others have joined too, or their time is up. */
const JOIN_SLACK_MS = 3_000;

/** What the coordinator told the member: what is assigned, and what was and is not any more. */
interface Generation extends Membership {
  readonly revoked: readonly TopicPartition[];
}

/**
 * A consumer of the classic protocol as clients build it, committing what it has consumed. Eager, with the range
 * assignor, it gives its partitions up before it joins again; cooperative, it works on until it is told what to give
 * up, and joins once more when it has. It believes the coordinator about everything else.
 */
export class ClassicMember implements GroupMember {
  private readonly client: KafkaClient;
  private readonly options: MemberOptions;
  private readonly notes: MemberNotes;
  private readonly requests: GroupRequests;
  private readonly reader: PartitionReader;
  private readonly offsets: MemberOffsets;
  private memberId = '';
  private generation: Generation | undefined;
  /** The last one that it took part in. */
  private former: Generation | undefined;
  private stopping = false;
  private doing = 'new';
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
    const { generation, memberId, doing } = this;
    const assigned = generation?.assigned.map(({ topic, partition }) => `${topic}-${partition}`).join() ?? 'nothing';
    return `${this.client.name} (${memberId}) ${doing}, generation ${generation?.generation ?? '-'} with ${assigned}`;
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
        await this.participate(await this.join());
      } catch (reason) {
        await this.recover(reason);
      }
    }
    await this.leave();
  }

  private async recover(reason: unknown): Promise<void> {
    if (!(reason instanceof DraveError)) throw reason;
    const { code, message } = reason;
    this.notes.trace('member', this.client.name, message);
    if (this.generation !== undefined) this.generation.ended ??= reason;
    const mayKeep = code === 'REBALANCE_IN_PROGRESS' || lookAgain.has(code);
    if (!this.options.cooperative || !mayKeep) this.giveUp();
    if (endsMembership.has(code)) {
      if (code === 'UNKNOWN_MEMBER_ID' || code === 'FENCED_INSTANCE_ID') this.memberId = '';
      return;
    }
    if (!lookAgain.has(code)) throw reason;
    this.requests.forgetCoordinator();
    await this.client.env.timers.sleep(RETRY_PAUSE_MS);
  }

  /** The member owns nothing from here on. */
  private giveUp(): void {
    this.generation = undefined;
    this.reader.assign([]);
    if (this.memberId !== '') this.notes.ledger.released(this.memberId);
  }

  private get assignor(): string {
    return this.options.cooperative ? COOPERATIVE_ASSIGNOR : EAGER_ASSIGNOR;
  }

  private async join(): Promise<Generation> {
    const { group, topics, instanceId, sessionTimeoutMs, rebalanceTimeoutMs, cooperative } = this.options;
    this.doing = 'joining';
    const coordinator = await this.requests.coordinator(topics);
    if (!cooperative) this.giveUp();
    const metadata = encodeVersioned(consumerProtocolSubscription, this.subscription(), SUBSCRIPTION_VERSION);
    const { response } = await this.client.request(
      coordinator,
      apis.JoinGroup,
      (version) => ({
        groupId: group,
        sessionTimeoutMs,
        rebalanceTimeoutMs,
        memberId: this.memberId,
        // Before version 5 no member is static.
        groupInstanceId: version >= 5 ? instanceId : null,
        protocolType: PROTOCOL_TYPE,
        protocols: [{ name: this.assignor, metadata }],
      }),
      rebalanceTimeoutMs + JOIN_SLACK_MS,
    );
    const { errorCode, memberId } = response;
    if (errorCode !== 0) {
      if (errorCodeFromKafka(errorCode) !== 'MEMBER_ID_REQUIRED') throw kafkaError(errorCode, 'JoinGroup');
      this.memberId = memberId;
      return this.join();
    }
    this.memberId = memberId;
    return this.sync(coordinator, response);
  }

  private subscription() {
    const { generation: generationId = -1, assigned = [] } = this.generation ?? {};
    const { topics } = this.options;
    return { topics: [...topics], generationId, ownedPartitions: byTopic(assigned) };
  }

  private async sync(coordinator: NodeId, joined: JoinGroupResponse): Promise<Generation> {
    const { group, instanceId, sessionTimeoutMs, rebalanceTimeoutMs } = this.options;
    const { memberId, generationId } = joined;
    this.doing = 'syncing';
    const assignments = joined.leader === memberId && !joined.skipAssignment ? this.assignmentsFor(joined) : [];
    const sentMs = this.notes.nowMs();
    const { response } = await this.client.request(
      coordinator,
      apis.SyncGroup,
      (version) => ({
        groupId: group,
        generationId,
        memberId,
        groupInstanceId: version >= 3 ? instanceId : null,
        protocolType: PROTOCOL_TYPE,
        protocolName: this.assignor,
        assignments,
      }),
      rebalanceTimeoutMs + JOIN_SLACK_MS,
    );
    if (response.errorCode !== 0) throw kafkaError(response.errorCode, 'SyncGroup');
    const assigned = partitionsOf(response.assignment);
    const { assigned: owned = [], committed: known = [] } = this.generation ?? {};
    const isAssigned = new Set(assigned.map(nameOf));
    const revoked = owned.filter((one) => !isAssigned.has(nameOf(one)));
    const committed = new Map([...known].filter(([name]) => owned.some((one) => nameOf(one) === name)));
    this.notes.ledger.assigned({
      member: memberId,
      instanceId: instanceId ?? undefined,
      generation: generationId,
      partitions: [...assigned, ...revoked].map(nameOf),
      sentMs,
      atMs: this.notes.nowMs(),
      coordinator,
      leaseMs: Math.min(sessionTimeoutMs, rebalanceTimeoutMs),
    });
    this.notes.trace('assigned', memberId, `generation ${generationId}: ${assigned.map(nameOf).join()}`);
    return { memberId, instanceId, generation: generationId, assigned, revoked, ended: undefined, committed };
  }

  private assignmentsFor({ members, protocolName: chosen }: JoinGroupResponse) {
    if (chosen !== this.assignor) throw new Error(`the coordinator chose '${chosen}', which nobody offered`);
    const subscribers = members.map(({ memberId, metadata }) => {
      const { topics, ownedPartitions, generationId } = decodeForwardCompatible(consumerProtocolSubscription, metadata);
      return { memberId, topics, owned: flat(ownedPartitions).map(nameOf), generation: generationId };
    });
    const countOf = (topic: string): number => this.client.topic(topic)?.partitions.length ?? 0;
    if (!this.options.cooperative) {
      return [...assignRanges(subscribers, countOf)].map(([memberId, topics]) =>
        assignmentOf(
          memberId,
          [...topics].map(([topic, partitions]) => ({ topic, partitions: [...partitions] })),
        ),
      );
    }
    const all = this.options.topics.flatMap((topic) =>
      Array.from({ length: countOf(topic) }, (_, partition) => ({ topic, partition })),
    );
    return [...assignCooperatively(subscribers, all.map(nameOf))].map(([memberId, names]) =>
      assignmentOf(memberId, byTopic(all.filter((one) => names.includes(nameOf(one))))),
    );
  }

  private async participate(generation: Generation): Promise<void> {
    const { former } = this;
    this.generation = generation;
    this.former = generation;
    this.beat(generation).catch((reason: unknown) => this.notes.broken(reason));
    // An application's commit of before, kept back somewhere: it must come to nothing.
    if (former !== undefined && former.memberId === generation.memberId) await this.offsets.commitLate(former);
    if (generation.revoked.length > 0) await this.letGo(generation);
    await this.offsets.position(generation, false);
    this.doing = 'consuming';
    let commitAtMs = this.notes.nowMs() + this.options.commitIntervalMs;
    while (!this.stopping && generation.ended === undefined) {
      await this.offsets.round(generation, false);
      if (this.notes.nowMs() < commitAtMs) continue;
      await this.offsets.commit(generation);
      commitAtMs = this.notes.nowMs() + this.options.commitIntervalMs;
    }
    const { ended } = generation;
    // A member that has to join again, or leaves, says first how far it has come.
    if (ended === undefined || ended.code === 'REBALANCE_IN_PROGRESS') await this.offsets.commit(generation);
    if (generation.ended !== undefined) throw generation.ended;
  }

  /** Says how far it has come with what it has to give up, and joins again, so that others can get it. */
  private async letGo(generation: Generation): Promise<void> {
    const { revoked, memberId } = generation;
    await this.offsets.commit(generation, revoked);
    this.notes.ledger.released(memberId, revoked.map(nameOf));
    generation.ended ??= new DraveError('REBALANCE_IN_PROGRESS', 'what was revoked is given up');
  }

  /** Heartbeats, beside whatever else the member does, until the generation is over. */
  private async beat(generation: Generation): Promise<void> {
    const { ledger } = this.notes;
    const { memberId, generation: generationId, instanceId } = generation;
    const isOver = (): boolean => this.generation !== generation || generation.ended !== undefined;
    while (!isOver()) {
      await this.client.env.timers.sleep(this.options.heartbeatIntervalMs);
      if (isOver()) return;
      try {
        const coordinator = await this.requests.coordinator(this.options.topics);
        const sentMs = this.notes.nowMs();
        const { response } = await this.client.request(coordinator, apis.Heartbeat, (version) => {
          const groupInstanceId = version >= 3 ? instanceId : null;
          return { groupId: this.options.group, generationId, memberId, groupInstanceId };
        });
        if (isOver()) return;
        const code = errorCodeFromKafka(response.errorCode);
        if (response.errorCode === 0) ledger.confirmed(memberId, sentMs, this.notes.nowMs(), coordinator);
        else if (endsMembership.has(code)) generation.ended = kafkaError(response.errorCode, 'Heartbeat');
        else if (lookAgain.has(code)) this.requests.forgetCoordinator();
        else throw new Error(`Heartbeat of ${memberId}: ${code}`);
      } catch (reason) {
        await this.offsets.pauseFor(reason);
      }
    }
  }

  private async leave(): Promise<void> {
    const { memberId, options } = this;
    this.doing = 'left';
    this.giveUp();
    // A static member keeps its place when it stops.
    if (memberId === '' || options.instanceId !== null) return;
    try {
      const coordinator = await this.requests.coordinator(options.topics);
      await this.requests.leave(coordinator, { memberId, instanceId: null, generation: -1 });
    } catch (reason) {
      // The leave did not get through: the member's session ends instead.
      if (!(reason instanceof DraveError)) throw reason;
    }
  }
}

interface PartitionsOfTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

function partitionsOf(assignment: Buffer): TopicPartition[] {
  if (assignment.length === 0) return [];
  return flat(decodeForwardCompatible(consumerProtocolAssignment, assignment).assignedPartitions);
}

function assignmentOf(memberId: string, assignedPartitions: readonly PartitionsOfTopic[]) {
  const assignment = encodeVersioned(consumerProtocolAssignment, { assignedPartitions }, ASSIGNMENT_VERSION);
  return { memberId, assignment };
}

function flat(topics: readonly PartitionsOfTopic[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}

function byTopic(list: readonly TopicPartition[]): PartitionsOfTopic[] {
  const topics = [...new Set(list.map(({ topic }) => topic))];
  return topics.map((topic) => ({
    topic,
    partitions: list.filter((one) => one.topic === topic).map(({ partition }) => partition),
  }));
}
