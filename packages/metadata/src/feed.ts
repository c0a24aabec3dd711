import {
  assert,
  deferred,
  DraveError,
  isDraveError,
  type Deferred,
  type Epoch,
  type Millis,
  type Offset,
} from '@drave/base';
import type { Env } from '@drave/env';
import { MetadataDelta, Touched } from './delta.js';
import { MetadataImage } from './image.js';
import type { CommittedEntry, CommittedSnapshot, LeadershipState } from './raft-listener.js';
import { decodeBatch } from './record-codec.js';
import { noteTouched, replay } from './replay.js';
import { SnapshotReader } from './snapshot.js';

export interface MetadataPosition {
  /** The exclusive end of the image: it holds everything below this offset. */
  readonly offset: Offset;
  /** The epoch of the last entry that is in the image. */
  readonly epoch: Epoch;
  /** When the leader appended that entry, by its wall clock; 0 after a snapshot. */
  readonly timestampMs: Millis;
}

export interface MetadataSubscriber {
  /**
   * The image has moved. Must not throw: a subscriber that cannot follow the metadata must end the process on its own.
   * Calls are synchronous and in order; work that waits goes into the subscriber's own queue.
   */
  onMetadata(delta: MetadataDelta, image: MetadataImage, position: MetadataPosition): void;
}

interface MetadataFeedOptions {
  readonly env: Pick<Env, 'timers' | 'logger'>;
  /**
   * The log holds something that this node cannot apply: it must stop, or its image has a hole (docs/faults.md B20).
   */
  readonly onFatal: (error: DraveError) => void;
}

/** Records applied between two turns of the event loop, so that catching up never starves heartbeats. */
const RECORDS_PER_TURN = 200;

/**
 * Turns the committed log into images, on every node. Give it to `RaftNode` as a listener.
 *
 * An image is published only outside a metadata transaction: subscribers see all of a transaction at once, or nothing.
 */
export class MetadataFeed {
  private readonly options: MetadataFeedOptions;
  private readonly subscribers: Set<MetadataSubscriber> = new Set();
  private readonly leadershipListeners: Set<(state: LeadershipState) => void> = new Set();
  private readonly waiters: Waiter[] = [];
  /** The image with the records of an open transaction. */
  private working: MetadataImage = MetadataImage.empty;
  private touched: Touched = new Touched();
  private failed: DraveError | undefined;
  private current: { readonly image: MetadataImage; readonly position: MetadataPosition } = {
    image: MetadataImage.empty,
    position: { offset: 0, epoch: 0, timestampMs: 0 },
  };
  private bytesApplied = 0;
  private latestLeadership: LeadershipState = { kind: 'none', epoch: 0 };

  constructor(options: MetadataFeedOptions) {
    this.options = options;
  }

  /** The latest published image. */
  get image(): MetadataImage {
    return this.current.image;
  }

  get position(): MetadataPosition {
    return this.current.position;
  }

  /** Exclusive end of what `image` holds: everything below this offset is in it. */
  get appliedOffset(): Offset {
    return this.current.position.offset;
  }

  /** Payload bytes of all entries applied in the life of this feed. */
  get appliedBytes(): number {
    return this.bytesApplied;
  }

  /** The image with the records of an open transaction: where a new leader starts from. */
  get workingImage(): MetadataImage {
    return this.working;
  }

  get leadership(): LeadershipState {
    return this.latestLeadership;
  }

  /**
   * The subscriber hears of the next change first; the caller starts from `image`
   * (`MetadataDelta.between(MetadataImage.empty, feed.image)`).
   */
  subscribe(subscriber: MetadataSubscriber): () => void {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  subscribeLeadership(listener: (state: LeadershipState) => void): () => void {
    this.leadershipListeners.add(listener);
    return () => void this.leadershipListeners.delete(listener);
  }

  /**
   * Resolves when `appliedOffset` is at least `offset` (exclusive, as `readBarrier` returns it); an entry's own effect
   * is visible at its offset plus one. Rejects REQUEST_TIMED_OUT.
   */
  waitFor(offset: Offset, timeoutMs: Millis): Promise<void> {
    if (this.failed !== undefined) return Promise.reject(this.failed);
    if (this.appliedOffset >= offset) return Promise.resolve();
    const waiter: Waiter = { offset, done: deferred() };
    const timer = this.options.env.timers.set(timeoutMs, () => {
      this.waiters.splice(this.waiters.indexOf(waiter), 1);
      waiter.done.reject(
        new DraveError('REQUEST_TIMED_OUT', `metadata offset ${offset} was not reached in ${timeoutMs} ms`),
      );
    });
    this.waiters.push(waiter);
    return waiter.done.promise.finally(() => this.options.env.timers.clear(timer));
  }

  /**
   * Replaces everything; subscribers get the difference.
   * @throws DraveError SNAPSHOT_NOT_FOUND when a newer snapshot took its place while it was read: nothing has changed
   * then, and whoever delivers starts over with the newer one.
   */
  async onSnapshot(snapshot: CommittedSnapshot): Promise<void> {
    let replaced: DraveError | undefined;
    await this.orFatal(async () => {
      try {
        this.working = await this.load(snapshot);
      } catch (reason) {
        if (!isDraveError(reason, 'SNAPSHOT_NOT_FOUND')) throw reason;
        replaced = reason;
        return;
      }
      this.touched = new Touched();
      const position = { offset: snapshot.offset, epoch: snapshot.epoch, timestampMs: 0 };
      this.publish(MetadataDelta.between(this.image, this.working), position);
    });
    if (replaced !== undefined) throw replaced;
  }

  async onCommitted(entries: readonly CommittedEntry[]): Promise<void> {
    await this.orFatal(async () => {
      let unpublished = 0;
      for (const entry of entries) {
        assert(entry.offset >= this.appliedOffset, `entry ${entry.offset} was applied before`);
        if (entry.kind === 'data') unpublished += await this.apply(entry);
        const last = entry === entries.at(-1);
        if (!last && unpublished < RECORDS_PER_TURN) continue;
        this.publishUpTo(entry);
        unpublished = 0;
        if (!last) await this.options.env.timers.yieldTurn();
      }
    });
  }

  onLeadership(state: LeadershipState): void {
    this.latestLeadership = state;
    for (const listener of this.leadershipListeners) listener(state);
  }

  private async load(snapshot: CommittedSnapshot): Promise<MetadataImage> {
    const reader = new SnapshotReader();
    let recordsThisTurn = 0;
    for await (const chunk of snapshot.read()) {
      for (const records of reader.frames(chunk)) {
        recordsThisTurn += records;
        if (recordsThisTurn < RECORDS_PER_TURN) continue;
        recordsThisTurn = 0;
        await this.options.env.timers.yieldTurn();
      }
    }
    return reader.finish();
  }

  /** Nobody sees an entry before the whole of it is applied. */
  private async apply(entry: CommittedEntry): Promise<number> {
    const records = decodeBatch(entry.payload);
    let image = this.working;
    for (const [i, record] of records.entries()) {
      if (i > 0 && i % RECORDS_PER_TURN === 0) await this.options.env.timers.yieldTurn();
      noteTouched(this.touched, record, image);
      image = replay(image, record, entry.offset);
    }
    this.working = image;
    this.bytesApplied += entry.payload.length;
    return records.length;
  }

  private publishUpTo(entry: CommittedEntry): void {
    if (this.working.inTransaction) return;
    const delta = new MetadataDelta(this.image, this.working, this.touched);
    this.touched = new Touched();
    this.publish(delta, {
      offset: entry.offset + 1,
      epoch: entry.epoch,
      timestampMs: entry.appendTimestampMs,
    });
  }

  private publish(delta: MetadataDelta, position: MetadataPosition): void {
    this.current = { image: delta.after, position };
    for (const subscriber of this.subscribers) subscriber.onMetadata(delta, delta.after, position);
    for (let i = 0; i < this.waiters.length; ) {
      const waiter = this.waiters[i] as Waiter;
      if (waiter.offset > position.offset) i++;
      else {
        this.waiters.splice(i, 1);
        waiter.done.resolve();
      }
    }
  }

  private async orFatal(work: () => Promise<void>): Promise<void> {
    if (this.failed !== undefined) throw this.failed;
    try {
      await work();
    } catch (reason) {
      this.failed = DraveError.from(reason);
      this.options.env.logger.error({ error: this.failed }, 'the metadata log cannot be applied; this node must stop');
      for (const waiter of this.waiters.splice(0)) waiter.done.reject(this.failed);
      this.options.onFatal(this.failed);
      throw this.failed;
    }
  }
}

interface Waiter {
  readonly offset: Offset;
  readonly done: Deferred<void>;
}
