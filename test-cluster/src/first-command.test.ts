import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterDescription } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline } from './bounds.js';

/** `npm start` in a checkout that was never compiled, as a user types it. */
const repository = fileURLToPath(new URL('../..', import.meta.url));
const upMs = 60_000;
const downMs = 30_000;
const changed = 'packages/cli/src/main.ts';
let checkout: string;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'drave-checkout-'));
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: repository });
  const there = files
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(repository, file)));
  const packed = execFileSync('tar', ['--create', '--null', '--files-from=-'], {
    cwd: repository,
    input: there.join('\0'),
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync('tar', ['--extract'], { cwd: checkout, input: packed });
  // Links to the same files, and npm's own links to the packages lead into the copy.
  execFileSync('cp', ['--archive', '--link', join(repository, 'node_modules'), checkout]);
  rmSync(join(checkout, 'node_modules', '.cache'), { recursive: true, force: true });
  mkdirSync(join(checkout, 'home'));
});
afterAll(() => rmSync(checkout, { recursive: true }));

/** `npm start` in a process group of its own, as a terminal runs it. */
class Start {
  readonly child: ChildProcess;
  private said = '';
  private noted = '';

  constructor() {
    const parameters = ['start', '--', '-c', '1', '-b', '1', '-o', 'json'];
    this.child = spawn('npm', parameters, {
      cwd: checkout,
      env: { ...process.env, DRAVE_HOME: join(checkout, 'home'), DRAVE_BOOTSTRAP: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.noted += chunk.toString()));
  }

  async ready(): Promise<ClusterDescription> {
    await this.until(upMs, 'the cluster is up', () => this.said.includes('\n{'));
    return JSON.parse(this.said.slice(this.said.indexOf('\n{'))) as ClusterDescription;
  }

  get notes(): string {
    return this.noted;
  }

  /** Interrupts as the terminal does: every process in the group. */
  async interrupt(): Promise<void> {
    const ended = once(this.child, 'close');
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
    await ended;
    await this.until(downMs, 'nobody is left', () => !isAlive(-(this.child.pid ?? 0)));
  }

  private async until(normalMs: number, what: string, isTrue: () => boolean): Promise<void> {
    const deadline = new Deadline(normalMs, what);
    while (!isTrue()) {
      if (this.child.exitCode !== null && what !== 'nobody is left') throw new Error(`npm start ended: ${this.noted}`);
      if (await deadline.isOver()) throw new Error(`not within ${deadline.withinMs} ms: ${what}\n${this.noted}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe('npm start', () => {
  it('needs no compiler, and Ctrl-C leaves nothing running', async () => {
    const first = new Start();
    const cluster = await first.ready();
    expect(first.notes).toContain('there are no programs yet');
    expect(existsSync(join(checkout, 'packages/node/dist'))).toBe(false);
    const processes = [cluster.supervisorPid, ...cluster.nodes.map(({ pid }) => pid)].map(Number);
    expect(processes.every(isAlive)).toBe(true);
    await first.interrupt();
    expect(processes.filter(isAlive)).toEqual([]);
  });

  it('uses what it has made, until a source changes', async () => {
    const again = new Start();
    await again.ready();
    await again.interrupt();
    expect(again.notes).not.toContain('making');
    const before = programOf('cli');
    appendFileSync(join(checkout, changed), "\nexport const isChanged = 'really';\n");
    const after = new Start();
    await after.ready();
    await after.interrupt();
    expect(after.notes).toContain('have changed');
    expect(programOf('cli')).not.toEqual(before);
    expect(programOf('cli')).toContain('isChanged');
    expect(programOf('node')).toEqual(programOf('cli'));
  });
});

function programOf(name: string): string {
  const folder = join(checkout, 'node_modules/.cache/drave/node_modules/@drave', name, 'dist/bundle');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly name: string };
  return readFileSync(join(folder, `${manifest.name}.cjs`), 'latin1');
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    // No process has this id, or this group, any more.
    return false;
  }
}
