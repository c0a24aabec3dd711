import { DraveError } from '@drave/base';
import type { HttpRequest } from '@drave/console/exchange';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { LazyMonitor } from './lazy-monitor.js';
import type { RunningMonitor } from './open-monitor.js';

const IDLE_MS = 1_000;
const request: HttpRequest = {
  method: 'GET',
  path: '/v3/kafka',
  query: '',
  header: () => undefined,
  body: new Uint8Array(),
  signal: new AbortController().signal,
};

/** Monitors that answer which of them they are, and what became of them. */
function bench() {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('host');
  const seen = { opened: 0, open: 0, failure: undefined as DraveError | undefined };
  const open = async (): Promise<RunningMonitor> => {
    await env.timers.sleep(10);
    if (seen.failure !== undefined) throw seen.failure;
    const number = ++seen.opened;
    seen.open++;
    return {
      answer: async ({ path }) => ({ status: 200, headers: {}, body: `${number} ${path}` }),
      whenReady: () => env.timers.sleep(10),
      async close() {
        seen.open--;
      },
    };
  };
  const monitor = new LazyMonitor(env.timers, open, IDLE_MS);
  const ask = async (): Promise<string> => {
    const { status, body } = await monitor.answer(request);
    return `${status} ${String(body)}`;
  };
  return { world, env, seen, monitor, ask };
}

describe('a monitor that watches while somebody asks', () => {
  it('is opened by the first request, once for all that come with it', async () => {
    const { world, seen, ask } = bench();
    await world.runFor(10 * IDLE_MS);
    expect(seen.opened).toBe(0);
    expect(await world.finish(Promise.all([ask(), ask()]))).toEqual(['200 1 /v3/kafka', '200 1 /v3/kafka']);
    expect(await world.finish(ask())).toBe('200 1 /v3/kafka');
    expect(seen).toMatchObject({ opened: 1, open: 1 });
  });

  it('ends when nobody has asked for a while, and is opened anew by the next request', async () => {
    const { world, seen, ask } = bench();
    await world.finish(ask());
    await world.runFor(IDLE_MS * 0.9);
    await world.finish(ask());
    await world.runFor(IDLE_MS * 0.9);
    expect(seen.open).toBe(1);
    await world.runFor(IDLE_MS * 0.2);
    expect(seen.open).toBe(0);
    expect(await world.finish(ask())).toBe('200 2 /v3/kafka');
  });

  it('says why it cannot be opened, and tries again with the next request', async () => {
    const { world, seen, ask } = bench();
    seen.failure = new DraveError('BROKER_NOT_AVAILABLE', 'there is no broker');
    expect(await world.finish(ask())).toBe('503 there is no broker\n');
    seen.failure = undefined;
    expect(await world.finish(ask())).toBe('200 1 /v3/kafka');
  });

  it('is closed with all that it opened, and answers nobody after that', async () => {
    const { world, seen, monitor, ask } = bench();
    const asked = ask();
    await world.finish(monitor.close());
    expect(seen).toMatchObject({ opened: 1, open: 0 });
    await world.finish(asked);
    expect(await world.finish(ask())).toBe('503 the cluster is being closed\n');
    expect(seen.opened).toBe(1);
  });
});
