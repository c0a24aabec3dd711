import type { Steps } from '@drave/base';

export type MetricLabels = Readonly<Record<string, string>>;

/** Series that come and go, with their values: read at scrape time, one after another. */
export type ReadSeries<Value = number> = () => Iterable<readonly [labels: MetricLabels, value: Value]>;

/**
 * Hot paths keep plain numbers; `gauge` and `counterFrom` read them when somebody scrapes. Names follow Prometheus
 * (`drave_<subsystem>_<what>_<unit>`, seconds and bytes, `_total` for counters); `kafka_*` are the names under which
 * dashboards for Kafka ask. Keep label cardinality bounded.
 */
export interface Metrics {
  counter(name: string, help: string, labels?: MetricLabels): Counter;
  /** A monotone number that lives elsewhere, read at scrape time. */
  counterFrom(name: string, help: string, read: () => number, labels?: MetricLabels): void;
  /** Monotone numbers of things that come and go, such as topics. */
  counters(name: string, help: string, read: ReadSeries): void;
  gauge(name: string, help: string, read: () => number, labels?: MetricLabels): void;
  /** Series that come and go, such as one for each type of handle. */
  gauges(name: string, help: string, read: ReadSeries): void;
  histogram(name: string, help: string, buckets: readonly number[], labels?: MetricLabels): Histogram;
  /** Quantiles of histograms, which may be kept in another unit. */
  summaries(name: string, help: string, read: ReadSeries<Summary>): void;
  /**
   * Work before the series are read at each scrape, such as one look at every partition for all gauges that count
   * them. Each piece of it is short; undefined when all is done.
   */
  beforeScrape(work: () => Steps<void> | undefined): void;
  /** What there is, sorted by name, whether or not it has series yet. */
  families(): readonly MetricFamily[];
  /**
   * All metrics in Prometheus' text exposition format. The event loop has its turns meanwhile. Scrapes at the same time
   * share one answer.
   */
  render(): Promise<string>;
}

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
}

export interface Counter {
  add(amount: number): void;
}

export interface Histogram {
  observe(value: number): void;
  readonly count: number;
  readonly sum: number;
  /**
   * The value that this share (0 to 1) of what was observed stays below, taken as even within a bucket; NaN of none.
   */
  quantile(share: number): number;
}

export interface Summary {
  readonly count: number;
  readonly sum: number;
  quantile(share: number): number;
}
