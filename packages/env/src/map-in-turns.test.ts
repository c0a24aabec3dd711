import { describe, expect, it } from 'vitest';
import { mapInTurns } from './map-in-turns.js';

function counting() {
  let turns = 0;
  const timers = {
    yieldTurn: async () => {
      turns++;
    },
  };
  return { timers, turns: () => turns };
}

describe('mapInTurns', () => {
  it('takes a turn after every so many items, and none for few', async () => {
    const { timers, turns } = counting();
    expect(await mapInTurns(timers, [1, 2, 3], 3, (one) => one * 2)).toEqual([2, 4, 6]);
    expect(turns()).toBe(0);
    expect(await mapInTurns(timers, new Set([1, 2, 3, 4, 5, 6, 7]), 3, (one) => one)).toHaveLength(7);
    expect(turns()).toBe(2);
  });

  it('rejects with what the function throws', async () => {
    const failing = mapInTurns(counting().timers, [1], 1, () => {
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
  });
});
