import { describe, expect, it } from 'vitest';
import { KeyLedger } from './key-ledger.js';

function ledgerOf(...sends: readonly (readonly [key: string, value: string | null, offset: number])[]): KeyLedger {
  const ledger = new KeyLedger();
  for (const [key, value, offset] of sends) {
    const id = ledger.sent('t-0', key, value);
    if (offset >= 0) ledger.acknowledged(id, offset);
  }
  return ledger;
}

describe('KeyLedger', () => {
  it('accepts a log in which only the last values are left', () => {
    const ledger = ledgerOf(['a', '1', 0], ['b', '2', 1], ['a', '3', 2]);
    const kept = [
      { offset: 1, key: 'b', value: '2' },
      { offset: 2, key: 'a', value: '3' },
    ];
    expect(ledger.judge('t-0', 0, kept)).toEqual([]);
  });

  it('misses a last value that is gone, and an older one in its place', () => {
    const ledger = ledgerOf(['a', '1', 0], ['a', '3', 2]);
    expect(ledger.judge('t-0', 0, [])).toHaveLength(1);
    expect(ledger.judge('t-0', 0, [{ offset: 0, key: 'a', value: '1' }])).toHaveLength(1);
    expect(ledger.judge('t-0', 3, [])).toEqual([]);
  });

  it('lets a tombstone go, but not come undone', () => {
    const ledger = ledgerOf(['a', '1', 0], ['a', null, 2]);
    expect(ledger.judge('t-0', 0, [])).toEqual([]);
    expect(ledger.judge('t-0', 0, [{ offset: 0, key: 'a', value: '1' }])).toHaveLength(1);
  });

  it('knows that a tombstone of unknown outcome may have come last', () => {
    expect(ledgerOf(['a', '1', 0], ['a', null, -1]).judge('t-0', 0, [])).toEqual([]);
  });

  it('finds what was never sent, what stands elsewhere and what is out of order', () => {
    const ledger = ledgerOf(['a', '1', 0], ['b', '2', 1]);
    const swapped = [
      { offset: 1, key: 'b', value: '2' },
      { offset: 0, key: 'a', value: '1' },
    ];
    expect(ledger.judge('t-0', 0, swapped)).toEqual(['t-0@0 comes after 1']);
    expect(ledger.judge('t-0', 2, [{ offset: 5, key: 'a', value: '1' }])).toHaveLength(1);
    ledger.read('t-0', { offset: 1, key: 'b', value: 'other' });
    expect(ledger.findings).toHaveLength(1);
  });
});
