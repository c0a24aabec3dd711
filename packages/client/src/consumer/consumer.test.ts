import { SimWorld } from '@drave/env/sim';
import { readBatchInfo } from '@drave/records';
import { numberedBatch } from '@drave/records/testing';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { Client } from '../client.js';
import { stringDeserializer } from '../serializers.js';
import { FAKE_PORT, FakeCluster } from '../testing/index.js';

const [P0, P1] = [0, 1].map((partition) => ({ topic: 't', partition })) as [
  { topic: string; partition: number },
  { topic: string; partition: number },
];

const VALUES = Array.from({ length: 10 }, (_, index) => String(index));

/** Sets up two partitions of ten records each, whose values are their offsets. */
async function setUp() {
  const world = new SimWorld({ seed: 2 });
  const cluster = new FakeCluster(world);
  await cluster.start(1);
  for (const log of cluster.createTopic('t', 2).partitions) {
    const batch = numberedBatch(0, 10, {}, '');
    log.append(batch, { ...readBatchInfo(batch, 0), producerId: -1 });
  }
  const host = world.createHost('client');
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  const client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap });
  const consumer = client.consumer({ autoOffsetReset: 'earliest', valueDeserializer: stringDeserializer });
  const poll = async (maxRecords?: number) => {
    const options = { timeoutMs: 500, ...(maxRecords === undefined ? {} : { maxRecords }) };
    const records = await world.finish(consumer.poll(options));
    return records.map(({ partition, value }) => `${partition}:${value}`);
  };
  return { world, client, consumer, poll };
}

describe('the typed consumer', () => {
  it('polls records flat and deserialized, from all that it is assigned', async () => {
    const { consumer, poll } = await setUp();
    consumer.assign([P0, P1]);
    expect(consumer.assignment()).toEqual([P0, P1]);
    const seen = [...(await poll()), ...(await poll()), ...(await poll())];
    expect(seen.sort()).toEqual([0, 1].flatMap((partition) => VALUES.map((value) => `${partition}:${value}`)));
  });

  it('pauses one partition while the others go on, and resumes it without a loss', async () => {
    const { consumer, poll } = await setUp();
    consumer.assign([P0, P1]);
    consumer.pause([P0]);
    expect(consumer.paused()).toEqual([P0]);
    expect(await poll()).toEqual(VALUES.map((value) => `1:${value}`));
    expect(await poll()).toEqual([]);
    consumer.resume([P0]);
    expect(consumer.paused()).toEqual([]);
    expect(await poll()).toEqual(VALUES.map((value) => `0:${value}`));
  });

  it('knows its position and its lag once it has heard of them', async () => {
    const { consumer, poll } = await setUp();
    consumer.assign([P0]);
    expect(consumer.position(P0)).toBeUndefined();
    expect(consumer.lag(P0)).toBeUndefined();
    expect(await poll(4)).toEqual(['0:0', '0:1', '0:2', '0:3']);
    expect(consumer.position(P0)).toBe(4);
    expect(consumer.lag(P0)).toBe(6);
    consumer.seek(P0, 9);
    expect(consumer.position(P0)).toBe(9);
    expect(consumer.lag(P0)).toBe(1);
    expect(await poll()).toEqual(['0:9']);
    expect(consumer.lag(P0)).toBe(0);
  });

  it.each(['pause', 'resume', 'position', 'lag'] as const)('%s refuses what is not assigned', async (what) => {
    const { consumer } = await setUp();
    consumer.assign([P0]);
    const call = () => (what === 'pause' || what === 'resume' ? consumer[what]([P1]) : consumer[what](P1));
    expect(call).toThrow('t-1 is not assigned to this consumer');
  });

  it('goes by record until it is closed', async () => {
    const { world, consumer } = await setUp();
    consumer.assign([P1]);
    const run = async () => {
      const seen: string[] = [];
      for await (const { value } of consumer) {
        seen.push(String(value));
        if (seen.length === 10) await consumer.close();
      }
      return seen;
    };
    expect(await world.finish(run())).toEqual(VALUES);
  });
});
