import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The committed outcome of another project's test suite: every test by name. A difference in either direction is a
 * failure, so that the list stays true. `DRAVE_COMPAT_RECORD=1` writes the list anew and keeps the findings.
 */
export interface ExpectedSuite {
  /** What it is, as the table of the documents names it. */
  readonly suite: string;
  readonly version: string;
  readonly tests: Readonly<Record<string, ExpectedTest>>;
}

type ExpectedTest =
  | { readonly result: 'pass' }
  /** The suite itself decides not to run it, and says why; `because` is why it is not given what it asks for. */
  | { readonly result: 'skip'; readonly why: string; readonly because: string }
  /**
   * `at` is the line of the suite that fails; `because` what Drave leaves out by design, or what is not Drave's doing.
   */
  | { readonly result: 'fail'; readonly at: string; readonly says: string; readonly because: string };

/** What a run found; a failure has no reason yet. */
export type Outcome =
  | { readonly result: 'pass' }
  | { readonly result: 'skip'; readonly why: string }
  | { readonly result: 'fail'; readonly at: string; readonly says: string };

const folder = new URL('../expected/', import.meta.url);

export function readExpected(name: string): ExpectedSuite {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as ExpectedSuite;
}

/** How the outcome differs from what is expected; undefined when it does not. */
export function difference(expected: ExpectedTest | undefined, outcome: Outcome | undefined): string | undefined {
  const wanted = expected === undefined ? 'is not on the list' : `should ${tell(expected)}`;
  const found = outcome === undefined ? 'did not run' : tell(outcome);
  if (expected === undefined || outcome === undefined) return `${wanted}, ${found}`;
  if (expected.result !== outcome.result) return `${wanted}, ${found}`;
  if (expected.result === 'fail' && outcome.result === 'fail' && expected.at !== outcome.at)
    return `${wanted}, ${found}`;
  return undefined;
}

/** @throws Error that tells how the outcome differs, in full: an assertion of the test runner would cut it short. */
export function assertAsExpected(expected: ExpectedTest | undefined, outcome: Outcome | undefined): void {
  const differs = difference(expected, outcome);
  if (differs !== undefined) throw new Error(differs);
}

function tell(one: ExpectedTest | Outcome): string {
  switch (one.result) {
    case 'pass':
      return 'pass';
    case 'skip':
      return `skip (${one.why})`;
    case 'fail':
      return `fail at ${one.at} (${one.says})`;
  }
}

export const isRecording = process.env['DRAVE_COMPAT_RECORD'] === '1';

/**
 * Writes what was found as what is expected from now on; why a test does not pass is known from before, or is still
 * open. What was not selected for this run stays as it was.
 */
export function record(
  name: string,
  before: ExpectedSuite,
  outcomes: ReadonlyMap<string, Outcome>,
  isSelected: (test: string) => boolean = () => true,
): void {
  const found = Object.entries(before.tests).filter(([test]) => !isSelected(test));
  for (const [test, outcome] of outcomes) {
    const known = before.tests[test];
    const because = known?.result === outcome.result && known.result !== 'pass' ? known.because : 'unexplained';
    found.push([test, outcome.result === 'pass' ? outcome : { ...outcome, because }]);
  }
  const tests = Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const file = fileURLToPath(new URL(`${name}.json`, folder));
  writeFileSync(file, `${JSON.stringify({ ...before, tests }, null, 2)}\n`);
}
