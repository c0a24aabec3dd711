import { UUID_ZERO } from '@drave/base';
import type { Connection } from '@drave/env';
import type { SimWorld } from '@drave/env/sim';
import {
  apis,
  encodeResponseFrame,
  encodeVersioned,
  FRAME_LENGTH_BYTES,
  offsetCommitKey,
  offsetCommitValue,
  parseRequestHeader,
  type ApiVersionsResponseInput,
  type DescribeGroupsRequest,
  type FetchRequest,
  type ListOffsetsRequest,
  type OffsetFetchRequest,
} from '@drave/kafka-protocol';
import { testBatch } from '@drave/records/testing';

const PORT = 9_092;
const NOT_LEADER = 6;
const TOPIC_AUTHORIZATION_FAILED = 29;

interface FakeGroup {
  readonly coordinator: number;
  state: string;
  members: number;
  readonly commits: Map<string, number>;
}

export interface FakeKafkaOptions {
  readonly brokers: number;
  /** The newest version of OffsetFetch that it speaks. */
  readonly offsetFetchMax?: number;
  readonly isTopicRefused?: boolean;
}

/**
 * Brokers that speak what a monitor asks, over the network of a simulated world. Partition p of a topic is led by
 * broker p modulo their number. It counts requests.
 */
export class FakeKafka {
  readonly bootstrap = [{ host: 'b0', port: PORT }];
  /** Log ends by topic and partition. */
  readonly topics = new Map<string, number[]>();
  readonly groups = new Map<string, FakeGroup>();
  /** Requests by the name of their API. */
  readonly requests = new Map<string, number>();
  /** What `__consumer_offsets` has, of its one partition. */
  private readonly offsetsLog: Buffer[] = [];
  private readonly world: SimWorld;
  private readonly options: FakeKafkaOptions;

  private constructor(world: SimWorld, options: FakeKafkaOptions) {
    this.world = world;
    this.options = options;
  }

  static async start(world: SimWorld, options: FakeKafkaOptions): Promise<FakeKafka> {
    const kafka = new FakeKafka(world, options);
    for (let id = 0; id < options.brokers; id++) {
      const { env } = world.createHost(`b${id}`);
      await world.finish(
        env.network.listen({ host: `b${id}`, port: PORT }, (connection) => void kafka.serve(id, connection)),
      );
    }
    return kafka;
  }

  addGroup(name: string, commits: Readonly<Record<string, number>>, members = 1): FakeGroup {
    const group = {
      coordinator: this.groups.size % this.options.brokers,
      state: members === 0 ? 'Empty' : 'Stable',
      members,
      commits: new Map(Object.entries(commits)),
    };
    this.groups.set(name, group);
    this.topics.set('__consumer_offsets', [this.offsetsLog.length]);
    return group;
  }

  /** A commit that also stands in the topic of offsets. */
  commit(group: string, topic: string, partition: number, offset: number, commitTimestamp: number): void {
    this.groups.get(group)?.commits.set(`${topic}:${partition}`, offset);
    this.write(group, topic, partition, offset, commitTimestamp, {});
  }

  /** A commit in a transaction of a producer, which counts when it ends. */
  commitInTransaction(group: string, topic: string, partition: number, offset: number, producerId: number): void {
    this.write(group, topic, partition, offset, this.world.host('b0')?.env.clock.wallMs() ?? 0, {
      producerId,
      transactional: true,
    });
  }

  endTransaction(producerId: number): void {
    const options = { producerId, producerEpoch: 0, transactional: true, control: true };
    this.append(testBatch([{ key: Buffer.from([0, 0, 0, 1]), value: Buffer.alloc(6) }], options));
  }

  private write(
    group: string,
    topic: string,
    partition: number,
    offset: number,
    commitTimestamp: number,
    options: { readonly producerId?: number; readonly transactional?: boolean },
  ): void {
    const key = encodeVersioned(offsetCommitKey, { group, topic, partition }, 1);
    const value = encodeVersioned(offsetCommitValue, { offset, metadata: '', commitTimestamp }, 3);
    this.append(
      testBatch([{ key, value }], { ...options, ...(options.transactional === true ? { producerEpoch: 0 } : {}) }),
    );
  }

  private append(batch: Buffer): void {
    batch.writeBigInt64BE(BigInt(this.offsetsLog.length), 0);
    this.offsetsLog.push(batch);
    this.topics.set('__consumer_offsets', [this.offsetsLog.length]);
  }

  private async serve(id: number, connection: Connection): Promise<void> {
    let held = Buffer.alloc(0);
    for (let bytes = await connection.read(); bytes !== undefined; bytes = await connection.read()) {
      held = Buffer.concat([held, bytes]);
      while (held.length >= FRAME_LENGTH_BYTES) {
        const end = FRAME_LENGTH_BYTES + held.readInt32BE(0);
        if (held.length < end) break;
        await connection.write(this.answer(id, held.subarray(FRAME_LENGTH_BYTES, end)));
        held = held.subarray(end);
      }
    }
  }

  private answer(id: number, frame: Buffer): Buffer[] {
    const parsed = parseRequestHeader(frame);
    if (parsed.kind !== 'request') throw new Error('a request that nobody knows');
    const { api, header, body } = parsed;
    this.requests.set(api.name, (this.requests.get(api.name) ?? 0) + 1);
    const request = api.request.decode(body, header.apiVersion);
    const response = this.respond(id, api.name, request, header.apiVersion);
    return encodeResponseFrame(header.correlationId, api, header.apiVersion, response);
  }

  private respond(id: number, name: string, request: unknown, version: number): unknown {
    switch (name) {
      case 'ApiVersions':
        return this.apiVersions();
      case 'Metadata':
        return this.metadata();
      case 'ListOffsets':
        return this.listOffsets(id, request as ListOffsetsRequest);
      case 'ListGroups':
        return this.listGroups(id);
      case 'DescribeGroups':
        return this.describeGroups(request as DescribeGroupsRequest);
      case 'OffsetFetch':
        return this.offsetFetch(request as OffsetFetchRequest, version);
      case 'Fetch':
        return this.fetch(request as FetchRequest);
      default:
        throw new Error(`${name} is not asked by a monitor`);
    }
  }

  private apiVersions(): ApiVersionsResponseInput {
    const { ListOffsets, Metadata, ListGroups, DescribeGroups, OffsetFetch, Fetch, ConsumerGroupDescribe } = apis;
    const spoken = [ListOffsets, Metadata, ListGroups, DescribeGroups, OffsetFetch, Fetch, ConsumerGroupDescribe];
    const apiKeys = spoken.map(({ key: apiKey, minVersion, maxVersion }) => {
      const max =
        apiKey === OffsetFetch.key ? Math.min(maxVersion, this.options.offsetFetchMax ?? maxVersion) : maxVersion;
      return { apiKey, minVersion, maxVersion: max };
    });
    return { errorCode: 0, apiKeys };
  }

  private metadata() {
    const ids = Array.from({ length: this.options.brokers }, (_, id) => id);
    return {
      brokers: ids.map((nodeId) => ({ nodeId, host: `b${nodeId}`, port: PORT })),
      topics: [...this.topics].map(([name, ends]) => ({
        errorCode: 0,
        name,
        topicId: UUID_ZERO,
        partitions: ends.map((_, partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId: this.leaderOf(partitionIndex),
          replicaNodes: ids,
          isrNodes: ids,
          offlineReplicas: [],
        })),
      })),
    };
  }

  private leaderOf(partition: number): number {
    return partition % this.options.brokers;
  }

  private listOffsets(id: number, { topics }: ListOffsetsRequest) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({
          partitionIndex,
          errorCode: this.leaderOf(partitionIndex) === id ? 0 : NOT_LEADER,
          offset: timestamp === -2 ? 0 : (this.topics.get(name)?.[partitionIndex] ?? -1),
        })),
      })),
    };
  }

  private listGroups(id: number) {
    const groups = [...this.groups].filter(([, { coordinator }]) => coordinator === id);
    return {
      errorCode: 0,
      groups: groups.map(([groupId, { state: groupState }]) => {
        return { groupId, protocolType: 'consumer', groupState, groupType: 'Classic' };
      }),
    };
  }

  private describeGroups({ groups }: DescribeGroupsRequest) {
    return {
      groups: groups.map((groupId) => {
        const { state = 'Dead', members = 0, commits = new Map<string, number>() } = this.groups.get(groupId) ?? {};
        return {
          errorCode: 0,
          groupId,
          groupState: state,
          protocolType: 'consumer',
          protocolData: 'range',
          members: Array.from({ length: members }, (_, index) => ({
            memberId: `m${index}`,
            clientId: `${groupId}-${index}`,
            clientHost: '/10.0.0.7',
            memberMetadata: Buffer.alloc(0),
            memberAssignment: index === 0 ? assignmentOf([...commits.keys()]) : Buffer.alloc(0),
          })),
        };
      }),
    };
  }

  private offsetFetch(request: OffsetFetchRequest, version: number) {
    const topicsOf = (groupId: string) =>
      [...(this.groups.get(groupId)?.commits ?? [])].map(([place, committedOffset]) => {
        const [name = '', partition] = place.split(':');
        const one = { partitionIndex: Number(partition), committedOffset, metadata: '', errorCode: 0 };
        return { name, partitions: [one] };
      });
    return version < 8
      ? { topics: topicsOf(request.groupId) }
      : { groups: request.groups.map(({ groupId }) => ({ groupId, topics: topicsOf(groupId) })) };
  }

  private fetch({ topics }: FetchRequest) {
    return {
      responses: topics.map(({ topic, partitions }) => ({
        topic,
        topicId: UUID_ZERO,
        partitions: partitions.map(({ partition: partitionIndex, fetchOffset }) => ({
          partitionIndex,
          errorCode: this.options.isTopicRefused === true ? TOPIC_AUTHORIZATION_FAILED : 0,
          highWatermark: this.offsetsLog.length,
          abortedTransactions: null,
          records: Buffer.concat(this.offsetsLog.slice(fetchOffset)),
        })),
      })),
    };
  }
}

function assignmentOf(places: readonly string[]): Buffer {
  const parts: Buffer[] = [int(2, 0), int(4, places.length)];
  for (const place of places) {
    const [topic = '', partition] = place.split(':');
    parts.push(int(2, topic.length), Buffer.from(topic), int(4, 1), int(4, Number(partition)));
  }
  return Buffer.concat([...parts, int(4, 0)]);
}

function int(bytes: 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}
