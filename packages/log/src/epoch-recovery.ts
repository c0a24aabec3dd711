import { BATCH_HEADER_BYTES, batchLeaderEpoch, batchMagic } from '@drave/records';
import { readWhole } from './atomic-file.js';
import { LEADER_EPOCH_CHECKPOINT } from './file-names.js';
import { decodeLeaderEpochs, EpochHistory } from './leader-epochs.js';
import type { LogCore } from './log-core.js';
import { walkSegment } from './segment-store.js';
import { readChunk } from './walk-batches.js';

/** False when the checkpoint is there but not whole. Epoch 0 is an epoch like any other (KAFKA-10432). */
export async function loadEpochs(core: LogCore): Promise<boolean> {
  const bytes = await readWhole(core.host.env.disk, `${core.directory}/${LEADER_EPOCH_CHECKPOINT}`);
  const entries = bytes === undefined ? [] : decodeLeaderEpochs(bytes);
  // An empty history says nothing, least of all that there is no epoch.
  core.epochsOnDisk = (entries?.length ?? 0) > 0 ? new EpochHistory(() => 0, entries) : undefined;
  for (const { epoch, startOffset } of entries ?? []) core.epochs.assign(epoch, startOffset);
  core.epochsVersionSaved = entries === undefined ? -1 : core.epochs.version;
  return entries !== undefined;
}

/** The log holds records of some epoch, and the history does not reach back to its start. */
export async function epochsAreMissing(core: LogCore): Promise<boolean> {
  const { first } = core.segments;
  if (first.size === 0 || core.epochs.epochForOffset(Math.max(core.logStartOffset, first.baseOffset)) >= 0)
    return false;
  const header = await readChunk(core.host.handles, first.path(), 0, Math.min(BATCH_HEADER_BYTES, first.size));
  return header.length === BATCH_HEADER_BYTES && batchMagic(header, 0) === 2 && batchLeaderEpoch(header, 0) >= 0;
}

/** Rebuilds the epochs from the batches themselves, up to the written end. */
export async function rebuildEpochs(core: LogCore): Promise<void> {
  core.host.env.logger.warn(
    { directory: core.directory },
    'rebuilding the leader epochs from the log: their checkpoint is missing or damaged',
  );
  core.epochs.clear();
  for (const segment of core.segments.all) {
    if (segment.baseOffset >= core.writtenEndOffset) break;
    await walkSegment(core, segment, 0, segment.baseOffset, (info) => {
      if (info.baseOffset >= core.writtenEndOffset) return false;
      if (info.partitionLeaderEpoch > core.epochs.latestEpoch) {
        core.epochs.assign(info.partitionLeaderEpoch, info.baseOffset);
      }
      return true;
    });
  }
}
