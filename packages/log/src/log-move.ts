import { assert, DraveError, type TopicPartition, uuidFrom } from '@drave/base';
import { writeAtomically } from './atomic-file.js';
import { deletedDirectoryName, LEADER_EPOCH_CHECKPOINT, partitionKey } from './file-names.js';
import { flushLog, settleFlush, snapshotOfWritten } from './flush.js';
import { gapsRemembered, rememberGaps } from './gaps-marker.js';
import { encodeLeaderEpochs } from './leader-epochs.js';
import type { SegmentedLog } from './log.js';
import type { LogCore } from './log-core.js';
import type { LogDirectory } from './log-directory.js';
import { saveSnapshot } from './producer-recovery.js';
import { makeSegment } from './roll.js';

/**
 * Puts the future log in the place of the log that it was copied from (KIP-113). To everybody who uses the log it stays
 * the same one, under way appends and reads included; only its files are others from then on.
 *
 * While it runs nothing is written to the log: appends take their offsets and wait. `agree` copies what is left; false
 * means that it cannot now, and then nothing has changed. It is told when it may leave the end of the log to a gap.
 *
 * In this order, so that a crash anywhere leaves a log that holds every record:
 * 1. The future log, with producers and leader epochs of the log itself, is durable.
 * 2. It is renamed, durably: two copies that hold the same, of which a start keeps one.
 * 3. The old one is renamed to be deleted, durably, before anything is written that it lacks.
 *
 * @throws DraveError when the future log cannot be finished, or either directory fails; the log is still where it was
 * unless `log.directoryId` says otherwise.
 */
export async function moveToFuture(
  topicPartition: TopicPartition,
  source: LogDirectory,
  target: LogDirectory,
  agree: () => Promise<boolean>,
): Promise<boolean> {
  const log = source.openLog(topicPartition);
  const future = target.futures.get(topicPartition);
  assert(log !== undefined && future !== undefined, 'a log and its future one are there');
  const { core } = log;
  assert(core.host.tailCache === future.core.host.tailCache, 'the directories of a node share their resources');
  return core.serial.run(async () => {
    core.assertUsable();
    await core.drain();
    await settleFlush(core);
    core.assertUsable();
    if (core.corruption !== undefined || !(await agree())) return false;
    const epochsVersion = await finishFuture(core, future.core);
    const directory = await place(target, future);
    adopt(core, future.core, directory, epochsVersion);
    target.futures.take(topicPartition);
    source.giveUp(topicPartition);
    target.takeIn(log);
    await retire(source, log);
    return true;
  });
}

/** Makes the future log what recovery would have to find. Returns the version of the leader epochs that it holds. */
async function finishFuture(core: LogCore, future: LogCore): Promise<number> {
  assert(future.logStartOffset === core.logStartOffset, 'both logs start at the same offset');
  assert(future.writtenEndOffset <= core.writtenEndOffset, 'a copy does not go beyond the log');
  if (core.gaps && !future.gaps) rememberGaps(future);
  if (future.writtenEndOffset < core.writtenEndOffset) await endBehindGap(future, core.writtenEndOffset);
  await flushLog(future, { snapshot: true });
  await gapsRemembered(future);
  const { disk } = future.host.env;
  const { version, entries } = core.epochs;
  try {
    await writeAtomically(disk, future.directory, LEADER_EPOCH_CHECKPOINT, encodeLeaderEpochs(entries));
    // The log remembers producers whose records are gone.
    await saveSnapshot(future, snapshotOfWritten(core));
    await future.host.checkpoint();
  } catch (reason) {
    throw future.host.health.judge(reason);
  }
  return version;
}

/** What stood at the end of the log was cleaned away: its next segment begins behind that. */
async function endBehindGap(future: LogCore, endOffset: number): Promise<void> {
  await future.serial.run(async () => {
    if (!future.gaps) rememberGaps(future);
    await settleFlush(future);
    const segment = await makeSegment(future, endOffset);
    await future.host.env.disk.syncDirectory(future.directory);
    future.segments.add(segment);
    future.logEndOffset = endOffset;
    future.writtenEndOffset = endOffset;
  });
}

/** Gives the future log its final name; durable when it resolves. */
async function place(target: LogDirectory, future: SegmentedLog): Promise<string> {
  const { host, directory: from, topicPartition } = future.core;
  const { disk } = host.env;
  const to = `${target.path}/${partitionKey(topicPartition)}`;
  if ((await disk.stat(to)) !== undefined)
    throw host.health.fail(new DraveError('KAFKA_STORAGE_ERROR', `${to} is there already`));
  await future.abandon();
  try {
    await disk.rename(from, to);
    await target.syncNames();
  } catch (reason) {
    // Nobody knows which name a power loss would leave.
    throw host.health.fail(reason);
  }
  return to;
}

/** In one go, so that nobody ever sees half of it. */
function adopt(core: LogCore, future: LogCore, directory: string, epochsVersion: number): void {
  for (const segment of core.segments.all) core.host.indexCache.forget(segment);
  for (const segment of future.segments.all) segment.directory = directory;
  core.segments.adopt(future.segments.all);
  core.host = future.host;
  core.directory = directory;
  core.generation++;
  core.recoveryPoint = future.recoveryPoint;
  core.snapshotOffsets = future.snapshotOffsets;
  core.startMarkers = future.startMarkers.map((path) => `${directory}${path.slice(future.directory.length)}`);
  core.epochsVersionSaved = epochsVersion;
  core.epochsOnDisk = undefined;
  core.bytesSinceFlush = 0;
  core.recordsSinceFlush = 0;
  core.dirtySinceMs = undefined;
  core.bytesSinceSnapshot = 0;
  core.scrub = undefined;
  // An append in the queue may have noted a gap in the directory of before, or be about to.
  if (core.gaps && !future.gaps) rememberGaps(core);
  core.gaps ||= future.gaps;
  core.checkInvariants();
}

/** The old files go, in the background; whatever fails from here on concerns only the directory that they are in. */
async function retire(source: LogDirectory, { core }: SegmentedLog): Promise<void> {
  const { env, handles, health, removals } = source.host;
  const from = `${source.path}/${partitionKey(core.topicPartition)}`;
  const unique = uuidFrom((length) => env.random.bytes(length));
  const deletedPath = `${source.path}/${deletedDirectoryName(core.topicPartition, unique)}`;
  try {
    await handles.forgetDirectory(from);
    await env.disk.rename(from, deletedPath);
    // A reader that was on its way may have opened a file in between.
    await handles.forgetDirectory(from);
    await source.syncNames();
  } catch (reason) {
    // The old copy must not stay in a directory that counts as sound: should all records of the log be deleted, the
    // next start would take the old copy for it.
    const { message } = health.fail(reason);
    env.logger.error({ from, error: message }, 'the old copy of a log that was moved could not be removed');
    return;
  }
  removals.schedule(deletedPath, core.config.fileDeleteDelayMs);
}
