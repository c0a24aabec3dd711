import type { Bytes, DraveError, LeaderEpoch, Millis, NodeId, Offset } from '@drave/base';

/**
 * Where a partition without a position starts: at an end of its log, or at the first record at or after a timestamp.
 */
export type ResetTarget = 'earliest' | 'latest' | { readonly timestampMs: Millis };

/**
 * The fetch stream of one broker, as far as a partition uses it. Both calls take effect with the next message of the
 * stream.
 */
export interface FetchStream {
  readonly brokerId: NodeId;
  /** Closes a handle; has no effect on one that is closed already. */
  close(handle: number): void;
  /** Gives back credit for record bytes that are no longer buffered: the broker may push as many others. */
  grant(bytes: Bytes): void;
}

/**
 * An offset that a partition waits for. An answer to another question is ignored. An answer to an equal question from
 * before a seek counts, because an application that seeks often would otherwise never get one.
 *
 * - `committed`: what the group has committed; the group's session fetches it.
 * - `start`: the offset of `target`.
 * - `range`: a leader has answered that `position` is out of range, so the first and the end offset of its log are
 * fetched.
 */
export type OffsetQuestion =
  | { readonly kind: 'committed' }
  | { readonly kind: 'start'; readonly target: ResetTarget }
  | { readonly kind: 'range'; readonly position: Offset };

/**
 * - `idle`: it is not fetched; it is opened from `notBeforeMs` on, when its leader is known and it is not paused.
 * - `looking`: an offset is being looked up.
 * - `open`: a broker pushes its records under a handle of a stream.
 * - `failed`: `poll` throws the error, and the partition stays so until the application seeks.
 */
export type FetchState =
  | { readonly kind: 'idle'; readonly notBeforeMs: Millis }
  | { readonly kind: 'looking'; readonly question: OffsetQuestion }
  | {
      readonly kind: 'open';
      readonly stream: FetchStream;
      readonly handle: number;
      readonly leaderEpoch: LeaderEpoch;
    }
  | { readonly kind: 'failed'; readonly error: DraveError };

/** A position that the log no longer has, and where the partition goes on instead. */
export interface PositionLoss {
  readonly position: Offset;
  readonly to: Offset | 'earliest' | 'latest';
  /**
   * The leader's log reaches from `start` to `end`, exclusive; `start` is -1 where the leader has told only the end.
   */
  readonly start: Offset;
  readonly end: Offset;
}

/** What the fetcher has to do after an event; the cursor itself only keeps state. */
export type Followup =
  | { readonly kind: 'nothing' }
  /** The partition is idle and may be opened. With a `loss` its position has moved to somewhere else. */
  | { readonly kind: 'open'; readonly loss: PositionLoss | undefined }
  /** The partition is idle for a pause, and fetched metadata may show another leader. */
  | { readonly kind: 'retry' }
  /** The partition is idle for a pause, after which a batch that failed its checks is fetched again. */
  | { readonly kind: 'refetch'; readonly reason: DraveError }
  /** There are records to hand out, or the watermarks have moved; with `reopen` the partition is idle as well. */
  | { readonly kind: 'arrived'; readonly reopen: boolean }
  | { readonly kind: 'lookUp'; readonly question: OffsetQuestion }
  | { readonly kind: 'fail'; readonly error: DraveError };

/** The time of the next attempt, in monotonic ms, after `failures` failures in a row before this one. */
export type RetryTime = (failures: number) => Millis;

export const NOTHING: Followup = { kind: 'nothing' };
export const OPEN: Followup = { kind: 'open', loss: undefined };
export const IDLE: FetchState = { kind: 'idle', notBeforeMs: 0 };
