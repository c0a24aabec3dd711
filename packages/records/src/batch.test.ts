import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchBuilder, recordBytesMax } from './builder.js';
import { decodeControlBatch, encodeEndTransactionMarker } from './control.js';
import { openPlainRecords } from './decode.js';
import {
  batchCrcIsValid,
  batchLeaderEpoch,
  batchSizeBytes,
  readBatchInfo,
  readInt64,
  restamp,
  restampProducer,
  sequenceAfter,
  writeInt64,
} from './header.js';
import { arbitraryRecords, plainRecord } from './testing/arbitrary.js';
import { lastSequence } from './testing/index.js';

/**
 * Assembled by hand from the public format description, without the CRC, which comes from an independent bitwise
 * implementation.
 */
const GOLDEN = [
  '0000000000000000', // base offset
  '00000044', // length: 49 bytes of header, 9 + 10 of records
  'ffffffff', // leader epoch -1
  '02', // magic
  '0000', // attributes
  '00000001', // last offset delta
  '000001937f0b6000', // base timestamp
  '000001937f0b6005', // max timestamp
  'ffffffffffffffff', // producer id
  'ffff', // producer epoch
  'ffffffff', // base sequence
  '00000002', // records
  '10' + '00' + '00' + '00' + '02' + '6b' + '02' + '76' + '00', // 8 bytes: attributes, deltas, "k", "v", no headers
  '12' + '00' + '0a' + '02' + '01' + '01' + '02' + '02' + '68' + '01', // null key, null value, header h = null
];

describe('BatchBuilder', () => {
  it('writes the public format byte for byte', () => {
    const builder = new BatchBuilder();
    builder.append(0x1937f0b6000, Buffer.from('k'), Buffer.from('v'));
    builder.append(0x1937f0b6005, null, null, [{ key: 'h', value: null }]);
    const batch = builder.finish();
    const head = Buffer.from(GOLDEN.slice(0, 4).join(''), 'hex');
    const covered = Buffer.from(GOLDEN.slice(4).join(''), 'hex');
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(bitwiseCrc32c(covered));
    expect(batch.toString('hex')).toBe(Buffer.concat([head, crc, covered]).toString('hex'));
  });

  it('reads back what went in, whatever it was', () => {
    fc.assert(
      fc.property(arbitraryRecords(), (records) => {
        const builder = new BatchBuilder({ initialBytes: 256 });
        let bound = 61;
        for (const { timestamp, key, value, headers } of records) {
          bound += recordBytesMax(key, value, headers);
          builder.append(timestamp, key, value, headers);
        }
        expect(builder.sizeBytes).toBeLessThanOrEqual(bound);
        const sizeBytes = builder.sizeBytes;
        const batch = builder.finish({ baseOffset: 1000 });
        expect(batch.length).toBe(sizeBytes);
        expect(batchSizeBytes(batch, 0)).toBe(sizeBytes);
        expect(batchCrcIsValid(batch, 0)).toBe(true);
        expect(readBatchInfo(batch, 0).maxTimestamp).toBe(Math.max(...records.map((record) => record.timestamp)));
        const decoded = openPlainRecords(batch, 0)?.rest() ?? [];
        expect(decoded.map((record) => record.offset)).toEqual(records.map((_, index) => 1000 + index));
        expect(decoded.map(plainRecord)).toEqual(records.map(plainRecord));
      }),
      { numRuns: 300 },
    );
  });

  it('starts afresh after a batch and leaves the finished one alone', () => {
    const builder = new BatchBuilder();
    builder.append(1, null, Buffer.from('first'));
    const first = builder.finish();
    const before = Buffer.from(first);
    builder.append(2, null, Buffer.from('second'));
    expect(builder.recordCount).toBe(1);
    const second = builder.finish();
    expect(first.equals(before)).toBe(true);
    expect(openPlainRecords(second, 0)?.next()?.value?.toString()).toBe('second');
  });

  it('keeps gaps and the span of a compacted batch', () => {
    const builder = new BatchBuilder();
    builder.appendAt(2, 5, Buffer.from('a'), null);
    builder.appendAt(7, 6, Buffer.from('b'), null);
    const batch = builder.finish({ baseOffset: 100, lastOffsetDelta: 9 });
    expect(readBatchInfo(batch, 0)).toMatchObject({ baseOffset: 100, lastOffset: 109, recordCount: 2 });
    const offsets = openPlainRecords(batch, 0)
      ?.rest()
      .map((record) => record.offset);
    expect(offsets).toEqual([102, 107]);
    const empty = new BatchBuilder().finish({ baseOffset: 100, lastOffsetDelta: 9, producerId: 5, producerEpoch: 0 });
    expect(readBatchInfo(empty, 0)).toMatchObject({ lastOffset: 109, recordCount: 0, producerId: 5 });
    expect(openPlainRecords(empty, 0)?.rest()).toEqual([]);
  });
});

describe('header', () => {
  it('carries 64-bit numbers exactly up to 2^53, of both signs', () => {
    const buffer = Buffer.alloc(8);
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        writeInt64(buffer, 0, value);
        expect(readInt64(buffer, 0)).toBe(value);
        expect(buffer.readBigInt64BE(0)).toBe(BigInt(value));
      }),
    );
  });

  it('re-stamps offset and epoch without touching the checksum', () => {
    const batch = numbered();
    const crc = batch.readUInt32BE(17);
    restamp(batch, 0, 2 ** 40 + 3, 12);
    expect(readBatchInfo(batch, 0)).toMatchObject({ baseOffset: 2 ** 40 + 3, lastOffset: 2 ** 40 + 5 });
    expect(batchLeaderEpoch(batch, 0)).toBe(12);
    expect(batch.readUInt32BE(17)).toBe(crc);
    expect(batchCrcIsValid(batch, 0)).toBe(true);
  });

  it('re-stamps the append time with a new checksum, and readers see it', () => {
    const batch = numbered();
    restamp(batch, 0, 10, 1, 777);
    expect(batchCrcIsValid(batch, 0)).toBe(true);
    expect(readBatchInfo(batch, 0)).toMatchObject({ timestampType: 'LogAppendTime', maxTimestamp: 777 });
    expect(
      openPlainRecords(batch, 0)
        ?.rest()
        .map((record) => record.timestamp),
    ).toEqual([777, 777, 777]);
  });

  it('re-stamps the producer with a new checksum', () => {
    const batch = numbered();
    restampProducer(batch, 0, 9_000_000_001, 3, 0x7fff_ffff);
    const info = readBatchInfo(batch, 0);
    expect(batchCrcIsValid(batch, 0)).toBe(true);
    expect(info).toMatchObject({ producerId: 9_000_000_001, producerEpoch: 3, baseSequence: 0x7fff_ffff });
    // Sequences wrap to zero, never to a negative number.
    expect(lastSequence(info)).toBe(1);
    expect(sequenceAfter(0x7fff_ffff, 1)).toBe(0);
    expect(sequenceAfter(5, 0)).toBe(5);
  });
});

describe('control batches', () => {
  it.each(['commit', 'abort'] as const)('carries a %s', (kind) => {
    const marker = { kind, producerId: 77, producerEpoch: 4, coordinatorEpoch: 9 };
    const batch = encodeEndTransactionMarker(marker, 123, 50);
    expect(readBatchInfo(batch, 0)).toMatchObject({
      control: true,
      transactional: true,
      baseOffset: 50,
      baseSequence: -1,
    });
    expect(decodeControlBatch(batch, 0)).toEqual(marker);
  });

  it('skips types it does not know', () => {
    const builder = new BatchBuilder();
    builder.append(0, Buffer.from([0, 0, 0, 9]), Buffer.alloc(6));
    expect(decodeControlBatch(builder.finish({ control: true }), 0)).toEqual({ kind: 'unknown', type: 9 });
    const empty = new BatchBuilder().finish({ control: true, lastOffsetDelta: 0 });
    expect(decodeControlBatch(empty, 0)).toBeUndefined();
  });
});

function numbered(): Buffer {
  const builder = new BatchBuilder();
  for (let index = 0; index < 3; index++) builder.append(100 + index, null, Buffer.from(`value ${index}`));
  return builder.finish();
}

function bitwiseCrc32c(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0x82f6_3b78);
  }
  return ~crc >>> 0;
}
