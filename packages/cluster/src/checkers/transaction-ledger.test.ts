import { describe, expect, it } from 'vitest';
import { TransactionLedger, type TransactionalProducerName, type TransactionViolation } from './transaction-ledger.js';

const producer: TransactionalProducerName = { transactionalId: 'id', producerId: 7, producerEpoch: 0 };
const next: TransactionalProducerName = { ...producer, producerEpoch: 1 };

const PARTITIONS = [
  ['t-0', 0],
  ['t-1', 0],
] as const;

/** A ledger with one transaction of two records, in two partitions, of a process that has been there since 0. */
function example({ protocol = 2 as 1 | 2 } = {}) {
  let nowMs = 0;
  const ledger = new TransactionLedger(() => nowMs);
  const at = (ms: number): void => {
    nowMs = ms;
  };
  ledger.initialized('p', producer, 0);
  const number = ledger.begun('p', producer, protocol, 0);
  ledger.sent(number, 't-0', 'a');
  ledger.sent(number, 't-1', 'b');
  return { ledger, at, number };
}

function found(ledger: TransactionLedger, outcomes: Readonly<Record<string, 'committed' | 'aborted'>>): void {
  for (const [value, outcome] of Object.entries(outcomes))
    ledger.found(value === 'b' ? 't-1' : 't-0', 0, value, outcome);
}

function kinds(ledger: TransactionLedger): TransactionViolation['kind'][] {
  return [...new Set(ledger.check().violations.map(({ kind }) => kind))];
}

describe('TransactionLedger', () => {
  it('has nothing against a transaction that is there as a whole, or not at all', () => {
    for (const outcome of ['committed', 'aborted'] as const) {
      const { ledger, number } = example();
      ledger.reads('r', 'read_committed', PARTITIONS);
      ledger.reads('u', 'read_uncommitted', PARTITIONS);
      if (outcome === 'committed') ledger.commitSent(number);
      ledger.ended(number, outcome);
      found(ledger, { a: outcome, b: outcome });
      for (const [partition, value] of [
        ['t-0', 'a'],
        ['t-1', 'b'],
      ] as const) {
        if (outcome === 'committed') ledger.read('r', partition, 0, value);
        ledger.read('u', partition, 0, value);
      }
      expect(ledger.check()).toMatchObject({ violations: [], [outcome]: 1 });
    }
  });

  it('has nothing against an unknown outcome, but against half of one', () => {
    const { ledger, number } = example();
    ledger.commitSent(number);
    expect(kinds(ledger)).toEqual([]);
    found(ledger, { a: 'committed', b: 'aborted' });
    expect(kinds(ledger)).toEqual(['torn']);
  });

  it('notices a commit that was acknowledged and is not there', () => {
    const { ledger, number } = example();
    ledger.commitSent(number);
    ledger.ended(number, 'committed');
    found(ledger, { a: 'aborted', b: 'aborted' });
    expect(kinds(ledger)).toEqual(['lost-commit']);
  });

  it('notices what is committed that nobody has committed, and that was aborted', () => {
    const { ledger } = example();
    found(ledger, { a: 'committed', b: 'committed' });
    expect(kinds(ledger)).toEqual(['aborted-visible']);
    const other = example();
    other.ledger.commitSent(other.number);
    other.ledger.ended(other.number, 'aborted');
    found(other.ledger, { a: 'committed', b: 'committed' });
    expect(kinds(other.ledger)).toEqual(['aborted-visible']);
  });

  it('excuses what comes behind a request of the first protocol that nobody has answered, not of the second', () => {
    for (const protocol of [1, 2] as const) {
      const { ledger, number } = example({ protocol });
      ledger.commitSent(number);
      ledger.requestLost(number);
      ledger.ended(number, 'committed');
      found(ledger, { a: 'committed', b: 'committed' });
      const later = ledger.begun('p', producer, protocol, 0);
      ledger.sent(later, 't-0', 'c');
      ledger.found('t-0', 2, 'c', 'committed');
      expect(kinds(ledger)).toEqual(protocol === 1 ? [] : ['aborted-visible']);
      // A new epoch has left the end behind.
      const last = ledger.begun('p', next, protocol, 10);
      ledger.sent(last, 't-0', 'd');
      ledger.found('t-0', 4, 'd', 'committed');
      expect(kinds(ledger)).toEqual(['aborted-visible']);
    }
  });

  it('notices a zombie by its epoch, or by the time at which it was replaced', () => {
    for (const successor of [next, { ...producer, producerId: 8 }]) {
      const { ledger, at, number } = example();
      at(20);
      ledger.initialized('q', successor, 10);
      at(30);
      ledger.commitSent(number);
      found(ledger, { a: 'committed', b: 'committed' });
      expect(kinds(ledger)).toEqual(['zombie']);
    }
  });

  it('does not call zombie who had sent its commit before, or came later itself', () => {
    const early = example();
    early.at(10);
    early.ledger.commitSent(early.number);
    early.at(20);
    early.ledger.initialized('q', next, 15);
    found(early.ledger, { a: 'committed', b: 'committed' });
    expect(kinds(early.ledger)).toEqual([]);
    const late = new TransactionLedger(() => 30);
    late.initialized('q', producer, 5);
    const number = late.begun('p', next, 2, 20);
    late.sent(number, 't-0', 'a');
    late.commitSent(number);
    late.found('t-0', 0, 'a', 'committed');
    expect(kinds(late)).toEqual([]);
  });

  it('notices what is there twice, in another order, and what nobody has sent', () => {
    const { ledger, number } = example();
    ledger.sent(number, 't-0', 'c');
    ledger.commitSent(number);
    ledger.found('t-1', 3, 'b', 'committed');
    ledger.found('t-1', 4, 'b', 'committed');
    ledger.found('t-0', 2, 'a', 'committed');
    ledger.found('t-0', 1, 'c', 'committed');
    ledger.found('t-0', 5, 'stranger', 'committed');
    expect(kinds(ledger)).toEqual(['duplicate', 'unknown-value', 'reordered']);
  });

  it('notices a reader of what is committed that is given what nobody has committed yet', () => {
    const { ledger, number } = example();
    ledger.reads('r', 'read_committed', PARTITIONS);
    ledger.read('r', 't-0', 0, 'a');
    ledger.commitSent(number);
    ledger.read('r', 't-1', 0, 'b');
    found(ledger, { a: 'committed', b: 'committed' });
    expect(kinds(ledger)).toEqual(['early-read']);
  });

  it('notices readers that are given too much, too little, something else, or go back', () => {
    const { ledger, number } = example();
    ledger.commitSent(number);
    const other = ledger.begun('p', producer, 2, 0);
    ledger.sent(other, 't-0', 'c');
    ledger.commitSent(other);
    found(ledger, { a: 'aborted', b: 'aborted' });
    ledger.found('t-0', 5, 'c', 'committed');
    ledger.reads('much', 'read_committed', PARTITIONS);
    ledger.reads('elsewhere', 'read_committed', [['t-1', 0]]);
    ledger.read('much', 't-0', 0, 'a');
    ledger.read('much', 't-0', 5, 'c');
    expect(kinds(ledger)).toEqual(['aborted-read']);
    ledger.reads('little', 'read_committed', PARTITIONS);
    expect(kinds(ledger)).toEqual(['aborted-read', 'hidden']);
    ledger.reads('else', 'read_committed', PARTITIONS);
    ledger.read('else', 't-0', 5, 'b');
    ledger.read('else', 't-0', 4, 'a');
    expect(kinds(ledger)).toEqual(['read-backwards', 'aborted-read', 'hidden', 'inconsistent-offset']);
  });

  it('owes a reader that begins in the middle what is committed from there on', () => {
    const { ledger, number } = example();
    ledger.commitSent(number);
    ledger.found('t-0', 3, 'a', 'committed');
    ledger.found('t-1', 3, 'b', 'committed');
    ledger.reads('r', 'read_committed', [
      ['t-0', 4],
      ['t-1', 3],
    ]);
    expect(kinds(ledger)).toEqual(['hidden']);
    ledger.read('r', 't-1', 3, 'b');
    expect(kinds(ledger)).toEqual([]);
  });

  it('notices what a chain leaves out, makes twice, or makes of what was aborted', () => {
    const { ledger, number } = example();
    ledger.consumes('t-0');
    ledger.consumes('t-1');
    ledger.commitSent(number);
    found(ledger, { a: 'committed', b: 'committed' });
    expect(ledger.check().violations.map(({ detail }) => detail)).toEqual([
      "nothing was made of 'a'",
      "nothing was made of 'b'",
    ]);
    const aborted = ledger.begun('p', producer, 2, 0);
    ledger.sent(aborted, 't-0', 'c');
    ledger.found('t-0', 3, 'c', 'aborted');
    const made = ledger.begun('q', { ...producer, transactionalId: 'chain', producerId: 8 }, 2, 0);
    ['a', 'a', 'b', 'c'].forEach((source, index) => {
      ledger.sent(made, 'u-0', `of-${index}`, source);
      ledger.found('u-0', index, `of-${index}`, 'committed');
    });
    ledger.commitSent(made);
    expect(kinds(ledger)).toEqual(['made-of-aborted', 'consumed-twice']);
  });
});
