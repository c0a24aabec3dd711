import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import { testEnv } from '../conformance/index.js';
import { bytesOf, rejectionOf, textOf } from '../conformance/subject.js';
import type { Env } from '../env.js';
import type { Connection } from '../network.js';
import { SimWorld } from '../sim/index.js';
import { createFaultyEnv, type FaultControl } from './index.js';

function makeWorld() {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('one');
  return { world, host, ...createFaultyEnv(host.env) };
}

testEnv('faulty without faults', async () => {
  const { world, env } = makeWorld();
  return { env, run: (work) => world.finish(work(), 600_000), listenHost: 'one', dispose: async () => {} };
});

async function onFaulty(work: (env: Env, faults: FaultControl) => Promise<void>): Promise<void> {
  const { world, env, faults } = makeWorld();
  await world.finish(work(env, faults));
}

describe('disk faults', () => {
  it('fail the operations they name, after so many, so many times', () =>
    onFaulty(async ({ disk }, faults) => {
      const file = await disk.open('log/0', 'create').catch(async () => {
        await disk.makeDirectory('log');
        return disk.open('log/0', 'create');
      });
      const fault = { kind: 'error', errno: 'ENOSPC' } as const;
      const id = faults.add({ target: 'disk', operation: 'write', pathContains: 'log/', after: 2, count: 1, fault });
      const outcomes: string[] = [];
      for (let index = 0; index < 4; index++)
        outcomes.push(
          await file.write([bytesOf('x')], index).then(
            () => 'ok',
            (reason: unknown) => (isDraveError(reason, 'DISK_FULL') ? 'full' : 'other'),
          ),
        );
      expect(outcomes).toEqual(['ok', 'ok', 'full', 'ok']);
      expect(faults.list()).toMatchObject([{ id, matched: 4 }]);
      faults.add({ target: 'disk', operation: 'sync', fault: { kind: 'error', errno: 'EIO' } });
      expect(isDraveError(await rejectionOf(file.sync()), 'KAFKA_STORAGE_ERROR')).toBe(true);
      faults.clear();
      await file.sync();
    }));

  it('write short, slowly, or hang until they are removed', () =>
    onFaulty(async ({ disk, clock, timers }, faults) => {
      const file = await disk.open('file', 'create');
      const short = faults.add({ target: 'disk', operation: 'write', fault: { kind: 'shortWrite', fraction: 0.5 } });
      expect(isDraveError(await rejectionOf(file.write([bytesOf('123456')], 0)), 'KAFKA_STORAGE_ERROR')).toBe(true);
      expect(await file.size()).toBe(3);
      faults.remove(short);
      const slow = faults.add({ target: 'disk', operation: 'any', fault: { kind: 'slow', delayMs: 500 } });
      const startMs = clock.monotonicMs();
      await file.sync();
      expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(500);
      faults.remove(slow);
      const hang = faults.add({ target: 'disk', operation: 'read', fault: { kind: 'hang' } });
      let settled = false;
      const reading = file.read(new Uint8Array(1), 0).then(() => {
        settled = true;
      });
      await timers.sleep(10_000);
      expect(settled).toBe(false);
      expect(faults.remove(hang)).toBe(true);
      await reading;
      expect(faults.remove(hang)).toBe(false);
    }));
});

describe('a disk that reads wrong', () => {
  it('has one bit wrong in the share of reads that the rule says', () =>
    onFaulty(async ({ disk }, faults) => {
      const file = await disk.open('rotten', 'create');
      await file.write([new Uint8Array(64)], 0);
      const wrongBits = async (): Promise<number> => {
        const buffer = new Uint8Array(64);
        await file.read(buffer, 0);
        return buffer.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
      };
      faults.add({ target: 'disk', operation: 'read', count: 10, fault: { kind: 'flipBits', share: 1 } });
      for (let index = 0; index < 10; index++) expect(await wrongBits()).toBe(1);
      expect(await wrongBits()).toBe(0);
      faults.add({ target: 'disk', operation: 'read', fault: { kind: 'flipBits', share: 0.5 } });
      let wrong = 0;
      for (let index = 0; index < 100; index++) wrong += await wrongBits();
      expect(wrong).toBeGreaterThan(20);
      expect(wrong).toBeLessThan(80);
    }));
});

describe('a disk that is full', () => {
  it('holds so much more, beside other directories, and what is removed makes room', () =>
    onFaulty(async ({ disk, store, timers }, faults) => {
      await disk.makeDirectory('data/sub');
      await disk.makeDirectory('data-2');
      const write = async (path: string, size: number): Promise<void> => {
        const file = await disk.open(path, 'create');
        await file.write([new Uint8Array(size)], 0).finally(() => file.close());
      };
      await write('data/sub/old', 1_000);
      const id = faults.add({ target: 'space', directory: 'data', afterBytes: 500 });
      await write('data/sub/old', 1_000);
      await write('data/new', 400);
      expect((await disk.space('data')).freeBytes).toBe(100);
      const refused = await rejectionOf(write('data/new', 600));
      expect(isDraveError(refused, 'DISK_FULL') && refused.details.metadata?.errno).toBe('ENOSPC');
      await write('data-2/other', 5_000);
      const db = await store.open('data/db');
      const put = db.batch([{ kind: 'put', key: bytesOf('key'), value: new Uint8Array(200) }], { sync: true });
      expect(isDraveError(await rejectionOf(put), 'DISK_FULL')).toBe(true);
      await disk.remove('data/sub/old');
      // What was removed is found by the next measurement, which is not taken for every write.
      await timers.sleep(1_000);
      await write('data/new', 1_000);
      faults.remove(id);
      await write('data/new', 10_000);
    }));
});

describe('a fault of an API', () => {
  it('strikes so many times what it is about, and its watch hears of each', () =>
    onFaulty(async (_env, faults) => {
      const told: [number, number][] = [];
      const end = faults.watch({ struck: (id, times) => told.push([id, times]) });
      const fault = { kind: 'error', code: 'NOT_LEADER_OR_FOLLOWER' } as const;
      const id = faults.add({ target: 'api', api: 'Produce', topic: 'orders', count: 2, fault });
      const ask = (api: string): boolean => faults.take('api', (rule) => rule.api === api) !== undefined;
      expect([ask('Fetch'), ask('Produce'), ask('Produce'), ask('Produce')]).toEqual([false, true, true, false]);
      expect(told).toEqual([
        [id, 1],
        [id, 2],
      ]);
      end();
    }));
});

describe('store faults', () => {
  it('fail batches and keep the order of the others', () =>
    onFaulty(async ({ store }, faults) => {
      const db = await store.open('db');
      faults.add({ target: 'store', operation: 'batch', count: 1, fault: { kind: 'slow', delayMs: 100 } });
      const put = (value: string) =>
        db.batch([{ kind: 'put', key: bytesOf('key'), value: bytesOf(value) }], { sync: true });
      await Promise.all([put('first'), put('second')]);
      expect(textOf(await db.get(bytesOf('key')))).toBe('second');
      faults.add({ target: 'store', operation: 'batch', fault: { kind: 'error', errno: 'EIO' } });
      expect(isDraveError(await rejectionOf(put('third')), 'KAFKA_STORAGE_ERROR')).toBe(true);
      expect(textOf(await db.get(bytesOf('key')))).toBe('second');
    }));
});

describe('network faults', () => {
  it('cut what is open and refuse what is new, for the peers they name', () =>
    onFaulty(async (env, faults) => {
      const { client, port } = await connect(env);
      const reading = rejectionOf(client.read());
      const other = faults.add({ target: 'network', remoteHost: 'elsewhere', fault: { kind: 'cut' } });
      await client.write([bytesOf('still open')]);
      faults.remove(other);
      faults.add({ target: 'network', remotePort: port, fault: { kind: 'cut' } });
      expect(isDraveError(await reading, 'NETWORK_EXCEPTION')).toBe(true);
      const thrown = await rejectionOf(env.network.connect({ host: 'one', port }));
      expect(isDraveError(thrown) && thrown.details.metadata?.reason).toBe('refused');
      faults.clear();
      (await env.network.connect({ host: 'one', port })).destroy();
    }));

  it('are silent in one direction, and let everything through in order afterwards', () =>
    onFaulty(async (env, faults) => {
      const { client, server, port } = await connect(env);
      const id = faults.add({ target: 'network', direction: 'out', remotePort: port, fault: { kind: 'silent' } });
      const writing = [client.write([bytesOf('a')]), client.write([bytesOf('b')])];
      await server.write([bytesOf('the other way is open')]);
      expect(textOf(await client.read())).toBe('the other way is open');
      const late = await rejectionOf(env.network.connect({ host: 'one', port }, { timeoutMs: 50 }));
      expect(isDraveError(late) && late.details.metadata?.reason).toBe('timeout');
      faults.remove(id);
      await Promise.all(writing);
      expect(`${textOf(await server.read())}${textOf(await server.read())}`).toBe('ab');
    }));

  it('delay', () =>
    onFaulty(async (env, faults) => {
      const { client, server } = await connect(env);
      faults.add({ target: 'network', direction: 'out', fault: { kind: 'delay', delayMs: 250 } });
      const startMs = env.clock.monotonicMs();
      await client.write([bytesOf('x')]);
      expect(textOf(await server.read())).toBe('x');
      expect(env.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(250);
    }));
});

describe('the clock', () => {
  it('is shifted on the wall only', () =>
    onFaulty(async ({ clock }, faults) => {
      const before = clock.wallMs();
      const monotonicMs = clock.monotonicMs();
      const id = faults.add({ target: 'clock', wallOffsetMs: -3_600_000 });
      expect(clock.wallMs()).toBe(before - 3_600_000);
      expect(clock.monotonicMs()).toBe(monotonicMs);
      faults.remove(id);
      expect(clock.wallMs()).toBe(before);
    }));

  it('gains or loses from the moment on', () =>
    onFaulty(async ({ clock, timers }, faults) => {
      const before = clock.wallMs();
      const monotonicMs = clock.monotonicMs();
      faults.add({ target: 'clock', wallOffsetMs: 0, driftPpm: 500_000 });
      await timers.sleep(10_000);
      const tookMs = clock.monotonicMs() - monotonicMs;
      expect(clock.wallMs() - before).toBeCloseTo(tookMs * 1.5, -1);
    }));
});

async function connect(env: Env): Promise<{ client: Connection; server: Connection; port: number }> {
  const accepted: Connection[] = [];
  const listener = await env.network.listen({ host: 'one', port: 0 }, (connection) => accepted.push(connection));
  const client = await env.network.connect(listener.endpoint);
  while (accepted.length === 0) await env.timers.yieldTurn();
  return { client, server: accepted[0] as Connection, port: listener.endpoint.port };
}
