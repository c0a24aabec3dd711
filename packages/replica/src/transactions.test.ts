import { type Deferred, deferred, type ErrorCode } from '@drave/base';
import { VerificationGuard } from '@drave/log';
import { type BatchOptions, type EndTransactionMarker, encodeEndTransactionMarker } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendRequest, AppendResult, AppendTicket, TransactionOperation } from './append.js';
import { type ConsumerReadResult, findOffset, readForConsumer } from './consumer-read.js';
import type { Partition } from './partition.js';
import type { TransactionQuestion, TransactionRefusal } from './ports.js';
import { ReplicaCluster } from './testing/replica-cluster.js';

const TIMEOUT_MS = 5_000;

interface Asked extends TransactionQuestion {
  readonly answer: Deferred<TransactionRefusal | undefined>;
}

let c: ReplicaCluster;
let asked: Asked[];
/** Answers at once; undefined: the test answers. */
let reply: (() => TransactionRefusal | undefined) | undefined;

beforeEach(async () => {
  asked = [];
  reply = () => undefined;
  const verify = (question: TransactionQuestion): Promise<TransactionRefusal | undefined> => {
    const answer = deferred<TransactionRefusal | undefined>();
    asked.push({ ...question, answer });
    if (reply !== undefined) answer.resolve(reply());
    return answer.promise;
  };
  c = await ReplicaCluster.start({ broker: { transactionCoordinators: { verify } } });
});

afterEach(async () => {
  await c.close();
});

function leader(): Partition {
  return c.partition(c.leaderId());
}

function dataOf(producerId: number, baseSequence: number, options: BatchOptions = {}): Buffer {
  const timestamp = leader().clock.wallMs();
  const of = { producerId, producerEpoch: 0, baseSequence, transactional: true, ...options };
  return testBatch([{ key: 'k', value: `${producerId}.${baseSequence}`, timestamp }], of);
}

function append(bytes: Buffer, operation: TransactionOperation = 'verify'): AppendTicket {
  const transaction = { transactionalId: 'payments', operation };
  return leader().append({ bytes, acks: -1, timeoutMs: TIMEOUT_MS, origin: 'client', transaction });
}

function settled(ticket: AppendTicket): Promise<AppendResult> {
  return ticket.kind === 'enqueued' ? c.world.finish(ticket.acked) : Promise.resolve(ticket);
}

async function outcome(ticket: AppendTicket): Promise<ErrorCode | number> {
  const result = await settled(ticket);
  return result.kind === 'acked' ? result.baseOffset : result.error;
}

function mark(marker: Partial<EndTransactionMarker>, transactionVersion: 1 | 2 = 1): AppendTicket {
  const whole = { kind: 'commit', producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, ...marker } as const;
  const bytes = encodeEndTransactionMarker(whole, leader().clock.wallMs());
  return leader().append({ bytes, acks: -1, timeoutMs: TIMEOUT_MS, origin: 'marker', transactionVersion });
}

async function fetchCommitted(
  partition: Partition,
  fetchOffset = 0,
): Promise<Extract<ConsumerReadResult, { kind: 'data' }>> {
  const read = readForConsumer(partition, {
    fetchOffset,
    currentLeaderEpoch: undefined,
    lastFetchedEpoch: undefined,
    isolation: 'readCommitted',
    bytesMax: 100_000,
    minOneBatch: true,
    followerAllowed: true,
  });
  const result = await c.world.finish(read);
  if (result.kind !== 'data') throw new Error(result.message);
  return result;
}

describe('the first batch of a transaction', () => {
  it('asks the coordinator, once; those that follow do not', async () => {
    expect(await outcome(append(dataOf(7, 0)))).toBe(0);
    expect(await outcome(append(dataOf(7, 1), 'add'))).toBe(1);
    expect(asked).toMatchObject([
      { transactionalId: 'payments', producerId: 7, producerEpoch: 0, operation: 'verify', timeoutMs: TIMEOUT_MS },
    ]);
    expect(await outcome(mark({}))).toBe(2);
    expect(await outcome(append(dataOf(7, 2)))).toBe(3);
    expect(asked.length).toBe(2);
  });

  it('is waited for by what its producer sends behind it, and by nobody else', async () => {
    reply = undefined;
    const tickets = [append(dataOf(7, 0)), append(dataOf(7, 1)), append(dataOf(7, 2))];
    const plain = leader().append({
      bytes: testBatch([{ value: 'x' }]),
      acks: 1,
      timeoutMs: TIMEOUT_MS,
      origin: 'client',
    });
    expect(await outcome(plain)).toBe(0);
    expect(asked.length).toBe(1);
    asked[0]?.answer.resolve(undefined);
    expect(await Promise.all(tickets.map(outcome))).toEqual([1, 2, 3]);
    expect(asked.length).toBe(1);
  });

  it('D9: comes too late when its coordinator has ended the transaction meanwhile', async () => {
    reply = undefined;
    const late = append(dataOf(7, 0));
    expect(await outcome(mark({ kind: 'abort' }))).toBe(0);
    asked[0]?.answer.resolve(undefined);
    expect(await outcome(late)).toBe('INVALID_TXN_STATE');
    expect([leader().log.logEndOffset, leader().lastStableOffset]).toEqual([1, 1]);
  });

  it('D12: does not let what is behind it overtake when it is refused for a moment', async () => {
    reply = undefined;
    const tickets = [append(dataOf(7, 4)), append(dataOf(7, 5))];
    asked[0]?.answer.resolve({ error: 'NOT_COORDINATOR', message: 'moved' });
    const first = settled(tickets[0] as AppendTicket);
    await c.until(() => asked.length === 2, 'the second one asks');
    asked[1]?.answer.resolve(undefined);
    expect(await first).toMatchObject({ error: 'NOT_ENOUGH_REPLICAS' });
    expect(await outcome(tickets[1] as AppendTicket)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    reply = () => undefined;
    expect(await outcome(append(dataOf(7, 4)))).toBe(0);
    expect(await outcome(append(dataOf(7, 5)))).toBe(1);
  });

  it('is refused in the time that its producer has when nobody answers', async () => {
    reply = () => ({ error: 'NETWORK_EXCEPTION', message: 'no answer' });
    expect(await outcome(append(dataOf(7, 0)))).toBe('NOT_ENOUGH_REPLICAS');
    reply = undefined;
    const tickets = [append(dataOf(7, 0)), append(dataOf(7, 1))];
    await c.world.runFor(TIMEOUT_MS + 1);
    asked[1]?.answer.resolve({ error: 'NETWORK_EXCEPTION', message: 'no answer' });
    expect(await Promise.all(tickets.map(outcome))).toEqual(['NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT']);
  });

  it.each([
    ['PRODUCER_FENCED', 'verify', 'INVALID_PRODUCER_EPOCH'],
    ['TRANSACTION_ABORTABLE', 'verify', 'INVALID_TXN_STATE'],
    ['TRANSACTION_ABORTABLE', 'verifyAbortable', 'TRANSACTION_ABORTABLE'],
    ['CONCURRENT_TRANSACTIONS', 'verifyAbortable', 'NOT_ENOUGH_REPLICAS'],
    ['CONCURRENT_TRANSACTIONS', 'add', 'CONCURRENT_TRANSACTIONS'],
    ['COORDINATOR_LOAD_IN_PROGRESS', 'add', 'NOT_ENOUGH_REPLICAS'],
    ['INVALID_PRODUCER_ID_MAPPING', 'add', 'INVALID_PRODUCER_ID_MAPPING'],
  ] as const)('%s of the coordinator asked to %s is told as %s', async (error, operation, told) => {
    reply = () => ({ error, message: 'no' });
    expect(await outcome(append(dataOf(7, 0), operation))).toBe(told);
    expect(leader().log.logEndOffset).toBe(0);
  });

  it('is not asked about when it is a retry, too old, or goes on in a transaction that another leader began', async () => {
    expect(await outcome(append(dataOf(7, 0, { producerEpoch: 3 })))).toBe(0);
    const before = leader().leaderEpoch;
    c.controller.lead(c.topicId, 0, c.isr().find((id) => id !== c.leaderId()) ?? -1);
    await c.until(() => (c.leader()?.leaderEpoch ?? before) > before, 'another leader');
    expect(await outcome(append(dataOf(7, 1, { producerEpoch: 3 })))).toBe(1);
    expect(await outcome(mark({ producerEpoch: 3 }))).toBe(2);
    expect(await outcome(append(dataOf(7, 1, { producerEpoch: 3 })))).toBe(1);
    expect(await outcome(append(dataOf(7, 0, { producerEpoch: 2 })))).toBe('INVALID_PRODUCER_EPOCH');
    expect(asked.length).toBe(1);
  });
});

describe('a request', () => {
  it('holds one transaction, or none', async () => {
    const two = (options: BatchOptions): Buffer => Buffer.concat([dataOf(7, 0), dataOf(7, 1, options)]);
    expect(await outcome(append(two({ producerId: 8 })))).toBe('INVALID_PRODUCER_ID_MAPPING');
    expect(await outcome(append(two({ producerEpoch: 1 })))).toBe('INVALID_PRODUCER_ID_MAPPING');
    expect(await outcome(append(two({ transactional: false })))).toBe('INVALID_RECORD');
    expect(await outcome(append(two({})))).toBe(0);
  });

  it('of a client writes no marker, and no transaction that it does not name', async () => {
    const marker = { kind: 'commit', producerId: 7, producerEpoch: 0, coordinatorEpoch: 0 } as const;
    const bytes = encodeEndTransactionMarker(marker, leader().clock.wallMs());
    expect(await outcome(append(bytes))).toBe('INVALID_RECORD');
    const request: AppendRequest = { bytes: dataOf(7, 0), acks: -1, timeoutMs: TIMEOUT_MS, origin: 'client' };
    expect(await outcome(leader().append(request))).toBe('INVALID_TXN_STATE');
    expect(asked).toEqual([]);
  });

  it('of a coordinator shows what it was given, too', async () => {
    const bytes = (): Buffer => dataOf(9, -1);
    const internal = (guard?: VerificationGuard): AppendTicket =>
      leader().append({ bytes: bytes(), acks: -1, timeoutMs: TIMEOUT_MS, origin: 'internal', guard });
    expect(await outcome(internal())).toBe('INVALID_TXN_STATE');
    expect(await outcome(internal(new VerificationGuard(9)))).toBe('INVALID_TXN_STATE');
    const batch = {
      producerId: 9,
      producerEpoch: 0,
      baseSequence: -1,
      baseOffset: 0,
      lastOffset: 0,
      transactional: true,
    };
    const verified = await c.world.finish(
      leader().verifyTransaction({
        batch,
        transaction: { transactionalId: 'payments', operation: 'add' },
        deadlineMs: leader().nowMs() + TIMEOUT_MS,
      }),
    );
    if (verified.kind !== 'verified') throw new Error(verified.message);
    await c.until(() => c.brokers.every((broker) => broker.partition(c.topicId, 0) !== undefined), 'replicas');
    const follower = c.brokers.map(({ id }) => c.partition(id)).find((replica) => !replica.isLeader);
    const elsewhere = follower?.verifyTransaction({
      batch,
      transaction: { transactionalId: 'payments', operation: 'add' },
      deadlineMs: leader().nowMs() + TIMEOUT_MS,
    });
    expect(await elsewhere).toMatchObject({ error: 'NOT_LEADER_OR_FOLLOWER' });
    expect(await outcome(internal(verified.guard))).toBe(0);
    expect(await outcome(internal())).toBe(1);
  });
});

describe('markers', () => {
  it('D10, D11: are judged by epoch and coordinator', async () => {
    await outcome(append(dataOf(7, 0)));
    expect(await outcome(mark({ coordinatorEpoch: 5 }))).toBe(1);
    expect(await outcome(mark({ coordinatorEpoch: 4 }))).toBe('TRANSACTION_COORDINATOR_FENCED');
    expect(await outcome(mark({ coordinatorEpoch: 5, producerEpoch: 1 }, 2))).toBe(2);
    expect(await outcome(mark({ coordinatorEpoch: 5, producerEpoch: 1 }, 2))).toBe(3);
    expect(await outcome(mark({ coordinatorEpoch: 5, producerEpoch: 0 }, 2))).toBe('INVALID_PRODUCER_EPOCH');
    expect(leader().log.logEndOffset).toBe(4);
  });

  it('of aborts are told in the order in which their transactions began, whichever ended first', async () => {
    expect(await outcome(append(dataOf(7, 0)))).toBe(0);
    expect(await outcome(append(dataOf(8, 0)))).toBe(1);
    expect(await outcome(append(dataOf(9, 0)))).toBe(2);
    for (const producerId of [9, 8, 7]) await outcome(mark({ kind: 'abort', producerId }));
    const { abortedTransactions } = await fetchCommitted(leader());
    expect(abortedTransactions).toEqual([7, 8, 9].map((producerId, firstOffset) => ({ producerId, firstOffset })));
  });

  it('D8: move the last stable offset of every replica when they are replicated, and wake who waits for it', async () => {
    await outcome(append(dataOf(7, 0)));
    await outcome(append(dataOf(8, 0)));
    const stable: number[] = [];
    leader().observe({ changed: (partition) => void stable.push(partition.lastStableOffset) });
    const followers = c.brokers.map(({ id }) => id).filter((id) => id !== c.leaderId());
    for (const id of followers) c.broker(id).host.pause();
    const marker = mark({ kind: 'abort', producerId: 7 });
    await c.until(() => leader().log.writtenEndOffset === 3, 'the marker is written');
    expect((await fetchCommitted(leader())).byteLength).toBe(0);
    for (const id of followers) c.broker(id).host.resume();
    expect(await outcome(marker)).toBe(2);
    const first = await fetchCommitted(leader());
    expect([first.lastStableOffset, first.nextOffset]).toEqual([1, 1]);
    expect(first.abortedTransactions).toEqual([{ producerId: 7, firstOffset: 0 }]);
    expect(await outcome(mark({ producerId: 8 }))).toBe(3);
    for (const { id } of c.brokers) {
      const replica = c.partition(id);
      await c.until(() => replica.lastStableOffset === 4, `${id} knows`);
      const all = await fetchCommitted(replica);
      expect([all.nextOffset, all.abortedTransactions]).toEqual([4, [{ producerId: 7, firstOffset: 0 }]]);
    }
    expect(stable).toEqual([...stable].sort((a, b) => a - b));
    expect([...new Set(stable)]).toEqual([0, 1, 4]);
    const latest = await c.world.finish(findOffset(leader(), { kind: 'latest' }, undefined, 'readCommitted'));
    expect(latest).toMatchObject({ kind: 'found', offset: 4 });
  });
});
