import type { Outcome } from './expected.js';

/** What mocha's JSON reporter writes, as far as it is looked at. */
export interface MochaReport {
  readonly tests: readonly MochaTest[];
}

interface MochaTest {
  readonly fullTitle: string;
  /** The path of the file that holds the test. */
  readonly file?: string;
  readonly pending?: boolean;
  /** Set, with a duration, only for a test that ran. */
  readonly speed?: string;
  readonly duration?: number;
  readonly err: { readonly message?: string; readonly stack?: string };
}

const SAYS_MAX = 200;

/** The outcome of every test by its full title; a title that stands twice is numbered. */
export function outcomesOf(report: MochaReport): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const test of report.tests) {
    let name = test.fullTitle;
    for (let count = 2; outcomes.has(name); count += 1) name = `${test.fullTitle} (${count})`;
    outcomes.set(name, outcomeOf(test));
  }
  return outcomes;
}

function outcomeOf({ err, duration, pending }: MochaTest): Outcome {
  if (err.message !== undefined || err.stack !== undefined) {
    const at = /e2e\/([\w.-]+\.js:\d+)/.exec(err.stack ?? '')?.[1] ?? 'mocha';
    return { result: 'fail', at, says: saying(err.message ?? '') };
  }
  if (pending === true || duration === undefined) return { result: 'skip', why: 'the suite leaves it out' };
  return { result: 'pass' };
}

/** The first line, without the path that mocha appends to a time-out. */
function saying(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ \(\/.*$/, '').slice(0, SAYS_MAX);
}
