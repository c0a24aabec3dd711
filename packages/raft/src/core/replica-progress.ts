import { assert, type Millis, type Offset } from '@drave/base';
import type { FetchRequest } from '../messages.js';
import type { FeatureRange, ReplicaKey } from '../types.js';

/** More than any version has; what comes beyond them is not remembered. */
const FEATURES_MAX = 100;

/** What a leader knows of one replica that has fetched in this leadership, voter or observer. */
export class ReplicaProgress {
  readonly key: ReplicaKey;
  /** Everything below is durable there, as the replica itself said with a matching log; -1 while unknown. */
  endOffset: Offset = -1;
  lastFetchMs: Millis | undefined;
  /** Whether the replica may vote, as its last fetch said; undefined while it has only asked for a snapshot. */
  mayVote: boolean | undefined;
  /** What it supports, as its last fetch said; undefined for a version that does not say it. */
  features: readonly FeatureRange[] | undefined;
  /**
   * The replica said in its last fetch that it is joining: it may have forgotten what it acknowledged, so it counts for
   * no majority yet.
   */
  joining = false;
  /** The end of the leader's log that a joining replica has reached last. */
  joinOffset: Offset | undefined;
  /** The latest instant at which the replica is known to have held everything the leader had; undefined for never. */
  lastCaughtUpMs: Millis | undefined;
  /** The leader's end at an earlier fetch, and when that was: reaching it means "caught up then". */
  private target: { readonly endOffset: Offset; readonly atMs: Millis } | undefined;

  constructor(key: ReplicaKey) {
    this.key = key;
  }

  /** What it said last, and whether that agrees with what it said before. */
  heard(request: FetchRequest): void {
    this.mayVote = request.mayVote;
    this.features = request.features.length === 0 ? undefined : request.features.slice(0, FEATURES_MAX);
    if (request.joining && !this.joining) this.forget();
    this.joining = request.joining;
  }

  /** It has lost everything: what it acknowledged before is not there any more. */
  private forget(): void {
    this.endOffset = -1;
    this.lastCaughtUpMs = undefined;
    this.target = undefined;
    this.joinOffset = undefined;
  }

  /**
   * A fetch at `fetchOffset`, up to which the two logs are equal, came to a leader whose log ends at `leaderEndOffset`.
   * What counts as caught up is the end of an earlier fetch: under load there is always something newer than the
   * replica can have, and one that merely keeps up would never stand exactly at the end (KAFKA-13959).
   */
  reached(fetchOffset: Offset, leaderEndOffset: Offset, nowMs: Millis): void {
    assert(fetchOffset <= leaderEndOffset, `a matching log cannot be ahead: ${fetchOffset} > ${leaderEndOffset}`);
    this.endOffset = fetchOffset;
    const { target } = this;
    const arrived = target !== undefined && fetchOffset >= target.endOffset;
    if (fetchOffset === leaderEndOffset) this.lastCaughtUpMs = nowMs;
    else if (arrived) this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs ?? target.atMs, target.atMs);
    // The target moves only when it is reached, or it would run away from a replica that comes in small steps.
    if (target === undefined || arrived) this.target = { endOffset: leaderEndOffset, atMs: nowMs };
  }
}
