import { DraveError, type Millis, type Offset } from '@drave/base';
import type { LoadViolation } from '../../checkers/load-ledger.js';
import { told, tellStory, type StoryMark, type StoryTeller } from '../../story.js';
import type { AcknowledgementGap } from './acknowledgement-gaps.js';

/** Numbers of records, and of the time between them. */
export interface LoadStats {
  readonly sent: number;
  readonly acknowledged: number;
  /** With their transactions. */
  readonly aborted: number;
  /** Given up by a producer, with an error. */
  readonly failed: number;
  /** Sent, and none of these yet. */
  readonly waiting: number;
  /** How many records the group was given that has read least; what came again does not count. */
  readonly read: number;
  /** Records that a group was given again, as consumers at least once are after a rebalance. */
  readonly readAgain: number;
  /**
   * The longest time, in ms, in which a partition acknowledged nothing although a record was waiting: for so long did
   * the application notice a failover. 0 before the first acknowledgement.
   */
  readonly longestGapMs: Millis;
  /** Which partition that was, and when it ended. */
  readonly longestGap: AcknowledgementGap | undefined;
}

/** What became of a load, once everything that was sent has an outcome and everything was read. */
export interface LoadVerdict {
  readonly stats: LoadStats;
  /** Empty when every promise was kept. */
  readonly violations: readonly LoadViolation[];
  /** How many records failed, by the code or the message of their error. */
  readonly failures: ReadonlyMap<string, number>;
}

interface ReportParts {
  readonly topic: string;
  readonly seed: number;
  readonly verdict: LoadVerdict;
  readonly marks: readonly StoryMark[];
  /** What kept the load from being judged as a whole, such as a partition that nobody can read. */
  readonly trouble: string | undefined;
  readonly cause: unknown;
}

const LINES_MAX = 30;
/** The timeline goes on for so long after the last record that is complained of. */
const AFTER_MS = 10_000;

/** The one error of a load that failed: what is wrong, and what happened around it. */
export function loadFailure(cluster: StoryTeller, parts: ReportParts): DraveError {
  const { topic, seed, verdict, marks, trouble, cause } = parts;
  const { violations, failures } = verdict;
  const times = violations.flatMap(({ atMs }) => atMs ?? []);
  const around = times.length === 0 ? undefined : Math.max(...times) + AFTER_MS;
  const findings = violations
    .filter((one, index) => one.atMs !== undefined && violations.findIndex(({ kind }) => kind === one.kind) === index)
    .map(({ kind, partition, offset, atMs }) => ({
      wallMs: atMs ?? 0,
      detail: `load: ${partition}@${offset} acknowledged, the first of those ${kind}`,
    }));
  const lines = [
    `load on ${topic} (seed ${seed}): ${headline(violations, trouble)}`,
    ...describe(violations),
    statsLine(verdict.stats),
    ...[...failures].map(([what, count]) => `  ${count} times: ${what}`),
    tellStory(cluster, [...marks, ...findings, ...gapMark(verdict.stats.longestGap)], around),
  ];
  const error = new DraveError(
    cause === undefined ? 'UNKNOWN_SERVER_ERROR' : DraveError.from(cause).code,
    lines.join('\n'),
    { cause },
  );
  told.add(error);
  return error;
}

function headline(violations: readonly LoadViolation[], trouble: string | undefined): string {
  const counts = new Map<string, number>();
  for (const { kind } of violations) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const found = [...counts].map(([kind, count]) => `${count} ${kind}`);
  return [...(trouble === undefined ? [] : [trouble]), ...found].join(', ');
}

const meanings: Readonly<Record<LoadViolation['kind'], string>> = {
  lost: 'acknowledged, and the log does not have it',
  duplicated: 'the log has it twice, and its producer is idempotent',
  moved: 'the log does not have it where the acknowledgement said',
  reordered: 'out of order',
  aborted: 'its transaction was aborted, and readers of committed records see it',
  torn: 'readers see a part of its transaction',
  skipped: 'the log has it, and the group was never given it',
  phantom: 'the group was given it, and the log does not have it',
  inconsistent: 'two records at one offset',
};

/** One line for each kind, place and client; offsets as ranges. */
function describe(violations: readonly LoadViolation[]): readonly string[] {
  const groups = new Map<string, LoadViolation[]>();
  for (const violation of violations) {
    const key = `${violation.kind} ${violation.partition} ${violation.by}`;
    const group = groups.get(key) ?? [];
    group.push(violation);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map((group) => {
    const [first] = group as [LoadViolation];
    const { kind, partition, by } = first;
    const where = partition === '' ? '' : ` ${partition}`;
    const offsets = rangesOf(group.flatMap(({ offset }) => (offset < 0 ? [] : offset)));
    return `  ${kind}${where}${offsets === '' ? '' : ` @ ${offsets}`} (${group.length}, ${by}): ${meanings[kind]}; ${first.detail}`;
  });
  const rest = lines.length - LINES_MAX;
  return rest > 0 ? [...lines.slice(0, LINES_MAX), `  and ${rest} more lines`] : lines;
}

function rangesOf(offsets: readonly Offset[]): string {
  const ranges: [Offset, Offset][] = [];
  for (const offset of offsets.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && offset <= last[1] + 1) last[1] = offset;
    else ranges.push([offset, offset]);
  }
  const shown = ranges.slice(0, 10).map(([from, to]) => (from === to ? `${from}` : `${from}..${to}`));
  return [...shown, ...(ranges.length > 10 ? ['...'] : [])].join(', ');
}

function statsLine(stats: LoadStats): string {
  const { sent, acknowledged, aborted, failed, waiting, read, readAgain, longestGapMs, longestGap } = stats;
  const gap = longestGap === undefined ? '' : `; longest gap ${Math.round(longestGapMs)} ms in ${longestGap.partition}`;
  return (
    `sent ${sent}: ${acknowledged} acknowledged, ${aborted} aborted, ${failed} failed, ${waiting} without an outcome; ` +
    `read ${read}, again ${readAgain}${gap}`
  );
}

function gapMark(gap: AcknowledgementGap | undefined): readonly StoryMark[] {
  if (gap === undefined) return [];
  const { partition, lengthMs, endedMs } = gap;
  return [
    {
      wallMs: endedMs,
      detail: `load: ${partition} acknowledges again, after its longest gap: ${Math.round(lengthMs)} ms`,
    },
  ];
}
