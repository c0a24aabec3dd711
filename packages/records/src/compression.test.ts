import { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import type { CodecName } from '@drave/env';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchBuilder } from './builder.js';
import { codecId, compressRecords, compressionTypes, decompressRecords } from './compression.js';
import { crc32c } from './crc32c.js';
import { decodeRecords, openPlainRecords, openRecords, openSection } from './decode.js';
import {
  BATCH_CRC_START,
  BATCH_HEADER_BYTES,
  batchCrcIsValid,
  readBatchInfo,
  restamp,
  restampProducer,
} from './header.js';
import { recompressBatch } from './recompress.js';
import { arbitraryRecords, plainRecord } from './testing/arbitrary.js';
import { validateProducedBatches } from './validate.js';

const { compute } = new SimWorld({ seed: 1 }).createHost('h').env;
const codecs = compressionTypes.filter((type): type is CodecName => type !== 'none');

/** Compressed whether it gains anything or not: the simulator's zstd writes raw blocks, which any decoder reads. */
async function compressible(codec: CodecName): Promise<Buffer> {
  const builder = new BatchBuilder();
  for (let index = 0; index < 200; index++)
    builder.append(1000 + index, null, Buffer.from(`the same words again ${index}`));
  const plain = builder.finish();
  const records = await compressRecords(codec, plain.subarray(BATCH_HEADER_BYTES), compute);
  const batch = Buffer.concat([plain.subarray(0, BATCH_HEADER_BYTES), records]);
  batch.writeInt16BE(codecId(codec), 21);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeUInt32BE(crc32c(batch, BATCH_CRC_START), 17);
  return batch;
}

async function plain(): Promise<Buffer> {
  const builder = new BatchBuilder();
  builder.append(1000, Buffer.from('k'), Buffer.from('v'.repeat(100)), [{ key: 'h', value: Buffer.from('x') }]);
  builder.append(900, null, null);
  return builder.finish();
}

describe.each(compressionTypes)('recompressBatch to %s', (target) => {
  it('keeps every record, offset, timestamp and the producer, from every codec', async () => {
    for (const source of compressionTypes) {
      const batch = source === 'none' ? await plain() : await compressible(source);
      restampProducer(batch, 0, 7, 3, 11);
      restamp(batch, 0, 40, 5);
      const before = readBatchInfo(batch, 0);
      // The batch is not at the start of its buffer, and something stands behind it.
      const around = Buffer.concat([Buffer.alloc(9), batch, Buffer.alloc(5)]);
      const section = await openSection(around, 9, compute);
      const after = await recompressBatch(around, 9, section, target, compute);
      const info = readBatchInfo(after, 0);
      expect(batchCrcIsValid(after, 0)).toBe(true);
      expect(info).toEqual({
        ...before,
        position: 0,
        sizeBytes: after.length,
        codecId: codecId(target),
        attributes: codecId(target),
      });
      expect(await decodeRecords(after, 0, compute)).toEqual(await decodeRecords(batch, 0, compute));
    }
  });
});

describe.each(codecs)('%s', (codec) => {
  it('reads back what went in', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRecords(), async (records) => {
        const builder = new BatchBuilder();
        for (const { timestamp, key, value, headers } of records) builder.append(timestamp, key, value, headers);
        const plainBytes = builder.sizeBytes;
        const batch = await builder.finishCompressed(codec, compute, {
          producerId: 3,
          producerEpoch: 1,
          baseSequence: 9,
        });
        expect(batch.length).toBeLessThanOrEqual(plainBytes);
        expect(batchCrcIsValid(batch, 0)).toBe(true);
        const info = readBatchInfo(batch, 0);
        expect(info).toMatchObject({ producerId: 3, baseSequence: 9, recordCount: records.length });
        expect([0, compressionTypes.indexOf(codec)]).toContain(info.codecId);
        expect((await decodeRecords(batch, 0, compute)).map(plainRecord)).toEqual(records.map(plainRecord));
      }),
      { numRuns: 40 },
    );
  });

  it('is named in the header and passes the broker unopened', async () => {
    const batch = await compressible(codec);
    expect(readBatchInfo(batch, 0).codecId).toBe(compressionTypes.indexOf(codec));
    expect(openPlainRecords(batch, 0)).toBeUndefined();
    const rules = { batchBytesMax: 1_000_000, timestampType: 'CreateTime' } as const;
    expect(validateProducedBatches(batch, rules)).toMatchObject({ kind: 'ok', recordCount: 200 });
    expect(await decodeRecords(batch, 0, compute)).toHaveLength(200);
  });

  it('stops at the limit on decompressed bytes', async () => {
    const batch = await compressible(codec);
    const open = openRecords(batch, 0, compute, { decompressedBytesMax: 1000 });
    await expect(open).rejects.toMatchObject({ code: 'CORRUPT_MESSAGE' });
  });

  it('damage inside gives records or CORRUPT_MESSAGE, never anything else, even under a right checksum', async () => {
    const batch = await compressible(codec);
    const outcomes = new Set<string>();
    for (let at = BATCH_HEADER_BYTES; at < batch.length; at += 7) {
      const damaged = Buffer.from(batch);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      damaged.writeUInt32BE(crc32c(damaged, BATCH_CRC_START), 17);
      outcomes.add(await outcomeOf(damaged));
    }
    for (let length = BATCH_HEADER_BYTES; length < batch.length; length += 11) {
      const cut = Buffer.from(batch.subarray(0, length));
      cut.writeInt32BE(length - 12, 8);
      outcomes.add(await outcomeOf(cut));
    }
    expect([...outcomes].filter((outcome) => outcome !== 'records' && outcome !== 'CORRUPT_MESSAGE')).toEqual([]);
    expect(outcomes).toContain('CORRUPT_MESSAGE');
  });
});

async function outcomeOf(batch: Buffer): Promise<string> {
  try {
    const records = await decodeRecords(batch, 0, compute, { decompressedBytesMax: 1_000_000 });
    return records.length <= 200 ? 'records' : 'too many records';
  } catch (reason) {
    return reason instanceof DraveError ? reason.code : String(reason);
  }
}

it('a batch that gains is smaller', async () => {
  for (const codec of ['gzip', 'snappy', 'lz4'] as const) {
    const builder = new BatchBuilder();
    for (let index = 0; index < 200; index++) builder.append(1, null, Buffer.from('the same words again'));
    const plainBytes = builder.sizeBytes;
    const batch = await builder.finishCompressed(codec, compute);
    expect(readBatchInfo(batch, 0).codecId).toBe(codecId(codec));
    expect(batch.length).toBeLessThan(plainBytes / 3);
  }
});

describe('snappy framing', () => {
  const plain = Buffer.from('abcdefgh'.repeat(10_000));

  it('writes xerial blocks of 32 KiB as Java clients do, and reads both forms', async () => {
    const framed = Buffer.from(await compressRecords('snappy', plain, compute));
    expect(framed.subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001');
    let blocks = 0;
    for (let at = 16; at < framed.length; at += 4 + framed.readInt32BE(at)) blocks++;
    expect(blocks).toBe(Math.ceil(plain.length / 32_768));
    const raw = await compute.compress('snappy', plain);
    for (const form of [framed, raw]) {
      expect(Buffer.from(await decompressRecords('snappy', form, compute, 100_000)).equals(plain)).toBe(true);
    }
  });

  it('G4: a block length that lies is corruption, and blocks together obey the limit', async () => {
    const framed = Buffer.from(await compressRecords('snappy', plain, compute));
    for (const length of [-1, 0, 0x7fff_ffff]) {
      const damaged = Buffer.from(framed);
      damaged.writeInt32BE(length, 16);
      const read = decompressRecords('snappy', damaged, compute, 100_000);
      await expect(read).rejects.toMatchObject({ code: 'CORRUPT_MESSAGE' });
    }
    const bounded = decompressRecords('snappy', framed, compute, 40_000);
    await expect(bounded).rejects.toMatchObject({ code: 'CORRUPT_MESSAGE' });
  });
});

it('incompressible records stay uncompressed', async () => {
  const builder = new BatchBuilder();
  builder.append(1, null, Buffer.from([...Array(200).keys()].map((index) => (index * 97) & 255)));
  const batch = await builder.finishCompressed('lz4', compute);
  expect(readBatchInfo(batch, 0).codecId).toBe(0);
  expect(batchCrcIsValid(batch, 0)).toBe(true);
  expect(openPlainRecords(batch, 0)?.rest()).toHaveLength(1);
});
