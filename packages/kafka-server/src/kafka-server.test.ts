import { MemoryPool } from '@drave/broker';
import type { Connection, LogFields, Logger } from '@drave/env';
import { SimWorld } from '@drave/env/sim';
import { beforeEach, describe, expect, it } from 'vitest';
import { AnswerMemory } from './connection/answer-memory.js';
import { listenerLimits } from './connection/listener-limits.js';
import { KafkaServer, type KafkaServerSettings } from './kafka-server.js';
import { ScriptedRunner } from './testing/scripted-runner.js';

const endpoint = { host: 'b1', port: 9_092 };
const KIB = 1024;

let world: SimWorld;
let runner: ScriptedRunner;
let server: KafkaServer;
let memory: MemoryPool;
let answers: AnswerMemory;
let logged: string[];
let quotas: { changes: number; chargeConnection(address: string): number };
let fatal: unknown[];
let clients = 0;

async function serve(settings: Partial<KafkaServerSettings> = {}): Promise<void> {
  const { env } = world.createHost('b1');
  const note = (_fields: LogFields, message: string): void => void logged.push(message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };
  server = await world.finish(
    KafkaServer.listen({
      env: { ...env, logger },
      listeners: [{ name: 'PLAINTEXT', endpoint, advertised: undefined, tls: undefined, sasl: undefined }],
      settings: {
        socketRequestMaxBytes: 1_000_000,
        maxConnections: 1_000,
        maxConnectionsPerIp: 1_000,
        maxConnectionsPerIpOverrides: new Map(),
        maxConnectionCreationRate: 0x7fff_ffff,
        connectionsMaxIdleMs: 600_000,
        connectionsMaxReauthMs: 0,
        connectionFailedAuthenticationDelayMs: 100,
        saslServerMaxReceiveSize: 512 * KIB,
        ...settings,
      },
      memory,
      answers,
      runner,
      quotas,
      onFatal: (reason) => fatal.push(reason),
    }),
  );
}

async function connect(host = `client-${clients++}`): Promise<Connection> {
  const from = world.host(host) ?? world.createHost(host);
  return world.finish(from.env.network.connect(endpoint));
}

/** A frame of an api key, a version and as many bytes as make the size. */
function request(bytes = 100, apiKey = 0): Buffer {
  const frame = Buffer.alloc(4 + bytes);
  frame.writeInt32BE(bytes, 0);
  frame.writeInt16BE(apiKey, 4);
  return frame;
}

function send(client: Connection, ...parts: Buffer[]): void {
  // The tests end connections on purpose; what matters is what the server does.
  client.write(parts).catch(() => {});
}

/** Everything the client has received, as the text in its frames; `undefined` at the end of the stream. */
function listen(client: Connection): { readonly texts: string[]; ended: boolean } {
  const heard = { texts: [] as string[], ended: false };
  let rest = Buffer.alloc(0);
  void (async () => {
    try {
      for (;;) {
        const chunk = await client.read();
        if (chunk === undefined) break;
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
          const end = 4 + rest.readInt32BE(0);
          heard.texts.push(rest.toString('latin1', 4, end));
          rest = rest.subarray(end);
        }
      }
    } catch {
      // A reset is an end, too.
    }
    heard.ended = true;
  })();
  return heard;
}

beforeEach(() => {
  world = new SimWorld({ seed: 1 });
  runner = new ScriptedRunner();
  memory = new MemoryPool(1_000 * KIB);
  answers = new AnswerMemory(100 * KIB);
  logged = [];
  quotas = { changes: 0, chargeConnection: () => 0 };
  fatal = [];
});

describe('pipelining', () => {
  it('runs requests side by side and answers them in their order', async () => {
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request(), request(), request());
    await world.runFor(100);
    expect(runner.started).toHaveLength(3);
    runner.answer(2, 'third');
    runner.answer(1, 'second');
    await world.runFor(100);
    expect(heard.texts).toEqual([]);
    runner.answer(0, 'first');
    await world.runFor(100);
    expect(heard.texts).toEqual(['first', 'second', 'third']);
  });

  it('keeps the place of a request without an answer', async () => {
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request(), request());
    await world.runFor(100);
    runner.answer(1, 'second');
    runner.settle(0, { kind: 'nothing', throttleMs: 0 });
    await world.runFor(100);
    expect(heard.texts).toEqual(['second']);
  });

  it('starts no more than its limit, and goes on as answers leave', async () => {
    await serve();
    const client = await connect();
    listen(client);
    const max = listenerLimits.inFlightRequestsMax;
    send(client, ...Array.from({ length: max + 5 }, () => request(16)));
    await world.runFor(100);
    expect(runner.started).toHaveLength(max);
    for (let at = 0; at < 3; at++) runner.answer(at, 'x');
    await world.runFor(100);
    expect(runner.started).toHaveLength(max + 3);
  });

  it('sends a large answer whole, in several writes', async () => {
    answers = new AnswerMemory();
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request());
    await world.runFor(100);
    const text = 'ab'.repeat(listenerLimits.writeBytesMax + 17);
    runner.answer(0, text);
    await world.runFor(10_000);
    expect(heard.texts.length === 1 && heard.texts[0] === text).toBe(true);
    expect(answers.used).toBe(0);
  });

  it('reads nothing from a throttled client until its time is up', async () => {
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request());
    await world.runFor(100);
    runner.answer(0, 'slow down', 500);
    await world.runFor(100);
    expect(heard.texts).toEqual(['slow down']);
    send(client, request());
    await world.runFor(300);
    expect(runner.started).toHaveLength(1);
    await world.runFor(300);
    expect(runner.started).toHaveLength(2);
  });

  it('gives a throttled client no memory, also where it gets no answer', async () => {
    await serve();
    const client = await connect();
    send(client, request());
    await world.runFor(100);
    runner.settle(0, { kind: 'nothing', throttleMs: 60_000 });
    send(client, request(500 * KIB));
    await world.runFor(30_000);
    expect(runner.started).toHaveLength(1);
    expect(memory.used).toBe(0);
    await world.runFor(40_000);
    expect(runner.started).toHaveLength(2);
  });

  it('goes on with a throttled client when limits have changed', async () => {
    await serve();
    const client = await connect();
    listen(client);
    send(client, request());
    await world.runFor(100);
    runner.answer(0, 'slow down', 600_000);
    send(client, request());
    await world.runFor(20_000);
    expect(runner.started).toHaveLength(1);
    quotas.changes++;
    await world.runFor(2_000);
    expect(runner.started).toHaveLength(2);
  });

  it('lets go of a throttled client when the listener closes', async () => {
    await serve();
    const client = await connect();
    listen(client);
    send(client, request());
    await world.runFor(100);
    runner.answer(0, 'slow down', 600_000);
    send(client, request());
    await world.runFor(100);
    await world.finish(server.close());
    expect(server.connectionCount).toBe(0);
    expect(memory.used).toBe(0);
  });
});

describe('admission', () => {
  it('takes memory before a request is read whole, and gives it back with the answer', async () => {
    await serve();
    const client = await connect();
    listen(client);
    const whole = request(500 * KIB);
    // A mere announcement is given nothing.
    send(client, whole.subarray(0, 60 * KIB));
    await world.runFor(100);
    expect(memory.used).toBe(0);
    send(client, whole.subarray(60 * KIB, 70 * KIB));
    await world.runFor(100);
    expect(memory.used).toBe(500 * KIB);
    send(client, whole.subarray(70 * KIB));
    await world.runFor(1_000);
    expect(runner.started).toHaveLength(1);
    expect(memory.used).toBe(500 * KIB);
    runner.answer(0, 'done');
    await world.runFor(100);
    expect(memory.used).toBe(0);
  });

  it('lets small requests pass while large ones wait for memory', async () => {
    await serve();
    const [one, two, small] = [await connect(), await connect(), await connect()];
    send(one, request(700 * KIB, 0));
    await world.runFor(1_000);
    send(two, request(700 * KIB, 1));
    send(small, request(100, 2));
    await world.runFor(1_000);
    expect(runner.started.map(({ frame }) => frame.readInt16BE(0))).toEqual([0, 2]);
    runner.answer(0, 'x');
    await world.runFor(1_000);
    expect(runner.started.map(({ frame }) => frame.readInt16BE(0))).toEqual([0, 2, 1]);
  });

  it('gives memory back when a client goes away: half-way, in line, or under way', async () => {
    await serve();
    const [halfway, inLine, underWay] = [await connect(), await connect(), await connect()];
    send(underWay, request(300 * KIB));
    send(halfway, request(600 * KIB).subarray(0, 100 * KIB));
    await world.runFor(1_000);
    send(inLine, request(600 * KIB));
    await world.runFor(1_000);
    expect(memory.used).toBe(900 * KIB);
    for (const client of [halfway, inLine, underWay]) client.destroy();
    await world.runFor(1_000);
    // What was in line had arrived whole, so it starts all the same.
    for (let at = 0; at < runner.started.length; at++) runner.answer(at, 'nobody hears this');
    await world.runFor(1_000);
    expect([memory.used, memory.waiters, answers.used, server.connectionCount]).toEqual([0, 0, 0, 0]);
  });

  it('refuses a request above socket.request.max.bytes by closing, with the reason in the log', async () => {
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request(1_000_001).subarray(0, 20));
    await world.runFor(100);
    expect(heard.ended).toBe(true);
    expect(logged.join()).toContain('larger than socket.request.max.bytes (1000000)');
    expect(memory.used).toBe(0);
  });

  it('closes what the protocol refuses, that connection only', async () => {
    await serve();
    const [bad, good] = [await connect(), await connect()];
    const [heardBad, heardGood] = [listen(bad), listen(good)];
    send(bad, request());
    await world.runUntil(() => runner.started.length === 1, 1_000);
    send(good, request());
    await world.runFor(100);
    runner.settle(0, { kind: 'close', reason: 'malformed Produce' });
    runner.answer(1, 'fine');
    await world.runFor(100);
    expect(heardBad.ended).toBe(true);
    expect(heardGood).toEqual({ texts: ['fine'], ended: false });
    expect(logged.join()).toContain('malformed Produce');
  });

  it('tells the log no more of it than a line, however long the names are that the client has given', async () => {
    await serve();
    const client = await connect();
    listen(client);
    send(client, request());
    await world.runUntil(() => runner.started.length === 1, 1_000);
    runner.settle(0, { kind: 'close', reason: `client '${'x'.repeat(30_000)}' asks for the moon` });
    await world.runFor(100);
    expect(logged.join()).toContain("client 'xxx");
    expect(logged.join().length).toBeLessThan(1_000);
  });
});

describe('connections', () => {
  it('are limited in all and per address', async () => {
    await serve({ maxConnections: 3, maxConnectionsPerIp: 2 });
    const same = [await connect('one'), await connect('one'), await connect('one')].map(listen);
    await world.runFor(100);
    expect(same.map(({ ended }) => ended)).toEqual([false, false, true]);
    const others = [await connect(), await connect()].map(listen);
    await world.runFor(100);
    expect(others.map(({ ended }) => ended)).toEqual([false, true]);
    expect(logged.join()).toMatch(/max\.connections\.per\.ip \(2\).*max\.connections \(3\)/);
  });

  it('may be limited otherwise from single addresses', async () => {
    await serve({
      maxConnectionsPerIp: 2,
      maxConnectionsPerIpOverrides: new Map([
        ['one', 1],
        ['other', 3],
      ]),
    });
    const one = [await connect('one'), await connect('one')].map(listen);
    const other = [await connect('other'), await connect('other'), await connect('other')].map(listen);
    await world.runFor(100);
    expect([...one, ...other].map(({ ended }) => ended)).toEqual([false, true, false, false, false]);
  });

  it('wait when they come faster than max.connection.creation.rate', async () => {
    await serve({ maxConnectionCreationRate: 5 });
    const many = await Promise.all(Array.from({ length: 12 }, () => connect()));
    for (const client of many) send(client, request());
    await world.runFor(100);
    expect(runner.started.length).toBeLessThan(7);
    await world.runFor(2_000);
    expect(runner.started).toHaveLength(12);
  });

  it('do not wait in a line without end, in which one client could keep out all others', async () => {
    await serve({ maxConnectionCreationRate: 1, maxConnections: 10_000 });
    const max = listenerLimits.waitingConnectionsMax;
    // One is served at once, so many wait, and the line is full.
    const crowd = await Promise.all(Array.from({ length: max + 2 }, () => connect('crowd')));
    const heard = crowd.map(listen);
    await world.runFor(100);
    expect(heard.filter(({ ended }) => ended)).toHaveLength(1);
    expect(logged.join()).toContain('too many connections wait');
    for (const client of crowd) client.destroy();
    await world.runFor(1_000 * (max + 2));
    send(await connect(), request());
    await world.runFor(3_000);
    expect(runner.started).toHaveLength(1);
  });

  it('are closed after a while beyond the rate of their address, which others do not feel', async () => {
    await serve();
    quotas.chargeConnection = (address) => (address === 'greedy' ? 800 : 0);
    const refused = await connect('greedy');
    const heard = listen(refused);
    await world.runFor(500);
    expect([server.connectionCount, heard.ended]).toEqual([0, false]);
    listen(await connect());
    await world.runFor(500);
    expect([server.connectionCount, heard.ended]).toEqual([1, true]);
    expect(logged).toContain('a Kafka connection is refused: its address may not open so many connections');
  });

  it('end when idle, and not while a request is under way', async () => {
    await serve({ connectionsMaxIdleMs: 5_000 });
    const [idle, waiting] = [await connect(), await connect()];
    const [heardIdle, heardWaiting] = [listen(idle), listen(waiting)];
    send(waiting, request());
    await world.runFor(10_000);
    expect([heardIdle.ended, heardWaiting.ended]).toEqual([true, false]);
    runner.answer(0, 'late');
    await world.runFor(10_000);
    expect(heardWaiting).toEqual({ texts: ['late'], ended: true });
  });

  it('end when a request stops arriving', async () => {
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request(500 * KIB).subarray(0, 100 * KIB));
    await world.runFor(listenerLimits.stalledReadMsMax - 1_000);
    expect([heard.ended, memory.used]).toEqual([false, 500 * KIB]);
    await world.runFor(4_000);
    expect(heard.ended).toBe(true);
    expect(memory.used).toBe(0);
    expect(logged.join()).toContain('a request stopped arriving');
  });

  it('end soon when a request stops arriving and others want its memory', async () => {
    await serve();
    const [stalled, other] = [await connect(), await connect()];
    const heard = listen(stalled);
    send(stalled, request(700 * KIB).subarray(0, 100 * KIB));
    await world.runFor(1_000);
    send(other, request(700 * KIB));
    await world.runFor(listenerLimits.stalledReadWantedMsMax + 2_000);
    expect(heard.ended).toBe(true);
    expect(runner.started).toHaveLength(1);
  });

  it('end when a request arrives drop by drop and others want its memory', async () => {
    await serve();
    const [trickling, other] = [await connect(), await connect()];
    const heard = listen(trickling);
    const bytes = request(700 * KIB);
    send(trickling, bytes.subarray(0, 100 * KIB));
    await world.runFor(1_000);
    send(other, request(700 * KIB));
    for (let at = 100 * KIB; at < 108 * KIB; at += KIB) {
      if (!heard.ended) send(trickling, bytes.subarray(at, at + KIB));
      await world.runFor(1_000);
    }
    expect(heard.ended).toBe(true);
    expect(runner.started).toHaveLength(1);
    expect(logged.join()).toContain('so slowly that others wait');
  });

  it('end when the client takes nothing, and let go of what was to be sent', async () => {
    answers = new AnswerMemory();
    await serve();
    const client = await connect();
    send(client, request());
    await world.runFor(100);
    runner.answer(0, 'x'.repeat(3 * listenerLimits.writeBytesMax));
    await world.runFor(1_000);
    expect(answers.used).toBeGreaterThan(0);
    await world.runFor(listenerLimits.stalledWriteMsMax + 3_000);
    expect([answers.used, server.connectionCount]).toEqual([0, 0]);
    expect(logged.join()).toContain('the client has taken nothing');
  });

  it('end soon when the client takes nothing and answers have no room left', async () => {
    answers = new AnswerMemory(2 * listenerLimits.writeBytesMax);
    await serve();
    const client = await connect();
    send(client, request());
    await world.runFor(100);
    runner.answer(0, 'x'.repeat(3 * listenerLimits.writeBytesMax));
    await world.runFor(listenerLimits.stalledWriteWantedMsMax + 3_000);
    expect([answers.used, server.connectionCount]).toEqual([0, 0]);
  });

  it('that the client has half-closed get their last answers', async () => {
    await serve();
    const client = await connect();
    const heard = listen(client);
    send(client, request(), request());
    await world.runFor(100);
    void client.end();
    await world.runFor(100);
    expect(runner.started[0]?.connection.signal.aborted).toBe(true);
    runner.answer(0, 'one');
    runner.answer(1, 'two');
    await world.runFor(100);
    expect(heard).toEqual({ texts: ['one', 'two'], ended: true });
    expect(server.connectionCount).toBe(0);
  });

  it('that are half-closed with an answer that never comes are ended all the same', async () => {
    await serve();
    const client = await connect();
    listen(client);
    send(client, request());
    await world.runFor(100);
    void client.end();
    await world.runFor(listenerLimits.halfClosedMsMax + 3_000);
    expect(server.connectionCount).toBe(0);
  });

  it('end with the server', async () => {
    await serve();
    const heard = listen(await connect());
    await world.finish(server.close());
    await world.runFor(100);
    expect(heard.ended).toBe(true);
    expect(fatal).toEqual([]);
  });
});

it('advertises what was bound', async () => {
  await serve();
  expect(server.endpoints).toEqual([{ name: 'PLAINTEXT', host: 'b1', port: 9_092 }]);
});
