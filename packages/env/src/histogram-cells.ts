import { labelText, numberText } from './metric-text.js';
import type { Histogram, MetricLabels } from './metrics.js';

/** One series of a histogram. */
export class HistogramCells implements Histogram {
  private readonly bounds: readonly number[];
  private readonly labels: MetricLabels;
  /** By bucket; what is above the last bound is in `total` only. */
  private readonly counts: number[];
  private sumNow = 0;
  private total = 0;
  private largest = 0;

  constructor(bounds: readonly number[], labels: MetricLabels) {
    this.bounds = [...bounds].sort((left, right) => left - right);
    this.labels = labels;
    this.counts = this.bounds.map(() => 0);
  }

  get count(): number {
    return this.total;
  }

  get sum(): number {
    return this.sumNow;
  }

  observe(value: number): void {
    this.sumNow += value;
    this.total++;
    if (value > this.largest) this.largest = value;
    // A value counts in the first bucket that holds it; buckets are added up when they are rendered.
    for (let index = 0; index < this.bounds.length; index++) {
      if (value <= (this.bounds[index] as number)) {
        this.counts[index] = (this.counts[index] as number) + 1;
        return;
      }
    }
  }

  quantile(share: number): number {
    if (this.total === 0) return Number.NaN;
    const wanted = share * this.total;
    let below = 0;
    let lower = 0;
    for (const [index, bound] of this.bounds.entries()) {
      const count = this.counts[index] as number;
      const upper = Math.min(bound, this.largest);
      if (count > 0 && below + count >= wanted) return lower + ((upper - lower) * (wanted - below)) / count;
      below += count;
      lower = bound;
    }
    return this.largest;
  }

  *lines(name: string): Iterable<string> {
    let cumulated = 0;
    for (const [index, bound] of this.bounds.entries()) {
      cumulated += this.counts[index] as number;
      yield `${name}_bucket${labelText({ ...this.labels, le: numberText(bound) })} ${cumulated}`;
    }
    yield `${name}_bucket${labelText({ ...this.labels, le: '+Inf' })} ${this.total}`;
    yield `${name}_sum${labelText(this.labels)} ${numberText(this.sumNow)}`;
    yield `${name}_count${labelText(this.labels)} ${this.total}`;
  }
}
