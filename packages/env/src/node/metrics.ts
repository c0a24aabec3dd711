import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createMetrics } from '../metrics-registry.js';
import type { Metrics } from '../metrics.js';

const RESOLUTION_MS = 10;

export interface NodeMetrics {
  readonly metrics: Metrics;
  /** Longest delay of the event loop since the last call, ms. 0 means it kept up. */
  eventLoopDelayMsMax(): number;
  close(): void;
}

/** Our own registry, and the process figures that operators know from every other Node service. */
export function createNodeMetrics(): NodeMetrics {
  const own = createMetrics();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The histogram holds the whole interval between two samples: what exceeds the resolution is delay.
  const inMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  let process: Promise<{ metrics(): Promise<string> }> | undefined;
  const seen = { p50: 0, p99: 0, max: 0 };
  const help = 'Delay of the event loop since the last scrape';
  own.gauge('drave_event_loop_delay_ms', help, () => seen.p50, { quantile: '0.5' });
  own.gauge('drave_event_loop_delay_ms', help, () => seen.p99, { quantile: '0.99' });
  own.gauge('drave_event_loop_delay_ms', help, () => seen.max, { quantile: '1' });
  const metrics: Metrics = {
    counter: (...args) => own.counter(...args),
    counterFrom: (...args) => own.counterFrom(...args),
    gauge: (...args) => own.gauge(...args),
    histogram: (...args) => own.histogram(...args),
    async render() {
      seen.p50 = inMs(delay.percentile(50));
      seen.p99 = inMs(delay.percentile(99));
      seen.max = inMs(delay.max);
      delay.reset();
      // Loaded by the first scrape: nobody waits for it at start.
      process ??= loadProcessMetrics();
      return (await own.render()) + (await (await process).metrics());
    },
  };
  return {
    metrics,
    eventLoopDelayMsMax() {
      const max = inMs(delay.max);
      delay.reset();
      return max;
    },
    close: () => {
      delay.disable();
    },
  };
}

async function loadProcessMetrics(): Promise<{ metrics(): Promise<string> }> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}
