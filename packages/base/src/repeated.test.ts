import { expect, it } from 'vitest';
import { repeated } from './repeated.js';

it.each<[items: readonly (string | undefined)[], again: readonly (string | undefined)[]]>([
  [[], []],
  [['a', 'b', 'c'], []],
  [['a', 'b', 'a'], ['a']],
  [
    ['b', 'a', 'a', 'b', 'a', 'b'],
    ['a', 'b'],
  ],
  // Nothing is one item like any other.
  [['a', undefined, undefined], [undefined]],
])('of %j, %j occur more than once', (items, again) => {
  expect([...repeated(items)]).toEqual(again);
});
