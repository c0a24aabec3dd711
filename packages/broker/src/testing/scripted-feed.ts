import { DraveError, type Millis, type Offset } from '@drave/base';
import type { Timers } from '@drave/env';
import { MetadataImage, type LeadershipState, type MetadataDelta, type MetadataSubscriber } from '@drave/metadata';

/** A metadata feed without a quorum behind it: the test publishes. */
export class ScriptedFeed {
  image: MetadataImage = MetadataImage.empty;
  appliedOffset: Offset = 0;
  private readonly subscribers = new Set<MetadataSubscriber>();
  private readonly leadershipListeners = new Set<(state: LeadershipState) => void>();
  private waiters: { readonly offset: Offset; readonly resolve: () => void }[] = [];

  private readonly timers: Timers;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  publish(delta: MetadataDelta, image: MetadataImage, offset: Offset): void {
    this.image = image;
    this.appliedOffset = offset;
    for (const subscriber of this.subscribers)
      subscriber.onMetadata(delta, image, { offset, epoch: 1, timestampMs: 0 });
    const due = this.waiters.filter((waiter) => waiter.offset <= offset);
    this.waiters = this.waiters.filter((waiter) => waiter.offset > offset);
    for (const waiter of due) waiter.resolve();
  }

  subscribe(subscriber: MetadataSubscriber): () => void {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  subscribeLeadership(listener: (state: LeadershipState) => void): () => void {
    this.leadershipListeners.add(listener);
    return () => void this.leadershipListeners.delete(listener);
  }

  waitFor(offset: Offset, timeoutMs: Millis): Promise<void> {
    if (this.appliedOffset >= offset) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = this.timers.set(timeoutMs, () =>
        reject(new DraveError('REQUEST_TIMED_OUT', `metadata offset ${offset} was not reached`)),
      );
      this.waiters.push({
        offset,
        resolve: () => {
          this.timers.clear(timer);
          resolve();
        },
      });
    });
  }
}
