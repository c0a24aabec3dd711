import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterEvent } from '../options.js';
import { askSupervisor } from './control.js';
import { fakeRuntime } from '../testing/fake-node.js';
import { isAlive } from './port-reservations.js';
import { Registry } from './registry.js';
import { Supervisor } from './supervisor.js';

describe('Supervisor', () => {
  let scratch: string;
  let registry: Registry;
  let supervisor: Supervisor;

  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
    registry = new Registry(join(scratch, 'running'));
    supervisor = await Supervisor.start(fakeRuntime(scratch), { controllers: 1, brokers: 1 }, registry);
  });
  afterEach(async () => {
    await supervisor.close();
    rmSync(scratch, { recursive: true });
  });

  it('is found by name, or without one while it is alone', () => {
    expect(registry.find(supervisor.cluster.name)).toEqual(registry.find(undefined));
    expect(() => registry.find('other')).toThrow(
      `no local cluster called 'other' runs (running: ${supervisor.cluster.name})`,
    );
    const mode = statSync(join(scratch, 'running', `${supervisor.cluster.name}.json`)).mode & 0o777;
    expect(mode).toBe(0o600);
  });

  it('obeys verbs from another process and answers with names or the reason', async () => {
    const entry = registry.find(undefined);
    expect(await askSupervisor(entry, { verb: 'kill', nodes: 'b1' })).toEqual(['b1']);
    expect(supervisor.cluster.node('b1').state).toBe('down');
    await expect(askSupervisor(entry, { verb: 'kill', nodes: 'b7' })).rejects.toThrow("'b7' names no node");
    expect(await askSupervisor(entry, { verb: 'start', nodes: 'b1' })).toEqual(['b1']);
    expect(await askSupervisor(entry, { verb: 'describe' })).toMatchObject({
      grpcBootstrap: supervisor.cluster.grpcBootstrap.map(({ host, port }) => `${host}:${port}`).join(','),
      nodes: [
        { name: 'c1', state: 'leader', detail: 'epoch 1' },
        { name: 'b1', state: 'active' },
      ],
    });
  });

  it('tells events from the first on as they come, until the asker has had enough', async () => {
    const enough = new AbortController();
    const told: string[] = [];
    const onTold = (item: unknown): void => {
      const { node, kind } = item as ClusterEvent;
      told.push(`${node} ${kind}`);
      if (kind === 'killed') enough.abort();
    };
    const entry = registry.find(undefined);
    const asked = askSupervisor(entry, { verb: 'watchEvents' }, { onTold, signal: enough.signal });
    await askSupervisor(entry, { verb: 'kill', nodes: 'b1' });
    expect(await asked).toBeNull();
    expect(told).toEqual(expect.arrayContaining(['c1 starting', 'b1 starting', 'c1 ready', 'b1 ready']));
    expect(told.at(-1)).toBe('b1 killed');
  });

  it('refuses whoever cannot read the registry', async () => {
    const entry = { ...registry.find(undefined), token: 'guessed' };
    await expect(askSupervisor(entry, { verb: 'down' })).rejects.toThrow('the token is not the one of this cluster');
    expect(supervisor.cluster.node('c1').state).toBe('running');
  });

  it('goes down on request, leaving no process and no entry', async () => {
    const processes = supervisor.cluster.nodes.map((node) => node.processId ?? 0);
    await askSupervisor(registry.find(undefined), { verb: 'down' });
    await supervisor.ended;
    expect(processes.filter(isAlive)).toEqual([]);
    expect(readdirSync(join(scratch, 'running'))).toEqual([]);
    expect(() => registry.find(undefined)).toThrow('no local cluster runs; start one with drave local up');
  });

  it('is found while it starts, takes no verb but the one that ends it, and then ends at once', async () => {
    process.env['FAKE_NODE_b1'] = 'silent';
    try {
      const other = new Registry(join(scratch, 'others'));
      const starting = Supervisor.start(fakeRuntime(scratch), { controllers: 1, brokers: 1 }, other);
      const outcome = starting.then(
        () => 'started',
        (reason: { code: string }) => reason.code,
      );
      await expect.poll(() => other.list().length, { timeout: 20_000 }).toBe(1);
      const entry = other.find(undefined);
      expect(await askSupervisor(entry, { verb: 'describe' })).toMatchObject({ name: entry.name, state: 'starting' });
      await expect(askSupervisor(entry, { verb: 'kill', nodes: 'b1' })).rejects.toThrow('is still starting');
      await askSupervisor(entry, { verb: 'down' });
      expect(await outcome).toBe('CANCELLED');
      expect(other.list()).toEqual([]);
    } finally {
      delete process.env['FAKE_NODE_b1'];
    }
  });

  it('says what a verb waits for, until it has its effect', async () => {
    const entry = registry.find(undefined);
    const waits: string[] = [];
    process.env['FAKE_NODE_b1'] = 'silent';
    try {
      await askSupervisor(entry, { verb: 'kill', nodes: 'b1' });
      const starting = askSupervisor(
        entry,
        { verb: 'start', nodes: 'b1', timeoutMs: 6_000 },
        {
          onWaiting: (text) => waits.push(text),
        },
      );
      await expect(starting).rejects.toThrow('until b1 is ready; still: b1 is starting');
      expect(waits[0]).toMatch(/^b1 is starting \(waiting for 5/);
    } finally {
      delete process.env['FAKE_NODE_b1'];
    }
  });

  it('ends when its nodes are gone and nobody has ordered that, and not when somebody has', async () => {
    await askSupervisor(registry.find(undefined), { verb: 'kill', nodes: 'all', wait: false });
    expect(supervisor.reason).toBeUndefined();
    await askSupervisor(registry.find(undefined), { verb: 'start', nodes: 'b1', wait: false });
    process.kill(supervisor.cluster.node('b1').processId ?? 0, 'SIGKILL');
    await expect.poll(() => supervisor.cluster.node('b1').state, { timeout: 20_000 }).toBe('down');
    // The other one was ordered down, and may be started again.
    expect(supervisor.reason).toBeUndefined();
    await askSupervisor(registry.find(undefined), { verb: 'start', nodes: 'all' });
    for (const node of supervisor.cluster.nodes) process.kill(node.processId ?? 0, 'SIGKILL');
    await supervisor.ended;
    expect(supervisor.reason).toBe('every node has ended by itself');
  });

  it('ends when its directory is gone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const other = await Supervisor.start(
        fakeRuntime(scratch),
        { controllers: 1, brokers: 1 },
        new Registry(join(scratch, 'others')),
      );
      vi.advanceTimersByTime(60_000);
      expect(other.reason).toBeUndefined();
      rmSync(other.cluster.directory, { recursive: true });
      vi.advanceTimersByTime(60_000);
      await other.ended;
      expect(other.reason).toBe(`its directory ${other.cluster.directory} is gone`);
      await other.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('clears away what a dead supervisor left', () => {
    const file = join(scratch, 'running', 'dead.json');
    writeFileSync(
      file,
      JSON.stringify({ name: 'dead', supervisorPid: 0, controlPort: 1, token: '', startedWallMs: 0 }),
    );
    writeFileSync(join(scratch, 'running', 'half.json'), '{"name":');
    expect(registry.list().map((entry) => entry.name)).toEqual([supervisor.cluster.name]);
    expect(readdirSync(join(scratch, 'running'))).toEqual([`${supervisor.cluster.name}.json`]);
  });
});
