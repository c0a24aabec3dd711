import { assert, unreachable, type Bytes, type Offset } from '@drave/base';
import type { LeaderEpochs } from '@drave/log';
import { sharedEnd } from './shared-end.js';

/** Where both logs stand at one moment. Ends are exclusive and count what is written. */
export interface MoveView {
  readonly current: { readonly startOffset: Offset; readonly endOffset: Offset };
  /** `sound` is false when recovery found damage in it: then nothing of it can be used. */
  readonly future: { readonly startOffset: Offset; readonly endOffset: Offset; readonly sound: boolean };
  /** Up to here the records of the future log may be those of the current one; see `sharedHistory`. */
  readonly sharedEndOffset: Offset;
}

/** What a read of the current log gave. */
export type MoveRead =
  | {
      readonly kind: 'data';
      /** Base offset of the first batch, which may lie below what was asked for where the log starts inside a batch. */
      readonly startOffset: Offset;
      readonly byteLength: Bytes;
      /** The end of the log when it was read. */
      readonly endOffset: Offset;
      /** The offset behind the last batch, or where the read began when there was none. */
      readonly nextOffset: Offset;
    }
  /** The log was cut or emptied meanwhile. */
  | { readonly kind: 'outOfRange' }
  /** Stored bytes are wrong: the replica has to be repaired first. */
  | { readonly kind: 'damaged' };

export type MoveEvent =
  | { readonly kind: 'look'; readonly view: MoveView }
  | { readonly kind: 'read'; readonly read: MoveRead; readonly view: MoveView }
  | { readonly kind: 'flushed' }
  /** Nothing is written to the current log from now on, until `released`. */
  | { readonly kind: 'held' }
  | { readonly kind: 'released' };

/** Each is carried out before the next event. */
export type MoveEffect =
  /** Reads from the current log; the answer is a `read`. */
  | { readonly kind: 'read'; readonly fromOffset: Offset; readonly bytesMax: Bytes }
  /** Appends to the future log what was read. */
  | { readonly kind: 'append' }
  /** Drops everything of the future log, which begins anew at this offset. */
  | { readonly kind: 'restart'; readonly atOffset: Offset }
  /** Drops what the future log holds at and above this offset. */
  | { readonly kind: 'cut'; readonly toOffset: Offset }
  /** Records below are gone from the current log. */
  | { readonly kind: 'raiseStart'; readonly toOffset: Offset }
  /** Makes the future log durable, before the current one is held. */
  | { readonly kind: 'flush' }
  /** Nothing can be copied for a while. */
  | { readonly kind: 'wait' }
  /** Holds the current log, to copy what is left and to swap. */
  | { readonly kind: 'hold' }
  /** While held: lets the current log go on; it is too early for a swap. */
  | { readonly kind: 'release' }
  /** While held: both logs hold the same. */
  | { readonly kind: 'agreed' };

/** Bytes of one read. */
const SLICE_BYTES_MAX: Bytes = 1024 * 1024;
/**
 * What may be copied since the last flush when the current log is held: it is synced while appends wait.
 */
const UNFLUSHED_BYTES_MAX: Bytes = 4 * SLICE_BYTES_MAX;
/** Flushes after which the log is held all the same: a busy log on a slow disk would never be. */
const FLUSHES_MAX = 5;
/** Slices that are copied while the log is held. One or two are usual, because little is written meanwhile. */
const HELD_SLICES_MAX = 32;

/**
 * The rules of one replica's move to another log directory (KIP-113): the future log is made a copy of the current one,
 * which goes on being written, cut and emptied, until both are the same for a moment.
 *
 * After every effect it looks at both logs anew, so that it does not matter what happened to the current one meanwhile;
 * what was copied and is there no more is found by leader epochs, as a follower finds it (KIP-101).
 */
export class ReplicaMoveCore {
  private held = false;
  /** A read has reached the end of the current log since the last flush or wait. */
  private caughtUp = false;
  private bytesUnflushed: Bytes;
  private flushes = 0;
  private heldSlices = 0;
  /** Nothing lies between the end of the future log and this offset of the current one: it was cleaned away. */
  private gapEndOffset: Offset | undefined;

  /** `bytesUnflushed`: what the future log already holds that may not be durable, as after a restart. */
  constructor(bytesUnflushed: Bytes) {
    this.bytesUnflushed = bytesUnflushed;
  }

  get isHeld(): boolean {
    return this.held;
  }

  step(event: MoveEvent): readonly MoveEffect[] {
    switch (event.kind) {
      case 'look':
        return this.look(event.view);
      case 'read':
        return this.take(event.read, event.view);
      case 'flushed':
        this.bytesUnflushed = 0;
        this.flushes++;
        this.caughtUp = false;
        return [];
      case 'held':
        assert(!this.held, 'a log is held once');
        this.held = true;
        this.heldSlices = 0;
        return [];
      case 'released':
        assert(this.held, 'a log that is held can be released');
        this.held = false;
        this.caughtUp = false;
        this.flushes = 0;
        return [];
      default:
        return unreachable(event);
    }
  }

  private look(view: MoveView): readonly MoveEffect[] {
    const { current, future } = view;
    assert(current.startOffset <= current.endOffset, 'a log starts before it ends');
    const correction = correct(view);
    if (correction !== undefined) {
      this.gapEndOffset = undefined;
      // What was copied is reason away: that is no small rest.
      if (correction.kind === 'restart' && this.held) return [{ kind: 'release' }];
      return [correction];
    }
    if (this.agrees(view)) return this.held ? [{ kind: 'agreed' }] : this.settle();
    if (this.held) return this.heldSlices < HELD_SLICES_MAX ? [this.read(future.endOffset)] : [{ kind: 'release' }];
    return this.caughtUp ? this.settle() : [this.read(future.endOffset)];
  }

  private agrees({ current, future }: MoveView): boolean {
    if (future.startOffset !== current.startOffset) return false;
    return future.endOffset === current.endOffset || this.gapEndOffset === current.endOffset;
  }

  /** Little is left: what was copied is flushed while the log goes on, then the log is held. */
  private settle(): readonly MoveEffect[] {
    if (this.bytesUnflushed > UNFLUSHED_BYTES_MAX && this.flushes < FLUSHES_MAX) return [{ kind: 'flush' }];
    return [{ kind: 'hold' }];
  }

  private read(fromOffset: Offset): MoveEffect {
    if (this.held) this.heldSlices++;
    return { kind: 'read', fromOffset, bytesMax: SLICE_BYTES_MAX };
  }

  private take(read: MoveRead, { future }: MoveView): readonly MoveEffect[] {
    switch (read.kind) {
      case 'outOfRange':
        // The next look finds out why.
        return [];
      case 'damaged':
        this.caughtUp = false;
        return [{ kind: this.held ? 'release' : 'wait' }];
      case 'data':
        return this.takeData(read, future);
      default:
        return unreachable(read);
    }
  }

  private takeData(read: Extract<MoveRead, { kind: 'data' }>, future: MoveView['future']): readonly MoveEffect[] {
    if (read.byteLength === 0) {
      this.caughtUp = true;
      this.gapEndOffset = read.endOffset;
      return [];
    }
    this.gapEndOffset = undefined;
    this.caughtUp = read.nextOffset >= read.endOffset;
    const fits = read.startOffset >= future.endOffset;
    if (fits) {
      this.bytesUnflushed += read.byteLength;
      return [{ kind: 'append' }];
    }
    // The log starts inside a batch, and batches are copied whole; the start is raised at the next look.
    if (future.startOffset === future.endOffset) {
      this.bytesUnflushed = read.byteLength;
      return [{ kind: 'restart', atOffset: read.startOffset }, { kind: 'append' }];
    }
    // Where one log has one batch the other has several: they are not of the same history.
    if (read.startOffset <= future.startOffset) return [{ kind: 'restart', atOffset: read.startOffset }];
    return [{ kind: 'cut', toOffset: read.startOffset }];
  }
}

/** What the future log holds that the current one does not, or not any more. */
function correct({ current, future, sharedEndOffset }: MoveView): MoveEffect | undefined {
  const restart: MoveEffect = { kind: 'restart', atOffset: current.startOffset };
  if (!future.sound || future.endOffset < current.startOffset) return restart;
  const isEmpty = future.startOffset === future.endOffset;
  // A copy that lacks the front, because the current log was emptied and begins earlier now.
  if (future.startOffset > current.startOffset || future.startOffset > current.endOffset) return restart;
  if (isEmpty) return future.startOffset < current.startOffset ? restart : undefined;
  if (sharedEndOffset < future.endOffset)
    return sharedEndOffset <= current.startOffset ? restart : { kind: 'cut', toOffset: sharedEndOffset };
  if (future.startOffset < current.startOffset) return { kind: 'raiseStart', toOffset: current.startOffset };
  return undefined;
}

/** A log as `sharedHistory` sees it. */
export interface HistoryView {
  readonly startOffset: Offset;
  readonly endOffset: Offset;
  readonly epochs: Pick<LeaderEpochs, 'latestEpoch' | 'endOffsetFor' | 'epochForOffset'>;
}

/**
 * The end of `future` when it is a part of `current`: a record with the same offset and leader epoch is the same
 * record, and so is everything before it. Else, and then always less, where a follower with such a log would cut it
 * (KIP-101, KIP-279); one round may not be enough, the next look tells.
 */
export function sharedHistory(current: HistoryView, future: HistoryView): Offset {
  const limit = Math.min(current.endOffset, future.endOffset);
  if (future.startOffset >= future.endOffset) return limit;
  const lastOffset = future.endOffset - 1;
  const epoch = future.epochs.epochForOffset(lastOffset);
  // The records below the start of the current log are to go anyway.
  if (lastOffset < current.startOffset) return limit;
  if (future.endOffset <= current.endOffset && current.epochs.epochForOffset(lastOffset) === epoch)
    return future.endOffset;
  const known = current.epochs.endOffsetFor(epoch);
  const theirs = known.epoch >= 0 ? known : { epoch: current.epochs.latestEpoch, endOffset: current.endOffset };
  return Math.max(0, Math.min(limit, lastOffset, sharedEnd(theirs, future.epochs.endOffsetFor(theirs.epoch))));
}
