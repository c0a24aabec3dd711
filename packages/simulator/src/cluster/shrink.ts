import { runClusterSeed } from './run-cluster-seed.js';
import { ClusterSeedFailure } from './seed-failure.js';

interface ShrunkenSeed {
  /** Numbers of the faults that are enough to make the seed fail. */
  readonly faults: readonly number[];
  readonly runs: number;
  /** The report of the run with these faults alone. */
  readonly report: string;
}

/**
 * The fewest faults found that still make the seed fail, in whatever way: halves, then ever smaller parts of what
 * struck are left out as long as the run fails (delta debugging). Undefined when the seed passes.
 */
export async function shrinkClusterSeed(
  seed: number,
  runsMax: number,
  onProgress: (faults: readonly number[]) => void = () => {},
): Promise<ShrunkenSeed | undefined> {
  const first = await failureOf(seed, () => true);
  if (first === undefined) return undefined;
  let best = first;
  let faults = [...first.struck];
  let runs = 1;
  let parts = 2;
  while (faults.length > 0 && runs < runsMax) {
    const size = Math.ceil(faults.length / parts);
    let smaller: ClusterSeedFailure | undefined;
    for (let from = 0; from < faults.length && smaller === undefined && runs < runsMax; from += size) {
      const left = new Set(faults.filter((_, index) => index < from || index >= from + size));
      runs += 1;
      smaller = await failureOf(seed, (number) => left.has(number));
    }
    if (smaller !== undefined) {
      best = smaller;
      faults = [...smaller.struck];
      parts = Math.max(2, parts - 1);
      onProgress(faults);
    } else if (size === 1) break;
    else parts = Math.min(faults.length, parts * 2);
  }
  return { faults, runs, report: best.message };
}

async function failureOf(seed: number, keep: (number: number) => boolean): Promise<ClusterSeedFailure | undefined> {
  try {
    await runClusterSeed(seed, { keep: ({ number }) => keep(number) });
    return undefined;
  } catch (reason) {
    if (reason instanceof ClusterSeedFailure) return reason;
    throw reason;
  }
}
