import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, DraveError } from '@drave/base';
import { afterEach, describe, expect, test } from 'vitest';
import { createConformanceService, payload } from '../conformance/service.js';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService } from '../generated/conformance.v1.js';
import { GrpcTransport } from './index.js';

const { echo, hang, converse } = conformanceService.methods;
const timers = {
  set: () => ({ timer: 0 }),
  clear: () => {},
  sleep: (ms: number) => sleep(ms),
  yieldTurn: async () => {},
};
const peerScript = fileURLToPath(new URL('../../scripts/loss-peer.ts', import.meta.url));
const children: ChildProcess[] = [];

/** A process of its own: only a real kill shows what the kernel tells the survivors. */
async function spawnPeer(...parameters: string[]): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(peerScript, parameters, { execArgv: ['--import', 'tsx', '--conditions=source'] });
  children.push(child);
  const [port] = await once(child, 'message');
  return { child, port: Number(port) };
}

async function failureOf(promise: Promise<unknown>): Promise<DraveError> {
  try {
    await promise;
  } catch (thrown) {
    assert(thrown instanceof DraveError, `a DraveError, got ${String(thrown)}`);
    return thrown;
  }
  throw new Error('it did not fail');
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('how a connection was lost', () => {
  test('kill -9 of the server: evidence at once, then refusals, then back at once', async () => {
    const { child, port } = await spawnPeer('serve', '0');
    const channel = new GrpcTransport().connect({ host: '127.0.0.1', port });
    const stream = channel.stream(converse);
    await stream.send(payload({ command: 'hang' }));
    await stream.receive();
    const unary = failureOf(channel.unary(hang, payload(), { deadlineMs: 30_000 }));
    const receiving = failureOf(stream.receive());
    await sleep(50);
    const killedMs = performance.now();
    child.kill('SIGKILL');
    expect(['ended', 'reset']).toContain(connectionLoss(await unary));
    expect(['ended', 'reset']).toContain(connectionLoss(await receiving));
    expect(performance.now() - killedMs).toBeLessThan(300);
    for (let i = 0; i < 5; i++) {
      const failure = await failureOf(channel.unary(echo, payload(), { deadlineMs: 1_000 }));
      expect(connectionLoss(failure)).toBe('refused');
      await sleep(30);
    }
    await spawnPeer('serve', String(port));
    await sleep(60);
    const backMs = performance.now();
    await channel.unary(echo, payload(), { deadlineMs: 1_000 });
    expect(performance.now() - backMs).toBeLessThan(300);
    channel.close();
  });

  test('kill -9 of the client: the handler is told at once, with evidence', async () => {
    const { implementation, facts } = createConformanceService(timers);
    const server = await new GrpcTransport().serve({ host: '127.0.0.1', port: 0 }, [implementation]);
    const { child } = await spawnPeer('call', String(server.endpoint.port));
    child.kill('SIGKILL');
    const killedMs = performance.now();
    while (facts.aborted.length === 0 && performance.now() - killedMs < 2_000) await sleep(5);
    expect(performance.now() - killedMs).toBeLessThan(300);
    expect(['ended', 'reset']).toContain(connectionLoss(facts.aborted[0]));
    await server.close(0);
  });

  test('a peer that is stopped is silent: timeout, never evidence', async () => {
    const { child, port } = await spawnPeer('serve', '0');
    const transport = new GrpcTransport({ keepaliveMs: 150, keepaliveTimeoutMs: 150, connectTimeoutMs: 200 });
    const channel = transport.connect({ host: '127.0.0.1', port });
    const stream = channel.stream(converse);
    await stream.send(payload({ command: 'hang' }));
    await stream.receive();
    child.kill('SIGSTOP');
    expect(connectionLoss(await failureOf(stream.receive()))).toBe('timeout');
    const dialled = await failureOf(channel.unary(echo, payload(), { deadlineMs: 5_000 }));
    expect(connectionLoss(dialled)).toBe('timeout');
    child.kill('SIGCONT');
    await sleep(50);
    await channel.unary(echo, payload(), { deadlineMs: 1_000 });
    channel.close();
  });

  test('a port that accepts and says nothing is a timeout after connectTimeoutMs', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const channel = new GrpcTransport({ connectTimeoutMs: 100 }).connect({ host: '127.0.0.1', port });
    const startMs = performance.now();
    const failure = await failureOf(channel.unary(echo, payload(), { deadlineMs: 5_000 }));
    expect(connectionLoss(failure)).toBe('timeout');
    expect(performance.now() - startMs).toBeLessThan(1_000);
    channel.close();
    silent.close();
  });
});
