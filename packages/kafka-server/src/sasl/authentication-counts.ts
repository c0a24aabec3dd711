import type { MetricLabels } from '@drave/env';
import type { SaslMechanismName } from './sasl-mechanism.js';
import type { AuthenticationOutcome } from './sasl-session.js';

interface Authentication {
  readonly listener: string;
  readonly mechanism: SaslMechanismName;
  readonly outcome: AuthenticationOutcome;
}

/** How often clients have authenticated, and failed to. Listeners, mechanisms and outcomes are few. */
export class AuthenticationCounts {
  private readonly counts = new Map<string, { readonly labels: Authentication; count: number }>();

  note(labels: Authentication): void {
    const key = `${labels.listener} ${labels.mechanism} ${labels.outcome}`;
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { labels, count: 1 });
    else known.count++;
  }

  *series(): Iterable<readonly [MetricLabels, number]> {
    for (const { labels, count } of this.counts.values()) yield [{ ...labels }, count];
  }
}
