import type { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from '../client.js';
import type { BatchReport, ClientOptions, ProducerOptions } from '../options.js';
import { FAKE_PORT, FakeCluster, type ProduceFault, type ProducedBatch } from '../testing/index.js';

async function setUp(options: Partial<ClientOptions> = {}, brokers = 3, seed = 1) {
  const world = new SimWorld({ seed });
  const cluster = new FakeCluster(world);
  await cluster.start(brokers);
  const host = world.createHost('client');
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap, ...options });
  return { world, cluster, host, client, compute: host.env.compute };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

async function values({ cluster, compute, world }: Setup, topic = 't', partition = 0): Promise<string[]> {
  const records = await world.finish(cluster.partition(topic, partition).records(compute));
  return records.map((record) => record.value?.toString() ?? 'null');
}

/** Options by which each batch has one record, so that a test controls single batches. */
const SINGLE: ProducerOptions = { batchSize: 100, lingerMs: 0 };

function numbers(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `value number ${from + index} `.padEnd(60, '.'));
}

/** Sends values to t-0, and resolves with the offset or the error code of each. */
async function sendAll(setup: Setup, options: ProducerOptions, texts: string[]): Promise<(number | string)[]> {
  const producer = setup.client.producer(options);
  const sends = texts.map((value) =>
    producer.send({ topic: 't', partition: 0, value }).then(
      (metadata) => metadata.offset,
      (reason: DraveError) => reason.code,
    ),
  );
  const outcomes = await setup.world.finish(Promise.all(sends), 600_000);
  await setup.world.finish(producer.close());
  return outcomes;
}

describe('the producer', () => {
  it('delivers in order, batched, and says where', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    const texts = numbers(500);
    expect(await sendAll(setup, {}, texts)).toEqual(texts.map((_, index) => index));
    expect(await values(setup)).toEqual(texts);
    expect(setup.cluster.produced.length).toBeLessThan(10);
  });

  it('keys choose the partition, and all records of a key keep their order', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 4);
    const producer = setup.client.producer({ batchSize: 300 });
    const sends = numbers(200).map((value, index) => producer.send({ topic: 't', key: `k${index % 17}`, value }));
    const places = await setup.world.finish(Promise.all(sends));
    const partitionOf = new Map<number, number>();
    for (const [index, { partition }] of places.entries()) {
      expect(partitionOf.get(index % 17) ?? partition).toBe(partition);
      partitionOf.set(index % 17, partition);
    }
    expect(new Set(partitionOf.values()).size).toBeGreaterThan(2);
  });

  it('without keys it fills one partition at a time, and uses all of them in the end', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 3);
    const producer = setup.client.producer({ batchSize: 1000, lingerMs: 50 });
    const sends = numbers(300).map((value) => producer.send({ topic: 't', value }));
    const places = await setup.world.finish(Promise.all(sends));
    const changes = places.filter((place, index) => index > 0 && place.partition !== places[index - 1]?.partition);
    expect(new Set(places.map((place) => place.partition)).size).toBe(3);
    expect(changes.length).toBeLessThan(40);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('compresses with %s', async (compressionType) => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    const texts = numbers(100);
    await sendAll(setup, { compressionType }, texts);
    expect(await values(setup)).toEqual(texts);
  });

  it('acks 0 and 1 work without idempotence, and idempotence demands all', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    expect(await sendAll(setup, { acks: 0, ...SINGLE }, numbers(2))).toEqual([-1, -1]);
    expect(await sendAll(setup, { acks: 1, ...SINGLE }, numbers(2))).toEqual([2, 3]);
    expect(setup.cluster.produced.every((batch) => batch.info.producerId === -1)).toBe(true);
    expect(() => setup.client.producer({ acks: 1, enableIdempotence: true })).toThrow(
      /acks: 1 is not valid; expected 'all'/,
    );
  });

  it('waits for a topic that comes late, and fails when it does not come', async () => {
    const setup = await setUp();
    const { client, world, cluster } = setup;
    const producer = client.producer({ maxBlockMs: 5000 });
    const late = producer.send({ topic: 'late', value: 'x' });
    const never = producer.send({ topic: 'never', value: 'x' }).catch((reason: DraveError) => reason.code);
    await world.runFor(2000);
    cluster.createTopic('late', 1);
    expect((await world.finish(late)).offset).toBe(0);
    expect(await world.finish(never)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(world.nowMs()).toBeGreaterThan(4900);
  });

  it('producing creates a topic where the cluster allows it; looking at one does not', async () => {
    const { client, world, cluster } = await setUp();
    cluster.autoCreateTopics = true;
    expect(await world.finish(client.topic('looked-at'))).toBeUndefined();
    const consumer = client.rawConsumer();
    consumer.assign([{ topic: 'consumed', partition: 0 }]);
    expect((await world.finish(client.producer().send({ topic: 'made', value: 'x' }))).offset).toBe(0);
    await world.finish(consumer.poll({ timeoutMs: 500 }));
    expect([...cluster.topics.keys()]).toEqual(['made']);
  });

  it('refuses what is too large or has no partition, at once and alone', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    const producer = setup.client.producer();
    const outcomes = [
      producer.send({ topic: 't', value: Buffer.alloc(2 * 1024 * 1024) }),
      producer.send({ topic: 't', partition: 7, value: 'x' }),
      producer.send({ topic: 't', value: 'fine' }),
    ].map((sent) =>
      sent.then(
        () => 'ok',
        (reason: DraveError) => reason.message,
      ),
    );
    expect(await setup.world.finish(Promise.all(outcomes))).toEqual([
      expect.stringContaining('larger than maxRequestSize, which is 1048576'),
      't has partitions 0 to 0, not 7',
      'ok',
    ]);
  });

  it('bounds its memory: append says no, room says when', async () => {
    const reports: BatchReport[] = [];
    const setup = await setUp();
    const { client, world, cluster } = setup;
    cluster.createTopic('t', 1);
    const producer = client.rawProducer({
      bufferMemory: 10_000,
      batchSize: 1000,
      onBatch: (report) => reports.push(report),
    });
    const run = async () => {
      let waits = 0;
      for (let token = 0; token < 1000; token++) {
        const record = { topic: 't', key: null, value: Buffer.alloc(50, token) };
        while (!producer.append(record, token)) {
          waits++;
          await producer.room();
        }
        expect(producer.bufferedBytes).toBeLessThanOrEqual(20_000);
      }
      await producer.flush();
      return waits;
    };
    expect(await world.finish(run())).toBeGreaterThan(3);
    expect(producer.bufferedBytes).toBe(0);
    expect(reports.flatMap((report) => report.tokens)).toEqual(Array.from({ length: 1000 }, (_, token) => token));
    expect(reports.every((report) => report.error === undefined)).toBe(true);
    let next = 0;
    for (const report of reports) {
      expect(report.baseOffset).toBe(next);
      next += report.recordCount;
    }
  });

  it.each(['none', 'lz4'] as const)(
    'splits batches that a topic finds too large, compression %s',
    async (compressionType) => {
      const setup = await setUp();
      setup.cluster.createTopic('t', 1);
      setup.cluster.batchBytesMax = compressionType === 'none' ? 2000 : 700;
      const producer = setup.client.rawProducer({ compressionType, onBatch: (report) => reports.push(report) });
      const reports: BatchReport[] = [];
      const texts = numbers(200);
      const run = async () => {
        for (const [token, text] of texts.entries()) {
          producer.append({ topic: 't', key: null, value: Buffer.from(text) }, token % 2 === 0 ? token : undefined);
        }
        const sent = producer.send({ topic: 't', key: null, value: Buffer.from('last') });
        await producer.flush();
        return sent;
      };
      expect(await setup.world.finish(run())).toMatchObject({ offset: 200 });
      expect(await values(setup)).toEqual([...texts, 'last']);
      expect(reports.filter((report) => report.error !== undefined)).toEqual([]);
      expect(reports.flatMap((report) => report.tokens)).toEqual(
        texts.flatMap((_, token) => (token % 2 === 0 ? token : [])),
      );
      expect(producer.bufferedBytes).toBe(0);
    },
  );

  it('a single record that the topic finds too large fails alone', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    setup.cluster.batchBytesMax = 2000;
    const texts = [...numbers(5), 'x'.repeat(5000), ...numbers(5, 5)];
    const outcomes = await sendAll(setup, {}, texts);
    expect(outcomes).toEqual([0, 1, 2, 3, 4, 'MESSAGE_TOO_LARGE', 5, 6, 7, 8, 9]);
    expect(await values(setup)).toEqual(numbers(10));
  });

  it('close delivers what is left; afterwards nothing is taken', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    const producer = setup.client.producer({ lingerMs: 60_000 });
    const sent = producer.send({ topic: 't', value: 'last' });
    await setup.world.runFor(100);
    await setup.world.finish(producer.close());
    expect((await setup.world.finish(sent)).offset).toBe(0);
    await expect(producer.send({ topic: 't', value: 'late' })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('close gives up after its time when no broker answers', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    const producer = setup.client.producer();
    await setup.world.finish(producer.send({ topic: 't', value: 'first' }));
    for (const broker of setup.cluster.brokers) broker.host.crash();
    const failed = producer.send({ topic: 't', value: 'x' }).catch((reason: DraveError) => reason.code);
    const startedMs = setup.world.nowMs();
    await setup.world.finish(producer.close(3000));
    expect(setup.world.nowMs() - startedMs).toBeLessThan(3500);
    expect(await failed).toBe('CANCELLED');
  });
});

describe('leaders that move', () => {
  it('a killed leader: everything is delivered once and in order, within a bounded pause', async () => {
    const setup = await setUp();
    const { client, world, cluster } = setup;
    cluster.createTopic('t', 1);
    const producer = client.producer(SINGLE);
    const texts = numbers(300);
    const sends: Promise<unknown>[] = [];
    for (const [index, value] of texts.entries()) {
      sends.push(producer.send({ topic: 't', partition: 0, value }));
      await world.runFor(1);
      if (index === 100) cluster.kill(1);
      if (index === 200) await cluster.restart(1).then(() => cluster.kill(2));
    }
    const startedMs = world.nowMs();
    await world.finish(Promise.all(sends));
    expect(world.nowMs() - startedMs).toBeLessThan(1000);
    expect(await values(setup)).toEqual(texts);
  });

  it('a stopped leader says nothing: the client notices the silence and goes to the new one', async () => {
    const setup = await setUp();
    const { client, world, cluster } = setup;
    const topic = cluster.createTopic('t', 1);
    const producer = client.producer(SINGLE);
    await world.finish(producer.send({ topic: 't', value: 'first' }));
    cluster.broker(1).host.pause();
    const texts = numbers(20);
    const sends = texts.map((value) => producer.send({ topic: 't', value }));
    await world.runFor(500);
    topic.partitions[0]?.moveLeader(2);
    const startedMs = world.nowMs();
    await world.finish(Promise.all(sends));
    expect(world.nowMs() - startedMs).toBeLessThan(3000);
    cluster.broker(1).host.resume();
    await world.runFor(5000);
    expect(await values(setup)).toEqual(['first', ...texts]);
  });

  it('metadata of a broker that lags never takes a leader back', async () => {
    const setup = await setUp();
    const { client, world, cluster } = setup;
    const topic = cluster.createTopic('t', 1);
    const old = cluster.metadata({ topics: ['t'], topicIds: [], allTopics: false, allowAutoTopicCreation: false });
    topic.partitions[0]?.moveLeader(2);
    const producer = client.producer(SINGLE);
    await world.finish(producer.send({ topic: 't', value: 'a' }));
    for (const broker of cluster.brokers) broker.staleMetadata = old;
    await world.finish(client.topic('t'));
    await world.finish(producer.send({ topic: 't', value: 'b' }));
    expect(cluster.produced.map((batch) => batch.brokerId)).toEqual([2, 2]);
  });

  it('a topic deleted and made anew under its name starts at offset 0 with fresh sequences', async () => {
    const setup = await setUp();
    const { client, world, cluster } = setup;
    cluster.createTopic('t', 1);
    const producer = client.producer(SINGLE);
    for (const value of numbers(3)) await world.finish(producer.send({ topic: 't', value }));
    cluster.createTopic('t', 1);
    expect((await world.finish(producer.send({ topic: 't', value: 'new' }))).offset).toBe(0);
    expect(cluster.produced.at(-1)?.info.baseSequence).toBe(0);
  });
});

describe('idempotence', () => {
  /** Injects faults by the number of the batch that arrives. */
  function faults(setup: Setup, plan: Record<number, ProduceFault>): void {
    setup.cluster.onProduce = (batch: ProducedBatch) => plan[batch.number];
  }

  it('D1: an ack is lost with its connection; the retry is recognised', async () => {
    const setup = await setUp({ requestTimeoutMs: 2000 });
    setup.cluster.createTopic('t', 1);
    faults(setup, { 0: { kind: 'appendThenSilence' }, 3: { kind: 'appendThenSilence' } });
    const texts = numbers(10);
    expect(await sendAll(setup, SINGLE, texts)).toEqual(texts.map((_, index) => index));
    expect(await values(setup)).toEqual(texts);
    expect(setup.cluster.produced.length).toBeGreaterThan(10);
  });

  it('D1: after a lost ack the broker calls the retry out of order: it is not sent under another sequence', async () => {
    const setup = await setUp({ requestTimeoutMs: 2000 });
    setup.cluster.createTopic('t', 1);
    faults(setup, {
      0: { kind: 'appendThenSilence' },
      1: { kind: 'refuse', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
    });
    const outcomes = await sendAll(setup, { ...SINGLE, maxInFlightRequestsPerConnection: 1 }, numbers(4));
    expect(outcomes).toEqual(['OUT_OF_ORDER_SEQUENCE_NUMBER', 1, 2, 3]);
    expect(await values(setup)).toEqual(numbers(4));
  });

  it('D1: a false out-of-order about a batch that was never tried before is healed by a higher epoch', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    faults(setup, { 2: { kind: 'refuse', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' } });
    const texts = numbers(8);
    expect(await sendAll(setup, SINGLE, texts)).toEqual(texts.map((_, index) => index));
    expect(await values(setup)).toEqual(texts);
    const last = setup.cluster.produced.at(-1)?.info;
    expect(last?.producerEpoch).toBe(1);
  });

  it('D2: an unknown error is final, its batch is never copied, and those behind it go on', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    faults(setup, { 2: { kind: 'appendThenRefuse', code: 'UNKNOWN_SERVER_ERROR' } });
    const texts = numbers(10);
    const outcomes = await sendAll(setup, SINGLE, texts);
    expect(outcomes[2]).toBe('UNKNOWN_SERVER_ERROR');
    expect(outcomes.filter((outcome) => typeof outcome === 'string')).toHaveLength(1);
    expect(await values(setup)).toEqual(texts);
  });

  it('D3: a broker that forgot the producer is healed by a higher epoch', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    faults(setup, { 1: { kind: 'refuse', code: 'UNKNOWN_PRODUCER_ID' } });
    const texts = numbers(6);
    expect(await sendAll(setup, SINGLE, texts)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await values(setup)).toEqual(texts);
  });

  it('D4: a bump for one partition leaves the epoch and sequences of the others as they were', async () => {
    const setup = await setUp({}, 1);
    const { client, world, cluster } = setup;
    cluster.createTopic('t', 2);
    const producer = client.producer(SINGLE);
    const send = (partition: number, value: string) => world.finish(producer.send({ topic: 't', partition, value }));
    for (const value of ['a', 'b', 'c']) await send(1, value);
    faults(setup, { 3: { kind: 'refuse', code: 'UNKNOWN_PRODUCER_ID' } });
    await send(0, 'x');
    await send(1, 'd');
    await send(0, 'y');
    const trail = cluster.produced.map(({ partition, info }) => [partition, info.producerEpoch, info.baseSequence]);
    expect(trail).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 0, 2],
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 3],
      [0, 1, 1],
    ]);
    expect(await values(setup, 't', 1)).toEqual(['a', 'b', 'c', 'd']);
    expect(await values(setup, 't', 0)).toEqual(['x', 'y']);
  });

  it('D5: five batches in flight, the first refused again and again: the order holds', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    let refusals = 0;
    setup.cluster.onProduce = ({ info }) =>
      info.baseSequence === 3 && refusals++ < 6 ? { kind: 'refuse', code: 'NOT_ENOUGH_REPLICAS' } : undefined;
    const texts = numbers(40);
    expect(await sendAll(setup, SINGLE, texts)).toEqual(texts.map((_, index) => index));
    expect(await values(setup)).toEqual(texts);
    expect(refusals).toBeGreaterThan(6);
  });

  it('a batch that is refused for good fails alone; those behind it are numbered anew', async () => {
    const setup = await setUp();
    setup.cluster.createTopic('t', 1);
    faults(setup, { 1: { kind: 'refuse', code: 'INVALID_RECORD' } });
    const texts = numbers(8);
    const outcomes = await sendAll(setup, SINGLE, texts);
    expect(outcomes).toEqual([0, 'INVALID_RECORD', 1, 2, 3, 4, 5, 6]);
    expect(await values(setup)).toEqual(texts.filter((_, index) => index !== 1));
  });

  it('gives up after deliveryTimeoutMs and says that the outcome is unknown', async () => {
    const reports: BatchReport[] = [];
    const setup = await setUp({ requestTimeoutMs: 1000 });
    const { client, world, cluster } = setup;
    cluster.createTopic('t', 1);
    cluster.onProduce = () => ({ kind: 'silence' });
    const producer = client.producer({ ...SINGLE, deliveryTimeoutMs: 5000, onBatch: (report) => reports.push(report) });
    const sent = producer.send({ topic: 't', value: 'x' }).catch((reason: DraveError) => reason.code);
    expect(await world.finish(sent)).toMatch(/REQUEST_TIMED_OUT|NETWORK_EXCEPTION/);
    expect(world.nowMs()).toBeGreaterThan(4000);
    expect(world.nowMs()).toBeLessThan(8000);
    expect(reports).toMatchObject([{ outcomeUnknown: true, recordCount: 1, baseOffset: -1 }]);
    cluster.onProduce = () => undefined;
    expect((await world.finish(producer.send({ topic: 't', value: 'y' }))).offset).toBe(0);
  });

  it('waits for a producer id as long as the cluster has none to give', async () => {
    const setup = await setUp();
    const { client, world, cluster } = setup;
    cluster.createTopic('t', 1);
    cluster.producerIdsUnavailable = true;
    const sent = client.producer().send({ topic: 't', value: 'x' });
    await world.runFor(3000);
    expect(cluster.produced).toEqual([]);
    cluster.producerIdsUnavailable = false;
    expect((await world.finish(sent)).offset).toBe(0);
  });
});

describe('any faults', () => {
  it.each(Array.from({ length: 10 }, (_, seed) => seed))(
    'seed %i: acknowledged once, in order; nothing twice',
    async (seed) => {
      const setup = await setUp({ requestTimeoutMs: 1500 }, 3, seed);
      const { client, world, cluster } = setup;
      cluster.createTopic('t', 3);
      const random = world.random.fork('test');
      const codes = [
        'NOT_ENOUGH_REPLICAS',
        'REQUEST_TIMED_OUT',
        'KAFKA_STORAGE_ERROR',
        'UNKNOWN_SERVER_ERROR',
      ] as const;
      cluster.onProduce = () => {
        if (world.nowMs() > 8000 || random.next() > 0.08) return undefined;
        const code = codes[random.integer(codes.length)] ?? 'REQUEST_TIMED_OUT';
        const kinds: ProduceFault[] = [
          { kind: 'refuse', code },
          { kind: 'appendThenRefuse', code: code === 'NOT_ENOUGH_REPLICAS' ? 'REQUEST_TIMED_OUT' : code },
          { kind: 'appendThenSilence' },
          { kind: 'silence' },
        ];
        return kinds[random.integer(kinds.length)];
      };
      const producer = client.producer({ batchSize: 200, lingerMs: 2 });
      const acked = new Map<string, { partition: number; offset: number }>();
      const sends: Promise<void>[] = [];
      for (const [index, value] of numbers(400).entries()) {
        const sent = producer.send({ topic: 't', partition: index % 3, value });
        sends.push(
          sent.then(
            ({ partition, offset }) => void acked.set(value, { partition, offset }),
            () => {},
          ),
        );
        await world.runFor(random.next() * 20);
        if (index % 80 === 40) cluster.kill(((index / 40) % 3) + 1);
        if (index % 80 === 79) for (const { id, host } of cluster.brokers) if (!host.alive) await cluster.restart(id);
      }
      await world.finish(Promise.all(sends), 300_000);
      const seen = new Set<string>();
      for (let partition = 0; partition < 3; partition++) {
        const stored = await values(setup, 't', partition);
        for (const value of stored) expect(seen.has(value)).toBe(false);
        for (const value of stored) seen.add(value);
        // The stored records are in the order in which they were sent.
        expect(stored).toEqual([...stored].sort((a, b) => Number(a.match(/\d+/)) - Number(b.match(/\d+/))));
        const ours = [...acked].filter(([, place]) => place.partition === partition);
        expect(ours.map(([, place]) => stored[place.offset])).toEqual(ours.map(([value]) => value));
      }
      expect(acked.size).toBeGreaterThan(350);
    },
  );
});
