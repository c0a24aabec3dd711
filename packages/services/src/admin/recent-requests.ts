import { DraveError, type Millis } from '@drave/base';
import type { Caller } from '@drave/base/access';
import type { Clock } from '@drave/env';

interface Recent {
  readonly content: string;
  readonly atMs: Millis;
  readonly outcome: Promise<unknown>;
}

/** Outcomes of changes by request id, for repetitions: as long as this process lives, within bounds. */
class RecentRequests {
  private readonly recent = new Map<string, Recent>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /**
   * Does it once for each id; a change without an id is always done.
   * @throws DraveError REQUEST_ID_REUSED for the id of another change.
   */
  async once<Response>(
    requestId: string,
    principal: string,
    content: string,
    work: () => Promise<Response>,
  ): Promise<Response> {
    if (requestId === '') return work();
    const key = JSON.stringify([principal, requestId]);
    this.evict();
    const known = this.recent.get(key);
    if (known !== undefined) {
      if (known.content !== content) throw new DraveError('REQUEST_ID_REUSED');
      return known.outcome as Promise<Response>;
    }
    const outcome = work();
    this.recent.set(key, { content, atMs: this.clock.monotonicMs(), outcome });
    try {
      return await outcome;
    } catch (reason) {
      // What failed for a reason that passes is tried anew.
      if (DraveError.from(reason).retriable) this.recent.delete(key);
      throw reason;
    }
  }

  private evict(): void {
    const oldestMs = this.clock.monotonicMs() - KEPT_MS;
    for (const [key, { atMs }] of this.recent) {
      if (atMs >= oldestMs && this.recent.size < COUNT_MAX) return;
      this.recent.delete(key);
    }
  }
}

/** What `once` is to the changes of one service; those that only validate are always done. @throws DraveError. */
export function onceOf(clock: Clock) {
  const recent = new RecentRequests(clock);
  return <Request extends { readonly requestId: string; readonly validateOnly: boolean }, Response>(
    request: Request,
    { principal }: Pick<Caller, 'principal'>,
    work: () => Promise<Response>,
  ): Promise<Response> => {
    return request.validateOnly
      ? work()
      : recent.once(request.requestId, principal, JSON.stringify({ ...request, local: false }), work);
  };
}

const KEPT_MS: Millis = 3_600_000;
const COUNT_MAX = 1000;
