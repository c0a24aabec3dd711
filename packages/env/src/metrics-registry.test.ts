import { describe, expect, it } from 'vitest';
import { HistogramCells } from './histogram-cells.js';
import { createMetrics } from './metrics-registry.js';
import type { MetricLabels } from './metrics.js';

describe('quantiles of a histogram', () => {
  it('are even within a bucket, end at the largest value, and are no number of nothing', () => {
    const cells = new HistogramCells([1, 10, 100], {});
    expect(cells.quantile(0.5)).toBeNaN();
    for (let count = 0; count < 10; count++) cells.observe(5);
    for (let count = 0; count < 10; count++) cells.observe(60);
    expect(cells.quantile(0.25)).toBe(5.5);
    expect(cells.quantile(0.5)).toBe(10);
    expect(cells.quantile(0.75)).toBe(35);
    expect(cells.quantile(1)).toBe(60);
    for (let count = 0; count < 20; count++) cells.observe(1_000);
    expect(cells.quantile(0.99)).toBe(1_000);
  });
});

describe('series that come and go', () => {
  it('are read at each scrape, and their family is known without any', async () => {
    const metrics = createMetrics();
    const counts = new Map<string, number>();
    const read = function* (): Iterable<readonly [MetricLabels, number]> {
      for (const [topic, count] of counts) yield [{ topic }, count];
    };
    metrics.counters('kafka_bytes_total', 'Bytes.', read);
    expect(metrics.families()).toEqual([{ name: 'kafka_bytes_total', type: 'counter', help: 'Bytes.' }]);
    expect(await metrics.render()).toBe('# HELP kafka_bytes_total Bytes.\n# TYPE kafka_bytes_total counter\n');
    counts.set('orders', 7);
    expect((await metrics.render()).split('\n')).toContain('kafka_bytes_total{topic="orders"} 7');
  });
});

describe('a scrape', () => {
  it('gives the event loop a turn in the midst of much to look at and much to say', async () => {
    let turns = 0;
    const metrics = createMetrics({
      async yieldTurn() {
        turns++;
      },
    });
    let seen = 0;
    metrics.beforeScrape(function* () {
      for (let partition = 0; partition < 10_000; partition++) {
        seen++;
        yield;
      }
    });
    expect((await metrics.render()).length).toBe(0);
    const looking = turns;
    expect([seen, looking]).toEqual([10_000, 20]);
    metrics.gauges('size_bytes', 'Size.', function* () {
      for (let partition = 0; partition < 10_000; partition++) yield [{ partition: String(partition) }, 1] as const;
    });
    await metrics.render();
    expect(turns - looking - looking).toBe(20);
  });

  it('at the same time as another shares its answer, and a later one looks anew', async () => {
    const metrics = createMetrics({ yieldTurn: () => Promise.resolve() });
    let value = 0;
    metrics.beforeScrape(function* () {
      value++;
      for (let step = 0; step < 600; step++) yield;
    });
    metrics.gauge('value', 'Value.', () => value);
    const both = await Promise.all([metrics.render(), metrics.render()]);
    expect(new Set(both)).toEqual(new Set(['# HELP value Value.\n# TYPE value gauge\nvalue 1\n']));
    expect(await metrics.render()).toContain('\nvalue 2\n');
  });
});
