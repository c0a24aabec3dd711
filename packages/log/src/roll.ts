import type { Bytes, Offset } from '@drave/base';
import type { BatchInfo } from '@drave/records';
import { suffix } from './file-names.js';
import { requestFlush } from './flush.js';
import type { LogCore } from './log-core.js';
import { OFFSET_INDEX_ENTRY_BYTES } from './offset-index.js';
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
  const nowMs = hasTimestamps ? last.maxTimestamp : core.around.env.clock.wallMs();
  return nowMs - startedMs > config.segmentMs - active.rollJitterMs;
}

/**
 * Starts a new segment at `baseOffset`, the written end. Its name is durable before a byte goes into it, so recovery
 * can take a missing segment between two others for what it is: damage. Only from inside `core.serial`.
 */
export async function rollSegment(core: LogCore, baseOffset: Offset): Promise<Segment> {
  const segment = await makeSegment(core, baseOffset);
  await core.around.env.disk.syncDirectory(core.directory);
  core.segments.add(segment);
  // The finished one is sealed by the next flush, in the background.
  if (core.segments.all.length > 1) requestFlush(core);
  return segment;
}

/** The empty file; its name is not durable yet. */
export async function makeSegment(core: LogCore, baseOffset: Offset): Promise<Segment> {
  const segment = Segment.empty(core.directory, baseOffset, core.around.env.clock.wallMs());
  const jitterMs = Math.min(core.config.segmentJitterMs ?? 0, core.config.segmentMs);
  if (jitterMs > 0) segment.rollJitterMs = core.around.env.random.integer(jitterMs);
  await core.around.handles.create(segment.path(suffix.log), (file) => file.truncate(0));
  return segment;
}
