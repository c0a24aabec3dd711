import { describe, expect, it } from 'vitest';
import { BatchBuilder, type BatchOptions } from './builder.js';
import { encodeEndTransactionMarker } from './control.js';
import { asBuffer, BATCH_CRC_START } from './header.js';
import { crc32c } from './crc32c.js';
import { numberedBatch } from './testing/index.js';
import { type ProduceRules, validateProducedBatches } from './validate.js';

const rules: ProduceRules = { batchBytesMax: 100_000, timestampType: 'CreateTime' };

describe('validateProducedBatches', () => {
  it('accepts whole batches back to back', () => {
    const bytes = Buffer.concat([batch(3), batch(2, { producerId: 7, producerEpoch: 0, baseSequence: 0 })]);
    const result = validateProducedBatches(bytes, rules);
    expect(result).toMatchObject({ kind: 'ok', recordCount: 5 });
    if (result.kind !== 'ok') return;
    expect(result.batches.map((info) => info.position)).toEqual([0, batch(3).length]);
    expect(result.batches[1]).toMatchObject({ producerId: 7, baseSequence: 0, recordCount: 2 });
  });

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'INVALID_RECORD'],
    ['a cut header', batch(1).subarray(0, 60), 'CORRUPT_MESSAGE'],
    ['a cut batch', batch(1).subarray(0, -1), 'CORRUPT_MESSAGE'],
    ['trailing bytes', Buffer.concat([batch(1), Buffer.alloc(3)]), 'CORRUPT_MESSAGE'],
    ['format 1', edited(batch(1), (b) => b.writeInt8(1, 16), false), 'UNSUPPORTED_VERSION'],
    ['format 3', edited(batch(1), (b) => b.writeInt8(3, 16), false), 'CORRUPT_MESSAGE'],
    ['a negative length', edited(batch(1), (b) => b.writeInt32BE(-1, 8), false), 'CORRUPT_MESSAGE'],
    ['a 2 GB length', edited(batch(1), (b) => b.writeInt32BE(0x7fffffff - 12, 8), false), 'MESSAGE_TOO_LARGE'],
    ['a wrong checksum', edited(batch(1), (b) => b.writeInt8(99, b.length - 1), false), 'CORRUPT_MESSAGE'],
    ['a count of 0', edited(batch(1), (b) => b.writeInt32BE(0, 57)), 'INVALID_RECORD'],
    ['a negative count', edited(batch(1), (b) => b.writeInt32BE(-5, 57)), 'INVALID_RECORD'],
    ['a delta that lies', edited(batch(2), (b) => b.writeInt32BE(2, 23)), 'INVALID_RECORD'],
    [
      'more records than bytes',
      edited(batch(1), (b) => (b.writeInt32BE(999, 23), b.writeInt32BE(1000, 57))),
      'INVALID_RECORD',
    ],
    ['a control batch', encodeEndTransactionMarker(marker(), 0), 'INVALID_RECORD'],
    ['unassigned attributes', edited(batch(1), (b) => b.writeInt16BE(0x80, 21)), 'INVALID_RECORD'],
    ['a delete horizon', edited(batch(1), (b) => b.writeInt16BE(0x40, 21)), 'INVALID_RECORD'],
    ['compression 5', edited(batch(1), (b) => b.writeInt16BE(5, 21)), 'UNSUPPORTED_COMPRESSION_TYPE'],
    ['a base offset', numberedBatch(4, 1), 'INVALID_RECORD'],
    ['a transaction without a producer', batch(1, { transactional: true }), 'INVALID_RECORD'],
    ['a transaction that nobody vouches for', transactional(), 'INVALID_TXN_STATE'],
    ['a producer without a sequence', batch(1, { producerId: 1, producerEpoch: 0 }), 'INVALID_RECORD'],
    ['a producer without an epoch', batch(1, { producerId: 1, baseSequence: 0 }), 'INVALID_RECORD'],
    ['a forged append time', batch(1, { logAppendTimeMs: 1 }), 'INVALID_TIMESTAMP'],
  ])('refuses %s', (_, bytes, code) => {
    const result = validateProducedBatches(bytes, rules);
    expect(result).toMatchObject({ kind: 'invalid', code });
  });

  it('accepts a transaction that a coordinator vouches for', () => {
    expect(validateProducedBatches(transactional(), { ...rules, transactionVerified: true }).kind).toBe('ok');
  });

  it('names the batch at fault', () => {
    const bytes = Buffer.concat([batch(1), batch(1), numberedBatch(9, 1)]);
    expect(validateProducedBatches(bytes, rules)).toMatchObject({ kind: 'invalid', batchIndex: 2 });
    const limited = validateProducedBatches(bytes, { ...rules, batchCountMax: 1 });
    expect(limited).toMatchObject({ kind: 'invalid', batchIndex: 1, code: 'INVALID_RECORD' });
  });

  it('bounds the size of a batch, exactly', () => {
    const bytes = batch(10);
    expect(validateProducedBatches(bytes, { ...rules, batchBytesMax: bytes.length }).kind).toBe('ok');
    const result = validateProducedBatches(bytes, { ...rules, batchBytesMax: bytes.length - 1 });
    expect(result).toMatchObject({ code: 'MESSAGE_TOO_LARGE', message: expect.stringContaining('max.message.bytes') });
  });

  it('bounds timestamps unless the log stamps its own', () => {
    const at = (timestamp: number) => {
      const builder = new BatchBuilder();
      builder.append(timestamp, null, null);
      return builder.finish();
    };
    const bounded: ProduceRules = { ...rules, timestampMin: 100, timestampMax: 200 };
    const kinds = [99, 100, 200, 201, -1].map((timestamp) => validateProducedBatches(at(timestamp), bounded).kind);
    expect(kinds).toEqual(['invalid', 'ok', 'ok', 'invalid', 'ok']);
    const stamped: ProduceRules = { ...bounded, timestampType: 'LogAppendTime' };
    expect(validateProducedBatches(at(999), stamped).kind).toBe('ok');
  });
});

function batch(count: number, options: BatchOptions = {}): Buffer {
  return numberedBatch(0, count, options);
}

function transactional(): Buffer {
  return batch(1, { producerId: 7, producerEpoch: 0, baseSequence: 0, transactional: true });
}

function marker() {
  return { kind: 'commit', producerId: 1, producerEpoch: 0, coordinatorEpoch: 0 } as const;
}

/** Changes a header field; with `seal` the checksum is made right again, so that only the field itself is at fault. */
function edited(original: Buffer, edit: (bytes: Buffer) => void, seal = true): Buffer {
  const bytes = asBuffer(Buffer.from(original));
  edit(bytes);
  if (seal) bytes.writeUInt32BE(crc32c(bytes, BATCH_CRC_START), 17);
  return bytes;
}
