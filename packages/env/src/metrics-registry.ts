import { assert } from '@drave/base';
import type { Counter, Histogram, MetricLabels, Metrics } from './metrics.js';

type Family =
  | { readonly kind: 'counter' | 'gauge'; readonly help: string; readonly series: Map<string, () => number> }
  | { readonly kind: 'gauges'; readonly help: string; read: () => Iterable<readonly [MetricLabels, number]> }
  | { readonly kind: 'histogram'; readonly help: string; readonly series: Map<string, HistogramCells> };

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** The registry behind every Env: plain numbers, read when somebody scrapes; `beforeScrape` brings them up to date. */
export function createMetrics(beforeScrape: () => void = () => {}): Metrics {
  return new MetricsRegistry(beforeScrape);
}

class MetricsRegistry implements Metrics {
  private readonly families = new Map<string, Family>();
  private readonly beforeScrape: () => void;

  constructor(beforeScrape: () => void) {
    this.beforeScrape = beforeScrape;
  }

  counter(name: string, help: string, labels: MetricLabels = {}): Counter {
    const cell = { value: 0 };
    this.counterFrom(name, help, () => cell.value, labels);
    return {
      add(amount) {
        cell.value += amount;
      },
    };
  }

  counterFrom(name: string, help: string, read: () => number, labels: MetricLabels = {}): void {
    this.addReader('counter', name, help, read, labels);
  }

  gauge(name: string, help: string, read: () => number, labels: MetricLabels = {}): void {
    this.addReader('gauge', name, help, read, labels);
  }

  gauges(name: string, help: string, read: () => Iterable<readonly [MetricLabels, number]>): void {
    const family = this.family(name, { kind: 'gauges', help, read });
    if (family.kind === 'gauges') family.read = read;
  }

  histogram(name: string, help: string, buckets: readonly number[], labels: MetricLabels = {}): Histogram {
    const family = this.family(name, { kind: 'histogram', help, series: new Map() });
    assert(family.kind === 'histogram', `'${name}' is a ${family.kind} already`);
    const cells = new HistogramCells(buckets, labels);
    family.series.set(labelText(labels), cells);
    return cells;
  }

  render(): Promise<string> {
    this.beforeScrape();
    const lines: string[] = [];
    for (const name of [...this.families.keys()].sort()) {
      const family = this.families.get(name) as Family;
      const type = family.kind === 'gauges' ? 'gauge' : family.kind;
      lines.push(`# HELP ${name} ${escapeHelp(family.help)}`, `# TYPE ${name} ${type}`, ...seriesOf(name, family));
    }
    return Promise.resolve(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
  }

  private addReader(
    kind: 'counter' | 'gauge',
    name: string,
    help: string,
    read: () => number,
    labels: MetricLabels,
  ): void {
    const family = this.family(name, { kind, help, series: new Map() });
    assert(family.kind === 'counter' || family.kind === 'gauge', `'${name}' is a ${family.kind} already`);
    // The newest owner wins: a partition that comes back registers its gauges again.
    family.series.set(labelText(labels), read);
  }

  /** The family of that name, which is the one given where there was none. */
  private family(name: string, fresh: Family): Family {
    assert(NAME.test(name), `'${name}' is not a metric name`);
    const known = this.families.get(name);
    if (known !== undefined) {
      assert(known.kind === fresh.kind, `'${name}' is a ${known.kind} already`);
      return known;
    }
    this.families.set(name, fresh);
    return fresh;
  }
}

function seriesOf(name: string, family: Family): string[] {
  const line = (labels: string, value: number): string => `${name}${labels} ${numberText(value)}`;
  switch (family.kind) {
    case 'counter':
    case 'gauge':
      return [...family.series].map(([labels, read]) => line(labels, read()));
    case 'gauges':
      return [...family.read()].map(([labels, value]) => line(labelText(labels), value));
    case 'histogram':
      return [...family.series.values()].flatMap((cells) => cells.render(name));
  }
}

class HistogramCells implements Histogram {
  private readonly bounds: readonly number[];
  private readonly labels: MetricLabels;
  private readonly counts: number[];
  private sum = 0;
  private count = 0;

  constructor(bounds: readonly number[], labels: MetricLabels) {
    this.bounds = [...bounds].sort((left, right) => left - right);
    this.labels = labels;
    this.counts = this.bounds.map(() => 0);
  }

  observe(value: number): void {
    this.sum += value;
    this.count++;
    // A value counts in the first bucket that holds it; buckets are added up when they are rendered.
    for (let index = 0; index < this.bounds.length; index++) {
      if (value <= (this.bounds[index] as number)) {
        this.counts[index] = (this.counts[index] as number) + 1;
        return;
      }
    }
  }

  render(name: string): string[] {
    const lines: string[] = [];
    let cumulated = 0;
    for (const [index, bound] of this.bounds.entries()) {
      cumulated += this.counts[index] as number;
      lines.push(`${name}_bucket${labelText({ ...this.labels, le: numberText(bound) })} ${cumulated}`);
    }
    lines.push(`${name}_bucket${labelText({ ...this.labels, le: '+Inf' })} ${this.count}`);
    lines.push(`${name}_sum${labelText(this.labels)} ${numberText(this.sum)}`);
    lines.push(`${name}_count${labelText(this.labels)} ${this.count}`);
    return lines;
  }
}

function labelText(labels: MetricLabels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return '';
  return `{${names.map((name) => `${name}="${escapeLabel(labels[name] ?? '')}"`).join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}
