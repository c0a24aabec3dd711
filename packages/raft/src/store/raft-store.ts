import {
  assert,
  DraveError,
  isDraveError,
  type ClusterId,
  type DirectoryId,
  type NodeId,
  type Offset,
} from '@drave/base';
import { DiskReserve, type Disk, type Env, type Store } from '@drave/env';
import type { QuorumState, RecoveredState, VoterSetAt } from '../core/events.js';
import type { LogEntry } from '../messages.js';
import type { SnapshotId } from '../types.js';
import { QuorumStateFile, type StoredQuorumState } from './quorum-state-file.js';
import { damagedLog, putStart, RaftLog } from './raft-log.js';
import { ReservedStore } from './reserved-store.js';
import { idText, Snapshots, type StoredSnapshot } from './snapshots.js';

interface RaftStoreOptions {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId | undefined;
  readonly cacheBytesMax: number;
  /** How far the floor in the quorum state may lag behind the log end. */
  readonly floorLagMax: number;
  /**
   * The size of the reserve that is given back when the disk is full. Without it there is none, and a full disk ends
   * the node.
   */
  readonly reserveBytesMax?: number | undefined;
}

export const quorumStatePath = (directory: string): string => `${directory}/quorum-state`;
export const storePath = (directory: string): string => `${directory}/store`;
const reservePath = (directory: string): string => `${directory}/reserve`;

/**
 * Everything Raft keeps: the quorum-state file, and log and snapshots in one key-value store. Calls that write must not
 * overlap (the storage lane sees to it); after one of them rejects nothing here may be trusted and the process ends.
 */
export class RaftStore {
  readonly log: RaftLog;
  readonly snapshots: Snapshots;
  readonly reserve: DiskReserve | undefined;
  private readonly store: Store;
  private readonly file: QuorumStateFile;
  private readonly floorLagMax: number;

  private constructor(parts: RaftStoreParts, floorLagMax: number) {
    this.store = parts.store;
    this.file = parts.file;
    this.log = parts.log;
    this.snapshots = parts.snapshots;
    this.reserve = parts.reserve;
    this.floorLagMax = floorLagMax;
  }

  /**
   * @throws DraveError CORRUPT_DATA, DATA_DIRECTORY_MISMATCH, DATA_DIRECTORY_LOCKED, INVALID_CONFIG (not formatted).
   */
  static async open(env: Env, directory: string, options: RaftStoreOptions): Promise<RaftStore> {
    const file = await openStateFile(env.disk, directory);
    let store: Store | undefined;
    let reserve: DiskReserve | undefined;
    try {
      checkIdentity(directory, file.state, options);
      const { reserveBytesMax: bytesMax = 0 } = options;
      if (bytesMax > 0) reserve = await DiskReserve.open({ env, path: reservePath(directory), bytesMax });
      store = await openStore(env, directory, reserve);
      const snapshots = await Snapshots.open(store, directory);
      const log = await RaftLog.open(store, directory, options.cacheBytesMax);
      await checkWhole(directory, file.state, log, snapshots);
      // A killed process may have left entries in the page cache that no sync has reached. From here on they count as
      // durable, so they must be.
      await store.batch([putStart(log.start)], { sync: true });
      return new RaftStore({ store, file, log, snapshots, reserve }, options.floorLagMax);
    } catch (reason) {
      await store?.close();
      await reserve?.close();
      await file.close();
      throw withAdvice(reason, directory);
    }
  }

  get identity(): StoredQuorumState {
    return this.file.state;
  }

  recovered(): RecoveredState {
    const { epoch, votedFor, joining, directoryId } = this.file.state;
    const { start, endOffset, epochStarts, voterSets } = this.log;
    const base = this.snapshots.all.find((snapshot) => snapshot.id.offset >= start.offset);
    assert(base !== undefined, 'a formatted store has a snapshot');
    const baseSet: VoterSetAt = { offset: -1, voters: base.voters };
    return {
      quorumState: { epoch, votedFor, joining },
      directoryId,
      snapshots: this.snapshots.all.map((snapshot) => snapshot.id),
      logStart: { offset: start.offset, epoch: start.epoch },
      endOffset,
      epochStarts,
      voterSets: [...(base.voters.length > 0 ? [baseSet] : []), ...voterSets],
    };
  }

  async saveQuorumState(state: QuorumState): Promise<void> {
    await this.writeState(state, this.log.endOffset);
  }

  async append(entries: readonly LogEntry[]): Promise<void> {
    await this.store.batch(this.log.append(entries), { sync: true });
    this.log.appended(entries);
    if (this.log.endOffset - this.file.state.endOffsetFloor >= this.floorLagMax)
      await this.writeState(this.file.state, this.log.endOffset);
  }

  async truncate(offset: Offset): Promise<void> {
    await this.lowerFloor(offset);
    const { operations, lastCrc } = await this.log.truncation(offset);
    await this.store.batch(operations, { sync: true });
    this.log.truncated(offset, lastCrc);
  }

  /** The snapshot's chunks are stored; it becomes the whole log, at once or not at all. */
  async install(snapshot: StoredSnapshot): Promise<void> {
    await this.lowerFloor(snapshot.id.offset);
    const operations = [...this.snapshots.completion(snapshot, []), ...this.log.reset(snapshot.id)];
    await this.store.batch(operations, { sync: true });
    this.snapshots.completed(snapshot, []);
    this.log.resetDone(snapshot.id);
  }

  /**
   * Completes a snapshot of our own log. The one before it stays, with the entries from there on, for replicas that are
   * just loading it or lag a little. Undefined when a newer snapshot came in between.
   */
  async completeSnapshot(snapshot: StoredSnapshot): Promise<SnapshotId | undefined> {
    const previous = this.snapshots.latest;
    if (previous !== undefined && previous.id.offset >= snapshot.id.offset) return undefined;
    const keep = previous === undefined ? [] : [previous.id];
    const { operations, start } = await this.log.advance(previous?.id ?? this.log.start);
    await this.store.batch([...this.snapshots.completion(snapshot, keep), ...operations], { sync: true });
    this.snapshots.completed(snapshot, keep);
    this.log.advanced(start);
    return { offset: start.offset, epoch: start.epoch };
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.reserve?.close();
    await this.file.close();
  }

  /** Lowers the floor before entries go: else a crash in between would look like a loss. */
  private async lowerFloor(offset: Offset): Promise<void> {
    if (this.file.state.endOffsetFloor > offset) await this.writeState(this.file.state, offset);
  }

  private async writeState(state: QuorumState, endOffsetFloor: Offset): Promise<void> {
    const { epoch, votedFor, joining } = state;
    await this.file.write({ ...this.file.state, epoch, votedFor, joining, endOffsetFloor });
  }
}

interface RaftStoreParts {
  readonly store: Store;
  readonly file: QuorumStateFile;
  readonly log: RaftLog;
  readonly snapshots: Snapshots;
  readonly reserve: DiskReserve | undefined;
}

function openStore(env: Env, directory: string, reserve: DiskReserve | undefined): Promise<Store> {
  const path = storePath(directory);
  return reserve === undefined ? env.store.open(path) : ReservedStore.open(env.store, path, reserve);
}

/** The store knows that it is damaged, and not what that means for a voter. */
function withAdvice(reason: unknown, directory: string): unknown {
  if (!isDraveError(reason, 'CORRUPT_DATA') || reason.details.metadata?.['path'] === undefined) return reason;
  return damagedLog(directory, reason.message);
}

async function openStateFile(disk: Disk, directory: string): Promise<QuorumStateFile> {
  const path = quorumStatePath(directory);
  if ((await disk.stat(path)) === undefined) {
    const text = `'${directory}' is not formatted: '${path}' does not exist`;
    throw new DraveError('INVALID_CONFIG', `${text}. Run 'drave storage format' first.`);
  }
  return QuorumStateFile.open(disk, path);
}

function checkIdentity(directory: string, stored: StoredQuorumState, options: RaftStoreOptions): void {
  const mismatch = (what: string, here: string | number, wanted: string | number): DraveError =>
    new DraveError(
      'DATA_DIRECTORY_MISMATCH',
      `'${directory}' belongs to ${what} ${here}, this node is configured as ${what} ${wanted}. Point it at its own directory, or format an empty one.`,
    );
  if (stored.clusterId !== options.clusterId) throw mismatch('cluster', stored.clusterId, options.clusterId);
  if (stored.nodeId !== options.nodeId) throw mismatch('node', stored.nodeId, options.nodeId);
  if (options.directoryId !== undefined && stored.directoryId !== options.directoryId)
    throw mismatch('directory id', stored.directoryId, options.directoryId);
}

/**
 * A voter that lost entries it acknowledged must not vote: another candidate could win without them (docs/faults.md
 * C6).
 */
async function checkWhole(
  directory: string,
  state: StoredQuorumState,
  log: RaftLog,
  snapshots: Snapshots,
): Promise<void> {
  const { start, endOffset } = log;
  const latest = snapshots.latest;
  if (latest === undefined) throw damagedLog(directory, 'it has no snapshot');
  await snapshots.verify(latest);
  if (latest.id.offset < start.offset || latest.id.offset > endOffset)
    throw damagedLog(directory, `its snapshot ${idText(latest.id)} lies outside of [${start.offset}, ${endOffset}]`);
  if (start.offset > 0 && !snapshots.all.some((snapshot) => snapshot.id.offset === start.offset))
    throw damagedLog(directory, `no snapshot covers what lies below its start ${start.offset}`);
  if (endOffset < state.endOffsetFloor)
    throw damagedLog(directory, `it ends at ${endOffset}, but once reached ${state.endOffsetFloor}`);
  const lastEpoch = log.epochStarts.at(-1)?.epoch ?? start.epoch;
  if (lastEpoch > state.epoch)
    throw damagedLog(
      directory,
      `it holds entries of epoch ${lastEpoch}, but the quorum state ends at epoch ${state.epoch}`,
    );
}
