import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTransactionRecord, encodeTransactionRecord } from './record-codec.js';
import { exampleTransaction, openTransaction } from './testing/example-transaction.js';
import { noTransactionPartitions, transactionPartitionsOf } from './transaction-partitions.js';
import type { Transaction, TransactionState } from './transaction.js';

const transactionalId = 'x';
const PLAIN = 0;

function hexOf(value: Transaction, level: number): string {
  return encodeTransactionRecord({ transactionalId, value }, level).value?.toString('hex') ?? 'tombstone';
}

/** Without what the log has no place for. */
function written(value: Transaction): Transaction {
  return { ...value, lastProducerEpoch: -1 };
}

const state = fc.constantFrom<TransactionState>(
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
);
const id = fc.maxSafeNat();
const epoch = fc.integer({ min: 0, max: 32_767 });
const partitions = fc
  .array(fc.tuple(fc.string({ minLength: 1 }), fc.array(fc.nat(), { minLength: 1 })))
  .map((topics) => transactionPartitionsOf(topics));
const transaction: fc.Arbitrary<Transaction> = fc
  .record({
    producerId: id,
    previousProducerId: fc.oneof(fc.constant(-1), id),
    nextProducerId: fc.oneof(fc.constant(-1), id),
    producerEpoch: epoch,
    lastProducerEpoch: fc.oneof(fc.constant(-1), epoch),
    timeoutMs: fc.nat(),
    state,
    partitions,
    startedAtMs: fc.oneof(fc.constant(-1), id),
    updatedAtMs: id,
    transactionVersion: fc.constantFrom(0, 2),
  })
  .map((one) => (one.state === 'Empty' ? { ...one, partitions: noTransactionPartitions } : one));

describe('records of transactions', () => {
  it('come back as they were, from transaction.version 1 on', () => {
    fc.assert(
      fc.property(fc.string(), transaction, fc.constantFrom(1, 2), (name, value, level) => {
        const { key, value: bytes } = encodeTransactionRecord({ transactionalId: name, value }, level);
        expect(decodeTransactionRecord(key, bytes)).toEqual({ transactionalId: name, value: written(value) });
      }),
    );
  });

  it('come back as they were before that, but for the producer id before', () => {
    fc.assert(
      fc.property(transaction, (any) => {
        const value = { ...any, transactionVersion: 0, nextProducerId: -1 };
        const { key, value: bytes } = encodeTransactionRecord({ transactionalId, value }, 0);
        expect(bytes?.readInt16BE(0)).toBe(PLAIN);
        const read = { ...written(value), previousProducerId: -1 };
        expect(decodeTransactionRecord(key, bytes)).toEqual({ transactionalId, value: read });
      }),
    );
  });

  it('have the bytes that Kafka gives them', () => {
    const { key } = encodeTransactionRecord({ transactionalId, value: openTransaction() }, 0);
    expect(key.toString('hex')).toBe('0000' + '000178');
    const producer = '0000000000000007' + '0003' + '0000ea60';
    const times = '00000000000003e8' + '0000000000000384';
    const orders = '00000001' + '0006' + '6f7264657273' + '00000002' + '00000000' + '00000002';
    expect(hexOf(openTransaction(), 0)).toBe('0000' + producer + '01' + orders + times);
    const compact = '02' + '07' + '6f7264657273' + '03' + '00000000' + '00000002' + '00';
    expect(hexOf(openTransaction(), 1)).toBe('0001' + producer + '01' + compact + times + '00');
    // Null, and no empty list, for the partitions of Empty.
    expect(hexOf(exampleTransaction(), 1)).toBe(
      '0001' + producer + '00' + '00' + '00000000000003e8' + 'f'.repeat(16) + '00',
    );
  });

  it('keep how the epoch runs out, whatever the level is (KAFKA-20310)', () => {
    const value = openTransaction({
      state: 'PrepareCommit',
      producerEpoch: 32_767,
      previousProducerId: 7,
      nextProducerId: 9,
      transactionVersion: 2,
    });
    for (const level of [0, 1, 2]) {
      const { key, value: bytes } = encodeTransactionRecord({ transactionalId, value }, level);
      expect(decodeTransactionRecord(key, bytes)?.value).toEqual(value);
    }
  });

  it('without a value forget the id', () => {
    const { key, value } = encodeTransactionRecord({ transactionalId, value: undefined }, 2);
    expect(value).toBeNull();
    expect(decodeTransactionRecord(key, null)).toEqual({ transactionalId, value: undefined });
  });

  it('under keys that are not known are left alone; values that are not are refused', () => {
    expect(decodeTransactionRecord(Buffer.from([0, 1, 0, 1, 120]), null)).toBeUndefined();
    const { key, value } = encodeTransactionRecord({ transactionalId, value: openTransaction() }, 1);
    const newer = Buffer.from(value ?? []);
    newer.writeInt16BE(2, 0);
    expect(() => decodeTransactionRecord(key, newer)).toThrow('version 2');
    const odd = Buffer.from(value ?? []);
    // The byte after producer id, epoch and timeout.
    odd[2 + 14] = 7;
    expect(() => decodeTransactionRecord(key, odd)).toThrow('7 is no state');
  });
});
