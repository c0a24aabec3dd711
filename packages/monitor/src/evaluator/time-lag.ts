import type { Millis, Offset } from '@drave/base';
import type { Commit } from './evaluate-partition.js';

/** The end of a partition's log at an instant of the wall clock. */
export interface EndPoint {
  readonly atMs: Millis;
  readonly end: Offset;
}

/** Lag in time, for one partition of a group. */
export interface TimeLag {
  /** The age of the oldest unread record, ms; 0 where all is read, null where nothing was committed or sampled. */
  readonly ageMs: Millis | null;
  /**
   * How the age was found: from samples on both sides of the record, or, for a record from before the first sample,
   * from the rate since then. In the latter case, and without any rate, it is at least the time that was watched.
   */
  readonly basis: 'caught up' | 'interpolated' | 'extrapolated' | 'unknown';
  /** When all will be read at the present rates, ms from now; 0 where all is read, null where it gains nothing. */
  readonly catchUpMs: Millis | null;
}

const unknown: TimeLag = { ageMs: null, basis: 'unknown', catchUpMs: null };

/**
 * Lag in time from samples of log ends, oldest first. The record at an offset was written while the end passed over
 * that offset, so the time between the two samples around it is divided evenly.
 */
export function timeLagOf(
  commits: readonly Commit[],
  points: readonly EndPoint[],
  currentLag: number,
  nowMs: Millis,
): TimeLag {
  const last = commits.at(-1);
  if (last === undefined || points.length === 0) return unknown;
  if (currentLag === 0) return { ageMs: 0, basis: 'caught up', catchUpMs: 0 };
  return { ...ageOf(last.offset, points, nowMs), catchUpMs: catchUpOf(commits, points, currentLag) };
}

function ageOf(offset: Offset, points: readonly EndPoint[], nowMs: Millis): Pick<TimeLag, 'ageMs' | 'basis'> {
  const after = points.findIndex(({ end }) => end > offset);
  const above = points[after];
  if (above === undefined) return { ageMs: null, basis: 'unknown' };
  const below = points[after - 1];
  if (below !== undefined) {
    const share = (offset - below.end) / (above.end - below.end);
    return { ageMs: atLeast0(nowMs - (below.atMs + share * (above.atMs - below.atMs))), basis: 'interpolated' };
  }
  const newest = points.at(-1) ?? above;
  const ratePerMs = rateOf(above, newest);
  const beforeMs = ratePerMs > 0 ? (above.end - offset) / ratePerMs : 0;
  return { ageMs: atLeast0(nowMs - above.atMs + beforeMs), basis: 'extrapolated' };
}

/** Both rates over the span of the window of commits. */
function catchUpOf(commits: readonly Commit[], points: readonly EndPoint[], currentLag: number): Millis | null {
  const [first, last] = [commits[0], commits.at(-1)];
  const newest = points.at(-1);
  if (first === undefined || last === undefined || newest === undefined) return null;
  const spanMs = last.timestampMs - first.timestampMs;
  if (spanMs <= 0) return null;
  const readPerMs = (last.offset - first.offset) / spanMs;
  const from = points.findLast(({ atMs }) => atMs <= first.timestampMs) ?? points[0] ?? newest;
  const gainPerMs = readPerMs - rateOf(from, newest);
  return gainPerMs > 0 ? currentLag / gainPerMs : null;
}

/** Records a millisecond. */
function rateOf(from: EndPoint, to: EndPoint): number {
  return to.atMs > from.atMs ? Math.max(0, (to.end - from.end) / (to.atMs - from.atMs)) : 0;
}

function atLeast0(value: number): number {
  return Math.max(0, value);
}
