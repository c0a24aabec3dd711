import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DraveError } from '@drave/base';
import { silentLogger } from '../logger.js';
import { createNodeEnv, type NodeEnv } from './index.js';
import { checkJournals } from './store-journal.js';

/** The subject is what LevelDB does not say: its journal is damaged in the middle. */
let root: string;
let env: NodeEnv;
let journal: Buffer;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'drave-journal-'));
  env = createNodeEnv({ root, logger: silentLogger });
  const store = await env.store.open('db');
  for (let index = 0; index < 12; index++) {
    // One batch is larger than a block, so that records are cut into fragments too.
    const value = Buffer.alloc(index === 5 ? 70_000 : 40, index);
    await store.batch([{ kind: 'put', key: Buffer.from(`key ${index}`), value }], { sync: true });
  }
  await store.close();
  const folder = join(root, 'db');
  const name = readdirSync(folder).find((each) => each.endsWith('.log')) ?? 'none';
  journal = readFileSync(join(folder, name));
  mkdirSync(join(root, 'copy'));
});
afterEach(() => {
  env.close();
  rmSync(root, { recursive: true });
});

async function verdict(bytes: Buffer): Promise<string> {
  writeFileSync(join(root, 'copy', '000003.log'), bytes);
  try {
    await checkJournals(join(root, 'copy'));
    return 'sound';
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

describe('the journal of a store', () => {
  it('is sound as it was written', async () => {
    expect(await verdict(journal)).toBe('sound');
    expect(await verdict(Buffer.alloc(0))).toBe('sound');
  });

  it('is damaged wherever a bit has flipped, except in the last record', async () => {
    const lastRecord = journal.length - 100;
    const positions = Array.from({ length: 200 }, (_, index) => Math.floor((index / 200) * lastRecord));
    for (const position of positions) {
      const damaged = Buffer.from(journal);
      damaged[position] = (damaged[position] ?? 0) ^ (1 << (position % 8));
      expect(await verdict(damaged), `byte ${position}`).toBe('CORRUPT_DATA');
    }
  });

  it('may be torn at any byte, with zeros behind or not', async () => {
    for (let cut = 1; cut < 400; cut += 3) {
      const torn = journal.subarray(0, journal.length - cut);
      expect(await verdict(torn), `${cut} bytes less`).toBe('sound');
      expect(await verdict(Buffer.concat([torn, Buffer.alloc(cut)])), `${cut} bytes of zeros`).toBe('sound');
    }
  });

  it('is looked at before the store opens', async () => {
    const file = join(root, 'db', readdirSync(join(root, 'db')).find((each) => each.endsWith('.log')) ?? 'none');
    const damaged = Buffer.from(journal);
    damaged[50] = (damaged[50] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    await expect(env.store.open('db')).rejects.toMatchObject({
      code: 'CORRUPT_DATA',
      message: expect.stringMatching(/the store '.*db' is damaged: byte \d+ of \d+\.log fails its checksum/),
    });
  });
});
