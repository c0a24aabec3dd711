import type { Millis } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import { SampledRate, type Windows } from './sampled-rate.js';
import { TrackedMeters } from './tracked.js';

const ADDRESSES_MAX = 10_000;

interface ConnectionRatesOptions {
  readonly clock: { monotonicMs(): Millis };
  readonly image: () => MetadataImage;
  readonly windows: Windows;
}

/** How many connections an address may open in a second (`connection_creation_rate`, KIP-612). */
export class ConnectionRates {
  private readonly options: ConnectionRatesOptions;
  private readonly rates: TrackedMeters<SampledRate>;

  constructor(options: ConnectionRatesOptions) {
    const { windows } = options;
    this.options = options;
    this.rates = new TrackedMeters(() => new SampledRate(windows), ADDRESSES_MAX, windows.sampleMs);
  }

  /**
   * 0 when the connection is within the limit of its address. Else it is not counted, and is to be closed after so
   * long, at most a sample: a client that dials again at once is held up, and one that is slow not shut out for ever.
   */
  charge(address: string): Millis {
    const image = this.options.image();
    if (image.state.clientQuotas.size === 0) return 0;
    const limit =
      image.clientQuota([{ type: 'ip', name: address }]).get('connection_creation_rate') ??
      image.clientQuota([{ type: 'ip', name: undefined }]).get('connection_creation_rate');
    if (limit === undefined) return 0;
    const { clock, windows } = this.options;
    const nowMs = clock.monotonicMs();
    const rate = this.rates.of(address, { user: undefined, clientId: undefined }, nowMs);
    rate.record(1, nowMs);
    const throttleMs = rate.throttleMs(limit, nowMs);
    if (throttleMs > 0) rate.record(-1, nowMs);
    return Math.min(throttleMs, windows.sampleMs);
  }
}
