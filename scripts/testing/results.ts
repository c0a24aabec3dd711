import { existsSync, readFileSync } from 'node:fs';
import type { ResultLine } from './results-reporter.js';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Whether the run came to its own end. */
  readonly ended: boolean;
}

/** What the tests of a tier have left in their file of results, also when they were ended from outside. */
export function readCounts(path: string): Counts {
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: 0, ended: false };
  return countsIn(readFileSync(path, 'utf8'));
}

export function countsIn(text: string): Counts {
  let [passed, failed, skipped, ended] = [0, 0, 0, false];
  for (const line of text.split('\n').slice(0, -1)) {
    const one = JSON.parse(line) as ResultLine | { readonly end: true };
    if ('end' in one) ended = true;
    else if (one.state === 'passed') passed += 1;
    else if (one.state === 'failed') failed += 1;
    else skipped += 1;
  }
  return { passed, failed, skipped, ended };
}
