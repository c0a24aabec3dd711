import { existsSync, readFileSync } from 'node:fs';
import type { ResultLine } from './results-reporter.js';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line for each that failed: the file, the test, what it complained about, and in further lines the detail. */
  readonly failures: readonly string[];
  /** Whether the run came to its own end. */
  readonly ended: boolean;
}

/** What the tests of a tier have left in their file of results, also when they were ended from outside. */
export function readCounts(path: string): Counts {
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: 0, failures: [], ended: false };
  return countsIn(readFileSync(path, 'utf8'));
}

export function countsIn(text: string): Counts {
  let [passed, skipped, ended] = [0, 0, false];
  const failures: string[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const one = JSON.parse(line) as ResultLine | { readonly end: true };
    if ('end' in one) ended = true;
    else if (one.state === 'passed') passed += 1;
    else if (one.state === 'failed') failures.push(tellFailure(one));
    else skipped += 1;
  }
  return { passed, failed: failures.length, skipped, failures, ended };
}

function tellFailure({ file, test, how, detail = [] }: ResultLine): string {
  return [[file, test, how].filter((part) => part !== undefined).join(': '), ...detail].join('\n      ');
}
