import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UnitMutant } from './mutant.js';
import { huntWithUnitTest } from './unit-hunt.js';

const mutant: UnitMutant = {
  name: 'example',
  reference: 'none',
  bug: 'adds instead of subtracting',
  kind: 'unit',
  noticedBy: { file: 'sum.test.ts', name: 'sums > subtract' },
  module: 'log/example',
  find: 'a - b',
  replace: 'a + b',
};
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drave-unit-hunt-'));
  mkdirSync(join(root, 'packages/log/src'), { recursive: true });
  writeFileSync(join(root, 'packages/log/src/example.ts'), 'export const less = (a, b) => a - b;');
});
afterEach(() => rmSync(root, { recursive: true }));

/** A program in the place of vitest that leaves these results: where the module is as it was, where it has the bug. */
function hunting(without: readonly object[], mutated: readonly object[]): ReturnType<typeof hunt> {
  return hunt(`import { appendFileSync, readFileSync } from 'node:fs';
    const { DRAVE_TEST_REPORT, DRAVE_REPLACED_MODULE, DRAVE_REPLACEMENT } = process.env;
    const replaced = DRAVE_REPLACED_MODULE !== undefined;
    const isRight = replaced
      ? DRAVE_REPLACED_MODULE.endsWith('packages/log/src/example.ts') &&
        readFileSync(DRAVE_REPLACEMENT, 'utf8') === 'export const less = (a, b) => a + b;'
      : process.argv.includes('sum.test.ts');
    const lines = !isRight ? [] : replaced ? ${JSON.stringify(mutated)} : ${JSON.stringify(without)};
    for (const line of lines) appendFileSync(DRAVE_TEST_REPORT, JSON.stringify(line) + '\\n');`);
}

function hunt(text: string, timeoutMs = 60_000): ReturnType<typeof huntWithUnitTest> {
  const program = join(root, 'program.mjs');
  writeFileSync(program, text);
  return huntWithUnitTest(mutant, { root, program, timeoutMs });
}

const end = { end: true };
const other = { file: 'sum.test.ts', test: 'sums > add', state: 'failed', how: 'expected 4' };
const passed = { file: 'sum.test.ts', test: 'sums > subtract', state: 'passed' };
const failed = { ...passed, state: 'failed', how: 'expected 3 to be 1' };
const noResult = "sum.test.ts has no result of 'sums > subtract'";

describe('a hunt with a unit test', () => {
  it('tells that the test passes without the bug and fails with it, whatever the others do', async () => {
    const found = await hunting([passed, end], [other, failed, end]);
    expect(found).toMatchObject({ noticed: true, how: 'expected 3 to be 1' });
    expect(await hunting([passed, end], [other, passed, end])).toMatchObject({ noticed: false });
  });

  it('refuses a test that fails without the bug', async () => {
    await expect(hunting([failed, end], [failed, end])).rejects.toThrow('fails without it: expected 3 to be 1');
  });

  it.each([
    ['a missing test', [other, end]],
    ['a skipped test', [{ ...passed, state: 'skipped' }, end]],
    ['a module that does not compile', [{ file: 'sum.test.ts', state: 'failed' }, end]],
    ['an error outside of all tests', [failed, { file: 'unhandled error', state: 'failed' }, end]],
    ['a crash', [failed]],
  ])('does not take %s for a failure', async (_, mutated) => {
    await expect(hunting([passed, end], mutated)).rejects.toThrow(noResult);
    await expect(hunting(mutated, [failed, end])).rejects.toThrow(noResult);
  });

  it('does not take a run that never ends for a failure', async () => {
    await expect(hunt('for (;;);', 200)).rejects.toThrow('ended by SIGKILL');
  });
});
