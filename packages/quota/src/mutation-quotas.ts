import type { Millis } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import { clientLimit, levelsOf, type ClientLimit } from './client-limit.js';
import type { Windows } from './sampled-rate.js';
import { TokenBucket } from './token-bucket.js';
import { boundedName, keyOf, METERS_MAX, quotaUserOf, TrackedMeters } from './tracked.js';

interface MutationQuotasOptions {
  readonly clock: { monotonicMs(): Millis };
  readonly image: () => MetadataImage;
  readonly windows: Windows;
}

/** How many partitions clients may have made and deleted (`controller_mutation_rate`, KIP-599). */
export class MutationQuotas {
  private readonly options: MutationQuotasOptions;
  private readonly buckets: TrackedMeters<TokenBucket>;

  constructor(options: MutationQuotasOptions) {
    const { windows } = options;
    this.options = options;
    this.buckets = new TrackedMeters(() => new TokenBucket(windows), METERS_MAX, windows.sampleMs);
  }

  /** How long until the client may have the cluster changed again; 0 when it may now. */
  throttleMs(principal: string, clientId: string): Millis {
    const limit = this.limitOf(principal, clientId);
    if (limit === undefined) return 0;
    const nowMs = this.options.clock.monotonicMs();
    return this.buckets.of(keyOf(limit), limit, nowMs).throttleMs(limit.limit, nowMs);
  }

  charge(principal: string, clientId: string, partitions: number): void {
    const limit = this.limitOf(principal, clientId);
    if (limit === undefined) return;
    const nowMs = this.options.clock.monotonicMs();
    this.buckets.of(keyOf(limit), limit, nowMs).take(partitions, limit.limit, nowMs);
  }

  private limitOf(principal: string, clientId: string): ClientLimit | undefined {
    const image = this.options.image();
    if (image.state.clientQuotas.size === 0) return undefined;
    const levels = levelsOf(image, boundedName(quotaUserOf(principal)), boundedName(clientId));
    return clientLimit(levels, 'controller_mutation_rate');
  }
}
