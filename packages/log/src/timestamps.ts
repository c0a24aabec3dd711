import { isDraveError, type Millis, type Offset } from '@drave/base';
import { type BatchInfo, NO_TIMESTAMP } from '@drave/records';
import type { TimestampOffset } from './contract.js';
import type { LogCore } from './log-core.js';
import { corruptionError } from './corruption.js';
import type { Segment } from './segment.js';
import { indexesOf, walkSegment } from './segment-store.js';
import { readStored } from './stored-records.js';
import type { BatchVisitor } from './walk-batches.js';

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

/** The first record that carries the largest timestamp (KIP-734), of those that the log start leaves. */
export function findMaxTimestamp(core: LogCore): Promise<TimestampOffset | undefined> {
  return whileStable(core, async () => {
    const fromOffset = core.logStartOffset;
    let best: { readonly segment: Segment; readonly timestamp: Millis } | undefined;
    for (const segment of core.segments.all) {
      if (segment.nextOffset <= fromOffset || segment.largest === undefined) continue;
      if (segment.largest.timestamp <= (best?.timestamp ?? NO_TIMESTAMP)) continue;
      const timestamp = await largestFrom(core, segment, fromOffset);
      if (timestamp > (best?.timestamp ?? NO_TIMESTAMP)) best = { segment, timestamp };
    }
    return best === undefined ? undefined : findInSegment(core, best.segment, best.timestamp, fromOffset);
  });
}

/**
 * The largest timestamp of the segment's records at or above `fromOffset`; -1 when none has one. Where the log start
 * lies inside the segment, what the segment knows about itself may be the time of a record that is gone.
 */
async function largestFrom(core: LogCore, segment: Segment, fromOffset: Offset): Promise<Millis> {
  const known = segment.largest?.timestamp ?? NO_TIMESTAMP;
  if (segment.baseOffset >= fromOffset) return known;
  if ((await findInSegment(core, segment, known, fromOffset)) !== undefined) return known;
  let largest: Millis = NO_TIMESTAMP;
  let straddling: Candidate | undefined;
  await walkSound(core, segment, { position: 0, offset: segment.baseOffset }, (info, buffer) => {
    if (info.lastOffset < fromOffset || info.recordCount === 0) return true;
    if (info.baseOffset < fromOffset) straddling = candidateOf(info, buffer);
    else if (info.maxTimestamp < known) largest = Math.max(largest, info.maxTimestamp);
    return true;
  });
  if (straddling === undefined) return largest;
  const stored = await readStored(straddling.bytes, 0, core.host.env.compute);
  const left = stored.kind === 'readable' ? stored.records.filter(({ offset }) => offset >= fromOffset) : [];
  return left.reduce((max, { timestamp }) => Math.max(max, timestamp), largest);
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
    } catch (reason) {
      if (!changed()) throw isDraveError(reason, 'CORRUPT_DATA') ? reason : core.host.health.judge(reason);
    }
  }
}

/** The first record of the segment at or above `fromOffset` that is at least as late as `timestamp`. */
async function findInSegment(
  core: LogCore,
  segment: Segment,
  timestamp: Millis,
  fromOffset: Offset,
): Promise<TimestampOffset | undefined> {
  let start = await startOfSearch(core, segment, timestamp);
  for (;;) {
    let candidate: Candidate | undefined;
    const endPosition = await walkSound(core, segment, start, (info, buffer) => {
      if (info.maxTimestamp < timestamp || info.lastOffset < fromOffset || info.recordCount === 0) return true;
      candidate = candidateOf(info, buffer);
      return false;
    });
    if (candidate === undefined) return undefined;
    const record = await firstRecord(core, candidate, timestamp, fromOffset);
    if (record !== undefined || segment.retired) return record;
    // What made the batch a candidate lies below the log start, or its header says more than its records.
    start = { position: endPosition, offset: candidate.info.lastOffset + 1 };
  }
}

/** A batch whose header says that it may hold what is wanted. */
interface Candidate {
  readonly info: BatchInfo;
  readonly bytes: Buffer;
}

function candidateOf(info: BatchInfo, buffer: Buffer): Candidate {
  return { info, bytes: buffer.subarray(info.position, info.position + info.sizeBytes) };
}

async function firstRecord(
  core: LogCore,
  { info, bytes }: Candidate,
  timestamp: Millis,
  fromOffset: Offset,
): Promise<TimestampOffset | undefined> {
  const leaderEpoch = info.partitionLeaderEpoch;
  const stored = await readStored(bytes, 0, core.host.env.compute);
  // It is not known which of its records it is, so a reader is sent to the first: none is skipped.
  if (stored.kind === 'unreadable')
    return { timestamp: info.maxTimestamp, offset: Math.max(info.baseOffset, fromOffset), leaderEpoch };
  const record = stored.records.find((each) => each.timestamp >= timestamp && each.offset >= fromOffset);
  return record && { timestamp: record.timestamp, offset: record.offset, leaderEpoch };
}

/** Walks the sound batches from `start` on and returns the position behind the last; damage is reported and thrown. */
async function walkSound(core: LogCore, segment: Segment, start: SearchStart, visit: BatchVisitor): Promise<number> {
  const end = await walkSegment(core, segment, start.position, start.offset, visit);
  if (end.kind !== 'bad' || segment.retired) return end.position;
  const offset = end.nextOffset ?? segment.baseOffset;
  const corruption = { offset, path: segment.path(), position: end.position, reason: end.reason };
  core.reportCorruption(corruption);
  throw corruptionError(corruption);
}

interface SearchStart {
  readonly position: number;
  /** The least base offset of the batch there, when it is known. */
  readonly offset: Offset | undefined;
}

/**
 * Where a batch with this timestamp may stand at the earliest. The time index is only a hint: an entry counts when the
 * batch that it names really has that timestamp, else the search starts at the beginning of the segment.
 */
async function startOfSearch(core: LogCore, segment: Segment, timestamp: Millis): Promise<SearchStart> {
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
