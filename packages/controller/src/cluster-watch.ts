import { deferred, type Deferred, type Offset } from '@drave/base';
import { MetadataDelta, MetadataImage, type MetadataFeed } from '@drave/metadata';

/** One step of a watch. */
export interface WatchedChange {
  /** The delta starts from nothing: forget what was received before. */
  readonly reset: boolean;
  readonly delta: MetadataDelta;
  /** Exclusive; resume here. */
  readonly nextOffset: Offset;
}

/** Deltas kept for watchers that resume. Old images share most of their memory with the present one. */
const deltasMax = 256;

/**
 * The metadata's changes for anybody who wants to follow them. A watcher that is slower than `deltasMax` changes, or
 * that resumes from before them, gets the whole state again instead.
 */
export class ClusterWatch {
  private readonly feed: MetadataFeed;
  private readonly deltas: { readonly from: Offset; readonly delta: MetadataDelta; readonly to: Offset }[] = [];
  private readonly unsubscribe: () => void;
  private moved: Deferred<void> = deferred();
  private end: Offset;

  constructor(feed: MetadataFeed) {
    this.feed = feed;
    this.end = feed.appliedOffset;
    this.unsubscribe = feed.subscribe({
      onMetadata: (delta, _image, { offset }) => {
        this.deltas.push({ from: this.end, delta, to: offset });
        if (this.deltas.length > deltasMax) this.deltas.shift();
        this.end = offset;
        const { moved } = this;
        this.moved = deferred();
        moved.resolve();
      },
    });
  }

  stop(): void {
    this.unsubscribe();
  }

  /** From `fromOffset` on (0 or an unknown one: from the whole state), until aborted. Pulled, so it never piles up. */
  async *watch(fromOffset: Offset, signal: AbortSignal): AsyncIterable<WatchedChange> {
    let offset = fromOffset;
    let started = false;
    const aborted = deferred();
    const onAbort = () => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        const { moved } = this;
        const change = this.next(offset, started);
        if (change === undefined) {
          started = true;
          await Promise.race([moved.promise, aborted.promise]);
          continue;
        }
        started = true;
        offset = change.nextOffset;
        yield change;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  private next(offset: Offset, started: boolean): WatchedChange | undefined {
    if (offset === this.end && (started || offset > 0)) return undefined;
    const step =
      offset === 0 && !started ? undefined : this.deltas.find(({ from, to }) => from === offset && to > from);
    if (step !== undefined) return { reset: false, delta: step.delta, nextOffset: step.to };
    // A snapshot that was loaded, an offset of another cluster, or simply too long ago.
    const delta = MetadataDelta.between(MetadataImage.empty, this.feed.image);
    return { reset: true, delta, nextOffset: this.end };
  }
}
