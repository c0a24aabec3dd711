import { assert, type Bytes, type Offset } from '@drave/base';
import {
  BATCH_HEADER_BYTES,
  batchMaxTimestamp,
  type BatchInfo,
  decodeControlBatch,
  findBatchAfter,
  NO_LEADER_EPOCH,
} from '@drave/records';
import { readWhole } from './atomic-file.js';
import type { Corruption } from './contract.js';
import { suffix } from './file-names.js';
import type { LogCore } from './log-core.js';
import { OffsetIndex, RELATIVE_MAX } from './offset-index.js';
import { epochFault } from './corruption.js';
import { Segment } from './segment.js';
import { applySeal, indexesOf, loadSeal, removeSegmentFiles, walkSegment } from './segment-store.js';
import { TimeIndex } from './time-index.js';
import { endsInsideBatch } from './torn-tail.js';
import { readChunk } from './walk-batches.js';

export interface RecoveryOptions {
  /** From the directory's checkpoints; 0 when they know nothing. */
  readonly recoveryPoint: Offset;
  /** Undefined when the checkpoint knows nothing: the first segment decides. */
  readonly logStartOffset: Offset | undefined;
  readonly cleanedUpToOffset: Offset;
  /** The directory was closed in order; nothing needs a scan unless its seal does not fit. */
  readonly cleanShutdown: boolean;
  /**
   * The machine was (or may have been) rebooted: what was not synced may be missing in any pattern, so a hole with
   * sound data behind it is what a crash leaves. Within one boot the page cache survives a dead process, and a hole is
   * damage.
   */
  readonly unsyncedMayBeLost: boolean;
}

export interface RecoveryReport {
  readonly scannedBytes: Bytes;
  /** Bytes of the torn tail that were dropped. */
  readonly tornBytes: Bytes;
  readonly corruption: Corruption | undefined;
}

/** Where the log stops making sense. */
interface Fault {
  readonly segment: Segment;
  readonly position: number;
  readonly offset: Offset;
  readonly reason: string;
  /** What a process leaves that dies while it writes: the file just ends inside a batch. */
  readonly cutShort: boolean;
  /** Batches of an older epoch behind newer ones: a truncation that a power loss undid. */
  readonly stale: boolean;
}

/** Takes finished segments at the word of their seal, reads the rest, and decides what a fault is. */
export async function scanSegments(core: LogCore, options: RecoveryOptions): Promise<RecoveryReport> {
  let scannedBytes = 0;
  let previous: Segment | undefined;
  for (const segment of core.segments.all) {
    const joint = await jointFault(core, previous, segment, options);
    if (joint !== undefined) return settle(core, options, joint, scannedBytes);
    const next = core.segments.after(segment);
    const durable = options.cleanShutdown || (next !== undefined && next.baseOffset <= options.recoveryPoint);
    const seal = durable ? await loadSeal(core, segment, segment.size) : undefined;
    if (seal === undefined) {
      scannedBytes += segment.size;
      const fault = await scanSegment(core, segment, options, durable);
      if (fault !== undefined) return settle(core, options, fault, scannedBytes);
    } else {
      applySeal(segment, seal);
      if (next === undefined) await reopen(core, segment);
    }
    previous = segment;
  }
  const { active } = core.segments;
  if (active.nextOffset >= options.recoveryPoint) return { scannedBytes, tornBytes: 0, corruption: undefined };
  const reason = `the log ends at ${active.nextOffset}, but was durable up to ${options.recoveryPoint}`;
  return settle(core, options, endFault(active, reason), scannedBytes);
}

/** Neighbours must join. A compacted log may have gaps, but only where it was cleaned: below the recovery point. */
async function jointFault(
  core: LogCore,
  previous: Segment | undefined,
  segment: Segment,
  options: RecoveryOptions,
): Promise<Fault | undefined> {
  if (previous === undefined) {
    const { logStartOffset } = options;
    const empty = segment.size === 0 && core.segments.after(segment) === undefined;
    if (logStartOffset === undefined || segment.baseOffset <= logStartOffset || empty) return undefined;
    const reason = `the segments from ${logStartOffset} to ${segment.baseOffset} are missing`;
    return { segment, position: 0, offset: logStartOffset, reason, cutShort: false, stale: false };
  }
  if (previous.nextOffset === segment.baseOffset) return undefined;
  if (previous.nextOffset < segment.baseOffset && core.gapsExpected) {
    if (segment.baseOffset <= options.recoveryPoint) return undefined;
    if (previous.nextOffset === options.recoveryPoint && (await endedBefore(core, previous, segment, options)))
      return undefined;
  }
  return endFault(previous, `the log ends at ${previous.nextOffset} here and goes on at ${segment.baseOffset}`);
}

/**
 * Exactly at the recovery point the log may have ended when the segment behind the gap was made, because no segment
 * could span the gap (`rollFor`). After a power loss it may as well be that everything above the recovery point is lost
 * of the segment before, and that this one has kept its name: then the records here would have had their place there.
 */
async function endedBefore(
  core: LogCore,
  previous: Segment,
  segment: Segment,
  options: RecoveryOptions,
): Promise<boolean> {
  if (!options.unsyncedMayBeLost) return true;
  let outOfReach = false;
  await walkSegment(core, segment, 0, undefined, ({ lastOffset }) => {
    outOfReach = lastOffset - previous.nextOffset > RELATIVE_MAX;
    return !outOfReach;
  });
  return outOfReach;
}

function endFault(segment: Segment, reason: string): Fault {
  return { segment, position: segment.size, offset: segment.nextOffset, reason, cutShort: true, stale: false };
}

/** A sealed segment that is the active one again: its indexes stay in memory, and grow from what the files hold. */
async function reopen(core: LogCore, segment: Segment): Promise<void> {
  segment.indexes = await indexesOf(core, segment);
  segment.offsetEntriesWritten = segment.indexes.offsets.count;
  segment.timeEntriesWritten = segment.indexes.times.count;
}

/** Reads a segment batch by batch, from the recovery point if it lies inside, and makes its indexes on the way. */
async function scanSegment(
  core: LogCore,
  segment: Segment,
  options: RecoveryOptions,
  durable: boolean,
): Promise<Fault | undefined> {
  const fileSize = segment.size;
  // No checksum tells whether the list is whole, or from before a truncation.
  segment.abortsWritten = (await core.host.env.disk.stat(segment.path(suffix.transactionIndex))) !== undefined;
  segment.abortedUnknown = segment.abortsWritten;
  if (durable || !(await resumeAt(core, segment, options.recoveryPoint))) {
    segment.indexes = Segment.empty(segment.directory, segment.baseOffset, segment.createdWallMs).indexes;
    segment.rewind(0, segment.baseOffset, undefined);
  }
  // Above the recovery point the batches say what the epochs are; below, the history does.
  if (!durable) core.epochs.truncateFromEnd(segment.nextOffset);
  const fresh = segment.size === 0 ? segment.baseOffset : segment.nextOffset;
  let doubt: string | undefined;
  const end = await walkSegment(
    core,
    segment,
    segment.size,
    fresh,
    (info, buffer) => {
      doubt = durable ? epochFault(core, info) : newEpochFault(core, info, options);
      if (doubt !== undefined) return false;
      segment.note(info, buffer, core.config.indexIntervalBytes);
      if (info.control) segment.abortedUnknown ||= isAbort(buffer, info);
      return true;
    },
    fileSize,
  );
  if (end.kind === 'end') return undefined;
  const { size: position, nextOffset: offset } = segment;
  const reason = doubt ?? (end.kind === 'bad' ? end.reason : 'unreadable');
  const cutShort = end.kind === 'bad' && endsInsideBatch(await restOf(core, segment, fileSize));
  return { segment, position, offset, reason, cutShort, stale: doubt !== undefined && !durable };
}

function isAbort(buffer: Buffer, info: BatchInfo): boolean {
  return decodeControlBatch(buffer, info.position)?.kind === 'abort';
}

/**
 * The history on disk holds for everything below the recovery point and, within one boot, for every epoch that it
 * knows. Beyond, a batch may begin a new epoch, never an older one.
 */
function newEpochFault(core: LogCore, info: BatchInfo, options: RecoveryOptions): string | undefined {
  const { partitionLeaderEpoch: epoch, baseOffset } = info;
  if (epoch === NO_LEADER_EPOCH) return undefined;
  const { epochs, epochsOnDisk } = core;
  if (epoch < epochs.latestEpoch) return `leader epoch ${epoch} behind ${epochs.latestEpoch}`;
  const knownToDisk = !options.unsyncedMayBeLost && epoch <= (epochsOnDisk?.latestEpoch ?? -1);
  if (epochsOnDisk !== undefined && (knownToDisk || baseOffset < options.recoveryPoint)) {
    const written = epochsOnDisk.epochForOffset(baseOffset);
    // -1: deleted records; the batch reaches below the log start.
    if (written >= 0 && written !== epoch) return `leader epoch ${epoch} where ${written} was written`;
  }
  if (epoch > epochs.latestEpoch) epochs.assign(epoch, baseOffset);
  return undefined;
}

/**
 * Puts the segment into the state it had at the last index entry below the recovery point. False: start from scratch.
 */
async function resumeAt(core: LogCore, segment: Segment, recoveryPoint: Offset): Promise<boolean> {
  const { disk } = core.host.env;
  if (recoveryPoint <= segment.baseOffset) return false;
  const offsetBytes = await readWhole(disk, segment.path(suffix.offsetIndex));
  const timeBytes = await readWhole(disk, segment.path(suffix.timeIndex));
  const offsets = offsetBytes && OffsetIndex.decode(segment.baseOffset, offsetBytes, segment.size);
  const times = timeBytes && TimeIndex.decode(segment.baseOffset, timeBytes);
  const entry = offsets?.lookup(recoveryPoint - 1);
  if (offsets === undefined || times === undefined || entry === undefined) return false;
  const named = await batchAt(core, segment, entry.position);
  if (named === undefined || named.lastOffset !== entry.lastOffset) return false;
  const first = await readChunk(core.host.handles, segment.path(), 0, BATCH_HEADER_BYTES);
  segment.indexes = { offsets, times, aborted: [] };
  segment.abortsUnread = true;
  segment.offsetEntriesWritten = offsets.count;
  segment.timeEntriesWritten = times.count;
  const largest = times.lastUpTo(entry.lastOffset);
  segment.rewind(entry.position, named.baseOffset, largest);
  segment.firstTimestamp = first.length === BATCH_HEADER_BYTES ? batchMaxTimestamp(first, 0) : undefined;
  return true;
}

async function batchAt(core: LogCore, segment: Segment, position: number): Promise<BatchInfo | undefined> {
  let found: BatchInfo | undefined;
  await walkSegment(core, segment, position, undefined, (info) => {
    found = info;
    return false;
  });
  return found;
}

function restOf(core: LogCore, segment: Segment, fileSize: number): Promise<Buffer> {
  return readChunk(core.host.handles, segment.path(), segment.size, fileSize - segment.size);
}

/** Torn tail or damage? See `RecoveryOptions.unsyncedMayBeLost`. */
async function settle(
  core: LogCore,
  options: RecoveryOptions,
  fault: Fault,
  scannedBytes: number,
): Promise<RecoveryReport> {
  const { segment, position, offset, reason } = fault;
  const corrupt: RecoveryReport = {
    scannedBytes,
    tornBytes: 0,
    corruption: { offset, path: segment.path(), position, reason },
  };
  if (options.cleanShutdown || offset < options.recoveryPoint) return corrupt;
  if (!options.unsyncedMayBeLost) {
    if (!fault.cutShort || (await soundDataBehind(core, fault))) return corrupt;
  }
  const tornBytes = await dropTail(core, fault);
  core.host.env.logger.warn(
    { path: segment.path(), position, offset, reason, tornBytes },
    'dropped the torn tail of a log after an unclean stop',
  );
  return { scannedBytes, tornBytes, corruption: undefined };
}

async function soundDataBehind(core: LogCore, fault: Fault): Promise<boolean> {
  const { segment, position, offset } = fault;
  for (const newer of core.segments.newerThan(segment)) {
    const stat = await core.host.env.disk.stat(newer.path());
    if ((stat?.size ?? 0) > 0) return true;
  }
  const stat = await core.host.env.disk.stat(segment.path());
  let at = position + 1;
  // Windows overlap by a header; a batch longer than a window is found by its successor or not needed.
  while (at < (stat?.size ?? 0)) {
    const window = await readChunk(
      core.host.handles,
      segment.path(),
      at,
      Math.min(SEARCH_BYTES, (stat?.size ?? 0) - at),
    );
    if (findBatchAfter(window, 0, offset) >= 0) return true;
    if (window.length < SEARCH_BYTES) return false;
    at += SEARCH_BYTES / 2;
  }
  return false;
}

/** Newest first and each durable, so that a crash in the middle leaves a torn tail again. */
async function dropTail(core: LogCore, fault: Fault): Promise<number> {
  const { disk } = core.host.env;
  const { segment, position } = fault;
  let tornBytes = 0;
  for (const newer of core.segments.newerThan(segment)) {
    tornBytes += (await disk.stat(newer.path()))?.size ?? 0;
    core.segments.remove(newer);
    await removeSegmentFiles(core, newer);
    await disk.syncDirectory(core.directory);
  }
  tornBytes += Math.max(((await disk.stat(segment.path()))?.size ?? 0) - position, 0);
  await core.host.handles.use(segment.path(), async (file) => {
    await file.truncate(position);
    await file.sync();
  });
  assert(segment.size === position, 'the segment ends where the fault was found');
  if (segment.seal !== undefined) await reopen(core, segment);
  return tornBytes;
}

const SEARCH_BYTES = 32 * 1024 * 1024;
