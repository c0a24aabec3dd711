import type { Millis, Offset } from '@drave/base';
import type { Disk } from '@drave/env';
import { readInt64 } from '@drave/records';
import { readWhole } from '../atomic-file.js';
import { OFFSET_INDEX_ENTRY_BYTES } from '../offset-index.js';
import { TIME_INDEX_ENTRY_BYTES } from '../time-index.js';

/** An entry of a `.index` file: a batch by its last offset, and where it begins in the segment, bytes. */
export interface OffsetIndexEntry {
  readonly offset: Offset;
  readonly position: number;
}

/** An entry of a `.timeindex` file: the largest timestamp so far, and an offset of the batch that brought it. */
export interface TimeIndexEntry {
  readonly timestamp: Millis;
  readonly offset: Offset;
}

/** Kafka's largest index; the position in a segment is 31 bits wide, so a larger file is none. */
const INDEX_BYTES_MAX = 256 * 1024 * 1024;

/**
 * The entries of an offset index; undefined when there is no such file. Kafka makes the index of its active segment in
 * full size and fills it up, so what is zero behind the entries is none.
 */
export async function readOffsetIndex(
  disk: Disk,
  path: string,
  baseOffset: Offset,
): Promise<readonly OffsetIndexEntry[] | undefined> {
  return readEntries(disk, path, OFFSET_INDEX_ENTRY_BYTES, (buffer, at) => ({
    offset: baseOffset + buffer.readUInt32BE(at),
    position: buffer.readUInt32BE(at + 4),
  }));
}

/** The entries of a time index, under the same terms. */
export async function readTimeIndex(
  disk: Disk,
  path: string,
  baseOffset: Offset,
): Promise<readonly TimeIndexEntry[] | undefined> {
  return readEntries(disk, path, TIME_INDEX_ENTRY_BYTES, (buffer, at) => ({
    timestamp: readInt64(buffer, at),
    offset: baseOffset + buffer.readUInt32BE(at + 8),
  }));
}

async function readEntries<Entry>(
  disk: Disk,
  path: string,
  entryBytes: number,
  readEntry: (buffer: Buffer, at: number) => Entry,
): Promise<readonly Entry[] | undefined> {
  const size = (await disk.stat(path))?.size ?? 0;
  const buffer = size > INDEX_BYTES_MAX ? undefined : await readWhole(disk, path);
  if (buffer === undefined) return undefined;
  const entries: Entry[] = [];
  for (let at = 0; at + entryBytes <= buffer.length; at += entryBytes) {
    const isEmpty = buffer.subarray(at, at + entryBytes).every((byte) => byte === 0);
    // A file of one entry has no room to be filled up.
    if (isEmpty && buffer.length > entryBytes) break;
    entries.push(readEntry(buffer, at));
  }
  return entries;
}
