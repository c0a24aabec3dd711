import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from './bounds.js';
import { drave, type CommandResult } from './command-line.js';

interface Described {
  readonly partitions: readonly {
    readonly index: number;
    readonly leaderId: number;
    readonly replicas: readonly number[];
  }[];
}

/** A line of `log dump --decode metadata -o ndjson`. */
interface DumpedMetadata {
  readonly kind: string;
  readonly offset?: number;
  readonly snapshot?: number;
  /** Of a snapshot or an entry. */
  readonly records?: number;
  readonly decoded?: { readonly type: string; readonly data: { readonly name?: string } };
}

/** The commands by which a cluster is kept running, in the order in which an operator takes a broker out of service. */
describe('drave, where brokers come and go', () => {
  let home: string;
  const run = (parameters: string): Promise<CommandResult> => drave(home, parameters.split(' '));
  const json = async <Found = unknown>(parameters: string): Promise<Found> => {
    const { stdout, stderr, exitCode } = await run(`${parameters} -o json`);
    // On a slow machine it says meanwhile that nobody has answered yet, on standard error.
    if (exitCode !== 0) throw new Error(`drave ${parameters} ended with ${exitCode}: ${stderr}`);
    return JSON.parse(stdout) as Found;
  };
  const brokerIds = async () => (await json<{ id: number }[]>('broker ls')).map(({ id }) => id);
  const partitionOf = async (topic: string) => {
    const [described] = await json<Described[]>(`topic describe ${topic}`);
    const [partition] = described?.partitions ?? [];
    if (partition === undefined) throw new Error(`${topic} has no partition`);
    return partition;
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    // Snapshots of the metadata are cut early, so that there is one to look at.
    const early = '--config metadata.log.max.record.bytes.between.snapshots=1000';
    expect(await run(`local up -d -c 1 -b 3 ${early}`)).toMatchObject({ exitCode: 0 });
    expect(await run('topic create orders -p 1 -r 2')).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await run('local down --all');
    rmSync(home, { recursive: true });
  });

  it('health: 0 and what there is', async () => {
    expect(await json('health --wait 30s')).toMatchObject({
      healthy: true,
      reasons: [],
      brokers: 3,
      brokersRunning: 3,
    });
    expect((await run('health')).stdout).toMatch(/^healthy: controller 1 is active, 3 of 3 brokers run, /);
  });

  it('lead: the follower leads when it returns; a broker without a replica is refused', async () => {
    const { leaderId, replicas } = await partitionOf('orders');
    const [follower = -1] = replicas.filter((id) => id !== leaderId);
    expect(await json(`lead orders/0 --to ${follower}`)).toMatchObject({ before: leaderId, leader: follower });
    expect(await partitionOf('orders')).toMatchObject({ leaderId: follower });
    expect((await run(`lead orders/0 --to ${follower}`)).stdout).toContain('already');
    const [stranger] = (await brokerIds()).filter((id) => !replicas.includes(id));
    const refused = await run(`lead orders/0 --to ${stranger}`);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(`drave partition move orders/0:${stranger},`);
  });

  it('elect: no partition needs an election', async () => {
    expect((await run('elect')).stdout).toBe('no partition needs an election\n');
    expect(await json('elect orders/0')).toMatchObject([{ topic: 'orders', state: 'not needed', error: null }]);
  });

  it('feature: ls and set, which checks first and refuses what nobody supports', async () => {
    const features = await json<{ name: string; level: number; maxSupported: number }[]>('feature ls');
    expect(features.map(({ name }) => name)).toContain('metadata.version');
    const { name = '', level = 0, maxSupported = 0 } = features[0] ?? {};
    expect(await json(`feature set ${name}=${level} --validate-only`)).toMatchObject({
      changes: [{ name, before: level }],
    });
    const refused = await run(`feature set ${name}=${maxSupported + 1}`);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(`not ${maxSupported + 1}`);
    expect((await run('feature set metadata.version')).exitCode).toBe(2);
  });

  it('meta: the cluster and the log of its controller, which runs, tell of the same partition', async () => {
    const { replicas, leaderId } = await partitionOf('orders');
    const path = '/topics/orders/partitions/0';
    expect(await json(`meta cat ${path}`)).toMatchObject({ leaderId, replicas });
    expect((await run('meta ls /topics')).stdout).toContain('orders/\n');
    const [cluster] = await json<{ directory: string }[]>('local ps');
    const stored = `--data-dir ${join(cluster?.directory ?? '', 'c1', 'data')}`;
    expect(await json(`meta cat ${path} ${stored}`)).toMatchObject({ leader: leaderId, replicas });
    const entries = (await run(`meta tail ${stored} -o json`)).stdout.trimEnd().split('\n');
    const decoded = entries.map(
      (line) => JSON.parse(line) as { offset: number; records: { kind: string; name?: string }[] },
    );
    const created = decoded.find(({ records }) =>
      records.some(({ kind, name }) => kind === 'topic' && name === 'orders'),
    );
    const offset = created?.offset ?? -1;
    const changes = await json<{ path: string; before: null }[]>(
      `meta diff ${path} --from ${offset} --to ${offset + 1} ${stored}`,
    );
    expect(changes).toContainEqual({ path: `${path}/replicas`, before: null, after: expect.stringMatching(/^\[\d/) });
    const nowhere = await run(`meta cat /topics/nowhere ${stored}`);
    expect(nowhere).toMatchObject({ exitCode: 2, stdout: '' });
    expect(nowhere.stderr).toContain("there is no 'nowhere' in '/topics': there are ");
  });

  it('log dump: the metadata log and snapshots of a node that runs', async () => {
    const [cluster] = await json<{ directory: string }[]>('local ps');
    const data = join(cluster?.directory ?? '', 'c1', 'data');
    const { exitCode, stdout } = await run(`log dump ${data} --decode metadata -o ndjson`);
    expect(exitCode).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as DumpedMetadata);
    const [first] = lines;
    const snapshots = lines.filter(({ kind }) => kind === 'snapshot');
    expect(first).toMatchObject({ kind: 'snapshot', epoch: expect.any(Number) as number });
    expect(snapshots.some(({ records }) => (records ?? 0) > 0)).toBe(true);
    const inSnapshots = lines.filter(({ kind, snapshot }) => kind === 'record' && snapshot !== undefined);
    expect(inSnapshots).toHaveLength(snapshots.reduce((sum, { records = 0 }) => sum + records, 0));
    const inLog = lines.filter(
      ({ kind, offset, snapshot }) => kind === 'record' && offset !== undefined && snapshot === undefined,
    );
    const entries = lines.filter(({ kind }) => kind === 'entry');
    expect(inLog).toHaveLength(entries.reduce((sum, { records = 0 }) => sum + records, 0));
    expect(lines.find(({ decoded }) => decoded?.type === 'topic' && decoded.data.name === 'orders')).toBeDefined();
    const table = await run(`log dump ${data}`);
    expect(table.stdout).toMatch(/\n {2}entry {2}offset \d+ {2}epoch 1 /);
    expect(table.stdout).not.toContain('orders');
  });

  it('bench: throughput and latency, in the words of the tools for Kafka', async () => {
    expect(await run('topic create benched -p 2 -r 2')).toMatchObject({ exitCode: 0 });
    const written = await json('bench produce benched --num-records 20000 --record-size 2000');
    const latencyMs = Object.fromEntries(
      ['avg', 'max', 'p50', 'p95', 'p99', 'p999'].map((name) => [name, expect.any(Number) as number]),
    );
    const rates = { recordsPerSecond: expect.any(Number) as number, megabytesPerSecond: expect.any(Number) as number };
    expect(written).toMatchObject({ topic: 'benched', records: 20_000, bytes: 40_000_000, latencyMs, ...rates });
    expect(await json('bench consume benched')).toMatchObject({ records: 20_000, bytes: 40_000_000, ...rates });
    expect(await json('bench consume benched --num-records 10')).toMatchObject({ records: 10, bytes: 20_000 });
    expect(await json('bench e2e benched --num-records 5')).toMatchObject({ records: 5, bytes: 500, latencyMs });
    expect((await run('bench produce benched --num-records 10 --throughput 1000')).stdout).toMatch(
      /^10 records sent, [\d.]+ records\/sec \([\d.]+ MB\/sec\), [\d.]+ ms avg latency, .* ms 50th, .* ms 99.9th\.\n$/,
    );
    const nowhere = await run('bench consume nowhere');
    expect(nowhere).toMatchObject({ exitCode: 1, stdout: '' });
    expect(nowhere.stderr).toContain('drave topic ls');
  });

  it('partition move --throttle: the rate is set while they move, unthrottle ends it, and nothing of it stays', async () => {
    const { index, replicas } = await partitionOf('benched');
    const [stranger] = (await brokerIds()).filter((id) => !replicas.includes(id));
    // One message passes in each eleven seconds, of a partition that is twenty of them long.
    const moving = run(`partition move benched/${index}:${stranger},${replicas[0]} --throttle 1`);
    const settings = async () => {
      const of = async (resource: string) =>
        (await json<{ settings: { key: string; value: string }[] }>(`config get ${resource}`)).settings
          .filter(({ key }) => key.includes('throttled'))
          .map(({ key, value }) => `${key}=${value}`);
      return [...(await of('topic/benched')), ...(await of(`broker/${stranger}`))];
    };
    const underWay = async () =>
      (await json<{ adding: number[] }[]>('partition move-status')).map(({ adding }) => adding);
    await expect.poll(underWay, { timeout: boundMs(30_000, 'the move has begun') }).toEqual([[stranger]]);
    expect(await settings()).toEqual([
      `follower.replication.throttled.replicas=${index}:${stranger}`,
      `leader.replication.throttled.replicas=${replicas.map((id) => `${index}:${id}`).join(',')}`,
      'follower.replication.throttled.rate=1',
      'leader.replication.throttled.rate=1',
    ]);
    expect(await underWay()).toEqual([[stranger]]);
    expect(await json('partition unthrottle')).toMatchObject({ topics: ['benched'] });
    expect(await moving).toMatchObject({ exitCode: 0 });
    expect(await settings()).toEqual([]);
    expect((await run('partition unthrottle')).stdout).toBe('nothing is throttled\n');
    expect((await run('partition move benched/0 --broker 2 --to-dir /x --throttle 1')).exitCode).toBe(2);
    await run('topic delete benched');
  });

  it('bundle: one archive, whose contents it tells, without secrets', async () => {
    const archive = join(home, 'shop.tar.gz');
    const told = await json<{ contents: { file: string }[]; missing: unknown[]; sizeBytes: number }>(
      `bundle ${archive}`,
    );
    expect(told.missing).toEqual([]);
    const directory = execFileSync('tar', ['-xzvf', archive, '-C', home], { encoding: 'utf8' }).split('/')[0] ?? '';
    const text = (name: string): string => readFileSync(join(home, directory, name), 'utf8');
    for (const { file } of told.contents)
      expect([file, text('README.txt').includes(`\n${file} `)]).toEqual([file, true]);
    expect(JSON.parse(text('health.json'))).toMatchObject({ healthy: true });
    expect(text('partitions.json')).toContain('"orders"');
    expect(text('nodes/b1/metrics.txt')).toContain('# HELP drave_');
    expect(text('nodes/c1/log.ndjson')).toContain('{');
    expect(text('events.json')).toContain('leads ');
    expect(JSON.parse(text('nodes/b1/config.json'))).toMatchObject({ node: { name: 'b1' } });
    const again = await run(`bundle ${archive}`);
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(again.stderr).toContain('give another name');
  });

  it('partition move --watch returns when the new replica is in sync; move-status shows no move then', async () => {
    const { replicas } = await partitionOf('orders');
    const [stranger] = (await brokerIds()).filter((id) => !replicas.includes(id));
    const moved = await run(`partition move orders/0:${replicas[0]},${stranger} --watch`);
    expect(moved).toMatchObject({ exitCode: 0 });
    expect(moved.stdout.trimEnd().split('\n').at(-1)).toMatch(/^no partition moves any more \(/);
    expect((await partitionOf('orders')).replicas).toEqual([replicas[0], stranger]);
    expect(await json('partition move-status')).toEqual([]);
    const cancelled = await run('partition move-cancel orders/0');
    expect(cancelled).toMatchObject({ exitCode: 1 });
    expect(cancelled.stdout).toContain('NO_REASSIGNMENT_IN_PROGRESS');
  });

  it('broker decommission: empties a broker, and unregister forgets it once it is stopped', async () => {
    const { replicas } = await partitionOf('orders');
    const [leaving = -1] = replicas;
    const plan = await json<{ moves: { replicas: number[] }[] }>(`broker decommission ${leaving} --validate-only`);
    expect(plan.moves.map((move) => move.replicas).flat()).not.toContain(leaving);
    expect((await run(`broker describe ${leaving}`)).stdout).toMatch(new RegExp(`^broker ${leaving} {2}running`));
    expect((await run(`broker unregister ${leaving}`)).stderr).toContain('stop it first');
    const emptied = await run(`broker decommission ${leaving} --no-unregister`);
    expect(emptied).toMatchObject({ exitCode: 0 });
    expect(emptied.stdout).toContain(`broker ${leaving} holds no replica; `);
    expect((await partitionOf('orders')).replicas).not.toContain(leaving);
    const names = await json<{ nodes: { name: string; id: number }[] }[]>('local ps');
    const name = names[0]?.nodes.find(({ id }) => id === leaving)?.name ?? '';
    await run(`local stop ${name}`);
    const unhealthy = await run('health');
    expect(unhealthy).toMatchObject({ exitCode: 1 });
    expect(unhealthy.stdout).toContain(`out of service: broker ${leaving}`);
    expect(await json(`broker unregister ${leaving}`)).toMatchObject({ brokerId: leaving, unregistered: true });
    expect(await json('health --wait 30s')).toMatchObject({ healthy: true, brokers: 2 });
    const tooFew = await run(`broker decommission ${replicas[1]}`);
    expect(tooFew).toMatchObject({ exitCode: 1 });
    expect(tooFew.stderr).toContain('add a broker');
  });
});
