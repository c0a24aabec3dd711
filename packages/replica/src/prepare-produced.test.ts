import type { Offset } from '@drave/base';
import {
  BATCH_HEADER_BYTES,
  BatchBuilder,
  codecId,
  compressionTypes,
  decodeRecords,
  readBatchInfo,
  rewriteBatch,
  type CompressionType,
  type DecodedRecord,
} from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendTicket } from './append.js';
import type { Partition } from './partition.js';
import { ReplicaCluster, TOPIC } from './testing/replica-cluster.js';

let c: ReplicaCluster;
let leader: Partition;

beforeEach(async () => {
  c = await ReplicaCluster.start({ brokers: 1, minInsyncReplicas: 1 });
  leader = c.partition(1);
});

afterEach(async () => {
  await c.close();
});

async function configure(key: string, value: string): Promise<void> {
  c.controller.setConfig(TOPIC, key, value);
  await c.world.runFor(20);
}

/** A batch that gains by compression, so that the builder keeps the codec. */
async function batchOf(codec: CompressionType, keys: readonly (string | null)[], sequence?: number): Promise<Buffer> {
  const builder = new BatchBuilder();
  for (const key of keys)
    builder.append(leader.clock.wallMs(), key === null ? null : Buffer.from(key), Buffer.from('v'.repeat(400)));
  const producer = sequence === undefined ? {} : { producerId: 9, producerEpoch: 0, baseSequence: sequence };
  return codec === 'none' ? builder.finish(producer) : builder.finishCompressed(codec, leader.compute, producer);
}

function append(bytes: Buffer): AppendTicket {
  return leader.append({ bytes, acks: 1, timeoutMs: 5_000, origin: 'client' });
}

async function outcome(ticket: AppendTicket): Promise<string | Offset> {
  const result = ticket.kind === 'enqueued' ? await c.world.finish(ticket.acked) : ticket;
  return result.kind === 'acked' ? result.baseOffset : result.error;
}

/** Codec and records of every stored batch. */
async function stored(): Promise<{ readonly codecs: number[]; readonly records: DecodedRecord[] }> {
  const bytes = await c.bytes(leader, leader.log.writtenEndOffset);
  const codecs: number[] = [];
  const records: DecodedRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const info = readBatchInfo(bytes, at);
    codecs.push(info.codecId);
    records.push(...(await c.world.finish(decodeRecords(bytes, at, leader.compute))));
    at += info.sizeBytes;
  }
  return { codecs, records };
}

describe('compression.type', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('%s: every batch is stored in it', async (codec) => {
    await configure('compression.type', codec);
    for (const type of ['none', 'gzip', codec] as const) await outcome(append(await batchOf(type, ['a', 'b'])));
    const { codecs, records } = await stored();
    expect(codecs).toEqual([codecId(codec), codecId(codec), codecId(codec)]);
    expect(records.map(({ offset, key }) => [offset, String(key)])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
      [3, 'b'],
      [4, 'a'],
      [5, 'b'],
    ]);
  });

  it('uncompressed: opens what came compressed; producer: keeps it', async () => {
    await configure('compression.type', 'uncompressed');
    await outcome(append(await batchOf('lz4', ['a'])));
    await configure('compression.type', 'producer');
    await outcome(append(await batchOf('lz4', ['b'])));
    expect((await stored()).codecs).toEqual([0, compressionTypes.indexOf('lz4')]);
  });

  it('keeps the order of appends, also of those that need no work, and knows a retry', async () => {
    await configure('compression.type', 'gzip');
    const tickets = [
      append(await batchOf('none', ['a'], 0)),
      append(await batchOf('gzip', ['b'], 1)),
      append(await batchOf('lz4', ['c'], 2)),
      append(await batchOf('none', ['a'], 0)),
      append(await batchOf('gzip', ['d'], 3)),
    ];
    const offsets = [];
    for (const ticket of tickets) offsets.push(await outcome(ticket));
    expect(offsets).toEqual([0, 1, 2, 0, 3]);
    expect((await stored()).records.map(({ key }) => String(key))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('judges max.message.bytes again after the codec', async () => {
    await configure('compression.type', 'uncompressed');
    await configure('max.message.bytes', '2000');
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    const small = await batchOf('gzip', keys);
    expect(small.length).toBeLessThan(2_000);
    expect(await outcome(append(small))).toBe('MESSAGE_TOO_LARGE');
    expect(leader.log.logEndOffset).toBe(0);
  });

  it('answers NOT_LEADER_OR_FOLLOWER when the replica was closed under the codec', async () => {
    await configure('compression.type', 'gzip');
    const ticket = append(await batchOf('none', ['a']));
    const closing = leader.close();
    expect(await outcome(ticket)).toBe('NOT_LEADER_OR_FOLLOWER');
    await c.world.finish(closing);
  });

  it('refuses what the codec cannot read, and goes on', async () => {
    await configure('compression.type', 'gzip');
    const garbage = await batchOf('lz4', ['a']);
    garbage.fill(0xee, BATCH_HEADER_BYTES);
    rewriteBatch(garbage, 0, garbage.length, codecId('lz4'));
    expect(await outcome(append(garbage))).toBe('CORRUPT_MESSAGE');
    expect(await outcome(append(await batchOf('none', ['b'])))).toBe(0);
  });
});

describe('compacted topics', () => {
  it.each(['none', 'gzip'] as const)('%s: records without a key refuse the batch and are named', async (codec) => {
    await configure('cleanup.policy', 'compact');
    const ticket = append(await batchOf(codec, ['a', null, 'b', null]));
    const result = ticket.kind === 'enqueued' ? await c.world.finish(ticket.acked) : ticket;
    expect(result).toMatchObject({
      kind: 'failed',
      error: 'INVALID_RECORD',
      recordErrors: [{ batchIndex: 1 }, { batchIndex: 3 }],
    });
    expect(leader.log.logEndOffset).toBe(0);
    expect(await outcome(append(await batchOf(codec, ['a', 'b'])))).toBe(0);
  });

  it('names them while it recompresses, too', async () => {
    await configure('cleanup.policy', 'compact');
    await configure('compression.type', 'gzip');
    expect(await outcome(append(await batchOf('none', ['a', null])))).toBe('INVALID_RECORD');
  });

  it('does not judge what the broker writes itself', async () => {
    await configure('cleanup.policy', 'compact');
    const bytes = testBatch([{ value: 'marker' }]);
    const ticket = leader.append({ bytes, acks: 1, timeoutMs: 1_000, origin: 'internal' });
    expect(await outcome(ticket)).toBe(0);
  });
});
