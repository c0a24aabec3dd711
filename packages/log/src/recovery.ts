import { isDraveError } from '@drave/base';
import type { Corruption } from './contract.js';
import { finishSwaps, isSwapPlan } from './compaction/swap.js';
import { epochsAreMissing, loadEpochs, rebuildEpochs } from './epoch-recovery.js';
import { GAPS_MARKER, offsetFromName, suffix } from './file-names.js';
import type { LogCore } from './log-core.js';
import { takeStartMarkers } from './log-start.js';
import { findSnapshots, loadProducers } from './producer-recovery.js';
import { scanSegments, type RecoveryOptions, type RecoveryReport } from './recovery-scan.js';
import { rollSegment } from './roll.js';
import { Segment } from './segment.js';
import { abortedFromLog } from './segment-store.js';

/** Brings a log back to life: what is there, what it says, and what of it can be trusted. */
export async function recoverLog(core: LogCore, recovery: RecoveryOptions): Promise<RecoveryReport> {
  const { disk } = core.host.env;
  let names = await disk.list(core.directory);
  if (names.some(isSwapPlan)) {
    await finishSwaps(core, names);
    names = await disk.list(core.directory);
  }
  core.gaps = names.includes(GAPS_MARKER);
  await loadSegments(core, names);
  const marked = await takeStartMarkers(core, names);
  const knownStart = marked === undefined ? recovery.logStartOffset : Math.max(marked, recovery.logStartOffset ?? 0);
  const options = { ...recovery, logStartOffset: knownStart };
  if (core.segments.all.length === 0) await rollSegment(core, knownStart ?? 0);
  const epochsWhole = await loadEpochs(core);
  const scan = await scanSegments(core, options);
  setEnds(core, options, scan.corruption);
  if (!epochsWhole || (await epochsAreMissing(core))) await rebuildEpochs(core);
  core.epochs.truncateFromStart(core.logStartOffset);
  if (scan.corruption !== undefined) {
    core.reportCorruption(scan.corruption);
    return scan;
  }
  await findSnapshots(core, names);
  await loadProducers(core);
  await findAborted(core);
  const { corruption } = core;
  if (corruption === undefined) core.checkInvariants();
  // What was durable was taken at the word of its seal or its index, and was read only now.
  else setEnds(core, options, corruption);
  return { ...scan, corruption };
}

/** What of the log can be used: all of it, or what lies before the damage. */
function setEnds(core: LogCore, options: RecoveryOptions, corruption: Corruption | undefined): void {
  const { first, active } = core.segments;
  core.writtenEndOffset = corruption?.offset ?? Math.max(active.nextOffset, active.baseOffset);
  core.logEndOffset = core.writtenEndOffset;
  const logStartOffset = Math.max(options.logStartOffset ?? 0, first.baseOffset);
  core.logStartOffset = Math.min(logStartOffset, core.writtenEndOffset);
  // While the log is corrupt the old promise stands, or the next start would take the damage for a torn tail.
  core.recoveryPoint =
    corruption === undefined ? Math.min(options.recoveryPoint, core.writtenEndOffset) : options.recoveryPoint;
  core.cleanedUpToOffset = Math.min(options.cleanedUpToOffset, core.writtenEndOffset);
  // One that begins right at the end has no record yet and does no harm.
  core.epochs.truncateFromEnd(core.writtenEndOffset + 1);
}

/**
 * Finds the aborted transactions of segments that are not finished, and of those whose index was made anew; damage is
 * reported, as by `loadProducers`. Where no producer has seen a marker there are none.
 */
async function findAborted(core: LogCore): Promise<void> {
  const ended = core.producers.describe().some(({ coordinatorEpoch }) => coordinatorEpoch >= 0);
  for (const segment of core.segments.all) {
    if (core.corruption !== undefined) return;
    const unknown = segment.abortedUnknown || (segment.abortsUnread && ended);
    if (!unknown || segment.indexes === undefined) continue;
    try {
      segment.indexes.aborted = await abortedFromLog(core, segment);
    } catch (reason) {
      if (core.corruption === undefined || !isDraveError(reason, 'CORRUPT_DATA')) throw reason;
      return;
    }
    segment.abortedUnknown = false;
    segment.abortsUnread = false;
  }
}

/** Finds the segments, and clears away what an interrupted deletion or cleaning left. */
async function loadSegments(core: LogCore, names: readonly string[]): Promise<void> {
  const { disk, clock } = core.host.env;
  const bases = names.map((name) => offsetFromName(name, suffix.log)).filter((base) => base !== undefined);
  const companions = [suffix.seal, suffix.offsetIndex, suffix.timeIndex, suffix.transactionIndex];
  for (const name of names) {
    const isOrphan = companions.some((ending) => {
      const base = offsetFromName(name, ending);
      return base !== undefined && !bases.includes(base);
    });
    if (isOrphan || LEFTOVER.test(name)) await disk.remove(`${core.directory}/${name}`);
  }
  for (const base of bases.sort((a, b) => a - b)) {
    const segment = new Segment(core.directory, base, clock.wallMs());
    const stat = await disk.stat(segment.path());
    segment.size = stat?.size ?? 0;
    segment.createdWallMs = stat?.modifiedWallMs ?? segment.createdWallMs;
    core.segments.add(segment);
  }
}

const LEFTOVER = /\.(deleted|cleaned|tmp)$/;
