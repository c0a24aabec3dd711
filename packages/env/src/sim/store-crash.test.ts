import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import { rejectionOf } from '../conformance/subject.js';
import type { Store, StoreOperation } from '../store.js';
import { type SimHost, SimWorld } from './index.js';

describe('the store after a crash', () => {
  it('keeps a prefix of the un-synced batches, each whole, and everything synced', async () => {
    const kept = new Set<number>();
    for (let seed = 0; seed < 100; seed++) {
      const { world, host } = start(seed);
      const fill = async (): Promise<void> => {
        const store = await host.env.store.open('db');
        for (let index = 0; index < 4; index++) await store.batch(pair(index), { sync: false });
        await store.batch(pair(4), { sync: true });
        for (let index = 5; index < 10; index++) await store.batch(pair(index), { sync: false });
      };
      await world.finish(fill());
      host.crash({ loseUnsynced: true });
      const present = await world.finish(contents(host));
      for (let index = 0; index < 10; index++)
        expect(present.has(`${index}a`), `batch ${index} is whole`).toBe(present.has(`${index}b`));
      const count = present.size / 2;
      expect(count).toBeGreaterThanOrEqual(5);
      for (let index = 0; index < count; index++) expect(present.has(`${index}a`)).toBe(true);
      kept.add(count);
    }
    expect([...kept].sort((left, right) => left - right)).toEqual([5, 6, 7, 8, 9, 10]);
  });

  it('keeps every completed batch when only the process died; those under way happen as a prefix', async () => {
    const kept = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const { world, host } = start(seed);
      const store = await world.finish(host.env.store.open('db'));
      await world.finish(store.batch(pair(0), { sync: false }));
      for (let index = 1; index < 4; index++) void store.batch(pair(index), { sync: true });
      host.crash();
      const present = await world.finish(contents(host));
      const count = present.size / 2;
      for (let index = 0; index < count; index++) expect(present.has(`${index}b`)).toBe(true);
      kept.add(count);
    }
    expect(kept).toEqual(new Set([1, 2, 3, 4]));
  });

  it('may be damaged by a power loss, and says so', async () => {
    const world = new SimWorld({ seed: 5 });
    const host = world.createHost('one', { store: { corruptProbability: 1 } });
    const store = await world.finish(host.env.store.open('db'));
    await world.finish(store.batch(pair(0), { sync: false }));
    host.crash({ loseUnsynced: true });
    host.restart();
    expect(isDraveError(await world.finish(rejectionOf(host.env.store.open('db'))), 'CORRUPT_DATA')).toBe(true);
    host.crash();
    host.wipeDisk();
    const fresh = await world.finish(host.restart().store.open('db'));
    expect(await world.finish(fresh.range({}))).toEqual([]);
  });

  it('takes no batch after one has failed, until it is opened again', async () => {
    const { world, host } = start(1);
    const run = async (): Promise<void> => {
      const store: Store = await host.env.store.open('db');
      host.storeState.failNext();
      expect(isDraveError(await rejectionOf(store.batch(pair(0), { sync: true })), 'KAFKA_STORAGE_ERROR')).toBe(true);
      expect(isDraveError(await rejectionOf(store.batch(pair(1), { sync: true })), 'KAFKA_STORAGE_ERROR')).toBe(true);
      await store.close();
      const again = await host.env.store.open('db');
      await again.batch(pair(2), { sync: true });
    };
    await world.finish(run());
  });
});

function start(seed: number): { world: SimWorld; host: SimHost } {
  const world = new SimWorld({ seed });
  return { world, host: world.createHost('one') };
}

/** Two keys that a batch writes together. */
function pair(index: number): StoreOperation[] {
  return ['a', 'b'].map((letter) => ({
    kind: 'put',
    key: Buffer.from(`${index}${letter}`),
    value: Buffer.from(String(index)),
  }));
}

async function contents(host: SimHost): Promise<Set<string>> {
  const store = await host.restart().store.open('db');
  const entries = await store.range({});
  return new Set(entries.map(({ key }) => Buffer.from(key).toString()));
}
