import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.js';

/**
 * The tests, tier by tier, each with its time. `npm test` runs what every change must pass; `--full` runs what takes
 * too
 * long for that: the main job, long kill rounds, the commands in the documents. A failing tier does not stop the
 * others, except
 * that nothing runs after a failed compile. Any failure fails the whole.
 */
interface Tier {
  readonly name: string;
  readonly command: readonly string[];
  /** Vitest writes how many tests passed and failed; any other tier counts as one test. */
  readonly countsTests?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

interface TierResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const turbo = (task: string): readonly string[] => [
  'turbo',
  'run',
  `//#${task}`,
  '--output-logs=full',
  '--log-order=stream',
];
const compile: Tier = { name: 'compile', command: turbo('compile') };
const quick: readonly Tier[] = [
  compile,
  { name: 'check', command: turbo('check') },
  { name: 'unit', command: turbo('unit'), countsTests: true },
  { name: 'simulate', command: turbo('simulate') },
  { name: 'process', command: turbo('process'), countsTests: true },
];
const full: readonly Tier[] = [
  compile,
  { name: 'main-job', command: ['tsx', 'scripts/main-job.ts'] },
  { name: 'long-process', command: turbo('process'), countsTests: true, environment: { DRAVE_TEST_LONG: '1' } },
  { name: 'compat', command: turbo('compat'), countsTests: true },
  { name: 'documents', command: ['tsx', 'scripts/check-docs.ts'] },
];

const isFull = process.argv.includes('--full');
const reports = join(root, 'coverage', isFull ? 'full' : 'quick');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const results: TierResult[] = [];
for (const tier of isFull ? full : quick) {
  console.log(`\n=== ${tier.name}`);
  const result = await runTier(tier);
  results.push(result);
  if (tier === compile && result.failed > 0) break;
}
printSummary();

async function runTier(tier: Tier): Promise<TierResult> {
  const startedMs = performance.now();
  const report = join(reports, `${tier.name}.json`);
  const environment = { ...tier.environment, ...(tier.countsTests === true ? { DRAVE_TEST_REPORT: report } : {}) };
  const succeeded = await run(tier.command, environment);
  const seconds = (performance.now() - startedMs) / 1_000;
  const counted = tier.countsTests === true ? readCounts(report) : undefined;
  if (counted === undefined) return { name: tier.name, passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, seconds };
  // A tier can fail without a failing test: a file that does not load, a leaked handle, no test at all.
  const failed = counted.failed === 0 && (!succeeded || counted.passed === 0) ? 1 : counted.failed;
  return { name: tier.name, passed: counted.passed, failed, seconds };
}

function run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<boolean> {
  const [tool = '', ...parameters] = command;
  const child = spawn(join(root, 'node_modules', '.bin', tool), parameters, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  return new Promise((resolve) => {
    child.on('error', (reason) => {
      console.error(`${tool} did not start: ${reason.message}`);
      resolve(false);
    });
    child.on('exit', (exitCode) => resolve(exitCode === 0));
  });
}

function readCounts(report: string): { passed: number; failed: number } | undefined {
  if (!existsSync(report)) return undefined;
  const read = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
  return { passed: read.numPassedTests, failed: read.numFailedTests };
}

function printSummary(): void {
  console.log('\ntier            seconds   passed   failed');
  for (const { name, seconds, passed, failed } of results)
    console.log(
      `${name.padEnd(14)} ${seconds.toFixed(1).padStart(8)} ${String(passed).padStart(8)} ${String(failed).padStart(8)}`,
    );
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  writeFileSync(join(reports, 'summary.json'), JSON.stringify({ passed, failed, results }, null, 2));
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
