import { DiskReserve } from '@drave/env';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { ReservedStore } from './reserved-store.js';

const bytesMax = 64 * 1024;
const put = (key: string, bytes = 100) =>
  ({ kind: 'put', key: Buffer.from(key), value: Buffer.alloc(bytes, key) }) as const;

async function start() {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('host');
  host.storeFaults({ onDisk: true });
  await world.finish(host.env.disk.makeDirectory('metadata'));
  const reserve = await world.finish(DiskReserve.open({ env: host.env, path: 'metadata/reserve', bytesMax }));
  await world.runFor(100);
  const open = (): Promise<ReservedStore> =>
    world.finish(ReservedStore.open(host.env.store, 'metadata/store', reserve));
  /** No file gets another byte, unless some are removed. */
  const fill = (): void => host.diskFaults({ capacityBytes: host.diskState.usedBytes });
  const keys = async (store: ReservedStore): Promise<string[]> =>
    (await world.finish(store.range({}))).map(({ key }) => Buffer.from(key).toString());
  return { world, host, reserve, open, fill, keys };
}

describe('a store on a disk that is full', () => {
  it('takes batches all the same, as long as there is a reserve to give back', async () => {
    const { world, host, reserve, open, fill, keys } = await start();
    const store = await open();
    await world.finish(store.batch([put('a')], { sync: true }));
    fill();
    await world.finish(store.batch([put('b')], { sync: true }));
    expect(reserve.refusal).toMatchObject({ code: 'DISK_FULL' });
    await world.finish(store.batch([put('c'), { kind: 'delete', key: Buffer.from('a') }], { sync: true }));
    expect(await keys(store)).toEqual(['b', 'c']);
    host.crash({ loseUnsynced: true });
    host.restart();
    const again = await world.finish(host.env.store.open('metadata/store'));
    const found = await world.finish(again.range({}));
    expect(found.map(({ key }) => Buffer.from(key).toString())).toEqual(['b', 'c']);
  });

  it('fails when the reserve is used up as well', async () => {
    const { world, open, fill } = await start();
    const store = await open();
    fill();
    await world.finish(store.batch([put('a')], { sync: true }));
    const last = world.finish(store.batch([put('b', 2 * bytesMax)], { sync: true }));
    await expect(last).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('serves whoever reads and writes while it is opened anew', async () => {
    const { world, open, fill, keys } = await start();
    const store = await open();
    await world.finish(store.batch([put('a')], { sync: true }));
    fill();
    const writes = ['b', 'c', 'd'].map((key) => store.batch([put(key)], { sync: key !== 'c' }));
    const reads = Array.from({ length: 50 }, async (_, step) => {
      for (let count = 0; count < step; count++) await Promise.resolve();
      return (await store.get(Buffer.from('a')))?.length;
    });
    await world.finish(Promise.all(writes));
    expect(await world.finish(Promise.all(reads))).toEqual(reads.map(() => 100));
    expect(await keys(store)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('can be opened', async () => {
    const { world, reserve, open, fill, keys } = await start();
    const store = await open();
    await world.finish(store.batch([put('a')], { sync: true }));
    await world.finish(store.close());
    fill();
    expect(await keys(await open())).toEqual(['a']);
    expect(reserve.refusal).toMatchObject({ code: 'DISK_FULL' });
  });
});
