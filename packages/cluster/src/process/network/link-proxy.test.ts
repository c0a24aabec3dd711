import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOOPBACK } from '../../loopback.js';
import { Flow, noFaults } from './flow.js';
import { LinkProxy } from './link-proxy.js';

describe('LinkProxy', () => {
  let target: Server;
  let proxy: LinkProxy;
  let port: number;
  let forth: Flow;
  let back: Flow;
  const accepted: Socket[] = [];
  const opened: Socket[] = [];

  beforeEach(async () => {
    forth = new Flow(() => 0);
    back = new Flow(() => 0);
    target = createServer({ allowHalfOpen: true }, (socket) => {
      accepted.push(socket);
      socket.on('error', () => {});
    });
    port = await freePort();
    proxy = new LinkProxy({ host: LOOPBACK, port }, { host: LOOPBACK, port: await listening(target) }, { forth, back });
    await proxy.setTargetUp(true);
  });

  afterEach(async () => {
    for (const socket of [...opened.splice(0), ...accepted.splice(0)]) socket.destroy();
    await proxy.close();
    target.close();
  });

  function open(): Socket {
    const socket = connect({ port, host: LOOPBACK, allowHalfOpen: true });
    opened.push(socket);
    return socket;
  }

  /** A connection through the proxy, both ends. */
  async function pair(): Promise<readonly [near: Socket, far: Socket]> {
    const connected = once(target, 'connection') as Promise<[Socket]>;
    const near = open();
    const [far] = await connected;
    return [near, far];
  }

  it('passes on what both sides say, and the end of each side by itself', async () => {
    const [near, far] = await pair();
    const asked = textOf(far);
    near.end('question');
    expect(await asked).toBe('question');
    const answered = textOf(near);
    far.end('answer');
    expect(await answered).toBe('answer');
  });

  it('passes on more than it keeps, at the pace of the receiver', async () => {
    const [near, far] = await pair();
    const sent = Buffer.alloc(3_000_000, 'x');
    near.end(sent);
    await nextTurn();
    expect((await textOf(far)).length).toBe(sent.length);
  });

  it('passes on a reset as a reset', async () => {
    const [near, far] = await pair();
    const lost = once(near, 'error');
    far.resetAndDestroy();
    expect(await lost).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('holds what is sent while a flow is cut, its end as well, and the other direction goes on', async () => {
    const [near, far] = await pair();
    forth.faults = { ...noFaults, cut: true };
    let arrived = '';
    far.on('data', (bytes: Buffer) => (arrived += bytes.toString()));
    const ended = once(far, 'end');
    near.end('held');
    const answered = once(near, 'data');
    far.write('not held');
    expect(String(await answered)).toBe('not held');
    expect(arrived).toBe('');
    forth.faults = noFaults;
    await ended;
    expect(arrived).toBe('held');
  });

  it('tells nobody of a reset while the flow is cut', async () => {
    const [near, far] = await pair();
    back.faults = { ...noFaults, cut: true };
    far.resetAndDestroy();
    let lost = false;
    near.on('error', () => (lost = true));
    // Another connection to the target is made meanwhile, so the reset has had its time to reach the proxy.
    const other = connect((target.address() as AddressInfo).port, LOOPBACK);
    opened.push(other);
    await once(other, 'connect');
    await nextTurn();
    expect(lost).toBe(false);
    const told = once(near, 'error');
    back.faults = noFaults;
    expect(await told).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it.each(['forth', 'back'] as const)(
    'opens no connection while %s is cut, and all of them afterwards',
    async (which) => {
      const flow = which === 'forth' ? forth : back;
      flow.faults = { ...noFaults, cut: true };
      const near = open();
      await once(near, 'connect');
      const gaveUp = open();
      await once(gaveUp, 'connect');
      gaveUp.destroy();
      near.write('patient');
      await nextTurn();
      expect(accepted).toHaveLength(0);
      const connected = once(target, 'connection') as Promise<[Socket]>;
      flow.faults = noFaults;
      const [far] = await connected;
      expect(String(...((await once(far, 'data')) as [Buffer]))).toBe('patient');
    },
  );

  it('resets the connections that there are, and new ones, as long as that lasts', async () => {
    const [near] = await pair();
    const lost = once(near, 'error');
    forth.faults = { ...noFaults, reset: true };
    expect(await lost).toMatchObject([{ code: 'ECONNRESET' }]);
    const late = open();
    expect(await once(late, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
    forth.faults = noFaults;
    const [again, far] = await pair();
    again.write('healed');
    expect(String(...((await once(far, 'data')) as [Buffer]))).toBe('healed');
  });

  it('refuses connections to a target that is down, unless it is cut off: then nobody answers', async () => {
    await proxy.setTargetUp(false);
    expect(await once(open(), 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    back.faults = { ...noFaults, cut: true };
    await proxy.whenSettled();
    const silent = open();
    await once(silent, 'connect');
    silent.on('error', () => {});
    back.faults = noFaults;
    await proxy.whenSettled();
    expect(await once(open(), 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
  });

  it('resets a connection whose target does not listen', async () => {
    target.close();
    expect(await once(open(), 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('delivers what waits for its delay at once when the delay is gone', async () => {
    const [near, far] = await pair();
    forth.faults = { ...noFaults, latencyMs: 600_000 };
    near.write('late');
    let arrived = '';
    far.on('data', (bytes: Buffer) => (arrived += bytes.toString()));
    far.write('mark');
    await once(near, 'data');
    expect(arrived).toBe('');
    const came = once(far, 'data');
    forth.faults = noFaults;
    await came;
    expect(arrived).toBe('late');
  });
});

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await once(socket, 'end');
  return text;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const found = await listening(server);
  server.close();
  await once(server, 'close');
  return found;
}
