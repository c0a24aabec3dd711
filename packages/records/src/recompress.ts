import type { Bytes } from '@drave/base';
import type { Compute } from '@drave/env';
import { codecId, type CompressionType, compressRecords } from './compression.js';
import { type DecodeLimits, openRecords, type RecordCursor } from './decode.js';
import { asBuffer, BATCH_HEADER_BYTES, CODEC_MASK, rewriteBatch } from './header.js';

/**
 * The batch at `at` under another codec, in memory of its own. Offsets, timestamps, producer and sequence stay: only
 * the records section, its length, the codec bits and the checksum change. Every record is looked at on the way, so
 * that what is not readable is refused here and not by a consumer.
 * @throws DraveError CORRUPT_MESSAGE, UNSUPPORTED_COMPRESSION_TYPE.
 */
export async function recompressBatch(
  buffer: Buffer,
  at: number,
  type: CompressionType,
  compute: Compute,
  limits: DecodeLimits & { readonly onRecord?: (hasKey: boolean) => void } = {},
): Promise<Buffer> {
  const cursor = await openRecords(buffer, at, compute, limits);
  const plain = cursor.section();
  walk(cursor, limits.onRecord);
  const records = type === 'none' ? plain : asBuffer(await compressRecords(type, plain, compute));
  const sizeBytes: Bytes = BATCH_HEADER_BYTES + records.length;
  const batch = Buffer.allocUnsafeSlow(sizeBytes);
  buffer.copy(batch, 0, at, at + BATCH_HEADER_BYTES);
  records.copy(batch, BATCH_HEADER_BYTES);
  rewriteBatch(batch, 0, sizeBytes, (cursor.info.attributes & ~CODEC_MASK) | codecId(type));
  return batch;
}

function walk(cursor: RecordCursor, onRecord: ((hasKey: boolean) => void) | undefined): void {
  for (let record = cursor.next(); record !== undefined; record = cursor.next()) onRecord?.(record.key !== null);
}
