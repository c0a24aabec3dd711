import { DraveError, type NodeId, type Offset } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { kafkaError, type KafkaClient } from './kafka-client.js';

const GROUP_KEY_TYPE = 0;
const BATCHED_COORDINATORS = 4;
const BATCHED_OFFSETS = 8;
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
    if (this.known !== undefined) return this.known;
    await this.client.refresh(topics);
    const partition = this.client.topic(topics[0] ?? '')?.partitions[0];
    const node = partition === undefined ? undefined : this.client.leaderOf(topics[0] ?? '', partition.partition);
    if (node === undefined) throw new DraveError('COORDINATOR_NOT_AVAILABLE', 'nobody to ask for the coordinator');
    const { response, version } = await this.client.request(node, apis.FindCoordinator, (chosen) =>
      chosen >= BATCHED_COORDINATORS
        ? { keyType: GROUP_KEY_TYPE, coordinatorKeys: [this.group] }
        : { key: this.group, keyType: GROUP_KEY_TYPE },
    );
    const found = version >= BATCHED_COORDINATORS ? response.coordinators[0] : response;
    if (found === undefined) throw new Error('FindCoordinator has answered for nobody');
    const { nodeId, host, port, errorCode } = found;
    if (errorCode !== 0) throw kafkaError(errorCode, `FindCoordinator of ${this.group}`);
    this.client.addBroker(nodeId, { host, port });
    this.known = nodeId;
    return nodeId;
  }

  /** Error codes by partition name, 0 for committed. */
  async commit(
    coordinator: NodeId,
    { memberId, instanceId, generation }: MemberIdentity,
    offsets: readonly (TopicPartition & { readonly offset: Offset })[],
  ): Promise<ReadonlyMap<string, number>> {
    const { response } = await this.client.request(coordinator, apis.OffsetCommit, (version) => ({
      groupId: this.group,
      generationIdOrMemberEpoch: generation,
      memberId,
      groupInstanceId: version >= STATIC_COMMITS ? instanceId : null,
      topics: byTopic(offsets).map(([name, partitions]) => ({
        name,
        partitions: partitions.map(({ partition, offset }) => {
          return { partitionIndex: partition, committedOffset: offset, committedMetadata: '' };
        }),
      })),
    }));
    return new Map(
      response.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, errorCode }) => [`${name}-${partitionIndex}`, errorCode] as const),
      ),
    );
  }

  /** Committed offsets by partition name, −1 for none. `epoch`: of a KIP-848 member. @throws DraveError. */
  async committed(
    coordinator: NodeId,
    partitions: readonly TopicPartition[],
    member: { readonly memberId: string; readonly epoch: number } | undefined,
  ): Promise<ReadonlyMap<string, Offset>> {
    const topics = byTopic(partitions).map(([name, list]) => {
      return { name, partitionIndexes: list.map(({ partition }) => partition) };
    });
    const { memberId = null, epoch = -1 } = member ?? {};
    const { response, version } = await this.client.request(coordinator, apis.OffsetFetch, (chosen) =>
      chosen >= BATCHED_OFFSETS
        ? { groups: [{ groupId: this.group, memberId, memberEpoch: epoch, topics }] }
        : { groupId: this.group, topics },
    );
    const answer = version >= BATCHED_OFFSETS ? response.groups[0] : response;
    if (answer === undefined) throw new Error('OffsetFetch has answered for nobody');
    if (answer.errorCode !== 0) throw kafkaError(answer.errorCode, `OffsetFetch of ${this.group}`);
    const offsets = new Map<string, Offset>();
    for (const { name, partitions: list } of answer.topics) {
      for (const { partitionIndex, committedOffset, errorCode } of list) {
        if (errorCode !== 0) throw kafkaError(errorCode, `OffsetFetch of ${name}-${partitionIndex}`);
        offsets.set(`${name}-${partitionIndex}`, committedOffset);
      }
    }
    return offsets;
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

function byTopic<Item extends TopicPartition>(items: readonly Item[]): [string, Item[]][] {
  const topics = [...new Set(items.map(({ topic }) => topic))];
  return topics.map((topic) => [topic, items.filter((item) => item.topic === topic)]);
}
