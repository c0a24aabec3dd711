import { describe, expect, it } from 'vitest';
import { assertNoLoss, RecordLedger, type LedgerExpectation } from './record-ledger.js';

const strict: LedgerExpectation = { drained: true, duplicatesAllowed: false, ordered: true };

function kinds(ledger: RecordLedger, expectation = strict): string[] {
  return ledger.check(expectation).violations.map((violation) => violation.kind);
}

function sendAll(ledger: RecordLedger, values: readonly string[]): void {
  values.forEach((value, offset) => ledger.acknowledged(ledger.sent('p', 't-0', value), offset));
}

describe('RecordLedger', () => {
  it('accepts a history in which everything acknowledged is read once, in order', () => {
    const ledger = new RecordLedger();
    sendAll(ledger, ['a', 'b', 'c']);
    ['a', 'b', 'c'].forEach((value, offset) => ledger.polled('c', 't-0', offset, value));
    expect(assertNoLoss(ledger, strict)).toMatchObject({ sends: 3, acknowledged: 3, read: 3 });
  });

  it('finds an acknowledged record that nobody can read', () => {
    const ledger = new RecordLedger();
    sendAll(ledger, ['a', 'b']);
    ledger.polled('c', 't-0', 0, 'a');
    expect(kinds(ledger)).toEqual(['lost-write']);
    expect(kinds(ledger, { ...strict, drained: false })).toEqual([]);
    expect(() => assertNoLoss(ledger, strict)).toThrow('lost-write t-0@1');
  });

  it('finds a record written twice, unless the producer may', () => {
    const ledger = new RecordLedger();
    sendAll(ledger, ['a']);
    ledger.polled('c', 't-0', 0, 'a');
    ledger.polled('c', 't-0', 1, 'a');
    expect(kinds(ledger)).toEqual(['duplicate']);
    expect(kinds(ledger, { ...strict, duplicatesAllowed: true })).toEqual([]);
  });

  it('finds two values at one offset', () => {
    const ledger = new RecordLedger();
    ledger.polled('c1', 't-0', 0, 'a');
    ledger.polled('c2', 't-0', 0, 'b');
    expect(kinds(ledger)).toEqual(['inconsistent-offset']);
  });

  it('finds a rejected record in the log', () => {
    const ledger = new RecordLedger();
    ledger.rejected(ledger.sent('p', 't-0', 'a'));
    ledger.polled('c', 't-0', 0, 'a');
    expect(kinds(ledger)).toEqual(['rejected-but-read']);
  });

  it('accepts a record of unknown outcome, read or not', () => {
    const ledger = new RecordLedger();
    ledger.sent('p', 't-0', 'a');
    ledger.sent('p', 't-0', 'b');
    ledger.polled('c', 't-0', 0, 'b');
    expect(kinds(ledger)).toEqual([]);
  });

  it('finds a consumer that goes back, unless it was repositioned', () => {
    const ledger = new RecordLedger();
    ledger.polled('c', 't-0', 1, 'b');
    ledger.repositioned('c', 't-0');
    ledger.polled('c', 't-0', 0, 'a');
    expect(kinds(ledger)).toEqual([]);
    ledger.polled('c', 't-0', 0, 'a');
    expect(kinds(ledger)).toEqual(['nonmonotonic-poll']);
  });

  it('finds sends of one producer out of order and a record that moved', () => {
    const ledger = new RecordLedger();
    ledger.acknowledged(ledger.sent('p', 't-0', 'a'), 1);
    ledger.acknowledged(ledger.sent('p', 't-0', 'b'), 0);
    ledger.polled('c', 't-0', 0, 'b');
    ledger.polled('c', 't-0', 2, 'a');
    expect(kinds(ledger).sort()).toEqual(['moved-write', 'nonmonotonic-send']);
  });
});
