import type { Bytes } from '@drave/base';
import type { Compute } from '@drave/env';
import { codecId, type CompressionType, compressRecords } from './compression.js';
import { asBuffer, BATCH_HEADER_BYTES, batchAttributes, CODEC_MASK, rewriteBatch } from './header.js';

/**
 * The batch at `at` under another codec, in memory of its own; `section` is its records section, uncompressed. Offsets,
 * timestamps, producer and sequence stay: only the records section, its length, the codec bits and the checksum change.
 * Whether the records make sense is the caller's affair (`RecordCheck`).
 */
export async function recompressBatch(
  buffer: Buffer,
  at: number,
  section: Buffer,
  type: CompressionType,
  compute: Compute,
): Promise<Buffer> {
  const records = type === 'none' ? section : asBuffer(await compressRecords(type, section, compute));
  const sizeBytes: Bytes = BATCH_HEADER_BYTES + records.length;
  const batch = Buffer.allocUnsafeSlow(sizeBytes);
  buffer.copy(batch, 0, at, at + BATCH_HEADER_BYTES);
  records.copy(batch, BATCH_HEADER_BYTES);
  rewriteBatch(batch, 0, sizeBytes, (batchAttributes(buffer, at) & ~CODEC_MASK) | codecId(type));
  return batch;
}
