/** Lag over time, as a page saw it while it was open; the oldest samples go when there are too many. */
export interface LagHistory {
  /** Seconds since 1970, growing. */
  readonly atSeconds: readonly number[];
  /** Null where it was not known, which is a gap and not 0. */
  readonly lags: readonly (number | null)[];
}

export const NO_HISTORY: LagHistory = { atSeconds: [], lags: [] };

/** A sample that is not later than the one before it is left out: clocks may go back. */
export function withSample(history: LagHistory, wallMs: number, lag: number | null, samplesMax: number): LagHistory {
  const at = wallMs / 1_000;
  if (at <= (history.atSeconds.at(-1) ?? Number.NEGATIVE_INFINITY)) return history;
  const atSeconds = [...history.atSeconds, at].slice(-samplesMax);
  return { atSeconds, lags: [...history.lags, lag].slice(-samplesMax) };
}

/** Records a second by which the lag grows, or shrinks when negative; null before there are two samples. */
export function trendPerSecond({ atSeconds, lags }: LagHistory): number | null {
  const known = lags.flatMap((lag, index) => (lag === null ? [] : [{ lag, at: atSeconds[index] ?? 0 }]));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  return (last.lag - first.lag) / (last.at - first.at);
}
