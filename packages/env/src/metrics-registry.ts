import { assert, type Steps } from '@drave/base';
import { HistogramCells } from './histogram-cells.js';
import { labelText, numberText } from './metric-text.js';
import type {
  Counter,
  Histogram,
  MetricFamily,
  MetricLabels,
  Metrics,
  MetricType,
  ReadSeries,
  Summary,
} from './metrics.js';

type Family =
  | { readonly kind: 'plain'; readonly type: MetricType; readonly help: string; readonly series: Map<string, Read> }
  | { readonly kind: 'dynamic'; readonly type: MetricType; readonly help: string; read: ReadSeries }
  | { readonly kind: 'summaries'; readonly type: 'summary'; readonly help: string; read: ReadSeries<Summary> }
  | {
      readonly kind: 'histogram';
      readonly type: 'histogram';
      readonly help: string;
      readonly series: Map<string, HistogramCells>;
    };

type Read = () => number;

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Between two turns of the event loop: a few hundred microseconds, and less than half a millisecond of either. */
const STEPS_PER_TURN = 500;
const LINES_PER_TURN = 500;
/** As the exporters of Kafka's own metrics write them. */
const QUANTILES = ['0.50', '0.75', '0.95', '0.98', '0.99', '0.999'];

interface RegistryOptions {
  /** Lets the event loop have its turn in a long scrape; left out where nothing else could happen. */
  readonly yieldTurn?: () => Promise<void>;
}

/** The registry behind every Env: plain numbers, read when somebody scrapes. */
export function createMetrics(options: RegistryOptions = {}): Metrics {
  return new MetricsRegistry(options.yieldTurn ?? (() => Promise.resolve()));
}

class MetricsRegistry implements Metrics {
  private readonly known = new Map<string, Family>();
  private readonly preparations: (() => Steps<void> | undefined)[] = [];
  private readonly yieldTurn: () => Promise<void>;
  private rendering: Promise<string> | undefined;

  constructor(yieldTurn: () => Promise<void>) {
    this.yieldTurn = yieldTurn;
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

  counterFrom(name: string, help: string, read: Read, labels: MetricLabels = {}): void {
    this.addReader('counter', name, help, read, labels);
  }

  counters(name: string, help: string, read: ReadSeries): void {
    this.addSeries('counter', name, help, read);
  }

  gauge(name: string, help: string, read: Read, labels: MetricLabels = {}): void {
    this.addReader('gauge', name, help, read, labels);
  }

  gauges(name: string, help: string, read: ReadSeries): void {
    this.addSeries('gauge', name, help, read);
  }

  histogram(name: string, help: string, buckets: readonly number[], labels: MetricLabels = {}): Histogram {
    const family = this.family(name, { kind: 'histogram', type: 'histogram', help, series: new Map() });
    assert(family.kind === 'histogram', `'${name}' is no histogram`);
    const cells = new HistogramCells(buckets, labels);
    family.series.set(labelText(labels), cells);
    return cells;
  }

  summaries(name: string, help: string, read: ReadSeries<Summary>): void {
    const family = this.family(name, { kind: 'summaries', type: 'summary', help, read });
    if (family.kind === 'summaries') family.read = read;
  }

  beforeScrape(work: () => Steps<void> | undefined): void {
    this.preparations.push(work);
  }

  families(): readonly MetricFamily[] {
    return [...this.known.keys()].sort().map((name) => {
      const { type, help } = this.known.get(name) as Family;
      return { name, type, help };
    });
  }

  render(): Promise<string> {
    this.rendering ??= this.renderAnew().finally(() => {
      this.rendering = undefined;
    });
    return this.rendering;
  }

  private async renderAnew(): Promise<string> {
    let steps = 0;
    for (const prepare of this.preparations) {
      const work = prepare();
      while (work?.next().done === false) if (++steps % STEPS_PER_TURN === 0) await this.yieldTurn();
    }
    const lines: string[] = [];
    let dueAt = LINES_PER_TURN;
    for (const { name, help, type } of this.families()) {
      lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
      for (const line of linesOf(name, this.known.get(name) as Family)) {
        lines.push(line);
        if (lines.length < dueAt) continue;
        dueAt = lines.length + LINES_PER_TURN;
        await this.yieldTurn();
      }
    }
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }

  private addReader(type: MetricType, name: string, help: string, read: Read, labels: MetricLabels): void {
    const family = this.family(name, { kind: 'plain', type, help, series: new Map() });
    // The newest owner wins: a partition that comes back registers its gauges again.
    if (family.kind === 'plain') family.series.set(labelText(labels), read);
  }

  private addSeries(type: MetricType, name: string, help: string, read: ReadSeries): void {
    const family = this.family(name, { kind: 'dynamic', type, help, read });
    if (family.kind === 'dynamic') family.read = read;
  }

  /** The family of that name, which is the one given where there was none. */
  private family(name: string, fresh: Family): Family {
    assert(NAME.test(name), `'${name}' is not a metric name`);
    const known = this.known.get(name);
    if (known !== undefined) {
      assert(known.kind === fresh.kind && known.type === fresh.type, `'${name}' is a ${known.type} of another kind`);
      return known;
    }
    this.known.set(name, fresh);
    return fresh;
  }
}

function* linesOf(name: string, family: Family): Iterable<string> {
  switch (family.kind) {
    case 'plain':
      for (const [labels, read] of family.series) yield `${name}${labels} ${numberText(read())}`;
      return;
    case 'dynamic':
      for (const [labels, value] of family.read()) yield `${name}${labelText(labels)} ${numberText(value)}`;
      return;
    case 'summaries':
      for (const [labels, summary] of family.read()) yield* summaryLines(name, labels, summary);
      return;
    case 'histogram':
      for (const cells of family.series.values()) yield* cells.lines(name);
  }
}

function* summaryLines(name: string, labels: MetricLabels, summary: Summary): Iterable<string> {
  for (const share of QUANTILES)
    yield `${name}${labelText({ ...labels, quantile: share })} ${numberText(summary.quantile(Number(share)))}`;
  yield `${name}_sum${labelText(labels)} ${numberText(summary.sum)}`;
  yield `${name}_count${labelText(labels)} ${summary.count}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
