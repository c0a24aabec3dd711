import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluatePartition, type Commit, type PartitionHistory } from './evaluate-partition.js';
import type { PartitionStatus } from './status.js';

/** The commits of a history are a second apart, from this time on. */
const START_MS = 1_000_000;

interface History {
  /** Each as its offset and its lag at that time; null for one that came late. */
  readonly commits: readonly (readonly [offset: number, lag: number | null])[];
  readonly lag: number;
  /** Time since the last commit; half a second without it. */
  readonly silenceMs?: number;
  /** Log ends; by default what the lag now says, once for each commit. */
  readonly ends?: readonly number[];
  readonly windowSize?: number;
  readonly allowedLag?: number;
  readonly minimumComplete?: number;
  /** Milliseconds between two commits, 1000 without it. */
  readonly apartMs?: number;
}

function statusOf(given: History): PartitionStatus {
  return evaluated(given).status;
}

function evaluated(given: History) {
  const { lag, silenceMs = 500, apartMs = 1_000, allowedLag = 0, minimumComplete = 0 } = given;
  const commits = given.commits.map(([offset, commitLag], at): Commit => {
    const timestampMs = START_MS + at * apartMs;
    return { offset, lag: commitLag, order: at, timestampMs, observedAtMs: timestampMs };
  });
  const last = commits.at(-1);
  const ends = given.ends ?? commits.map(() => (last?.offset ?? 0) + lag);
  const history = { commits, windowSize: given.windowSize ?? commits.length, ends, currentLag: lag };
  return evaluatePartition(history, (last?.timestampMs ?? START_MS) + silenceMs, { allowedLag, minimumComplete });
}

/** A window of five commits that advance, with these lags. */
function advancing(...lags: (number | null)[]): History['commits'] {
  return lags.map((lag, at) => [100 + at * 10, lag] as const);
}

/** A window of commits of one offset, with these lags. */
function standing(...lags: (number | null)[]): History['commits'] {
  return lags.map((lag) => [100, lag] as const);
}

/** A window of these offsets, with a lag that falls, so that no other rule speaks. */
function going(...offsets: number[]): History['commits'] {
  return offsets.map((offset, at) => [offset, 1_000 - at] as const);
}

const silent = 4_001;
const nothing: History = { commits: [], lag: 0 };

const table: Readonly<Record<PartitionStatus, Readonly<Record<string, History>>>> = {
  OK: {
    'nothing was ever committed': { ...nothing, windowSize: 0 },
    'nothing is held, whatever lag is told': { ...nothing, lag: 7, windowSize: 10 },
    'all is read': { commits: advancing(0, 0, 0, 0, 0), lag: 0 },
    'all is read, after a long silence': { commits: advancing(0, 0, 0, 0, 0), lag: 0, silenceMs: 1e9 },
    'all is read now, though the lag grew at each commit': { commits: advancing(1, 2, 3, 4, 5), lag: 0 },
    'all is read now, though the offset stands': { commits: standing(1, 2, 3, 4, 5), lag: 0 },
    'all is read now, after a step back': { commits: going(100, 50), lag: 0 },
    'one commit, all is read': { commits: advancing(0), lag: 0, silenceMs: 1e6 },
    'the lag is what is allowed': { commits: advancing(9, 9, 9, 9, 9), lag: 1, allowedLag: 1 },
    'the lag is below what is allowed': { commits: advancing(9, 9, 9, 9, 9), lag: 1, allowedLag: 5 },
    'the allowed lag, after a long silence': { commits: advancing(1, 1, 1), lag: 1, allowedLag: 1, silenceMs: 1e6 },
    'the allowed lag, standing': { commits: standing(3, 3, 3), lag: 3, allowedLag: 3 },
    'a window that is not full enough': { commits: standing(5, 5), lag: 5, windowSize: 10, minimumComplete: 0.3 },
    'one commit of a window that must be full': { commits: standing(5), lag: 5, windowSize: 2, minimumComplete: 1 },
    'silence in a window that is not full enough': {
      commits: advancing(5, 6),
      lag: 9,
      windowSize: 10,
      minimumComplete: 0.5,
      silenceMs: 1e6,
    },
    'a step back in a window that is not full enough': {
      commits: going(100, 50),
      lag: 9,
      windowSize: 10,
      minimumComplete: 0.5,
    },
    'the oldest commit had no lag, and it grows': { commits: advancing(0, 10, 20, 30, 40), lag: 50 },
    'a commit in the middle had no lag': { commits: advancing(5, 6, 0, 7, 8), lag: 9 },
    'the newest commit had no lag': { commits: advancing(5, 6, 7, 8, 0), lag: 9 },
    'the offset stands, and the oldest commit had no lag': { commits: standing(0, 10, 20, 30, 40), lag: 50 },
    'a commit had the allowed lag': { commits: advancing(2, 10, 20, 30, 40), lag: 50, allowedLag: 2 },
    'silence as long as the window, to the millisecond': {
      commits: advancing(0, 1, 2, 3, 4),
      lag: 5,
      silenceMs: 4_000,
    },
    'silence longer than the window, in the same second': {
      commits: advancing(0, 1, 2, 3, 4),
      lag: 5,
      silenceMs: 4_999,
    },
    'silence, but a log end was at the committed offset': {
      commits: advancing(0, 0, 0, 0, 0),
      lag: 931,
      silenceMs: 1e6,
      ends: [140, 1_071],
    },
    'silence, but a log end was below the committed offset': {
      commits: advancing(0, 0, 0, 0, 0),
      lag: 931,
      silenceMs: 1e6,
      ends: [120, 1_071],
    },
    'the newest of the log ends is at the committed offset': {
      commits: advancing(0, 0, 0),
      lag: 3,
      silenceMs: 1e6,
      ends: [500, 120],
    },
    'a step back that is made good': { commits: going(1_000, 2_000, 1_000, 1_500, 2_100), lag: 10 },
    'a step back that is made good to the record': { commits: going(1_000, 900, 1_000), lag: 10 },
    'a step back, with a commit after it beyond, and back again below': { commits: going(100, 90, 110, 95), lag: 10 },
    'a lag that falls': { commits: advancing(50, 40, 30, 20, 10), lag: 5 },
    'a lag that falls once': { commits: advancing(10, 20, 30, 29, 40), lag: 50 },
    'a lag that falls across a commit that came late': { commits: advancing(30, null, 20), lag: 15 },
    'a lag that falls by one record': { commits: advancing(10, 9), lag: 12 },
  },
  WARN: {
    'the lag grows at each commit': { commits: advancing(10, 20, 30, 40, 50), lag: 60 },
    'the lag stays the same': { commits: advancing(10, 10, 10, 10, 10), lag: 10 },
    'the lag stays the same and grows at the end': { commits: advancing(10, 10, 10, 10, 11), lag: 12 },
    'the lag grows across a commit that came late': { commits: advancing(10, null, 20, null, 30), lag: 40 },
    'all commits came late': { commits: advancing(null, null, null), lag: 40 },
    'all but one commit came late': { commits: advancing(null, 30, null), lag: 40 },
    'two commits, growing': { commits: advancing(10, 11), lag: 12 },
    'the lag grows, and the offset stood for a part': {
      commits: [
        [1, 5],
        [1, 6],
        [2, 7],
      ],
      lag: 9,
    },
    'the lag is above what is allowed, and grows': { commits: advancing(4, 5, 6), lag: 7, allowedLag: 3 },
    'the window is just full enough': { commits: advancing(4, 5, 6), lag: 7, windowSize: 6, minimumComplete: 0.5 },
    'the lag now is small again, but grew at each commit': { commits: advancing(10, 20, 30), lag: 1 },
    'a step back that is made good, with a lag that grows': {
      commits: [
        [10, 5],
        [8, 7],
        [10, 8],
      ],
      lag: 9,
    },
  },
  STOP: {
    'silence longer than the window': { commits: advancing(0, 10, 20, 30, 40), lag: 50, silenceMs: 5_000 },
    'silence, with lags that were none': { commits: advancing(0, 0, 0, 0, 0), lag: 931, silenceMs: 5_000 },
    'silence, and all log ends beyond the commit': {
      commits: advancing(0, 0, 0),
      lag: 1,
      silenceMs: 5_000,
      ends: [121, 121, 121],
    },
    'silence, and no log end is held': { commits: advancing(1, 2, 3), lag: 4, silenceMs: 5_000, ends: [] },
    'one commit, a second ago': { commits: advancing(5), lag: 5, silenceMs: 1_000 },
    'commits at one instant, a second ago': { commits: advancing(5, 6, 7), lag: 8, apartMs: 0, silenceMs: 1_000 },
    'silence while the offset stood': { commits: standing(5, 5, 5), lag: 5, silenceMs: 5_000 },
    'silence after a step back': { commits: going(100, 50), lag: 5, silenceMs: 5_000 },
    'silence after a lag that fell': { commits: advancing(50, 40, 30), lag: 20, silenceMs: 5_000 },
    'silence of commits that came late': { commits: advancing(null, null), lag: 20, silenceMs: 5_000 },
    'silence, and the lag is above what is allowed': {
      commits: advancing(1, 1, 1),
      lag: 6,
      allowedLag: 5,
      silenceMs: 5_000,
    },
    'silence in a window that is full enough': {
      commits: advancing(1, 2),
      lag: 6,
      windowSize: 10,
      minimumComplete: 0.2,
      silenceMs: 3_000,
    },
  },
  STALL: {
    'the offset stands, the lag grows': { commits: standing(10, 20, 30, 40, 50), lag: 60 },
    'the offset stands, the lag too': { commits: standing(10, 10, 10, 10, 10), lag: 10 },
    'the offset stands at the start of the log': {
      commits: [
        [0, 5],
        [0, 5],
      ],
      lag: 5,
    },
    'one commit in this second': { commits: standing(10), lag: 10, silenceMs: 0 },
    'one commit that came late': { commits: standing(null), lag: 10, silenceMs: 0 },
    'all commits came late': { commits: standing(null, null), lag: 10 },
    'the offset stands above the allowed lag': { commits: standing(4, 5), lag: 6, allowedLag: 3 },
    'a lag that fell, when records were deleted': { commits: standing(30, 20, 10), lag: 10 },
  },
  REWIND: {
    'a step back at the end': { commits: going(100, 200, 300, 400, 300), lag: 100 },
    'a step back that is not made good': { commits: going(100, 200, 50, 60, 199), lag: 100 },
    'to the start of the log': { commits: going(100, 0), lag: 100 },
    'by one record': { commits: going(100, 99), lag: 100 },
    'two steps, the first not made good': { commits: going(300, 200, 250, 100, 260), lag: 100 },
    'though a commit had no lag': {
      commits: [
        [300, 0],
        [200, 100],
      ],
      lag: 100,
    },
    'though the lag grows': {
      commits: [
        [300, 10],
        [200, 110],
        [210, 120],
      ],
      lag: 130,
    },
    'in commits that came late': {
      commits: [
        [300, null],
        [200, null],
      ],
      lag: 130,
    },
    'after the offset stood': {
      commits: [
        [300, 10],
        [300, 10],
        [299, 11],
      ],
      lag: 130,
    },
    'after silence as long as the window': { commits: going(300, 200), lag: 9, silenceMs: 1_000 },
    'after a long silence, when a log end was at the commit': {
      commits: going(300, 200),
      lag: 9,
      silenceMs: 1e6,
      ends: [200, 209],
    },
  },
};

describe('a partition is', () => {
  for (const [status, histories] of Object.entries(table))
    test.each(Object.entries(histories))(`${status}: %s`, (_, history) => expect(statusOf(history)).toBe(status));

  test('judged by whole seconds: what is silent for longer is seen a second later at most', () => {
    const of = (silenceMs: number): PartitionStatus =>
      statusOf({ commits: advancing(1, 2, 3, 4, 5), lag: 6, silenceMs });
    expect([of(4_000), of(silent), of(4_999), of(5_000)]).toEqual(['WARN', 'WARN', 'WARN', 'STOP']);
  });

  test('complete by the share of its window that is filled', () => {
    expect(evaluated({ commits: advancing(1, 2, 3), lag: 3, windowSize: 10 }).complete).toBe(0.3);
    expect(evaluated({ commits: advancing(1, 2, 3), lag: 3 }).complete).toBe(1);
    expect(evaluated({ ...nothing, windowSize: 0 }).complete).toBe(0);
  });

  test('judged as a plain reading of the rules judges it', () => {
    const commit = fc.record({
      offset: fc.integer({ min: 0, max: 6 }),
      lag: fc.option(fc.integer({ min: 0, max: 4 })),
      stepMs: fc.constantFrom(0, 1, 500, 1_000),
    });
    const settings = { allowedLag: fc.constantFrom(0, 0, 1), minimumComplete: fc.constantFrom(0, 0, 0.5, 1) };
    const given = fc.record({
      steps: fc.array(commit, { maxLength: 6 }),
      spare: fc.constantFrom(0, 0, 3),
      ends: fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 4 }),
      currentLag: fc.integer({ min: 0, max: 3 }),
      silenceMs: fc.constantFrom(0, 999, 1_000, 2_000, 3_500, 9_000),
      ...settings,
    });
    const seen = new Map<PartitionStatus, number>();
    fc.assert(
      fc.property(given, ({ steps, spare, ends, currentLag, silenceMs, ...rules }) => {
        let timestampMs = START_MS;
        const commits = steps.map(({ offset, lag, stepMs }, order): Commit => {
          timestampMs += stepMs;
          return { offset, lag, order, timestampMs, observedAtMs: timestampMs };
        });
        const history = { commits, windowSize: commits.length + spare, ends, currentLag };
        const { status } = evaluatePartition(history, timestampMs + silenceMs, rules);
        expect(status).toBe(byTheRules(history, timestampMs + silenceMs, rules.allowedLag, rules.minimumComplete));
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }),
      { numRuns: 5_000 },
    );
    // The draws have every status among them.
    expect([...seen.keys()].toSorted()).toEqual(['OK', 'REWIND', 'STALL', 'STOP', 'WARN']);
  });
});

/** The rules once more, each as a loop that gathers what speaks for it. */
function byTheRules(history: PartitionHistory, nowMs: number, allowed: number, minimum: number): PartitionStatus {
  const { commits, ends, windowSize } = history;
  const speaksFor = new Set<PartitionStatus>();
  let [caughtUp, differs, drops] = [false, false, false];
  let lagBefore: number | undefined;
  let steppedBackFrom: number | undefined;
  let madeGood = false;
  let before: Commit | undefined;
  for (const one of commits) {
    if (before !== undefined && one.offset < before.offset) steppedBackFrom ??= before.offset;
    if (steppedBackFrom !== undefined) madeGood ||= one.offset >= steppedBackFrom;
    if (before !== undefined && one.offset !== before.offset) differs = true;
    if (one.lag !== null) {
      caughtUp ||= !(one.lag > allowed);
      drops ||= lagBefore !== undefined && one.lag < lagBefore;
      lagBefore = one.lag;
    }
    before = one;
  }
  let endsBeyond = 0;
  for (const end of ends) if (before !== undefined && end > before.offset) endsBeyond += 1;
  const spanMs = (before?.timestampMs ?? 0) - (commits[0]?.timestampMs ?? 0);
  const silenceMs = nowMs - (nowMs % 1_000) - (before?.timestampMs ?? 0);
  if (silenceMs > spanMs && endsBeyond === ends.length) speaksFor.add('STOP');
  if (steppedBackFrom !== undefined && !madeGood) speaksFor.add('REWIND');
  if (caughtUp) speaksFor.add('OK');
  if (!differs) speaksFor.add('STALL');
  if (!drops) speaksFor.add('WARN');
  const isFullEnough = commits.length > 0 && commits.length / windowSize >= minimum;
  if (!isFullEnough || history.currentLag <= allowed) return 'OK';
  const order = ['STOP', 'REWIND', 'OK', 'STALL', 'WARN'] as const;
  return order.find((status) => speaksFor.has(status)) ?? 'OK';
}
