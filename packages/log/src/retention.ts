import type { Bytes, Millis, Offset } from '@drave/base';
import { DELETED_SUFFIX, suffix } from './file-names.js';
import { settleFlush } from './flush.js';
import type { LogCore } from './log-core.js';
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
    } catch (thrown) {
      throw core.around.health.judge(thrown);
    }
  });
}

/** Raises the log start; the segments below go with the next retention tick. */
export async function deleteRecords(core: LogCore, offset: Offset): Promise<Offset> {
  core.assertUsable();
  raiseLogStart(core, Math.min(offset, core.writtenEndOffset));
  await core.around.checkpoint();
  return core.logStartOffset;
}

async function removeExpired(core: LogCore, nowWallMs: Millis, highWatermark: Offset): Promise<Bytes> {
  const expired = expiredSegments(core, nowWallMs, highWatermark);
  if (expired.length === 0) return 0;
  const last = expired[expired.length - 1];
  if (last === core.segments.active) await rollSegment(core, core.writtenEndOffset);
  raiseLogStart(core, Math.min(core.segments.after(last as Segment)?.baseOffset ?? highWatermark, highWatermark));
  // Durable before the files go: a log that starts later than its checkpoint says has lost segments.
  await core.around.checkpoint();
  let freed = 0;
  for (const segment of expired) {
    freed += segment.size;
    await retireFiles(core, segment);
  }
  await removeSnapshots(core, core.snapshotOffsets.filter((each) => each <= core.logStartOffset).slice(0, -1));
  core.around.env.logger.info(
    { directory: core.directory, segments: expired.length, bytes: freed, logStartOffset: core.logStartOffset },
    'retention removed segments',
  );
  return freed;
}

/** A run from the start of the log, oldest first. */
function expiredSegments(core: LogCore, nowWallMs: Millis, highWatermark: Offset): readonly Segment[] {
  const { config } = core;
  const { all, active } = core.segments;
  let excess = config.cleanupDelete && config.retentionBytes >= 0 ? core.segments.size - config.retentionBytes : 0;
  const expired: Segment[] = [];
  for (const segment of all) {
    if (segment.size === 0 || segment.nextOffset > highWatermark) break;
    const next = core.segments.after(segment);
    const belowStart = next !== undefined && next.baseOffset <= core.logStartOffset;
    const overSize = excess >= segment.size && segment !== active;
    if (!belowStart && !overSize && !isTooOld(core, segment, nowWallMs)) break;
    excess -= segment.size;
    expired.push(segment);
  }
  return expired;
}

function isTooOld(core: LogCore, segment: Segment, nowWallMs: Millis): boolean {
  const { cleanupDelete, retentionMs } = core.config;
  if (!cleanupDelete || retentionMs < 0) return false;
  const timestamp = segment.largest?.timestamp ?? segment.createdWallMs;
  return nowWallMs - timestamp > retentionMs;
}

function mayHaveWork(core: LogCore, nowWallMs: Millis): boolean {
  if (core.segments.isEmpty) return false;
  const { first, size } = core.segments;
  const { config } = core;
  if (core.segments.after(first) !== undefined && core.logStartOffset > first.baseOffset) return true;
  return isTooOld(core, first, nowWallMs) || (config.retentionBytes >= 0 && size > config.retentionBytes);
}

function raiseLogStart(core: LogCore, offset: Offset): void {
  if (offset <= core.logStartOffset) return;
  core.logStartOffset = offset;
  core.epochs.truncateFromStart(offset);
}

/** Out of the log at once, out of the directory after `file.delete.delay.ms` (a crash leaves it to the next start). */
async function retireFiles(core: LogCore, segment: Segment): Promise<void> {
  const { env, handles, residence, removals } = core.around;
  core.segments.remove(segment);
  residence.forget(segment);
  await handles.forget(segment.path());
  const doomed = `${segment.path()}${DELETED_SUFFIX}`;
  await env.disk.rename(segment.path(), doomed);
  for (const ending of [suffix.seal, suffix.offsetIndex, suffix.timeIndex, suffix.transactionIndex]) {
    await handles.forget(segment.path(ending));
    await env.disk.remove(segment.path(ending));
  }
  removals.schedule(doomed, core.config.fileDeleteDelayMs);
}
