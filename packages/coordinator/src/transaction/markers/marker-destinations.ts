import { DraveError, type Millis, type PartitionIndex, type TopicName } from '@drave/base';
import type { Env } from '@drave/env';
import { NO_LEADER, type MetadataImage } from '@drave/metadata';
import type { TransactionPartitions } from '../transaction-partitions.js';
import type { MarkerDestination } from './marker-queues.js';

interface MarkerDestinationsOptions {
  readonly env: Pick<Env, 'clock' | 'logger'>;
  readonly image: () => MetadataImage;
  /**
   * Resolves when the image has every change that was acknowledged before the call. @throws DraveError when that is not
   * known in time.
   */
  readonly catchUp: (deadlineMs: Millis) => Promise<void>;
  /** Some partitions are known to be gone; they are asked for once more before this returns. */
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
export class MarkerDestinations {
  private readonly options: MarkerDestinationsOptions;
  /** Partitions that were asked for and are not in the image. */
  private missing = new Set<string>();
  private gone: ReadonlySet<string> = new Set();
  /**
   * While the image is brought up to date: partitions of ends that came after that was begun, which may name what has
   * been made later still.
   */
  private begunMeanwhile: Set<string> | undefined;

  constructor(options: MarkerDestinationsOptions) {
    this.options = options;
  }

  /** The end of a transaction with these partitions begins; before any of them is asked for. */
  noteBegin(partitions: TransactionPartitions): void {
    if (this.begunMeanwhile === undefined) return;
    for (const [topic, indexes] of partitions)
      for (const partition of indexes) this.begunMeanwhile.add(keyOf(topic, partition));
  }

  of(topic: TopicName, partition: PartitionIndex): MarkerDestination {
    const registration = this.options.image().topicByName(topic)?.partition(partition);
    if (registration !== undefined)
      return registration.leader === NO_LEADER ? { kind: 'unknown' } : { kind: 'leader', nodeId: registration.leader };
    const key = keyOf(topic, partition);
    if (this.gone.has(key)) return { kind: 'gone' };
    this.missing.add(key);
    if (this.begunMeanwhile === undefined) this.lookUp().catch(this.options.onFatal);
    return { kind: 'unknown' };
  }

  private async lookUp(): Promise<void> {
    const { env, catchUp, found } = this.options;
    const begunMeanwhile = new Set<string>();
    this.begunMeanwhile = begunMeanwhile;
    // Whoever asks in the same turn is answered by the same look.
    await Promise.resolve();
    const asked = this.missing;
    this.missing = new Set();
    try {
      await catchUp(env.clock.monotonicMs() + CATCH_UP_MS_MAX);
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      const { code, message } = reason;
      env.logger.info({ code }, `it is not known whether partitions without markers are deleted: ${message}`);
      return;
    } finally {
      this.begunMeanwhile = undefined;
    }
    this.gone = new Set([...asked].filter((key) => !begunMeanwhile.has(key) && this.isMissing(key)));
    if (this.gone.size > 0) found();
    this.gone = new Set();
  }

  private isMissing(key: string): boolean {
    const at = key.indexOf(' ');
    const topic = this.options.image().topicByName(key.slice(at + 1));
    return topic?.partition(Number(key.slice(0, at))) === undefined;
  }
}

function keyOf(topic: TopicName, partition: PartitionIndex): string {
  return `${partition} ${topic}`;
}
