import { assert } from '@drave/base';
import { crc32c } from '@drave/records';
import type { FetchSnapshotResponse } from '../messages.js';
import type { SnapshotId } from '../types.js';
import { onFetchFailure } from './fetch-failure.js';
import type { Download, LeaderRef, Replication } from './roles.js';
import type { CoreState } from './state.js';

/**
 * Loading a snapshot in pieces (KIP-630). What has arrived outlives the role: when the next leader offers the same
 * snapshot, the download goes on where it stopped. Chunks of a snapshot that is not wanted any more are removed.
 */
export function startDownload(state: CoreState, replication: Replication, snapshotId: SnapshotId): void {
  if (snapshotId.offset < state.highWatermark)
    return state.fatal(
      'CORRUPT_DATA',
      `the leader offers a snapshot at ${snapshotId.offset}, below the committed ${state.highWatermark}`,
    );
  const known = state.download;
  const same = known?.snapshotId.offset === snapshotId.offset && known.snapshotId.epoch === snapshotId.epoch;
  if (!same) giveUpDownload(state);
  state.mark(same ? 'snapshot.resumed' : 'snapshot.download');
  const nothing = { position: 0, voters: [], totalBytes: 0, totalCrc: 0, crc: 0 };
  // A download that is resumed has an id of its own: a chunk of the earlier attempt that is stored only now is asked
  // for again.
  const download = { ...(same ? known : nothing), id: state.newDownloadId(), snapshotId, arrived: undefined };
  replication.download = download;
  state.download = download;
}

export function sendFetchSnapshot(
  state: CoreState,
  replication: Replication,
  leader: LeaderRef,
  download: Download,
): void {
  const purpose = { kind: 'fetchSnapshot', download } as const;
  replication.asked = purpose;
  // The call itself is given up in time.
  replication.giveUpMs = Number.POSITIVE_INFINITY;
  state.send(
    leader,
    {
      kind: 'fetchSnapshot',
      clusterId: state.config.clusterId,
      replica: state.self,
      epoch: state.epoch,
      snapshotId: download.snapshotId,
      position: download.position,
      maxBytes: state.config.snapshotChunkBytes,
    },
    purpose,
    state.detection.callTimeoutMs(state.config.timers.requestTimeoutMs, state.nowMs),
  );
}

/** Removes what has arrived. */
export function giveUpDownload(state: CoreState): void {
  const { download } = state;
  if (download === undefined) return;
  state.download = undefined;
  state.mark('snapshot.givenUp');
  state.emitStorage({ kind: 'discardSnapshot', snapshotId: download.snapshotId });
}

export function onSnapshotAnswer(
  state: CoreState,
  replication: Replication,
  download: Download,
  response: FetchSnapshotResponse,
): boolean {
  replication.asked = undefined;
  if (response.error !== 'NONE') {
    // The snapshot is gone, or the peer does not lead any more: the next fetch says what to load instead.
    replication.download = undefined;
    replication.nextMs = state.nowMs + state.config.timers.retryBackoffMs;
    if (response.error === 'SNAPSHOT_NOT_FOUND') giveUpDownload(state);
    return false;
  }
  const { totalBytes, totalCrc } = response;
  if (download.position > 0 && (totalBytes !== download.totalBytes || totalCrc !== download.totalCrc)) {
    // Cut by another version, perhaps: the same state in other bytes.
    state.note('info', `this leader's snapshot ${idText(download)} has other bytes; loading it from the start`);
    return startOver(state, replication);
  }
  const end = response.position + response.bytes.length;
  const usable = response.position === download.position && end <= totalBytes;
  if (!usable || (response.bytes.length === 0 && end < totalBytes)) {
    onFetchFailure(state, replication);
    return false;
  }
  const crc = crc32c(response.bytes, 0, response.bytes.length, download.crc);
  download.arrived = { position: end, crc, voters: response.voters, totalBytes, totalCrc };
  replication.writing = true;
  const { id, snapshotId, position } = download;
  state.emitStorage({ kind: 'storeChunk', download: id, snapshotId, position, bytes: response.bytes });
  return true;
}

export function onChunkStored(state: CoreState, replication: Replication, downloadId: number, position: number): void {
  const { download } = replication;
  if (download === undefined || download.id !== downloadId) return;
  const { arrived } = download;
  assert(arrived !== undefined && arrived.position === position, 'what was stored has arrived before');
  replication.writing = false;
  replication.nextMs = state.nowMs;
  Object.assign(download, arrived, { arrived: undefined });
  if (position < download.totalBytes) return;
  replication.download = undefined;
  if (download.crc === download.totalCrc) return installSnapshot(state, download);
  state.note('error', `the snapshot ${idText(download)} arrived damaged; loading it again`);
  startOver(state, replication);
}

function startOver(state: CoreState, replication: Replication): false {
  giveUpDownload(state);
  replication.download = undefined;
  replication.nextMs = state.nowMs + state.config.timers.retryBackoffMs;
  return false;
}

/** The view changes now and the disk in its turn; nothing is acknowledged in between. */
function installSnapshot(state: CoreState, download: Download): void {
  const { snapshotId, voters, totalBytes, totalCrc } = download;
  assert(snapshotId.offset >= state.highWatermark, 'a snapshot never takes committed entries back');
  state.mark('snapshot.installed');
  state.detection.settle();
  state.download = undefined;
  state.log.reset(snapshotId);
  state.voters.reset(voters);
  state.installsPending++;
  state.highWatermark = snapshotId.offset;
  state.emitStorage({
    kind: 'installSnapshot',
    download: download.id,
    snapshotId,
    totalBytes,
    totalCrc,
    voters,
    generation: state.log.generation,
  });
}

function idText({ snapshotId }: Download): string {
  return `${snapshotId.offset}-${snapshotId.epoch}`;
}
