import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './expected.js';
import { run } from './external.js';
import { outcomesOf, type MochaReport } from './mocha-report.js';

/** A suite that mocha runs, each file of tests in a process of its own. */
export interface MochaSuite {
  /** The folder in which the files' paths are looked up. */
  readonly folder: string;
  /** Path of the program. */
  readonly mocha: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly testTimeoutMs: number;
  /** How long a process that has written its report may take to end before it is killed. */
  readonly exitTimeoutMs: number;
}

interface MochaRunOptions {
  readonly timeoutMs: number;
  /** Full titles, as `outcomesOf` names them; every test when absent. */
  readonly titles?: readonly string[];
}

/** The full titles of a file's tests, in their order; none of them is run. */
export async function titlesIn(suite: MochaSuite, file: string, timeoutMs: number): Promise<string[]> {
  const report = await reportOf(suite, file, ['--dry-run'], timeoutMs);
  if (report === undefined) throw new Error(`mocha does not list the tests of ${file}`);
  return [...outcomesOf(report).keys()];
}

/** The outcomes of those tests that ran; undefined when mocha ended without a report. */
export async function runFile(
  suite: MochaSuite,
  file: string,
  { timeoutMs, titles }: MochaRunOptions,
): Promise<Map<string, Outcome> | undefined> {
  const chosen = titles === undefined ? [] : ['--grep', grepFor(titles)];
  const report = await reportOf(suite, file, [...chosen, '--timeout', `${suite.testTimeoutMs}`], timeoutMs);
  return report === undefined ? undefined : outcomesOf(report);
}

/** Matches exactly these titles; one with a number is chosen together with its namesakes. */
function grepFor(titles: readonly string[]): string {
  const escaped = titles.map((title) => title.replace(/ \(\d+\)$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `^(?:${[...new Set(escaped)].join('|')})$`;
}

async function reportOf(
  suite: MochaSuite,
  file: string,
  options: readonly string[],
  timeoutMs: number,
): Promise<MochaReport | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'drave-mocha-'));
  const path = join(work, 'report.json');
  const reporter = ['--reporter', 'json', '--reporter-option', `output=${path}`];
  const command = [suite.mocha, '--exit', ...reporter, ...options, file];
  const { folder, environment } = suite;
  const ending = endAfterReport(work, path, suite.exitTimeoutMs);
  try {
    const ended = await run(command, { folder, timeoutMs, environment, signal: ending.signal });
    const report = read(path);
    if (report !== undefined) return report;
    const how = ended.timedOut ? 'its time was over' : `it ended with ${ended.signal ?? ended.exitCode}`;
    console.log(`${file}: mocha wrote no report: ${how}\n${ended.stderr}`);
    return undefined;
  } finally {
    ending.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Aborts a while after the report is there: a thread of an add-on can keep its process from ending. */
function endAfterReport(folder: string, path: string, afterMs: number): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, () => {
    if (timer === undefined && read(path) !== undefined) timer = setTimeout(() => controller.abort(), afterMs);
  });
  const stop = (): void => {
    watcher.close();
    clearTimeout(timer);
  };
  return { signal: controller.signal, stop };
}

/** Undefined while there is none, or only a part of one. */
function read(path: string): MochaReport | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  return text.trimEnd().endsWith('}') ? (JSON.parse(text) as MochaReport) : undefined;
}
