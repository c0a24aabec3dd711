import type { Millis, Offset } from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';
import type { MetadataFeed } from './feed.js';
import { encodeSnapshot } from './snapshot.js';

interface SnapshotCutterOptions {
  readonly env: Pick<Env, 'timers' | 'logger'>;
  readonly feed: MetadataFeed;
  /** `RaftNode.writeSnapshot`. */
  readonly writeSnapshot: (offset: Offset, chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  /** `metadata.log.max.record.bytes.between.snapshots`. */
  readonly bytesBetweenMax: number;
  /** `metadata.log.max.snapshot.interval.ms`; 0 for never. */
  readonly intervalMs: Millis;
}

/**
 * Cuts a snapshot of the published image when enough has been applied since the last one, on every node, so that logs
 * stay short. What was applied is counted by the feed and forgets nothing when leadership changes (docs/faults.md C33).
 */
export class SnapshotCutter {
  private readonly options: SnapshotCutterOptions;
  private readonly unsubscribe: () => void;
  private bytesAtLast = 0;
  private offsetAtLast: Offset = 0;
  private running: Promise<void> | undefined;
  private timer: TimerHandle | undefined;
  private stopped = false;

  constructor(options: SnapshotCutterOptions) {
    this.options = options;
    this.unsubscribe = options.feed.subscribe({ onMetadata: () => this.check() });
    this.arm();
  }

  /** Waits for the snapshot under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.unsubscribe();
    if (this.timer !== undefined) this.options.env.timers.clear(this.timer);
    await this.running;
  }

  /** Cuts one now, or joins the one under way. */
  cut(): Promise<void> {
    this.running ??= this.write().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private check(): void {
    const { feed, bytesBetweenMax } = this.options;
    if (!this.stopped && feed.appliedBytes - this.bytesAtLast >= bytesBetweenMax) void this.cut();
  }

  private async write(): Promise<void> {
    const { feed, env, writeSnapshot } = this.options;
    const { image, appliedOffset, appliedBytes } = feed;
    // Bytes count from here also when the cut fails: the next attempt then comes with the next bytes, not at once and
    // for ever.
    this.bytesAtLast = appliedBytes;
    if (appliedOffset <= this.offsetAtLast || image.level === 0) return;
    try {
      await writeSnapshot(appliedOffset, encodeSnapshot(image, env.timers));
      this.offsetAtLast = appliedOffset;
    } catch (reason) {
      env.logger.warn({ error: reason, offset: appliedOffset }, 'a metadata snapshot could not be written');
    }
  }

  private arm(): void {
    const { env, intervalMs } = this.options;
    if (intervalMs <= 0) return;
    this.timer = env.timers.set(intervalMs, () => {
      if (this.stopped) return;
      void this.cut();
      this.arm();
    });
  }
}
