import { expect, it } from 'vitest';
import { assignCooperatively } from './cooperative-assignor.js';

const all = ['t-0', 't-1', 't-2', 't-3', 't-4'];

it('gives a newcomer nothing that another member still works on, and its share once it is free', () => {
  const first = assignCooperatively([{ memberId: 'a', owned: [], generation: -1 }], all);
  expect(first.get('a')).toEqual(all);
  const a = { memberId: 'a', owned: all, generation: 1 };
  const second = assignCooperatively([{ memberId: 'b', owned: [], generation: -1 }, a], all);
  expect(second.get('a')).toEqual(['t-0', 't-1', 't-2']);
  expect(second.get('b')).toEqual([]);
  const kept = { ...a, owned: second.get('a') ?? [], generation: 2 };
  const third = assignCooperatively([{ memberId: 'b', owned: [], generation: 2 }, kept], all);
  expect(third.get('a')).toEqual(['t-0', 't-1', 't-2']);
  expect(third.get('b')).toEqual(['t-3', 't-4']);
});

it('believes the later generation, and neither of two in the same one', () => {
  const late = { memberId: 'a', owned: ['t-0', 't-1'], generation: 7 };
  const stale = assignCooperatively([late, { memberId: 'b', owned: ['t-1', 't-2'], generation: 6 }], all);
  expect(stale.get('a')).toEqual(['t-0', 't-1', 't-3']);
  expect(stale.get('b')).toEqual(['t-2', 't-4']);
  const torn = assignCooperatively([late, { memberId: 'b', owned: ['t-1', 't-2'], generation: 7 }], all);
  expect([...torn.values()].flat()).not.toContain('t-1');
});
