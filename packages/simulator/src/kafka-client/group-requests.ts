import { errors, type NodeId, type Offset } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { findCoordinator } from './find-coordinator.js';
import { kafkaError, type KafkaClient } from './kafka-client.js';

const STABLE_OFFSETS = 7;
const BATCHED_OFFSETS = 8;
const UNKNOWN_TOPIC_ID = errors.UNKNOWN_TOPIC_ID.kafka;
const BATCHED_LEAVES = 3;
const STATIC_COMMITS = 7;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/** Who is asking in the name of a group. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** Generation or member epoch; −1 for none. */
  readonly generation: number;
}

/** The requests of one group to its coordinator, in whatever version the client has come to speak. */
export class GroupRequests {
  readonly group: string;
  readonly client: KafkaClient;
  private known: NodeId | undefined;
  /** A topic was made anew under its name: its id is another one. */
  private idsAreOld = false;

  constructor(client: KafkaClient, group: string) {
    this.client = client;
    this.group = group;
  }

  /** The next request looks for the coordinator anew. */
  forgetCoordinator(): void {
    this.known = undefined;
  }

  /** @throws DraveError when no broker knows one now. */
  async coordinator(topics: readonly string[]): Promise<NodeId> {
    this.known ??= await findCoordinator(this.client, topics, 'group', this.group);
    return this.known;
  }

  /** Error codes by partition name, 0 for committed. */
  async commit(
    coordinator: NodeId,
    { memberId, instanceId, generation }: MemberIdentity,
    offsets: readonly (TopicPartition & { readonly offset: Offset })[],
  ): Promise<ReadonlyMap<string, number>> {
    const names = await this.learnIds(offsets);
    const { response } = await this.client.request(coordinator, apis.OffsetCommit, (version) => ({
      groupId: this.group,
      generationIdOrMemberEpoch: generation,
      memberId,
      groupInstanceId: version >= STATIC_COMMITS ? instanceId : null,
      topics: byTopic(offsets).map(([name, partitions]) => ({
        ...this.client.topicRef(name),
        partitions: partitions.map(({ partition, offset }) => {
          return { partitionIndex: partition, committedOffset: offset, committedMetadata: '' };
        }),
      })),
    }));
    const codes = response.topics.flatMap((topic) =>
      topic.partitions.map(
        ({ partitionIndex, errorCode }) => [`${told(topic, names)}-${partitionIndex}`, errorCode] as const,
      ),
    );
    if (codes.some(([, code]) => code === UNKNOWN_TOPIC_ID)) this.idsAreOld = true;
    return new Map(codes);
  }

  /**
   * Committed offsets by partition name, −1 for none. `epoch`: of a KIP-848 member. `stable`: not while a transaction
   * may still change them, where the client knows of that (KIP-447). @throws DraveError.
   */
  async committed(
    coordinator: NodeId,
    partitions: readonly TopicPartition[],
    member: { readonly memberId: string; readonly epoch: number } | undefined,
    stable = false,
  ): Promise<ReadonlyMap<string, Offset>> {
    const names = await this.learnIds(partitions);
    const topics = byTopic(partitions).map(([name, list]) => {
      return { ...this.client.topicRef(name), partitionIndexes: list.map(({ partition }) => partition) };
    });
    const { memberId = null, epoch = -1 } = member ?? {};
    const { response, version } = await this.client.request(coordinator, apis.OffsetFetch, (chosen) => ({
      ...(chosen >= BATCHED_OFFSETS
        ? { groups: [{ groupId: this.group, memberId, memberEpoch: epoch, topics }] }
        : { groupId: this.group, topics }),
      ...(chosen >= STABLE_OFFSETS ? { requireStable: stable } : {}),
    }));
    const answer = version >= BATCHED_OFFSETS ? response.groups[0] : response;
    if (answer === undefined) throw new Error('OffsetFetch has answered for nobody');
    if (answer.errorCode !== 0) throw kafkaError(answer.errorCode, `OffsetFetch of ${this.group}`);
    const offsets = new Map<string, Offset>();
    for (const topic of answer.topics) {
      const name = told(topic, names);
      for (const { partitionIndex, committedOffset, errorCode } of topic.partitions) {
        if (errorCode === UNKNOWN_TOPIC_ID) this.idsAreOld = true;
        if (errorCode !== 0) throw kafkaError(errorCode, `OffsetFetch of ${name}-${partitionIndex}`);
        offsets.set(`${name}-${partitionIndex}`, committedOffset);
      }
    }
    return offsets;
  }

  /** The names of these topics by their ids; asks for ids that are not known yet. @throws DraveError. */
  private async learnIds(items: readonly TopicPartition[]): Promise<ReadonlyMap<string, string>> {
    const names = [...new Set(items.map(({ topic }) => topic))];
    if (this.idsAreOld || names.some((name) => this.client.topic(name) === undefined)) await this.client.refresh(names);
    this.idsAreOld = false;
    return new Map(names.map((name) => [this.client.topicRef(name).topicId, name]));
  }

  /** @throws DraveError. */
  async leave(coordinator: NodeId, { memberId, instanceId }: MemberIdentity): Promise<void> {
    const { response } = await this.client.request(coordinator, apis.LeaveGroup, (version) =>
      version >= BATCHED_LEAVES
        ? { groupId: this.group, members: [{ memberId, groupInstanceId: instanceId }] }
        : { groupId: this.group, memberId },
    );
    if (response.errorCode !== 0) throw kafkaError(response.errorCode, `LeaveGroup of ${memberId}`);
  }
}

/** The name of a topic in an answer that may tell it by id. */
function told(topic: { readonly name: string; readonly topicId?: string }, names: ReadonlyMap<string, string>): string {
  return topic.name === '' ? (names.get(topic.topicId ?? '') ?? '') : topic.name;
}

function byTopic<Item extends TopicPartition>(items: readonly Item[]): [string, Item[]][] {
  const topics = [...new Set(items.map(({ topic }) => topic))];
  return topics.map((topic) => [topic, items.filter((item) => item.topic === topic)]);
}
