import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DraveError } from '@drave/base';
import { silentLogger } from '../logger.js';
import { SeededRandom } from '../seeded-random.js';
import { createNodeEnv, type NodeEnv } from './index.js';
import { checkTables } from './store-tables.js';

/** The subject is what LevelDB does not look at: the tables that it merges. */
const random = new SeededRandom(7);
let root: string;
let folder: string;
let env: NodeEnv;
let table: string;
let sound: Buffer;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'drave-tables-'));
  folder = join(root, 'db');
  env = createNodeEnv({ root, logger: silentLogger });
  await fill('first', (index) => Buffer.from(random.bytes(50 + index)));
  // A journal becomes a table when the store is opened again.
  await fill('second', () => Buffer.alloc(400, 7));
  await fill('third', () => Buffer.alloc(3));
  const tables = readdirSync(folder).filter((name) => name.endsWith('.ldb'));
  table = join(
    folder,
    tables.toSorted((one, other) => statSync(join(folder, other)).size - statSync(join(folder, one)).size)[0] ?? '',
  );
  sound = readFileSync(table);
});
afterEach(() => {
  env.close();
  rmSync(root, { recursive: true });
});

async function fill(name: string, valueOf: (index: number) => Buffer): Promise<void> {
  const store = await env.store.open('db');
  for (let index = 0; index < 200; index++)
    await store.batch([{ kind: 'put', key: Buffer.from(`${name} ${index}`), value: valueOf(index) }], { sync: false });
  await store.close();
}

async function verdict(): Promise<string> {
  try {
    await checkTables(folder);
    return 'sound';
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

describe('the tables of a store', () => {
  it('are sound as they were written', async () => {
    expect(sound.length).toBeGreaterThan(10_000);
    expect(await verdict()).toBe('sound');
    await (await env.store.open('db')).close();
    expect(await verdict()).toBe('sound');
  });

  it('are damaged wherever a bit has flipped, but for what pads the footer', async () => {
    const padding = { from: sound.length - 48 + 8, until: sound.length - 8 };
    const everywhere = Array.from({ length: 150 }, (_, index) => Math.floor((index / 150) * (sound.length - 600)));
    const atTheEnd = Array.from({ length: 600 }, (_, index) => sound.length - 600 + index);
    for (const position of [...everywhere, ...atTheEnd]) {
      if (position >= padding.from && position < padding.until) continue;
      const damaged = Buffer.from(sound);
      damaged[position] = (damaged[position] ?? 0) ^ (1 << (position % 8));
      writeFileSync(table, damaged);
      expect(await verdict(), `byte ${position} of ${sound.length}`).toBe('CORRUPT_DATA');
    }
  });

  it('are damaged when they are shorter or longer than they were', async () => {
    for (const bytes of [sound.subarray(0, 30), sound.subarray(0, -1), Buffer.concat([sound, Buffer.alloc(1)])]) {
      writeFileSync(table, bytes);
      expect(await verdict()).toBe('CORRUPT_DATA');
    }
  });

  it('do not count when they are left over', async () => {
    copyFileSync(table, join(folder, '000999.ldb'));
    writeFileSync(join(folder, '000998.ldb'), 'half of a table');
    expect(await verdict()).toBe('sound');
  });

  it('are looked at before the store opens', async () => {
    const damaged = Buffer.from(sound);
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    writeFileSync(table, damaged);
    await expect(env.store.open('db')).rejects.toMatchObject({
      code: 'CORRUPT_DATA',
      message: expect.stringMatching(
        /the store '.*db' is damaged: what stands at byte \d+ of \d+\.ldb is not what was/,
      ),
    });
  });
});
