import { isDraveError, type Millis, type Offset } from '@drave/base';
import { openRecords } from '@drave/records';
import type { TimestampOffset } from './contract.js';
import type { LogCore } from './log-core.js';
import { corruptionError } from './read-path.js';
import type { Segment } from './segment.js';
import { indexesOf, walkSegment } from './segment-store.js';

/** The first record at or after `timestamp` (ListOffsets). */
export function findTimestamp(core: LogCore, timestamp: Millis): Promise<TimestampOffset | undefined> {
  return whileStable(core, async () => {
    for (const segment of core.segments.all) {
      if (segment.largest === undefined || segment.largest.timestamp < timestamp) continue;
      const found = await findInSegment(core, segment, timestamp, core.logStartOffset);
      if (found !== undefined || segment.retired) return found;
    }
    return undefined;
  });
}

/** The first record that carries the largest timestamp (KIP-734). */
export function findMaxTimestamp(core: LogCore): Promise<TimestampOffset | undefined> {
  return whileStable(core, async () => {
    let best: Segment | undefined;
    for (const segment of core.segments.all) {
      if (segment.largest !== undefined && segment.largest.timestamp > (best?.largest?.timestamp ?? -1)) best = segment;
    }
    if (best?.largest === undefined) return undefined;
    return findInSegment(core, best, best.largest.timestamp, core.logStartOffset);
  });
}

/** Starts over when segments were truncated, deleted or replaced under the search. */
export async function whileStable<T>(core: LogCore, search: () => Promise<T>): Promise<T> {
  for (;;) {
    core.assertUsable();
    await core.swapping;
    const { generation } = core;
    const segments = core.segments.all;
    const changed = (): boolean => core.generation !== generation || segments.some((segment) => segment.retired);
    try {
      const result = await search();
      if (!changed()) return result;
    } catch (thrown) {
      if (!changed()) throw isDraveError(thrown, 'CORRUPT_DATA') ? thrown : core.around.health.judge(thrown);
    }
  }
}

async function findInSegment(
  core: LogCore,
  segment: Segment,
  timestamp: Millis,
  fromOffset: Offset,
): Promise<TimestampOffset | undefined> {
  const start = await startOfSearch(core, segment, timestamp);
  let found: { readonly batch: Buffer; readonly leaderEpoch: number } | undefined;
  const end = await walkSegment(core, segment, start.position, start.offset, (info, buffer) => {
    if (info.maxTimestamp < timestamp || info.lastOffset < fromOffset || info.recordCount === 0) return true;
    found = {
      batch: buffer.subarray(info.position, info.position + info.sizeBytes),
      leaderEpoch: info.partitionLeaderEpoch,
    };
    return false;
  });
  if (end.kind === 'bad' && !segment.retired) {
    const offset = end.nextOffset ?? segment.baseOffset;
    const corruption = { offset, path: segment.path(), position: end.position, reason: end.reason };
    core.reportCorruption(corruption);
    throw corruptionError(corruption);
  }
  if (found === undefined) return undefined;
  const cursor = await openRecords(found.batch, 0, core.around.env.compute);
  for (let record = cursor.next(); record !== undefined; record = cursor.next()) {
    if (record.timestamp < timestamp || record.offset < fromOffset) continue;
    return { timestamp: record.timestamp, offset: record.offset, leaderEpoch: found.leaderEpoch };
  }
  return undefined;
}

/**
 * Where a batch with this timestamp may stand at the earliest. The time index is only a hint: an entry counts when the
 * batch that it names really has that timestamp, else the search starts at the beginning of the segment.
 */
async function startOfSearch(
  core: LogCore,
  segment: Segment,
  timestamp: Millis,
): Promise<{ readonly position: number; readonly offset: Offset | undefined }> {
  const fromStart = { position: 0, offset: segment.baseOffset };
  const indexes = await indexesOf(core, segment);
  const hint = indexes.times.lookupBelow(timestamp);
  const entry = hint === undefined ? undefined : indexes.offsets.lookup(hint.offset);
  if (hint === undefined || entry === undefined) return fromStart;
  let honest = false;
  let first = true;
  await walkSegment(core, segment, entry.position, undefined, (info) => {
    if (first && info.lastOffset !== entry.lastOffset) return false;
    first = false;
    honest = info.lastOffset === hint.offset && info.maxTimestamp === hint.timestamp;
    return info.lastOffset < hint.offset;
  });
  return honest ? { position: entry.position, offset: undefined } : fromStart;
}
