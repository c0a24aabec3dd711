import type { Millis } from '@drave/base';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { createMetrics } from '../metrics-registry.js';
import type { Metrics } from '../metrics.js';
import { registerProcessMetrics } from './process-metrics.js';

const US_PER_MS = 1_000;
const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1_000;
const DELAY_HELP = 'How late timers of this process fired: the delay of its event loop.';
const DELAY_BUCKETS_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

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
export function createNodeMetrics(yieldTurn: () => Promise<void>): NodeMetrics {
  const delay = createHistogram();
  const metrics = createMetrics({ yieldTurn });
  const delays = metrics.histogram('drave_event_loop_delay_seconds', DELAY_HELP, DELAY_BUCKETS_SECONDS);
  const lag = registerLag(metrics);
  let scraped = false;
  metrics.beforeScrape(() => {
    if (!scraped) registerProcessMetrics(metrics);
    scraped = true;
    lag.read(delay);
    delay.reset();
    return undefined;
  });
  return {
    metrics,
    timerFired(lateMs) {
      delay.record(Math.max(1, Math.round(lateMs * US_PER_MS)));
      delays.observe(Math.max(0, lateMs) / MS_PER_SECOND);
    },
    eventLoopDelayMsMax() {
      // A histogram that holds nothing says 0 for its maximum.
      const maxMs = delay.max / US_PER_MS;
      delay.reset();
      return maxMs;
    },
  };
}

/** The same since the last scrape, under the names under which other Node services tell it. */
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
