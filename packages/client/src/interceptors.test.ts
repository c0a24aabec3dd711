import { deferred } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from './client.js';
import type { Measurement } from './client-metrics.js';
import type { Interceptor } from './interceptors.js';
import type { ClientOptions } from './options.js';
import { jsonSerde, stringSerde } from './serdes.js';
import { FAKE_PORT, FakeCluster } from './testing/index.js';
import { type TraceContext, traceContext } from './trace-context.js';
import { typedTopic } from './typed-topic.js';

const orders = typedTopic('orders', { key: stringSerde, value: jsonSerde<{ readonly amount: number }>() });

async function setUp(options: Pick<ClientOptions, 'interceptors' | 'onMeasurement'> = {}) {
  const world = new SimWorld({ seed: 3 });
  const cluster = new FakeCluster(world);
  await cluster.start(1);
  cluster.createTopic('orders', 1);
  cluster.createTopic('failed', 1);
  cluster.group('g');
  const host = world.createHost('client');
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap, ...options });
  return { world, cluster, client };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

/** Handles records of the topic until `count` were, as a member of the group. */
async function handleSome({ world, client }: Setup, count: number, handler: (amount: number) => void): Promise<void> {
  const consumer = client.topicConsumer(orders, { groupId: 'g', autoOffsetReset: 'earliest' });
  const enough = deferred();
  let handled = 0;
  const run = consumer.run(
    ({ value }) => {
      handler(value?.amount ?? 0);
      if (++handled === count) enough.resolve();
    },
    { deadLetterTopic: 'failed', retry: { retries: 1, backoffMs: 1 } },
  );
  await world.finish(Promise.race([enough.promise, run]));
  await world.finish(consumer.close());
  await world.finish(run);
}

describe('interceptors', () => {
  it('see records before they are sent, after they are written, and around their handlers, in order', async () => {
    const told: string[] = [];
    const noting = (name: string): Interceptor => ({
      beforeSend: (record) => {
        told.push(`${name} before ${String(record.key)}`);
        return { ...record, headers: { ...record.headers, [name]: 'was here' } };
      },
      afterAck: (record, outcome) => {
        told.push(`${name} after ${String(record.key)}: ${outcome.kind}`);
        throw new Error('of no consequence');
      },
      aroundHandler: async ({ headers }, { attempt }, next) => {
        told.push(`${name} around ${headers.map(({ key }) => key).join()} #${attempt}`);
        await next();
        told.push(`${name} done`);
      },
    });
    const setup = await setUp({ interceptors: [noting('outer'), noting('inner')] });
    const producer = setup.client.topicProducer(orders);
    await setup.world.finish(producer.send({ key: 'anna', value: { amount: 1 } }));
    await handleSome(setup, 1, () => told.push('handler'));
    expect(told).toEqual([
      'outer before anna',
      'inner before anna',
      'outer after anna: acked',
      'inner after anna: acked',
      'outer around outer,inner #1',
      'inner around outer,inner #1',
      'handler',
      'inner done',
      'outer done',
    ]);
  });

  it('carry the trace context of a sender to the handler of its record', async () => {
    let current: TraceContext | undefined;
    const trace = traceContext({
      current: () => current,
      run: async (context, next) => {
        current = context;
        await next();
        current = undefined;
      },
    });
    const setup = await setUp({ interceptors: [trace] });
    const producer = setup.client.topicProducer(orders);
    const sender = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true, state: 'vendor=7' };
    current = sender;
    await setup.world.finish(producer.send({ key: 'anna', value: { amount: 1 } }));
    current = undefined;
    await setup.world.finish(producer.send({ key: 'bert', value: { amount: 2 } }));
    const seen: unknown[] = [];
    await handleSome(setup, 2, () => void seen.push(current));
    expect(seen).toEqual([sender, undefined]);
  });
});

describe('the metrics of a client', () => {
  it('count what was sent, consumed and handled, and tell each measurement', async () => {
    const measurements: Measurement[] = [];
    const setup = await setUp({ onMeasurement: (measurement) => measurements.push(measurement) });
    const producer = setup.client.topicProducer(orders);
    for (const amount of [1, 2, 3]) {
      await setup.world.finish(producer.send({ key: 'anna', value: { amount } }));
    }
    const nowhere = setup.client.producer({ maxBlockMs: 100 }).send({ topic: 'nowhere', value: 'lost' });
    await expect(setup.world.finish(nowhere)).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
    await handleSome(setup, 2, (amount) => {
      if (amount === 2) throw new Error('not this one');
    });
    const { counters, histograms, bufferedBytes, recordsLagMax } = setup.client.metrics();
    expect(counters).toEqual({
      recordsSent: 4,
      recordsFailed: 1,
      batchesSent: 4,
      batchesFailed: 0,
      bytesSent: expect.any(Number),
      recordsConsumed: 3,
      recordsHandled: 2,
      handlerFailures: 2,
      deadLetters: 1,
    });
    expect(counters.bytesSent).toBeGreaterThan(4 * 61);
    expect([histograms.batchLatencyMs.count, histograms.handlerMs.count]).toEqual([4, 4]);
    expect(histograms.batchLatencyMs.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect([bufferedBytes, recordsLagMax]).toEqual([0, undefined]);
    const failures = measurements.filter((one) => one.kind === 'counter' && one.name === 'handlerFailures');
    expect(failures).toEqual([
      { kind: 'counter', name: 'handlerFailures', amount: 1 },
      { kind: 'counter', name: 'handlerFailures', amount: 1 },
    ]);
  });
});
