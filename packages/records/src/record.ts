import type { Millis, Offset } from '@drave/base';

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * One decoded record.
 *
 * Who may keep a slice: `key`, `value` and header values are views into the batch (or into its decompressed form) and
 * pin that whole memory. Reading or passing them on is free; a caller that keeps a record beyond the batch copies it
 * with `copyRecord`. Batches themselves follow the same rule: the log copies or owns what it appends, a decoder never
 * copies.
 */
export interface DecodedRecord {
  readonly offset: Offset;
  /** Wall clock; -1 when the producer gave none. The append time when the topic says LogAppendTime. */
  readonly timestamp: Millis;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly DecodedHeader[];
}

export interface DecodedHeader {
  readonly key: string;
  readonly value: Buffer | null;
}

export const NO_HEADERS: readonly DecodedHeader[] = Object.freeze([]);
