import { limits } from '@drave/base';
import type { AppendResult, AppendTicket } from '@drave/replica';
import type { PartitionRef } from './requests.js';

/**
 * Appends to partitions that are not ready, each partition's one after another in the order in which they came, and
 * before all that comes later: the place in the log is settled when `hold` returns, though its offsets are not known.
 */
export class HeldAppends {
  private readonly queues = new Map<string, { tail: Promise<void>; length: number }>();

  /** An append that comes now must stand behind others. */
  isHeld(ref: PartitionRef): boolean {
    return this.queues.size > 0 && this.queues.has(keyOf(ref));
  }

  hold(ref: PartitionRef, ready: () => Promise<void> | undefined, append: () => AppendTicket): AppendTicket {
    const key = keyOf(ref);
    const queue = this.queues.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (queue.length >= limits.heldAppendsMax) return FULL;
    this.queues.set(key, queue);
    queue.length++;
    const ticket = queue.tail.then(ready).then(append);
    queue.tail = ticket.then(() => {
      queue.length--;
      if (queue.length === 0) this.queues.delete(key);
    });
    const acked = ticket.then((taken): Promise<AppendResult> | AppendResult =>
      taken.kind === 'enqueued' ? taken.acked : taken,
    );
    return { kind: 'enqueued', acked };
  }
}

const FULL: AppendTicket = {
  kind: 'failed',
  error: 'THROTTLING_QUOTA_EXCEEDED',
  message: 'too many batches wait for the partition to get its leader',
};

function keyOf({ topicId = '', topic = '', partition }: PartitionRef): string {
  return `${topicId}/${topic}/${partition}`;
}
