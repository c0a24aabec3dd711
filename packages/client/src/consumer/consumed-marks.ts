import type { LeaderEpoch, Offset } from '@drave/base';

/** A position between two records: the offset of the next one, and the leader epoch of the one before (KIP-320). */
export interface Mark {
  readonly offset: Offset;
  /** Undefined while no record before `offset` was seen. */
  readonly epoch: LeaderEpoch | undefined;
}

/**
 * What a commit covers: `delivered`, all that was handed out, for an explicit commit; `processed`, what the application
 * has finished, for an automatic one.
 */
export type CommitBasis = 'delivered' | 'processed';

/** How far the application has got in one partition, and what of it may be committed. */
export class ConsumedMarks {
  private deliveredNow: Mark | undefined;
  /** What the application had been given when it last asked for more records; at or before `deliveredNow`. */
  private processed: Mark | undefined;
  /** The last offset that we committed or found committed; undefined after a seek. */
  private committed: Offset | undefined;

  /** The position behind the last record that was handed out to the application. */
  get delivered(): Mark | undefined {
    return this.deliveredNow;
  }

  /** Moves the application to `mark`, or to a position that is not known yet. */
  moveTo(mark: Mark | undefined): void {
    this.deliveredNow = mark;
    this.processed = mark;
    this.committed = undefined;
  }

  deliver(mark: Mark): void {
    this.deliveredNow = mark;
  }

  /** Notes that the application has asked for more, and so has processed what it was given. */
  process(): void {
    this.processed = this.deliveredNow;
  }

  setCommitted(offset: Offset | undefined): void {
    this.committed = offset;
  }

  /**
   * The position to commit; undefined when there is none. An automatic commit never goes back behind an explicit one,
   * unless the application has sought back.
   */
  toCommit(basis: CommitBasis): Mark | undefined {
    const { committed } = this;
    const mark = basis === 'delivered' ? this.deliveredNow : this.processed;
    if (mark === undefined || mark.offset === committed) return undefined;
    return basis === 'processed' && committed !== undefined && mark.offset < committed ? undefined : mark;
  }
}
