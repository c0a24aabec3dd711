import { expect, it } from 'vitest';
import { assignRanges } from './range-assignor.js';

it('gives runs, the first members one more, and nothing to whoever comes too late', () => {
  const member = (memberId: string, ...topics: string[]) => ({ memberId, topics });
  const two = assignRanges([member('b', 't', 'u'), member('a', 't')], (topic) => (topic === 't' ? 3 : 2));
  expect([...(two.get('a') ?? [])]).toEqual([['t', [0, 1]]]);
  expect([...(two.get('b') ?? [])]).toEqual([
    ['t', [2]],
    ['u', [0, 1]],
  ]);
  const three = assignRanges([member('a', 't'), member('b', 't'), member('c', 't')], () => 2);
  expect([...three].map(([, topics]) => topics.get('t') ?? [])).toEqual([[0], [1], []]);
});
