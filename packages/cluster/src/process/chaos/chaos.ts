import { randomInt } from 'node:crypto';
import type { Millis } from '@drave/base';
import { nameOf } from '../../condition.js';
import type { WaitOptions } from '../../options.js';
import type { ChaosPlan, ChaosRound, ChaosVerb } from '../../chaos/chaos-plan.js';
import { ChaosRun, type ChaosEntry, type ChaosTarget } from './chaos-run.js';
import { drawRounds, type ChaosTopology } from '../../chaos/draw-rounds.js';

export interface ChaosOptions extends WaitOptions {
  /** What the plan is drawn from: the same seed gives the same plan for the same cluster. Default: by chance. */
  readonly seed?: number;
  /** No round begins later. Default, without `faults` and `plan`, one minute. */
  readonly forMs?: Millis;
  /** No round begins when so many faults have struck. */
  readonly faults?: number;
  /** A plan that was made before, instead of a new one: that of a report, for example. */
  readonly plan?: ChaosPlan;
  /** The only verbs to use. Default: all that the cluster can suffer. */
  readonly verbs?: readonly ChaosVerb[];
  /** Whether faults of the network also concern clients. Default false. */
  readonly clients?: boolean;
  /**
   * Default false: at any time, only a minority of the controllers is broken, and of the replicas of each partition. A
   * fault that would break more is skipped.
   */
  readonly allowLoss?: boolean;
  /** Ends the chaos early; the cluster is healed all the same. */
  readonly signal?: AbortSignal;
  /** Hears of every fault when it is over. */
  readonly onEntry?: (entry: ChaosEntry) => void;
}

export interface ChaosReport {
  readonly seed: number | undefined;
  readonly topology: ChaosTopology;
  /** The rounds that were struck: as `plan` of another chaos they are struck again. */
  readonly plan: ChaosPlan;
  readonly timeline: readonly ChaosEntry[];
  readonly tookMs: Millis;
  /** Why no further round began. */
  readonly ended: 'time' | 'faults' | 'plan' | 'interrupted' | 'skipped' | 'failed';
  /** Whether everything is in service, and in sync, at the end. */
  readonly healthy: boolean;
  /** What is wrong, where something is. */
  readonly problem: string | undefined;
}

const FOR_MS_DEFAULT: Millis = 60_000;
const SEEDS = 2 ** 32;
/**
 * So many faults in a row that may not strike end a chaos: a plan for another cluster, or one that does not recover.
 */
const SKIPPED_MAX = 50;

/**
 * Breaks a cluster in one way after another, and heals it each time and at the end. It begins when the cluster is
 * healthy. Rejects only when it cannot begin; what goes wrong later is in the report.
 *
 * @throws DraveError INVALID_REQUEST, REQUEST_TIMED_OUT for a cluster that is not healthy.
 */
export async function runChaos(target: ChaosTarget, isProxied: boolean, options: ChaosOptions): Promise<ChaosReport> {
  const { onWaiting, timeoutMs, signal = new AbortController().signal, allowLoss = false } = options;
  const wait = { ...(onWaiting && { onWaiting }), ...(timeoutMs !== undefined && { timeoutMs }) };
  await target.waitFor('healthy', wait);
  const topology = await topologyOf(target, isProxied);
  const seed = options.plan === undefined ? (options.seed ?? randomInt(SEEDS - 1)) : options.plan.seed;
  const rounds = options.plan?.rounds ?? drawRounds(seed ?? 0, topology, options);
  const timeline: ChaosEntry[] = [];
  const onEntry = (entry: ChaosEntry): void => {
    timeline.push(entry);
    options.onEntry?.(entry);
  };
  const run = new ChaosRun({ target, allowLoss, signal, onEntry, wait });
  const { struck, ended } = await strikeAll(run, rounds, timeline, signal, options);
  const missing = await run.heal();
  const allSkipped = `the last ${SKIPPED_MAX} faults were skipped: ${timeline.at(-1)?.detail}`;
  const problem = run.failure ?? missing ?? (ended === 'skipped' ? allSkipped : undefined);
  return {
    seed,
    topology,
    plan: { ...(seed === undefined ? {} : { seed }), rounds: struck },
    timeline,
    tookMs: run.elapsedMs,
    ended,
    healthy: missing === undefined,
    problem,
  };
}

async function strikeAll(
  run: ChaosRun,
  rounds: Iterable<ChaosRound>,
  timeline: readonly ChaosEntry[],
  signal: AbortSignal,
  options: ChaosOptions,
): Promise<{ readonly struck: readonly ChaosRound[]; readonly ended: ChaosReport['ended'] }> {
  const { faults = Number.POSITIVE_INFINITY, plan } = options;
  const hasOtherEnd = options.faults !== undefined || plan !== undefined;
  const forMs = options.forMs ?? (hasOtherEnd ? Number.POSITIVE_INFINITY : FOR_MS_DEFAULT);
  const struck: ChaosRound[] = [];
  const why = (): ChaosReport['ended'] | undefined => {
    if (signal.aborted) return 'interrupted';
    if (run.isOver) return 'failed';
    if (skippedLast(timeline) >= SKIPPED_MAX) return 'skipped';
    if (timeline.filter(({ outcome }) => outcome === 'struck').length >= faults) return 'faults';
    return run.elapsedMs >= forMs ? 'time' : undefined;
  };
  for (const round of rounds) {
    const ended = why();
    if (ended !== undefined) return { struck, ended };
    struck.push(round);
    await run.strikeRound(round);
  }
  return { struck, ended: why() ?? 'plan' };
}

function skippedLast(timeline: readonly ChaosEntry[]): number {
  return timeline.length - 1 - timeline.findLastIndex(({ outcome }) => outcome !== 'skipped');
}

/** The topics of the cluster itself are not aimed at by name; a node that leads some of theirs is. */
const INTERNAL = /^__/;

async function topologyOf(target: ChaosTarget, isProxied: boolean): Promise<ChaosTopology> {
  const namesWith = (role: 'controller' | 'broker'): readonly string[] =>
    target.nodes.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  const partitions = (await target.view.partitions()).filter(({ topic }) => !INTERNAL.test(topic)).map(nameOf);
  return {
    controllers: namesWith('controller'),
    brokers: namesWith('broker'),
    isProxied,
    partitions: partitions.toSorted(),
  };
}
