import type { DraveError, Offset, ProducerId } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { type RpcChannel, topicService, transactionService, type UnaryMethod } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { readBatchInfo } from '@drave/records';
import { numberedBatch } from '@drave/records/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';
import { validateNodeConfig } from './validate-node-config.js';

/** Transactions as people see them who run a cluster: over gRPC, on a node that has every role. */
const { methods } = transactionService;
const TOPIC = 'orders';
const PARTITIONS = 3;
const ID = 'payments';
const paged = { pageSize: 0, pageToken: '' };
const once = { validateOnly: false, requestId: '' };
const everything = {
  ...paged,
  idPrefix: '',
  idPattern: '',
  states: [],
  producerIds: [],
  minDurationMs: 0,
  local: false,
};

const config = validateNodeConfig(
  {
    cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa', name: 'alone' },
    node: { id: 1, name: 'n1', roles: ['controller', 'broker'] },
    dataDirectories: ['data'],
    listeners: { grpc: { host: 'n1', port: 9000 } },
    quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId: 'bbbbbbbbbbbbbbbbbbbbbb' }] },
    profile: 'local',
    broker: {
      'default.replication.factor': 1,
      'min.insync.replicas': 1,
      'transaction.state.log.num.partitions': 2,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
    },
  },
  'n1',
);

let world: SimWorld;
let node: DraveNode;
let channel: RpcChannel;

beforeAll(async () => {
  world = new SimWorld({ seed: 1 });
  const host = world.createHost('n1');
  await world.finish(formatNode(host.env, config, { initialControllers: true }));
  const onFatal = (error: Error): never => {
    throw error;
  };
  const nodeWorld = {
    env: host.env,
    transport: new SimTransport(host),
    roles: everyRole,
    diskReserveBytesMax: 0,
    onFatal,
  };
  node = await world.finish(DraveNode.start(nodeWorld, config));
  channel = new SimTransport(world.createHost('client')).connect({ host: 'n1', port: 9000 });
  expect(await world.runUntil(() => node.ready, 5_000)).toBe(true);
  const topic = { name: TOPIC, partitionCount: PARTITIONS, replicationFactor: 1, assignments: [], configs: new Map() };
  await call(topicService.methods.createTopic, { ...topic, ...once });
  expect(await world.runUntil(() => partitionOf(PARTITIONS - 1)?.isLeader === true, 5_000)).toBe(true);
});
afterAll(() => world.finish(node.stop()));

function call<Request, Response>(method: UnaryMethod<Request, Response>, request: Request): Promise<Response> {
  return world.finish(channel.unary(method, request, { deadlineMs: 5_000 }));
}

async function refusalOf<Request, Response>(method: UnaryMethod<Request, Response>, request: Request) {
  const outcome = await call(method, request).catch((reason: unknown) => reason as DraveError);
  return outcome instanceof Error ? `${outcome.code}: ${outcome.message}` : 'done';
}

function broker() {
  const { broker: found } = node;
  if (found === undefined) throw new Error('the node is a broker');
  return found;
}

function partitionOf(index: number) {
  const topicId = node.quorum.feed.image.topicByName(TOPIC)?.id ?? '';
  return node.broker?.replicas.partitionOf(topicId, index);
}

function caller() {
  const quota = { charge: () => 0 };
  return { principal: 'somebody', listener: 'grpc', clientId: '', clientHost: '', deadlineMs: Infinity, quota };
}

/** A producer of the id, with a transaction that its coordinator knows, open in the partitions. */
async function opened(transactionalId: string, indexes: readonly number[]) {
  const { coordinator } = broker().transactions;
  await world.finish(coordinator.coordinatorFor(caller(), transactionalId));
  const request = { transactionalId, timeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
  let producer: { readonly producerId: ProducerId; readonly producerEpoch: number } | undefined;
  while (producer === undefined) {
    producer = await world.finish(coordinator.initProducerId(caller(), request).catch(() => undefined));
    await world.runFor(50);
  }
  const partitions = new Map([[TOPIC, indexes]]);
  await world.finish(coordinator.addPartitions(caller(), { transactionalId, ...producer }, partitions));
  for (const index of indexes) await write(index, producer);
  return producer;
}

/** As a leader does that was told that the partition belongs to the transaction, whether that is so or not. */
async function write(index: number, { producerId, producerEpoch }: { producerId: ProducerId; producerEpoch: number }) {
  const bytes = numberedBatch(0, 1, { producerId, producerEpoch, baseSequence: 0, transactional: true });
  const leader = partitionOf(index);
  if (leader === undefined) throw new Error('the partition is led');
  const begun = leader.log.producers.beginVerification(readBatchInfo(bytes, 0), false, 0);
  const guard = begun.kind === 'ask' ? begun.guard : undefined;
  const ticket = leader.append({ bytes, acks: -1, timeoutMs: 1_000, origin: 'internal', guard });
  if (ticket.kind !== 'enqueued') throw new Error(`not appended: ${ticket.error}`);
  await world.finish(ticket.acked);
}

async function open() {
  const { transactions } = await call(methods.listOpenTransactions, {
    ...paged,
    topic: '',
    minDurationMs: 0,
    local: false,
  });
  return transactions.map(({ topic, partition, producer }) => `${topic}-${partition} ${producer.producerId}`);
}

async function hanging(change: { readonly minDurationMs?: number; readonly topic?: string } = {}) {
  const request = { ...paged, topic: '', minDurationMs: 0, ...change };
  const { transactions } = await call(methods.listHangingTransactions, request);
  return transactions.map(
    ({ transaction: { topic, partition, producer }, transactionalId }) =>
      `${topic}-${partition}@${producer.transactionStartOffset} ${producer.producerId} ${transactionalId}`,
  );
}

describe('the administration of transactions', () => {
  it('knows nothing where there are none, and makes no topic for the question', async () => {
    expect(await call(methods.listTransactions, everything)).toMatchObject({ transactions: [], nextPageToken: '' });
    expect(await refusalOf(methods.getTransaction, { transactionalId: ID, local: false })).toBe(
      `TRANSACTIONAL_ID_NOT_FOUND: there is no transactional id '${ID}'`,
    );
    expect(await hanging()).toEqual([]);
    expect(node.quorum.feed.image.topicByName('__transaction_state')).toBeUndefined();
  });

  it('lists, describes and aborts what a coordinator knows', async () => {
    const { producerId, producerEpoch } = await opened(ID, [0, 2]);
    const listed = await call(methods.listTransactions, { ...everything, states: ['Ongoing'] });
    expect(listed.transactions).toMatchObject([
      { transactionalId: ID, state: 'Ongoing', producerId, coordinatorId: 1 },
    ]);
    const { transaction } = await call(methods.getTransaction, { transactionalId: ID, local: false });
    expect(transaction).toMatchObject({
      producerEpoch,
      timeoutMs: 60_000,
      topics: [{ topic: TOPIC, partitions: [0, 2] }],
    });
    expect(await open()).toEqual([`${TOPIC}-0 ${producerId}`, `${TOPIC}-2 ${producerId}`]);
    expect(await hanging()).toEqual([]);
    const inPartition = { topic: TOPIC, partition: 0, startOffset: 0, force: false, ...once, local: false };
    expect(await refusalOf(methods.abortHangingTransaction, inPartition)).toContain(
      `INVALID_TXN_STATE: that transaction belongs to transactional id '${ID}'`,
    );
    const request = { transactionalId: ID, requestId: 'a', local: false };
    const validated = await call(methods.abortTransaction, { ...request, validateOnly: true });
    expect(validated.transaction.state).toBe('Ongoing');
    const aborted = await call(methods.abortTransaction, { ...request, validateOnly: false });
    expect(aborted.transaction).toMatchObject({ state: 'PrepareAbort', producerEpoch: producerEpoch + 1 });
    expect(await call(methods.abortTransaction, { ...request, validateOnly: false })).toEqual(aborted);
    expect(await world.runUntil(() => partitionOf(0)?.lastStableOffset === partitionOf(0)?.highWatermark, 5_000)).toBe(
      true,
    );
    expect(await open()).toEqual([]);
    expect(await refusalOf(methods.abortTransaction, { ...request, requestId: 'b', validateOnly: false })).toContain(
      'INVALID_TXN_STATE',
    );
  });

  it('finds what hangs, though its producer has a transactional id, and frees it', async () => {
    const producer = await opened('with-more', [0]);
    await write(1, producer);
    await write(2, { producerId: 7_777, producerEpoch: 3 });
    const starts = [0, 1, 2].map((index) => {
      const [first] = partitionOf(index)?.log.producers.describeOpen() ?? [];
      return first?.currentTransactionFirstOffset ?? -1;
    });
    const found = [`${TOPIC}-1@${starts[1]} ${producer.producerId} with-more`, `${TOPIC}-2@${starts[2]} 7777 `];
    expect(await hanging()).toEqual(found);
    expect(await hanging({ topic: 'other' })).toEqual([]);
    expect(await hanging({ minDurationMs: 2 ** 52 })).toEqual([]);
    const place = (partition: number, startOffset: Offset = starts[partition] ?? -1) => {
      return { topic: TOPIC, partition, startOffset, force: false, ...once, local: false };
    };
    expect(await refusalOf(methods.abortHangingTransaction, place(2, 0))).toBe(
      `INVALID_TXN_STATE: no open transaction of partition 2 of '${TOPIC}' begins at offset 0`,
    );
    expect(await refusalOf(methods.abortHangingTransaction, place(9))).toContain('UNKNOWN_TOPIC_OR_PARTITION');
    await call(methods.abortHangingTransaction, { ...place(2), validateOnly: true });
    expect(await hanging()).toEqual(found);
    for (const partition of [1, 2]) {
      const { transaction } = await call(methods.abortHangingTransaction, place(partition));
      expect(transaction.producer.transactionStartOffset).toBe(starts[partition]);
    }
    expect(await hanging()).toEqual([]);
    expect(await open()).toEqual([`${TOPIC}-0 ${producer.producerId}`]);
    for (const index of [1, 2]) expect(partitionOf(index)?.lastStableOffset).toBe(partitionOf(index)?.highWatermark);
    // By force also what its coordinator would end.
    await call(methods.abortHangingTransaction, { ...place(0), force: true });
    expect(await open()).toEqual([]);
  });

  it('lists the producers of a partition, and gives every list in pages', async () => {
    const { producers } = await call(methods.listProducers, { ...paged, topic: TOPIC, partition: 2, local: false });
    expect(producers).toMatchObject([{ transactionStartOffset: -1 }, { producerId: 7_777, producerEpoch: 3 }]);
    for (const id of ['c', 'a', 'b']) await opened(`paged-${id}`, [0, 1]);
    const ids: string[] = [];
    const request = { ...everything, pageSize: 2, idPattern: 'paged-.*' };
    let pageToken = '';
    do {
      const answer = await call(methods.listTransactions, { ...request, pageToken });
      ids.push(...answer.transactions.map(({ transactionalId }) => transactionalId));
      expect(answer.transactions.length).toBeLessThanOrEqual(2);
      ({ nextPageToken: pageToken } = answer);
    } while (pageToken !== '');
    expect(ids).toEqual(['paged-a', 'paged-b', 'paged-c']);
    const places: string[] = [];
    do {
      const openRequest = { pageSize: 4, pageToken, topic: '', minDurationMs: 0, local: false };
      const answer = await call(methods.listOpenTransactions, openRequest);
      places.push(...answer.transactions.map(({ topic, partition }) => `${topic}-${partition}`));
      ({ nextPageToken: pageToken } = answer);
    } while (pageToken !== '');
    expect(places).toEqual([0, 0, 0, 1, 1, 1].map((index) => `${TOPIC}-${index}`));
  });

  it('refuses what cannot be meant', async () => {
    expect(await refusalOf(methods.listTransactions, { ...everything, states: ['Open'] })).toContain(
      "INVALID_REQUEST: states: 'Open' is no state of a transaction",
    );
    expect(await refusalOf(methods.listTransactions, { ...everything, idPattern: '(' })).toContain(
      'INVALID_REGULAR_EXPRESSION',
    );
    expect(await refusalOf(methods.getTransaction, { transactionalId: '', local: false })).toContain('INVALID_REQUEST');
    expect(await refusalOf(methods.listTransactions, { ...everything, pageToken: 'x' })).toContain('INVALID_REQUEST');
  });
});
