import { DraveError, isDraveError } from '@drave/base';
import type { Env, StoreEntry } from '@drave/env';
import { SimWorld, type SimHost } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { encodeControl } from '../core/control-entries.js';
import { entryBytes, sealEntry } from '../core/entry.js';
import { formatStorage } from '../format.js';
import type { LogEntry } from '../messages.js';
import { RaftStore } from './raft-store.js';

const DIRECTORY = 'meta';
const VOTER = { nodeId: 1, directoryId: 'dir-1', endpoint: { host: 'h', port: 1 } };
const OPTIONS = { clusterId: 'c', nodeId: 1, directoryId: undefined, cacheBytesMax: 500, floorLagMax: 3 };

const data = (offset: number, epoch: number): LogEntry =>
  sealEntry(offset, epoch, 'data', 1_000, Buffer.from(`entry ${offset}`));

/** Makes a formatted store with entries [0, count) of epoch 1. */
async function filled(count: number, seed = 1): Promise<{ world: SimWorld; host: SimHost; store: RaftStore }> {
  const world = new SimWorld({ seed });
  const host = world.createHost('h');
  const format = { clusterId: 'c', nodeId: 1, directoryId: 'dir-1', initialVoters: [VOTER] };
  await world.finish(formatStorage(host.env, DIRECTORY, format));
  const store = await world.finish(RaftStore.open(host.env, DIRECTORY, OPTIONS));
  await world.finish(store.saveQuorumState({ epoch: 1, votedFor: undefined, joining: false }));
  for (let offset = 0; offset < count; offset++) await world.finish(store.append([data(offset, 1)]));
  return { world, host, store };
}

async function failure(world: SimWorld, promise: Promise<unknown>): Promise<unknown> {
  return world.finish(
    promise.then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
}

const open = (env: Env): Promise<RaftStore> => RaftStore.open(env, DIRECTORY, OPTIONS);

/** Changes the stored bytes behind the store's back. */
async function tamper(
  env: Env,
  world: SimWorld,
  change: (entries: readonly StoreEntry[]) => Parameters<Awaited<ReturnType<Env['store']['open']>>['batch']>[0],
): Promise<void> {
  const raw = await world.finish(env.store.open(`${DIRECTORY}/store`));
  await world.finish(raw.batch(change(await world.finish(raw.range({}))), { sync: true }));
  await world.finish(raw.close());
}

describe('raft store', () => {
  it('finds every flipped bit of every entry, snapshot record and log start at open', async () => {
    const { world, host, store } = await filled(4);
    await world.finish(store.snapshots.writeChunk({ offset: 2, epoch: 1 }, 0, Buffer.from('state')));
    const snapshot = { id: { offset: 2, epoch: 1 }, totalBytes: 5, totalCrc: 0, voters: [VOTER] };
    const bytes = await world.finish(store.snapshots.read(snapshot.id, 0, 10).catch(() => Buffer.from('state')));
    const { crc32c } = await import('@drave/records');
    await world.finish(store.completeSnapshot({ ...snapshot, totalCrc: crc32c(bytes) }));
    await world.finish(store.close());
    const raw = await world.finish(host.env.store.open(`${DIRECTORY}/store`));
    const entries = await world.finish(raw.range({}));
    await world.finish(raw.close());
    let flips = 0;
    for (const { key, value } of entries)
      for (let position = 0; position < value.length; position += 5) {
        const damaged = Uint8Array.from(value);
        damaged[position] = (damaged[position] as number) ^ (1 << (flips % 8));
        await tamper(host.env, world, () => [{ kind: 'put', key, value: damaged }]);
        const thrown = await failure(world, open(host.env));
        expect(isDraveError(thrown, 'CORRUPT_DATA'), `byte ${position} of ${Buffer.from(key).toString('hex')}`).toBe(
          true,
        );
        expect((thrown as Error).message).toMatch(/Remove (it|this node) from the quorum/);
        await tamper(host.env, world, () => [{ kind: 'put', key, value }]);
        flips++;
      }
    expect(flips).toBeGreaterThan(40);
    await world.finish((await world.finish(open(host.env))).close());
  });

  it('refuses a log with a missing entry, and one whose entries changed places', async () => {
    for (const damage of ['missing', 'swapped'] as const) {
      const { world, host, store } = await filled(4);
      await world.finish(store.close());
      await tamper(host.env, world, (entries) => {
        const [first, second] = entries.filter(({ key }) => key[0] === 1).slice(1);
        if (first === undefined || second === undefined) throw new Error('entries are there');
        if (damage === 'missing') return [{ kind: 'delete', key: first.key }];
        return [
          { kind: 'put', key: first.key, value: second.value },
          { kind: 'put', key: second.key, value: first.value },
        ];
      });
      expect(isDraveError(await failure(world, open(host.env)), 'CORRUPT_DATA')).toBe(true);
    }
  });

  it('C6: a log that ends below its floor is refused: it has lost what it acknowledged', async () => {
    const { world, host, store } = await filled(8);
    await world.finish(store.close());
    await tamper(host.env, world, (entries) =>
      entries
        .filter(({ key }) => key[0] === 1)
        .slice(-4)
        .map(({ key }) => ({ kind: 'delete', key })),
    );
    const thrown = await failure(world, open(host.env));
    expect(isDraveError(thrown, 'CORRUPT_DATA')).toBe(true);
    expect((thrown as Error).message).toMatch(/ends at 4, but once reached 6/);
  });

  it('a truncation lowers the floor first: a crash at any moment of it leaves a log that opens', async () => {
    const ends = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const { world, host, store } = await filled(8, seed);
      void store.truncate(3);
      for (let steps = world.random.integer(9); steps > 0; steps--) await world.step();
      host.crash({ loseUnsynced: seed % 2 === 0 });
      const again = await world.finish(open(host.restart()));
      ends.add(again.log.endOffset);
    }
    expect(ends).toEqual(new Set([3, 8]));
  });

  it('C21: a crash at any moment of a compaction shows the log with or without it, nothing older', async () => {
    const starts = new Set<number>();
    for (let seed = 0; seed < 80; seed++) {
      const { world, host, store } = await filled(9, seed);
      for (const offset of [3, 6]) {
        const id = { offset, epoch: 1 };
        await world.finish(store.snapshots.writeChunk(id, 0, Buffer.alloc(0)));
        const done = store.completeSnapshot({ id, totalBytes: 0, totalCrc: 0, voters: [VOTER] });
        if (offset === 3) await world.finish(done);
      }
      for (let steps = world.random.integer(5); steps > 0; steps--) await world.step();
      host.crash({ loseUnsynced: seed % 2 === 0 });
      const again = await world.finish(open(host.restart()));
      expect(again.log.endOffset).toBe(9);
      expect(again.snapshots.latest?.id.offset).toBe(again.log.start.offset === 0 ? 3 : 6);
      starts.add(again.log.start.offset);
    }
    expect(starts).toEqual(new Set([0, 3]));
  });

  it('C20: a crash at any moment of an install leaves the old log or the snapshot, whole', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 80; seed++) {
      const { world, host, store } = await filled(4, seed);
      const id = { offset: 20, epoch: 1 };
      void (async () => {
        await store.snapshots.writeChunk(id, 0, new Uint8Array(0));
        await store.install({ id, totalBytes: 0, totalCrc: 0, voters: [VOTER] });
      })();
      for (let steps = world.random.integer(9); steps > 0; steps--) await world.step();
      host.crash({ loseUnsynced: seed % 2 === 0 });
      const again = await world.finish(open(host.restart()));
      seen.add(`${again.log.start.offset}-${again.log.endOffset}`);
    }
    expect(seen).toEqual(new Set(['0-4', '20-20']));
  });

  it('C2: what a killed process left un-synced is synced at open, before it counts as durable', async () => {
    let gained = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { world, host, store } = await filled(2, seed);
      void store.append([data(2, 1)]);
      host.crash({ loseUnsynced: false });
      const again = await world.finish(open(host.restart()));
      const { endOffset } = again.log;
      if (endOffset === 3) gained++;
      host.crash({ loseUnsynced: true });
      const last = await world.finish(open(host.restart()));
      expect(last.log.endOffset).toBe(endOffset);
    }
    expect(gained).toBeGreaterThan(0);
  });

  it('C16: voter sets in the log are found at open', async () => {
    const { world, host, store } = await filled(1);
    const second = { ...VOTER, nodeId: 2, directoryId: 'dir-2' };
    const payload = encodeControl({ kind: 'voters', voters: [VOTER, second] });
    await world.finish(store.append([sealEntry(1, 1, 'control', 0, payload)]));
    await world.finish(store.close());
    const again = await world.finish(open(host.env));
    expect(again.recovered().voterSets.at(-1)).toEqual({ offset: 1, voters: [VOTER, second] });
  });

  it('C26: a format cut short by power loss is no format; one that ended stays', async () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 150; seed++) {
      const world = new SimWorld({ seed });
      const host = world.createHost('h');
      const format = { clusterId: 'c', nodeId: 1, directoryId: 'dir-1', initialVoters: [VOTER] };
      let ended = false;
      void formatStorage(host.env, 'data/deep/meta', format).then(() => {
        ended = true;
      });
      for (let steps = world.random.integer(25); steps > 0; steps--) await world.step();
      host.crash({ loseUnsynced: true });
      const env = host.restart();
      const thrown = await failure(world, RaftStore.open(env, 'data/deep/meta', OPTIONS));
      const code = thrown === undefined ? 'opened' : DraveError.from(thrown).code;
      expect(ended ? ['opened'] : ['opened', 'INVALID_CONFIG']).toContain(code);
      if (thrown !== undefined) await world.finish(formatStorage(env, 'data/deep/meta', format));
      outcomes.add(thrown === undefined ? 'formatted' : 'not formatted');
    }
    expect(outcomes.size).toBe(2);
  });

  it('reads entries of any size from the disk: as many as fit, and one that does not', async () => {
    const { world, store } = await filled(0);
    const sizes = Array.from({ length: 300 }, (_, offset) => (offset % 50 === 7 ? 4_000 : 10 + (offset % 23)));
    const all = sizes.map((size, offset) => sealEntry(offset, 1, 'data', 1_000, Buffer.alloc(size, offset)));
    for (const entry of all) await world.finish(store.append([entry]));
    for (const [from, bytesMax] of [
      [0, 1],
      [0, 100],
      [0, 3_000],
      [7, 100],
      [6, 5_000],
      [8, 2_500],
      [60, 1_000_000],
    ] as const) {
      const found = await world.finish(store.log.read(from, 280, bytesMax));
      let bytes = 0;
      const fitting = all
        .slice(from, Math.min(280, from + 256))
        .findIndex((entry) => (bytes += entryBytes(entry)) > bytesMax);
      const upTo = fitting === -1 ? 280 : from + Math.max(1, fitting);
      expect(found, `${bytesMax} bytes from ${from}`).toEqual(all.slice(from, upTo));
    }
  });

  it("refuses another cluster's, node's or directory's data, and says whose it is", async () => {
    const { world, host, store } = await filled(1);
    await world.finish(store.close());
    for (const other of [{ clusterId: 'x' }, { nodeId: 2 }, { directoryId: 'dir-x' }]) {
      const thrown = await failure(world, RaftStore.open(host.env, DIRECTORY, { ...OPTIONS, ...other }));
      expect(isDraveError(thrown, 'DATA_DIRECTORY_MISMATCH')).toBe(true);
    }
  });
});
