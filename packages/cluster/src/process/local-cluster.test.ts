import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeRuntime, type FakeRuntime } from '../testing/fake-node.js';
import type { LocalClusterOptions } from '../options.js';
import { LocalCluster } from './local-cluster.js';
import { isAlive } from './port-reservations.js';

describe('LocalCluster', () => {
  let scratch: string;
  let runtime: FakeRuntime;
  const open: LocalCluster[] = [];

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
    runtime = fakeRuntime(scratch);
  });

  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith('FAKE_NODE_')) delete process.env[name];
    for (const cluster of open.splice(0)) await cluster.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function start(options: Parameters<typeof LocalCluster.start>[1] = {}): Promise<LocalCluster> {
    const cluster = await LocalCluster.start(runtime, {
      controllers: 1,
      brokers: 2,
      ...options,
    });
    open.push(cluster);
    return cluster;
  }

  it('starts a process per node, each with its own ports, config and formatted directory', async () => {
    const cluster = await start();
    expect(cluster.nodes.map((node) => [node.name, node.roles])).toEqual([
      ['c1', ['controller']],
      ['b1', ['broker']],
      ['b2', ['broker']],
    ]);
    expect(new Set(cluster.nodes.map((node) => node.processId)).size).toBe(3);
    expect(runtime.formatted).toEqual(cluster.nodes.map((node) => node.dataDirectory));
    const config = JSON.parse(readFileSync(cluster.node('b2').configFile, 'utf8'));
    expect(config.quorum.voters).toEqual([
      { id: 1, host: '127.0.0.1', port: cluster.node('c1').grpc.port, directoryId: expect.stringMatching(/^.{22}$/) },
    ]);
    expect(config.supervised).toBe(true);
    expect(cluster.grpcBootstrap).toEqual([cluster.node('b1').grpc, cluster.node('b2').grpc]);
  });

  it('kills, and starts again with the same port under a new process', async () => {
    const cluster = await start();
    const before = {
      ...cluster.node('b1'),
      processId: cluster.node('b1').processId,
      port: cluster.node('b1').grpc.port,
    };
    expect(await cluster.kill('b1')).toEqual(['b1']);
    expect(cluster.node('b1').state).toBe('down');
    expect(isAlive(before.processId ?? 0)).toBe(false);
    expect(readdirSync(join(tmpdir(), 'drave-ports'))).toContain(`${before.port}.lock`);
    await cluster.start('b1');
    expect(cluster.node('b1').grpc.port).toBe(before.port);
    expect(cluster.node('b1').processId).not.toBe(before.processId);
    expect(cluster.events.filter((event) => event.node === 'b1').map((event) => event.kind)).toEqual([
      'starting',
      'ready',
      'exited',
      'killed',
      'starting',
      'ready',
    ]);
  });

  it('looks up roles when the verb runs', async () => {
    const cluster = await start();
    expect(await cluster.resolve('controller')).toEqual(['c1']);
    expect(await cluster.kill('leader:t/0')).toEqual(['b2']);
    expect(await cluster.resolve('leader:t/0')).toEqual(['b1']);
    await expect(cluster.resolve('b9')).rejects.toThrow("'b9' names no node: use one of c1, b1, b2");
  });

  it('pauses and resumes', async () => {
    const cluster = await start();
    await cluster.pause('b1', { wait: false });
    // The kernel stops a process at its next chance, not within our call.
    await expect.poll(() => processState(cluster.node('b1').processId), { timeout: 10_000 }).toBe('T');
    expect(cluster.node('b1').state).toBe('paused');
    await expect(cluster.pause('b1')).rejects.toThrow('cannot pause b1: it is paused, not running');
    expect(await cluster.resume('all')).toEqual(['b1']);
    expect(cluster.node('b1').state).toBe('running');
    await expect(cluster.resume('all')).rejects.toThrow('cannot resume c1: it is running, not paused');
  });

  it('does not take away the only voter', async () => {
    const cluster = await start();
    // The double counts every node that runs as a voter.
    await cluster.kill('brokers', { wait: false });
    await expect(cluster.remove('c1')).rejects.toThrow('c1 is the only voter');
    expect(cluster.node('c1').state).toBe('running');
  });

  it('says why when a node does not start, and leaves nothing behind but its files', async () => {
    process.env['FAKE_NODE_b2'] = 'broken';
    const failure = await start().then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(failure).toContain('node b2 ended before it was ready (code 3). Its last lines:\nthe disk is on fire');
    const kept = /kept in (.*)$/.exec(failure ?? '')?.[1] ?? '';
    expect(existsSync(join(kept, 'b2', 'node.json'))).toBe(true);
    rmSync(kept, { recursive: true });
  });

  it('gives up on a node that never gets ready', async () => {
    process.env['FAKE_NODE_c1'] = 'silent';
    // Alone, so that a slow machine cannot make another node the one that is named.
    const starting = start({ controllers: 1, brokers: 0, readyTimeoutMs: 700 });
    await expect(starting).rejects.toThrow(/waited [\d.]+ m?s until c1 is ready; still: c1 is starting/);
    const kept = await starting.catch((reason: Error) => /kept in (.*)$/.exec(reason.message)?.[1] ?? '');
    rmSync(kept as string, { recursive: true });
  });

  it('is interrupted while it starts: it ends at once and leaves nothing', async () => {
    process.env['FAKE_NODE_b1'] = 'silent';
    const interrupt = new AbortController();
    const waits: string[] = [];
    const cluster = await LocalCluster.prepare(runtime, { controllers: 1, brokers: 1 });
    const starting = cluster.begin({
      signal: interrupt.signal,
      onWaiting: (text) => {
        waits.push(text);
        interrupt.abort();
      },
    });
    await expect(starting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(waits[0]).toMatch(/^b1 is starting \(waiting for /);
    expect(cluster.nodes.map((node) => node.state)).toEqual(['down', 'down']);
    expect(existsSync(cluster.directory)).toBe(false);
  });

  it('notices a node that ends while the others get ready', async () => {
    process.env['FAKE_NODE_b2'] = 'short-lived';
    const failure = await start().then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(failure).toContain('node b2 has ended (code 4), and nobody asked it to. Its last lines:');
    const kept = /kept in (.*)$/.exec(failure ?? '')?.[1] ?? '';
    rmSync(kept, { recursive: true });
  });

  it('reports a stop that takes too long, and the node still runs', async () => {
    process.env['FAKE_NODE_b1'] = 'stubborn';
    const cluster = await start();
    await expect(cluster.stop('b1', { timeoutMs: 300 })).rejects.toThrow('did not shut down within 300 ms of SIGTERM');
    expect(cluster.node('b1').state).toBe('running');
  });

  it('closes without a process, a lock or a temporary file left', async () => {
    const cluster = await start();
    const processes = cluster.nodes.map((node) => node.processId ?? 0);
    const ports = cluster.nodes.flatMap((node) => [node.grpc.port, node.http.port]);
    await cluster.pause('b1', { wait: false });
    await cluster.close();
    expect(processes.filter(isAlive)).toEqual([]);
    expect(existsSync(cluster.directory)).toBe(false);
    const locks = readdirSync(join(tmpdir(), 'drave-ports'));
    expect(ports.filter((port) => locks.includes(`${port}.lock`))).toEqual([]);
    await expect(cluster.kill('b1')).rejects.toThrow('is closed');
  });

  it('brings a named cluster back with its identity and ports', async () => {
    const directory = join(scratch, 'shop');
    const first = await start({ name: 'shop', directory });
    const identity = [first.clusterId, first.nodes.map((node) => node.grpc.port)];
    await first.close();
    const second = await LocalCluster.start(runtime, { name: 'shop', directory });
    open.push(second);
    expect([second.clusterId, second.nodes.map((node) => node.grpc.port)]).toEqual(identity);
    await expect(LocalCluster.start(runtime, { name: 'shop', directory })).rejects.toThrow(
      /port \d+ is in use by the local/,
    );
    await second.close();
    await expect(LocalCluster.start(runtime, { name: 'shop', directory, brokers: 5 })).rejects.toThrow(
      'the cluster shop has 1 controllers and 2 brokers',
    );
  });

  it('wipes a broker, never a controller', async () => {
    const cluster = await start();
    await cluster.kill('b1');
    await cluster.start('b1', { wipe: true });
    expect(runtime.formatted.filter((path) => path === cluster.node('b1').dataDirectory)).toHaveLength(2);
    await cluster.kill('c1', { wait: false });
    await expect(cluster.start('c1', { wipe: true })).rejects.toThrow('c1 is a controller');
  });
});

describe('LocalCluster with a proxied network', () => {
  let scratch: string;
  const open: LocalCluster[] = [];

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  });
  afterEach(async () => {
    for (const cluster of open.splice(0)) await cluster.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function start(options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const cluster = await LocalCluster.start(fakeRuntime(scratch), {
      controllers: 1,
      brokers: 2,
      network: 'proxied',
      ...options,
    });
    open.push(cluster);
    return cluster;
  }

  it('gives every node a port behind its proxies, and a way of its own to each other node', async () => {
    const cluster = await start();
    const config = JSON.parse(readFileSync(cluster.node('b1').configFile, 'utf8'));
    const { grpc, kafka } = config.listeners;
    expect(grpc.advertisedPort).toBe(cluster.node('b1').grpc.port);
    expect(grpc.port).not.toBe(grpc.advertisedPort);
    expect(kafka[0].advertisedPort).toBe(cluster.node('b1').kafka?.port);
    const routes = (name: string): Record<string, string> =>
      JSON.parse(readFileSync(join(cluster.node(name).directory, 'routes.json'), 'utf8'));
    const targets = cluster.nodes.map((node) => `127.0.0.1:${node.grpc.port}`);
    const ways = cluster.nodes.map((node) => routes(node.name));
    for (const way of ways) expect(Object.keys(way)).toEqual(targets);
    expect(new Set(ways.flatMap((way) => Object.values(way))).size).toBe(9);
    expect(routes('b1')[`127.0.0.1:${grpc.advertisedPort}`]).toBe(`127.0.0.1:${grpc.port}`);
  });

  it('answers clients through the proxy, unless they are cut off, until it is healed', async () => {
    const cluster = await start();
    const { port } = cluster.node('b1').grpc;
    expect(await answerAt(port)).toBe('2');
    expect(await cluster.partition('b1', 'clients')).toEqual({ nodes: ['b1'], others: ['clients'], oneWay: false });
    const held = answerAt(port);
    expect(await cluster.heal('b2')).toEqual([]);
    expect(await Promise.race([held, answerAt(cluster.node('b2').grpc.port)])).toBe('3');
    expect(await cluster.heal()).toEqual(['b1', 'clients']);
    expect(await held).toBe('2');
    const told = cluster.events.filter((event) => event.kind === 'network');
    expect(told.map(({ node, detail }) => [node, detail])).toEqual([
      ['b1', 'cut off from and to clients'],
      ['b1,clients', 'healed'],
    ]);
  });

  it('refuses connections to a node that is down, and takes them when it is back', async () => {
    const cluster = await start();
    const { port } = cluster.node('b1').grpc;
    await cluster.kill('b1');
    await expect(answerAt(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await cluster.start('b1');
    expect(await answerAt(port)).toBe('2');
  });

  it('knows the sides of a fault by roles, and leaves nobody to be cut off from himself', async () => {
    const cluster = await start();
    expect(await cluster.isolate('leader:t/0', { wait: false })).toEqual({
      nodes: ['b2'],
      others: ['c1', 'b1', 'clients'],
      oneWay: false,
    });
    expect(await cluster.reset('b1', 'brokers', { oneWay: true })).toEqual({
      nodes: ['b1'],
      others: ['b2'],
      oneWay: true,
    });
    await expect(cluster.partition('b1', 'b1')).rejects.toThrow('name others than the nodes themselves');
    await expect(cluster.slow('b1')).rejects.toThrow('how slow? Give a latency, a jitter, or bytes per second');
    await expect(cluster.slow('b1', 'b2', { latencyMs: -1 })).rejects.toThrow('latencyMs -1: give 0 or more');
    await expect(cluster.drop('b1', 'b2', { share: 1 })).rejects.toThrow('give a number between 0 and 1');
  });

  it('takes in a node that joins, and lets go of one that leaves', async () => {
    const cluster = await start();
    const name = await cluster.add('broker');
    expect(await answerAt(cluster.node(name).grpc.port)).toBe('4');
    const routes = readFileSync(join(cluster.node('c1').directory, 'routes.json'), 'utf8');
    expect(routes).toContain(`127.0.0.1:${cluster.node(name).grpc.port}`);
  });

  it('comes back under its addresses, proxied or not', async () => {
    const directory = join(scratch, 'shop');
    const first = await start({ name: 'shop', directory, network: 'direct' });
    const ports = first.nodes.map((node) => node.grpc.port);
    await first.close();
    for (const network of ['proxied', 'direct'] as const) {
      const again = await start({ name: 'shop', directory, network });
      expect(again.nodes.map((node) => node.grpc.port)).toEqual(ports);
      expect(await answerAt(ports[1] ?? 0)).toBe('2');
      await again.close();
    }
  });

  it('says how to get a proxied network where there is none', async () => {
    const cluster = await start({ network: 'direct' });
    await expect(cluster.partition('b1')).rejects.toThrow('start it with --network proxied');
    expect(existsSync(join(cluster.node('b1').directory, 'routes.json'))).toBe(false);
  });
});

/** What the double of a node says to whoever connects. */
async function answerAt(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await once(socket, 'end');
  return text;
}

/** The state letter of /proc: R running, S sleeping, T stopped. */
function processState(processId: number | undefined): string {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  return stat.charAt(stat.lastIndexOf(')') + 2);
}
