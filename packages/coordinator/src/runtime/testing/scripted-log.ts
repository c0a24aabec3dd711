import { assert, type ErrorCode, type Offset, deferred, type Deferred } from '@drave/base';
import { BatchBuilder, openPlainRecords, readBatchInfo, restamp } from '@drave/records';
import type { AppendResult, Verification, Verified } from '@drave/replica';
import type { BatchOrigin, ShardAppend, ShardLog } from '../shard-log.js';

interface Written {
  readonly bytes: Buffer;
  readonly baseOffset: Offset;
  readonly endOffset: Offset;
  readonly acked: Deferred<AppendResult>;
}

/** A partition whose replicas do what the test says. Appends are accepted; nothing is replicated by itself. */
export class ScriptedLog implements ShardLog {
  readonly name = 'log-0';
  batchBytesMax = 4_096;
  startOffset: Offset = 0;
  highWatermark: Offset = 0;
  led = true;
  isUnderMinIsr = false;
  /** What the next appends are refused with, one each. */
  readonly refusals: ErrorCode[] = [];
  private judge: ((origin: BatchOrigin) => ErrorCode | undefined) | undefined;
  /** Of every append, refused or not. */
  readonly origins: BatchOrigin[] = [];
  /** What the coordinators of transactions say. */
  readonly verifications: Verification[] = [];
  verified: Verified = { kind: 'verified', guard: undefined };
  /** What the next read fails with. */
  readFailure: Error | undefined;
  reads = 0;
  private written: Written[] = [];
  private readonly observers = new Set<() => void>();

  get endOffset(): Offset {
    return this.written.at(-1)?.endOffset ?? this.startOffset;
  }

  get appendOffset(): Offset {
    return this.endOffset;
  }

  get batchCount(): number {
    return this.written.length;
  }

  /** Records in each batch. */
  get batchSizes(): number[] {
    return this.written.map(({ bytes }) => readBatchInfo(bytes, 0).recordCount);
  }

  read(fromOffset: Offset, bytesMax: number) {
    this.reads++;
    if (this.readFailure !== undefined) {
      const failure = this.readFailure;
      this.readFailure = undefined;
      return Promise.reject(failure);
    }
    const parts: Buffer[] = [];
    let nextOffset = fromOffset;
    let bytes = 0;
    for (const batch of this.written) {
      if (batch.baseOffset < fromOffset) continue;
      if (bytes > 0 && bytes + batch.bytes.length > bytesMax) break;
      parts.push(batch.bytes);
      bytes += batch.bytes.length;
      nextOffset = batch.endOffset;
    }
    return Promise.resolve({ parts, nextOffset });
  }

  append(batch: Buffer, origin: BatchOrigin): ShardAppend {
    this.origins.push(origin);
    const error = this.judge?.(origin) ?? this.refusals.shift();
    if (error !== undefined) this.judge = undefined;
    if (error !== undefined) return { kind: 'failed', error, message: 'refused by the test' };
    const baseOffset = this.endOffset;
    restamp(batch, 0, baseOffset, 1);
    const endOffset = baseOffset + readBatchInfo(batch, 0).recordCount;
    const acked = deferred<AppendResult>();
    this.written.push({ bytes: batch, baseOffset, endOffset, acked });
    return { kind: 'enqueued', endOffset, acked: acked.promise };
  }

  verify(verification: Verification): Promise<Verified> {
    this.verifications.push(verification);
    return Promise.resolve(this.verified);
  }

  observe(changed: () => void): () => void {
    this.observers.add(changed);
    return () => this.observers.delete(changed);
  }

  get batches(): Buffer[] {
    return this.written.map(({ bytes }) => bytes);
  }

  /** The next append for which `judge` has a code is refused with it. */
  refuseNext(judge: (origin: BatchOrigin) => ErrorCode | undefined): void {
    this.judge = judge;
  }

  /** Everything below is replicated. */
  replicate(upToOffset: Offset = this.endOffset): void {
    assert(upToOffset >= this.highWatermark, 'the high watermark only rises');
    this.highWatermark = upToOffset;
    for (const { endOffset, baseOffset, acked } of this.written)
      if (endOffset <= upToOffset && !acked.settled)
        acked.resolve({
          kind: 'acked',
          baseOffset,
          lastOffset: endOffset - 1,
          leaderEpoch: 1,
          logStartOffset: 0,
          logAppendTimeMs: -1,
          duplicate: false,
        });
    this.notify();
  }

  /** The waiting for everything that is not replicated ends so; the batches stay in the log. */
  failWaiting(error: ErrorCode): void {
    for (const { acked } of this.written)
      if (!acked.settled) acked.resolve({ kind: 'failed', error, message: 'failed by the test' });
  }

  /** The disk failed: what is not replicated is not in the log any more. */
  lose(error: ErrorCode): void {
    const lost = this.written.filter(({ endOffset }) => endOffset > this.highWatermark);
    this.written = this.written.filter(({ endOffset }) => endOffset <= this.highWatermark);
    for (const { acked } of lost) acked.resolve({ kind: 'failed', error, message: 'lost by the test' });
  }

  /** Another leader has taken over. */
  loseLeadership(): void {
    this.led = false;
    this.failWaiting('NOT_LEADER_OR_FOLLOWER');
    this.notify();
  }

  /** The same log under another leader, which may lack what is not replicated. */
  successor(loses: boolean): ScriptedLog {
    const next = new ScriptedLog();
    next.highWatermark = this.highWatermark;
    next.startOffset = this.startOffset;
    const kept = loses ? this.written.filter(({ endOffset }) => endOffset <= this.highWatermark) : this.written;
    next.written = kept.map((batch) => ({ ...batch, acked: deferred<AppendResult>() }));
    return next;
  }

  /**
   * What another leader reads when all that is replicated has been compacted: of each key the last record, unless it is
   * a tombstone. For logs without transactions.
   */
  compacted(): ScriptedLog {
    const next = new ScriptedLog();
    next.highWatermark = this.highWatermark;
    const replicated = this.written.filter(({ endOffset }) => endOffset <= this.highWatermark);
    const last = new Map<string, Offset>();
    for (const { bytes } of replicated)
      for (const { key, offset } of keyedRecords(bytes)) last.set(key.toString('hex'), offset);
    for (const batch of replicated) {
      const builder = new BatchBuilder();
      for (const { key, value, offset } of keyedRecords(batch.bytes))
        if (value !== null && last.get(key.toString('hex')) === offset)
          builder.appendAt(offset - batch.baseOffset, -1, key, value);
      if (builder.recordCount > 0)
        next.written.push({ ...batch, bytes: builder.finish({ baseOffset: batch.baseOffset }), acked: deferred() });
    }
    return next;
  }

  private notify(): void {
    for (const observer of this.observers) observer();
  }
}

/** Copies of what a batch without compression holds. */
export function keyedRecords(bytes: Buffer): { key: Buffer; value: Buffer | null; offset: Offset }[] {
  const found: { key: Buffer; value: Buffer | null; offset: Offset }[] = [];
  const cursor = openPlainRecords(bytes, 0);
  for (let next = cursor?.next(); next !== undefined; next = cursor?.next())
    if (next.key !== null)
      found.push({
        key: Buffer.from(next.key),
        value: next.value === null ? null : Buffer.from(next.value),
        offset: next.offset,
      });
  return found;
}
