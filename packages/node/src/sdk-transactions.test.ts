import { type Consumer, Client, type TransactionalProducer } from '@drave/client';
import { DraveError, type Millis } from '@drave/base';
import type { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraveNode } from './node.js';
import { LONE_NODE, startLoneNode } from './testing/lone-node.js';

/* Transactions of the SDK in front of a real node: what readers see, who is fenced, and what is told to whom. */

let world: SimWorld;
let node: DraveNode;
let client: Client;
let other: Client;

beforeAll(async () => {
  ({ world, node } = await startLoneNode('orders'));
  client = newClient('client');
  other = newClient('other');
});
afterAll(async () => {
  await world.finish(client.close());
  await world.finish(other.close());
  await world.finish(node.stop());
});

function newClient(name: string): Client {
  const { env } = world.createHost(name);
  return new Client({ env, transport: new SimTransport(world.host(name) as never), bootstrap: [LONE_NODE] });
}

function failureOf(promise: Promise<unknown>): Promise<DraveError> {
  return world.finish(
    promise.then(
      () => new DraveError('UNKNOWN_SERVER_ERROR', 'it did not fail'),
      (reason: unknown) => DraveError.from(reason),
    ),
  );
}

async function readAll(isolationLevel: 'read_committed' | 'read_uncommitted', wanted: number): Promise<string[]> {
  const consumer = client.consumer({ isolationLevel });
  consumer.assign([0, 1].map((partition) => ({ topic: 'orders', partition, from: 'earliest' as const })));
  const values: string[] = [];
  for (let polls = 0; values.length < wanted && polls < POLLS_MAX; polls++) values.push(...(await poll(consumer)));
  values.push(...(await poll(consumer, 200)));
  await world.finish(consumer.close());
  return values.sort();
}

/** Whoever has not got what it waits for by then will not. */
const POLLS_MAX = 30;

async function poll(consumer: Consumer<Buffer | null, Buffer | null>, timeoutMs: Millis = 1_000): Promise<string[]> {
  const records = await world.finish(consumer.poll({ timeoutMs }));
  return records.map(({ value }) => String(value));
}

describe('a transaction', () => {
  it('is seen whole once committed, and never once aborted', async () => {
    const producer = client.producer({ transactionalId: 'whole' });
    for (const end of ['commit', 'abort', 'commit'] as const) {
      const tx = await world.finish(producer.begin());
      const sent = [0, 1, 0].map((partition) => tx.send({ topic: 'orders', partition, value: `${end}-${partition}` }));
      // An abort drops what was not sent; a commit waits for it.
      if (end === 'abort') await world.finish(Promise.all(sent));
      await world.finish(tx[end]());
      expect(tx.state).toBe(end === 'commit' ? 'committed' : 'aborted');
    }
    const committed = ['commit-0', 'commit-0', 'commit-0', 'commit-0', 'commit-1', 'commit-1'];
    expect(await readAll('read_committed', 6)).toEqual(committed);
    expect(await readAll('read_uncommitted', 9)).toEqual(['abort-0', 'abort-0', 'abort-1', ...committed].sort());
  });

  it('is aborted by leaving its block, unless it was committed', async () => {
    const before = await readAll('read_committed', 6);
    const run = async (commits: boolean): Promise<void> => {
      await using tx = await client.transaction('block');
      await tx.send({ topic: 'orders', partition: 0, value: commits ? 'kept' : 'left' });
      if (commits) await tx.commit();
    };
    await world.finish(run(false));
    await world.finish(run(true));
    await world.finish(run(false));
    expect(await readAll('read_committed', before.length + 1)).toEqual([...before, 'kept'].sort());
  });

  it('that nothing is sent in ends without a word to the cluster', async () => {
    const tx = await world.finish(client.transaction('empty'));
    await tx.commit();
    const next = await world.finish(client.transaction('empty'));
    await next.abort();
    await expect(next.commit()).rejects.toMatchObject({ code: 'INVALID_TXN_STATE' });
  });

  it('is one at a time, and takes nothing after its end', async () => {
    const tx = await world.finish(client.transaction('one'));
    expect(await failureOf(client.transaction('one'))).toMatchObject({ code: 'INVALID_TXN_STATE' });
    await world.finish(tx.abort());
    expect(await failureOf(tx.send({ topic: 'orders', value: 'late' }))).toMatchObject({ code: 'INVALID_TXN_STATE' });
  });

  it('in which a record fails can only be aborted, and the next one goes on', async () => {
    const producer = client.producer({ transactionalId: 'failing' });
    const tx = await world.finish(producer.begin());
    await world.finish(tx.send({ topic: 'orders', partition: 1, value: 'never seen' }));
    const refused = await failureOf(tx.send({ topic: 'orders', partition: 7, value: 'nowhere' }));
    expect(refused.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(await failureOf(tx.commit())).toBe(refused);
    expect(await failureOf(tx.send({ topic: 'orders', value: 'x' }))).toMatchObject({ code: 'TRANSACTION_ABORTABLE' });
    await world.finish(tx.abort());
    const next = await world.finish(producer.begin());
    await world.finish(next.send({ topic: 'orders', partition: 1, value: 'after' }));
    await world.finish(next.commit());
    const values = await readAll('read_committed', 8);
    expect(values).toContain('after');
    expect(values).not.toContain('never seen');
  });
});

describe('a producer that is fenced', () => {
  async function sentIn(producer: TransactionalProducer, value: string) {
    const tx = await world.finish(producer.begin());
    await world.finish(tx.send({ topic: 'orders', partition: 0, value }));
    return tx;
  }

  it('learns that a newer one has its id, by one error for everything', async () => {
    const older = client.producer({ transactionalId: 'taken' });
    const tx = await sentIn(older, 'of the older');
    const newer = other.producer({ transactionalId: 'taken' });
    const done = await sentIn(newer, 'of the newer');
    await world.finish(done.commit());
    const sent = await failureOf(tx.send({ topic: 'orders', partition: 1, value: 'late' }));
    expect(sent).toMatchObject({ code: 'PRODUCER_FENCED' });
    expect(sent.message).toMatch(/^the producer of transactional id 'taken' .* by a newer producer/);
    expect(await failureOf(tx.commit())).toBe(sent);
    expect(await failureOf(older.begin())).toBe(sent);
    await world.finish(tx[Symbol.asyncDispose]());
    // The newer one is not disturbed by the abort of the older.
    await world.finish((await sentIn(newer, 'again')).commit());
  });

  it('learns that its time was up', async () => {
    const producer = client.producer({ transactionalId: 'slow', transactionTimeoutMs: 2_000 });
    const tx = await sentIn(producer, 'too slow');
    await world.runFor(30_000);
    const error = await failureOf(tx.commit());
    expect(error).toMatchObject({ code: 'PRODUCER_FENCED' });
    expect(error.message).toMatch(/open for longer than transactionTimeoutMs \(2000\)/);
  });
});

describe('offsets in a transaction', () => {
  it('count with its records, once, whatever is aborted between', async () => {
    const admin = client.admin();
    await world.finish(admin.topics.create('in', { partitions: 1, replicationFactor: 1 }));
    await world.finish(admin.topics.create('out', { partitions: 1, replicationFactor: 1 }));
    const feed = client.producer();
    for (let index = 0; index < 6; index++) await world.finish(feed.send({ topic: 'in', value: `v${index}` }));
    const consumer = client.consumer({
      groupId: 'transformer',
      enableAutoCommit: false,
      autoOffsetReset: 'earliest',
      isolationLevel: 'read_committed',
      maxPollRecords: 2,
    });
    consumer.subscribe('in');
    const producer = client.producer({ transactionalId: 'transformer' });
    for (let round = 0, done = 0; done < 6; round++) {
      expect(round).toBeLessThan(30);
      const records = await world.finish(consumer.poll({ timeoutMs: 1_000 }));
      if (records.length === 0) continue;
      const tx = await world.finish(producer.begin());
      for (const { value } of records) void tx.send({ topic: 'out', value: `${String(value)}!` });
      void tx.sendOffsets(consumer);
      if (round % 2 === 0) {
        await world.finish(tx.abort());
        await world.finish(consumer.seekToCommitted());
        continue;
      }
      await world.finish(tx.commit());
      done += records.length;
    }
    const reader = client.consumer({ isolationLevel: 'read_committed' });
    reader.assign([{ topic: 'out', partition: 0, from: 'earliest' }]);
    const out: string[] = [];
    for (let polls = 0; out.length < 6 && polls < POLLS_MAX; polls++) out.push(...(await poll(reader)));
    expect(out).toEqual(['v0!', 'v1!', 'v2!', 'v3!', 'v4!', 'v5!']);
    expect(await poll(reader, 500)).toEqual([]);
    const [committed] = await world.finish(consumer.committed([{ topic: 'in', partition: 0 }]));
    expect(committed?.offset).toBe(6);
  });

  it('that were left in an open transaction hold back who reads on, until its id is taken', async () => {
    const admin = client.admin();
    await world.finish(admin.topics.create('left', { partitions: 1, replicationFactor: 1 }));
    const feed = client.producer();
    for (const value of ['first', 'second']) await world.finish(feed.send({ topic: 'left', value }));
    const reading = {
      groupId: 'left',
      enableAutoCommit: false,
      autoOffsetReset: 'earliest',
      isolationLevel: 'read_committed',
    } as const;
    const writing = { transactionalId: 'left', transactionTimeoutMs: 900_000 };
    const consumer = client.consumer({ ...reading, maxPollRecords: 1 });
    consumer.subscribe('left');
    let polls = 0;
    while ((await poll(consumer)).length === 0) expect(polls++).toBeLessThan(POLLS_MAX);
    const left = await world.finish(client.producer(writing).begin());
    await world.finish(left.sendOffsets(consumer));
    await world.finish(consumer.close());

    const next = client.consumer(reading);
    next.subscribe('left');
    for (let count = 0; count < POLLS_MAX; count++) expect(await poll(next)).toEqual([]);
    const producer = client.producer(writing);
    await world.finish(producer.initTransactions());
    const identity = producer.identity;
    expect(identity).toBeDefined();
    const values: string[] = [];
    for (let count = 0; values.length < 2 && count < 3; count++) values.push(...(await poll(next)));
    expect(values).toEqual(['first', 'second']);
    // Again is not taking it again, which would raise the epoch.
    await world.finish(producer.initTransactions());
    expect(producer.identity).toEqual(identity);
    const tx = await world.finish(producer.begin());
    await world.finish(tx.sendOffsets(next));
    await world.finish(tx.commit());
  });

  it('are refused from a consumer that commits by itself', async () => {
    const consumer = client.consumer({ groupId: 'automatic' });
    const tx = await world.finish(client.transaction('automatic'));
    expect(await failureOf(tx.sendOffsets(consumer))).toMatchObject({ code: 'INVALID_CONFIG' });
    expect(await failureOf(tx.commit())).toMatchObject({ code: 'INVALID_CONFIG' });
    await world.finish(tx.abort());
  });
});
