import { crc32c, NO_SEQUENCE, readInt64, writeInt64 } from '@drave/records';
import type { ProducerEntry, ProducerWindowBatch } from './producer-entry.js';
import type { ProducerContent } from './producer-state.js';
import type { EndedTransaction } from './unstable-transactions.js';

/**
 * Kafka's producer snapshot, version 1: version i16 · crc u32 of all that follows · count i32 · per producer: id i64,
 * epoch i16, last sequence i32, last offset i64, offset delta i32, timestamp i64, coordinator epoch i32, first offset
 * of the open transaction i64.
 *
 * Kafka keeps only the last batch there. We put the rest of each five-batch window behind the array, where Kafka's
 * reader does not look (its checksum runs to the end of the file), so that a restart recognises every retry: magic
 * "DRVW", then per producer: count i8, per batch: first and last sequence i32, last offset i64, offset delta i32,
 * timestamp i64. Behind them, where there are any, stand the transactions whose markers are not known to be replicated,
 * or after a restart the last stable offset could pass a marker that is still taken back: magic "DRVU", count i32, per
 * transaction: producer id i64, first offset i64, last offset i64.
 */
export function encodeProducerSnapshot({ entries, ended }: ProducerContent): Buffer {
  const olderCount = entries.reduce((sum, entry) => sum + Math.max(entry.window.length - 1, 0), 0);
  const windowBytes = entries.length + WINDOW_MAGIC.length + olderCount * WINDOW_BYTES;
  const endedBytes = ended.length === 0 ? 0 : ENDED_MAGIC.length + 4 + ended.length * ENDED_BYTES;
  const buffer = Buffer.alloc(HEADER_BYTES + entries.length * ENTRY_BYTES + windowBytes + endedBytes);
  buffer.writeInt16BE(VERSION, 0);
  buffer.writeInt32BE(entries.length, AT_COUNT);
  let at = HEADER_BYTES;
  for (const entry of entries) at = writeEntry(buffer, at, entry);
  WINDOW_MAGIC.copy(buffer, at);
  at += WINDOW_MAGIC.length;
  for (const entry of entries) {
    const older = entry.window.slice(0, -1);
    buffer.writeInt8(older.length, at++);
    for (const batch of older) at = writeWindowBatch(buffer, at, batch);
  }
  if (ended.length > 0) writeEnded(buffer, at, ended);
  buffer.writeUInt32BE(crc32c(buffer, AT_COUNT), AT_CRC);
  return buffer;
}

/** Undefined when it is not whole: an older snapshot and more of the log do instead. */
export function decodeProducerSnapshot(buffer: Buffer): ProducerContent | undefined {
  if (buffer.length < HEADER_BYTES || buffer.readInt16BE(0) !== VERSION) return undefined;
  if (crc32c(buffer, AT_COUNT) !== buffer.readUInt32BE(AT_CRC)) return undefined;
  const count = buffer.readInt32BE(AT_COUNT);
  if (count < 0 || count > (buffer.length - HEADER_BYTES) / ENTRY_BYTES) return undefined;
  const entries: ProducerEntry[] = [];
  for (let index = 0; index < count; index++) entries.push(readEntry(buffer, HEADER_BYTES + index * ENTRY_BYTES));
  const at = HEADER_BYTES + count * ENTRY_BYTES;
  if (!hasMagic(buffer, at, WINDOW_MAGIC)) return { entries, ended: [] };
  const windows = withWindows(buffer, at + WINDOW_MAGIC.length, entries);
  if (windows === undefined) return undefined;
  const ended = hasMagic(buffer, windows.at, ENDED_MAGIC) ? readEnded(buffer, windows.at + ENDED_MAGIC.length) : [];
  return ended && { entries: windows.entries, ended };
}

const VERSION = 1;
const AT_CRC = 2;
const AT_COUNT = 6;
const HEADER_BYTES = 10;
const ENTRY_BYTES = 46;
const WINDOW_BYTES = 28;
const WINDOW_MAGIC = Buffer.from('DRVW', 'latin1');
const ENDED_MAGIC = Buffer.from('DRVU', 'latin1');
const ENDED_BYTES = 24;

function hasMagic(buffer: Buffer, at: number, magic: Buffer): boolean {
  const end = at + magic.length;
  return buffer.length >= end && buffer.compare(magic, 0, magic.length, at, end) === 0;
}

function writeEntry(buffer: Buffer, at: number, entry: ProducerEntry): number {
  const last = entry.window[entry.window.length - 1];
  writeInt64(buffer, at, entry.producerId);
  buffer.writeInt16BE(entry.producerEpoch, at + 8);
  buffer.writeInt32BE(last?.lastSequence ?? -1, at + 10);
  writeInt64(buffer, at + 14, last?.lastOffset ?? -1);
  buffer.writeInt32BE(last?.offsetDelta ?? 0, at + 22);
  writeInt64(buffer, at + 26, entry.lastTimestamp);
  buffer.writeInt32BE(entry.coordinatorEpoch, at + 34);
  writeInt64(buffer, at + 38, entry.currentTransactionFirstOffset ?? -1);
  return at + ENTRY_BYTES;
}

function readEntry(buffer: Buffer, at: number): ProducerEntry {
  const lastSequence = buffer.readInt32BE(at + 10);
  const offsetDelta = buffer.readInt32BE(at + 22);
  const timestamp = readInt64(buffer, at + 26);
  const firstOffset = readInt64(buffer, at + 38);
  const lastOffset = readInt64(buffer, at + 14);
  const firstSequence = lastSequence < 0 ? NO_SEQUENCE : firstSequenceOf(lastSequence, offsetDelta);
  const last = { firstSequence, lastSequence, lastOffset, offsetDelta, timestamp };
  return {
    producerId: readInt64(buffer, at),
    producerEpoch: buffer.readInt16BE(at + 8),
    window: lastOffset < 0 ? [] : [last],
    lastTimestamp: timestamp,
    coordinatorEpoch: buffer.readInt32BE(at + 34),
    currentTransactionFirstOffset: firstOffset < 0 ? undefined : firstOffset,
  };
}

/** Sequences wrap at 2^31; Kafka's array holds only the last one of the batch. */
function firstSequenceOf(lastSequence: number, offsetDelta: number): number {
  return lastSequence >= offsetDelta ? lastSequence - offsetDelta : lastSequence - offsetDelta + 0x8000_0000;
}

function writeWindowBatch(buffer: Buffer, at: number, batch: ProducerWindowBatch): number {
  buffer.writeInt32BE(batch.firstSequence, at);
  buffer.writeInt32BE(batch.lastSequence, at + 4);
  writeInt64(buffer, at + 8, batch.lastOffset);
  buffer.writeInt32BE(batch.offsetDelta, at + 16);
  writeInt64(buffer, at + 20, batch.timestamp);
  return at + WINDOW_BYTES;
}

function withWindows(
  buffer: Buffer,
  start: number,
  entries: readonly ProducerEntry[],
): { readonly entries: ProducerEntry[]; readonly at: number } | undefined {
  let at = start;
  const full: ProducerEntry[] = [];
  for (const entry of entries) {
    const count = at < buffer.length ? buffer.readInt8(at++) : -1;
    if (count < 0 || at + count * WINDOW_BYTES > buffer.length) return undefined;
    const window: ProducerWindowBatch[] = [];
    for (let index = 0; index < count; index++, at += WINDOW_BYTES) {
      window.push({
        firstSequence: buffer.readInt32BE(at),
        lastSequence: buffer.readInt32BE(at + 4),
        lastOffset: readInt64(buffer, at + 8),
        offsetDelta: buffer.readInt32BE(at + 16),
        timestamp: readInt64(buffer, at + 20),
      });
    }
    full.push({ ...entry, window: [...window, ...entry.window] });
  }
  return { entries: full, at };
}

function writeEnded(buffer: Buffer, start: number, ended: readonly EndedTransaction[]): void {
  ENDED_MAGIC.copy(buffer, start);
  let at = start + ENDED_MAGIC.length;
  buffer.writeInt32BE(ended.length, at);
  at += 4;
  for (const { producerId, firstOffset, lastOffset } of ended) {
    writeInt64(buffer, at, producerId);
    writeInt64(buffer, at + 8, firstOffset);
    writeInt64(buffer, at + 16, lastOffset);
    at += ENDED_BYTES;
  }
}

function readEnded(buffer: Buffer, start: number): EndedTransaction[] | undefined {
  const count = buffer.length >= start + 4 ? buffer.readInt32BE(start) : -1;
  if (count < 0 || buffer.length < start + 4 + count * ENDED_BYTES) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = start + 4 + index * ENDED_BYTES;
    return {
      producerId: readInt64(buffer, at),
      firstOffset: readInt64(buffer, at + 8),
      lastOffset: readInt64(buffer, at + 16),
    };
  });
}
