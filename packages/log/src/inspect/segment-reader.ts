import type { Bytes } from '@drave/base';
import type { Compute, Disk } from '@drave/env';
import { batchCrcIsValid, type BatchInfo, findBatchAfter } from '@drave/records';
import { endsInsideBatch } from '../torn-tail.js';
import { type FileLender, readChunk, walkBatches } from '../walk-batches.js';

/** A batch as it lies in a segment file. */
export interface StoredBatch {
  readonly kind: 'batch';
  /** `info.position` is its place in `buffer`, not in the file. */
  readonly info: BatchInfo;
  /** Holds the batch and some of its neighbours; a view of it must not be kept when the next step is asked for. */
  readonly buffer: Buffer;
  /** Where it begins in the file, bytes. */
  readonly filePosition: number;
  readonly crcIsValid: boolean;
}

/** What begins at `filePosition` is no batch, so nothing behind it can be told apart. */
export interface UnreadableEnd {
  readonly kind: 'unreadable';
  readonly filePosition: number;
  /** From there to the end of the file. */
  readonly bytes: Bytes;
  readonly reason: string;
  /** The file just ends inside a batch, as when a process dies while it writes, or is writing at this moment. */
  readonly cutShort: boolean;
}

/** A batch above it is taken for a damaged length field: a reader does not make room for it. */
const BATCH_BYTES_MAX = 256 * 1024 * 1024;
/** How much of a file is in memory at a time, but for a single batch that is larger. */
const HELD_BYTES = 1024 * 1024;

/**
 * Reads a segment file, Drave's or Kafka's, up to the size that it has now; opens it for nothing but reading. A batch
 * whose checksum fails is given all the same. Offsets may not fall; they may have gaps, which a cleaned log has.
 *
 * @throws DraveError KAFKA_STORAGE_ERROR when the file cannot be read.
 */
export async function* readSegment(
  disk: Disk,
  compute: Compute,
  path: string,
): AsyncGenerator<StoredBatch | UnreadableEnd, void, undefined> {
  const endPosition = (await disk.stat(path))?.size ?? 0;
  const lender = lenderFor(disk);
  let position = 0;
  let nextOffset: number | undefined;
  while (position < endPosition) {
    const held: StoredBatch[] = [];
    let heldBytes = 0;
    const range = { path, position, endPosition, contiguous: false, verifyCrc: false, batchBytesMax: BATCH_BYTES_MAX };
    const expected = nextOffset === undefined ? {} : { expectedOffset: nextOffset };
    const end = await walkBatches(lender, compute, { ...range, ...expected }, (info, buffer, filePosition) => {
      const crcIsValid = batchCrcIsValid(buffer, info.position);
      held.push({ kind: 'batch', info, buffer, filePosition, crcIsValid });
      heldBytes += info.sizeBytes;
      return heldBytes < HELD_BYTES;
    });
    yield* held;
    ({ position, nextOffset } = end);
    if (end.kind !== 'bad') continue;
    const bytes = endPosition - position;
    const rest = await readChunk(lender, path, position, Math.min(bytes, BATCH_BYTES_MAX));
    // A sound batch behind it, or the same batch under its right length, is what no process leaves that just dies.
    const cutShort = endsInsideBatch(rest) && findBatchAfter(rest, 1, nextOffset ?? 0) < 0;
    yield { kind: 'unreadable', filePosition: position, bytes, reason: end.reason, cutShort };
    return;
  }
}

/** Opens each file for the one action, for reading only. */
function lenderFor(disk: Disk): FileLender {
  return {
    async use(path, action) {
      const file = await disk.open(path, 'read');
      try {
        return await action(file);
      } finally {
        await file.close();
      }
    },
  };
}
