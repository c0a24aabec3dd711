import { DraveError, errorCodeFromKafka, type Bytes, type ErrorCode, type NodeId, type Offset } from '@drave/base';
import { apis, type FetchRequestInput, type FetchResponse } from '@drave/kafka-protocol';
import { batchBaseOffset, batchCrcIsValid, batchLastOffset, batchSizeBytes, decodeRecords } from '@drave/records';
import { AbortedBatches, type AbortedTransaction } from './aborted-batches.js';
import { RETRY_PAUSE_MS, type KafkaClient } from './kafka-client.js';
import { listOffset, TIMESTAMP_EARLIEST } from './list-offset.js';

const MAX_WAIT_MS = 200;
const FETCH_BYTES_MAX = 1024 * 1024;
const READ_COMMITTED = 1;
/** Length and base offset of a batch. */
const BATCH_PREFIX_BYTES = 12;

export type Isolation = 'read_uncommitted' | 'read_committed';

export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: Offset;
  readonly value: Uint8Array | null;
}

export interface Position {
  readonly topic: string;
  readonly partition: number;
  next: Offset;
  /** Where it starts is to be asked: its leader has nothing at `next`. */
  lost?: boolean;
}

/** Errors that a new look at the metadata, or a pause, is there for. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'OFFSET_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'REPLICA_NOT_AVAILABLE',
  'LEADER_NOT_AVAILABLE',
  'REQUEST_TIMED_OUT',
] as const);

/** Reads assigned partitions from their leaders, from given positions on. */
export class PartitionReader {
  private readonly client: KafkaClient;
  private readonly outOfRange: (position: Position) => void;
  private readonly isolation: Isolation;
  /** Of one partition. */
  private readonly fetchBytesMax: Bytes;
  private positions = new Map<string, Position>();

  /** `outOfRange` is told of a position that is gone, and throws where it may not be; reading goes on at the start. */
  constructor(
    client: KafkaClient,
    outOfRange: (position: Position) => void,
    isolation: Isolation = 'read_uncommitted',
    fetchBytesMax: Bytes = FETCH_BYTES_MAX,
  ) {
    this.client = client;
    this.outOfRange = outOfRange;
    this.isolation = isolation;
    this.fetchBytesMax = fetchBytesMax;
  }

  /** The next offset by partition name. */
  get next(): ReadonlyMap<string, Offset> {
    return new Map([...this.positions].map(([name, { next }]) => [name, next]));
  }

  /** What is assigned already keeps its position. */
  assign(partitions: readonly { readonly topic: string; readonly partition: number; readonly from: Offset }[]): void {
    const before = this.positions;
    this.positions = new Map();
    for (const { topic, partition, from } of partitions) {
      const name = `${topic}-${partition}`;
      this.positions.set(name, before.get(name) ?? { topic, partition, next: from });
    }
  }

  /**
   * One round of fetches, one at each leader; the positions move behind what is returned. Waits when it has nothing.
   */
  async poll(): Promise<ReadRecord[]> {
    const byLeader = new Map<NodeId, Position[]>();
    let lost = this.positions.size === 0;
    for (const position of this.positions.values()) {
      const leader = this.client.leaderOf(position.topic, position.partition);
      if (leader === undefined) lost = true;
      else byLeader.set(leader, [...(byLeader.get(leader) ?? []), position]);
    }
    for (const position of this.positions.values()) if (position.lost === true) await this.startOver(position);
    const rounds = await Promise.all([...byLeader].map(([leader, positions]) => this.fetch(leader, positions)));
    if (lost || rounds.some((round) => round === undefined)) await this.recover();
    return rounds.flatMap((round) => round ?? []);
  }

  /** Starts over as `auto.offset.reset` says with `earliest`. */
  private async startOver(position: Position): Promise<void> {
    const { topic, partition } = position;
    try {
      const start = await listOffset(this.client, topic, partition, TIMESTAMP_EARLIEST);
      // A leader that does not know yet how much was deleted is asked again.
      if (start > position.next) position.next = start;
      position.lost = false;
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
      await this.recover();
    }
  }

  private async recover(): Promise<void> {
    await this.client.env.timers.sleep(RETRY_PAUSE_MS);
    const topics = [...new Set([...this.positions.values()].map(({ topic }) => topic))];
    if (topics.length === 0) return;
    try {
      await this.client.refresh(topics);
    } catch (reason) {
      if (!DraveError.from(reason).retriable) throw reason;
    }
  }

  /** Undefined when the leader, or the way to it, has changed. */
  private async fetch(leader: NodeId, positions: readonly Position[]): Promise<ReadRecord[] | undefined> {
    let response: FetchResponse;
    try {
      ({ response } = await this.client.request(leader, apis.Fetch, this.requestFor(positions)));
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
      return undefined;
    }
    const records: ReadRecord[] = [];
    let lost = false;
    for (const { topic: named, topicId, partitions } of response.responses) {
      for (const { partitionIndex, errorCode, records: bytes, abortedTransactions } of partitions) {
        const isMeant = ({ topic, partition }: Position): boolean =>
          partition === partitionIndex &&
          (named === '' ? this.client.topic(topic)?.topicId === topicId : topic === named);
        const position = positions.find(isMeant);
        if (position === undefined) throw new Error(`the answer names ${named}${topicId}-${partitionIndex}, unasked`);
        if (errorCode !== 0) {
          const code = errorCodeFromKafka(errorCode);
          if (code === 'OFFSET_OUT_OF_RANGE') {
            this.outOfRange(position);
            position.lost = true;
          } else if (!passing.has(code))
            throw new Error(`fetching ${position.topic}-${partitionIndex} at ${position.next}: ${code}`);
          lost = true;
        } else if (bytes !== null) records.push(...(await this.take(position, bytes, abortedTransactions)));
      }
    }
    return lost && records.length === 0 ? undefined : records;
  }

  private requestFor(positions: readonly Position[]): FetchRequestInput {
    const names = [...new Set(positions.map(({ topic }) => topic))];
    const topics = names.map((name) => {
      const known = this.client.topic(name);
      const partitions = positions
        .filter(({ topic }) => topic === name)
        .map(({ partition, next }) => ({
          partition,
          currentLeaderEpoch: known?.partitions.find((one) => one.partition === partition)?.leaderEpoch ?? -1,
          fetchOffset: next,
          partitionMaxBytes: this.fetchBytesMax,
        }));
      return { topic: name, topicId: known?.topicId ?? '', partitions };
    });
    const isolationLevel = this.isolation === 'read_committed' ? READ_COMMITTED : 0;
    return { maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: FETCH_BYTES_MAX, isolationLevel, topics };
  }

  private async take(
    position: Position,
    bytes: Buffer,
    abortedTransactions: readonly AbortedTransaction[] | null,
  ): Promise<ReadRecord[]> {
    const { topic, partition } = position;
    const name = `${topic}-${partition}`;
    const taken: ReadRecord[] = [];
    // A partition that was taken away meanwhile has moved on under another position.
    if (this.positions.get(name) !== position) return taken;
    if (this.isolation === 'read_committed' && abortedTransactions === null)
      throw new Error(`${name}: the answer at ${position.next} does not tell what was aborted`);
    const aborted = new AbortedBatches(abortedTransactions ?? []);
    let at = 0;
    while (at + BATCH_PREFIX_BYTES <= bytes.length && at + batchSizeBytes(bytes, at) <= bytes.length) {
      if (!batchCrcIsValid(bytes, at)) throw new Error(`${name}: a batch near ${position.next} is damaged`);
      const base = batchBaseOffset(bytes, at);
      if (base > position.next) throw new Error(`${name}: ${base} follows ${position.next - 1}`);
      if (!aborted.skips(bytes, at)) {
        for (const { offset, value } of await decodeRecords(bytes, at, this.client.env.compute)) {
          if (offset < position.next) continue;
          if (offset !== position.next) throw new Error(`${name}: ${offset} follows ${position.next - 1}`);
          taken.push({ topic, partition, offset, value });
          position.next = offset + 1;
        }
      }
      position.next = Math.max(position.next, batchLastOffset(bytes, at) + 1);
      at += batchSizeBytes(bytes, at);
    }
    return taken;
  }
}
