import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { root } from '../workspace.js';

/** One line of the file of results. */
export interface ResultLine {
  readonly file: string;
  /** Absent when the file itself did not load, or ended badly. */
  readonly test?: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly tookMs?: number;
  /** The first line of what was complained about when something failed. */
  readonly how?: string;
  /** Where values differ, and the line of the test, when something failed. */
  readonly detail?: readonly string[];
  /** Why a test was not begun. */
  readonly leftOut?: string;
}

/**
 * Writes every result as a line of JSON as soon as it is known, so that a run that is ended from outside still tells
 * what it had found. The last line of a run that came to its end is `{"end":true}`.
 */
class ResultsReporter implements Reporter {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state !== 'passed' && state !== 'failed') return;
    const tookMs = Math.round(test.diagnostic()?.duration ?? 0);
    this.write({ file: test.module.relativeModuleId, test: test.fullName, state, tookMs, ...complaint(errors) });
  }

  onTestModuleEnd(module: TestModule): void {
    const file = module.relativeModuleId;
    if (module.errors().length > 0) this.write({ file, state: 'failed', ...complaint(module.errors()) });
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length === 0) continue;
      this.write({ file, test: `${suite.fullName}: its hooks`, state: 'failed', ...complaint(suite.errors()) });
    }
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    // Nothing was told of these before; what was left out with its whole file even counts as still to come.
    for (const module of modules)
      for (const test of module.children.allTests())
        if (['skipped', 'pending'].includes(test.result().state)) this.writeSkipped(test);
    for (const one of unhandled) this.write({ file: 'unhandled error', state: 'failed', ...complaint([one]) });
    appendFileSync(this.path, '{"end":true}\n');
  }

  private writeSkipped(test: TestCase): void {
    const { leftOut } = test.meta();
    const why = leftOut === undefined ? {} : { leftOut };
    this.write({ file: test.module.relativeModuleId, test: test.fullName, state: 'skipped', ...why });
  }

  private write(line: ResultLine): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

const detailLinesMax = 14;
const detailLineCharactersMax = 160;

/** What a test runner's error says of where and why. */
interface Complaint {
  readonly message: string;
  readonly diff?: string | null | undefined;
  readonly stacks?: readonly { readonly file: string; readonly line: number }[] | undefined;
}

/** The first error only: what follows it in a test is seldom the cause. */
export function complaint(errors: readonly Complaint[] | undefined): Pick<ResultLine, 'how' | 'detail'> {
  const [error] = errors ?? [];
  if (error === undefined) return {};
  const [how = '', ...rest] = stripVTControlCharacters(error.message).split('\n');
  const differs =
    typeof error.diff !== 'string' ? rest : stripVTControlCharacters(error.diff).split('\n').filter(isDifference);
  const at = (error.stacks ?? []).slice(0, 1).map(({ file, line }) => `at ${relative(root, file)}:${line}`);
  const detail = [...differs.filter((line) => line.trim() !== '').slice(0, detailLinesMax), ...at];
  return { how, ...(detail.length === 0 ? {} : { detail: detail.map(cut) }) };
}

/** The lines of a comparison that say what was expected and what came, without its legend. */
function isDifference(line: string): boolean {
  return /^[-+]/.test(line) && !/^[-+] (Expected|Received)\b/.test(line);
}

function cut(line: string): string {
  return line.length > detailLineCharactersMax ? `${line.slice(0, detailLineCharactersMax - 1)}…` : line;
}

/** The reporter of a run that has a file for its results. */
export function resultsReporters(): ResultsReporter[] {
  const path = process.env['DRAVE_TEST_REPORT'];
  return path === undefined ? [] : [new ResultsReporter(path)];
}
