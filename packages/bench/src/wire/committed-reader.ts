import { apis } from '@drave/kafka-protocol';
import { openPlainRecords, readBatchInfo } from '@drave/records';
import { expectNone, type KafkaClient } from './kafka-client.js';
import type { KafkaConnection } from './kafka-connection.js';

const FETCH_VERSION = 12;
const MAX_WAIT_MS = 500;
const PARTITION_BYTES_MAX = 1_048_576;
const READ_COMMITTED = 1;

/** Reads the committed records of a topic from its beginning, with one fetch at a time per leader. */
export class CommittedReader {
  private readonly topic: string;
  private readonly take: (value: Buffer) => void;
  private readonly offsets = new Map<number, number>();
  private isClosed = false;

  private constructor(topic: string, take: (value: Buffer) => void) {
    this.topic = topic;
    this.take = take;
  }

  /**
   * Starts a reader that calls `take` with every value. The topic must have no aborted transactions and no compression.
   */
  static async start(client: KafkaClient, topic: string, take: (value: Buffer) => void): Promise<CommittedReader> {
    const reader = new CommittedReader(topic, take);
    const byLeader = new Map<KafkaConnection, number[]>();
    for (const [partition, leader] of (await client.leadersOf(topic)).entries()) {
      const some = byLeader.get(leader) ?? [];
      byLeader.set(leader, some);
      some.push(partition);
    }
    reader.ended = Promise.all([...byLeader].map(([leader, partitions]) => reader.read(leader, partitions)));
    return reader;
  }

  private ended: Promise<unknown> = Promise.resolve();

  /** Resolves when the last fetch has ended. @throws DraveError the error of a failed fetch. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.ended;
  }

  private async read(leader: KafkaConnection, partitions: readonly number[]): Promise<void> {
    while (!this.isClosed) {
      const { responses } = await leader.request(apis.Fetch, FETCH_VERSION, this.requestOf(partitions));
      for (const { partitions: answers } of responses)
        for (const { partitionIndex, errorCode, records } of answers) {
          expectNone(errorCode, `a fetch of ${this.topic}-${partitionIndex}`);
          if (records !== null) this.takeBatches(partitionIndex, records);
        }
    }
  }

  private requestOf(partitions: readonly number[]) {
    return {
      maxWaitMs: MAX_WAIT_MS,
      minBytes: 1,
      isolationLevel: READ_COMMITTED,
      topics: [
        {
          topic: this.topic,
          topicId: NO_UUID,
          partitions: partitions.map((partition) => ({
            partition,
            fetchOffset: this.offsets.get(partition) ?? 0,
            partitionMaxBytes: PARTITION_BYTES_MAX,
            replicaDirectoryId: NO_UUID,
          })),
        },
      ],
    };
  }

  private takeBatches(partition: number, records: Buffer): void {
    for (let at = 0; at < records.length; ) {
      const { sizeBytes, lastOffset, control } = readBatchInfo(records, at);
      const cursor = control ? undefined : openPlainRecords(records, at);
      for (let next = cursor?.next(); next !== undefined; next = cursor?.next())
        if (next.value !== null) this.take(next.value);
      this.offsets.set(partition, lastOffset + 1);
      at += sizeBytes;
    }
  }
}

const NO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';
