/** The package has no types of its own. Numbers are texts, as they stand in the exposition. */
declare module 'parse-prometheus-text-format' {
  export interface PrometheusFamily {
    readonly name: string;
    readonly help: string;
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED';
    readonly metrics: readonly {
      readonly labels?: Readonly<Record<string, string>>;
      /** Of counters and gauges. */
      readonly value?: string;
    }[];
  }
  export default function parsePrometheusTextFormat(text: string): readonly PrometheusFamily[];
}
