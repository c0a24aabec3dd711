import type { Compute } from '@drave/env';
import { BatchBuilder } from '../builder.js';
import { codecId, type CompressionType, compressRecords } from '../index.js';
import { asBuffer, BATCH_HEADER_BYTES, rewriteBatch } from '../header.js';

/** What can be wrong inside a batch whose header and checksum are right. */
export const poisons = [
  'garbage',
  'cut short',
  'a record too few',
  'a record too many',
  'bytes behind the last record',
  'an offset delta twice',
  'an offset delta left out',
  'an endless number',
  'a length beyond the end',
  'a key beyond its record',
  'a million headers',
] as const;
export type Poison = (typeof poisons)[number];

/**
 * A batch of three records with keys whose header and checksum hold and whose records do not, under any codec. With a
 * codec, `garbage` is no stream of it at all and `cut short` half of one; everything else is well compressed.
 */
export async function poisonBatch(
  poison: Poison,
  codec: CompressionType,
  compute: Compute,
  timestamp = 1_000,
): Promise<Buffer> {
  const builder = new BatchBuilder();
  for (let index = 0; index < 3; index++) builder.append(timestamp + index, Buffer.from(`k${index}`), VALUE);
  const batch = Buffer.from(builder.finish());
  const section = Buffer.from(batch.subarray(BATCH_HEADER_BYTES));
  const bent = bend(batch, section, poison);
  const stream = codec === 'none' ? bent : asBuffer(await compressRecords(codec, bent, compute));
  return sealed(batch, damageStream(stream, poison, codec), codec);
}

/** Harmless as it comes, and beyond what any reader opens (gzip only: the others would be refused by their frame). */
export async function bombBatch(compute: Compute, timestamp = 1_000): Promise<Buffer> {
  const batch = Buffer.from(new BatchBuilder().finish({ lastOffsetDelta: 0 }));
  batch.writeInt32BE(1, 57);
  batch.writeBigInt64BE(BigInt(timestamp), 27);
  batch.writeBigInt64BE(BigInt(timestamp), 35);
  const stream = await compressRecords('gzip', Buffer.alloc(128 * 1024 * 1024 + 1), compute);
  return sealed(batch, asBuffer(stream), 'gzip');
}

const VALUE = Buffer.from('v'.repeat(50));
/** The bytes of the three records as the builder writes them. */
const RECORD_BYTES = 59;
const OFFSET_DELTA_AT = 3;

function bend(batch: Buffer, section: Buffer, poison: Poison): Buffer {
  switch (poison) {
    case 'garbage':
      return Buffer.alloc(section.length, 0xff);
    case 'cut short':
      return section.subarray(0, section.length - 10);
    case 'a record too few':
      return section.subarray(0, section.length - RECORD_BYTES);
    case 'a record too many':
      return Buffer.concat([section, section.subarray(0, RECORD_BYTES)]);
    case 'bytes behind the last record':
      return Buffer.concat([section, Buffer.alloc(3)]);
    case 'an offset delta twice':
      return edited(section, 2 * RECORD_BYTES + OFFSET_DELTA_AT, 2);
    case 'an offset delta left out':
      batch.writeInt32BE(3, 23);
      return edited(section, 2 * RECORD_BYTES + OFFSET_DELTA_AT, 6);
    case 'an endless number':
      return Buffer.concat([section.subarray(0, RECORD_BYTES), Buffer.alloc(section.length - RECORD_BYTES, 0x80)]);
    case 'a length beyond the end':
      return edited(section, 2 * RECORD_BYTES, 0x7e);
    case 'a key beyond its record':
      return edited(section, OFFSET_DELTA_AT + 1, 0x7e);
    case 'a million headers':
      return edited(section, RECORD_BYTES - 1, 0x7e);
  }
}

function damageStream(stream: Buffer, poison: Poison, codec: CompressionType): Buffer {
  if (codec === 'none') return stream;
  if (poison === 'garbage') return Buffer.alloc(stream.length, 0xee);
  return poison === 'cut short' ? stream.subarray(0, stream.length >> 1) : stream;
}

function edited(section: Buffer, at: number, byte: number): Buffer {
  section[at] = byte;
  return section;
}

function sealed(header: Buffer, records: Buffer, codec: CompressionType): Buffer {
  const batch = Buffer.concat([header.subarray(0, BATCH_HEADER_BYTES), records]);
  rewriteBatch(batch, 0, batch.length, codecId(codec));
  return batch;
}
