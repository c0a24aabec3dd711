import type { Millis } from '@drave/base';
import type { Deadline, DeadlineQueue } from '@drave/replica';
import type { TransactionalId } from './transaction.js';

/**
 * Requests that the end of the transaction before stands in the way of. Its markers take a moment, and clients begin
 * their next transaction right after they were told of the end: instead of being refused they wait here for as long.
 */
export class ExpectedEnds {
  private readonly expected = new Map<TransactionalId, Set<ExpectedEnd>>();
  private readonly deadlines: DeadlineQueue;

  constructor(deadlines: DeadlineQueue) {
    this.deadlines = deadlines;
  }

  /** To be called before the state is asked, so that no end is missed; `forget` must follow. */
  expect(transactionalId: TransactionalId): ExpectedEnd {
    const ofId = this.expected.get(transactionalId) ?? new Set();
    this.expected.set(transactionalId, ofId);
    const one = new ExpectedEnd(this.deadlines, () => {
      ofId.delete(one);
      if (ofId.size === 0) this.expected.delete(transactionalId);
    });
    ofId.add(one);
    return one;
  }

  /** The end of a transaction is complete, be it that this is not replicated yet. */
  complete(transactionalId: TransactionalId): void {
    for (const one of this.expected.get(transactionalId) ?? []) one.complete();
  }
}

class ExpectedEnd {
  readonly forget: () => void;
  private readonly deadlines: DeadlineQueue;
  private isComplete = false;
  private settle: ((isComplete: boolean) => void) | undefined;

  constructor(deadlines: DeadlineQueue, forget: () => void) {
    this.deadlines = deadlines;
    this.forget = forget;
  }

  /** Resolves when the end has come, or false at the deadline. Called once. */
  async by(deadlineMs: Millis): Promise<boolean> {
    if (this.isComplete) return true;
    const { deadlines } = this;
    return new Promise((resolve) => {
      let isSettled = false;
      const deadline: Deadline = {
        deadlineMs,
        get settled() {
          return isSettled;
        },
        expire: () => this.settle?.(false),
      };
      this.settle = (isComplete) => {
        if (isSettled) return;
        isSettled = true;
        if (isComplete) deadlines.noteSettled();
        resolve(isComplete);
      };
      deadlines.add(deadline);
    });
  }

  complete(): void {
    this.isComplete = true;
    this.settle?.(true);
  }
}
