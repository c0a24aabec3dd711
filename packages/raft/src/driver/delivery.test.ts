import type { Offset } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { crc32c } from '@drave/records';
import { describe, expect, it } from 'vitest';
import type { RaftStore } from '../store/raft-store.js';
import { Snapshots, type StoredSnapshot } from '../store/snapshots.js';
import type { CommittedSnapshot, RaftListener } from '../types.js';
import { Delivery } from './delivery.js';

const CHUNK_BYTES = 100;
const CHUNKS = 5;

/** What a delivery needs of the store: snapshots in a real one, and a log that begins where the latest ends. */
class SnapshotsOnly {
  readonly log = { start: { offset: 0 }, endOffset: 0, read: () => Promise.resolve([]) };
  readonly snapshots: Snapshots;
  private readonly world: SimWorld;
  private readonly put: Parameters<typeof Snapshots.open>[0];

  private constructor(world: SimWorld, store: Parameters<typeof Snapshots.open>[0], snapshots: Snapshots) {
    this.world = world;
    this.put = store;
    this.snapshots = snapshots;
  }

  static async open(world: SimWorld): Promise<SnapshotsOnly> {
    const store = await world.finish(world.createHost('node').env.store.open('db'));
    return new SnapshotsOnly(world, store, await world.finish(Snapshots.open(store, 'db')));
  }

  /**
   * Stores a snapshot as a download does, chunk by chunk; the returned step makes it count and removes the one before.
   */
  async download(offset: Offset): Promise<() => Promise<void>> {
    const id = { offset, epoch: 1 };
    let totalCrc = 0;
    for (let at = 0; at < CHUNKS; at++) {
      const bytes = Buffer.alloc(CHUNK_BYTES, `${offset}`);
      totalCrc = crc32c(bytes, 0, bytes.length, totalCrc);
      await this.world.finish(this.snapshots.writeChunk(id, at * CHUNK_BYTES, bytes));
    }
    const snapshot: StoredSnapshot = { id, totalBytes: CHUNKS * CHUNK_BYTES, totalCrc, voters: [] };
    return async () => {
      await this.put.batch(this.snapshots.completion(snapshot, []), { sync: true });
      this.snapshots.completed(snapshot, []);
      this.log.start = { offset };
      this.log.endOffset = offset;
    };
  }
}

describe('Delivery', () => {
  it('starts over with the newer snapshot when the one that is read is replaced', async () => {
    const world = new SimWorld({ seed: 1 });
    const store = await SnapshotsOnly.open(world);
    await world.finish((await store.download(10))());
    const second = await store.download(20);
    const taken: Offset[] = [];
    const failures: unknown[] = [];
    let chunks = 0;
    const onSnapshot = async (snapshot: CommittedSnapshot): Promise<void> => {
      let bytes = 0;
      for await (const chunk of snapshot.read()) {
        bytes += chunk.length;
        if (++chunks === 2) await second();
      }
      expect(bytes).toBe(CHUNKS * CHUNK_BYTES);
      taken.push(snapshot.offset);
    };
    const listener: RaftListener = { onSnapshot, onCommitted: () => Promise.resolve(), onLeadership: () => {} };
    const delivery = new Delivery(store as unknown as RaftStore, listener, (reason) => failures.push(reason));
    delivery.onCommit(10);
    await world.runFor(100);
    // What the newer snapshot covers is not known to be committed yet.
    expect(taken).toEqual([]);
    delivery.onCommit(20);
    await world.runFor(100);
    expect(taken).toEqual([20]);
    expect(failures).toEqual([]);
    await world.finish(delivery.stop());
  });
});
