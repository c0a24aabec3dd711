import { DraveError, type Millis, type PartitionIndex, type TopicName } from '@drave/base';
import type { Env } from '@drave/env';
import { NO_LEADER, type MetadataImage } from '@drave/metadata';
import type { MarkerDestination, MarkerDirectory } from './marker-queues.js';

interface MarkerDestinationsOptions {
  readonly env: Pick<Env, 'clock' | 'logger'>;
  readonly image: () => MetadataImage;
  /**
   * Resolves when the image has every change that was acknowledged before the call. @throws DraveError when that is not
   * known in time.
   */
  readonly catchUp: (deadlineMs: Millis) => Promise<void>;
  /** The image is newer: partitions without a leader may be known to be gone, and are to be asked for once more. */
  readonly found: () => void;
  /** Our own code broke a promise. */
  readonly onFatal: (reason: unknown) => void;
}

const CATCH_UP_MS_MAX: Millis = 5_000;

/**
 * Where markers go, by the metadata of this broker. A partition in a transaction was known to some broker, of which
 * this one may not have heard yet: only an image that is newer than the transaction's end tells that it has been
 * deleted. Until then its marker waits.
 */
export class MarkerDestinations implements MarkerDirectory {
  private readonly options: MarkerDestinationsOptions;
  private isLooking = false;
  private looksBegun = 0;
  /** The latest look after which the image was as new as when that look began. */
  private lookDone = 0;

  constructor(options: MarkerDestinationsOptions) {
    this.options = options;
  }

  get looks(): number {
    return this.looksBegun;
  }

  of(topic: TopicName, partition: PartitionIndex, looks: number): MarkerDestination {
    const registration = this.options.image().topicByName(topic)?.partition(partition);
    if (registration !== undefined)
      return registration.leader === NO_LEADER ? { kind: 'unknown' } : { kind: 'leader', nodeId: registration.leader };
    // A look that began after the end of the transaction has found everything that the transaction may name.
    if (this.lookDone > looks) return { kind: 'gone' };
    if (!this.isLooking) this.lookUp().catch(this.options.onFatal);
    return { kind: 'unknown' };
  }

  private async lookUp(): Promise<void> {
    const { env, catchUp, found } = this.options;
    this.isLooking = true;
    try {
      // What begins in the same turn is answered by the same look.
      await Promise.resolve();
      const look = ++this.looksBegun;
      await catchUp(env.clock.monotonicMs() + CATCH_UP_MS_MAX);
      this.lookDone = look;
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      const { code, message } = reason;
      env.logger.info({ code }, `it is not known whether partitions without markers are deleted: ${message}`);
      return;
    } finally {
      this.isLooking = false;
    }
    found();
  }
}
