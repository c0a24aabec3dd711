import { SimWorld } from '@drave/env/sim';
import { expect, it } from 'vitest';
import { RequestTimes } from './connection/request-times.js';
import { RequestDurations } from './request-durations.js';

it('tells each phase of a request in seconds, and in milliseconds under the names of Kafka', async () => {
  const { metrics } = new SimWorld({ seed: 1 }).createHost('b1').env;
  const times = new RequestTimes(1_000);
  times.startedMs = 1_002;
  times.waitingMs = 1_003;
  times.answeredMs = 1_043;
  times.meter = new RequestDurations(metrics).of('Fetch');
  times.sent(1_044, 1_050);
  const lines = (await metrics.render()).split('\n');
  const sum = (phase: string) => `drave_request_duration_seconds_sum{api="Fetch",phase="${phase}"}`;
  const seconds = {
    queue: 0.002,
    local: 0.001,
    remote: 0.04,
    response_queue: 0.001,
    response_send: 0.006,
    total: 0.05,
  };
  for (const [phase, value] of Object.entries(seconds)) expect(lines).toContain(`${sum(phase)} ${value}`);
  for (const request of ['Fetch', 'FetchConsumer']) {
    expect(lines).toContain(`kafka_network_requestmetrics_totaltimems{request="${request}",quantile="0.99"} 49.75`);
    expect(lines).toContain(`kafka_network_requestmetrics_totaltimems_sum{request="${request}"} 50`);
    expect(lines).toContain(`kafka_network_requestmetrics_remotetimems_count{request="${request}"} 1`);
    expect(lines).toContain(`kafka_network_requestmetrics_requests_total{request="${request}"} 1`);
  }
});
