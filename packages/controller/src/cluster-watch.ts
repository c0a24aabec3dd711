import { deferred, type Deferred, type Offset } from '@drave/base';
import { MetadataDelta, MetadataImage, type MetadataFeed } from '@drave/metadata';

/** One step of a watch. */
export interface WatchedChange {
  /** The delta starts from nothing: forget what was received before. */
  readonly reset: boolean;
  readonly delta: MetadataDelta;
  /** Exclusive end of what this change covers; a watch resumes here. */
  readonly nextOffset: Offset;
}

/** At most so many deltas are kept for watchers that are behind. */
const DELTAS_MAX = 256;
/** What all deltas that are kept may touch; each keeps the state of what it touched as it was before. */
const TOUCHED_MAX = 20_000;

/**
 * The metadata's changes for anybody who wants to follow them. Changes are kept only while somebody watches, and within
 * bounds. A watcher that is slower than that, or that resumes from what is not kept, gets the whole state again.
 */
export class ClusterWatch {
  private readonly feed: MetadataFeed;
  private readonly steps: Step[] = [];
  private touched = 0;
  private watchers = 0;
  private readonly unsubscribe: () => void;
  private moved: Deferred<void> = deferred();
  private end: Offset;

  constructor(feed: MetadataFeed) {
    this.feed = feed;
    this.end = feed.appliedOffset;
    this.unsubscribe = feed.subscribe({ onMetadata: (delta, _image, { offset }) => this.keep(delta, offset) });
  }

  stop(): void {
    this.unsubscribe();
  }

  /** How many changes are kept. */
  get kept(): number {
    return this.steps.length;
  }

  /**
   * The changes from `fromOffset` on (0 or an unknown one begins with the whole state), until aborted. A watcher pulls
   * them, so they never pile up.
   */
  async *watch(fromOffset: Offset, signal: AbortSignal): AsyncIterable<WatchedChange> {
    let offset = fromOffset;
    let started = false;
    const aborted = deferred();
    const onAbort = () => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    this.watchers++;
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
      this.watchers--;
      if (this.watchers === 0) this.forget(0);
    }
  }

  private keep(delta: MetadataDelta, to: Offset): void {
    if (this.watchers > 0) {
      const touched = 1 + delta.touchedCount;
      this.steps.push({ from: this.end, delta, to, touched });
      this.touched += touched;
      while (this.steps.length > DELTAS_MAX || this.touched > TOUCHED_MAX) this.forget(this.steps.length - 1);
    }
    this.end = to;
    const { moved } = this;
    this.moved = deferred();
    moved.resolve();
  }

  /** Forgets all but the newest changes. */
  private forget(left: number): void {
    for (const { touched } of this.steps.splice(0, this.steps.length - left)) this.touched -= touched;
  }

  private next(offset: Offset, started: boolean): WatchedChange | undefined {
    if (offset === this.end && (started || offset > 0)) return undefined;
    const step = offset === 0 && !started ? undefined : this.steps.find(({ from, to }) => from === offset && to > from);
    if (step !== undefined) return { reset: false, delta: step.delta, nextOffset: step.to };
    // The offset lies before a snapshot that was loaded, is of another cluster, or is simply too long ago.
    const delta = MetadataDelta.between(MetadataImage.empty, this.feed.image);
    return { reset: true, delta, nextOffset: this.end };
  }
}

interface Step {
  readonly from: Offset;
  readonly delta: MetadataDelta;
  readonly to: Offset;
  readonly touched: number;
}
