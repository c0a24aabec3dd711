import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureUnit, NORMAL_UNIT_MS, stretchOf } from '../test-cluster/src/machine-unit.js';
import { minutes, plan, type Decision } from './testing/plan.js';
import { readCounts } from './testing/results.js';
import { runTier, type Ending, type TierRun } from './testing/run-tier.js';
import { clients, full, quick, type Tier } from './testing/tiers.js';
import { root } from './workspace.js';

/**
 * The tests, tier by tier, each with its time. `npm test` runs what every change must pass; `--full` runs what takes
 * too long for that: the main job, long kill rounds, other projects' suites, the commands in the documents; `--all`
 * runs both, as `.ci/run` does. A failing tier does not stop the others, except those that need it. Any failure fails
 * the whole.
 *
 * With a budget (`DRAVE_CI_BUDGET_MINUTES`, counted from `DRAVE_CI_STARTED_MS` or from now) the machine is measured
 * before each tier, what does not fit in what is left is left out, and what takes much longer than expected is cut off.
 * Neither is a failure; both are told at the end.
 */
interface TierResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly remark: string;
}

/** Kept back from the budget for the end of the run: more than the grace of a tier that is ended. */
const CLOSING_UNITS = 40;
/** Tests are asked to end by themselves before their tier is ended: so much of the share, and at most so many units. */
const SOFT_SHARE = 0.15;
const SOFT_UNITS_MAX = 1_000;
const GRACE_UNITS = 30;
const LEFT_OUT_MAX = 10;
const FAILED_MAX = 10;

const [set, tiers] = chosen();
const reports = join(root, 'coverage', set);
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const budgetMinutes = Number(process.env['DRAVE_CI_BUDGET_MINUTES'] ?? Number.POSITIVE_INFINITY);
if (!(budgetMinutes > 0)) throw new Error('DRAVE_CI_BUDGET_MINUTES: expected a number of minutes above 0, such as 60');
const startedMs = Number(process.env['DRAVE_CI_STARTED_MS'] ?? Date.now());
const hasBudget = Number.isFinite(budgetMinutes);

const results: TierResult[] = [];
const failures: string[] = [];
const notRun: string[] = [];
const stretched = new Set<string>();
const [passed, missing] = [new Set<string>(), new Set<string>()];
let left: readonly Tier[] = tiers;
for (let isFirst = true; left.length > 0; isFirst = false) {
  const unitMs = await measureUnit(5);
  const decisions = plan(left, { unitMs, stretch: stretchOf(unitMs), leftMs: leftMs(unitMs), passed, missing });
  if (isFirst) tellPlan(decisions, unitMs);
  const [next] = decisions;
  if (next === undefined) break;
  left = left.filter((tier) => tier !== next.work);
  if (next.kind === 'run') await run(next.work, next.shareMs, unitMs);
  else leaveOut(next.work, next.why);
}
printSummary();

function chosen(): [string, readonly Tier[]] {
  if (process.argv.includes('--full')) return ['full', full];
  if (!process.argv.includes('--all')) return ['quick', quick];
  const [, ...rest] = full;
  return ['all', [clients, ...quick, ...rest]];
}

/** Until the end of the budget, in milliseconds. */
function leftMs(unitMs: number): number {
  return Math.max(0, startedMs + budgetMinutes * 60_000 - Date.now() - CLOSING_UNITS * unitMs);
}

async function run(tier: Tier, planned: number, unitMs: number): Promise<void> {
  const shareMs = Number.isFinite(planned) ? planned : undefined;
  const factor = (stretchOf(unitMs) * NORMAL_UNIT_MS) / unitMs;
  const bounds = {
    shareMs,
    silenceMs: tier.silenceUnits * unitMs * factor,
    graceMs: GRACE_UNITS * unitMs,
  };
  console.log(`\n=== ${tier.name}${shareMs === undefined ? '' : `, ${minutes(shareMs)} at most`}`);
  const report = join(reports, `${tier.name}.jsonl`);
  const softMs = Math.min((shareMs ?? 0) * SOFT_SHARE, SOFT_UNITS_MAX * unitMs);
  const environment = {
    ...tier.environment,
    DRAVE_UNIT_MS: unitMs.toFixed(1),
    DRAVE_UNIT_MEASURED_MS: `${Date.now()}`,
    ...(shareMs === undefined ? {} : { DRAVE_DEADLINE_MS: `${Math.round(Date.now() + shareMs - softMs)}` }),
    ...(tier.countsTests === true ? { DRAVE_TEST_REPORT: report } : {}),
  };
  const beganMs = performance.now();
  const command = tier.command(shareMs === undefined ? undefined : shareMs - softMs);
  const tierRun = await runTier(tier.name, command, environment, bounds);
  const { ending } = tierRun;
  const seconds = (performance.now() - beganMs) / 1_000;
  for (const line of tierRun.stretched) stretched.add(line);
  notRun.push(...tierRun.leftOut.map((line) => `${tier.name}: ${line}`));
  const result = { name: tier.name, seconds, ...judged(tier, ending, report) };
  results.push(result);
  if (result.failed > 0) failures.push(...failuresOf(tier, tierRun, report).map((line) => `${tier.name}: ${line}`));
  (ending.kind === 'passed' ? passed : missing).add(tier.name);
}

function judged(tier: Tier, ending: Ending, report: string): Omit<TierResult, 'name' | 'seconds'> {
  const remark = ending.kind === 'passed' ? '' : ending.how;
  if (ending.kind === 'cutOff') notRun.push(`${tier.name}: ${ending.how}`);
  if (tier.isPreparation === true) {
    if (ending.kind === 'failed') notRun.push(`${tier.name}: could not be installed`);
    return { passed: 0, failed: ending.kind === 'hung' ? 1 : 0, skipped: ending.kind === 'passed' ? 0 : 1, remark };
  }
  const isFailure = ending.kind === 'failed' || ending.kind === 'hung';
  const wasCutOff = ending.kind === 'cutOff' ? 1 : 0;
  if (tier.countsTests !== true)
    return { passed: ending.kind === 'passed' ? 1 : 0, failed: isFailure ? 1 : 0, skipped: wasCutOff, remark };
  const counts = readCounts(report);
  // A tier can fail without a failing test: a file that does not load, a leaked handle, no test at all.
  const nothingRan = ending.kind === 'passed' && counts.passed === 0 && counts.skipped === 0;
  const hidden = counts.failed === 0 && (isFailure || nothingRan) ? 1 : 0;
  return { passed: counts.passed, failed: counts.failed + hidden, skipped: counts.skipped + wasCutOff, remark };
}

/** The first line of each names it, the others tell more: of a tier without a failed test, what it printed last. */
function failuresOf(tier: Tier, { ending, lastLines }: TierRun, report: string): readonly string[] {
  const tests = tier.countsTests === true ? readCounts(report).failures : [];
  if (tests.length > 0) return tests;
  return [[ending.kind === 'passed' ? 'nothing ran' : ending.how, ...lastLines].join('\n      ')];
}

function leaveOut(tier: Tier, why: string): void {
  missing.add(tier.name);
  notRun.push(`${tier.name}: ${why}`);
  results.push({ name: tier.name, passed: 0, failed: 0, skipped: 1, seconds: 0, remark: 'left out' });
}

function tellPlan(decisions: readonly Decision<Tier>[], unitMs: number): void {
  const factor = stretchOf(unitMs);
  const speed = factor === 1 ? 'a normal machine' : `${factor.toFixed(1)} times slower than a normal machine`;
  console.log(`this machine: a unit (two bare nodes, one fsync) takes ${unitMs.toFixed(0)} ms, ${speed}`);
  if (hasBudget) console.log(`the budget: ${minutes(budgetMinutes * 60_000)}, ${minutes(leftMs(unitMs))} of it left`);
  for (const decision of decisions) {
    const { name } = decision.work;
    if (decision.kind === 'run') console.log(`  ${name.padEnd(14)} about ${minutes(decision.expectedMs)}`);
    else console.log(`  ${name.padEnd(14)} left out, as things are: ${decision.why}`);
  }
}

function printSummary(): void {
  console.log('\ntier            seconds   passed   failed  skipped');
  for (const { name, seconds, remark, ...counts } of results) {
    const numbers = [counts.passed, counts.failed, counts.skipped].map((count) => String(count).padStart(8)).join(' ');
    console.log(`${name.padEnd(14)} ${seconds.toFixed(1).padStart(8)} ${numbers}  ${remark}`.trimEnd());
  }
  if (stretched.size > 0)
    console.log(`\n${stretched.size} bounds were longer than on a normal machine, each told where it was used`);
  tellAll('left out', shortened(notRun));
  tellAll('failed', failures);
  // Once more without the details, last: of a long run often only the end is kept.
  if (failures.some((failure) => failure.includes('\n')))
    tellAll('failed, in short', failures.slice(0, FAILED_MAX).map(firstLine));
  const sum = (count: (result: TierResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const totals = {
    passed: sum((one) => one.passed),
    failed: sum((one) => one.failed),
    skipped: sum((one) => one.skipped),
  };
  writeFileSync(
    join(reports, 'summary.json'),
    JSON.stringify({ ...totals, results, failures, leftOut: notRun }, null, 2),
  );
  const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
  console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
  if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
}

/** Of one tier that left out many files the first ones; it has told all of them while it ran. */
function shortened(lines: readonly string[]): readonly string[] {
  return results.flatMap(({ name }) => {
    const all = lines.filter((line) => line.startsWith(`${name}: `));
    return all.length <= LEFT_OUT_MAX
      ? all
      : [...all.slice(0, LEFT_OUT_MAX), `${name}: and ${all.length - LEFT_OUT_MAX} more`];
  });
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line;
}

function tellAll(what: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(`\n${what}:`);
  for (const line of lines) console.log(`  ${line}`);
}
