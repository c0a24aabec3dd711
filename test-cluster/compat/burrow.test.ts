import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@drave/client';
import type { LocalCluster } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { KafkaCluster } from '@drave/kafka-client';
import { apis } from '@drave/kafka-protocol';
import { GrpcTransport } from '@drave/rpc/grpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline } from '../src/bounds.js';
import { rounds } from '../src/cluster.js';
import { startDrave, type RunningCommand } from '../src/command-line.js';
import { addressesOf, startedCluster } from './suites/broker.js';
import { RunningBurrow } from './suites/burrow.js';
import { isRunnable } from './suites/external.js';

const WINDOW_COMMITS = 6;
/** Twice a window, so that nothing is left in it of what a group did before. */
const ROUNDS_A_TURN = 2 * WINDOW_COMMITS;
/** In each turn every group does something else; so many turns take five minutes, since a round takes a second. */
const TURNS = rounds(1, 25);
const RECORDS_AT_FIRST = 1_500;
const RECORDS_A_ROUND = 10;
const RETENTION_MS = 86_400_000;
/** A commit that says how long it is kept is written as Kafka 2 wrote it, which is what Burrow 1.2.1 reads. */
const COMMIT_VERSION_MAX = 4;
const CACHED_MS = 1_000;
const TOPIC_PATH = '/v3/kafka/shop/topic/orders';

const runnable = await isRunnable('Burrow 1.2.1', { commands: ['Burrow'] });

interface Behaviour {
  readonly status: string;
  /** What is committed in a round of a turn, with the log at `end`; undefined in silence. */
  readonly commit: (round: number, end: number) => number | undefined;
}

/** All but the first never have read everything. */
const behaviours: readonly Behaviour[] = [
  { status: 'OK', commit: (_round, end) => end },
  { status: 'WARN', commit: (round) => 100 + round },
  { status: 'STALL', commit: () => 50 },
  // Forward for a while, and then to where it has been long ago: again and again, and never so far as before.
  { status: 'REWIND', commit: (round) => 1_400 + (round % 5) * 3 - Math.floor(round / 5) * 20 },
  { status: 'STOP', commit: (round) => (round < WINDOW_COMMITS ? 200 + round : undefined) },
];
const groups = ['billing', 'shipping', 'search', 'audit', 'mail'];

describe.skipIf(!runnable)('Burrow 1.2.1 beside the monitor, on one cluster', () => {
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  let folder: string;
  let cluster: LocalCluster;
  let client: Client;
  let producer: ReturnType<Client['producer']>;
  let kafka: KafkaCluster;
  let burrow: RunningBurrow;
  let monitor: RunningCommand;
  let monitorHttp = '';
  let end = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drave-burrow-'));
    cluster = await startedCluster({ controllers: 1, brokers: 1 });
    client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
    producer = client.producer();
    kafka = new KafkaCluster(env, { bootstrap: cluster.bootstrap, clientId: 'test', requestTimeoutMs: 60_000 });
    await client.admin().topics.create('orders', { partitions: 1, replicationFactor: 1 });
    await kafka.metadata();
    // The topic of offsets is made when a coordinator is looked for; Burrow wants it when it starts.
    await until(
      'a coordinator',
      async () => (await kafka.request(broker(), apis.FindCoordinator, () => ({ key: 'billing' }), 2)).errorCode,
      (errorCode) => errorCode === 0,
    );
    for (const group of groups) await commit(group, 0);
    burrow = await RunningBurrow.start({ folder, kafka: addressesOf(cluster).kafka, intervals: WINDOW_COMMITS });
    const config = {
      clusters: [{ name: 'shop', servers: [addressesOf(cluster).kafka], intervalMs: 250, topicRefreshMs: 2_000 }],
      window: { intervals: WINDOW_COMMITS, minDistanceMs: 0 },
      http: { port: 0 },
    };
    writeFileSync(join(folder, 'monitor.json'), JSON.stringify(config));
    mkdirSync(join(folder, 'home'));
    monitor = startDrave(join(folder, 'home'), ['monitor', '--config', join(folder, 'monitor.json')]);
    const listening = (): Promise<string> => Promise.resolve(/on (http:\S+)/.exec(monitor.stdout())?.[1] ?? '');
    monitorHttp = await until('the monitor listens', listening, (http) => http !== '');
    await produce(RECORDS_AT_FIRST);
  });

  afterAll(async () => {
    await burrow?.close();
    monitor?.child.kill('SIGKILL');
    if (monitor?.child.exitCode === null) await once(monitor.child, 'close');
    kafka.close();
    await client.close();
    await cluster.close();
    env.close();
    rmSync(folder, { recursive: true });
  });

  function broker(): number {
    return [...kafka.brokers.keys()][0] ?? 0;
  }

  async function commit(groupId: string, committedOffset: number): Promise<void> {
    const partitions = [{ partitionIndex: 0, committedOffset, committedMetadata: '' }];
    const body = { groupId, retentionTimeMs: RETENTION_MS, topics: [{ name: 'orders', partitions }] };
    const committed = async (): Promise<number | undefined> => {
      const { topics } = await kafka.request(broker(), apis.OffsetCommit, () => body, COMMIT_VERSION_MAX);
      return topics[0]?.partitions[0]?.errorCode;
    };
    await until(`a commit of ${groupId}`, committed, (errorCode) => errorCode === 0);
  }

  /** Until both know where the log ends now: so a commit after it has the same lag for both. */
  async function produce(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => producer.send({ topic: 'orders', value: 'x' })));
    end += count;
    await bothSay(TOPIC_PATH, (body) => body.includes(`"offsets":[${end}]`));
  }

  async function ask(http: string, path: string): Promise<string> {
    try {
      return await (await fetch(`${http}${path}`)).text();
    } catch (reason) {
      if (burrow.hasEnded || monitor.child.exitCode !== null) throw reason;
      // It does not listen yet; whoever asks asks again.
      return '';
    }
  }

  function both(path: string): Promise<readonly [theirs: string, ours: string]> {
    return Promise.all([ask(burrow.http, path), ask(monitorHttp, path)]);
  }

  function bothSay(path: string, holds: (body: string) => boolean): Promise<readonly [theirs: string, ours: string]> {
    return until(
      `both say it of ${path}`,
      () => both(path),
      (answers) => answers.every(holds),
    );
  }

  /** Records, and then what each group commits; ends when both have seen it all. */
  async function play(round: number, turn: number): Promise<void> {
    await produce(RECORDS_A_ROUND);
    for (const [group, { commit: committed }] of rolesIn(turn)) {
      const offset = committed(round, end);
      if (offset === undefined) continue;
      await commit(group, offset);
      await bothSay(lagPath(group), (body) => body.includes(`"end":{"offset":${offset},`));
    }
  }

  /** What the two say of the groups that is not the same, or not what the groups do. */
  async function differences(turn: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [group, { status }] of rolesIn(turn))
      for (const path of [lagPath(group), `/v3/kafka/shop/consumer/${group}`]) {
        const answers = await both(path);
        const statuses = answers.map(statusOf).filter((said) => said !== undefined);
        const [theirs, ours] = answers.map(withoutObservation);
        if (theirs !== ours || statuses.some((said) => said !== status))
          found.push(`${path}, which is to be ${status}:\n  Burrow ${theirs}\n  ours   ${ours}`);
      }
    return found;
  }

  /** Burrow says for a second what it said before. */
  async function differencesAfter(cachedMs: number, turn: number): Promise<readonly string[]> {
    const deadline = new Deadline(2 * cachedMs, 'what Burrow has cached');
    for (;;) {
      const found = await differences(turn);
      if (found.length === 0 || (await deadline.isOver())) return found;
      await sleep(50);
    }
  }

  it(
    'both say the same of groups that keep up, fall behind, stand still, go back and stop, field by field',
    async () => {
      for (let turn = 0; turn < TURNS; turn++) {
        let round = 0;
        for (; round < ROUNDS_A_TURN; round++) await play(round, turn);
        // A machine that has stood still makes of any group one that has stopped: the next rounds show what it is.
        const deadline = new Deadline(60_000, 'the statuses');
        let found = await differencesAfter(CACHED_MS, turn);
        for (; found.length > 0 && !(await deadline.isOver()); round++) {
          await play(round, turn);
          found = await differencesAfter(CACHED_MS, turn);
        }
        expect(found.join('\n')).toBe('');
      }
    },
    rounds(180_000, 900_000),
  );

  it('both say the same of what there is and what there is not', async () => {
    // Lists, which have no order in Burrow.
    for (const path of ['/v3/kafka', '/v3/kafka/shop/topic', '/v3/kafka/shop/consumer', `${TOPIC_PATH}/consumers`]) {
      const [theirs, ours] = (await both(path)).map((body) => inOrder(JSON.parse(body)));
      expect([path, ours]).toEqual([path, theirs]);
    }
    for (const path of [
      ...['/v3/kafka/other', '/v3/kafka/other/topic', '/v3/kafka/other/consumer', '/v3/kafka/other/consumer/mail/lag'],
      ...[
        '/v3/kafka/shop/consumer/nobody',
        '/v3/kafka/shop/consumer/nobody/lag',
        '/v3/kafka/shop/consumer/nobody/status',
      ],
      ...[
        TOPIC_PATH,
        '/v3/kafka/shop/topic/none',
        '/v3/kafka/shop/topic/none/consumers',
        '/v3/kafka/other/topic/none/consumers',
        '/none',
        '/burrow/admin',
      ],
      ...['/v3/config/notifier', '/v3/config/storage', '/v3/config/storage/none', '/v3/config/none'],
    ]) {
      const [theirs, ours] = await both(path);
      expect([path, ours]).toEqual([path, theirs]);
    }
    for (const path of [
      '/v3/config',
      '/v3/config/storage/default',
      '/v3/config/evaluator/default',
      '/v3/config/cluster/shop',
      '/v3/config/consumer/shop',
      '/v3/kafka/shop',
    ]) {
      const [theirs, ours] = (await both(path)).map((body) => keysOf(JSON.parse(body)));
      // Of the two names of one key ours is the one that Burrow has had since 1.3.5.
      const renamed = theirs?.map((key) => key.replace('group-whitelist', 'group-allowlist'));
      expect([path, ours]).toEqual([path, renamed]);
    }
  });

  it('both change their log level in the same way', async () => {
    const bodies = [
      '{"level":"debug"}',
      '{"level":"Trace"}',
      '{"level":"warning"}',
      '{"level":"fatal"}',
      '{"level":"error"}',
    ];
    for (const body of [...bodies, '{"level":"loud"}', '{}', '[]', '{"level":1}', 'debug', '']) {
      const said = await Promise.all(
        [burrow.http, monitorHttp].map(async (http) => {
          const response = await fetch(`${http}/v3/admin/loglevel`, { method: 'POST', body });
          return [response.status, await response.text(), await ask(http, '/v3/admin/loglevel')];
        }),
      );
      expect([body, said[1]]).toEqual([body, said[0]]);
    }
  });

  it('both say that all have stopped after a silence longer than their windows', async () => {
    await producer.send({ topic: 'orders', value: 'x' });
    for (const group of groups) await bothSay(lagPath(group), (body) => statusOf(body) === 'STOP');
  });

  it('both forget a group that is deleted, and only there', async () => {
    for (const http of [burrow.http, monitorHttp]) {
      const response = await fetch(`${http}/v3/kafka/shop/consumer/mail`, { method: 'DELETE' });
      expect(response.status).toBe(200);
    }
    await bothSay(lagPath('mail'), (body) => body.includes('"status":"NOTFOUND"'));
  });
});

/** Each group with what it does in a turn. */
function rolesIn(turn: number): readonly (readonly [group: string, Behaviour])[] {
  return groups.flatMap((group, index) => {
    const behaviour = behaviours[(index + turn) % behaviours.length];
    return behaviour === undefined ? [] : [[group, behaviour] as const];
  });
}

function lagPath(group: string): string {
  return `/v3/kafka/shop/consumer/${group}/lag`;
}

/** Of the only partition of a group; undefined of an answer that has none. */
function statusOf(body: string): string | undefined {
  return /"partition":0,.*?"status":"([A-Z]+)"/.exec(body)?.[1];
}

/** When a commit was observed is not the same for two, and Burrow 1.2.1 does not say it. */
function withoutObservation(body: string): string {
  return body.replace(/"observedAt":\d+,/g, '');
}

/** Lists of names have no order in Burrow. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.toSorted();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOrder(inner)]));
}

/** All keys of an object and of those inside it, in their order. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner).map((one) => `${key}.${one}`)]);
}

async function until<T>(what: string, look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  const deadline = new Deadline(60_000, what);
  for (;;) {
    const found = await look();
    if (holds(found)) return found;
    if (await deadline.isOver()) throw new Error(`${what}: not within ${deadline.withinMs} ms, but ${String(found)}`);
    await sleep(50);
  }
}
