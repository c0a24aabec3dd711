import { BatchBuilder, compressionTypes, crc32c, readBatchInfo } from '@drave/records';
import { bombBatch, poisonBatch, poisons, testBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendResult } from './append.js';
import type { Partition } from './partition.js';
import { findOffset } from './index.js';
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

async function produce(bytes: Buffer): Promise<AppendResult> {
  const ticket = leader.append({ bytes, acks: -1, timeoutMs: 5_000, origin: 'client' });
  return ticket.kind === 'enqueued' ? c.world.finish(ticket.acked) : ticket;
}

/** A good record, and everything that looks into records, works. */
async function expectAlive(): Promise<void> {
  const timestamp = leader.clock.wallMs();
  const good = await produce(testBatch([{ key: 'k', value: 'good', timestamp }]));
  expect(good.kind).toBe('acked');
  const at = (spec: Parameters<typeof findOffset>[1]) =>
    c.world.finish(findOffset(leader, spec, undefined, 'readUncommitted'));
  const offset = good.kind === 'acked' ? good.baseOffset : -1;
  expect(await at({ kind: 'timestamp', timestampMs: timestamp })).toMatchObject({ offset });
  expect(await at({ kind: 'maxTimestamp' })).toMatchObject({ offset });
  expect(leader.log.state.kind).toBe('online');
  expect(c.failure()).toBeUndefined();
}

describe.each(compressionTypes)('%s batches whose header holds and whose records do not', (codec) => {
  it('are refused, every one, and nothing of them is written', async () => {
    for (const poison of poisons) {
      const result = await produce(await poisonBatch(poison, codec, leader.compute, leader.clock.wallMs()));
      expect([poison, result.kind === 'failed' ? result.error : 'acked']).toEqual([
        poison,
        codec !== 'none' && (poison === 'garbage' || poison === 'cut short') ? 'CORRUPT_MESSAGE' : 'INVALID_RECORD',
      ]);
      expect(leader.log.logEndOffset).toBe(0);
    }
    await expectAlive();
  });
});

it('a batch that would fill the memory is refused', async () => {
  const result = await produce(await bombBatch(leader.compute, leader.clock.wallMs()));
  expect(result).toMatchObject({ kind: 'failed', error: 'CORRUPT_MESSAGE' });
  await expectAlive();
});

it('a batch of more records than one turn judges is stored in its order', async () => {
  const builder = new BatchBuilder();
  for (let index = 0; index < 20_000; index++) builder.append(leader.clock.wallMs(), null, null);
  const big = leader.append({ bytes: builder.finish(), acks: 1, timeoutMs: 5_000, origin: 'client' });
  const small = leader.append({ bytes: testBatch([{ value: 'x' }]), acks: 1, timeoutMs: 5_000, origin: 'client' });
  const outcomes: AppendResult[] = [];
  for (const ticket of [big, small])
    outcomes.push(ticket.kind === 'enqueued' ? await c.world.finish(ticket.acked) : ticket);
  expect(outcomes).toMatchObject([{ baseOffset: 0 }, { baseOffset: 20_000 }]);
});

it.each(['none', 'gzip'] as const)('%s: the stored header says the truth about time', async (codec) => {
  const wallMs = leader.clock.wallMs();
  const builder = new BatchBuilder();
  for (const timestamp of [wallMs, wallMs + 5, wallMs + 3]) builder.append(timestamp, null, Buffer.alloc(300));
  const bytes = codec === 'none' ? builder.finish() : await builder.finishCompressed(codec, leader.compute);
  const lying = Buffer.from(bytes);
  lying.writeBigInt64BE(BigInt(wallMs + 1_000), 35);
  lying.writeUInt32BE(crc32c(lying, 21), 17);
  expect((await produce(lying)).kind).toBe('acked');
  expect(readBatchInfo(await c.bytes(leader, leader.log.writtenEndOffset), 0).maxTimestamp).toBe(wallMs + 5);
});

it('a record in the middle that is too old or too new refuses the batch and is named', async () => {
  const wallMs = leader.clock.wallMs();
  c.controller.setConfig(TOPIC, 'message.timestamp.before.max.ms', '1000');
  await c.world.runFor(20);
  const result = await produce(testBatch([wallMs, wallMs - 5_000, wallMs].map((timestamp) => ({ timestamp }))));
  expect(result).toMatchObject({ kind: 'failed', error: 'INVALID_TIMESTAMP', recordErrors: [{ batchIndex: 1 }] });
});

it('a transactional batch is refused while there is no coordinator that could end its transaction', async () => {
  const options = { producerId: 4_711, producerEpoch: 0, baseSequence: 0, transactional: true };
  const result = await produce(testBatch([{ value: 'never ends' }], options));
  expect(result).toMatchObject({ kind: 'failed', error: 'INVALID_TXN_STATE' });
  await expectAlive();
  expect(leader.lastStableOffset).toBe(leader.highWatermark);
});
