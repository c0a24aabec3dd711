import { assert, DraveError } from '@drave/base';
import { type SimHost, SimWorld } from '@drave/env/sim';
import { describe, expect, test } from 'vitest';
import { createConformanceService, payload, type ServerFacts } from '../conformance/service.js';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService } from '../generated/conformance.v1.js';
import type { RpcChannel } from '../transport.js';
import { SimTransport } from './index.js';

const { echo, hang, converse } = conformanceService.methods;

interface Setup {
  readonly world: SimWorld;
  readonly client: SimHost;
  readonly server: SimHost;
  readonly channel: RpcChannel;
  readonly facts: ServerFacts;
}

async function setUp(seed = 1): Promise<Setup> {
  const world = new SimWorld({ seed });
  const client = world.createHost('client');
  const server = world.createHost('server');
  const { implementation, facts } = createConformanceService(server.env.timers);
  const { endpoint } = await world.finish(
    new SimTransport(server).serve({ host: 'server', port: 1 }, [implementation]),
  );
  return { world, client, server, facts, channel: new SimTransport(client).connect(endpoint) };
}

async function failureOf(promise: Promise<unknown>): Promise<DraveError> {
  try {
    await promise;
  } catch (reason) {
    assert(reason instanceof DraveError, `a DraveError, got ${String(reason)}`);
    return reason;
  }
  throw new Error('it did not fail');
}

describe('simulated transport under faults', () => {
  test('a crash resets every call at once, and dialling is refused until the restart', async () => {
    const { world, server, channel } = await setUp();
    const stream = channel.stream(converse);
    await world.finish(stream.send(payload({ command: 'hang' })));
    await world.finish(stream.receive());
    const unary = failureOf(channel.unary(hang, payload(), { deadlineMs: 60_000 }));
    const receiving = failureOf(stream.receive());
    await world.runFor(50);
    const crashedMs = world.nowMs();
    server.crash();
    expect(connectionLoss(await world.finish(unary))).toBe('reset');
    expect(connectionLoss(await world.finish(receiving))).toBe('reset');
    expect(world.nowMs() - crashedMs).toBeLessThan(5);
    const refused = failureOf(channel.unary(echo, payload(), { deadlineMs: 1_000 }));
    expect(connectionLoss(await world.finish(refused))).toBe('refused');

    server.restart();
    const { implementation } = createConformanceService(server.env.timers);
    await world.finish(new SimTransport(server).serve({ host: 'server', port: 1 }, [implementation]));
    await world.runFor(60);
    await world.finish(channel.unary(echo, payload(), { deadlineMs: 100 }));
  });

  test('a cut link loses the call to its deadline, and the healed link serves again', async () => {
    const { world, channel } = await setUp();
    await world.finish(channel.unary(echo, payload(), { deadlineMs: 100 }));
    world.links.partition([['client'], ['server']]);
    const lost = await world.finish(failureOf(channel.unary(echo, payload(), { deadlineMs: 300 })));
    expect(lost.code).toBe('REQUEST_TIMED_OUT');
    expect(connectionLoss(lost)).toBeUndefined();
    world.links.heal();
    await world.finish(channel.unary(echo, payload(), { deadlineMs: 100 }));
  });

  test('silence ends a stream by keepalive, as a timeout and on both sides', async () => {
    const { world, channel, facts } = await setUp();
    const stream = channel.stream(converse);
    await world.finish(stream.send(payload({ command: 'hang' })));
    await world.finish(stream.receive());
    world.links.partition([['client'], ['server']]);
    const failure = await world.finish(failureOf(stream.receive()));
    expect(connectionLoss(failure)).toBe('timeout');
    await world.runFor(20_000);
    expect(facts.aborted.map(connectionLoss)).toEqual(['timeout']);
  });

  test('dialling into silence gives up, and finds the peer once it is back', async () => {
    const { world, channel } = await setUp();
    world.links.partition([['client'], ['server']]);
    const failure = await world.finish(failureOf(channel.unary(echo, payload(), { deadlineMs: 10_000 })));
    expect(connectionLoss(failure)).toBe('timeout');
    expect(world.nowMs()).toBeLessThan(1_500);
    world.links.heal();
    await world.finish(channel.unary(echo, payload(), { deadlineMs: 100 }));
  });

  test('a client that dies is a reset to the server', async () => {
    const { world, client, channel, facts } = await setUp();
    const stream = channel.stream(converse);
    await world.finish(stream.send(payload({ command: 'hang' })));
    await world.finish(stream.receive());
    client.crash();
    await world.runFor(10);
    expect(facts.aborted.map(connectionLoss)).toEqual(['reset']);
  });

  test('a run replays bit for bit', async () => {
    const run = async (seed: number): Promise<string> => {
      const { world, channel, server } = await setUp(seed);
      world.links.set('*', '*', { delayMsJitter: 20, lossProbability: 0.05 });
      const calls = Array.from({ length: 50 }, (_, number) =>
        channel.unary(echo, payload({ number }), { deadlineMs: 500 }).catch((reason: DraveError) => reason.code),
      );
      await world.runFor(30);
      server.pause();
      await world.runFor(100);
      server.resume();
      await world.finish(Promise.all(calls));
      return world.traceHash;
    };
    expect(await run(7)).toBe(await run(7));
    expect(await run(7)).not.toBe(await run(8));
  });
});
