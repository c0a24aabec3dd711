import { assert, DraveError, type Offset } from '@drave/base';
import { writeAtomically } from './atomic-file.js';
import { LEADER_EPOCH_CHECKPOINT, suffix } from './file-names.js';
import { settleFlush } from './flush.js';
import { encodeLeaderEpochs } from './leader-epochs.js';
import type { LogCore } from './log-core.js';
import { rebuildProducers, removeSnapshots } from './producer-recovery.js';
import { rollSegment } from './roll.js';
import type { Segment } from './segment.js';
import { indexesOf, removeSegmentFiles, walkSegment } from './segment-store.js';
import type { TimestampPosition } from './time-index.js';

/** Drops everything at and above `offset`; a batch that contains it goes whole. */
export function truncateLog(core: LogCore, offset: Offset): Promise<boolean> {
  assert(offset >= 0, 'offsets count from 0');
  return exclusively(core, async (noWayBack) => {
    const { corruption } = core;
    const damaged = corruption !== undefined && corruption.offset >= offset;
    if (offset >= core.writtenEndOffset && !damaged) {
      // This is done even when there is nothing to drop: an epoch without a record may start at or above (KAFKA-10706).
      core.epochs.truncateFromEnd(offset);
      return false;
    }
    if (offset <= core.logStartOffset) {
      await startOver(core, Math.min(offset, core.logStartOffset), noWayBack);
      return true;
    }
    const segment = core.segments.floor(offset);
    const cut = await findCut(core, segment, offset);
    // The batch that goes whole reaches below the log start: nothing that may be read is left.
    if (cut.endOffset <= core.logStartOffset) await startOver(core, core.logStartOffset, noWayBack);
    else {
      await lowerRecoveryPoint(core, cut.endOffset);
      await saveEpochsBelow(core, cut.endOffset);
      noWayBack();
      core.epochs.truncateFromEnd(cut.endOffset);
      core.epochsVersionSaved = core.epochs.version;
      await cutSegments(core, segment, cut);
      await finish(core);
    }
    return true;
  });
}

export function truncateLogFully(core: LogCore, offset: Offset): Promise<void> {
  assert(Number.isSafeInteger(offset) && offset >= 0, 'offsets count from 0');
  return exclusively(core, (noWayBack) => startOver(core, offset, noWayBack));
}

/**
 * Nothing is appended, flushed, rolled or deleted meanwhile; what was queued before is written first. Whatever needs
 * room on the disk is done before `noWayBack` is called, so that a full disk leaves the log as it was; afterwards a
 * failure ends the directory.
 */
function exclusively<T>(core: LogCore, action: (noWayBack: () => void) => Promise<T>): Promise<T> {
  return core.serial.run(async () => {
    core.assertUsable();
    await core.drain();
    core.appendBarrier = new DraveError('NOT_LEADER_OR_FOLLOWER', `${core.directory} is being truncated`);
    let begun = false;
    try {
      await settleFlush(core);
      return await action(() => {
        begun = true;
      });
    } catch (reason) {
      throw begun ? core.host.health.fail(reason) : core.host.health.judge(reason);
    } finally {
      core.appendBarrier = undefined;
    }
  });
}

async function cutSegments(core: LogCore, segment: Segment, cut: Cut): Promise<void> {
  await removeNewer(core, segment);
  const indexes = await indexesOf(core, segment);
  segment.indexes = indexes;
  core.host.indexCache.forget(segment);
  segment.rewind(cut.position, cut.nextOffset, cut.largest);
  await core.host.handles.use(segment.path(), async (file) => {
    await file.truncate(cut.position);
    // Old batches behind new ones must not come back after a crash.
    await file.sync();
  });
  core.writtenEndOffset = cut.endOffset;
  segment.nextOffset = Math.max(cut.nextOffset, segment.baseOffset);
}

interface Cut {
  readonly position: number;
  /** End of the last batch that stays. */
  readonly nextOffset: Offset;
  /** Where the log ends then: `offset`, or the start of the batch that contained it. */
  readonly endOffset: Offset;
  readonly largest: TimestampPosition | undefined;
}

/** Finds where to cut, and the largest timestamp that stays. */
async function findCut(core: LogCore, segment: Segment, offset: Offset): Promise<Cut> {
  const indexes = await indexesOf(core, segment);
  const entry = indexes.offsets.lookup(offset - 1);
  const fromEntry = entry === undefined ? undefined : await walkToCut(core, segment, offset, entry);
  return fromEntry ?? (await walkToCut(core, segment, offset, undefined)) ?? segmentStart(segment, offset);
}

interface IndexEntry {
  readonly lastOffset: Offset;
  readonly position: number;
}

/** Undefined when the index entry does not name the batch that stands there. */
async function walkToCut(
  core: LogCore,
  segment: Segment,
  offset: Offset,
  entry: IndexEntry | undefined,
): Promise<Cut | undefined> {
  let largest = entry === undefined ? undefined : segment.indexes?.times.lastUpTo(entry.lastOffset);
  let position = entry?.position ?? 0;
  let nextOffset = segment.baseOffset;
  let endOffset = offset;
  let trusted = entry === undefined;
  const end = await walkSegment(
    core,
    segment,
    position,
    entry === undefined ? segment.baseOffset : undefined,
    (info, _, at) => {
      if (!trusted && info.lastOffset !== entry?.lastOffset) return false;
      trusted = true;
      if (info.lastOffset >= offset) {
        endOffset = Math.min(offset, info.baseOffset);
        return false;
      }
      if (info.recordCount > 0 && info.maxTimestamp > (largest?.timestamp ?? -1)) {
        largest = { timestamp: info.maxTimestamp, offset: info.lastOffset };
      }
      position = at + info.sizeBytes;
      nextOffset = info.lastOffset + 1;
      return true;
    },
  );
  if (!trusted) return undefined;
  // Damage below the cut: nothing behind it can be kept.
  if (end.kind === 'bad' && nextOffset < offset) endOffset = nextOffset;
  return { position, nextOffset, endOffset, largest };
}

function segmentStart(segment: Segment, offset: Offset): Cut {
  const nextOffset = segment.baseOffset;
  return { position: 0, nextOffset, endOffset: Math.min(offset, nextOffset), largest: undefined };
}

/**
 * Newest first and each durable: whatever a crash leaves is a prefix of the log, never a log with a hole or a new
 * start.
 */
async function removeNewer(core: LogCore, segment: Segment | undefined): Promise<void> {
  const toDelete = segment === undefined ? [...core.segments.all].reverse() : core.segments.newerThan(segment);
  for (const newer of toDelete) {
    core.segments.remove(newer);
    await removeSegmentFiles(core, newer);
    await core.host.env.disk.syncDirectory(core.directory);
  }
}

async function startOver(core: LogCore, offset: Offset, noWayBack: () => void): Promise<void> {
  await promiseStart(core, offset);
  try {
    await saveEpochsBelow(core, 0);
  } catch (reason) {
    core.logStartWanted = undefined;
    throw reason;
  }
  noWayBack();
  core.logStartOffset = Math.min(core.logStartOffset, offset);
  core.epochs.clear();
  core.epochsVersionSaved = core.epochs.version;
  core.generation++;
  core.tail.clear();
  await removeNewer(core, undefined);
  await removeSnapshots(core, core.snapshotOffsets);
  core.producers.clear();
  core.corruption = undefined;
  core.logStartOffset = offset;
  core.logEndOffset = offset;
  core.writtenEndOffset = offset;
  core.logStartWanted = undefined;
  core.cleanedUpToOffset = offset;
  await rollSegment(core, offset);
  core.recoveryPoint = offset;
  await finish(core);
}

/**
 * Where the log will start, and that nothing of it is durable any more, before anything goes. A crash in between leaves
 * a log that is empty from there on, or one whose front is missing; either is fetched again. The wanted start stays
 * until it is the log's own: a checkpoint for another log, written in between, would take the promise back.
 */
async function promiseStart(core: LogCore, offset: Offset): Promise<void> {
  const { logStartOffset, recoveryPoint } = core;
  core.generation++;
  core.recoveryPoint = 0;
  core.logStartOffset = Math.min(logStartOffset, offset);
  core.logStartWanted = offset;
  try {
    await core.host.checkpoint();
  } catch (reason) {
    core.logStartOffset = logStartOffset;
    core.recoveryPoint = recoveryPoint;
    core.logStartWanted = undefined;
    throw reason;
  }
}

/** The promise "durable up to here" is taken back, durably, before the bytes are. */
async function lowerRecoveryPoint(core: LogCore, offset: Offset): Promise<void> {
  core.generation++;
  const { recoveryPoint } = core;
  if (recoveryPoint <= offset) return;
  core.recoveryPoint = offset;
  try {
    await core.host.checkpoint();
  } catch (reason) {
    // It is not taken back then, and everything is still there.
    core.recoveryPoint = recoveryPoint;
    throw reason;
  }
}

/** Recovery reads the epochs of what a crash leaves above from the batches themselves. */
async function saveEpochsBelow(core: LogCore, endOffset: Offset): Promise<void> {
  const { entries } = core.epochs;
  const kept = entries.filter(({ startOffset }) => startOffset < endOffset);
  if (kept.length === entries.length && core.epochs.version === core.epochsVersionSaved) return;
  const { disk } = core.host.env;
  await writeAtomically(disk, core.directory, LEADER_EPOCH_CHECKPOINT, encodeLeaderEpochs(kept));
  // True again once the history in memory is cut; until then the file says less than it.
  core.epochsVersionSaved = NOT_SAVED;
}

const NOT_SAVED = -1;

async function finish(core: LogCore): Promise<void> {
  const { disk } = core.host.env;
  const endOffset = core.writtenEndOffset;
  core.generation++;
  core.logEndOffset = endOffset;
  core.tail.truncateTo(endOffset);
  core.recoveryPoint = Math.min(core.recoveryPoint, endOffset);
  core.cleanedUpToOffset = Math.min(core.cleanedUpToOffset, endOffset);
  core.epochs.truncateFromEnd(endOffset);
  if (core.corruption !== undefined && core.corruption.offset >= endOffset) core.corruption = undefined;
  await disk.remove(core.segments.active.path(suffix.seal));
  assert(core.epochs.version === core.epochsVersionSaved, 'the epochs were cut and saved before the records');
  await rebuildProducers(core);
  core.checkInvariants();
}
