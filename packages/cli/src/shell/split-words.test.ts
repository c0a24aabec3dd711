import { expect, it } from 'vitest';
import { splitWords } from './split-words.js';

it.each([
  ['  kill  b1 ', ['kill', 'b1']],
  ['', []],
  ['# only a comment', []],
  ['produce orders "two words" # and why', ['produce', 'orders', 'two words']],
  [`wait 'leader:orders/0!=b2' a#b`, ['wait', 'leader:orders/0!=b2', 'a#b']],
  [String.raw`a\ b "c\"d" '\' ""`, ['a b', 'c"d', '\\', '']],
])('the words of %j', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

it('a quote must end', () => {
  expect(() => splitWords("kill 'b1")).toThrow("a quote ' has no end");
});
