import type { Millis, PartitionIndex, TopicId } from '@drave/base';
import type { Deadline, DeadlineQueue } from './deadline-queue.js';

interface Waiter extends Deadline {
  settled: boolean;
  resolve(): void;
}

/**
 * Requests for partitions that are not ready for them, such as those that this broker is about to lead. They wait until
 * the partition is, until it turns out that it will not be, or until their own time is up; who waited looks again.
 */
export class PartitionWaiters {
  private readonly byPartition = new Map<string, Set<Waiter>>();

  private readonly deadlines: DeadlineQueue;

  constructor(deadlines: DeadlineQueue) {
    this.deadlines = deadlines;
  }

  wait(topicId: TopicId, index: PartitionIndex, deadlineMs: Millis): Promise<void> {
    const key = keyOf(topicId, index);
    const waiters = this.byPartition.get(key) ?? new Set();
    this.byPartition.set(key, waiters);
    return new Promise((resolve) => {
      const expire = (): void => {
        waiter.settled = true;
        waiters.delete(waiter);
        if (waiters.size === 0 && this.byPartition.get(key) === waiters) this.byPartition.delete(key);
        resolve();
      };
      const waiter: Waiter = { deadlineMs, settled: false, expire, resolve };
      waiters.add(waiter);
      this.deadlines.add(waiter);
    });
  }

  release(topicId: TopicId, index: PartitionIndex): void {
    const key = keyOf(topicId, index);
    const waiters = this.byPartition.get(key);
    if (waiters === undefined) return;
    this.byPartition.delete(key);
    for (const waiter of waiters) this.settle(waiter);
  }

  releaseAll(): void {
    for (const waiters of this.byPartition.values()) for (const waiter of waiters) this.settle(waiter);
    this.byPartition.clear();
  }

  private settle(waiter: Waiter): void {
    waiter.settled = true;
    this.deadlines.noteSettled();
    waiter.resolve();
  }
}

function keyOf(topicId: TopicId, index: PartitionIndex): string {
  return `${topicId}:${index}`;
}
