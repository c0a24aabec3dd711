import { type BatchInfo, readBatchInfo } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeProducerSnapshot, encodeProducerSnapshot } from './producer-snapshot.js';
import { ProducerTable } from './producer-state.js';

let table: ProducerTable;
let nextOffset: number;

beforeEach(() => {
  table = new ProducerTable();
  nextOffset = 100;
});

function batch(baseSequence: number, count = 1, producerEpoch = 0, baseOffset = nextOffset): BatchInfo {
  const records = Array.from({ length: count }, () => ({ value: 'v', timestamp: 1_000 }));
  return readBatchInfo(testBatch(records, { producerId: 7, producerEpoch, baseSequence, baseOffset }), 0);
}

function append(baseSequence: number, count = 1, producerEpoch = 0): BatchInfo {
  const info = batch(baseSequence, count, producerEpoch);
  table.apply(info, undefined);
  nextOffset += count;
  return info;
}

const REJECTED = { kind: 'reject', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };

describe('ProducerTable', () => {
  it('accepts anything from a producer it does not know, and batches without a producer', () => {
    expect(table.decide(batch(42)).kind).toBe('append');
    expect(table.decide(readBatchInfo(testBatch([{ value: 'v' }]), 0)).kind).toBe('append');
    expect(table.size).toBe(0);
  });

  it('demands the next sequence, and answers a retry of the last five batches with the original offsets', () => {
    for (let index = 0; index < 6; index++) append(index * 2, 2);
    expect(table.decide(batch(12, 3)).kind).toBe('append');
    expect(table.decide(batch(13))).toMatchObject(REJECTED);
    expect(table.decide(batch(10, 1))).toMatchObject(REJECTED);
    expect(table.decide(batch(0, 2))).toMatchObject(REJECTED);
    for (let index = 1; index < 6; index++) {
      const baseOffset = 100 + index * 2;
      const expected = { kind: 'duplicate', baseOffset, lastOffset: baseOffset + 1, timestamp: 1_000 };
      expect(table.decide(batch(index * 2, 2))).toEqual(expected);
    }
  });

  it('fences older epochs, and wants a new epoch to start at 0', () => {
    append(0, 1, 3);
    expect(table.decide(batch(1, 1, 2))).toMatchObject({ kind: 'reject', code: 'INVALID_PRODUCER_EPOCH' });
    expect(table.decide(batch(1, 1, 4))).toMatchObject(REJECTED);
    expect(table.decide(batch(0, 1, 4)).kind).toBe('append');
    append(0, 1, 4);
    expect(table.decide(batch(0, 1, 3))).toMatchObject({ code: 'INVALID_PRODUCER_EPOCH' });
    expect(table.decide(batch(0, 1, 4)).kind).toBe('duplicate');
  });

  it('wraps sequences from 2^31 - 1 to 0', () => {
    const top = 0x7fff_ffff;
    append(top - 1, 2);
    expect(table.decide(batch(0)).kind).toBe('append');
    append(0);
    append(1);
    expect(table.decide(batch(top - 1, 2)).kind).toBe('duplicate');
    const around = new ProducerTable();
    around.apply(batch(top, 2), undefined);
    expect(around.decide(batch(1)).kind).toBe('append');
    const content = around.contentAt(1_000);
    expect(decodeProducerSnapshot(encodeProducerSnapshot(content))).toEqual(content);
  });

  it('judges the batches of one request one after the other', () => {
    expect(table.decideAll([batch(0), batch(1), batch(2, 3)])).toEqual({ kind: 'append' });
    expect(table.decideAll([batch(0), batch(2)])).toMatchObject(REJECTED);
    append(0, 2);
    append(2, 2);
    expect(table.decideAll([batch(0, 2), batch(2, 2)])).toMatchObject({
      kind: 'duplicate',
      baseOffset: 100,
      lastOffset: 103,
    });
    expect(table.decideAll([batch(2, 2), batch(4)])).toMatchObject(REJECTED);
    expect(table.size).toBe(1);
  });

  it('takes back what was truncated, as long as memory suffices', () => {
    for (let index = 0; index < 4; index++) append(index);
    expect(table.truncateTo(102)).toBe(true);
    expect(table.decide(batch(2)).kind).toBe('append');
    expect(table.decide(batch(1)).kind).toBe('duplicate');
    expect(table.truncateTo(100)).toBe(false);
  });

  it('D13: expires the idle, never an open transaction, and refreshes on a marker (KAFKA-9144)', () => {
    append(0);
    const open = testBatch([{ value: 'v', timestamp: 0 }], {
      producerId: 8,
      producerEpoch: 0,
      baseSequence: 0,
      baseOffset: 200,
      transactional: true,
    });
    table.apply(readBatchInfo(open, 0), undefined);
    expect(table.firstUnstableOffset()).toBe(200);
    expect(table.expire(1_500, 600)).toBe(0);
    expect(table.expire(1_600, 600)).toBe(0);
    expect(table.expire(1_601, 600)).toBe(1);
    expect(table.describe().map((producer) => producer.producerId)).toEqual([8]);
    const marker = { ...readBatchInfo(open, 0), control: true, baseOffset: 201, lastOffset: 201, maxTimestamp: 5_000 };
    const control = { kind: 'commit' as const, producerId: 8, producerEpoch: 0, coordinatorEpoch: 2 };
    expect(table.apply(marker, control)).toEqual({ producerId: 8, firstOffset: 200, lastOffset: 201, aborted: false });
    expect(table.expire(5_500, 600)).toBe(0);
    expect(table.describe()[0]).toMatchObject({ coordinatorEpoch: 2, lastTimestamp: 5_000, lastSequence: 0 });
  });

  it('a snapshot is Kafka version 1, and holds whole windows', () => {
    for (let index = 0; index < 7; index++) append(index);
    const bytes = encodeProducerSnapshot(table.contentAt(nextOffset));
    expect(bytes.readInt16BE(0)).toBe(1);
    expect(bytes.readInt32BE(6)).toBe(1);
    expect(Number(bytes.readBigInt64BE(10))).toBe(7);
    expect(bytes.readInt32BE(20)).toBe(6);
    expect(Number(bytes.readBigInt64BE(24))).toBe(106);
    expect(decodeProducerSnapshot(bytes)).toEqual(table.contentAt(nextOffset));
    for (let size = 0; size < bytes.length; size++) {
      expect(decodeProducerSnapshot(bytes.subarray(0, size))).toBeUndefined();
    }
  });
});
