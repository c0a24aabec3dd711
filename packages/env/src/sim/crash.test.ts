import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import type { Disk } from '../disk.js';
import { rejectionOf } from '../conformance/subject.js';
import { readWholeFile, writeFileAtomically } from '../whole-file.js';
import { type SimHost, SimWorld } from './index.js';

const SEEDS = 200;

describe('a lost directory', () => {
  it('fails every operation below it, and nothing beside it, until it is back', async () => {
    const { world, host } = start(1);
    const { disk } = host.env;
    for (const name of ['one', 'onex']) await world.finish(disk.makeDirectory(name));
    await world.finish(write(disk, 'one/file', 'kept'));
    host.diskState.loseDirectory('one');
    for (const attempt of [() => text(disk, 'one/file'), () => disk.list('one'), () => write(disk, 'one/other', 'x')])
      expect(await world.finish(rejectionOf(attempt()))).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    await world.finish(write(disk, 'onex/file', 'beside'));
    host.diskState.restoreDirectory('one');
    expect(await world.finish(text(disk, 'one/file'))).toBe('kept');
    host.crash();
    host.diskState.wipeDirectory('one');
    const { disk: next } = host.restart();
    expect(await world.finish(next.list('.'))).toEqual(['onex']);
    expect(await world.finish(text(next, 'onex/file'))).toBe('beside');
  });
});

describe('the disk after a crash', () => {
  it('keeps un-synced writes when only the process died', async () => {
    const { world, host } = start(1);
    await world.finish(write(host.env.disk, 'file', 'un-synced'));
    const { bootId } = host;
    host.crash();
    const env = host.restart();
    expect(env.bootId).toBe(bootId);
    expect(await world.finish(text(env.disk, 'file'))).toBe('un-synced');
  });

  it('keeps what was synced, whatever else is lost', async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      const synced = async (): Promise<void> => {
        const { disk } = host.env;
        const file = await disk.open('file', 'create');
        await file.write([filled(3000, 1)], 0);
        await file.sync();
        await disk.syncDirectory('.');
        await file.write([filled(3000, 2)], 3000);
      };
      await world.finish(synced());
      const { bootId } = host;
      host.crash({ loseUnsynced: true });
      const env = host.restart();
      expect(env.bootId).not.toBe(bootId);
      const bytes = host.diskState.fileBytes('file') ?? new Uint8Array();
      expect(bytes.length).toBeGreaterThanOrEqual(3000);
      // The sector that both writes share may be torn, but only into its two versions or garbage beyond the synced
      // part.
      expect(bytes.subarray(0, 2560).every((byte) => byte === 1)).toBe(true);
    }
  });

  it('tears un-synced writes at sectors, in any subset', async () => {
    const shapes = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      const prepare = async (): Promise<void> => {
        const file = await host.env.disk.open('file', 'create');
        await host.env.disk.syncDirectory('.');
        await file.write([filled(2048, 7)], 0);
      };
      await world.finish(prepare());
      host.diskFaults({ garbageProbability: 0 });
      host.crash({ loseUnsynced: true });
      const bytes = host.diskState.fileBytes('file') ?? new Uint8Array();
      const sectors: string[] = [];
      for (let start = 0; start < bytes.length; start += 512) {
        const sector = bytes.subarray(start, start + 512);
        expect(sector.every((byte) => byte === sector[0])).toBe(true);
        sectors.push(sector[0] === 7 ? 'x' : '-');
      }
      shapes.add(sectors.join(''));
    }
    expect(shapes).toContain('');
    expect(shapes).toContain('xxxx');
    // What survives is not always a prefix: a later sector may survive an earlier one.
    expect([...shapes].some((shape) => shape.includes('-x'))).toBe(true);
    expect(shapes.size).toBeGreaterThan(8);
  });

  it('loses names that no directory sync covered', async () => {
    const seen = new Set<boolean>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      const create = async (): Promise<void> => {
        const file = await host.env.disk.open('file', 'create');
        await file.write([filled(10, 1)], 0);
        await file.sync();
      };
      await world.finish(create());
      host.crash({ loseUnsynced: true });
      seen.add(host.diskState.fileBytes('file') !== undefined);
    }
    expect(seen).toEqual(new Set([false, true]));
  });

  it('keeps of one directory a prefix of its changes, and a rename whole', async () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      const change = async (): Promise<void> => {
        const { disk } = host.env;
        await disk.makeDirectory('d');
        await disk.makeDirectory('e');
        await disk.syncDirectory('.');
        for (const name of ['d/1', 'd/2', 'd/3']) await (await disk.open(name, 'create')).close();
        await disk.rename('d/1', 'e/1');
        await (await disk.open('d/4', 'create')).close();
      };
      await world.finish(change());
      host.crash({ loseUnsynced: true });
      outcomes.add(host.diskState.files().join(' '));
    }
    expect([...outcomes].sort()).toEqual(
      ['', 'd/1', 'd/1 d/2', 'd/1 d/2 d/3', 'd/2 d/3 e/1', 'd/2 d/3 d/4 e/1'].sort(),
    );
  });

  it('brings back a name whose removal was not synced', async () => {
    const seen = new Set<boolean>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      const remove = async (): Promise<void> => {
        await write(host.env.disk, 'file', 'old');
        await host.env.disk.syncDirectory('.');
        await host.env.disk.remove('file');
      };
      await world.finish(remove());
      host.crash({ loseUnsynced: true });
      seen.add(host.diskState.fileBytes('file') !== undefined);
    }
    expect(seen).toEqual(new Set([false, true]));
  });

  it('syncing a directory makes durable what a rename into it needs', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const { world, host } = start(seed);
      const change = async (): Promise<void> => {
        const { disk } = host.env;
        await disk.makeDirectory('from');
        await disk.makeDirectory('to');
        await disk.syncDirectory('.');
        const file = await disk.open('from/a', 'create');
        await file.write([filled(5, 1)], 0);
        await file.sync();
        await disk.rename('from/a', 'to/a');
        await disk.syncDirectory('to');
      };
      await world.finish(change());
      host.crash({ loseUnsynced: true });
      expect(host.diskState.files()).toEqual(['to/a']);
    }
  });

  it('an atomic replacement is the old file or the new one at any moment', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      await world.finish(writeFileAtomically(host.env.disk, 'checkpoint', Buffer.from('old'.repeat(400))));
      void writeFileAtomically(host.env.disk, 'checkpoint', Buffer.from('NEW'.repeat(500)));
      await world.runFor(world.random.next() * 1.2);
      host.crash({ loseUnsynced: true });
      const env = host.restart();
      const after = await world.finish(text(env.disk, 'checkpoint'));
      expect(['old'.repeat(400), 'NEW'.repeat(500)]).toContain(after);
      seen.add(after?.slice(0, 3) ?? '');
    }
    expect([...seen].sort()).toEqual(['NEW', 'old']);
  });

  it('drops pending data when a sync fails, and calls the next sync a success', async () => {
    const { world, host } = start(3);
    const run = async (): Promise<void> => {
      const { disk } = host.env;
      const file = await disk.open('file', 'create');
      await disk.syncDirectory('.');
      await file.write([filled(100, 1)], 0);
      host.diskState.failNext('sync');
      expect(isDraveError(await rejectionOf(file.sync()), 'KAFKA_STORAGE_ERROR')).toBe(true);
      await file.sync();
      expect(await file.size()).toBe(100);
    };
    await world.finish(run());
    host.crash({ loseUnsynced: true });
    expect(host.diskState.fileBytes('file')?.length).toBe(0);
  });

  it('covers by a sync only what was written when it was issued', async () => {
    let lost = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { world, host } = start(seed);
      const run = async (): Promise<void> => {
        const { disk } = host.env;
        const file = await disk.open('file', 'create');
        await disk.syncDirectory('.');
        await file.write([filled(512, 1)], 0);
        const syncing = file.sync();
        await file.write([filled(512, 2)], 512);
        await syncing;
      };
      await world.finish(run());
      host.crash({ loseUnsynced: true });
      const size = host.diskState.fileBytes('file')?.length ?? 0;
      expect(size).toBeGreaterThanOrEqual(512);
      if (size === 512) lost++;
    }
    expect(lost).toBeGreaterThan(10);
  });

  it('may have done, half done, or not done a write under way when the process died', async () => {
    const sizes = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { world, host } = start(seed);
      const file = await world.finish(host.env.disk.open('file', 'create'));
      void file.write([filled(1000, 1)], 0);
      host.crash();
      const size = host.diskState.fileBytes('file')?.length ?? 0;
      sizes.add(size === 0 ? 'none' : size === 1000 ? 'all' : 'part');
    }
    expect([...sizes].sort()).toEqual(['all', 'none', 'part']);
  });
});

describe('a disk that fails', () => {
  it('is full at its capacity, keeps the prefix, and works again after a removal', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('one', { diskBytes: 1000 });
    const run = async (): Promise<void> => {
      const { disk } = host.env;
      const file = await disk.open('a', 'create');
      await file.write([filled(600, 1)], 0);
      expect(await disk.space('.')).toEqual({ totalBytes: 1000, freeBytes: 400 });
      const thrown = await rejectionOf(file.write([filled(600, 2)], 600));
      expect(isDraveError(thrown, 'DISK_FULL')).toBe(true);
      expect(isDraveError(thrown) && thrown.details.metadata?.errno).toBe('ENOSPC');
      expect(await file.size()).toBe(1000);
      await file.write([filled(600, 3)], 0);
      await disk.remove('a');
      await write(disk, 'b', 'space again');
    };
    await world.finish(run());
  });

  it('flips bits of cold data only, and for good', async () => {
    const { world, host } = start(1);
    const run = async (): Promise<void> => {
      const file = await host.env.disk.open('file', 'create');
      await file.write([filled(1000, 0)], 0);
      const buffer = new Uint8Array(1000);
      host.diskFaults({ bitFlipProbability: 1 });
      await file.read(buffer, 0);
      expect(onesIn(buffer)).toBe(0);
      await file.sync();
      await file.read(buffer, 0);
      host.diskFaults({ bitFlipProbability: 0 });
      await file.read(buffer, 0);
      expect(onesIn(buffer)).toBe(1);
    };
    await world.finish(run());
  });

  it('stalls, and fails only where it is told', async () => {
    const { world, host } = start(1);
    const run = async (): Promise<void> => {
      const { disk, clock } = host.env;
      host.diskFaults({ stalledUntilMs: 500 });
      await write(disk, 'file', 'x');
      expect(world.nowMs()).toBeGreaterThanOrEqual(500);
      const startMs = clock.monotonicMs();
      host.diskFaults({ writeErrorProbability: 1, pathContains: 'bad' });
      await write(disk, 'good', 'x');
      const bad = await disk.open('bad', 'create');
      expect(isDraveError(await rejectionOf(bad.write([filled(1, 1)], 0)), 'KAFKA_STORAGE_ERROR')).toBe(true);
      expect(clock.monotonicMs() - startMs).toBeLessThan(10);
    };
    await world.finish(run());
  });
});

function start(seed: number): { world: SimWorld; host: SimHost } {
  const world = new SimWorld({ seed });
  return { world, host: world.createHost('one') };
}

function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

function onesIn(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}

async function write(disk: Disk, path: string, content: string): Promise<void> {
  const file = await disk.open(path, 'create');
  await file.write([Buffer.from(content)], 0);
  await file.close();
}

async function text(disk: Disk, path: string): Promise<string | undefined> {
  const bytes = await readWholeFile(disk, path, 10_000);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}
