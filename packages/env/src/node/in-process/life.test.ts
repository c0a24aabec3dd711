import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf, textOf } from '../../conformance/subject.js';
import type { Connection } from '../../network.js';
import type { SimHost } from '../../sim/host.js';
import { createLifeEnv, RealTimeWorld, type LifeEnv } from './index.js';

let world: RealTimeWorld;
let host: SimHost;
let opened: LifeEnv;
let thrown: unknown[];

beforeEach(() => {
  thrown = [];
  world = new RealTimeWorld((_life, reason) => thrown.push(reason));
  host = world.createHost('one', {}, (life) => {
    opened = createLifeEnv(life, { storage: 'memory', root: '/', logger: { level: 'silent' } });
    return opened.env;
  });
});
afterEach(async () => {
  host.crash();
  await opened.end();
});

/** Long enough for everything that is due, and in no need of a clock: each turn runs all timers that are due. */
async function manyTurns(): Promise<void> {
  for (let count = 0; count < 50; count++) await turn();
}

describe('a life that ends', () => {
  it('is told nothing more: no timer, no answer of the disk, no byte', async () => {
    const heard: string[] = [];
    const { env } = host;
    const file = await env.disk.open('f', 'create');
    env.timers.set(0, () => heard.push('timer'));
    void env.timers.yieldTurn().then(() => heard.push('turn'));
    void file.write([bytesOf('x')], 0).then(() => heard.push('disk'));
    void env.compute.compress('gzip', bytesOf('x')).then(() => heard.push('compute'));
    host.crash();
    env.timers.set(0, () => heard.push('later timer'));
    void env.disk.stat('f').then(() => heard.push('later disk'));
    await manyTurns();
    expect(heard).toEqual([]);
  });

  it('resets its connections, and its port is free for the next life', async () => {
    const { socket, port } = await accepted();
    const reset = once(socket, 'error');
    host.crash();
    await opened.end();
    expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
    host.restart();
    const listener = await host.env.network.listen({ host: '127.0.0.1', port }, () => {});
    expect(listener.endpoint.port).toBe(port);
  });

  it('keeps what it has written, and loses what it has not synced only with the power', async () => {
    const file = await host.env.disk.open('f', 'create');
    await host.env.disk.syncDirectory('');
    await file.write([bytesOf('synced')], 0);
    await file.sync();
    await file.write([bytesOf(' or not')], 6);
    host.crash();
    expect(textOf(host.diskState.fileBytes('f'))).toBe('synced or not');
    host.diskState.losePowerIn({ keepProbability: 0, garbageProbability: 0 });
    host.restart();
    const bytes = new Uint8Array(20);
    const count = await (await host.env.disk.open('f', 'read')).read(bytes, 0);
    expect(textOf(bytes.subarray(0, count))).toBe('synced');
  });
});

describe('a life that stands still', () => {
  it('hears in order, once it goes on, what came meanwhile, over a connection that stays open', async () => {
    const { socket, connection } = await accepted();
    const heard: string[] = [];
    const reading = connection.read().then((bytes) => heard.push(textOf(bytes) ?? ''));
    host.env.timers.set(1, () => heard.push('timer'));
    host.pause();
    await new Promise<void>((resolve) => setTimeout(resolve, 5));
    socket.write('bytes');
    await manyTurns();
    expect(heard).toEqual([]);
    host.resume();
    await reading;
    expect(heard).toEqual(['timer', 'bytes']);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });
});

it('an exception is reported for the host that it came from', async () => {
  const broken = new Error('a promise of our own code');
  host.env.timers.set(0, () => {
    throw broken;
  });
  await manyTurns();
  expect(thrown).toEqual([broken]);
});

async function accepted(): Promise<{ socket: Socket; connection: Connection; port: number }> {
  let socket: Socket | undefined;
  let port = 0;
  const connection = await new Promise<Connection>((resolve, reject) => {
    host.env.network.listen({ host: '127.0.0.1', port: 0 }, resolve).then((listener) => {
      port = listener.endpoint.port;
      socket = connect(port, '127.0.0.1');
    }, reject);
  });
  return { socket: socket ?? expect.unreachable(), connection, port };
}
