import { DraveError, type Millis } from '@drave/base';
import type { Clock, Logger } from '@drave/env';

interface MetadataCatchUpOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Resolves when the image holds every change that was acknowledged before the call. @throws DraveError when that is
   * not known in time.
   */
  readonly catchUp: (deadlineMs: Millis) => Promise<void>;
  readonly timeoutMs: Millis;
}

/**
 * Brings the image up to date for requests that name what is not in it: a client may have heard of it from another
 * broker. Many requests share one question to the quorum; who comes while one is under way may know of something newer,
 * and shares the next.
 */
export class MetadataCatchUp {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  private readonly options: MetadataCatchUpOptions;

  constructor(options: MetadataCatchUpOptions) {
    this.options = options;
  }

  /** Resolves when the image is as new as the call, or when that is not to be had for now. */
  run(): Promise<void> {
    if (this.next !== undefined) return this.next;
    if (this.running === undefined) return this.start();
    this.next = this.running.then(() => {
      this.next = undefined;
      return this.start();
    });
    return this.next;
  }

  private start(): Promise<void> {
    this.running = this.attempt().then(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async attempt(): Promise<void> {
    const { clock, logger, catchUp, timeoutMs } = this.options;
    try {
      await catchUp(clock.monotonicMs() + timeoutMs);
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      // The request is answered from what is here; that is all there is without a quorum.
      logger.info({ code: reason.code }, `the metadata is not known to be up to date: ${reason.message}`);
    }
  }
}
