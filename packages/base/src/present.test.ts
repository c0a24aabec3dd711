import { expect, it } from 'vitest';
import { present } from './present.js';

it('keeps what has a value, in order, and drops the keys of what has none', () => {
  const host: string | undefined = undefined;
  const kept = present({ rack: 'r1', host, port: 0, tls: false, name: '', parent: null });
  expect(Object.entries(kept)).toEqual([
    ['rack', 'r1'],
    ['port', 0],
    ['tls', false],
    ['name', ''],
    ['parent', null],
  ]);
  expect('host' in kept).toBe(false);
});
