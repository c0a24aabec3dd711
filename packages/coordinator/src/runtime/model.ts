import type { ErrorCode, Millis, Offset, ProducerId } from '@drave/base';
import type { EndTransactionMarker } from '@drave/records';

/** Both clocks at the moment of a decision. Protocol timers go by the first, timestamps and retention by the second. */
export interface Now {
  readonly monotonicMs: Millis;
  /** Milliseconds since 1970; may jump. */
  readonly wallMs: Millis;
}

/**
 * What a decision wants: records, which are written together or not at all, and an answer for when they are
 * replicated. A decision changes nothing by itself; refusals are thrown as DraveError.
 */
export interface Decision<State, Record, Response> {
  /**
   * Replayed into the speculative state at once, in this order. Empty: the answer only waits for what it is built on.
   */
  readonly records: readonly Record[];
  readonly response: Response;
  /** Armed at once, whatever becomes of the records. */
  readonly timers?: readonly TimerChange<State, Record>[];
  /**
   * Called once with what became of the records: undefined when they are replicated, else why the caller was refused.
   * What it returns is decided before any other request. Not called when the shard ends; `ShardModel.ended` is.
   */
  readonly settled?: (failure: ErrorCode | undefined, state: State, now: Now) => Decision<State, Record, void> | void;
  /**
   * Called once when the records are replicated, also when that took so long that the caller was refused: what must
   * follow from records follows here. What it returns is decided before any other request. Not called for records that
   * are lost, nor without any.
   */
  readonly replicated?: (state: State, now: Now) => Decision<State, Record, void> | void;
}

/**
 * Makes a decision on the speculative state. A key whose part of it is another one than in the replicated state waits
 * for its records, be it that they are late: what becomes of them is not decided.
 */
export type Decide<State, Record, Response> = (
  state: State,
  now: Now,
  replicated: State,
) => Decision<State, Record, Response>;

/** A decision that no caller asked for: a timer, or what follows from the outcome of another one. */
export type Reaction<State, Record> = Decide<State, Record, void>;

export type TimerChange<State, Record> =
  | {
      readonly kind: 'set';
      /** One timer per key; setting it again replaces it. */
      readonly key: string;
      readonly delayMs: Millis;
      /** Decided anew after a while when its records could not be written. */
      readonly fire: Reaction<State, Record>;
    }
  | { readonly kind: 'clear'; readonly key: string };

/** Where a record stands in the log, and whose it is. */
export interface RecordPlace {
  readonly offset: Offset;
  /** Whose transaction it belongs to; undefined: it counts at once. */
  readonly producerId: ProducerId | undefined;
}

/** What a model makes of transactions that write to its log. */
export interface TransactionEnds<State> {
  /**
   * The end of what the producer's transaction has written: from here on that counts, or it never does. Nothing of it
   * is open: the state stays as it is, for markers are sent again when their answers are lost.
   */
  replay(state: State, marker: EndTransactionMarker): State;
  /** The keys whose part of the state an end changes. */
  keysOf(state: State, producerId: ProducerId): Iterable<string>;
}

export interface EncodedRecord {
  readonly key: Buffer;
  /** null is a tombstone. */
  readonly value: Buffer | null;
}

/**
 * A state machine kept in one partition. `State` is immutable with structural sharing: the shard keeps what is
 * replicated and what is speculative side by side, and drops the latter by forgetting a reference.
 */
export interface ShardModel<State, Record> {
  readonly empty: State;
  /**
   * The only way in which the state changes, beside `transactions`. Records and ends of transactions come in the order
   * of the log.
   */
  replay(state: State, record: Record, place: RecordPlace): State;
  /** Undefined where no transaction writes to the log: then markers are passed over. */
  readonly transactions?: TransactionEnds<State>;
  /** What the record is about: no other key's state depends on it. */
  keyOf(record: Record): string;
  encode(record: Record): EncodedRecord;
  /**
   * Copies what it keeps. Undefined for a kind or version that this release does not know: it is skipped (and stays in
   * the log).
   * @throws DraveError CORRUPT_MESSAGE when the bytes are not what their version says.
   */
  decode(key: Buffer, value: Buffer | null): Record | undefined;
  /**
   * The state holds everything in the log. Timers of what it holds start afresh: a failover costs no member its
   * session.
   */
  loaded(state: State, now: Now): readonly TimerChange<State, Record>[];
  /** The last call: no decision follows. A caller that still waits for an answer gets this one. */
  ended(failure: ErrorCode): void;
}
