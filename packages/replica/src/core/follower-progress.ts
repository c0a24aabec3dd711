import { assert, type BrokerEpoch, type Millis, type NodeId, type Offset } from '@drave/base';

/** What a leader knows of one follower. */
export class FollowerProgress {
  readonly replicaId: NodeId;
  /** Everything below is in the follower's log. -1 until it has fetched in this leader epoch. */
  endOffset: Offset = -1;
  /** Where its log starts, as it said last; -1 until it has fetched in this leader epoch. */
  logStartOffset: Offset = -1;
  /** The registration under which it last fetched; -1 until then. */
  brokerEpoch: BrokerEpoch = -1;
  /**
   * The latest instant at which the follower is known to have had everything the leader had. Lag is judged against the
   * leader's end at the time of an earlier fetch, not the present end, so a busy leader does not expel a follower that
   * keeps up.
   */
  lastCaughtUpMs: Millis;
  /** The leader's end when the follower fetched last, and when: reaching it means "caught up then". */
  private markEndOffset: Offset = -1;
  private markMs: Millis = 0;

  constructor(replicaId: NodeId, lastCaughtUpMs: Millis) {
    this.replicaId = replicaId;
    this.lastCaughtUpMs = lastCaughtUpMs;
  }

  fetched(fetchOffset: Offset, leaderEndOffset: Offset, brokerEpoch: BrokerEpoch, nowMs: Millis): void {
    assert(fetchOffset <= leaderEndOffset, `a follower cannot be ahead: ${fetchOffset} > ${leaderEndOffset}`);
    if (fetchOffset >= leaderEndOffset) this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, nowMs);
    else if (this.markEndOffset >= 0 && fetchOffset >= this.markEndOffset)
      this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, this.markMs);
    // Move the mark only when the old one is reached, or it would run away from a follower that acks small steps.
    if (this.markEndOffset < 0 || fetchOffset >= this.markEndOffset) {
      this.markEndOffset = leaderEndOffset;
      this.markMs = nowMs;
    }
    this.endOffset = fetchOffset;
    this.brokerEpoch = brokerEpoch;
  }

  /**
   * The leader's end is about to move from `oldEndOffset`. A follower that had everything so far was caught up until
   * now;
   * without this a partition that was idle for a minute would expel its followers at the first append.
   */
  leaderEndMoves(oldEndOffset: Offset, nowMs: Millis): void {
    if (this.endOffset === oldEndOffset) this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, nowMs);
  }

  isCaughtUp(leaderEndOffset: Offset, nowMs: Millis, lagTimeMaxMs: Millis): boolean {
    return this.endOffset === leaderEndOffset || nowMs - this.lastCaughtUpMs <= lagTimeMaxMs;
  }
}
