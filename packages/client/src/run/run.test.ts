import { deferred, DraveError, isDraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { decodeRecords, readBatchInfo } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import type { ConsumerRecord } from '../client-records.js';
import { Client } from '../client.js';
import type { Consumer, DeserializerOptions } from '../consumer/consumer.js';
import type { ConsumerOptions } from '../options.js';
import { jsonDeserializer, stringDeserializer } from '../serializers.js';
import { FAKE_PORT, FakeCluster } from '../testing/index.js';
import type { RecordHandler, RunOptions } from './run-settings.js';

type Read = ConsumerRecord<string | null, string | null>;

/** A topic of two partitions and an empty one for dead letters. */
async function setUp() {
  const world = new SimWorld({ seed: 11 });
  const cluster = new FakeCluster(world);
  await cluster.start(2);
  cluster.createTopic('t', 2);
  cluster.createTopic('failed', 1);
  const group = cluster.group('g');
  return { world, cluster, group };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

function clientOn({ world }: Setup, name: string) {
  const host = world.createHost(name);
  const bootstrap = [{ host: 'broker1', port: FAKE_PORT }];
  return { host, client: new Client({ env: host.env, transport: new SimTransport(host), bootstrap }) };
}

/** A member of the group, whose records are text. */
function memberOf(
  setup: Setup,
  name = 'member',
  options: ConsumerOptions & DeserializerOptions<string | null, string | null> = {},
) {
  const { host, client } = clientOn(setup, name);
  const consumer = client.consumer({
    groupId: 'g',
    autoOffsetReset: 'earliest',
    autoCommitIntervalMs: 100,
    keyDeserializer: stringDeserializer,
    valueDeserializer: stringDeserializer,
    ...options,
  });
  consumer.subscribe('t');
  return { host, client, consumer };
}

/** Appends `count` records to a partition, whose values are their offsets, and whose keys are `keys` in turn. */
function fill({ cluster }: Setup, partition: number, count: number, keys: readonly (string | null)[] = [null]): void {
  const log = cluster.topics.get('t')?.partitions[partition];
  if (log === undefined) throw new Error('there is no such partition');
  const records = Array.from({ length: count }, (_, index) => ({
    key: keys[index % keys.length] ?? null,
    value: `${log.endOffset + index}`,
  }));
  const batch = testBatch(records, { baseOffset: log.endOffset });
  log.append(batch, { ...readBatchInfo(batch, 0), producerId: -1 });
}

function placeOf({ partition, offset }: Read): string {
  return `${partition}:${offset}`;
}

/** Runs until `handler` has succeeded `count` times, then closes the consumer. */
async function runUntil(
  { world }: Setup,
  consumer: Consumer<string | null, string | null>,
  count: number,
  handler: RecordHandler<Read>,
  options: RunOptions = {},
): Promise<string[]> {
  const handled: string[] = [];
  const enough = deferred();
  const run = consumer.run(async (record, context) => {
    await handler(record, context);
    handled.push(placeOf(record));
    if (handled.length >= count) enough.resolve();
  }, options);
  await world.finish(Promise.race([enough.promise, run]));
  await world.finish(consumer.close());
  await world.finish(run);
  return handled;
}

describe('a run', () => {
  it('handles every record once, in the order of its partition, and commits behind the last', async () => {
    const setup = await setUp();
    fill(setup, 0, 5);
    fill(setup, 1, 5);
    const { consumer, host } = memberOf(setup);
    const handled = await runUntil(setup, consumer, 10, () => host.env.timers.sleep(3), { concurrency: 2 });
    expect(handled.filter((place) => place.startsWith('0'))).toEqual(['0:0', '0:1', '0:2', '0:3', '0:4']);
    expect(handled.filter((place) => place.startsWith('1'))).toEqual(['1:0', '1:1', '1:2', '1:3', '1:4']);
    expect(committed(setup)).toEqual([5, 5]);
    expect(setup.group.members.size).toBe(0);
  });

  it('commits nothing whose handler has not finished, nor anything behind it', async () => {
    const setup = await setUp();
    fill(setup, 0, 6, ['a', 'b', 'c']);
    const { consumer, host } = memberOf(setup);
    const stuck = deferred();
    const seen: string[] = [];
    const run = consumer.run(
      async (record) => {
        if (record.offset === 2) await stuck.promise;
        seen.push(placeOf(record));
      },
      { concurrency: 10, by: 'key' },
    );
    await setup.world.finish(host.env.timers.sleep(1000));
    // Key c is stuck at 2, and so its next record, 5, waits; the other keys go on.
    expect(seen).toEqual(['0:0', '0:1', '0:3', '0:4']);
    expect(committed(setup)[0]).toBe(2);
    stuck.resolve();
    await setup.world.finish(host.env.timers.sleep(100));
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
    expect(seen.slice(4)).toEqual(['0:2', '0:5']);
    expect(committed(setup)[0]).toBe(6);
  });

  it('tries a record again before those behind it, with its attempt', async () => {
    const setup = await setUp();
    fill(setup, 0, 3);
    const { consumer } = memberOf(setup);
    const tried: string[] = [];
    const handled = await runUntil(setup, consumer, 3, (record, { attempt }) => {
      tried.push(`${placeOf(record)} #${attempt}`);
      if (record.offset === 1 && attempt < 3) throw new Error('not yet');
    });
    expect(tried).toEqual(['0:0 #1', '0:1 #1', '0:1 #2', '0:1 #3', '0:2 #1']);
    expect(handled).toEqual(['0:0', '0:1', '0:2']);
  });

  it('ends at a record that cannot be handled, and goes on there the next time', async () => {
    const setup = await setUp();
    fill(setup, 0, 4);
    const { consumer } = memberOf(setup);
    const handler = ({ offset }: Read) => {
      if (offset === 2) throw new TypeError('no such truck');
    };
    const error = await setup.world.finish(
      consumer.run(handler, { retry: { retries: 2, backoffMs: 1 } }).then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    expect(isDraveError(error, 'INVALID_RECORD') && error.message).toContain(
      'the handler has failed on the record of t-0 at offset 2 in attempt 3: no such truck',
    );
    expect(isDraveError(error) && error.details.metadata).toEqual({
      topic: 't',
      partition: '0',
      offset: '2',
      attempts: '3',
    });
    expect(isDraveError(error) && error.cause).toBeInstanceOf(TypeError);
    const again = await runUntil(setup, consumer, 2, () => {});
    expect(again).toEqual(['0:2', '0:3']);
    expect(committed(setup)[0]).toBe(4);
  });

  it('writes what cannot be handled or read to the dead-letter topic, with where it comes from, and goes on', async () => {
    const setup = await setUp();
    fill(setup, 0, 4, ['truck']);
    const { consumer } = memberOf(setup, 'member', {
      valueDeserializer: (bytes, topic) => {
        if (`${bytes}` === '0') return jsonDeserializer(Buffer.from('{'), topic) as string;
        return stringDeserializer(bytes, topic);
      },
    });
    const options = { deadLetterTopic: 'failed', retry: { retries: 1, backoffMs: 1 } };
    const handled = await runUntil(
      setup,
      consumer,
      2,
      ({ offset }) => {
        if (offset === 2) throw new Error('out of fuel');
      },
      options,
    );
    expect(handled).toEqual(['0:1', '0:3']);
    expect(committed(setup)[0]).toBe(4);
    const letters = await deadLetters(setup);
    expect(letters).toMatchInlineSnapshot(`
      [
        "truck 0: dlq.topic=t, dlq.partition=0, dlq.offset=0, dlq.attempts=0, dlq.error=a record of t is not JSON, dlq.group=g",
        "truck 2: dlq.topic=t, dlq.partition=0, dlq.offset=2, dlq.attempts=2, dlq.error=out of fuel, dlq.group=g",
      ]
    `);
  });

  it('lets go of a partition only when its handlers have finished', async () => {
    const setup = await setUp();
    fill(setup, 0, 3);
    fill(setup, 1, 3);
    const { consumer: first, host } = memberOf(setup, 'first');
    const stuck = deferred();
    const seen: string[] = [];
    const run = first.run(
      async (record) => {
        if (record.offset === 1) await stuck.promise;
        seen.push(placeOf(record));
      },
      { concurrency: 2 },
    );
    await setup.world.finish(host.env.timers.sleep(500));
    expect(seen.sort()).toEqual(['0:0', '1:0']);
    const { consumer: second } = memberOf(setup, 'second');
    const others: string[] = [];
    const otherRun = second.run((record) => void others.push(placeOf(record)));
    await setup.world.finish(host.env.timers.sleep(2000));
    expect(others).toEqual([]);
    stuck.resolve();
    await setup.world.finish(host.env.timers.sleep(2000));
    // Of the partition that has moved nothing was started behind the record that was at its handler.
    const moved = second.assignment()[0]?.partition ?? -1;
    expect(others).toEqual([`${moved}:2`]);
    expect(seen.sort()).toEqual(['0:0', '0:1', `${1 - moved}:2`, '1:0', '1:1'].sort());
    await setup.world.finish(Promise.all([first.close(), second.close()]));
    await setup.world.finish(Promise.all([run, otherRun]));
    expect(committed(setup)).toEqual([3, 3]);
  });

  it('drops what a lost membership leaves, and aborts the signal of its handlers', async () => {
    const setup = await setUp();
    fill(setup, 0, 3);
    const { consumer, host } = memberOf(setup);
    const reasons: unknown[] = [];
    const seen: string[] = [];
    const run = consumer.run(async (record, { signal }) => {
      if (reasons.length === 0) {
        const aborted = deferred();
        signal.addEventListener('abort', () => aborted.resolve());
        for (const memberId of [...setup.group.members.keys()]) setup.group.remove(memberId);
        await aborted.promise;
        reasons.push(signal.reason);
        throw new Error('given up');
      }
      seen.push(placeOf(record));
    });
    await setup.world.finish(host.env.timers.sleep(3000));
    expect(isDraveError(reasons[0], 'CANCELLED')).toBe(true);
    expect(seen).toEqual(['0:0', '0:1', '0:2']);
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
  });

  it('leaves the group when a handler takes longer than maxPollIntervalMs, and joins again when it has finished', async () => {
    const setup = await setUp();
    fill(setup, 0, 3);
    const { consumer, host } = memberOf(setup, 'slow', { maxPollIntervalMs: 500 });
    const stuck = deferred();
    let calls = 0;
    const run = consumer.run(async () => {
      if (calls++ === 0) await stuck.promise;
      // Many handlers together take longer than the interval, which each of them begins anew.
      await host.env.timers.sleep(300);
    });
    await setup.world.finish(host.env.timers.sleep(2000));
    expect([setup.group.members.size, calls]).toEqual([0, 1]);
    stuck.resolve();
    await setup.world.finish(host.env.timers.sleep(3000));
    expect(setup.group.members.size).toBe(1);
    expect(calls).toBe(4);
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
    expect(committed(setup)[0]).toBe(3);
  });

  it('takes no more than maxPollRecords ahead of its handlers, and a stuck partition does not stop the other', async () => {
    const setup = await setUp();
    fill(setup, 0, 200);
    fill(setup, 1, 200);
    const { consumer, host } = memberOf(setup, 'member', { maxPollRecords: 20 });
    const stuck = deferred();
    let others = 0;
    const run = consumer.run(
      async ({ partition }) => {
        if (partition === 0) await stuck.promise;
        else others++;
      },
      { concurrency: 2 },
    );
    await setup.world.finish(host.env.timers.sleep(2000));
    expect(others).toBe(200);
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(10);
    stuck.resolve();
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
  });

  it('starts nothing of a paused partition until it is resumed', async () => {
    const setup = await setUp();
    fill(setup, 0, 4);
    const { consumer, host } = memberOf(setup);
    const seen: string[] = [];
    const where = [{ topic: 't', partition: 0 }];
    const run = consumer.run((record) => {
      seen.push(placeOf(record));
      if (record.offset === 1) consumer.pause(where);
    });
    await setup.world.finish(host.env.timers.sleep(1000));
    expect(seen).toEqual(['0:0', '0:1']);
    consumer.resume(where);
    await setup.world.finish(host.env.timers.sleep(1000));
    expect(seen).toEqual(['0:0', '0:1', '0:2', '0:3']);
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
  });

  it('goes on at the position that a handler seeks to', async () => {
    const setup = await setUp();
    fill(setup, 0, 4);
    const { consumer, host } = memberOf(setup);
    const seen: string[] = [];
    const run = consumer.run((record) => {
      seen.push(placeOf(record));
      if (seen.length === 2) consumer.seek({ topic: 't', partition: 0 }, 0);
    });
    await setup.world.finish(host.env.timers.sleep(1000));
    expect(seen).toEqual(['0:0', '0:1', '0:0', '0:1', '0:2', '0:3']);
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
    expect(committed(setup)[0]).toBe(4);
  });

  it('is ended by its signal, after which polls go on behind what was handled', async () => {
    const setup = await setUp();
    fill(setup, 0, 4);
    const { consumer, host } = memberOf(setup);
    const stop = new AbortController();
    const run = consumer.run(
      async ({ offset }) => {
        if (offset === 1) stop.abort();
        await host.env.timers.sleep(10);
      },
      { signal: stop.signal },
    );
    await setup.world.finish(run);
    const records = await setup.world.finish(consumer.poll({ timeoutMs: 1000 }));
    expect(records.map(placeOf)).toEqual(['0:2', '0:3']);
    await setup.world.finish(consumer.close());
  });

  it('waits for handlers no longer than close allows, and commits nothing of theirs', async () => {
    const setup = await setUp();
    fill(setup, 0, 2);
    const { consumer, host } = memberOf(setup);
    const stuck = deferred();
    let aborted = false;
    const run = consumer.run(async (_record, { signal }) => {
      await stuck.promise;
      aborted = signal.aborted;
    });
    await setup.world.finish(host.env.timers.sleep(500));
    const before = host.env.clock.monotonicMs();
    await setup.world.finish(consumer.close(2000));
    expect(host.env.clock.monotonicMs() - before).toBeGreaterThanOrEqual(2000);
    expect(setup.group.members.size).toBe(0);
    stuck.resolve();
    await setup.world.finish(run);
    expect([aborted, committed(setup)[0]]).toEqual([true, 0]);
  });

  it('refuses a poll beside it, a second run, and settings out of range', async () => {
    const setup = await setUp();
    const { consumer } = memberOf(setup);
    const run = consumer.run(() => {});
    await expect(consumer.poll()).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(consumer.run(() => {})).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(consumer.run(() => {}, { concurrency: 0 })).rejects.toThrow(DraveError);
    await expect(consumer.run(() => {}, { retry: { retries: -1 } })).rejects.toThrow(
      /^retry\.retries: -1 is not valid/,
    );
    await expect(consumer.run(() => {}, { by: 'topic' as 'key' })).rejects.toThrow(/^by: 'topic' is not valid/);
    await setup.world.finish(consumer.close());
    await setup.world.finish(run);
  });
});

/** The committed offsets of both partitions. */
function committed({ group }: Setup): (number | undefined)[] {
  const last = new Map(group.commits.map(({ partition, offset }) => [partition, offset]));
  return [last.get('t-0'), last.get('t-1')];
}

async function deadLetters({ cluster, world }: Setup): Promise<string[]> {
  const log = cluster.topics.get('failed')?.partitions[0];
  const { compute } = world.createHost('reader').env;
  const told: string[] = [];
  for (const batch of log?.batches ?? []) {
    for (const { key, value, headers } of await decodeRecords(batch, 0, compute)) {
      const shown = headers
        .map((header) => `${header.key}=${header.value}`)
        .filter((text) => !text.includes('timestamp'));
      told.push(`${key} ${value}: ${shown.join(', ')}`);
    }
  }
  return told;
}
