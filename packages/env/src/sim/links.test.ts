import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import { rejectionOf } from '../conformance/subject.js';
import type { Connection } from '../network.js';
import { DATAGRAM, SimWorld } from './index.js';

function threeHosts(seed = 1) {
  const world = new SimWorld({ seed });
  return { world, a: world.createHost('a'), b: world.createHost('b'), c: world.createHost('c') };
}

describe('links', () => {
  it('keep the order of a stream whatever the jitter, and let datagrams pass each other', () => {
    return runBoth(async (stream) => {
      const { world, a, b } = threeHosts();
      world.links.set('a', 'b', { delayMsMin: 1, delayMsJitter: 50 });
      const order: number[] = [];
      for (let index = 0; index < 100; index++) world.links.send(a, b, stream, 10, () => order.push(index));
      await world.runFor(60_000);
      const sorted = order.toSorted((left, right) => left - right);
      expect(sorted).toEqual(Array.from({ length: 100 }, (_, index) => index));
      expect(order.every((value, index) => value === index)).toBe(stream !== DATAGRAM);
    });
  });

  it('hold what is sent into a cut, and what was in flight, and deliver it in order after healing', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { delayMsMin: 10 });
    const stream = {};
    const order: number[] = [];
    const send = (value: number): void => world.links.send(a, b, stream, 10, () => order.push(value));
    send(1);
    await world.runFor(2);
    world.links.set('a', 'b', { blocked: true });
    send(2);
    await world.runFor(1_000);
    send(3);
    expect(order).toEqual([]);
    world.links.heal();
    await world.runFor(1_000);
    expect(order).toEqual([1, 2, 3]);
  });

  it('hold what older streams carry, and let younger ones pass', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { delayMsMin: 10 });
    const [older, younger] = [{}, {}];
    const order: string[] = [];
    const send = (stream: object, value: string): void => world.links.send(a, b, stream, 10, () => order.push(value));
    send(older, 'under way');
    world.links.set('a', 'b', { olderBlocked: true });
    send(younger, 'passes');
    await world.runFor(1_000);
    send(older, 'waits');
    send(younger, 'passes too');
    await world.runFor(1_000);
    expect(order).toEqual(['passes', 'passes too']);
    world.links.set('a', 'b', { olderBlocked: false });
    await world.runFor(1_000);
    expect(order).toEqual(['passes', 'passes too', 'under way', 'waits']);
  });

  it('deliver what was sent on a connection that its sender has given up', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { delayMsMin: 10 });
    const heard: unknown[] = [];
    world.bind(b, 1, {
      onPipe: (pipe) => {
        pipe.handlers = { onMessage: (message) => heard.push(message), onReset: () => heard.push('reset') };
      },
    });
    const pipe = await world.finish(world.dial(a, { host: 'b', port: 1 }));
    pipe.handlers = { onMessage: () => {}, onReset: () => heard.push('given up') };
    pipe.send('late', 10);
    world.giveUpConnections(a, b);
    await world.runFor(1_000);
    expect(heard).toEqual(['given up', 'late']);
  });

  it('tell of what sets out and when it arrives, and not of what waits', async () => {
    const { world, a, b } = threeHosts();
    const told: string[] = [];
    let arrivedMs = 0;
    world.links.onTravel = (from, to, arrivalMs) => {
      told.push(`${from}>${to}`);
      arrivedMs = arrivalMs;
    };
    expect(world.links.isBlocked('a', 'b')).toBe(false);
    world.links.send(a, b, {}, 10, () => expect(world.nowMs()).toBeCloseTo(arrivedMs, 2));
    await world.runFor(1_000);
    world.links.partition([[a], [b]]);
    world.links.send(a, b, {}, 10, () => {});
    expect(told).toEqual(['a>b']);
    expect(world.links.isBlocked('a', 'b')).toBe(true);
    world.links.heal();
    expect(told).toEqual(['a>b', 'a>b']);
  });

  it('are directed', async () => {
    const { world, a, b } = threeHosts();
    world.links.set(a, b, { blocked: true });
    const arrived: string[] = [];
    world.links.send(a, b, {}, 10, () => arrived.push('a>b'));
    world.links.send(b, a, {}, 10, () => arrived.push('b>a'));
    await world.runFor(1_000);
    expect(arrived).toEqual(['b>a']);
  });

  it('partition groups from each other and leave the others alone', async () => {
    const { world, a, b, c } = threeHosts();
    const d = world.createHost('d');
    world.links.partition([['a'], ['b', 'c']]);
    const arrived: string[] = [];
    for (const from of [a, b, c, d])
      for (const to of [a, b, c, d])
        if (from !== to) world.links.send(from, to, {}, 10, () => arrived.push(from.name + to.name));
    await world.runFor(1_000);
    expect(arrived.toSorted()).toEqual(['ad', 'bc', 'bd', 'cb', 'cd', 'da', 'db', 'dc']);
  });

  it("isolate a host with '*', without cutting it off from itself", async () => {
    const { world, a, b } = threeHosts();
    world.links.set('*', 'a', { blocked: true });
    const late = world.createHost('late');
    const arrived: string[] = [];
    for (const from of [a, b, late]) world.links.send(from, a, {}, 10, () => arrived.push(from.name));
    await world.runFor(1_000);
    expect(arrived).toEqual(['a']);
  });

  it('unclogs at an instant between two microseconds', async () => {
    const { world, a, b } = threeHosts();
    let arrived = 0;
    const arrive = (): void => {
      arrived++;
    };
    world.links.send(a, b, {}, 10, arrive);
    world.links.set('a', 'b', { cloggedUntilMs: 10.0004 });
    world.links.send(a, b, {}, 10, arrive);
    await world.runFor(20);
    expect(arrived).toBe(2);
    expect(world.eventsRun).toBeLessThan(20);
  });

  it('clog until a time', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { cloggedUntilMs: 200 });
    let arrivedMs = 0;
    world.links.send(a, b, {}, 10, () => {
      arrivedMs = world.nowMs();
    });
    await world.runFor(1_000);
    expect(arrivedMs).toBeGreaterThanOrEqual(200);
    expect(arrivedMs).toBeLessThan(210);
  });

  it('break a stream by a loss, tell its sender, and carry nothing on it afterwards', async () => {
    const { world, a, b } = threeHosts();
    const stream = {};
    const events: string[] = [];
    const send = (): void =>
      world.links.send(
        a,
        b,
        stream,
        10,
        () => events.push('arrived'),
        () => events.push('lost'),
      );
    world.links.set('a', 'b', { lossProbability: 1 });
    send();
    world.links.heal();
    send();
    await world.runFor(100);
    expect(events).toEqual(['lost']);
  });

  it('duplicate datagrams only', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { duplicateProbability: 1 });
    let datagrams = 0;
    let messages = 0;
    world.links.send(a, b, DATAGRAM, 10, () => datagrams++);
    world.links.send(a, b, {}, 10, () => messages++);
    await world.runFor(5_000);
    expect([datagrams, messages]).toEqual([2, 1]);
  });

  it('lose datagrams sent into a cut', async () => {
    const { world, a, b } = threeHosts();
    let arrived = 0;
    world.links.set('a', 'b', { blocked: true });
    world.links.send(a, b, DATAGRAM, 10, () => arrived++);
    world.links.heal();
    world.links.send(a, b, DATAGRAM, 10, () => arrived++);
    await world.runFor(1_000);
    expect(arrived).toBe(1);
  });

  it('carry so many bytes per millisecond', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { bytesPerMs: 100, delayMsMin: 0, delayMsJitter: 0 });
    const arrivals: number[] = [];
    const stream = {};
    for (let index = 0; index < 3; index++) world.links.send(a, b, stream, 1_000, () => arrivals.push(world.nowMs()));
    await world.runFor(1_000);
    expect(arrivals).toEqual([10, 20, 30]);
  });

  it('deliver to nobody else than the incarnation they were sent to', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { delayMsMin: 10 });
    const events: string[] = [];
    world.links.send(
      a,
      b,
      {},
      10,
      () => events.push('arrived'),
      () => events.push('lost'),
    );
    b.crash();
    b.restart();
    await world.runFor(100);
    expect(events).toEqual(['lost']);
  });
});

describe('connections under faults', () => {
  it('are refused a round trip later by a dead process, and met with silence by a vanished machine', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('*', '*', { delayMsMin: 5 });
    b.crash();
    const thrown = await world.finish(rejectionOf(a.env.network.connect({ host: 'b', port: 1 })));
    expect(isDraveError(thrown) && thrown.details.metadata?.reason).toBe('refused');
    expect(world.nowMs()).toBeGreaterThanOrEqual(10);
    b.restart();
    b.crash({ silent: true });
    const connecting = rejectionOf(a.env.network.connect({ host: 'b', port: 1 }, { timeoutMs: 3_000 }));
    const late = await world.finish(connecting);
    expect(isDraveError(late) && late.details.metadata?.reason).toBe('timeout');
  });

  it('are reset when a peer crashes, unless the link is cut', async () => {
    const { world, a, b, c } = threeHosts();
    const fromA = await connect(world, a, b);
    const fromC = await connect(world, c, b);
    const outcomes: string[] = [];
    for (const [name, connection] of [
      ['a', fromA.client],
      ['c', fromC.client],
    ] as const)
      connection.read().then(
        () => outcomes.push(`${name} end`),
        () => outcomes.push(`${name} reset`),
      );
    world.links.set('b', 'c', { blocked: true });
    b.crash();
    await world.runFor(10_000);
    expect(outcomes).toEqual(['a reset']);
    b.restart();
    world.links.heal();
    await world.runFor(1_000);
    expect(outcomes).toEqual(['a reset', 'c reset']);
  });

  it('to a vanished machine hang, also when it is back, and are reset by the first bytes', async () => {
    const { world, a, b } = threeHosts();
    const outcomes: string[] = [];
    const watch = (name: string, connection: Connection): void => {
      connection.read().then(
        () => outcomes.push(`${name} end`),
        () => outcomes.push(`${name} reset`),
      );
    };
    const { client: writer } = await connect(world, a, b);
    const { client: idle } = await connect(world, a, b);
    watch('writer', writer);
    watch('idle', idle);
    b.crash({ silent: true, loseUnsynced: true });
    await world.finish(writer.write([Buffer.from('hello?')]));
    await world.runFor(60_000);
    expect(outcomes).toEqual([]);
    b.restart();
    await world.runFor(60_000);
    expect(outcomes).toEqual(['writer reset']);
    await world.finish(idle.write([Buffer.from('still there?')]));
    await world.runFor(1_000);
    expect(outcomes).toEqual(['writer reset', 'idle reset']);
  });

  it('are dropped by a middlebox on both sides, and what was under way with them', async () => {
    const { world, a, b, c } = threeHosts();
    world.links.set('a', 'b', { delayMsMin: 10 });
    const { client, server } = await connect(world, a, b);
    const spared = await connect(world, c, b);
    const outcomes: string[] = [];
    for (const [name, connection] of Object.entries({ client, server, spared: spared.server }))
      connection.read().then(
        () => outcomes.push(`${name} bytes`),
        () => outcomes.push(`${name} reset`),
      );
    await world.finish(client.write([Buffer.from('under way')]));
    world.resetConnections(b, (host) => host === a);
    await world.runFor(1_000);
    expect(outcomes.sort()).toEqual(['client reset', 'server reset']);
    expect(isDraveError(await world.finish(rejectionOf(client.write([Buffer.from('x')]))), 'NETWORK_EXCEPTION')).toBe(
      true,
    );
    await world.finish(spared.client.write([Buffer.from('still there')]));
    await world.runFor(1_000);
    expect(outcomes.at(-1)).toBe('spared bytes');
    expect((await connect(world, a, b)).server.remote.host).toBe('a');
  });

  it('hold bytes while the link is clogged, fill their window, and lose nothing', async () => {
    const { world, a, b } = threeHosts();
    const { client, server } = await connect(world, a, b);
    world.links.set('a', 'b', { cloggedUntilMs: world.nowMs() + 5_000 });
    let written = 0;
    const flood = async (): Promise<void> => {
      for (let value = 0; value < 100; value += 1) {
        await client.write([new Uint8Array(10_000).fill(value)]);
        written += 1;
      }
      await client.end();
    };
    const flooding = flood();
    await world.runFor(4_000);
    expect(written).toBeGreaterThan(10);
    expect(written).toBeLessThan(50);
    const received: number[] = [];
    const read = async (): Promise<void> => {
      for (let bytes = await server.read(); bytes !== undefined; bytes = await server.read()) received.push(...bytes);
    };
    await world.finish(read());
    await world.finish(flooding);
    expect(received.length).toBe(1_000_000);
    expect(received.every((value, index) => value === Math.floor(index / 10_000))).toBe(true);
  });

  it('cut and join what is written, and keep every byte in its place', async () => {
    const { world, a, b } = threeHosts();
    const { client, server } = await connect(world, a, b);
    const sizes: number[] = [];
    const write = async (): Promise<void> => {
      for (let value = 0; value < 200; value += 1) {
        await client.write([new Uint8Array(100).fill(value)]);
        await a.env.timers.sleep(1);
      }
      await client.end();
    };
    let at = 0;
    const read = async (): Promise<void> => {
      for (let bytes = await server.read(); bytes !== undefined; bytes = await server.read()) {
        sizes.push(bytes.length);
        for (const value of bytes) expect(value).toBe(Math.floor(at++ / 100));
        if (sizes.length % 10 === 0) await b.env.timers.sleep(5);
      }
    };
    await world.finish(Promise.all([write(), read()]));
    expect(at).toBe(20_000);
    expect(sizes.some((size) => size < 100)).toBe(true);
    expect(sizes.some((size) => size > 100)).toBe(true);
  });

  it('through a black hole are accepted and carry nothing, even after healing', async () => {
    const { world, a, b } = threeHosts();
    world.links.set('a', 'b', { blackHole: true });
    const { client, server } = await connect(world, a, b);
    let received = false;
    server.read().then(
      () => (received = true),
      () => (received = true),
    );
    await world.finish(client.write([Buffer.from('hello?')]));
    await world.runFor(1_000);
    world.links.heal();
    await world.finish(client.write([Buffer.from('now?')]));
    await world.runFor(1_000);
    expect(received).toBe(false);
    const other = await connect(world, a, b);
    await world.finish(other.client.write([Buffer.from('fresh')]));
    expect(Buffer.from((await world.finish(other.server.read())) ?? []).toString()).toBe('fresh');
  });

  it('are accepted by the kernel of a paused process, which finds the bytes when it goes on', async () => {
    const { world, a, b } = threeHosts();
    const accepted: Connection[] = [];
    await world.finish(b.env.network.listen({ host: 'b', port: 7 }, (connection) => accepted.push(connection)));
    b.pause();
    const client = await world.finish(a.env.network.connect({ host: 'b', port: 7 }));
    await world.finish(client.write([Buffer.from('waiting')]));
    await world.runFor(5_000);
    expect(accepted).toEqual([]);
    b.resume();
    await world.runFor(1);
    expect(Buffer.from((await world.finish((accepted[0] as Connection).read())) ?? []).toString()).toBe('waiting');
  });
});

async function connect(world: SimWorld, from: ReturnType<typeof threeHosts>['a'], to: typeof from) {
  const accepted: Connection[] = [];
  const listener = await world.finish(
    to.env.network.listen({ host: to.name, port: 0 }, (connection) => accepted.push(connection)),
  );
  const client = await world.finish(from.env.network.connect(listener.endpoint));
  await world.runUntil(() => accepted.length > 0, 1_000);
  return { client, server: accepted[0] as Connection };
}

async function runBoth(work: (stream: object) => Promise<void>): Promise<void> {
  await work({});
  await work(DATAGRAM);
}
