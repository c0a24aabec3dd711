import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hunt, type HuntOptions } from './hunt.js';
import type { SeedMutant } from './mutant.js';

const mutant: SeedMutant = {
  name: 'example',
  reference: 'none',
  bug: 'adds instead of subtracting',
  kind: 'cluster',
  module: 'log/example',
  find: 'a',
  replace: 'b',
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drave-hunt-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that says what a run of seeds would say. */
function hunting(text: string, options: Partial<HuntOptions> = {}): ReturnType<typeof hunt> {
  const program = join(folder, 'program.mjs');
  writeFileSync(program, `if (process.argv.includes('--mutant')) {\n${text}\n}`);
  return hunt(mutant, { program, from: 1, count: 60, known: undefined, minutes: undefined, ...options });
}

describe('a hunt', () => {
  it('tells the seed that failed, and begins with the one that is known', async () => {
    const text = `const known = process.argv[process.argv.indexOf('--known') + 1];
      process.send({ kind: 'begins', seed: Number(known) });
      process.send({ kind: 'failed', seed: Number(known), report: 'lost a write\\nmore' }, () => process.exit(1));`;
    expect(await hunting(text, { known: 28 })).toMatchObject({ seed: 28, how: 'lost a write' });
  });

  it('tells how many had run when none failed', async () => {
    const text = "process.send({ kind: 'ended', seeds: 17 }, () => process.exit(0));";
    expect(await hunting(text, { minutes: 1 })).toMatchObject({ seed: undefined, count: 17 });
  });

  it('takes a run that does not end for noticed', async () => {
    const text = "process.send({ kind: 'begins', seed: 5 }, () => { for (;;); });";
    expect(await hunting(text, { spinMsMin: 10 })).toMatchObject({ seed: 5, how: 'a run does not end' });
  });

  it('fails when the seed that noticed fails without the bug, too', async () => {
    const text = "} { process.send({ kind: 'failed', seed: 3, report: 'lost' }, () => process.exit(1));";
    await expect(hunting(text)).rejects.toThrow('cluster --from 3 --count 1 fails without it, too');
  });

  it('fails when the program does', async () => {
    const broken = hunting("console.error('no such module'); process.exitCode = 1;");
    await expect(broken).rejects.toThrow('could not run: no such module');
  });
});
