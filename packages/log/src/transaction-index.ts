import type { Offset } from '@drave/base';
import { readInt64, writeInt64 } from '@drave/records';
import type { AbortedTransaction } from './contract.js';

/**
 * Kafka's `.txnindex`: per aborted transaction, in the order of the abort markers: version i16 = 0, producer id i64,
 * first offset i64, last offset i64, last stable offset i64. Small: it is read and written whole.
 */
export function encodeTransactionIndex(aborted: readonly AbortedTransaction[]): Buffer {
  const buffer = Buffer.alloc(aborted.length * ENTRY_BYTES);
  aborted.forEach((transaction, slot) => {
    const at = slot * ENTRY_BYTES;
    writeInt64(buffer, at + 2, transaction.producerId);
    writeInt64(buffer, at + 10, transaction.firstOffset);
    writeInt64(buffer, at + 18, transaction.lastOffset);
    writeInt64(buffer, at + 26, transaction.lastStableOffset);
  });
  return buffer;
}

/** Undefined when the bytes cannot be one. */
export function decodeTransactionIndex(buffer: Buffer): AbortedTransaction[] | undefined {
  if (buffer.length % ENTRY_BYTES !== 0) return undefined;
  const aborted: AbortedTransaction[] = [];
  for (let at = 0; at < buffer.length; at += ENTRY_BYTES) {
    const transaction = {
      producerId: readInt64(buffer, at + 2),
      firstOffset: readInt64(buffer, at + 10),
      lastOffset: readInt64(buffer, at + 18),
      lastStableOffset: readInt64(buffer, at + 26),
    };
    const before = aborted[aborted.length - 1];
    if (buffer.readInt16BE(at) !== 0 || transaction.firstOffset > transaction.lastOffset) return undefined;
    if (before !== undefined && before.lastOffset >= transaction.lastOffset) return undefined;
    aborted.push(transaction);
  }
  return aborted;
}

/** The slot of the first transaction whose marker is not below `offset`. */
export function firstEndedFrom(aborted: readonly AbortedTransaction[], offset: Offset): number {
  let low = 0;
  let high = aborted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((aborted[middle]?.lastOffset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const ENTRY_BYTES = 34;
