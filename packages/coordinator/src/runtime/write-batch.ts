import type { Bytes, ErrorCode, Millis, Offset } from '@drave/base';
import type { Compute } from '@drave/env';
import { BatchBuilder, type CompressionType, recordBytesMax } from '@drave/records';
import type { EncodedRecord, Now } from './model.js';

/** One decision that waits for its batch. */
interface Waiting {
  readonly succeed: (now: Now) => void;
  readonly fail: (failure: ErrorCode, now: Now) => void;
}

/** Decisions that are written together: replayed already, replicated not yet. */
export class WriteBatch<State> {
  /** The speculative state without them. */
  readonly before: State;
  /** The speculative state with them. */
  after: State;
  /** The offset after the batch; -1 until it is appended. */
  endOffset: Offset = -1;
  /** Set once the batch took too long: what those who waited were told. It may still be replicated. */
  lateWith: ErrorCode | undefined;
  /** Called once when the batch is replicated, before those that wait. */
  readonly followUps: ((now: Now) => void)[] = [];
  private waiting: Waiting[] = [];
  private readonly builder = new BatchBuilder({ initialBytes: 1024 });

  constructor(before: State) {
    this.before = before;
    this.after = before;
  }

  hasRoom(records: readonly EncodedRecord[], bytesMax: Bytes): boolean {
    return this.builder.sizeBytes + bytesOf(records) <= bytesMax;
  }

  add(records: readonly EncodedRecord[], timestampMs: Millis): void {
    for (const { key, value } of records) this.builder.append(timestampMs, key, value);
  }

  wait(waiting: Waiting): void {
    this.waiting.push(waiting);
  }

  /** Encodes the batch; called once. It is compressed unless that gains nothing. */
  async bytes(compression: CompressionType, compute: Compute): Promise<Buffer> {
    return compression === 'none' ? this.builder.finish() : this.builder.finishCompressed(compression, compute);
  }

  /** Returns the decisions that wait; called once. */
  release(): readonly Waiting[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }
}

function bytesOf(records: readonly EncodedRecord[]): Bytes {
  let bytes = 0;
  for (const { key, value } of records) bytes += recordBytesMax(key, value);
  return bytes;
}
