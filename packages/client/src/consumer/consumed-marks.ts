import type { LeaderEpoch, Offset } from '@drave/base';

/** A place between two records: the offset of the next one, and the leader epoch of the one before (KIP-320). */
export interface Mark {
  readonly offset: Offset;
  /** Undefined while no record before `offset` was seen. */
  readonly epoch: LeaderEpoch | undefined;
}

/** Whose word a commit takes: `delivered` for one by hand, `processed` for an automatic one. */
export type CommitBasis = 'delivered' | 'processed';

/** How far the application got in one partition, and what of it may be committed. */
export class ConsumedMarks {
  private deliveredNow: Mark | undefined;
  /** What the application came back from, for more; at or before `delivered`. */
  private processed: Mark | undefined;
  /** The last offset that we committed or found committed; undefined after a seek. */
  private committed: Offset | undefined;

  /** What was handed out to the application. */
  get delivered(): Mark | undefined {
    return this.deliveredNow;
  }

  /** The application goes on at `mark`, or at a place that is not known yet. */
  moveTo(mark: Mark | undefined): void {
    this.deliveredNow = mark;
    this.processed = mark;
    this.committed = undefined;
  }

  deliver(mark: Mark): void {
    this.deliveredNow = mark;
  }

  /** The application has come back: it is done with what it was given. */
  process(): void {
    this.processed = this.deliveredNow;
  }

  setCommitted(offset: Offset | undefined): void {
    this.committed = offset;
  }

  /**
   * What is left to commit. By hand that is all that was handed out. An automatic commit never goes back behind one by
   * hand, unless the application sought back.
   */
  toCommit(basis: CommitBasis): Mark | undefined {
    const { committed } = this;
    const mark = basis === 'delivered' ? this.deliveredNow : this.processed;
    if (mark === undefined || mark.offset === committed) return undefined;
    return basis === 'processed' && committed !== undefined && mark.offset < committed ? undefined : mark;
  }
}
