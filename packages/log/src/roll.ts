import { assert, type Bytes, type Offset } from '@drave/base';
import type { BatchInfo } from '@drave/records';
import { suffix } from './file-names.js';
import { flushWhileSerial, requestFlush } from './flush.js';
import { gapsRemembered } from './gaps-marker.js';
import type { LogCore } from './log-core.js';
import { OFFSET_INDEX_ENTRY_BYTES, RELATIVE_MAX } from './offset-index.js';
import { Segment } from './segment.js';

/** Kafka's rules: size, age by the records' own time, room in the index, and offsets that the index can still name. */
export function mustRoll(core: LogCore, bytes: Bytes, batches: readonly BatchInfo[]): boolean {
  const { active } = core.segments;
  const { config } = core;
  const last = batches[batches.length - 1];
  if (last === undefined) return false;
  if (!active.canHold(last.lastOffset)) return true;
  if (active.size === 0) return false;
  if (active.size + bytes > config.segmentBytes) return true;
  const indexBytes = active.indexes?.offsets.byteLength ?? 0;
  if (indexBytes + OFFSET_INDEX_ENTRY_BYTES > config.segmentIndexBytes) return true;
  const hasTimestamps = active.firstTimestamp !== undefined && active.firstTimestamp >= 0 && last.maxTimestamp >= 0;
  const startedMs = hasTimestamps ? (active.firstTimestamp ?? 0) : active.createdWallMs;
  const nowMs = hasTimestamps ? last.maxTimestamp : core.host.env.clock.wallMs();
  return nowMs - startedMs > config.segmentMs - active.rollJitterMs;
}

/**
 * Starts a new segment at `baseOffset`, the written end. Its name is durable before a byte goes into it, so recovery
 * can take a missing segment between two others for what it is: damage. Only from inside `core.serial`.
 */
export async function rollSegment(core: LogCore, baseOffset: Offset): Promise<Segment> {
  const segment = await makeSegment(core, baseOffset);
  await core.host.env.disk.syncDirectory(core.directory);
  core.segments.add(segment);
  // The finished one is sealed by the next flush, in the background.
  if (core.segments.all.length > 1) requestFlush(core);
  return segment;
}

/**
 * Makes place for these batches: usually where the log ends. Behind a gap that no segment can span (a compacted log may
 * have one) it is where the batches begin, and then everything before is made durable first: to recovery a segment that
 * begins further on is a sign of loss, unless the log is known to have ended there (`recovery-scan`).
 */
export async function rollFor(core: LogCore, batches: readonly BatchInfo[]): Promise<void> {
  const first = batches[0];
  const last = batches[batches.length - 1];
  assert(first !== undefined && last !== undefined, 'there is something to make place for');
  const endOffset = core.writtenEndOffset;
  if (last.lastOffset - endOffset <= RELATIVE_MAX) {
    await rollSegment(core, endOffset);
    return;
  }
  assert(last.lastOffset - first.baseOffset <= RELATIVE_MAX, 'an append spans no more than a segment can');
  await flushWhileSerial(core);
  await gapsRemembered(core);
  await core.host.checkpoint();
  await rollSegment(core, first.baseOffset);
}

/** The empty file; its name is not durable yet. */
export async function makeSegment(core: LogCore, baseOffset: Offset): Promise<Segment> {
  const segment = Segment.empty(core.directory, baseOffset, core.host.env.clock.wallMs());
  const jitterMs = Math.min(core.config.segmentJitterMs, core.config.segmentMs);
  if (jitterMs > 0) segment.rollJitterMs = core.host.env.random.integer(jitterMs);
  await core.host.handles.create(segment.path(suffix.log), (file) => file.truncate(0));
  return segment;
}
