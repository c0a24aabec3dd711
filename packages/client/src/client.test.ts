import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it, vi } from 'vitest';
import { Client } from './client.js';
import { FAKE_PORT, FakeCluster } from './testing/index.js';

async function setUp() {
  const world = new SimWorld({ seed: 1 });
  const cluster = new FakeCluster(world);
  await cluster.start(1);
  cluster.createTopic('t', 1);
  const host = world.createHost('client');
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap });
  return { world, cluster, host, client };
}

describe('a client', () => {
  it('closes what is open, and has forgotten what was closed before it', async () => {
    const { world, client } = await setUp();
    const make = [
      () => client.rawProducer(),
      () => client.rawConsumer(),
      () => client.producer({ transactionalId: 'billing-1' }),
    ];
    const closed = make.map((one) => one());
    const open = make.map((one) => one());
    for (const one of closed) await world.finish(one.close());
    const closes = [...closed, ...open].map((one) => vi.spyOn(one, 'close'));
    await world.finish(client.close());
    expect(closes.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('keeps its connections until a producer that is being closed has written what it was given', async () => {
    const { world, cluster, host, client } = await setUp();
    const producer = client.producer({ lingerMs: 60_000 });
    const sent = producer.send({ topic: 't', partition: 0, value: 'last words' });
    const closing = producer.close();
    await world.finish(client.close());
    await expect(world.finish(sent)).resolves.toMatchObject({ offset: 0 });
    await world.finish(closing);
    const [record] = await world.finish(cluster.partition('t', 0).records(host.env.compute));
    expect(record?.value?.toString()).toBe('last words');
  });
});
