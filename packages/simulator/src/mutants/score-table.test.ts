import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SeedMutant, UnitMutant } from './mutant.js';
import { knownSeedOf, renderScore, rowsOf } from './score-table.js';
import { mutants } from './table.js';

const text = readFileSync(new URL('../../mutants.md', import.meta.url), 'utf8');
const bug = { bug: 'a | b', reference: 'somebody#1, 2015', module: 'log/example', find: 'a', replace: 'b' };
const seeds: SeedMutant = { ...bug, name: 'vote-lost', kind: 'quorum' };
const focused: SeedMutant = { ...bug, name: 'poisoned', kind: 'cluster', focus: 'poison' };
const unit: UnitMutant = { ...bug, name: 'gap', kind: 'unit', noticedBy: { file: 'gaps.test.ts', name: 'a > b' } };
const all = [seeds, focused, unit];

/** What the command writes when the seed 12 has noticed, none of 60 has, and the test has. */
const table = renderScore(
  rowsOf(
    all,
    [
      { kind: 'seeds', mutant: seeds, from: 1, count: 60, seed: 12, how: '' },
      { kind: 'seeds', mutant: focused, from: 1, count: 60, seed: undefined, how: '' },
      { kind: 'unit', mutant: unit, noticed: true, how: '' },
    ],
    '',
  ),
);

describe('the table of mutants', () => {
  it('says what noticed each, or how many seeds did not', () => {
    expect(rowsOf(all, [], table).map(({ kind, noticedBy }) => [kind, noticedBy])).toEqual([
      ['quorum', '12'],
      ['cluster, poison', 'no seed of 60'],
      ['unit', 'unit: gaps.test.ts > a > b'],
    ]);
    expect(table).toContain('2 of 3 are noticed.');
    expect(table).toContain(String.raw`| a \| b |`);
  });

  it('keeps the rows of those that are not hunted again', () => {
    expect(renderScore(rowsOf(all, [], table))).toBe(table);
    expect(all.map((mutant) => knownSeedOf(mutant, table))).toEqual([12, undefined, undefined]);
  });

  it('forgets a row when something else is to notice now', () => {
    const moved: SeedMutant = { ...seeds, kind: 'cluster' };
    const otherTest: UnitMutant = { ...unit, noticedBy: { file: 'gaps.test.ts', name: 'c' } };
    const rows = rowsOf([moved, otherTest], [], table);
    expect(rows.map(({ noticedBy }) => noticedBy)).toEqual(['no hunt yet', 'no hunt yet']);
    expect(knownSeedOf(moved, table)).toBeUndefined();
  });

  it('tells of a test that passes over the bug', () => {
    const missed = renderScore(rowsOf([unit], [{ kind: 'unit', mutant: unit, noticed: false, how: '' }], table));
    expect(missed).toContain('0 of 1 are noticed.');
    expect(renderScore(rowsOf([unit], [], missed))).toBe(missed);
  });

  it('is as the command writes it: one row for each mutant, in their order and their words, and their count', () => {
    expect(text).toBe(renderScore(rowsOf(mutants, [], text)));
  });

  it('has no mutant that nothing notices', () => {
    expect(text).toContain(`\n${mutants.length} of ${mutants.length} are noticed.\n`);
  });
});
