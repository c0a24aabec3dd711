import { expect, it } from 'vitest';
import { describeScore, scoreMutants, type MutantVerdict } from './score.js';
import { mutants } from './table.js';

it('hunts every mutant once and counts who was caught', async () => {
  const lines: string[] = [];
  const chosen = mutants.slice(0, 3);
  const hunt = async (mutant: (typeof chosen)[number]): Promise<MutantVerdict> => {
    const seed = mutant === chosen[1] ? undefined : mutant === chosen[0] ? 12 : 41;
    return { mutant, from: 10, count: 60, seed, how: 'lost-write' };
  };
  const verdicts = await scoreMutants(chosen, 2, hunt, (line) => lines.push(line));
  expect(verdicts.map(({ mutant }) => mutant.name)).toEqual(chosen.map(({ name }) => name));
  expect(lines).toHaveLength(3);
  expect(describeScore(verdicts)).toBe(`2 of 3 mutants caught, median 3 seeds; not caught: ${chosen[1]?.name}`);
});
