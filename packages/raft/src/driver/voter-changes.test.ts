import { expect, it } from 'vitest';
import { wholeTimeoutMs } from './voter-changes.js';

it('a change of voters may be asked for with whatever is left of a deadline', () => {
  expect([31_266.719, 5_000, 0.2, -3.5].map(wholeTimeoutMs)).toEqual([31_267, 5_000, 1, 0]);
});
