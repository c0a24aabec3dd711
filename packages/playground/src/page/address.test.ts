import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from './address.js';

const clicks = '120.kill.b1~300.cut.b2-b3';

describe('readAddress', () => {
  it('reads the seed', () => {
    expect(readAddress('#seed=17').run.seed).toBe(17);
    expect(readAddress('#seed=0').run.seed).toBe(0);
  });

  it.each(['', '#', '#seed=', '#seed=-1', '#seed=1.5', '#seed=9007199254740993', '#seed=x', '#other=3', '#speed=7'])(
    'takes the first seed and the usual speed where %o makes no sense',
    (hash) => expect(readAddress(hash)).toMatchObject({ run: { kind: 'playground', seed: 1 }, speed: 0.25 }),
  );

  it('takes no more than fits', () => {
    const { run } = readAddress(`#clicks=${'1.kill.b1~'.repeat(10_000)}&tour=${'x'.repeat(1_000)}`);
    expect(JSON.stringify(run).length).toBeLessThan(9_000);
  });
});

describe('writeAddress', () => {
  it.each([
    { run: { kind: 'playground', seed: 3, tour: undefined, clicks: '' }, speed: 0.25 },
    { run: { kind: 'playground', seed: 3, tour: undefined, clicks }, speed: 10 },
    { run: { kind: 'playground', seed: 1, tour: 'election', clicks: '' }, speed: 0.25 },
    { run: { kind: 'cluster', seed: 29, focus: undefined }, speed: 100 },
    { run: { kind: 'cluster', seed: 29, focus: 'transactions' }, speed: 0.25 },
  ] as const)('writes what is read again: %j', (address) =>
    expect(readAddress(writeAddress(address))).toEqual(address),
  );
});
