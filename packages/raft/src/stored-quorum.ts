import type { Offset } from '@drave/base';
import type { Store } from '@drave/env';
import type { LogEntry } from './messages.js';
import { RaftLog } from './store/raft-log.js';
import { Snapshots } from './store/snapshots.js';
import type { SnapshotId } from './types.js';

/** How much of the log is read at a time. */
const READ_BYTES = 1024 * 1024;

/**
 * What the store of a quorum member holds, for tools. Opening it removes what an interrupted snapshot left, so it is
 * for a copy of a store and never for that of a node.
 */
export class StoredQuorum {
  private readonly log: RaftLog;
  private readonly snapshots: Snapshots;

  private constructor(log: RaftLog, snapshots: Snapshots) {
    this.log = log;
    this.snapshots = snapshots;
  }

  /** @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION. `path` names the store in messages. */
  static async open(store: Store, path: string): Promise<StoredQuorum> {
    const snapshots = await Snapshots.open(store, path);
    return new StoredQuorum(await RaftLog.open(store, path, READ_BYTES), snapshots);
  }

  /** The newest snapshot that holds nothing at or above `offset`; undefined when all are newer. */
  snapshotBelow(offset: Offset): SnapshotId | undefined {
    return this.snapshots.all.findLast(({ id }) => id.offset <= offset && id.offset >= this.log.start.offset)?.id;
  }

  /** Of all snapshots that are whole, the oldest first. */
  get snapshotIds(): readonly SnapshotId[] {
    return this.snapshots.all.map(({ id }) => id);
  }

  /** Exclusive. The last entries may not be committed yet. */
  get endOffset(): Offset {
    return this.log.endOffset;
  }

  get startOffset(): Offset {
    return this.log.start.offset;
  }

  /** @throws DraveError SNAPSHOT_NOT_FOUND, CORRUPT_DATA. */
  async *snapshotBytes(id: SnapshotId): AsyncGenerator<Uint8Array, void, undefined> {
    for (let position = 0; ; ) {
      const bytes = await this.snapshots.read(id, position, READ_BYTES);
      if (bytes.length === 0) return;
      yield bytes;
      position += bytes.length;
    }
  }

  /** The entries of [from, upTo), those of the quorum itself (`control`) included. */
  async *entries(from: Offset, upTo: Offset): AsyncGenerator<LogEntry, void, undefined> {
    for (let offset = from; offset < upTo; ) {
      const page = (await this.log.read(offset, upTo, READ_BYTES)) ?? [];
      if (page.length === 0) return;
      yield* page;
      offset += page.length;
    }
  }
}
