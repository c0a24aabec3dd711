import { type Bytes, deferred, DraveError, isDraveError, type Millis, type Offset } from '@drave/base';
import { type BatchInfo, decodeControlBatch, type DecodedRecord, scanBatches } from '@drave/records';
import type { AbortedTransaction, CompactionResult, ProducerDescription } from '../contract.js';
import { CLEANED_SUFFIX } from '../file-names.js';
import { flushLog, settleFlush } from '../flush.js';
import { gapsRemembered, rememberGaps } from '../gaps-marker.js';
import type { LogCore } from '../log-core.js';
import { RELATIVE_MAX } from '../offset-index.js';
import { corruptionError } from '../corruption.js';
import { rollSegment } from '../roll.js';
import { Segment } from '../segment.js';
import { abortedIn, sealSegment } from '../segment-store.js';
import { readStored } from '../stored-records.js';
import { readChunk } from '../walk-batches.js';
import { cleanBatch, type CleanRules } from './clean-batch.js';
import { type Cleanable, findCleanable, isOverdue } from './cleanable.js';
import { KeyOffsets } from './key-offsets.js';
import { decideSwap, finishSwap } from './swap.js';
import { TransactionFilter } from './transaction-filter.js';

/**
 * One cleaner pass over a compacted log: note the newest offset of every key in the dirty part, then write each stretch
 * of segments anew without what was superseded, and swap it in. Reads go on meanwhile; a truncation or retention that
 * gets in between makes the pass give up.
 */
export async function compactLog(
  core: LogCore,
  nowWallMs: Millis,
  highWatermark: Offset,
): Promise<CompactionResult | undefined> {
  core.assertUsable();
  if (!core.config.cleanupCompact || core.corruption !== undefined) return undefined;
  if (core.compacting || core.compactionPaused) return undefined;
  core.compacting = true;
  const over = deferred();
  core.compacted = over.promise;
  try {
    await rollOverdue(core, nowWallMs);
    // What was rolled while a background flush was under way may still wait for the next one, which may never come.
    if (core.segments.all.some(({ seal }, index, all) => seal === undefined && index < all.length - 1))
      await flushLog(core);
    const cleanable = findCleanable(core, nowWallMs, highWatermark);
    return cleanable === undefined ? undefined : await pass(core, cleanable, nowWallMs);
  } catch (reason) {
    // A partition without its log, in a directory that counts as sound, would stay so for ever.
    const isFault = isDraveError(reason) && reason.code !== 'CORRUPT_DATA' && !core.closed;
    throw isFault ? core.host.health.judge(reason) : reason;
  } finally {
    core.compacting = false;
    over.resolve();
  }
}

/** `max.compaction.lag.ms` counts for the active segment, too. */
async function rollOverdue(core: LogCore, nowWallMs: Millis): Promise<void> {
  if (core.segments.isEmpty || !isOverdue(core, core.segments.active, nowWallMs)) return;
  await core.serial.run(async () => {
    core.assertUsable();
    await core.drain();
    if (isOverdue(core, core.segments.active, nowWallMs)) await rollSegment(core, core.writtenEndOffset);
  });
}

async function pass(core: LogCore, cleanable: Cleanable, nowWallMs: Millis): Promise<CompactionResult | undefined> {
  const { generation } = core;
  const segments = [...cleanable.clean, ...cleanable.dirty];
  const replaced = new Set<Segment>();
  try {
    return await cleanAll(core, cleanable, nowWallMs, replaced);
  } catch (reason) {
    // Files that retention or a truncation took away under the pass are no fault; the next one sees what is left.
    const overtaken = core.generation !== generation || segments.some((one) => one.retired && !replaced.has(one));
    if (overtaken && core.host.health.reason === undefined) return undefined;
    throw reason;
  }
}

/** Adds to `replaced` the segments that it has put a cleaned one in the place of. */
async function cleanAll(
  core: LogCore,
  cleanable: Cleanable,
  nowWallMs: Millis,
  replaced: Set<Segment>,
): Promise<CompactionResult | undefined> {
  const { generation } = core;
  // Recovery allows gaps only below the recovery point that is on disk.
  await core.host.checkpoint();
  const segments = [...cleanable.clean, ...cleanable.dirty];
  const bytesBefore = segments.reduce((sum, segment) => sum + segment.size, 0);
  const aborted = await abortedOf(core);
  const keys = await collectKeys(core, cleanable, aborted);
  const rules: CleanRules = {
    keys,
    nowWallMs,
    deleteRetentionMs: core.config.deleteRetentionMs,
    compute: core.host.env.compute,
  };
  const totals = { bytesAfter: 0, recordsKept: 0, recordsDropped: 0 };
  const filter = new TransactionFilter(aborted);
  for (const group of groupSegments(core, segments)) {
    const cleaned = await cleanGroup(core, group, rules, filter);
    const swapped = await core.serial
      .run(() => swapIn(core, group, cleaned, generation))
      .catch(async (reason: unknown) => {
        await discardCleaned(core, cleaned.segment);
        throw reason;
      });
    if (!swapped) return undefined;
    for (const one of group) replaced.add(one);
    totals.bytesAfter += cleaned.segment.size;
    totals.recordsKept += cleaned.recordsKept;
    totals.recordsDropped += cleaned.recordsDropped;
  }
  const cleanedUpToOffset = Math.max(keys.latestOffset + 1, cleanable.firstDirtyOffset);
  core.cleanedUpToOffset = cleanedUpToOffset;
  await core.host.checkpoint();
  return { fromOffset: cleanable.firstDirtyOffset, cleanedUpToOffset, bytesBefore, ...totals };
}

/**
 * The aborted transactions of the whole log: such a transaction is known by its marker, and that may lie far behind its
 * records, in a segment that this pass does not touch.
 */
async function abortedOf(core: LogCore): Promise<readonly AbortedTransaction[]> {
  const aborted: AbortedTransaction[] = [];
  for (const segment of core.segments.all) aborted.push(...(await abortedIn(core, segment)));
  return aborted;
}

/** Stops where the memory for keys is used up; the next pass goes on from there. */
async function collectKeys(
  core: LogCore,
  cleanable: Cleanable,
  aborted: readonly AbortedTransaction[],
): Promise<KeyOffsets> {
  const keys = new KeyOffsets(KEY_BYTES_MAX);
  const startOffset = cleanable.dirty[0]?.baseOffset ?? cleanable.firstDirtyOffset;
  // Those that ended before are over; taken for open, they would swallow what their producers wrote since.
  const filter = new TransactionFilter(aborted.filter(({ lastOffset }) => lastOffset >= startOffset));
  for (const segment of cleanable.dirty) {
    await forEachBatch(core, segment, async (info, buffer) => {
      const verdict = filter.judge(info, info.control ? decodeControlBatch(buffer, info.position) : undefined);
      if (keys.full) return;
      if (!info.control && verdict !== 'aborted' && info.lastOffset >= cleanable.firstDirtyOffset) {
        const stored = await readStored(buffer, info.position, core.host.env.compute);
        for (const { key, offset } of stored.kind === 'readable' ? stored.records : NO_RECORDS) {
          if (key !== null) keys.put(key, offset);
        }
      }
      keys.latestOffset = info.lastOffset;
    });
    if (keys.full) break;
  }
  return keys;
}

interface CleanedGroup {
  /** The segment carries the final name; its bytes stand in `<name>.cleaned` until the swap. */
  readonly segment: Segment;
  readonly recordsKept: number;
  readonly recordsDropped: number;
}

async function cleanGroup(
  core: LogCore,
  group: readonly Segment[],
  rules: CleanRules,
  filter: TransactionFilter,
): Promise<CleanedGroup> {
  try {
    return await writeCleaned(core, group, rules, filter);
  } catch (reason) {
    await discardCleaned(core, group[0] as Segment);
    throw reason;
  }
}

/** On a full disk a file that will not be used must not keep the room that others wait for. */
async function discardCleaned(core: LogCore, segment: Segment): Promise<void> {
  const path = `${segment.path()}${CLEANED_SUFFIX}`;
  await core.host.handles.forget(path);
  await core.host.env.disk.remove(path).catch(() => undefined);
}

async function writeCleaned(
  core: LogCore,
  group: readonly Segment[],
  rules: CleanRules,
  filter: TransactionFilter,
): Promise<CleanedGroup> {
  const first = group[0] as Segment;
  const segment = Segment.empty(core.directory, first.baseOffset, first.createdWallMs);
  const path = `${segment.path()}${CLEANED_SUFFIX}`;
  const { handles } = core.host;
  await handles.forget(path);
  await handles.create(path, (file) => file.truncate(0));
  const producers = new Map(core.producers.describe().map((producer) => [producer.producerId, producer]));
  const abortedBefore = filter.kept.length;
  const totals = { recordsKept: 0, recordsDropped: 0 };
  let pending: Buffer[] = [];
  let pendingBytes: Bytes = 0;
  let writtenBytes: Bytes = 0;
  const write = async (): Promise<void> => {
    if (pending.length > 0) await handles.use(path, (file) => file.write(pending, writtenBytes));
    writtenBytes += pendingBytes;
    pending = [];
    pendingBytes = 0;
  };
  for (const source of group) {
    await forEachBatch(core, source, async (info, buffer) => {
      const verdict = filter.judge(info, info.control ? decodeControlBatch(buffer, info.position) : undefined);
      const lastOfProducer = isLastOfProducer(info, producers.get(info.producerId));
      const cleaned = await cleanBatch(buffer, info, verdict, lastOfProducer, rules);
      totals.recordsKept += cleaned.recordsKept;
      totals.recordsDropped += cleaned.recordsDropped;
      if (cleaned.bytes === undefined) return;
      noteAll(core, segment, cleaned.bytes);
      pending.push(cleaned.bytes);
      pendingBytes += cleaned.bytes.length;
      if (pendingBytes >= WRITE_BYTES) await write();
    });
  }
  await write();
  await handles.use(path, (file) => file.sync());
  await handles.forget(path);
  if (segment.indexes !== undefined) segment.indexes.aborted = filter.kept.slice(abortedBefore);
  return { segment, ...totals };
}

function noteAll(core: LogCore, segment: Segment, bytes: Buffer): void {
  for (const step of scanBatches(bytes, { verifyCrc: false })) {
    if (step.kind === 'batch') segment.note(step.info, bytes, core.config.indexIntervalBytes);
  }
}

/** Called only from inside `core.serial`. False: the log changed under the pass, and the cleaned file is void. */
async function swapIn(
  core: LogCore,
  group: readonly Segment[],
  cleaned: CleanedGroup,
  generation: number,
): Promise<boolean> {
  const { env, health } = core.host;
  const { segment } = cleaned;
  const overtaken = core.generation !== generation || group.some((each) => each.retired) || core.closed;
  if (overtaken || health.reason !== undefined) {
    if (health.reason === undefined) await discardCleaned(core, segment);
    return false;
  }
  await settleFlush(core);
  if (!core.gaps) rememberGaps(core);
  await gapsRemembered(core);
  let placed!: () => void;
  core.swapping = new Promise((resolve) => {
    placed = resolve;
  });
  const replaced = group.map((each) => each.baseOffset);
  try {
    // A full disk up to here changes nothing; from the decision on there is no way back.
    await decideSwap(core, segment.baseOffset, replaced).catch((reason: unknown) => {
      throw health.judge(reason);
    });
    for (const each of group) {
      each.retired = true;
      core.host.indexCache.forget(each);
    }
    await finishSwap(core, segment.baseOffset, replaced).catch((reason: unknown) => {
      throw health.fail(reason);
    });
    core.segments.replace(group, segment);
    // Readers of the tail would still be given what was superseded.
    core.tail.dropBelow(group[group.length - 1]?.nextOffset ?? segment.baseOffset);
  } finally {
    placed();
  }
  try {
    await sealSegment(core, segment);
    await env.disk.syncDirectory(core.directory);
  } catch (reason) {
    // Without a seal the segment is whole all the same; the next flush seals it.
    env.logger.warn({ path: segment.path(), error: String(health.judge(reason)) }, 'a cleaned segment has no seal yet');
  }
  return true;
}

/** Neighbours that make one segment of legal size together, judged by their size before cleaning. */
function groupSegments(core: LogCore, segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const groups: Segment[][] = [];
  let bytes: Bytes = 0;
  for (const segment of segments) {
    const group = groups[groups.length - 1];
    const first = group?.[0];
    const fits =
      first !== undefined &&
      bytes + segment.size <= core.config.segmentBytes &&
      segment.nextOffset - first.baseOffset <= RELATIVE_MAX;
    if (group !== undefined && fits) {
      group.push(segment);
      bytes += segment.size;
    } else {
      groups.push([segment]);
      bytes = segment.size;
    }
  }
  return groups;
}

/**
 * Without this batch a restart would forget the producer's last sequence or, where only a marker has fenced it and no
 * data has followed, its epoch.
 */
function isLastOfProducer(info: BatchInfo, producer: ProducerDescription | undefined): boolean {
  if (producer === undefined) return false;
  if (producer.lastOffset >= 0) return producer.lastOffset === info.lastOffset;
  return info.control && info.producerEpoch === producer.producerEpoch;
}

/** Every batch of a segment in order, with time for others in between. @throws DraveError CORRUPT_DATA. */
async function forEachBatch(
  core: LogCore,
  segment: Segment,
  visit: (info: BatchInfo, buffer: Buffer) => Promise<void>,
): Promise<void> {
  let position = 0;
  let bytesWanted: Bytes = WRITE_BYTES;
  while (position < segment.size) {
    const length = Math.min(bytesWanted, segment.size - position);
    const chunk = await readChunk(core.host.handles, segment.path(), position, length);
    let consumed = 0;
    let needed = 0;
    for (const step of scanBatches(chunk, { verifyCrc: true })) {
      if (step.kind === 'batch') {
        await visit(step.info, chunk);
        consumed = step.info.position + step.info.sizeBytes;
      } else if (step.kind === 'incomplete' && chunk.length === length && position + length < segment.size) {
        needed = step.bytesNeeded;
      } else {
        if (segment.retired)
          throw new DraveError('KAFKA_STORAGE_ERROR', `${segment.path()} went away while it was cleaned`);
        const reason = step.kind === 'corrupt' ? step.reason : 'the segment ends inside a batch';
        const corruption = { offset: segment.baseOffset, path: segment.path(), position: position + consumed, reason };
        core.reportCorruption(corruption);
        throw corruptionError(corruption);
      }
    }
    position += consumed;
    bytesWanted = Math.max(WRITE_BYTES, needed);
  }
}

const NO_RECORDS: readonly DecodedRecord[] = [];
const WRITE_BYTES = 1024 * 1024;
/** Memory for the keys of one pass; Kafka's `log.cleaner.dedupe.buffer.size` has the same default. */
const KEY_BYTES_MAX = 128 * 1024 * 1024;
