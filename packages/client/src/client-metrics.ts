import type { Millis } from '@drave/base';

/** What a client counts, from its start on. */
export interface ClientCounters {
  /** Records that were written, as far as is known. */
  readonly recordsSent: number;
  readonly recordsFailed: number;
  readonly batchesSent: number;
  readonly batchesFailed: number;
  /** Bytes of the batches that were written, compressed. */
  readonly bytesSent: number;
  /** Records that polls, loops and runs have taken. */
  readonly recordsConsumed: number;
  /** Records whose handlers have finished. */
  readonly recordsHandled: number;
  /** Attempts of handlers that have failed. */
  readonly handlerFailures: number;
  readonly deadLetters: number;
}

export type CounterName = keyof ClientCounters;

/** What a client measures, each in ms. */
export type HistogramName =
  /** From the first record of a batch to its outcome. */
  | 'batchLatencyMs'
  /** One attempt of a handler. */
  | 'handlerMs';

/** How many values were at most `atMostMs`, and not in the bucket before; the last bucket has no bound. */
export interface HistogramBucket {
  readonly atMostMs: Millis;
  readonly count: number;
}

export interface HistogramSnapshot {
  readonly count: number;
  readonly sumMs: Millis;
  readonly buckets: readonly HistogramBucket[];
}

export interface ClientMetricsSnapshot {
  readonly counters: ClientCounters;
  readonly histograms: Readonly<Record<HistogramName, HistogramSnapshot>>;
  /** Bytes of records that wait to be sent or acknowledged, of all producers. */
  readonly bufferedBytes: number;
  /** The largest lag of any partition that is read (`records-lag-max`); undefined while none is known. */
  readonly recordsLagMax: number | undefined;
}

/** One measurement: by how much a counter grows, or a value for a histogram. */
export type Measurement =
  | { readonly kind: 'counter'; readonly name: CounterName; readonly amount: number }
  | { readonly kind: 'histogram'; readonly name: HistogramName; readonly valueMs: Millis };

/** Counts and measures for one client. Nothing is counted per record: a batch or a poll counts once. */
export class ClientMetrics {
  private readonly counters: { -readonly [Name in CounterName]: number } = {
    recordsSent: 0,
    recordsFailed: 0,
    batchesSent: 0,
    batchesFailed: 0,
    bytesSent: 0,
    recordsConsumed: 0,
    recordsHandled: 0,
    handlerFailures: 0,
    deadLetters: 0,
  };
  private readonly histograms: Readonly<Record<HistogramName, Histogram>> = {
    batchLatencyMs: new Histogram(),
    handlerMs: new Histogram(),
  };
  private readonly onMeasurement: ((measurement: Measurement) => void) | undefined;

  constructor(onMeasurement: ((measurement: Measurement) => void) | undefined) {
    this.onMeasurement = onMeasurement;
  }

  count(name: CounterName, amount = 1): void {
    if (amount === 0) return;
    this.counters[name] += amount;
    this.onMeasurement?.({ kind: 'counter', name, amount });
  }

  observe(name: HistogramName, valueMs: Millis): void {
    this.histograms[name].add(valueMs);
    this.onMeasurement?.({ kind: 'histogram', name, valueMs });
  }

  snapshot(): Pick<ClientMetricsSnapshot, 'counters' | 'histograms'> {
    const { batchLatencyMs, handlerMs } = this.histograms;
    return {
      counters: { ...this.counters },
      histograms: { batchLatencyMs: batchLatencyMs.snapshot(), handlerMs: handlerMs.snapshot() },
    };
  }
}

class Histogram {
  private readonly counts: number[] = [...BOUNDS_MS.map(() => 0), 0];
  private sumMs: Millis = 0;

  add(valueMs: Millis): void {
    const index = BOUNDS_MS.findIndex((bound) => valueMs <= bound);
    const at = index < 0 ? BOUNDS_MS.length : index;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sumMs += valueMs;
  }

  snapshot(): HistogramSnapshot {
    const buckets = this.counts.map((count, index) => {
      return { atMostMs: BOUNDS_MS[index] ?? Number.POSITIVE_INFINITY, count };
    });
    return { count: this.counts.reduce((sum, count) => sum + count, 0), sumMs: this.sumMs, buckets };
  }
}

const BOUNDS_MS: readonly Millis[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
