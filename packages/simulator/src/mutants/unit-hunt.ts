import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutate, sourceOf, type UnitMutant, type UnitTest } from './mutant.js';
import type { UnitVerdict } from './score.js';

interface UnitHuntOptions {
  /** The root of the repository, absolute. */
  readonly root: string;
  /** `PROGRAM run --config FILE TEST-FILE`: vitest. */
  readonly program: string;
  /** How long one run of the test file may take. */
  readonly timeoutMs: number;
}

/** One line of the results that a run of unit tests leaves (`DRAVE_TEST_REPORT`). */
interface ResultLine {
  readonly end?: true;
  readonly file?: string;
  readonly test?: string;
  readonly state?: 'passed' | 'failed' | 'skipped';
  readonly how?: string;
}

interface TestResult {
  readonly passed: boolean;
  readonly how: string;
}

/**
 * Runs the file of the mutant's test twice, over the product and over the product with the bug in it. The bug is
 * noticed when the test passes first and fails then.
 * @throws Error when the test fails over the product, does not exist, or has no result: the file does not load (the
 * mutated text may not compile), the run crashes or does not end. None of that is a failure of the test.
 */
export async function huntWithUnitTest(mutant: UnitMutant, options: UnitHuntOptions): Promise<UnitVerdict> {
  const { noticedBy, name } = mutant;
  const without = await runUnitTest(noticedBy, options, {});
  if (!without.passed) throw new Error(`${name}: its test fails without it: ${without.how}`);
  const module = join(options.root, sourceOf(mutant));
  const { passed, how } = await withFolder((folder) => {
    const replacement = join(folder, 'module.ts');
    writeFileSync(replacement, mutate(mutant, readFileSync(module, 'utf8')));
    return runUnitTest(noticedBy, options, { DRAVE_REPLACED_MODULE: module, DRAVE_REPLACEMENT: replacement });
  });
  return { kind: 'unit', mutant, noticed: !passed, how };
}

/** @throws Error when the run leaves no result of that test. */
function runUnitTest(
  { file, name }: UnitTest,
  { root, program, timeoutMs }: UnitHuntOptions,
  environment: Readonly<Record<string, string>>,
): Promise<TestResult> {
  return withFolder(async (folder) => {
    const report = join(folder, 'results.jsonl');
    writeFileSync(report, '');
    const parameters = [program, 'run', '--config', 'packages/tooling/vitest.unit.ts', file];
    const output = await outputOf(parameters, root, { ...environment, DRAVE_TEST_REPORT: report }, timeoutMs);
    const texts = readFileSync(report, 'utf8').split('\n').filter(Boolean);
    const lines = texts.map((text) => JSON.parse(text) as ResultLine);
    const found = lines.find((line) => line.file === file && line.test === name);
    const outside = lines.find(({ state, test }) => state === 'failed' && test === undefined);
    if (found === undefined || found.state === 'skipped' || outside !== undefined || lines.at(-1)?.end !== true)
      throw new Error(`${file} has no result of '${name}':\n${output}`);
    return { passed: found.state === 'passed', how: found.how ?? '' };
  });
}

/** All that the program says, however it ends; a failed test makes it end with a failure. */
function outputOf(
  parameters: readonly string[],
  root: string,
  environment: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<string> {
  const child = spawn(process.execPath, parameters, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => resolve(signal === null ? output : `${output}\nended by ${signal}`));
  });
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'drave-unit-hunt-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
