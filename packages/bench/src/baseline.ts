import type { Measurement } from './measurement.js';
import type { Machine } from './machine.js';

/** The saved result of a run: its figures, and what is needed to interpret them. */
export interface BenchReport {
  readonly command: string;
  /** The named timer profile of the cluster. */
  readonly profile: string;
  readonly machine: Machine;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly measurements: readonly Measurement[];
}

type Verdict =
  | { readonly kind: 'same' | 'better' | 'worse'; readonly name: string; readonly ratio: number }
  | { readonly kind: 'new' | 'missing'; readonly name: string };

/**
 * Compares two runs figure by figure. With a `tolerance` of 0.25, a figure that is up to a quarter worse or better
 * counts as the same. A ratio is new to old, or old to new where lower is better, so that above 1 is better.
 */
export function compareWithBaseline(
  baseline: readonly Measurement[],
  current: readonly Measurement[],
  tolerance: number,
): readonly Verdict[] {
  const before = new Map(baseline.map((measurement) => [measurement.name, measurement]));
  const verdicts: Verdict[] = [];
  for (const { name, value, better } of current) {
    const known = before.get(name);
    before.delete(name);
    if (known === undefined) verdicts.push({ kind: 'new', name });
    else {
      const ratio = better === 'higher' ? value / known.value : known.value / value;
      const kind = ratio < 1 - tolerance ? 'worse' : ratio > 1 / (1 - tolerance) ? 'better' : 'same';
      verdicts.push({ kind, name, ratio });
    }
  }
  for (const name of before.keys()) verdicts.push({ kind: 'missing', name });
  return verdicts;
}
