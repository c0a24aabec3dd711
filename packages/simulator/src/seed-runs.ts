import { runQuorumSeed } from '@drave/raft/testing';
import { runClusterSeed } from './cluster/run-cluster-seed.js';

export type SeedKind = 'quorum' | 'cluster';

export interface SeedSummary {
  readonly seeds: number;
  readonly repeated: number;
  readonly events: number;
  readonly failures: readonly { readonly seed: number; readonly report: string }[];
}

/** Every so many seeds are run a second time, and the hashes of everything that happened must agree. */
const repeatEvery = 20;

const runners: Readonly<Record<SeedKind, (seed: number) => Promise<{ events: number; traceHash: string }>>> = {
  quorum: runQuorumSeed,
  cluster: runClusterSeed,
};

/** Runs every seed of the list; a failure is noted and the rest still runs. */
export async function runSeeds(
  kind: SeedKind,
  seeds: Iterable<number>,
  onFailure: (seed: number, report: string) => void,
): Promise<SeedSummary> {
  const failures: { seed: number; report: string }[] = [];
  let count = 0;
  let repeated = 0;
  let events = 0;
  for (const seed of seeds) {
    count += 1;
    try {
      const result = await runners[kind](seed);
      events += result.events;
      if (seed % repeatEvery !== 0) continue;
      repeated += 1;
      const again = await runners[kind](seed);
      if (again.traceHash !== result.traceHash) {
        throw new Error(`${kind} seed ${seed} is not deterministic: ${result.traceHash}, then ${again.traceHash}`);
      }
    } catch (reason) {
      const report = reason instanceof Error ? reason.message : String(reason);
      failures.push({ seed, report });
      onFailure(seed, report);
    }
  }
  return { seeds: count, repeated, events, failures };
}
