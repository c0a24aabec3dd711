import { type Bytes, type DraveError, isDraveError, type Millis, type Offset } from '@drave/base';
import { DELETED_SUFFIX, suffix } from './file-names.js';
import { flushWhileSerial, settleFlush } from './flush.js';
import type { LogCore } from './log-core.js';
import { raiseLogStart, removeWithoutRoom } from './log-start.js';
import { removeSnapshots } from './producer-recovery.js';
import { rollSegment } from './roll.js';
import type { Segment } from './segment.js';

/**
 * Removes whole segments from the start of the log: below the log start, too old, or beyond the size. Never one that
 * holds an offset at or above the high watermark (KAFKA-5634), never the only one. Returns the bytes freed.
 */
export function retain(core: LogCore, nowWallMs: Millis, highWatermark: Offset): Promise<Bytes> {
  if (!mayHaveWork(core, nowWallMs)) return Promise.resolve(0);
  return core.serial.run(async () => {
    core.assertUsable();
    if (core.corruption !== undefined) return 0;
    await core.drain();
    await settleFlush(core);
    try {
      return await removeExpired(core, nowWallMs, highWatermark);
    } catch (reason) {
      throw core.host.health.judge(reason);
    }
  });
}

/** Raises the log start; the segments below go with the next retention tick, or now when the disk is full. */
export async function deleteRecords(core: LogCore, wanted: Offset): Promise<Offset> {
  await core.serial.run(async () => {
    core.assertUsable();
    const offset = Math.min(wanted, core.writtenEndOffset);
    try {
      await raiseLogStart(core, offset);
    } catch (reason) {
      if (!isDraveError(reason, 'DISK_FULL')) throw core.host.health.judge(reason);
      await makeRoom(core, segmentsBelow(core, offset), reason);
      await raiseLogStart(core, offset);
    }
  });
  return core.logStartOffset;
}

function segmentsBelow(core: LogCore, offset: Offset): readonly Segment[] {
  return core.segments.all.filter((segment) => {
    const next = core.segments.after(segment);
    return next !== undefined && next.baseOffset <= offset;
  });
}

/** @throws DraveError DISK_FULL, `reason`, when there is nothing to remove. */
async function makeRoom(core: LogCore, toDelete: readonly Segment[], reason: DraveError): Promise<Bytes> {
  if (toDelete.length === 0) throw reason;
  await settleFlush(core);
  const freed = toDelete.reduce((bytes, { size }) => bytes + size, 0);
  try {
    await removeWithoutRoom(core, toDelete);
  } catch (reason) {
    throw core.host.health.judge(reason);
  }
  return freed;
}

async function removeExpired(core: LogCore, nowWallMs: Millis, highWatermark: Offset): Promise<Bytes> {
  const expired = await rolledOff(core, expiredSegments(core, nowWallMs, highWatermark));
  const last = expired[expired.length - 1];
  const next = last && core.segments.after(last);
  if (next === undefined) return 0;
  if (!(await producersRemembered(core, next.baseOffset))) return 0;
  const freed = await removeRun(core, expired, next.baseOffset);
  await removeSnapshots(core, core.snapshotOffsets.filter((each) => each <= core.logStartOffset).slice(0, -1));
  core.host.env.logger.info(
    { directory: core.directory, segments: expired.length, bytes: freed, logStartOffset: core.logStartOffset },
    'retention removed segments',
  );
  return freed;
}

/**
 * Who wrote the records that are about to go is on the disk before they do: a retry of their last batch may still come,
 * to a broker that was killed meanwhile (Kafka's ProducerStateManager takes a snapshot with every roll). A full disk
 * must be freed all the same.
 */
async function producersRemembered(core: LogCore, endOffset: Offset): Promise<boolean> {
  const remembered = (): boolean => core.snapshotOffsets.some((offset) => offset >= endOffset);
  if (remembered()) return true;
  await core.drain();
  try {
    await flushWhileSerial(core, { snapshot: true });
  } catch (reason) {
    if (!isDraveError(reason, 'DISK_FULL')) throw reason;
    return true;
  }
  return remembered();
}

/** An active segment that is overdue makes place for a new one; on a disk too full for that it stays. */
async function rolledOff(core: LogCore, expired: readonly Segment[]): Promise<readonly Segment[]> {
  if (expired[expired.length - 1] !== core.segments.active) return expired;
  try {
    await rollSegment(core, core.writtenEndOffset);
    return expired;
  } catch (reason) {
    if (!isDraveError(reason, 'DISK_FULL')) throw reason;
    return expired.slice(0, -1);
  }
}

async function removeRun(core: LogCore, expired: readonly Segment[], startOffset: Offset): Promise<Bytes> {
  try {
    await raiseLogStart(core, startOffset);
  } catch (reason) {
    if (!isDraveError(reason, 'DISK_FULL')) throw reason;
    return makeRoom(core, expired, reason);
  }
  let freed = 0;
  for (const segment of expired) {
    freed += segment.size;
    await retireFiles(core, segment);
  }
  return freed;
}

/** A run from the start of the log, oldest first. */
function expiredSegments(core: LogCore, nowWallMs: Millis, highWatermark: Offset): readonly Segment[] {
  const { config } = core;
  const { all, active } = core.segments;
  let excess = config.cleanupDelete && config.retentionBytes >= 0 ? core.segments.size - config.retentionBytes : 0;
  const expired: Segment[] = [];
  let count = 0;
  for (const segment of all) {
    const next = core.segments.after(segment);
    if ((next?.baseOffset ?? segment.nextOffset) > highWatermark) break;
    const belowStart = next !== undefined && next.baseOffset <= core.logStartOffset;
    if (segment.size === 0) {
      if (segment === active) break;
      // The cleaner left nothing in it: it goes with what lies behind it, and holds nothing up.
      expired.push(segment);
      if (belowStart) count = expired.length;
      continue;
    }
    const overSize = excess >= segment.size && segment !== active;
    if (!belowStart && !overSize && !isTooOld(core, segment, nowWallMs)) break;
    excess -= segment.size;
    expired.push(segment);
    count = expired.length;
  }
  return expired.slice(0, count);
}

function isTooOld(core: LogCore, segment: Segment, nowWallMs: Millis): boolean {
  const { cleanupDelete, retentionMs } = core.config;
  if (!cleanupDelete || retentionMs < 0) return false;
  const timestamp = segment.largest?.timestamp ?? segment.createdWallMs;
  return nowWallMs - timestamp > retentionMs;
}

function mayHaveWork(core: LogCore, nowWallMs: Millis): boolean {
  if (core.segments.isEmpty) return false;
  const { all, first, size } = core.segments;
  const { config } = core;
  if (core.segments.after(first) !== undefined && core.logStartOffset > first.baseOffset) return true;
  const oldest = all.find((segment) => segment.size > 0) ?? first;
  return isTooOld(core, oldest, nowWallMs) || (config.retentionBytes >= 0 && size > config.retentionBytes);
}

/**
 * Takes the files out of the log at once, out of the directory after `file.delete.delay.ms` (a crash leaves it to the
 * next start).
 */
async function retireFiles(core: LogCore, segment: Segment): Promise<void> {
  const { env, handles, indexCache, removals } = core.host;
  core.segments.remove(segment);
  indexCache.forget(segment);
  await handles.forget(segment.path());
  const deletedPath = `${segment.path()}${DELETED_SUFFIX}`;
  await env.disk.rename(segment.path(), deletedPath);
  for (const ending of [suffix.seal, suffix.offsetIndex, suffix.timeIndex, suffix.transactionIndex]) {
    await handles.forget(segment.path(ending));
    await env.disk.remove(segment.path(ending));
  }
  removals.schedule(deletedPath, core.config.fileDeleteDelayMs);
}
