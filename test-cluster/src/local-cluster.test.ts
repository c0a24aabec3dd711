import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { ClusterDescription } from '@drave/cluster';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onCluster } from './cluster.js';
import { drave, startDrave, type RunningCommand } from './command-line.js';
import { Deadline } from './bounds.js';

/** The promises of a local cluster that only real nodes can keep or break. */
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drave-home-'));
});
afterEach(async () => {
  await drave(home, ['local', 'down', '--all']);
  rmSync(home, { recursive: true });
});

describe('drave local up', () => {
  it('shows 3 + 3 processes, and Ctrl-C leaves no process, no port and no file', async () => {
    const up = startDrave(home, ['local', 'up', '-o', 'json']);
    const cluster = await described(up);
    expect(cluster.nodes.map((node) => node.name)).toEqual(['c1', 'c2', 'c3', 'b1', 'b2', 'b3']);
    expect(cluster.nodes.filter((node) => node.state === 'leader')).toHaveLength(1);
    expect(cluster.nodes.filter((node) => node.state === 'active')).toHaveLength(3);
    const processes = cluster.nodes.map((node) => node.pid ?? 0);
    expect(new Set(processes.filter(isAlive)).size).toBe(6);
    up.child.kill('SIGINT');
    expect(await once(up.child, 'close')).toEqual([0, null]);
    expectNothingLeft(cluster, processes);
  });

  it('leaves no node behind when the supervisor itself is killed', async () => {
    const up = startDrave(home, ['local', 'up', '-c', '1', '-b', '1', '-o', 'json']);
    const cluster = await described(up);
    const processes = cluster.nodes.map((node) => node.pid ?? 0);
    up.child.kill('SIGKILL');
    await once(up.child, 'close');
    await eventually(() => processes.filter(isAlive).length === 0);
    expect((await drave(home, ['local', 'ps'])).stderr).toContain('no local cluster runs');
    rmSync(cluster.directory, { recursive: true });
  });

  it('goes on in the background, is found by other commands, and keeps a named cluster for the next time', async () => {
    const first = await drave(home, ['local', 'up', '-d', '-c', '1', '-b', '1', '--name', 'shop', '-o', 'json']);
    expect(first).toMatchObject({ exitCode: 0 });
    const before = JSON.parse(first.stdout) as ClusterDescription;
    expect(before.directory).toBe(join(home, 'clusters', 'shop'));
    expect((await drave(home, ['local', 'up', '-d', '--name', 'shop'])).stderr).toContain('shop runs already');
    expect((await drave(home, ['local', 'kill', 'controller'])).stdout).toMatch(/^controller → c1 killed/);
    expect((await drave(home, ['local', 'start', 'c1'])).exitCode).toBe(0);
    expect((await drave(home, ['local', 'down'])).stdout).toBe('shop is down\n');
    expect(before.nodes.map((node) => node.pid ?? 0).filter(isAlive)).toEqual([]);
    const second = await drave(home, ['local', 'up', '-d', '--name', 'shop', '-o', 'json']);
    const after = JSON.parse(second.stdout) as ClusterDescription;
    expect(after.clusterId).toBe(before.clusterId);
    expect(after.bootstrap).toBe(before.bootstrap);
  });

  it('refuses even quorums with the reason and starts nothing', async () => {
    for (const [count, advice] of [
      ['2', 'Use 1 or 3'],
      ['4', 'Use 3 or 5'],
    ] as const) {
      const { exitCode, stderr, stdout } = await drave(home, ['local', 'up', '-c', count]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(advice);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('quorum sizes', () => {
  it.each([1, 3, 5, 7])('%d controllers elect, lose their leader as far as they can, and elect again', async (size) => {
    await onCluster({ controllers: size, brokers: 1 }, async (cluster) => {
      const tolerated = (size - 1) / 2;
      let dead = '';
      for (let round = 0; round < tolerated; round += 1) {
        const killed = await cluster.kill('controller');
        dead = killed[0] ?? '';
        expect(await cluster.waitForController({ not: dead })).not.toBe(dead);
      }
      if (tolerated > 0) await cluster.start(dead);
      const { voters } = await cluster.view.quorum();
      expect(voters).toHaveLength(size);
    });
  });
});

describe('a node that cannot start', () => {
  it('says why in one line when its data belongs to another cluster', async () => {
    await onCluster({ controllers: 1, brokers: 1 }, async (cluster) => {
      const config = JSON.parse(readFileSync(cluster.node('b1').configFile, 'utf8'));
      config.cluster.id = 'AAAAAAAAAAAAAAAAAAAAbQ';
      await cluster.stop('b1');
      const other = join(home, 'other.json');
      // Only a supervisor breaks a node.
      writeFileSync(other, JSON.stringify({ ...config, supervised: false, faults: undefined }));
      const { exitCode, stdout, stderr } = await drave(home, ['server', '--config', other]);
      expect(exitCode).not.toBe(0);
      expect(stdout).not.toContain('"event":"ready"');
      expect(stderr).toContain(cluster.clusterId);
      expect(stderr).not.toContain('    at ');
      await cluster.start('b1');
    });
  });
});

async function described(up: RunningCommand): Promise<ClusterDescription> {
  await eventually(() => up.stdout().includes('\n') || up.child.exitCode !== null);
  if (up.child.exitCode !== null) throw new Error(`drave local up ended: ${up.stderr()}`);
  return JSON.parse(up.stdout()) as ClusterDescription;
}

function expectNothingLeft(cluster: ClusterDescription, processes: readonly number[]): void {
  expect(processes.filter(isAlive)).toEqual([]);
  expect(existsSync(cluster.directory)).toBe(false);
  expect(readdirSync(join(home, 'running'))).toEqual([]);
  const ports = cluster.nodes.flatMap((node) => [node.grpc, node.http]).map((address) => address.split(':')[1]);
  const locked = new Set(readdirSync(join(tmpdir(), 'drave-ports')));
  expect(ports.filter((port) => locked.has(`${port}.lock`))).toEqual([]);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    // No process has this id any more.
    return false;
  }
}

async function eventually(condition: () => boolean): Promise<void> {
  const deadline = new Deadline(30_000, 'a local cluster is as expected');
  while (!condition()) {
    if (await deadline.isOver()) throw new Error(`not within ${deadline.withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
