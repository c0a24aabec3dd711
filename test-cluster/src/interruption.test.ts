import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drave, startDrave, type RunningCommand } from './command-line.js';
import { Deadline } from './bounds.js';

/** Ctrl-C ends every command: at once where there is nothing to finish, and with an account of it where there is. */
describe('an interrupted command', () => {
  const endMs = 10_000;
  let home: string;
  const run = (parameters: string) => drave(home, parameters.split(' '));

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-interruption-'));
    expect(await run('local up -d -c 1 -b 1 --ports auto')).toMatchObject({ exitCode: 0 });
    expect(await run('topic create orders -p 1')).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await run('local down --all');
    rmSync(home, { recursive: true });
  });

  async function interrupted(running: RunningCommand, signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const ended = once(running.child, 'close') as Promise<[number | null]>;
    running.child.kill(signal);
    const limit = new Deadline(endMs, 'the command ends');
    let exitCode: number | null | undefined;
    void ended.then(([code]) => (exitCode = code));
    while (exitCode === undefined) {
      if (await limit.isOver()) {
        running.child.kill('SIGKILL');
        throw new Error(`still alive ${limit.withinMs} ms after ${signal}: ${running.stdout()}${running.stderr()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return exitCode;
  }

  it('writes what was typed, not the line that was being typed, and says how much that was', async () => {
    const running = startDrave(home, ['produce', 'orders']);
    running.child.stdin?.write('one\ntwo\nthr');
    await produced(2);
    expect(await interrupted(running)).toBe(130);
    expect(running.stderr()).toBe('drave: interrupted; 2 records before it were written\n');
    expect((await run('consume orders --offset :end')).stdout).toBe('one\ntwo\n');
  });

  it('makes no further record of many', async () => {
    const running = startDrave(home, ['produce', 'orders', 'more', '-n', '1000000', '--rate', '1']);
    await produced(3);
    expect(await interrupted(running, 'SIGTERM')).toBe(130);
    expect(running.stderr()).toMatch(/^drave: interrupted; [1-9]\d{0,3} records? before it w(as|ere) written\n$/);
  });

  it('that waits for records ends well: that is how one ends it', async () => {
    const running = startDrave(home, ['consume', 'orders']);
    await once(running.child.stdout as Readable, 'data');
    expect(await interrupted(running)).toBe(0);
  });

  it('passes a signal on to what runs in a cluster of its own, and keeps no files of it', async () => {
    const command = ['sh', '-c', 'echo here; exec sleep 1000'];
    const running = startDrave(home, ['local', 'run', '-c', '1', '-b', '1', '--ports', 'auto', '--', ...command]);
    while (!running.stdout().includes('here')) await once(running.child.stdout as Readable, 'data');
    expect(await interrupted(running, 'SIGTERM')).toBe(143);
    expect(running.stderr()).not.toContain('are kept');
  });

  it('that nobody answers ends at once', async () => {
    expect(await run('local kill controller')).toMatchObject({ exitCode: 0 });
    const running = startDrave(home, ['topic', 'ls', '--timeout', '60s']);
    await running.saysOnStderr('still trying');
    expect(await interrupted(running)).toBe(130);
  });

  async function produced(count: number): Promise<void> {
    for (;;) {
      const { stdout } = await run('topic describe orders -o json');
      const [topic] = JSON.parse(stdout) as { partitions: { endOffset: number }[] }[];
      if ((topic?.partitions[0]?.endOffset ?? 0) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});
