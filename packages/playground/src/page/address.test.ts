import { describe, expect, it } from 'vitest';
import { readAddress } from './address.js';

describe('readAddress', () => {
  it('reads the seed', () => {
    expect(readAddress('#seed=17').seed).toBe(17);
    expect(readAddress('#seed=0').seed).toBe(0);
  });

  it.each(['', '#', '#seed=', '#seed=-1', '#seed=1.5', '#seed=9007199254740993', '#seed=x', '#other=3'])(
    'takes the first seed where %o names none',
    (hash) => expect(readAddress(hash).seed).toBe(1),
  );
});
