import { assert, type Offset } from '@drave/base';
import { crc32c } from '@drave/records';
import { readWhole, writeSynced } from './atomic-file.js';
import { replayAborted } from './aborted-transactions.js';
import type { AbortedTransaction } from './contract.js';
import type { LogCore } from './log-core.js';
import { suffix } from './file-names.js';
import { OFFSET_INDEX_ENTRY_BYTES, OffsetIndex } from './offset-index.js';
import { Segment, type SegmentIndexes } from './segment.js';
import { decodeSeal, encodeSeal, type SegmentSeal } from './segment-seal.js';
import { TIME_INDEX_ENTRY_BYTES, TimeIndex } from './time-index.js';
import { decodeTransactionIndex, encodeTransactionIndex } from './transaction-index.js';
import { type WalkEnd, walkBatches } from './walk-batches.js';

/** The segment's indexes: from memory, else from their files, else rebuilt from the log. */
export async function indexesOf(core: LogCore, segment: Segment): Promise<SegmentIndexes> {
  const known = segment.indexes ?? (await loadIndexes(core, segment)) ?? (await rebuildIndexes(core, segment));
  // Another caller may have been faster; one object per segment, or entries would be noted in the wrong one.
  segment.indexes ??= known;
  if (segment !== core.segments.active) core.host.indexCache.touch(segment);
  return segment.indexes;
}

/**
 * The aborted transactions whose markers stand in the segment. Most segments have none, and a look at every segment
 * behind what a reader asks for must not read their other indexes, or push those of others out of memory.
 */
export async function abortedIn(core: LogCore, segment: Segment): Promise<readonly AbortedTransaction[]> {
  if (segment.indexes !== undefined) return segment.indexes.aborted;
  if (segment.seal?.transactionIndexCrc === NOTHING_CRC) {
    segment.withoutAborts ??= (await core.host.env.disk.stat(segment.path(suffix.transactionIndex))) === undefined;
    if (segment.withoutAborts) return [];
  }
  return (await indexesOf(core, segment)).aborted;
}

/** Undefined when a file is missing or not what the seal says. */
async function loadIndexes(core: LogCore, segment: Segment): Promise<SegmentIndexes | undefined> {
  const { disk } = core.host.env;
  const { seal } = segment;
  if (seal === undefined) return undefined;
  const offsetBytes = await readWhole(disk, segment.path(suffix.offsetIndex));
  const timeBytes = await readWhole(disk, segment.path(suffix.timeIndex));
  const transactionBytes = (await readWhole(disk, segment.path(suffix.transactionIndex))) ?? Buffer.alloc(0);
  if (offsetBytes === undefined || crc32c(offsetBytes) !== seal.offsetIndexCrc) return undefined;
  if (timeBytes === undefined || crc32c(timeBytes) !== seal.timeIndexCrc) return undefined;
  if (crc32c(transactionBytes) !== seal.transactionIndexCrc) return undefined;
  const offsets = OffsetIndex.decode(segment.baseOffset, offsetBytes, segment.size);
  const times = TimeIndex.decode(segment.baseOffset, timeBytes);
  const aborted = decodeTransactionIndex(transactionBytes);
  if (offsets === undefined || times === undefined || aborted === undefined) return undefined;
  return { offsets, times, aborted };
}

/**
 * Makes the indexes anew from the batches, in memory. Aborted transactions cannot be told from one segment alone: they
 * come from memory, else from their file when it is what the seal says, else from the log before the segment.
 */
export async function rebuildIndexes(core: LogCore, segment: Segment): Promise<SegmentIndexes> {
  const scratch = Segment.empty(segment.directory, segment.baseOffset, segment.createdWallMs);
  const end = await walkSegment(core, segment, 0, segment.baseOffset, (info, buffer) => {
    scratch.note(info, buffer, core.config.indexIntervalBytes);
    return true;
  });
  core.host.env.logger.warn(
    { path: segment.path(), end: end.kind, indexEntries: scratch.indexes?.offsets.count },
    'rebuilt the indexes of a segment because a file was missing or damaged',
  );
  const indexes = scratch.indexes;
  assert(indexes !== undefined, 'a new segment has indexes');
  const aborted = segment.indexes?.aborted ?? (await sealedAborted(core, segment));
  indexes.aborted = aborted ?? (await abortedFromLog(core, segment));
  // Meanwhile an append may have brought another one.
  if (segment.indexes !== undefined) indexes.aborted = segment.indexes.aborted;
  return indexes;
}

/** Undefined when the file is not what the seal says. */
async function sealedAborted(core: LogCore, segment: Segment): Promise<AbortedTransaction[] | undefined> {
  const path = segment.path(suffix.transactionIndex);
  const bytes = (await readWhole(core.host.env.disk, path)) ?? Buffer.alloc(0);
  if (segment.seal === undefined || crc32c(bytes) !== segment.seal.transactionIndexCrc) return undefined;
  return decodeTransactionIndex(bytes);
}

/** See `replayAborted`. */
export function abortedFromLog(core: LogCore, segment: Segment): Promise<AbortedTransaction[]> {
  return replayAborted(core, segment, (source, visit) => walkSegment(core, source, 0, source.baseOffset, visit));
}

/** Walks the batches of one segment that are below its known end. */
export function walkSegment(
  core: LogCore,
  segment: Segment,
  position: number,
  expectedOffset: Offset | undefined,
  visit: Parameters<typeof walkBatches>[3],
  endPosition = segment.size,
): Promise<WalkEnd> {
  const range = {
    path: segment.path(),
    position,
    endPosition,
    contiguous: !core.gapsExpected,
    verifyCrc: true,
    ...(expectedOffset === undefined ? {} : { expectedOffset }),
  };
  return walkBatches(core.host.handles, core.host.env.compute, range, visit);
}

/** Brings the index files up to the entries in memory; not synced. */
export async function writeIndexTail(core: LogCore, segment: Segment): Promise<void> {
  const { indexes } = segment;
  if (indexes === undefined) return;
  const { handles } = core.host;
  const offsetBytes = indexes.offsets.bytesFrom(segment.offsetEntriesWritten);
  const offsetStart = segment.offsetEntriesWritten * OFFSET_INDEX_ENTRY_BYTES;
  const timeBytes = indexes.times.bytesFrom(segment.timeEntriesWritten);
  const timeStart = segment.timeEntriesWritten * TIME_INDEX_ENTRY_BYTES;
  await handles.create(segment.path(suffix.offsetIndex), async (file) => {
    if (offsetBytes.length > 0) await file.write([offsetBytes], offsetStart);
    await file.truncate(offsetStart + offsetBytes.length);
  });
  await handles.create(segment.path(suffix.timeIndex), async (file) => {
    if (timeBytes.length > 0) await file.write([timeBytes], timeStart);
    await file.truncate(timeStart + timeBytes.length);
  });
  segment.offsetEntriesWritten = offsetStart / OFFSET_INDEX_ENTRY_BYTES + offsetBytes.length / OFFSET_INDEX_ENTRY_BYTES;
  segment.timeEntriesWritten = timeStart / TIME_INDEX_ENTRY_BYTES + timeBytes.length / TIME_INDEX_ENTRY_BYTES;
}

/**
 * Finishes a segment that takes no more appends and whose log file is synced: index files synced, then the seal.
 * Kafka ends every time index with the largest timestamp of the segment, so that is added here.
 */
export async function sealSegment(core: LogCore, segment: Segment): Promise<void> {
  const { env, handles } = core.host;
  const indexes = await indexesOf(core, segment);
  if (segment.largest !== undefined) indexes.times.maybeAppend(segment.largest);
  // Whole files: what stands there from an earlier life of this segment is not trusted.
  segment.offsetEntriesWritten = 0;
  segment.timeEntriesWritten = 0;
  await writeIndexTail(core, segment);
  await handles.use(segment.path(suffix.offsetIndex), (file) => file.sync());
  await handles.use(segment.path(suffix.timeIndex), (file) => file.sync());
  const { aborted } = indexes;
  await writeTransactionIndex(core, segment, aborted);
  const seal: SegmentSeal = {
    size: segment.size,
    nextOffset: segment.nextOffset,
    largestTimestamp: segment.largest?.timestamp ?? -1,
    largestTimestampOffset: segment.largest?.offset ?? -1,
    firstTimestamp: segment.firstTimestamp ?? -1,
    headersCrc: segment.headersCrc ?? (await headersCrcOf(core, segment)),
    offsetIndexCrc: crc32c(indexes.offsets.bytesFrom(0)),
    timeIndexCrc: crc32c(indexes.times.bytesFrom(0)),
    transactionIndexCrc: crc32c(encodeTransactionIndex(aborted)),
  };
  await writeSynced(env.disk, segment.path(suffix.seal), encodeSeal(seal));
  segment.headersCrc = seal.headersCrc;
  segment.seal = seal;
}

/** Lists the aborts on the disk; the file is made with the first of them, and may become empty again. */
export async function writeTransactionIndex(
  core: LogCore,
  segment: Segment,
  aborted: readonly AbortedTransaction[],
): Promise<void> {
  if (aborted.length === 0 && !segment.abortsWritten) return;
  segment.abortsWritten = true;
  await writeSynced(core.host.env.disk, segment.path(suffix.transactionIndex), encodeTransactionIndex(aborted));
}

/** Reads the seal; undefined when there is none that fits a log file of this size. */
export async function loadSeal(core: LogCore, segment: Segment, logSize: number): Promise<SegmentSeal | undefined> {
  const bytes = await readWhole(core.host.env.disk, segment.path(suffix.seal));
  const seal = bytes === undefined ? undefined : decodeSeal(bytes);
  return seal !== undefined && seal.size === logSize && seal.nextOffset >= segment.baseOffset ? seal : undefined;
}

export function applySeal(segment: Segment, seal: SegmentSeal): void {
  segment.size = seal.size;
  segment.nextOffset = seal.nextOffset;
  segment.largest =
    seal.largestTimestampOffset < 0
      ? undefined
      : { timestamp: seal.largestTimestamp, offset: seal.largestTimestampOffset };
  segment.firstTimestamp = seal.firstTimestamp < 0 ? undefined : seal.firstTimestamp;
  segment.headersCrc = seal.headersCrc;
  segment.seal = seal;
}

async function headersCrcOf(core: LogCore, segment: Segment): Promise<number> {
  const scratch = Segment.empty(segment.directory, segment.baseOffset, segment.createdWallMs);
  await walkSegment(core, segment, 0, segment.baseOffset, (info, buffer) => {
    scratch.note(info, buffer, Number.MAX_SAFE_INTEGER);
    return true;
  });
  assert(scratch.headersCrc !== undefined, 'every header was seen');
  return scratch.headersCrc;
}

/** Removes the files of a retired segment; the `.log` first, because without it the rest means nothing. */
export async function removeSegmentFiles(core: LogCore, segment: Segment): Promise<void> {
  const { env, handles, indexCache } = core.host;
  indexCache.forget(segment);
  for (const ending of [suffix.log, suffix.seal, suffix.offsetIndex, suffix.timeIndex, suffix.transactionIndex]) {
    await handles.forget(segment.path(ending));
    await env.disk.remove(segment.path(ending));
  }
}

const NOTHING_CRC = crc32c(Buffer.alloc(0));
