import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DraveError, type Offset } from '@drave/base';

/**
 * Ground truth about replicas: what lies in their segment files, read without any of the production code, since the
 * production code is what is judged.
 */
export interface ReplicaContent {
  /** First offset on disk, from the first segment's name; -1 without a segment. */
  readonly startOffset: Offset;
  /** One past the last offset on disk. */
  readonly endOffset: Offset;
  /** SHA-256 over every byte of the batches in [from, until), in order. */
  readonly digest: string;
  readonly batches: number;
  readonly bytes: number;
}

export interface ReplicaComparison {
  /** The range that was compared: from the highest log start to `until`. */
  readonly from: Offset;
  readonly until: Offset;
  /** The replicas by data directory. */
  readonly replicas: ReadonlyMap<string, ReplicaContent>;
  /** Every replica reaches `until`, and all hold the same bytes. */
  readonly equal: boolean;
}

/**
 * Compares one partition's replicas byte for byte from the highest log start up to, without, `until` (the high
 * watermark). A batch belongs to the range when it ends below `until` and does not begin below the start.
 *
 * @throws DraveError CORRUPT_DATA when a file ends in the middle of a batch below `until`, or offsets go backwards.
 */
export function compareReplicas(
  dataDirectories: readonly string[],
  topic: string,
  partition: number,
  until: Offset,
): ReplicaComparison {
  const folders = dataDirectories.map((directory) => join(directory, `${topic}-${partition}`));
  const starts = folders.map((folder) => firstOffset(folder));
  const from = Math.max(...starts);
  const replicas = new Map(
    folders.map((folder, index) => [dataDirectories[index] ?? '', readReplica(folder, from, until)]),
  );
  const contents = [...replicas.values()];
  const isComplete = contents.every((content) => content.endOffset >= until);
  const equal = isComplete && new Set(contents.map((content) => content.digest)).size === 1;
  return { from, until, replicas, equal };
}

/** baseOffset, batchLength, leader epoch, magic, crc, attributes, lastOffsetDelta: all that is needed to walk. */
const HEAD_BYTES = 27;
const LENGTH_AT = 8;
const LAST_OFFSET_DELTA_AT = 23;
const OVERHEAD_BYTES = 12;

function readReplica(folder: string, from: Offset, until: Offset): ReplicaContent {
  const hash = createHash('sha256');
  let [batches, bytes, endOffset] = [0, 0, -1];
  for (const segment of segmentsOf(folder)) {
    walkSegment(folder, segment, until, ({ baseOffset, lastOffset, read }) => {
      if (baseOffset <= endOffset - 1)
        throw new DraveError('CORRUPT_DATA', `${folder}/${segment}: offset ${baseOffset} after ${endOffset - 1}`);
      endOffset = lastOffset + 1;
      if (baseOffset < from || lastOffset >= until) return;
      const batch = read();
      hash.update(batch);
      batches += 1;
      bytes += batch.length;
    });
  }
  return { startOffset: firstOffset(folder), endOffset, digest: hash.digest('hex'), batches, bytes };
}

/** A whole batch in a segment file. */
interface WalkedBatch {
  readonly segment: string;
  readonly start: number;
  readonly bytes: number;
  readonly baseOffset: Offset;
  readonly lastOffset: Offset;
  read(): Buffer;
}

/** Calls for each batch of a replica; of each segment up to the first place where none is whole. */
export function walkReplica(folder: string, onBatch: (batch: WalkedBatch) => void): void {
  for (const segment of segmentsOf(folder)) walkSegment(folder, segment, 0, onBatch);
}

function walkSegment(folder: string, segment: string, until: Offset, onBatch: (batch: WalkedBatch) => void): void {
  const file = join(folder, segment);
  const size = statSync(file).size;
  const descriptor = openSync(file, 'r');
  const head = Buffer.alloc(HEAD_BYTES);
  try {
    for (let at = 0; at < size; ) {
      const isWholeHead = readSync(descriptor, head, 0, HEAD_BYTES, at) === HEAD_BYTES;
      const batchBytes = isWholeHead ? head.readInt32BE(LENGTH_AT) + OVERHEAD_BYTES : 0;
      const baseOffset = isWholeHead ? Number(head.readBigInt64BE(0)) : 0;
      // Files are laid out ahead of time or torn at their end; that does not matter above the high watermark.
      if (batchBytes < HEAD_BYTES || at + batchBytes > size) {
        if (until === 0 || (isWholeHead && baseOffset >= until)) return;
        if (isZeroFrom(file, at)) return;
        throw new DraveError('CORRUPT_DATA', `${file}: no whole batch at position ${at} of ${size}`);
      }
      const start = at;
      onBatch({
        segment,
        start,
        bytes: batchBytes,
        baseOffset,
        lastOffset: baseOffset + head.readInt32BE(LAST_OFFSET_DELTA_AT),
        read: () => {
          const batch = Buffer.alloc(batchBytes);
          readSync(descriptor, batch, 0, batchBytes, start);
          return batch;
        },
      });
      at += batchBytes;
    }
  } finally {
    closeSync(descriptor);
  }
}

function isZeroFrom(file: string, position: number): boolean {
  return readFileSync(file)
    .subarray(position)
    .every((byte) => byte === 0);
}

function segmentsOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{20}\.log$/.test(name))
    .toSorted();
}

function firstOffset(folder: string): Offset {
  const [first] = segmentsOf(folder);
  return first === undefined ? -1 : Number(first.slice(0, 20));
}
