import { DraveError } from '@drave/base';
import type { Store, StoreOperation } from '@drave/env';
import { crc32c } from '@drave/records';
import { encodeVoters, parseVoters } from '../core/control-entries.js';
import type { SnapshotId, Voter } from '../types.js';
import { chunkKey, chunkKeys, positionOfChunkKey, snapshotIdOfKey, snapshotKey, snapshotKeys } from './keys.js';

export interface StoredSnapshot {
  readonly id: SnapshotId;
  readonly totalBytes: number;
  readonly totalCrc: number;
  readonly voters: readonly Voter[];
}

/** Snapshots in the store: chunks first, then the record that makes them count. */
export class Snapshots {
  private readonly store: Store;
  private readonly path: string;
  /** The complete snapshots, ascending. */
  private complete: StoredSnapshot[];

  private constructor(store: Store, path: string, complete: StoredSnapshot[]) {
    this.store = store;
    this.path = path;
    this.complete = complete;
  }

  /** Reads what is there and removes chunks that no complete snapshot owns. @throws DraveError CORRUPT_DATA. */
  static async open(store: Store, path: string): Promise<Snapshots> {
    const complete: StoredSnapshot[] = [];
    for (const { key, value } of await store.range(snapshotKeys)) {
      const snapshot = decodeSnapshot(snapshotIdOfKey(key), value);
      if (snapshot === undefined) throw damagedSnapshot(path, snapshotIdOfKey(key), 'its record is damaged');
      complete.push(snapshot);
    }
    const snapshots = new Snapshots(store, path, complete);
    const orphans = snapshots.removalOfChunksExcept(complete.map((snapshot) => snapshot.id));
    if (orphans.length > 0) await store.batch(orphans, { sync: false });
    return snapshots;
  }

  get all(): readonly StoredSnapshot[] {
    return this.complete;
  }

  get latest(): StoredSnapshot | undefined {
    return this.complete.at(-1);
  }

  find(id: SnapshotId): StoredSnapshot | undefined {
    return this.complete.find((snapshot) => sameId(snapshot.id, id));
  }

  /** Stores a chunk without a sync: the batch that completes the snapshot makes it durable, too. */
  async writeChunk(id: SnapshotId, position: number, bytes: Uint8Array): Promise<void> {
    const put: StoreOperation = { kind: 'put', key: chunkKey(id, position), value: withCrc(bytes) };
    // What an attempt that was given up left behind must not stand between the new chunks.
    const clear: StoreOperation = {
      kind: 'deleteRange',
      gte: chunkKey(id, 0),
      lt: chunkKey(id, Number.MAX_SAFE_INTEGER),
    };
    await this.store.batch(position === 0 ? [clear, put] : [put], { sync: false });
  }

  /**
   * Removes the chunks of a snapshot that was given up; a complete one stays. No sync follows: opening does it, too.
   */
  async discard(id: SnapshotId): Promise<void> {
    if (this.find(id) !== undefined) return;
    const range = { gte: chunkKey(id, 0), lt: chunkKey(id, Number.MAX_SAFE_INTEGER) };
    await this.store.batch([{ kind: 'deleteRange', ...range }], { sync: false });
  }

  /**
   * Chunks that no complete snapshot owns: those of one that is being loaded or written, and leftovers. For checkers.
   */
  async incompleteChunks(): Promise<readonly SnapshotId[]> {
    const found = await this.store.range(chunkKeys);
    return found.map(({ key }) => snapshotIdOfKey(key)).filter((id) => this.find(id) === undefined);
  }

  /**
   * Reads at most `bytesMax` bytes from `position`, never across chunks. @throws DraveError SNAPSHOT_NOT_FOUND,
   * CORRUPT_DATA.
   */
  async read(id: SnapshotId, position: number, bytesMax: number): Promise<Uint8Array> {
    const snapshot = this.find(id);
    if (snapshot === undefined) throw new DraveError('SNAPSHOT_NOT_FOUND', `no snapshot ${idText(id)} any more`);
    if (position >= snapshot.totalBytes) return new Uint8Array(0);
    const range = { gte: chunkKey(id, 0), lt: chunkKey(id, position + 1), reverse: true, limit: 1 };
    const found = (await this.store.range(range))[0];
    if (found === undefined) {
      if (this.find(id) === undefined) throw new DraveError('SNAPSHOT_NOT_FOUND', `no snapshot ${idText(id)} any more`);
      throw damagedSnapshot(this.path, id, `the bytes at ${position} are missing`);
    }
    const bytes = withoutCrc(found.value);
    if (bytes === undefined) throw damagedSnapshot(this.path, id, `the bytes at ${position} fail their checksum`);
    const skip = position - positionOfChunkKey(found.key);
    return bytes.subarray(skip, skip + bytesMax);
  }

  /** Checks every byte of a snapshot against its checksum. @throws DraveError CORRUPT_DATA. */
  async verify(snapshot: StoredSnapshot): Promise<void> {
    let crc = 0;
    let position = 0;
    while (position < snapshot.totalBytes) {
      const bytes = await this.read(snapshot.id, position, Number.MAX_SAFE_INTEGER);
      crc = crc32c(bytes, 0, bytes.length, crc);
      position += bytes.length;
      if (bytes.length === 0) break;
    }
    if (position !== snapshot.totalBytes || crc !== snapshot.totalCrc)
      throw damagedSnapshot(this.path, snapshot.id, 'its checksum does not match');
  }

  /** The operations that complete this snapshot and remove the complete ones that are neither it nor in `keep`. */
  completion(snapshot: StoredSnapshot, keep: readonly SnapshotId[]): StoreOperation[] {
    const kept = [...keep, snapshot.id];
    const dropped = this.complete.filter((known) => !kept.some((id) => sameId(id, known.id)));
    // Chunks of others stay: they may belong to a download that is under way.
    return [
      { kind: 'put', key: snapshotKey(snapshot.id), value: encodeSnapshot(snapshot) },
      ...dropped.flatMap(({ id }): StoreOperation[] => [
        { kind: 'delete', key: snapshotKey(id) },
        { kind: 'deleteRange', gte: chunkKey(id, 0), lt: chunkKey(id, Number.MAX_SAFE_INTEGER) },
      ]),
    ];
  }

  /** Notes that the batch with `completion` is durable. */
  completed(snapshot: StoredSnapshot, keep: readonly SnapshotId[]): void {
    const kept = this.complete.filter(
      (known) => !sameId(known.id, snapshot.id) && keep.some((id) => sameId(id, known.id)),
    );
    this.complete = [...kept, snapshot].sort(
      (left, right) => left.id.offset - right.id.offset || left.id.epoch - right.id.epoch,
    );
  }

  private removalOfChunksExcept(ids: readonly SnapshotId[]): StoreOperation[] {
    const ascending = [...ids].sort((left, right) => left.offset - right.offset || left.epoch - right.epoch);
    const operations: StoreOperation[] = [];
    let from: Uint8Array = chunkKeys.gte;
    for (const id of ascending) {
      operations.push({ kind: 'deleteRange', gte: from, lt: chunkKey(id, 0) });
      from = chunkKey(id, Number.MAX_SAFE_INTEGER);
    }
    operations.push({ kind: 'deleteRange', gte: from, lt: chunkKeys.lt });
    return operations;
  }
}

export function sameId(left: SnapshotId, right: SnapshotId): boolean {
  return left.offset === right.offset && left.epoch === right.epoch;
}

export function idText(id: SnapshotId): string {
  return `${id.offset}-${id.epoch}`;
}

export function encodeSnapshot(snapshot: StoredSnapshot): Uint8Array {
  const { totalBytes, totalCrc, voters } = snapshot;
  return withCrc(Buffer.from(`{"totalBytes":${totalBytes},"totalCrc":${totalCrc},"voters":${encodeVoters(voters)}}`));
}

function decodeSnapshot(id: SnapshotId, value: Uint8Array): StoredSnapshot | undefined {
  const body = withoutCrc(value);
  if (body === undefined) return undefined;
  // The checksum vouches for what we wrote ourselves.
  const parsed = JSON.parse(Buffer.from(body).toString('utf8')) as {
    totalBytes: number;
    totalCrc: number;
    voters: unknown;
  };
  const voters = parseVoters(parsed.voters);
  if (voters === undefined) return undefined;
  return { id, totalBytes: parsed.totalBytes, totalCrc: parsed.totalCrc, voters };
}

export function withCrc(bytes: Uint8Array): Uint8Array {
  const value = Buffer.allocUnsafe(4 + bytes.length);
  value.writeUInt32BE(crc32c(bytes), 0);
  value.set(bytes, 4);
  return value;
}

export function withoutCrc(value: Uint8Array): Uint8Array | undefined {
  if (value.length < 4) return undefined;
  const body = value.subarray(4);
  const stored = Buffer.from(value.buffer, value.byteOffset, 4).readUInt32BE(0);
  return stored === crc32c(body) ? body : undefined;
}

function damagedSnapshot(path: string, id: SnapshotId, why: string): DraveError {
  return new DraveError(
    'CORRUPT_DATA',
    `the snapshot ${idText(id)} in '${path}' cannot be used: ${why}. Remove this node from the quorum, format its directory anew, and add it again; it will load everything from the leader.`,
  );
}
