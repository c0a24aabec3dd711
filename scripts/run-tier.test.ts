import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundMs } from '../test-cluster/src/bounds.js';
import { complaint } from './testing/results-reporter.js';
import { countsIn } from './testing/results.js';
import { runTier, type Bounds, type TierRun } from './testing/run-tier.js';
import { root } from './workspace.js';

let folder: string;
let printed: string;
beforeEach(() => {
  printed = '';
  folder = mkdtempSync(join(tmpdir(), 'drave-tier-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A start of node and more, on any machine. */
const startMs = (): number => boundMs(500);
const bounds = () => ({ shareMs: undefined, silenceMs: startMs() * 10, graceMs: startMs() });

function run(command: readonly string[], limits: Partial<Bounds> = {}): Promise<TierRun> {
  return runTier('x', command, {}, { ...bounds(), ...limits }, (text) => (printed += text));
}

function program(text: string): readonly string[] {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, text);
  return ['node', file];
}

describe('a tier', () => {
  it('passes, and gathers what it left out and what it stretched', async () => {
    const lines = "console.log('left out: a: no time'); console.log('  stretched: b'); console.log('c');";
    expect(await run(program(lines))).toMatchObject({
      ending: { kind: 'passed' },
      leftOut: ['a: no time'],
      stretched: ['b'],
    });
  });

  it('fails with its exit code, or when it cannot start', async () => {
    const failing = await run(program('process.exit(3)'));
    expect(failing.ending).toEqual({ kind: 'failed', how: 'ended with 3' });
    const absent = await run(['no-such-tool']);
    expect(absent.ending).toMatchObject({ kind: 'failed', how: expect.stringContaining('did not start') });
  });

  it('is cut off when its share is over while it makes progress, with everything that it started', async () => {
    const pidFile = join(folder, 'pid');
    const text = `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      process.on('SIGTERM', () => console.log('not yet'));
      setInterval(() => console.log('at work'), 50);`;
    const { ending } = await run(program(text), { shareMs: startMs(), graceMs: 10 });
    expect(ending).toMatchObject({ kind: 'cutOff', how: expect.stringContaining('is over') });
    expect(printed).toContain('at work');
    expect(existsSync(pidFile)).toBe(true);
    await expect
      .poll(() => isRunning(Number(readFileSync(pidFile, 'utf8'))), { timeout: bounds().silenceMs })
      .toBe(false);
  });

  it('tells what it printed last', async () => {
    const text = 'for (let line = 1; line <= 20; line += 1) console.log(`line ${line}`); process.exitCode = 3;';
    const { ending, lastLines } = await run(program(text));
    expect(ending).toEqual({ kind: 'failed', how: 'ended with 3' });
    expect(lastLines.at(-1)).toBe('line 20');
    expect(lastLines.length).toBeLessThan(20);
  });

  it('hangs when it says nothing for too long, and that is no cut', async () => {
    const text = "console.log('begun'); setInterval(() => {}, 1000);";
    const { ending } = await run(program(text), { silenceMs: startMs() });
    expect(ending).toMatchObject({ kind: 'hung', how: expect.stringContaining('printed nothing') });
  });
});

describe('results', () => {
  it('are counted as far as they go', () => {
    const told = { test: 't', how: 'expected 1 to be 2' };
    const lines = ['passed', 'failed', 'skipped', 'passed'].map((state) => ({ file: 'a', state, ...told }));
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
    expect(countsIn(text)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
      failures: ['a: t: expected 1 to be 2'],
      ended: false,
    });
    expect(countsIn(`${text}{"end":true}\n`)).toMatchObject({ passed: 2, ended: true });
    expect(countsIn(`${text}{"file":"b","sta`)).toMatchObject({ passed: 2, ended: false });
  });

  it('of a failure say where the values differ, and which line of the test asked', () => {
    const diff = '\u001b[32m- Expected\u001b[39m\n+ Received\n\n  {\n-   "lost": 10,\n+   "lost": 4,\n  }';
    const stacks = [{ method: '', file: join(root, 'a/b.test.ts'), line: 7, column: 1 }];
    const told = complaint([{ message: 'expected { …(1) } to equal { …(1) }', diff, stacks }]);
    expect(told).toEqual({
      how: 'expected { …(1) } to equal { …(1) }',
      detail: ['-   "lost": 10,', '+   "lost": 4,', 'at a/b.test.ts:7'],
    });
    const line = JSON.stringify({ file: 'a/b.test.ts', test: 't', state: 'failed', ...told });
    expect(countsIn(`${line}\n`).failures).toEqual([expect.stringMatching(/^a\/b\.test\.ts: t: .*\n +-.*\n.*\n +at /)]);
  });
});

/** A zombie that nobody has reaped yet counts as gone. */
function isRunning(processId: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', `${processId}`], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
