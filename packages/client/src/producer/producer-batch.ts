import {
  assert,
  type Bytes,
  type DraveError,
  type LeaderEpoch,
  type Millis,
  type Offset,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import type { CodecName, Compute } from '@drave/env';
import { BatchBuilder, recordBytesMax, restampProducer } from '@drave/records';
import type { RecordMetadata } from '../client-records.js';
import type { RawRecord } from '../options.js';
import type { ProducerIdentity } from './producer-identity.js';

/** Gets the outcome of one record. */
export interface DeliveryListener {
  resolve(metadata: RecordMetadata): void;
  reject(error: DraveError): void;
}

export type BatchResult =
  | { readonly kind: 'written'; readonly baseOffset: Offset; readonly logAppendTimeMs: Millis }
  | { readonly kind: 'failed'; readonly error: DraveError; readonly outcomeUnknown: boolean };

/**
 * One attempt to send a batch. A batch that is sent again has another attempt, so that a late answer to the first is
 * recognised.
 */
export interface Attempt {
  readonly batch: ProducerBatch;
  readonly connection: object;
  readonly leaderEpoch: LeaderEpoch;
  readonly sentMs: Millis;
}

/**
 * - `open`: it takes records.
 * - `sealing`: it is being compressed or split.
 * - `ready`: it may be sent from `notBeforeMs` on, for the first time or again.
 * - `sent`: an attempt is under way.
 * - `settled`: its outcome is known; it leaves the queue when it is the first.
 */
type BatchState =
  | { readonly kind: 'open' }
  | { readonly kind: 'sealing' }
  | { readonly kind: 'ready'; readonly notBeforeMs: Millis }
  | { readonly kind: 'sent'; readonly attempt: Attempt }
  | { readonly kind: 'settled'; readonly result: BatchResult };

interface Listening {
  readonly index: number;
  readonly timestamp: Millis;
  readonly listener: DeliveryListener;
}

/**
 * Records of one partition that are sent, acknowledged and failed together. A batch never changes its place in its
 * queue.
 */
export class ProducerBatch {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly createdMs: Millis;
  readonly deadlineMs: Millis;
  readonly transactional: boolean;
  state: BatchState = { kind: 'open' };
  attempts = 0;
  /** The epoch of the leader that the last failed attempt was sent to; a newer leader is tried without a pause. */
  failedAtEpoch: LeaderEpoch | undefined;
  /** True once an attempt has ended without a definite answer, so that the batch may be in the log. */
  maybeWritten = false;
  /**
   * The identity and first sequence it is sent under; undefined before its first attempt, and again when the queue
   * starts over.
   */
  stamp: { readonly identity: ProducerIdentity; readonly baseSequence: number } | undefined;
  /** The bytes that it counts in the accumulator. */
  chargedBytes: Bytes = 0;
  recordCount = 0;
  readonly tokens: unknown[] = [];
  private readonly tokenIndexes: number[] = [];
  private readonly builder: BatchBuilder;
  private readonly listening: Listening[] = [];
  private encoded: Buffer | undefined;

  constructor(
    topic: TopicName,
    partition: PartitionIndex,
    nowMs: Millis,
    deadlineMs: Millis,
    memory: Buffer,
    transactional = false,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.createdMs = nowMs;
    this.deadlineMs = deadlineMs;
    this.transactional = transactional;
    this.builder = new BatchBuilder({ memory });
  }

  /** Its size so far, before compression, or its encoded size. */
  get sizeBytes(): Bytes {
    return this.encoded?.length ?? this.builder.sizeBytes;
  }

  append(record: RawRecord, timestamp: Millis, listener: DeliveryListener | undefined, token: unknown): void {
    assert(this.state.kind === 'open', 'only an open batch takes records');
    if (listener !== undefined) this.listening.push({ index: this.recordCount, timestamp, listener });
    if (token !== undefined) {
      this.tokens.push(token);
      this.tokenIndexes.push(this.recordCount);
    }
    this.builder.append(timestamp, record.key, record.value, record.headers);
    this.recordCount++;
  }

  fits(record: RawRecord, batchBytes: Bytes): boolean {
    return this.builder.sizeBytes + recordBytesMax(record.key, record.value, record.headers) <= batchBytes;
  }

  /** Closes the batch, which is sent without compression. It is encoded when its stamp is known. */
  seal(nowMs: Millis): void {
    assert(this.state.kind === 'open' && this.recordCount > 0, 'a batch is sealed once, with records');
    this.state = { kind: 'ready', notBeforeMs: nowMs };
  }

  /** Closes the batch and compresses it; it is `ready` when the promise resolves. */
  async sealCompressed(codec: CodecName, compute: Compute, nowMs: Millis): Promise<void> {
    assert(this.state.kind === 'open' && this.recordCount > 0, 'a batch is sealed once, with records');
    this.state = { kind: 'sealing' };
    this.encoded = await this.builder.finishCompressed(codec, compute, { transactional: this.transactional });
    // The batch may have expired during the compression.
    if (this.state.kind === 'sealing') this.state = { kind: 'ready', notBeforeMs: nowMs };
  }

  /** The bytes to send, stamped with its identity and sequence if it has one. */
  encode(): Buffer {
    const { stamp } = this;
    if (this.encoded === undefined) {
      this.encoded = this.builder.finish(
        stamp === undefined
          ? {}
          : {
              producerId: stamp.identity.producerId,
              producerEpoch: stamp.identity.epoch,
              baseSequence: stamp.baseSequence,
              transactional: this.transactional,
            },
      );
      this.stamped = stamp;
    } else if (stamp !== this.stamped && stamp !== undefined) {
      restampProducer(this.encoded, 0, stamp.identity.producerId, stamp.identity.epoch, stamp.baseSequence);
      this.stamped = stamp;
    }
    return this.encoded;
  }

  private stamped: ProducerBatch['stamp'];

  /**
   * The memory of the batch, to be used again; undefined when a message may still refer to it. After an answer to the
   * first attempt none does.
   */
  reclaim(result: BatchResult): Buffer | undefined {
    if (result.kind !== 'written' || this.attempts !== 1 || this.encoded?.byteOffset !== 0) return undefined;
    return Buffer.from(this.encoded.buffer);
  }

  /** The listener and the token of one record. */
  waiterAt(index: number): { readonly listener: DeliveryListener | undefined; readonly token: unknown } {
    const listener = this.listening.find((listening) => listening.index === index)?.listener;
    const tokenAt = this.tokenIndexes.indexOf(index);
    return { listener, token: tokenAt < 0 ? undefined : this.tokens[tokenAt] };
  }

  /** Resolves or rejects the listeners of single records. */
  notifyListeners(result: BatchResult): void {
    const { topic, partition } = this;
    for (const { index, timestamp, listener } of this.listening) {
      if (result.kind === 'failed') {
        listener.reject(result.error);
        continue;
      }
      const offset = result.baseOffset < 0 ? -1 : result.baseOffset + index;
      const stampedMs = result.logAppendTimeMs >= 0 ? result.logAppendTimeMs : timestamp;
      listener.resolve({ topic, partition, offset, timestamp: stampedMs });
    }
  }
}
