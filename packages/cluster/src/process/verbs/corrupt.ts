import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DraveError, type Offset, type TopicPartition } from '@drave/base';
import { walkReplica } from '../compare-replicas.js';

/** Where a byte was changed on a disk. */
export interface CorruptedBatch {
  readonly node: string;
  readonly file: string;
  /** Of the byte in the file. */
  readonly position: number;
  /** Of the batch that it belongs to. */
  readonly baseOffset: Offset;
  readonly lastOffset: Offset;
}

/** What stands before the records of a batch; what follows is covered by the checksum. */
const BATCH_HEADER_BYTES = 61;

/**
 * Changes every bit of one byte among the records of a batch: of the one that holds this offset, by default of the
 * first. @throws DraveError INVALID_REQUEST.
 */
export function corruptReplica(
  node: string,
  dataDirectories: readonly string[],
  { topic, partition }: TopicPartition,
  offset: Offset | undefined,
): CorruptedBatch {
  const name = `${topic}-${partition}`;
  const folder = dataDirectories.map((directory) => join(directory, name)).find((path) => existsSync(path));
  if (folder === undefined)
    throw new DraveError('INVALID_REQUEST', `${node} holds no replica of ${topic}/${partition}`);
  const found: CorruptedBatch[] = [];
  walkReplica(folder, ({ segment, start, bytes, baseOffset, lastOffset }) => {
    if (offset !== undefined && (offset < baseOffset || offset > lastOffset)) return;
    const position = start + BATCH_HEADER_BYTES + Math.floor((bytes - BATCH_HEADER_BYTES) / 2);
    found.push({ node, file: join(folder, segment), position, baseOffset, lastOffset });
  });
  const [first] = found;
  if (first === undefined) {
    const what = offset === undefined ? 'no record' : `no record at offset ${offset}`;
    throw new DraveError('INVALID_REQUEST', `${topic}/${partition} has ${what} on the disk of ${node}`);
  }
  invertByte(first.file, first.position);
  return first;
}

function invertByte(file: string, position: number): void {
  const descriptor = openSync(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    readSync(descriptor, byte, 0, 1, position);
    byte[0] = (byte[0] ?? 0) ^ 0xff;
    writeSync(descriptor, byte, 0, 1, position);
  } finally {
    closeSync(descriptor);
  }
}
