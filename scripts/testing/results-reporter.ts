import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** One line of the file of results. */
export interface ResultLine {
  readonly file: string;
  /** Absent when the file itself did not load, or ended badly. */
  readonly test?: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly tookMs?: number;
  /** The first line of what was complained about when something failed. */
  readonly how?: string;
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

function complaint(errors: readonly { readonly message: string }[] | undefined): Pick<ResultLine, 'how'> {
  const how = errors?.[0]?.message.split('\n')[0];
  return how === undefined ? {} : { how };
}

/** The reporter of a run that has a file for its results. */
export function resultsReporters(): ResultsReporter[] {
  const path = process.env['DRAVE_TEST_REPORT'];
  return path === undefined ? [] : [new ResultsReporter(path)];
}
