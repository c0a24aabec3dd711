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
import type { RawRecord, RecordMetadata } from '../options.js';
import type { ProducerIdentity } from './producer-identity.js';

/** Somebody who waits for one record. */
export interface DeliveryListener {
  resolve(metadata: RecordMetadata): void;
  reject(error: DraveError): void;
}

export type BatchResult =
  | { readonly kind: 'written'; readonly baseOffset: Offset; readonly logAppendTimeMs: Millis }
  | { readonly kind: 'failed'; readonly error: DraveError; readonly outcomeUnknown: boolean };

/** One attempt under way. A batch that is sent again has another one, so a late answer is told apart by identity. */
export interface Attempt {
  readonly batch: ProducerBatch;
  readonly connection: object;
  readonly leaderEpoch: LeaderEpoch;
  readonly sentMs: Millis;
}

/**
 * - `open`: takes records. - `sealing`: being compressed. - `ready`: may be sent, for the first time or again.
 * - `sent`: an attempt is under way. - `settled`: its fate is known; it leaves the queue when it is the first.
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

/** Records of one partition that share their fate. Moves only forward in its queue; retries never reorder. */
export class ProducerBatch {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly createdMs: Millis;
  readonly deadlineMs: Millis;
  readonly transactional: boolean;
  state: BatchState = { kind: 'open' };
  attempts = 0;
  /** Of the leader that the last failed attempt went to; a newer one is asked at once. */
  failedAtEpoch: LeaderEpoch | undefined;
  /** An attempt ended without a definite answer: the batch may be in the log. Stays true for good. */
  maybeWritten = false;
  /** Undefined until first sent, and again when the queue starts over under another identity. */
  stamp: { readonly identity: ProducerIdentity; readonly baseSequence: number } | undefined;
  /** What the accumulator has charged for it. */
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

  /** Size so far, before compression, or as encoded. */
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

  /** Closes the batch. Without a codec it can be sent at once; it is encoded when its producer stamp is known. */
  seal(nowMs: Millis): void {
    assert(this.state.kind === 'open' && this.recordCount > 0, 'a batch is sealed once, with records');
    this.state = { kind: 'ready', notBeforeMs: nowMs };
  }

  /** Closes the batch and compresses it; `ready` when the promise resolves. */
  async sealCompressed(codec: CodecName, compute: Compute, nowMs: Millis): Promise<void> {
    assert(this.state.kind === 'open' && this.recordCount > 0, 'a batch is sealed once, with records');
    this.state = { kind: 'sealing' };
    this.encoded = await this.builder.finishCompressed(codec, compute, { transactional: this.transactional });
    // It may have expired meanwhile.
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
   * The memory of a batch whose bytes nobody can look at any more, to be used again: answered at the first attempt, so
   * the message that carried it is gone.
   */
  reclaim(result: BatchResult): Buffer | undefined {
    if (result.kind !== 'written' || this.attempts !== 1 || this.encoded?.byteOffset !== 0) return undefined;
    return Buffer.from(this.encoded.buffer);
  }

  /** Who waits for one record, and what came with it. */
  waiterAt(index: number): { readonly listener: DeliveryListener | undefined; readonly token: unknown } {
    const listener = this.listening.find((listening) => listening.index === index)?.listener;
    const tokenAt = this.tokenIndexes.indexOf(index);
    return { listener, token: tokenAt < 0 ? undefined : this.tokens[tokenAt] };
  }

  /** Tells those who wait for single records. */
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
