import type { Millis, Offset } from '@drave/base';
import type { PartitionStatus } from './status.js';

/** One committed offset, as the window keeps it. */
export interface Commit {
  readonly offset: Offset;
  /** When it was committed, wall clock. */
  readonly timestampMs: Millis;
  /** When the monitor learned of it, wall clock. */
  readonly observedAtMs: Millis;
  /** Orders the commits of a partition: an offset in `__consumer_offsets`, or the number of the sample. */
  readonly order: number;
  /** Records that were unread at the commit; null for one that came late, when the end of that time was unknown. */
  readonly lag: number | null;
}

/** What is held of one partition of a group when it is judged. */
export interface PartitionHistory {
  /** Oldest first. */
  readonly commits: readonly Commit[];
  /** How many commits the window has room for; 0 where none was ever held. */
  readonly windowSize: number;
  /** Log ends at the last samples, oldest first. */
  readonly ends: readonly Offset[];
  /** Records that are unread now; 0 where nothing was committed. */
  readonly currentLag: number;
}

export interface EvaluationSettings {
  /** A lag of up to so many records is none. */
  readonly allowedLag: number;
  /** The share of the window, 0 to 1, that must be filled before anything but OK is said. */
  readonly minimumComplete: number;
}

export interface PartitionEvaluation {
  readonly status: PartitionStatus;
  /** The share of the window that is filled, 0 to 1. */
  readonly complete: number;
}

/**
 * Burrow's rules for one partition, in their order. `nowMs` is wall clock; it counts in whole seconds, rounded down, as
 * there: a stop may be seen a second later, and never earlier.
 */
export function evaluatePartition(
  history: PartitionHistory,
  nowMs: Millis,
  settings: EvaluationSettings,
): PartitionEvaluation {
  const complete = history.windowSize === 0 ? 0 : history.commits.length / history.windowSize;
  return { status: statusOf(history, nowMs, settings, complete), complete };
}

function statusOf(
  { commits, ends, currentLag }: PartitionHistory,
  nowMs: Millis,
  { allowedLag, minimumComplete }: EvaluationSettings,
  complete: number,
): PartitionStatus {
  const first = commits[0];
  const last = commits.at(-1);
  if (first === undefined || last === undefined || complete < minimumComplete) return 'OK';
  if (currentLag <= allowedLag) return 'OK';
  const nowInSecondsMs = Math.floor(nowMs / 1000) * 1000;
  const isSilent = nowInSecondsMs - last.timestampMs > last.timestampMs - first.timestampMs;
  if (isSilent && !ends.some((end) => end <= last.offset)) return 'STOP';
  if (hasRewound(commits)) return 'REWIND';
  if (commits.some(({ lag }) => lag !== null && lag <= allowedLag)) return 'OK';
  if (commits.every(({ offset }) => offset === first.offset)) return 'STALL';
  return lagNeverDrops(commits) ? 'WARN' : 'OK';
}

/** Whether the first step back was not made good within the window. */
function hasRewound(commits: readonly Commit[]): boolean {
  const index = commits.findIndex(({ offset }, at) => offset < (commits[at - 1]?.offset ?? Number.NEGATIVE_INFINITY));
  if (index === -1) return false;
  const lost = commits[index - 1]?.offset ?? 0;
  return !commits.slice(index).some(({ offset }) => offset >= lost);
}

function lagNeverDrops(commits: readonly Commit[]): boolean {
  const lags = commits.flatMap(({ lag }) => (lag === null ? [] : [lag]));
  return lags.every((lag, at) => lag >= (lags[at - 1] ?? 0));
}
