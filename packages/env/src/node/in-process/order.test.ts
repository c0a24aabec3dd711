import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf } from '../../conformance/subject.js';
import type { SimHost } from '../../sim/host.js';
import { createLifeEnv, RealTimeWorld } from './index.js';

let world: RealTimeWorld;
let host: SimHost;

beforeEach(() => {
  world = new RealTimeWorld((_life, reason) => {
    throw reason;
  });
  host = world.createHost(
    'one',
    {},
    (life) => createLifeEnv(life, { storage: 'memory', root: '/', logger: { level: 'silent' } }).env,
  );
});
afterEach(() => host.crash());

describe('hosts in real time', () => {
  it('a store completes what it is asked in that order, however long each takes', async () => {
    const store = await host.env.store.open('db');
    for (let round = 0; round < 50; round++) {
      const completed: string[] = [];
      const pending: Promise<unknown>[] = [];
      for (const latencyMs of [4, 0, 2, 0]) {
        host.storeFaults({ latencyMs, syncLatencyMs: latencyMs });
        const name = `${pending.length}`;
        const put = [{ kind: 'put', key: bytesOf('key'), value: bytesOf(name) }] as const;
        pending.push(store.batch(put, { sync: true }).then(() => completed.push(name)));
      }
      await Promise.all(pending);
      expect(completed).toEqual(['0', '1', '2', '3']);
      expect(await store.get(bytesOf('key'))).toEqual(bytesOf('3'));
    }
  });

  it('a stream between hosts keeps its order on a link whose delay varies', async () => {
    const other = world.createHost('two', {}, () => host.env);
    world.links.set(host, other, { delayMsMin: 0, delayMsJitter: 1 });
    const stream = {};
    const sent = Array.from({ length: 500 }, (_, index) => index);
    const arrived: number[] = [];
    await new Promise<void>((resolve) => {
      for (const index of sent)
        world.links.send(host, other, stream, 1, () => {
          if (arrived.push(index) === sent.length) resolve();
        });
    });
    expect(arrived).toEqual(sent);
  });

  it('what a host held back while it stood still comes before what was due later', async () => {
    const heard: string[] = [];
    world.schedule(0, () => heard.push('first'), host);
    world.schedule(0, () => heard.push('second'), host);
    host.pause();
    // One turn: the first was due and is held, the second is still to come.
    await turn();
    host.resume();
    while (heard.length < 2) await turn();
    expect(heard).toEqual(['first', 'second']);
  });
});
