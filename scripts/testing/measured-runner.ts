import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest';
import { keepUnitFresh, leftMs, stretch, unitMs } from '../../test-cluster/src/bounds.js';
import { costOf, type Costs } from './costs.js';

/**
 * Runs tests by the clock of the machine. Time limits grow with its unit, which is measured again from file to file.
 * Where the run has a deadline (`DRAVE_DEADLINE_MS`, since 1970) no file begins whose expected cost does not fit, and
 * no test begins after it. What is left out says why, and counts as skipped.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const costs = JSON.parse(readFileSync(new URL('costs.json', import.meta.url), 'utf8')) as Costs;

declare module 'vitest' {
  interface TaskMeta {
    leftOut?: string;
  }
}

export default class MeasuredRunner extends TestRunner {
  async onBeforeCollect(): Promise<void> {
    await keepUnitFresh();
    const { testMs, hookMs } = normalOf(this.config);
    this.config.testTimeout = Math.round(testMs * stretch());
    this.config.hookTimeout = Math.round(hookMs * stretch());
  }

  onCollected(files: readonly RunnerTestFile[]): void {
    for (const file of files) {
      const path = relative(root, file.filepath);
      const needMs = costOf(costs, path) * unitMs();
      if (needMs > leftMs()) leaveOut(file, `needs about ${seconds(needMs)}, ${seconds(leftMs())} are left`);
    }
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (leftMs() === 0) leaveOut(test, 'the time is over');
    await super.onBeforeRunTask(test);
  }
}

const normalKey = Symbol.for('drave.normal-timeouts');

interface Timeouts {
  readonly testMs: number;
  readonly hookMs: number;
}

/**
 * The limits as they stand in the configuration. Files that share a worker share one configuration object, each with a
 * runner (and its module) of its own, so the first of them notes the limits there before they are made longer.
 */
function normalOf(config: TestRunner['config'] & { [normalKey]?: Timeouts }): Timeouts {
  config[normalKey] ??= { testMs: config.testTimeout, hookMs: config.hookTimeout };
  return config[normalKey];
}

function leaveOut(task: RunnerTask, why: string): void {
  if (task.mode === 'skip') return;
  task.mode = 'skip';
  if (task.type === 'test') task.meta.leftOut = why;
  else for (const one of task.tasks) leaveOut(one, why);
  if (task.type === 'test' || !('filepath' in task)) return;
  console.log(`left out: ${task.name}: ${why}`);
}

function seconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1_000)} s`;
}
