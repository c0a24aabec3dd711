import { DraveError, isDraveError, type Offset } from '@drave/base';
import { offsetFromName, offsetName, START_MARKER_SUFFIX } from './file-names.js';
import type { LogCore } from './log-core.js';
import type { Segment } from './segment.js';
import { removeSegmentFiles } from './segment-store.js';

/*
 * How the start of a log moves. It must be durable before a file goes, because a log that starts later than its
 * checkpoint says has lost segments. The checkpoint is a new file each time, so on a full disk it cannot be written,
 * and a log whose records are all overdue could never give their room back. Then a rename says it, which needs no room:
 * the last segment that goes takes the name `<new start>.log-start`. Recovery believes that name; it is removed once a
 * checkpoint says the same.
 */

/** Nothing has changed when it throws. Only from inside `core.serial`. @throws DraveError DISK_FULL. */
export async function raiseLogStart(core: LogCore, offset: Offset): Promise<void> {
  if (offset <= core.logStartOffset) return;
  core.logStartWanted = offset;
  try {
    await core.host.checkpoint();
  } finally {
    core.logStartWanted = undefined;
  }
  adoptLogStart(core, offset);
}

/**
 * Removes a run of segments from the start of the log, at once, although nothing can be written; the log then starts
 * where the next segment does. Only from inside `core.serial`, with no flush under way.
 */
export async function removeWithoutRoom(core: LogCore, toDelete: readonly Segment[]): Promise<void> {
  const last = toDelete[toDelete.length - 1];
  const next = last && core.segments.after(last);
  if (last === undefined || next === undefined) throw new DraveError('DISK_FULL', 'nothing can be removed');
  const { disk } = core.host.env;
  const { handles } = core.host;
  const marker = `${core.directory}/${offsetName(next.baseOffset)}${START_MARKER_SUFFIX}`;
  // Readers wait until it is decided what they may read.
  let decided!: () => void;
  core.swapping = new Promise((resolve) => {
    decided = resolve;
  });
  for (const segment of toDelete) segment.retired = true;
  try {
    await handles.forget(last.path());
    await disk.rename(last.path(), marker);
    await disk.syncDirectory(core.directory);
    adoptLogStart(core, Math.max(core.logStartOffset, next.baseOffset));
    for (const segment of toDelete) core.segments.remove(segment);
  } catch (reason) {
    for (const segment of toDelete) segment.retired = false;
    throw reason;
  } finally {
    decided();
  }
  for (const segment of toDelete) await removeSegmentFiles(core, segment);
  await emptyMarker(core, marker);
  // Not before: a checkpoint for which there is room meanwhile would remove the file while it is being emptied.
  core.startMarkers.push(marker);
  await core.host.checkpoint().catch((reason: unknown) => {
    // Another writer may have taken what was just freed; the marker stays until there is room.
    if (!isDraveError(reason, 'DISK_FULL')) throw reason;
  });
}

/** A checkpoint says what the markers say. */
export async function forgetStartMarkers(core: LogCore, markers: readonly string[]): Promise<void> {
  core.startMarkers = core.startMarkers.filter((marker) => !markers.includes(marker));
  for (const marker of markers) await core.host.env.disk.remove(marker);
}

/**
 * For recovery: what a marker says, or undefined. Segments that lie below it are removed, as the process that died
 * meant to.
 */
export async function takeStartMarkers(core: LogCore, names: readonly string[]): Promise<Offset | undefined> {
  const starts = names.map((name) => offsetFromName(name, START_MARKER_SUFFIX)).filter((each) => each !== undefined);
  core.startMarkers = starts.map((start) => `${core.directory}/${offsetName(start)}${START_MARKER_SUFFIX}`);
  if (starts.length === 0) return undefined;
  const start = Math.max(...starts);
  for (const segment of [...core.segments.all].filter(({ baseOffset }) => baseOffset < start)) {
    core.segments.remove(segment);
    await removeSegmentFiles(core, segment);
  }
  for (const marker of core.startMarkers) await emptyMarker(core, marker);
  return start;
}

/** Its name is all that is needed. */
async function emptyMarker(core: LogCore, marker: string): Promise<void> {
  await core.host.handles.use(marker, (file) => file.truncate(0));
  await core.host.handles.forget(marker);
}

function adoptLogStart(core: LogCore, offset: Offset): void {
  core.logStartOffset = offset;
  core.epochs.truncateFromStart(offset);
}
