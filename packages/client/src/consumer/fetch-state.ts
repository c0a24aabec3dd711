import type { Bytes, DraveError, LeaderEpoch, Millis, NodeId, Offset } from '@drave/base';

/** Where a partition without a position goes. A number is a timestamp: the first record at or after it. */
export type ResetTarget = 'earliest' | 'latest' | { readonly timestampMs: Millis };

/** The fetch stream of one broker, as far as a partition uses it. The stream notes both calls for its next message. */
export interface FetchStream {
  readonly brokerId: NodeId;
  /** Gives a handle up; one that is unknown by now changes nothing. */
  close(handle: number): void;
  /** Record bytes are not kept any more: the broker may push as many others. */
  grant(bytes: Bytes): void;
}

/**
 * An offset that a partition waits for. An answer to another question is moot; one that was asked for the same before a
 * seek counts, or an application that seeks often would never get there.
 *
 * - `committed`: what the group has committed; asked by the group's session.
 * - `start`: where `target` is.
 * - `range`: a leader denies `position`, so the first and the end offset of its log are asked for.
 */
export type OffsetQuestion =
  | { readonly kind: 'committed' }
  | { readonly kind: 'start'; readonly target: ResetTarget }
  | { readonly kind: 'range'; readonly position: Offset };

/**
 * - `idle`: not fetched; opened when its time has come, its leader is known and it is not paused.
 * - `looking`: an offset is being asked for.
 * - `open`: a broker pushes its records under a handle.
 * - `failed`: only the application can help; `poll` throws the error.
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

/** A position that the log does not have any more, and where the partition goes instead. */
export interface PositionLoss {
  readonly position: Offset;
  readonly to: Offset | 'earliest' | 'latest';
  /** The leader's log: from `start`, which is -1 where only the end was told, to `end`. */
  readonly start: Offset;
  readonly end: Offset;
}

/** What follows from an event, for the fetcher to do. The cursor itself does nothing but keep its state. */
export type Followup =
  | { readonly kind: 'nothing' }
  /** The partition is idle and may be opened. With a `loss` the application goes on somewhere else. */
  | { readonly kind: 'open'; readonly loss: PositionLoss | undefined }
  /** The partition is idle for a pause. Its leader may have moved meanwhile. */
  | { readonly kind: 'retry' }
  /** The partition is idle for a pause, and fetches what was bad once more. */
  | { readonly kind: 'refetch'; readonly reason: DraveError }
  /** There is something to hand out, or the watermarks have moved; with `reopen` the partition is idle as well. */
  | { readonly kind: 'arrived'; readonly reopen: boolean }
  | { readonly kind: 'lookUp'; readonly question: OffsetQuestion }
  | { readonly kind: 'fail'; readonly error: DraveError };

/** When to try again after so many failures in a row before this one. */
export type RetryTime = (failures: number) => Millis;

export const NOTHING: Followup = { kind: 'nothing' };
export const OPEN: Followup = { kind: 'open', loss: undefined };
export const IDLE: FetchState = { kind: 'idle', notBeforeMs: 0 };
