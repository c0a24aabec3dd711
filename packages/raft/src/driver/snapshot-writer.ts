import { assert, deferred } from '@drave/base';
import { crc32c } from '@drave/records';
import type { RaftStore } from '../store/raft-store.js';
import type { SnapshotId, Voter } from '../types.js';
import type { StorageLane } from './storage-lane.js';

/** Stores the state machine's snapshots, one at a time: chunks as they come, then the record that makes them count. */
export class SnapshotWriter {
  private readonly store: RaftStore;
  private readonly lane: StorageLane;
  private readonly chunkBytes: number;
  private tail: Promise<void> = Promise.resolve();

  constructor(store: RaftStore, lane: StorageLane, chunkBytes: number) {
    assert(chunkBytes > 0, 'a chunk has bytes');
    this.store = store;
    this.lane = lane;
    this.chunkBytes = chunkBytes;
  }

  write(id: SnapshotId, voters: readonly Voter[], chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const write = this.tail.then(() => this.writeOrDiscard(id, voters, chunks));
    // The next snapshot waits for the end of this one, whichever it is; the caller learns of a failure.
    this.tail = write.catch(() => undefined);
    return write;
  }

  /** What a snapshot that was not finished leaves behind is a whole copy of the state, in the worst case. */
  private async writeOrDiscard(
    id: SnapshotId,
    voters: readonly Voter[],
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    try {
      await this.writeOne(id, voters, chunks);
    } catch (reason) {
      this.lane.push({ kind: 'discardSnapshot', snapshotId: id });
      throw reason;
    }
  }

  private async writeOne(id: SnapshotId, voters: readonly Voter[], chunks: AsyncIterable<Uint8Array>): Promise<void> {
    if ((this.store.snapshots.latest?.id.offset ?? 0) >= id.offset) return;
    let position = 0;
    let crc = 0;
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const flush = async (): Promise<void> => {
      const bytes = Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
      crc = crc32c(bytes, 0, bytes.length, crc);
      await this.store.snapshots.writeChunk(id, position, bytes);
      position += bytes.length;
    };
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length; ) {
        const part = chunk.subarray(from, from + this.chunkBytes - waitingBytes);
        waiting.push(part);
        waitingBytes += part.length;
        from += part.length;
        if (waitingBytes === this.chunkBytes) await flush();
      }
    }
    if (waitingBytes > 0) await flush();
    const snapshot = { id, totalBytes: position, totalCrc: crc, voters };
    const done = deferred<void>();
    this.lane.push({ kind: 'completeSnapshot', snapshot, done });
    await done.promise;
  }
}
