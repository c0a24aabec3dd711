import { deferred, DraveError, type Deferred, type Epoch, type Millis, type Offset } from '@drave/base';

/** Promises that wait for the core, by the id under which the core knows them. */
export class PendingRequests<T> {
  private readonly waiting = new Map<number, Deferred<T>>();

  get size(): number {
    return this.waiting.size;
  }

  add(id: number): Promise<T> {
    const entry = deferred<T>();
    this.waiting.set(id, entry);
    return entry.promise;
  }

  resolve(id: number, value: T): void {
    this.waiting.get(id)?.resolve(value);
    this.waiting.delete(id);
  }

  reject(id: number, error: DraveError): void {
    this.waiting.get(id)?.reject(error);
    this.waiting.delete(id);
  }

  rejectAll(error: DraveError): void {
    for (const entry of this.waiting.values()) entry.reject(error);
    this.waiting.clear();
  }
}

interface PendingProposal {
  readonly epoch: Epoch;
  readonly lastOffset: Offset;
  readonly proposedMs: Millis;
  readonly done: Deferred<void>;
}

/** Proposals of the present leadership, in log order. */
export class PendingProposals {
  private waiting: PendingProposal[] = [];
  private readonly onCommitted: (proposedMs: Millis) => void;

  constructor(onCommitted: (proposedMs: Millis) => void) {
    this.onCommitted = onCommitted;
  }

  add(epoch: Epoch, lastOffset: Offset, proposedMs: Millis): Promise<void> {
    const done = deferred<void>();
    this.waiting.push({ epoch, lastOffset, proposedMs, done });
    return done.promise;
  }

  onCommit(highWatermark: Offset): void {
    let count = 0;
    while (count < this.waiting.length && (this.waiting[count] as PendingProposal).lastOffset < highWatermark) {
      const { proposedMs, done } = this.waiting[count++] as PendingProposal;
      this.onCommitted(proposedMs);
      done.resolve();
    }
    this.waiting.splice(0, count);
  }

  /** A later leader may commit these or not: the proposer must find out, not assume. */
  onLeadershipLost(reason: string): void {
    const lost = this.waiting;
    this.waiting = [];
    for (const { epoch, lastOffset, done } of lost)
      done.reject(
        new DraveError(
          'REQUEST_TIMED_OUT',
          `${reason} before offset ${lastOffset} of epoch ${epoch} was committed; its outcome is unknown`,
          { metadata: { outcome: 'unknown' } },
        ),
      );
  }
}
