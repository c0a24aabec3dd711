import type { Millis } from '@drave/base';
import type { MetricLabels, Metrics } from '@drave/env';
import type { ClientQuotas, QuotaKind } from '@drave/quota';

/** Clients choose their ids, so the series of each metric are bounded; the others are not told. */
const SERIES_MAX = 1_000;

const UNITS: Readonly<Record<QuotaKind, readonly [rate: string, help: string]>> = {
  produce: ['byte_rate', 'Record bytes in a second that clients with a limit write.'],
  fetch: ['byte_rate', 'Record bytes in a second that clients with a limit read.'],
  request: ['request_time', 'Share of the event loop in percent that requests of clients with a limit take.'],
};

/** Under the names of Kafka's metrics; a client whose use counts together with that of others has their labels. */
export function registerQuotaMetrics(metrics: Metrics, quotas: ClientQuotas): void {
  for (const kind of ['produce', 'fetch', 'request'] as const) {
    const [rate, help] = UNITS[kind];
    metrics.gauges(`kafka_server_${kind}_${rate}`, help, () => series(quotas, kind, (use) => use.rate));
    metrics.gauges(
      `kafka_server_${kind}_throttle_time`,
      'Milliseconds that the client was last told to hold back, while it is above its limit.',
      () => series(quotas, kind, (use) => use.throttleMs),
    );
  }
}

function* series(
  quotas: ClientQuotas,
  kind: QuotaKind,
  of: (use: { readonly rate: number; readonly throttleMs: Millis }) => number,
): Iterable<readonly [MetricLabels, number]> {
  let left = SERIES_MAX;
  for (const use of quotas.uses(kind)) {
    if (left-- === 0) return;
    const { user = '', clientId = '' } = use.tags;
    yield [{ user, client_id: clientId }, of(use)];
  }
}
