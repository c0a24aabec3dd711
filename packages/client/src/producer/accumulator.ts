import { assert, type Bytes, type Millis, type PartitionIndex, type TopicName } from '@drave/base';
import type { Clock } from '@drave/env';
import { recordBytesMax } from '@drave/records';
import type { RawRecord } from '../options.js';
import { PartitionQueue } from './partition-queue.js';
import { type BatchResult, type DeliveryListener, ProducerBatch } from './producer-batch.js';
import type { Identities } from './producer-identity.js';
import type { ProducerSettings } from './producer-settings.js';

/** Gathers records into batches by partition, within `bufferMemory`. */
export class Accumulator {
  /** The bytes that records take which are appended and not settled. */
  usedBytes: Bytes = 0;
  private readonly settings: ProducerSettings;
  private readonly identities: Identities | undefined;
  private readonly clock: Clock;
  private readonly spare: Buffer[] = [];
  private readonly batchBytesByTopic = new Map<TopicName, Bytes>();
  private readonly queues = new Map<TopicName, PartitionQueue[]>();
  /** The queues that have batches, in the order in which they got their first one. */
  readonly busy = new Set<PartitionQueue>();

  constructor(settings: ProducerSettings, identities: Identities | undefined, clock: Clock) {
    this.clock = clock;
    this.settings = settings;
    this.identities = identities;
  }

  /** Called when a broker refused a batch as too large: later batches of the topic are closed at half its size. */
  tooLarge(batch: ProducerBatch): void {
    this.batchBytesByTopic.set(batch.topic, Math.max(BATCH_BYTES_MIN, Math.floor(batch.chargedBytes / 2)));
  }

  hasRoom(record: RawRecord): boolean {
    // A record of any size fits an empty buffer, because it would otherwise wait for ever.
    return this.usedBytes === 0 || this.usedBytes + chargeOf(record) <= this.settings.bufferBytes;
  }

  /**
   * Appends a record, for which the caller has checked `hasRoom`. True when a batch became full or was begun, so that
   * the sender has work.
   */
  append(
    record: RawRecord,
    partition: PartitionIndex,
    timestamp: Millis,
    listener: DeliveryListener | undefined,
    token: unknown,
    seal: (batch: ProducerBatch) => void,
    begun: (batch: ProducerBatch) => void,
  ): boolean {
    const queue = this.queue(record.topic, partition);
    const batchBytes = this.batchBytesByTopic.get(record.topic) ?? this.settings.batchBytes;
    let batch = queue.open;
    let hasNewBatch = false;
    if (batch !== undefined && !batch.fits(record, batchBytes)) {
      seal(batch);
      batch = undefined;
    }
    if (batch === undefined) {
      batch = this.begin(queue, record);
      begun(batch);
      hasNewBatch = true;
    }
    const charge = chargeOf(record);
    batch.append(record, timestamp, listener, token);
    batch.chargedBytes += charge;
    this.usedBytes += charge;
    if (batch.sizeBytes >= batchBytes) {
      seal(batch);
      hasNewBatch = true;
    }
    return hasNewBatch;
  }

  release(batch: ProducerBatch, result: BatchResult): void {
    this.usedBytes -= batch.chargedBytes;
    assert(this.usedBytes >= 0, 'no batch gives back more than it took');
    batch.chargedBytes = 0;
    this.queue(batch.topic, batch.partition).lastBatchBytes = batch.sizeBytes;
    const memory = batch.reclaim(result);
    const { batchBytes, bufferBytes } = this.settings;
    if (memory?.length === batchBytes + BATCH_SLACK_BYTES && this.spare.length * batchBytes < bufferBytes / 4) {
      this.spare.push(memory);
    }
  }

  /**
   * Memory for a whole batch, taken from a settled one if possible, because new memory costs page faults and garbage
   * collections.
   */
  private fullMemory(): Buffer {
    return this.spare.pop() ?? Buffer.allocUnsafeSlow(this.settings.batchBytes + BATCH_SLACK_BYTES);
  }

  private begin(queue: PartitionQueue, record: RawRecord): ProducerBatch {
    const { batchBytes, deliveryTimeoutMs } = this.settings;
    // A partition with few records must not hold the memory of a full batch; a busy one must not pay for growing to it.
    const sparse = Math.max(2048, 4 * recordBytesMax(record.key, record.value, record.headers));
    const memory =
      Math.max(sparse, queue.lastBatchBytes) >= batchBytes / 2 ? this.fullMemory() : Buffer.allocUnsafeSlow(sparse);
    const nowMs = this.clock.monotonicMs();
    const transactional = this.identities?.perTransaction === true;
    const batch = new ProducerBatch(
      queue.topic,
      queue.partition,
      nowMs,
      nowMs + deliveryTimeoutMs,
      memory,
      transactional,
    );
    queue.push(batch);
    this.busy.add(queue);
    return batch;
  }

  private queue(topic: TopicName, partition: PartitionIndex): PartitionQueue {
    let queues = this.queues.get(topic);
    if (queues === undefined) {
      queues = [];
      this.queues.set(topic, queues);
    }
    const known = queues[partition];
    if (known !== undefined) return known;
    const made = new PartitionQueue(topic, partition, this.identities);
    queues[partition] = made;
    return made;
  }
}

/** The least size at which batches are closed; when a broker calls a smaller batch too large, its record is. */
const BATCH_BYTES_MIN = 1024;
/**
 * How far the memory of a batch exceeds `batchBytes`. Records are admitted by an upper bound of their size, so a batch
 * never grows further.
 */
const BATCH_SLACK_BYTES = 128;

/** The bytes that one record counts in the buffer: an upper bound of its encoded size. */
export function chargeOf(record: RawRecord): Bytes {
  return recordBytesMax(record.key, record.value, record.headers);
}
