import type { Millis } from '@drave/base';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { createMetrics } from '../metrics-registry.js';
import type { Metrics } from '../metrics.js';
import { registerProcessMetrics } from './process-metrics.js';

const US_PER_MS = 1_000;
const US_PER_SECOND = 1_000_000;

interface NodeMetrics {
  readonly metrics: Metrics;
  /** Notes that a timer of this process fired so late. */
  timerFired(lateMs: Millis): void;
  /** Longest delay of the event loop that a timer met since the last call, ms. 0 means it kept up. */
  eventLoopDelayMsMax(): number;
}

/**
 * One registry for our own figures and for those of the process that operators know from every other Node service.
 *
 * The delay of the event loop is how late the process's own timers fire. A sampler would have to wake up a process that
 * has nothing to do, a hundred times a second for the same resolution.
 */
export function createNodeMetrics(): NodeMetrics {
  const delay = createHistogram();
  // A histogram that holds nothing says 0 for its quantiles and for its maximum.
  const inMs = (microseconds: number): number => microseconds / US_PER_MS;
  const seen = { p50: 0, p99: 0, max: 0 };
  let scraped = false;
  const metrics = createMetrics(() => {
    if (!scraped) registerProcessMetrics(metrics);
    scraped = true;
    seen.p50 = inMs(delay.percentile(50));
    seen.p99 = inMs(delay.percentile(99));
    seen.max = inMs(delay.max);
    lag.read(delay);
    delay.reset();
  });
  const lag = registerLag(metrics);
  const help = 'Delay of the event loop, as timers met it since the last scrape';
  metrics.gauge('drave_event_loop_delay_ms', help, () => seen.p50, { quantile: '0.5' });
  metrics.gauge('drave_event_loop_delay_ms', help, () => seen.p99, { quantile: '0.99' });
  metrics.gauge('drave_event_loop_delay_ms', help, () => seen.max, { quantile: '1' });
  return {
    metrics,
    timerFired: (lateMs) => delay.record(Math.max(1, Math.round(lateMs * US_PER_MS))),
    eventLoopDelayMsMax() {
      const max = inMs(delay.max);
      delay.reset();
      return max;
    },
  };
}

/** The same delay under the names, and in the unit, in which other Node services tell it. */
function registerLag(metrics: Metrics): { read(delay: RecordableHistogram): void } {
  const seconds = new Map<string, number>();
  for (const what of ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'])
    metrics.gauge(`nodejs_eventloop_lag${what}_seconds`, 'Delay of the event loop, as timers met it', () => {
      return seconds.get(what) ?? 0;
    });
  const set = (what: string, microseconds: number): void => void seconds.set(what, microseconds / US_PER_SECOND);
  return {
    read(delay) {
      const empty = delay.count === 0;
      set('', delay.max);
      set('_min', empty ? 0 : delay.min);
      set('_max', delay.max);
      set('_mean', empty ? 0 : delay.mean);
      set('_stddev', empty ? 0 : delay.stddev);
      set('_p50', delay.percentile(50));
      set('_p90', delay.percentile(90));
      set('_p99', delay.percentile(99));
    },
  };
}
