import { runQuorumSeed, runStarvedQuorumSeed } from '@drave/raft/testing';
import { focusNames } from './cluster/focus/focus-names.js';
import { runClusterSeed } from './cluster/run-cluster-seed.js';
import { runStarvedClusterSeed } from './cluster/run-starved-cluster-seed.js';
import type { SeedKind } from './seed-kind.js';

interface SeedSummary {
  /** How many ran, of those that were asked for. */
  readonly seeds: number;
  readonly repeated: number;
  readonly events: number;
  readonly failures: readonly { readonly seed: number; readonly report: string }[];
}

export interface SeedOptions {
  readonly onFailure?: (seed: number, report: string) => void;
  /** Called before every run of a seed. */
  readonly onSeed?: (seed: number) => void;
  /** Nothing runs after a failure. */
  readonly firstFailureOnly?: boolean;
  /** What cluster seeds are about, instead of what they draw. */
  readonly focus?: string | undefined;
  /** Called before every run of a seed; nothing runs any more when it returns true. */
  readonly isOver?: () => boolean;
}

interface SeedResult {
  readonly events: number;
  readonly traceHash: string;
}

/**
 * Every so many seeds are run a second time, after all others, and the hashes of everything that happened must agree.
 */
const REPEAT_EVERY = 20;

type SeedRunners = Readonly<Record<SeedKind, (seed: number) => Promise<SeedResult>>>;

const simulations: SeedRunners = {
  quorum: runQuorumSeed,
  cluster: runClusterSeed,
  starved: runStarvedQuorumSeed,
  'starved-cluster': runStarvedClusterSeed,
};

/** @throws Error where no subject has the name. */
function about(focus: string | undefined): SeedRunners {
  if (focus === undefined) return simulations;
  const chosen = focusNames.find((name) => name === focus);
  if (chosen === undefined) throw new Error(`no focus is named '${focus}': expected one of ${focusNames.join(', ')}`);
  return { ...simulations, cluster: (seed) => runClusterSeed(seed, { focus: chosen }) };
}

/**
 * Runs every seed of the list; a failure is noted and the rest still runs, unless only the first one is of interest or
 * the time is over.
 */
export async function runSeeds(
  kind: SeedKind,
  seeds: Iterable<number>,
  { onFailure = () => {}, onSeed = () => {}, firstFailureOnly = false, isOver = () => false, focus }: SeedOptions = {},
  runners: SeedRunners = about(focus),
): Promise<SeedSummary> {
  const failures: { seed: number; report: string }[] = [];
  const hashes = new Map<number, string>();
  let [count, repeated, events] = [0, 0, 0];
  const attempt = async (seed: number, judge: (result: SeedResult) => void): Promise<void> => {
    onSeed(seed);
    try {
      judge(await withoutUnhandledRejections(() => runners[kind](seed)));
    } catch (reason) {
      const report = reason instanceof Error ? reason.message : String(reason);
      failures.push({ seed, report });
      onFailure(seed, report);
    }
  };
  const enough = (): boolean => (firstFailureOnly && failures.length > 0) || isOver();
  for (const seed of seeds) {
    if (enough()) break;
    count += 1;
    await attempt(seed, (result) => {
      events += result.events;
      if (seed % REPEAT_EVERY === 0) hashes.set(seed, result.traceHash);
    });
  }
  for (const [seed, hash] of hashes) {
    if (enough()) break;
    repeated += 1;
    await attempt(seed, ({ traceHash }) => {
      if (traceHash !== hash) throw new Error(`${kind} seed ${seed} is not deterministic: ${hash}, then ${traceHash}`);
    });
  }
  return { seeds: count, repeated, events, failures };
}

/** A rejected promise that is not handled is a failure of the seed in which it was rejected, and of no other. */
async function withoutUnhandledRejections<T>(work: () => Promise<T>): Promise<T> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  process.on('unhandledRejection', note);
  try {
    const result = await work();
    if (unhandled.length === 0) return result;
    const texts = unhandled.map((reason) =>
      reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    );
    throw new Error(`unhandled rejections:\n${texts.join('\n')}`);
  } finally {
    process.off('unhandledRejection', note);
  }
}
