import type { Millis } from '@drave/base';
import type { Histogram, MetricLabels, Metrics, Summary } from '@drave/env';
import type { RequestMeter, RequestTimes } from './connection/request-times.js';

const MS_PER_SECOND = 1_000;
const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HELP =
  'Time of a Kafka request by phase: queue (until its handler began), local (what the handler did at once), remote ' +
  '(what it waited for), response_queue (behind answers of earlier requests), response_send, and total.';

/** By the names of Kafka's own metrics for the phases. */
const KAFKA_PHASES = {
  totaltimems: ['total', 'Milliseconds from the arrival of a request to the sending of its answer.'],
  requestqueuetimems: ['queue', 'Milliseconds until the handler of a request began.'],
  localtimems: ['local', 'Milliseconds that the handler of a request worked at once.'],
  remotetimems: ['remote', 'Milliseconds that a request waited for disks, replicas, or records.'],
  responsequeuetimems: ['response_queue', 'Milliseconds that an answer waited for those before it.'],
  responsesendtimems: ['response_send', 'Milliseconds until the network had taken an answer.'],
} as const;

type Phase = (typeof KAFKA_PHASES)[keyof typeof KAFKA_PHASES][0];

/** How long requests take, by API and phase: under our own name, and under those of Kafka's metrics. */
export class RequestDurations {
  private readonly metrics: Metrics;
  private readonly meters = new Map<string, ApiMeter>();

  constructor(metrics: Metrics) {
    this.metrics = metrics;
    // Every client asks for the versions first, and the name is known before.
    this.of('ApiVersions');
    for (const [name, [phase, help]] of Object.entries(KAFKA_PHASES))
      metrics.summaries(`kafka_network_requestmetrics_${name}`, help, () => this.inMs(phase));
    metrics.counters('kafka_network_requestmetrics_requests_total', 'Kafka requests that were answered.', () =>
      this.requests(),
    );
  }

  of(api: string): RequestMeter {
    const known = this.meters.get(api);
    if (known !== undefined) return known;
    const made = new ApiMeter((phase) =>
      this.metrics.histogram('drave_request_duration_seconds', HELP, BUCKETS_SECONDS, { api, phase }),
    );
    this.meters.set(api, made);
    return made;
  }

  private *inMs(phase: Phase): Iterable<readonly [MetricLabels, Summary]> {
    for (const [api, meter] of this.meters) {
      const summary = new InMs(meter.of(phase));
      for (const request of kafkaNames(api)) yield [{ request }, summary];
    }
  }

  private *requests(): Iterable<readonly [MetricLabels, number]> {
    for (const [api, meter] of this.meters)
      for (const request of kafkaNames(api)) yield [{ request }, meter.of('total').count];
  }
}

/** Replicas fetch over gRPC, so every fetch here is a consumer's. */
function kafkaNames(api: string): readonly string[] {
  return api === 'Fetch' ? ['Fetch', 'FetchConsumer'] : [api];
}

class ApiMeter implements RequestMeter {
  private readonly phases: Readonly<Record<Phase, Histogram>>;

  constructor(make: (phase: Phase) => Histogram) {
    this.phases = {
      queue: make('queue'),
      local: make('local'),
      remote: make('remote'),
      response_queue: make('response_queue'),
      response_send: make('response_send'),
      total: make('total'),
    };
  }

  of(phase: Phase): Histogram {
    return this.phases[phase];
  }

  measure(times: RequestTimes, writtenFromMs: Millis, sentMs: Millis): void {
    const { phases } = this;
    const { receivedMs, startedMs, waitingMs, answeredMs } = times;
    phases.queue.observe((startedMs - receivedMs) / MS_PER_SECOND);
    phases.local.observe((waitingMs - startedMs) / MS_PER_SECOND);
    phases.remote.observe((answeredMs - waitingMs) / MS_PER_SECOND);
    phases.response_queue.observe((writtenFromMs - answeredMs) / MS_PER_SECOND);
    phases.response_send.observe((sentMs - writtenFromMs) / MS_PER_SECOND);
    phases.total.observe((sentMs - receivedMs) / MS_PER_SECOND);
  }
}

/** A histogram of seconds as Kafka tells it. */
class InMs implements Summary {
  private readonly seconds: Histogram;

  constructor(seconds: Histogram) {
    this.seconds = seconds;
  }

  get count(): number {
    return this.seconds.count;
  }

  get sum(): number {
    return this.seconds.sum * MS_PER_SECOND;
  }

  quantile(share: number): number {
    return this.seconds.quantile(share) * MS_PER_SECOND;
  }
}
