import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterDescription } from '@drave/cluster';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drave, startDrave, type CommandResult, type RunningCommand } from './command-line.js';

const busyLoops = 8;

/** What people type, while other programs take all of the machine and nearly all of it again. */
describe('drave local on an overloaded machine', () => {
  let home: string;
  let others: ChildProcess[];
  const run = (parameters: string): Promise<CommandResult> => drave(home, parameters.split(' '));
  const clusters = async (): Promise<ClusterDescription[]> => {
    const { exitCode, stdout } = await run('local ps -o json');
    expect(exitCode).toBe(0);
    return JSON.parse(stdout) as ClusterDescription[];
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    others = Array.from({ length: busyLoops }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  });
  afterEach(async () => {
    await run('local down --all');
    for (const other of others) {
      const ended = once(other, 'exit');
      other.kill('SIGKILL');
      await ended;
    }
    rmSync(home, { recursive: true });
  });

  it('starts, survives a kill of the active controller and of a broker, and goes down', async () => {
    const up = await run('local up -d -c 3 -b 3 --ports auto');
    expect(up.stdout).toContain('3 controllers · 3 brokers');
    // Whatever is said meanwhile names the nodes that are missing, and no failure.
    for (const line of up.stderr.split('\n').filter((text) => text !== ''))
      expect(line).toMatch(/(is|are) starting|no leader|is fenced|not in sync/);
    expect(up.exitCode).toBe(0);
    const made = await run('topic create orders -p 6');
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run('local kill controller')).toMatchObject({ exitCode: 0 });
    expect(await run('local kill leader:orders/0')).toMatchObject({ exitCode: 0 });
    expect(await run('produce orders one two three')).toMatchObject({ exitCode: 0 });
    const [cluster] = await clusters();
    expect(cluster?.nodes.filter((node) => node.process === 'running')).toHaveLength(4);
    expect(await run('local down')).toMatchObject({ exitCode: 0 });
    expect(cluster?.nodes.filter(({ pid }) => pid !== null && existsSync(`/proc/${pid}`))).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'a start is shown by ps, and %s ends it with all its nodes',
    async (signal) => {
      const up = startDrave(home, ['local', 'up', '--ports', 'auto']);
      const ended = once(up.child, 'close');
      const cluster = await firstSight(clusters, up);
      up.child.kill(signal);
      await ended;
      const left = cluster.nodes.filter(({ pid }) => pid !== null && isNode(pid));
      expect(left.map(({ name }) => name)).toEqual([]);
      expect(await clusters()).toEqual([]);
      expect(existsSync(cluster.directory)).toBe(false);
    },
  );
});

/** Asks until the cluster is listed, which it is before its nodes are ready. */
async function firstSight(
  clusters: () => Promise<ClusterDescription[]>,
  up: RunningCommand,
): Promise<ClusterDescription> {
  for (;;) {
    const [cluster] = await clusters();
    if (cluster?.nodes.some(({ pid }) => pid !== null) === true) return cluster;
    if (up.child.exitCode !== null) throw new Error(`the start has ended: ${up.stderr()}`);
  }
}

/** A process of this number that is a node of ours: numbers are given again. */
function isNode(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('drave');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw reason;
  }
}
