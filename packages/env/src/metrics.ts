export type MetricLabels = Readonly<Record<string, string>>;

/**
 * Hot paths keep plain numbers; `gauge` and `counterFrom` read them when somebody scrapes. Names follow Prometheus
 * (`drave_<subsystem>_<what>_<unit>`, `_total` for counters). Keep label cardinality bounded.
 */
export interface Metrics {
  counter(name: string, help: string, labels?: MetricLabels): Counter;
  /** A monotone number that lives elsewhere, read at scrape time. */
  counterFrom(name: string, help: string, read: () => number, labels?: MetricLabels): void;
  gauge(name: string, help: string, read: () => number, labels?: MetricLabels): void;
  /** Series that come and go, such as one for each type of handle; all of them are read at scrape time. */
  gauges(name: string, help: string, read: () => Iterable<readonly [labels: MetricLabels, value: number]>): void;
  histogram(name: string, help: string, buckets: readonly number[], labels?: MetricLabels): Histogram;
  /** All metrics in Prometheus' text exposition format. */
  render(): Promise<string>;
}

export interface Counter {
  add(amount: number): void;
}

export interface Histogram {
  observe(value: number): void;
}
