import { describe, expect, it } from 'vitest';
import { readReasons, readScore, renderScore, rowOf } from './score-table.js';
import { mutants } from './table.js';

const rows = [
  { name: 'vote-lost', bug: 'a | b', reference: 'somebody#1, 2015', kind: 'quorum', seed: 12 },
  { name: 'never-seen', bug: 'c', reference: 'KAFKA-1', kind: 'cluster', seed: 'no seed of 60' },
];

describe('the table of mutants', () => {
  it('is read again as it was written', () => {
    const text = renderScore(rows);
    expect([...readScore(text)]).toEqual([['vote-lost', 12]]);
    expect([...readReasons(text)]).toEqual([['never-seen', 'no seed of 60']]);
    expect(text).toContain('1 of 2 are noticed.');
    expect(text).toContain(String.raw`| a \| b |`);
  });

  it('knows nothing where there is none yet', () => {
    expect(readScore('').size).toBe(0);
  });

  it('has the seed of a verdict, or how many did not notice', () => {
    const [mutant] = mutants;
    if (mutant === undefined) throw new Error('there are mutants');
    const verdict = { mutant, from: 1, count: 60, how: '' };
    expect(rowOf({ ...verdict, seed: 7 }).seed).toBe(7);
    expect(rowOf({ ...verdict, seed: undefined }).seed).toBe('no seed of 60');
  });
});
