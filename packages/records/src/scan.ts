import type { Bytes, Offset } from '@drave/base';
import {
  BATCH_HEADER_BYTES,
  BATCH_LENGTH_MIN,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  batchBaseOffset,
  batchCrcIsValid,
  batchLastOffsetDelta,
  batchMagic,
  batchRecordCount,
  batchSizeBytes,
  type BatchInfo,
  readBatchInfo,
} from './header.js';

interface ScanOptions {
  /**
   * The offset that must not be undercut: a batch whose base offset is smaller is corrupt. Compacted logs have gaps, so
   * a larger one is fine unless `contiguous` is set.
   */
  readonly expectedBaseOffset?: Offset;
  /** Every batch must start exactly where the last one ended (a log that was never compacted). Default false. */
  readonly contiguous?: boolean;
  readonly verifyCrc: boolean;
  /** A length field above it is corruption, not a promise of more bytes. Default 2^31 - 1. */
  readonly batchBytesMax?: Bytes;
  /** Where to start in the buffer. Default 0. */
  readonly position?: number;
}

/**
 * - `batch`: a sound batch; `info.position` says where.
 * - `incomplete`: the bytes end inside a batch. `bytesNeeded` is the batch's size if its header is there, else 61. In
 * the
 *   middle of a file: read on. At the end of one: a torn tail, or a damaged length field — ask `findBatchAfter`.
 * - `corrupt`: these bytes are no batch whatever follows. At the end of a log that may still be a torn tail (the disk
 * may
 *   have written later pages first); `findBatchAfter` tells the two apart.
 */
export type ScanStep =
  | { readonly kind: 'batch'; readonly info: BatchInfo }
  | { readonly kind: 'incomplete'; readonly position: number; readonly bytesNeeded: number }
  | { readonly kind: 'corrupt'; readonly position: number; readonly reason: string };

/** Walks the batches in `bytes` in order; the first `incomplete` or `corrupt` step is the last one. */
export function* scanBatches(bytes: Buffer, options: ScanOptions): Generator<ScanStep, void, undefined> {
  const batchBytesMax = options.batchBytesMax ?? 0x7fff_ffff;
  let expected = options.expectedBaseOffset;
  let at = options.position ?? 0;
  while (at < bytes.length) {
    const step = readStep(bytes, at, expected, batchBytesMax, options);
    yield step;
    if (step.kind !== 'batch') return;
    expected = step.info.lastOffset + 1;
    at += step.info.sizeBytes;
  }
}

/**
 * The position of the first sound batch at or after `from` whose base offset is at least `baseOffsetMin`; -1 when there
 * is none. A scan that stopped short has met corruption in the middle when this finds one, a torn tail when it does
 * not.
 */
export function findBatchAfter(bytes: Buffer, from: number, baseOffsetMin: Offset): number {
  const last = bytes.length - BATCH_HEADER_BYTES;
  for (let at = from; at <= last; at++) {
    if (bytes[at + 16] !== BATCH_MAGIC) continue;
    const sizeBytes = batchSizeBytes(bytes, at);
    if (sizeBytes < BATCH_HEADER_BYTES || sizeBytes > bytes.length - at) continue;
    const baseOffset = batchBaseOffset(bytes, at);
    if (!Number.isSafeInteger(baseOffset) || baseOffset < baseOffsetMin) continue;
    if (headerFault(bytes, at) === undefined && batchCrcIsValid(bytes, at)) return at;
  }
  return -1;
}

function readStep(
  bytes: Buffer,
  at: number,
  expected: Offset | undefined,
  batchBytesMax: Bytes,
  options: ScanOptions,
): ScanStep {
  const available = bytes.length - at;
  if (available < BATCH_OVERHEAD_BYTES) return { kind: 'incomplete', position: at, bytesNeeded: BATCH_HEADER_BYTES };
  const sizeBytes = batchSizeBytes(bytes, at);
  if (sizeBytes < BATCH_LENGTH_MIN + BATCH_OVERHEAD_BYTES || sizeBytes > batchBytesMax) {
    return { kind: 'corrupt', position: at, reason: `length field says ${sizeBytes} bytes` };
  }
  if (available < BATCH_HEADER_BYTES) return { kind: 'incomplete', position: at, bytesNeeded: sizeBytes };
  const fault = headerFault(bytes, at) ?? offsetFault(bytes, at, expected, options.contiguous ?? false);
  if (fault !== undefined) return { kind: 'corrupt', position: at, reason: fault };
  if (sizeBytes > available) return { kind: 'incomplete', position: at, bytesNeeded: sizeBytes };
  if (options.verifyCrc && !batchCrcIsValid(bytes, at)) {
    return { kind: 'corrupt', position: at, reason: 'CRC-32C does not match' };
  }
  return { kind: 'batch', info: readBatchInfo(bytes, at) };
}

/** A stored batch may hold fewer records than offsets (compaction), even none, but never more. */
function headerFault(bytes: Buffer, at: number): string | undefined {
  const magic = batchMagic(bytes, at);
  if (magic !== BATCH_MAGIC) return `message format ${magic}, expected 2`;
  const lastOffsetDelta = batchLastOffsetDelta(bytes, at);
  if (lastOffsetDelta < 0) return `last offset delta ${lastOffsetDelta} is negative`;
  const recordCount = batchRecordCount(bytes, at);
  if (recordCount < 0 || recordCount > lastOffsetDelta + 1) {
    return `${recordCount} records do not fit last offset delta ${lastOffsetDelta}`;
  }
  return undefined;
}

function offsetFault(bytes: Buffer, at: number, expected: Offset | undefined, contiguous: boolean): string | undefined {
  const baseOffset = batchBaseOffset(bytes, at);
  if (!Number.isSafeInteger(baseOffset) || baseOffset < 0) return `base offset ${baseOffset} is out of range`;
  if (expected === undefined) return undefined;
  if (baseOffset < expected) return `base offset ${baseOffset} is below ${expected}`;
  if (contiguous && baseOffset !== expected) return `base offset ${baseOffset} leaves a gap after ${expected - 1}`;
  return undefined;
}
