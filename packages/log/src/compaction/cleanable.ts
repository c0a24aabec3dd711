import type { Millis, Offset } from '@drave/base';
import type { LogCore } from '../log-core.js';
import type { Segment } from '../segment.js';

/** Which part of a log a cleaner pass may touch. */
export interface Cleanable {
  /**
   * Segments that were cleaned before, or lie below: they are read again, because newer keys supersede what they hold.
   */
  readonly clean: readonly Segment[];
  /** The segments that the cleaner has not seen yet. */
  readonly dirty: readonly Segment[];
  readonly firstDirtyOffset: Offset;
}

/**
 * Finds sealed segments only, wholly below the high watermark, the first open transaction and the recovery point, and
 * old enough for `min.compaction.lag.ms`. Undefined when that is too little for `min.cleanable.dirty.ratio` and nothing
 * is overdue (`max.compaction.lag.ms`).
 */
export function findCleanable(core: LogCore, nowWallMs: Millis, highWatermark: Offset): Cleanable | undefined {
  const { config } = core;
  core.producers.replicatedUpTo(Math.min(highWatermark, core.writtenEndOffset));
  const endOffset = Math.min(highWatermark, core.recoveryPoint, core.producers.firstUnstableOffset() ?? highWatermark);
  const firstDirtyOffset = Math.max(core.cleanedUpToOffset, core.logStartOffset);
  const clean: Segment[] = [];
  const dirty: Segment[] = [];
  for (const segment of core.segments.all) {
    if (segment === core.segments.active || segment.seal === undefined || segment.nextOffset > endOffset) break;
    if (segment.nextOffset <= firstDirtyOffset) {
      clean.push(segment);
      continue;
    }
    const timestamp = segment.largest?.timestamp ?? segment.createdWallMs;
    if (config.minCompactionLagMs > 0 && timestamp > nowWallMs - config.minCompactionLagMs) break;
    dirty.push(segment);
  }
  if (dirty.length === 0) return undefined;
  const cleanBytes = clean.reduce((sum, segment) => sum + segment.size, 0);
  const dirtyBytes = dirty.reduce((sum, segment) => sum + segment.size, 0);
  if (dirtyBytes === 0) return undefined;
  const dirtyEnough = dirtyBytes / (cleanBytes + dirtyBytes) >= config.minCleanableDirtyRatio;
  return dirtyEnough || isOverdue(core, dirty[0], nowWallMs) ? { clean, dirty, firstDirtyOffset } : undefined;
}

export function isOverdue(core: LogCore, segment: Segment | undefined, nowWallMs: Millis): boolean {
  if (segment === undefined || segment.size === 0) return false;
  const since = segment.firstTimestamp ?? segment.createdWallMs;
  return nowWallMs - since > core.config.maxCompactionLagMs;
}
