import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, DraveError } from '@drave/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConformanceService, payload, type ServerFacts } from '../conformance/service.js';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService } from '../generated/conformance.v1.js';
import type { RpcServer } from '../transport.js';
import { GrpcTransport } from './index.js';
import { TestProxy } from './testing/test-proxy.js';

const { echo, hang, converse } = conformanceService.methods;
const timers = {
  set: () => ({ timer: 0 }),
  clear: () => {},
  sleep: (ms: number) => sleep(ms),
  yieldTurn: async () => {},
};

async function failureOf(promise: Promise<unknown>): Promise<DraveError> {
  try {
    await promise;
  } catch (reason) {
    assert(reason instanceof DraveError, `a DraveError, got ${String(reason)}`);
    return reason;
  }
  throw new Error('it did not fail');
}

describe('how a connection was lost', () => {
  const keepalive = { keepaliveMs: 150, keepaliveTimeoutMs: 150, connectTimeoutMs: 200 };
  let server: RpcServer;
  let facts: ServerFacts;
  let proxy: TestProxy;

  beforeEach(async () => {
    const service = createConformanceService(timers);
    facts = service.facts;
    server = await new GrpcTransport(keepalive).serve({ host: '127.0.0.1', port: 0 }, [service.implementation]);
    proxy = await TestProxy.open(server.endpoint);
  });

  afterEach(async () => {
    proxy.end();
    await server.close(0);
  });

  test.each(['reset', 'ended'] as const)(
    '%s: evidence at once on both sides, then refusals, then back at once',
    async (loss) => {
      const channel = new GrpcTransport().connect(proxy.endpoint);
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      const unary = failureOf(channel.unary(hang, payload(), { deadlineMs: 30_000 }));
      const receiving = failureOf(stream.receive());
      // Both calls have reached the server, or it would have only one to tell of the loss.
      while (facts.hanging < 1) await sleep(2);
      const lostMs = performance.now();
      if (loss === 'reset') proxy.reset();
      else proxy.end();
      expect(connectionLoss(await unary)).toBe(loss);
      expect(connectionLoss(await receiving)).toBe(loss);
      while (facts.aborted.length < 2) await sleep(2);
      expect(facts.aborted.map(connectionLoss)).toEqual([loss, loss]);
      expect(performance.now() - lostMs).toBeLessThan(1_000);
      for (let i = 0; i < 5; i++) {
        const failure = await failureOf(channel.unary(echo, payload(), { deadlineMs: 1_000 }));
        expect(connectionLoss(failure)).toBe('refused');
        await sleep(20);
      }
      proxy = await TestProxy.open(server.endpoint, proxy.endpoint.port);
      await sleep(60);
      const backMs = performance.now();
      await channel.unary(echo, payload(), { deadlineMs: 3_000 });
      expect(performance.now() - backMs).toBeLessThan(1_000);
      channel.close();
    },
  );

  test('silence is a timeout on both sides, never evidence, and ends with the silence', async () => {
    const channel = new GrpcTransport(keepalive).connect(proxy.endpoint);
    const stream = channel.stream(converse);
    await stream.send(payload({ command: 'hang' }));
    await stream.receive();
    proxy.silence();
    expect(connectionLoss(await failureOf(stream.receive()))).toBe('timeout');
    const dialled = await failureOf(channel.unary(echo, payload(), { deadlineMs: 5_000 }));
    expect(connectionLoss(dialled)).toBe('timeout');
    while (facts.aborted.length < 1) await sleep(5);
    expect(facts.aborted.map(connectionLoss)).toEqual(['timeout']);
    proxy.speak();
    await channel.unary(echo, payload(), { deadlineMs: 3_000 });
    channel.close();
  });

  test('a caller that closes its channel has cancelled, not vanished', async () => {
    const channel = new GrpcTransport().connect(proxy.endpoint);
    const stream = channel.stream(converse);
    await stream.send(payload({ command: 'hang' }));
    await stream.receive();
    channel.close();
    while (facts.aborted.length < 1) await sleep(5);
    expect(facts.aborted[0]).toMatchObject({ code: 'CANCELLED' });
  });
});

/** Resets every connection, and counts them. */
async function openResetting(): Promise<{ server: Server; endpoint: { host: string; port: number }; dials: number }> {
  const resetting = { server: createServer(), endpoint: { host: '127.0.0.1', port: 0 }, dials: 0 };
  resetting.server.on('connection', (socket) => {
    resetting.dials++;
    socket.resetAndDestroy();
  });
  await new Promise<void>((resolve) => resetting.server.listen(0, '127.0.0.1', resolve));
  resetting.endpoint.port = (resetting.server.address() as AddressInfo).port;
  return resetting;
}

test('a channel that is closed in the turn of its first call does not go on dialling', async () => {
  const [closed, open] = await Promise.all([openResetting(), openResetting()]);
  const transport = new GrpcTransport();
  const channel = transport.connect(closed.endpoint);
  const cancelled = failureOf(channel.unary(echo, payload(), { deadlineMs: 30_000 }));
  channel.close();
  expect(await cancelled).toMatchObject({ code: 'CANCELLED' });
  // The measure of how long is enough: another that does go on, as the closed one would.
  const other = transport.connect(open.endpoint);
  while (open.dials < 40) await failureOf(other.unary(echo, payload(), { deadlineMs: 30_000 }));
  other.close();
  expect(closed.dials).toBeLessThanOrEqual(1);
  closed.server.close();
  open.server.close();
});
