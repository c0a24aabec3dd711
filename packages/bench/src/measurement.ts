/** One figure. Its `name` must stay the same, because baselines are compared by it. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly better: 'higher' | 'lower';
  /** Other observations of the run, which are printed beside the figure and not compared. */
  readonly notes?: Readonly<Record<string, number | string>>;
}

/**
 * MB is 10^6 bytes. `CPU s/GB` is the processor seconds of client and all nodes per 10^9 bytes of values. `CPU ms` is
 * their processor milliseconds per transaction.
 */
type Unit =
  | 'MB/s'
  | 'records/s'
  | 'ms'
  | 's'
  | 'MB'
  | 'CPU s/GB'
  | 'CPU ms'
  | 'topics/s'
  | 'count'
  | 'ratio'
  | '1/s'
  | 'B/s';

export function round(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const digits = Math.max(0, 3 - Math.ceil(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(digits, 6)));
}

/** Nearest-rank quantile of unsorted samples. NaN without samples. */
export function quantile(samples: readonly number[] | Float64Array, fraction: number): number {
  const sorted = Float64Array.from(samples).sort();
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * fraction) - 1))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}
