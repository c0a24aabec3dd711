import { SimWorld } from './sim/index.js';
import { describe, expect, it } from 'vitest';
import { DiskReserve } from './disk-reserve.js';

const bytesMax = 64 * 1024;
const path = 'metadata/reserve';

async function start({ capacityBytes = Number.POSITIVE_INFINITY } = {}) {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('host');
  const { disk } = host.env;
  await world.finish(disk.makeDirectory('metadata'));
  const file = await world.finish(disk.open('records', 'create'));
  host.diskFaults({ capacityBytes });
  const open = (): Promise<DiskReserve> => world.finish(DiskReserve.open({ env: host.env, path, bytesMax }));
  /** Somebody else's file has this size from now on. */
  const take = async (bytes: number): Promise<void> => {
    await world.finish(file.truncate(0));
    await world.finish(file.write([Buffer.alloc(bytes)], 0));
  };
  const size = (): number | undefined => host.diskState.fileBytes(path)?.length;
  return { world, open, take, size };
}

describe('a reserve of disk space', () => {
  it('is filled behind a start that does not wait for it, and kept from then on', async () => {
    const { world, open, size } = await start();
    const first = await open();
    expect(size() ?? 0).toBeLessThan(bytesMax);
    expect(first.refusal).toBeUndefined();
    await world.runFor(100);
    expect(size()).toBe(bytesMax);
    await world.finish(first.close());
    const second = await open();
    expect(second.refusal).toBeUndefined();
    expect(size()).toBe(bytesMax);
  });

  it('is an eighth of a small disk', async () => {
    const { world, open, size } = await start({ capacityBytes: 80_000 });
    await open();
    await world.runFor(100);
    expect(size()).toBe(10_000);
  });

  it('is given back once; until it is filled again nobody else may write', async () => {
    const { world, open, size, take } = await start({ capacityBytes: 20 * bytesMax });
    const reserve = await open();
    await world.runFor(100);
    await take(19 * bytesMax);
    expect(await world.finish(reserve.giveBack())).toBe(true);
    expect(size()).toBeUndefined();
    expect(reserve.refusal).toMatchObject({ code: 'DISK_FULL' });
    expect(await world.finish(reserve.giveBack())).toBe(false);
    // As much as it takes is free, and not twice as much.
    await take(18.5 * bytesMax);
    await world.runFor(5_000);
    expect(size()).toBeUndefined();
    expect(reserve.refusal).toMatchObject({ code: 'DISK_FULL' });
    await take(18 * bytesMax);
    await world.runFor(2_000);
    expect(size()).toBe(bytesMax);
    expect(reserve.refusal).toBeUndefined();
  });

  it('lets nobody write either when there was no room for it at the start', async () => {
    const { world, open, size, take } = await start({ capacityBytes: 20 * bytesMax });
    await take(19 * bytesMax);
    const reserve = await open();
    await world.runFor(100);
    expect(size()).toBeUndefined();
    expect(reserve.refusal).toMatchObject({ code: 'DISK_FULL' });
    await take(0);
    await world.runFor(2_000);
    expect(size()).toBe(bytesMax);
    expect(reserve.refusal).toBeUndefined();
  });

  it('that is asked for while it is filled gives back what is there, and is filled later', async () => {
    const { world, open, size } = await start();
    const reserve = await open();
    while (size() === undefined) await world.runFor(0.01);
    expect(await world.finish(reserve.giveBack())).toBe(true);
    expect(size()).toBeUndefined();
    expect(reserve.refusal).toMatchObject({ code: 'DISK_FULL' });
    await world.runFor(2_000);
    expect(size()).toBe(bytesMax);
    expect(reserve.refusal).toBeUndefined();
  });
});
