import type { Bytes, Offset } from '@drave/base';
import type { Compute, DiskFile } from '@drave/env';
import { type BatchInfo, type ScanStep, scanBatches } from '@drave/records';

/** Lends an open file for one action; the handles of a node do, and what reads a directory that is not its own. */
export interface FileLender {
  use<T>(path: string, action: (file: DiskFile) => Promise<T>): Promise<T>;
}

interface WalkRange {
  readonly path: string;
  /** Must be where a batch starts. */
  readonly position: number;
  /** Exclusive; nothing beyond is looked at, whatever the size of the file (KAFKA-9835). */
  readonly endPosition: number;
  readonly expectedOffset?: Offset;
  readonly contiguous: boolean;
  readonly verifyCrc: boolean;
  /** A longer batch is taken for a damaged length field. Default: any length that the file has room for. */
  readonly batchBytesMax?: Bytes;
}

/**
 * A sound batch: `info.position` is its place in `buffer`, `filePosition` the one in the file. Return false to stop.
 */
export type BatchVisitor = (info: BatchInfo, buffer: Buffer, filePosition: number) => boolean | undefined;

export type WalkEnd =
  | { readonly kind: 'end'; readonly position: number; readonly nextOffset: Offset | undefined }
  /** The visitor said so; `position` is behind its last batch. */
  | { readonly kind: 'stopped'; readonly position: number; readonly nextOffset: Offset | undefined }
  /** What starts at `position` is no sound batch. */
  | {
      readonly kind: 'bad';
      readonly position: number;
      readonly nextOffset: Offset | undefined;
      readonly reason: string;
    };

/** Reads a stretch of a segment file batch by batch, in chunks, with turns for others in between. */
export async function walkBatches(
  handles: FileLender,
  compute: Compute,
  range: WalkRange,
  visit: BatchVisitor,
): Promise<WalkEnd> {
  let position = range.position;
  let nextOffset = range.expectedOffset;
  let chunkBytes: Bytes = CHUNK_BYTES;
  while (position < range.endPosition) {
    const chunk = await readChunk(handles, range.path, position, Math.min(chunkBytes, range.endPosition - position));
    const steps = scanBatches(chunk, {
      contiguous: range.contiguous,
      verifyCrc: range.verifyCrc,
      ...(range.batchBytesMax === undefined ? {} : { batchBytesMax: range.batchBytesMax }),
      ...(nextOffset === undefined ? {} : { expectedBaseOffset: nextOffset }),
    });
    const end = await digest(compute, steps, chunk, position, visit);
    position += end.consumed;
    nextOffset = end.nextOffset ?? nextOffset;
    if (end.stopped) return { kind: 'stopped', position, nextOffset };
    const { last } = end;
    if (last === undefined) continue;
    if (last.kind === 'corrupt') return { kind: 'bad', position, nextOffset, reason: last.reason };
    const reachedEnd = position + last.bytesNeeded > range.endPosition;
    const fileIsShort = chunk.length < Math.min(chunkBytes, range.endPosition - position);
    if (reachedEnd || fileIsShort) return { kind: 'bad', position, nextOffset, reason: 'the file ends inside a batch' };
    chunkBytes = Math.max(CHUNK_BYTES, last.bytesNeeded);
  }
  return { kind: 'end', position, nextOffset };
}

interface Digest {
  readonly consumed: number;
  readonly nextOffset: Offset | undefined;
  readonly stopped: boolean;
  /** Undefined when the chunk ended exactly behind a batch. */
  readonly last: Exclude<ScanStep, { kind: 'batch' }> | undefined;
}

async function digest(
  compute: Compute,
  steps: Generator<ScanStep, void, undefined>,
  chunk: Buffer,
  chunkPosition: number,
  visit: BatchVisitor,
): Promise<Digest> {
  let consumed = 0;
  let nextOffset: Offset | undefined;
  let stopped = false;
  let last: Digest['last'];
  await compute.slices(() => {
    for (let count = 0; count < BATCHES_PER_STEP; count++) {
      const next = steps.next();
      if (next.done === true) return false;
      const step = next.value;
      if (step.kind !== 'batch') {
        last = step;
        return false;
      }
      stopped = visit(step.info, chunk, chunkPosition + step.info.position) === false;
      consumed = step.info.position + step.info.sizeBytes;
      nextOffset = step.info.lastOffset + 1;
      if (stopped) return false;
    }
    return true;
  });
  return { consumed, nextOffset, stopped, last };
}

/** Exactly the bytes that are there, at most `length`; the buffer is the caller's own. */
export async function readChunk(handles: FileLender, path: string, position: number, length: Bytes): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  const count = await handles.use(path, (file) => file.read(buffer, position));
  return count === length ? buffer : buffer.subarray(0, count);
}

const CHUNK_BYTES = 1024 * 1024;
const BATCHES_PER_STEP = 64;
