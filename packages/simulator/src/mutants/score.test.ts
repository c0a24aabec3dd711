import { expect, it } from 'vitest';
import { describeScore, scoreMutants, type MutantVerdict } from './score.js';
import type { Mutant, SeedMutant } from './mutant.js';
import { mutants } from './table.js';

it('hunts every mutant once and counts who was caught, by a seed or by a test', async () => {
  const lines: string[] = [];
  const bySeeds = mutants.filter((mutant): mutant is SeedMutant => mutant.kind !== 'unit').slice(0, 3);
  const byTests = mutants.filter((mutant) => mutant.kind === 'unit').slice(0, 2);
  const chosen: readonly Mutant[] = [...bySeeds, ...byTests];
  expect(chosen).toHaveLength(5);
  const hunt = async (mutant: Mutant): Promise<MutantVerdict> => {
    if (mutant.kind === 'unit') return { kind: 'unit', mutant, noticed: mutant === chosen[3], how: 'expected 1' };
    const seed = mutant === chosen[1] ? undefined : mutant === chosen[0] ? 12 : 41;
    return { kind: 'seeds', mutant, from: 10, count: 60, seed, how: 'lost-write' };
  };
  const verdicts = await scoreMutants(chosen, 2, hunt, (line) => lines.push(line));
  expect(verdicts.map(({ mutant }) => mutant.name)).toEqual(chosen.map(({ name }) => name));
  expect(lines).toHaveLength(5);
  expect(lines.filter((line) => line.includes('NOT CAUGHT'))).toHaveLength(2);
  const survivors = `${chosen[1]?.name}, ${chosen[4]?.name}`;
  expect(describeScore(verdicts)).toBe(`3 of 5 mutants caught, median 3 seeds; not caught: ${survivors}`);
});
