import type { Offset } from '@drave/base';
import type { SnapshotId } from '../types.js';

/**
 * Layout of the quorum's key-value store. Numbers are big-endian, so that key order is log order.
 *
 * - `00`                                  where the log starts
 * - `01 offset`                           one entry
 * - `02 offset epoch`                     one complete snapshot
 * - `03 offset epoch position`            one chunk of a snapshot, complete or not
 */
const START = 0;
const ENTRY = 1;
const SNAPSHOT = 2;
const CHUNK = 3;

export const startKey: Uint8Array = Uint8Array.of(START);

export function entryKey(offset: Offset): Uint8Array {
  const key = prefixed(ENTRY, 8);
  writeOffset(key, offset, 1);
  return key;
}

export function offsetOfEntryKey(key: Uint8Array): Offset {
  return readOffset(key, 1);
}

/** The key behind every entry. */
export const entryKeysEnd: Uint8Array = Uint8Array.of(ENTRY + 1);

export function snapshotKey(id: SnapshotId): Uint8Array {
  const key = prefixed(SNAPSHOT, 12);
  writeSnapshotId(key, id);
  return key;
}

export function snapshotIdOfKey(key: Uint8Array): SnapshotId {
  return { offset: readOffset(key, 1), epoch: Buffer.from(key.buffer, key.byteOffset, key.length).readUInt32BE(9) };
}

export const snapshotKeys = { gte: Uint8Array.of(SNAPSHOT), lt: Uint8Array.of(SNAPSHOT + 1) };
export const chunkKeys = { gte: Uint8Array.of(CHUNK), lt: Uint8Array.of(CHUNK + 1) };

export function chunkKey(id: SnapshotId, position: number): Uint8Array {
  const key = prefixed(CHUNK, 20);
  writeSnapshotId(key, id);
  writeOffset(key, position, 13);
  return key;
}

export function positionOfChunkKey(key: Uint8Array): number {
  return readOffset(key, 13);
}

function prefixed(prefix: number, bytes: number): Buffer {
  const key = Buffer.alloc(1 + bytes);
  key.writeUInt8(prefix, 0);
  return key;
}

function writeSnapshotId(key: Buffer, id: SnapshotId): void {
  writeOffset(key, id.offset, 1);
  key.writeUInt32BE(id.epoch, 9);
}

function writeOffset(key: Buffer, offset: number, at: number): void {
  key.writeUInt32BE(Math.floor(offset / 2 ** 32), at);
  key.writeUInt32BE(offset >>> 0, at + 4);
}

function readOffset(key: Uint8Array, at: number): number {
  const view = Buffer.from(key.buffer, key.byteOffset, key.length);
  return view.readUInt32BE(at) * 2 ** 32 + view.readUInt32BE(at + 4);
}
