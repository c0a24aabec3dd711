import { DraveError, type ErrorCode, type Offset } from '@drave/base';
import type { SimWorld } from '@drave/env/sim';
import { BatchBuilder } from '@drave/records';
import { dataService, groupMemberService, transactionalProducerService, type RpcChannel } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraveNode } from './node.js';
import { LONE_NODE, startLoneNode } from './testing/lone-node.js';

/* What a transactional producer calls over gRPC, method by method, on a node that is alone. */

const { methods } = transactionalProducerService;
const orders = { topic: 'orders', partition: 0 };

let world: SimWorld;
let node: DraveNode;
let channel: RpcChannel;

beforeAll(async () => {
  ({ world, node } = await startLoneNode('orders'));
  channel = new SimTransport(world.createHost('client')).connect(LONE_NODE);
});
afterAll(() => world.finish(node.stop()));

const DEADLINE = { deadlineMs: 5_000 };

/** Again while it is only too early. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await world.finish(ask().catch((reason: unknown) => DraveError.from(reason)));
    if (!(answer instanceof DraveError)) return answer;
    if (!TOO_EARLY.has(answer.code)) throw answer;
    await world.runFor(50);
  }
}

const TOO_EARLY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR',
]);

async function begin(transactionalId: string, current: { producerId?: number; producerEpoch?: number } = {}) {
  await patiently(() => channel.unary(methods.findTransactionCoordinator, { transactionalId }, DEADLINE));
  const request = { transactionalId, transactionTimeoutMs: 60_000, ...current };
  const { producerId, producerEpoch, transactionVersion } = await patiently(() =>
    channel.unary(dataService.methods.initProducerId, request, DEADLINE),
  );
  return { producer: { transactionalId, producerId, producerEpoch }, transactionVersion };
}

type Begun = Awaited<ReturnType<typeof begin>>;

async function produce({ producer, transactionVersion }: Begun, partition = 0): Promise<ErrorCode | undefined> {
  const { transactionalId, producerId, producerEpoch } = producer;
  const builder = new BatchBuilder({ memory: Buffer.alloc(1_000) });
  builder.append(1, null, Buffer.from('value'), undefined);
  const records = builder.finish({ producerId, producerEpoch, baseSequence: 0, transactional: true });
  const partitions = [{ topicId: '', topic: 'orders', partition, records }];
  const request = { correlationId: 1, acks: -1, timeoutMs: 1_000, transactionalId, transactionVersion, partitions };
  for (;;) {
    const answer = await world.finish(channel.unary(dataService.methods.produce, request, DEADLINE));
    const code = answer.partitions[0]?.error?.code as ErrorCode | undefined;
    if (code !== 'CONCURRENT_TRANSACTIONS' && code !== 'NOT_ENOUGH_REPLICAS') return code;
    await world.runFor(50);
  }
}

function end({ producer, transactionVersion }: Begun, commit: boolean) {
  return patiently(() => channel.unary(methods.endTransaction, { producer, commit, transactionVersion }, DEADLINE));
}

/** What one fetch from the beginning gives. */
async function read(isolationLevel: 'READ_COMMITTED' | 'READ_UNCOMMITTED', partition = 0) {
  const fetched = { topicId: '', topic: 'orders', partition, fetchOffset: 0, maxBytes: 10_000 };
  const request = { isolationLevel, rack: '', minBytes: 0, maxWaitMs: 0, maxBytes: 10_000, partitions: [fetched] };
  const { partitions } = await world.finish(channel.unary(dataService.methods.fetch, request, DEADLINE));
  const data = partitions[0]?.data;
  if (data === undefined) throw new RangeError('no answer for the partition');
  return data;
}

/** What a reader of committed records gets once the markers, which follow the answer of an end, are there. */
async function readTo(lastStableOffset: Offset, partition = 0) {
  for (let turn = 0; ; turn++) {
    const data = await read('READ_COMMITTED', partition);
    if (data.lastStableOffset >= lastStableOffset) return data;
    expect(turn).toBeLessThan(100);
    await world.runFor(50);
  }
}

describe('a transactional producer over gRPC', () => {
  it('produces, commits, and has its epoch raised', async () => {
    const one = await begin('one');
    expect(one).toMatchObject({ producer: { producerEpoch: 0 }, transactionVersion: 2 });
    expect(await produce(one)).toBeUndefined();
    expect(await read('READ_COMMITTED')).toMatchObject({ lastStableOffset: 0, highWatermark: 1, records: [] });
    const { producerId, producerEpoch } = await end(one, true);
    expect({ producerId, producerEpoch }).toEqual({ producerId: one.producer.producerId, producerEpoch: 1 });
    // A repetition is answered as the first time.
    expect(await end(one, true)).toMatchObject({ producerId, producerEpoch: 1 });
    expect(await readTo(2)).toMatchObject({ highWatermark: 2, abortedTransactions: [] });
  });

  it('aborts, and readers are told whose records to leave out', async () => {
    const two = await begin('two');
    expect(await produce(two, 1)).toBeUndefined();
    await end(two, false);
    const { producerId } = two.producer;
    expect(await readTo(2, 1)).toMatchObject({ abortedTransactions: [{ producerId, firstOffset: 0 }] });
    expect(await read('READ_UNCOMMITTED', 1)).toMatchObject({ abortedTransactions: [] });
  });

  it('is fenced by the next producer, and can ask where its id stands', async () => {
    const older = await begin('three');
    const newer = await begin('three');
    expect(newer.producer).toEqual({ ...older.producer, producerEpoch: 1 });
    expect(await produce(older, 1)).toBe('INVALID_PRODUCER_EPOCH');
    await expect(end(older, true)).rejects.toMatchObject({ code: 'PRODUCER_FENCED' });
    await expect(begin('three', older.producer)).rejects.toMatchObject({ code: 'PRODUCER_FENCED' });
    const request = { transactionalId: 'three' };
    const stands = await world.finish(channel.unary(methods.describeTransactionalId, request, DEADLINE));
    expect(stands).toMatchObject({ state: 'Empty', producerEpoch: 1, transactionTimeoutMs: 60_000 });
    expect(stands.producerId).toBe(older.producer.producerId);
  });

  it('commits offsets with the transaction, in either protocol', async () => {
    for (const transactionVersion of [0, 2]) {
      const groupId = `group-${transactionVersion}`;
      const begun = { ...(await begin(`offsets-${transactionVersion}`)), transactionVersion };
      const { producer } = begun;
      await patiently(() => channel.unary(groupMemberService.methods.findCoordinator, { groupId }, DEADLINE));
      if (transactionVersion < 2)
        await patiently(() => channel.unary(methods.addOffsets, { producer, groupId }, DEADLINE));
      const partitions = [{ ...orders, offset: 7, metadata: '' }];
      const member = { groupId, memberId: '', generationId: -1 };
      const request = { producer, transactionVersion, ...member, partitions };
      const answer = await patiently(() => channel.unary(methods.commitTransactionOffsets, request, DEADLINE));
      expect(answer.partitions).toEqual([{ ...orders, error: undefined }]);
      const fetch = { groupId, memberId: '', partitions: [orders] };
      const committed = () => world.finish(channel.unary(groupMemberService.methods.fetchOffsets, fetch, DEADLINE));
      expect((await committed()).partitions[0]?.error?.code).toBe('UNSTABLE_OFFSET_COMMIT');
      await end(begun, true);
      for (let turn = 0; (await committed()).partitions[0]?.error !== undefined; turn++) {
        expect(turn).toBeLessThan(100);
        await world.runFor(50);
      }
      expect((await committed()).partitions[0]?.offset).toBe(7);
    }
  });

  it('adds partitions by itself below version 2, all or none', async () => {
    const begun = { ...(await begin('plain')), transactionVersion: 0 };
    const { producer } = begun;
    expect(await produce(begun, 1)).toBe('TRANSACTION_ABORTABLE');
    const nowhere = { topic: 'nowhere', partition: 0 };
    const add = (partitions: readonly (typeof nowhere)[]) =>
      world.finish(channel.unary(methods.addPartitions, { producer, partitions }, DEADLINE));
    expect((await add([orders, nowhere])).partitions.map(({ error }) => error?.code)).toEqual([
      'OPERATION_NOT_ATTEMPTED',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect((await add([{ ...orders, partition: 1 }])).partitions[0]?.error).toBeUndefined();
    expect(await produce(begun, 1)).toBeUndefined();
    expect(await end(begun, true)).toMatchObject({ producerEpoch: producer.producerEpoch });
  });

  it.each([
    { producerId: -1, producerEpoch: 0 },
    { producerId: 1, producerEpoch: -1 },
    { producerId: 1, producerEpoch: 32_768 },
  ])('is refused as %j', async (identity) => {
    const producer = { transactionalId: 'x', ...identity };
    const request = { producer, commit: true, transactionVersion: 2 };
    const answer = world.finish(channel.unary(methods.endTransaction, request, DEADLINE));
    await expect(answer).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
