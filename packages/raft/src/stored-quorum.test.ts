import { SimWorld } from '@drave/env/sim';
import { crc32c } from '@drave/records';
import { describe, expect, it } from 'vitest';
import { sealEntry } from './core/entry.js';
import { formatStorage } from './format.js';
import { RaftStore } from './store/raft-store.js';
import { StoredQuorum } from './stored-quorum.js';

const DIRECTORY = 'meta';
const STORE = `${DIRECTORY}/store`;
const VOTER = { nodeId: 1, directoryId: 'dir-1', endpoint: { host: 'h', port: 1 } };

/** A closed store with ten entries, and a snapshot of the first four. */
async function stored(): Promise<{ world: SimWorld; quorum: StoredQuorum }> {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('h');
  const format = { clusterId: 'c', nodeId: 1, directoryId: 'dir-1', initialVoters: [VOTER] };
  await world.finish(formatStorage(env, DIRECTORY, format));
  const options = { clusterId: 'c', nodeId: 1, directoryId: undefined, cacheBytesMax: 500, floorLagMax: 3 };
  const store = await world.finish(RaftStore.open(env, DIRECTORY, options));
  await world.finish(store.saveQuorumState({ epoch: 1, votedFor: undefined, joining: false }));
  for (let offset = 0; offset < 10; offset++)
    await world.finish(store.append([sealEntry(offset, 1, 'data', 1_000, Buffer.from(`entry ${offset}`))]));
  const state = Buffer.from('state of four');
  const id = { offset: 4, epoch: 1 };
  await world.finish(store.snapshots.writeChunk(id, 0, state));
  const snapshot = { id, totalBytes: state.length, totalCrc: crc32c(state), voters: [VOTER] };
  await world.finish(store.completeSnapshot(snapshot));
  await world.finish(store.close());
  const raw = await world.finish(env.store.open(STORE));
  return { world, quorum: await world.finish(StoredQuorum.open(raw, STORE)) };
}

async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a stored quorum', () => {
  it('yields the entries of a range, and none beyond the end', async () => {
    const { world, quorum } = await stored();
    expect([quorum.startOffset, quorum.endOffset]).toEqual([0, 10]);
    const entries = await world.finish(gathered(quorum.entries(7, 99)));
    expect(entries.map(({ offset, payload }) => [offset, Buffer.from(payload).toString()])).toEqual([
      [7, 'entry 7'],
      [8, 'entry 8'],
      [9, 'entry 9'],
    ]);
  });

  it('gives the newest snapshot that holds nothing from an offset on, and its bytes', async () => {
    const { world, quorum } = await stored();
    expect(quorum.snapshotIds.at(-1)).toEqual({ offset: 4, epoch: 1 });
    expect(quorum.snapshotBelow(10)).toEqual({ offset: 4, epoch: 1 });
    expect(quorum.snapshotBelow(4)).toEqual({ offset: 4, epoch: 1 });
    expect(quorum.snapshotBelow(3)).not.toEqual({ offset: 4, epoch: 1 });
    const bytes = await world.finish(gathered(quorum.snapshotBytes({ offset: 4, epoch: 1 })));
    expect(Buffer.concat(bytes).toString()).toBe('state of four');
  });
});
