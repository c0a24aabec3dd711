import { describe, expect, it } from 'vitest';
import { assertGroup, GroupLedger, type Assignment, type GroupProtocol } from './group-ledger.js';

const leaseMs = 1_000;
const x = 4;
const y = 5;

/** Assigned at `atMs` by an answer to a request of 10 ms before. */
function assign(ledger: GroupLedger, member: string, generation: number, atMs: number, more: Partial<Assignment> = {}) {
  const usual = { partitions: ['t-0'], sentMs: atMs - 10, coordinator: x, leaseMs };
  ledger.assigned({ member, generation, atMs, ...usual, ...more });
}

function commit(ledger: GroupLedger, member: string, generation: number, offset: number): void {
  ledger.commitAcknowledged(ledger.commitSent(member, generation, 't-0', offset));
}

function consume(ledger: GroupLedger, from: number, to: number): void {
  for (let offset = from; offset < to; offset += 1) ledger.consumed('t-0', offset);
}

function fetchOffset(ledger: GroupLedger, generation: number, offset: number): void {
  ledger.fetched(ledger.fetchSent(generation), 't-0', offset);
}

function kinds(ledger: GroupLedger, end?: number): string[] {
  const ends = end === undefined ? undefined : new Map([['t-0', end]]);
  return ledger.check(ends).violations.map(({ kind }) => kind);
}

describe('GroupLedger: ownership', () => {
  it('accepts a partition that moves when its owner joins again', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a', 1, 100);
    ledger.confirmed('a', 300, 310, x);
    ledger.released('a');
    assign(ledger, 'b', 2, 400);
    expect(kinds(ledger)).toEqual([]);
    expect(assertGroup('g', ledger)).toMatchObject({ assignments: 2 });
  });

  it('accepts a partition that moves when the lease of its owner has ended, whether or not that one knows', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a', 1, 100);
    ledger.confirmed('a', 300, 310, x);
    assign(ledger, 'b', 2, 300 + leaseMs);
    expect(kinds(ledger)).toEqual([]);
  });

  it('rejects a partition that moves before', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a', 1, 100);
    ledger.confirmed('a', 300, 310, x);
    assign(ledger, 'b', 2, 300 + leaseMs - 1);
    expect(kinds(ledger)).toEqual(['double-assignment']);
    expect(() => assertGroup('g', ledger)).toThrow('a in generation 1, b in 2');
  });

  it('rejects two owners in one generation, whatever their leases', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a', 1, 100);
    assign(ledger, 'b', 1, 100 + 2 * leaseMs);
    expect(kinds(ledger)).toEqual(['double-assignment']);
  });

  it('rejects a heartbeat of an old generation that succeeds after the partition has moved', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a', 1, 100);
    assign(ledger, 'b', 2, 2_000);
    ledger.confirmed('a', 2_100, 2_110, x);
    expect(kinds(ledger)).toEqual(['double-assignment']);
  });

  it('accepts two members that own different partitions', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a', 1, 100);
    assign(ledger, 'b', 1, 100, { partitions: ['t-1'] });
    expect(kinds(ledger)).toEqual([]);
  });

  it('lets a static member take the place of its own earlier process', () => {
    const ledger = new GroupLedger('classic');
    assign(ledger, 'a1', 1, 100, { instanceId: 'a' });
    assign(ledger, 'a2', 1, 200, { instanceId: 'a' });
    expect(kinds(ledger)).toEqual([]);
    assign(ledger, 'b1', 1, 300, { instanceId: 'b' });
    expect(kinds(ledger)).toEqual(['double-assignment', 'double-assignment']);
  });

  it('does not believe a deposed coordinator that goes on answering', () => {
    const ledger = new GroupLedger('classic', { noteDelayMs: 25 });
    ledger.termBegan(x, 0);
    assign(ledger, 'a', 1, 100);
    ledger.termBegan(y, 200);
    ledger.confirmed('a', 1_000, 1_010, x);
    assign(ledger, 'b', 2, 1_300, { coordinator: y });
    expect(kinds(ledger)).toEqual([]);
  });

  it('holds a new coordinator to what the rightful old one answered', () => {
    const ledger = new GroupLedger('classic', { noteDelayMs: 25 });
    ledger.termBegan(x, 0);
    assign(ledger, 'a', 1, 100);
    ledger.termBegan(y, 200);
    assign(ledger, 'b', 2, 900, { coordinator: y });
    expect(kinds(ledger)).toEqual(['double-assignment']);
  });

  it('KIP-848: believes in no owner who says late what its older epoch brought, and whose lease has ended', () => {
    const ledger = new GroupLedger('consumer');
    assign(ledger, 'a', 3, 100);
    // The coordinator can commit nothing for a while, and then answers all members at once.
    assign(ledger, 'b', 7, 2_000, { sentMs: 1_500 });
    ledger.confirmed('a', 300, 2_001, x);
    assign(ledger, 'a', 3, 2_001, { sentMs: 90 });
    commit(ledger, 'b', 7, 10);
    expect(kinds(ledger)).not.toContain('double-assignment');
    expect(kinds(ledger)).not.toContain('fenced-commit');
    commit(ledger, 'a', 3, 11);
    expect(kinds(ledger)).toContain('fenced-commit');
  });

  it.each(['classic', 'consumer'] as const)(
    '%s: rejects that, whoever is heard first, while the lease ran',
    (protocol) => {
      const ledger = new GroupLedger(protocol);
      assign(ledger, 'b', 7, 1_000);
      assign(ledger, 'a', 3, 2_000, { sentMs: 1_001 - leaseMs });
      expect(kinds(ledger)).toEqual(['double-assignment']);
      expect(() => assertGroup('g', ledger)).toThrow('a in generation 3, b in 7; heartbeat of 1 valid at 1000');
    },
  );

  it.each(['classic', 'consumer'] as const)('%s: accepts that when it had ended', (protocol) => {
    const ledger = new GroupLedger(protocol);
    assign(ledger, 'b', 7, 1_000);
    assign(ledger, 'a', 3, 2_000, { sentMs: 1_000 - leaseMs });
    expect(kinds(ledger)).toEqual([]);
  });

  it('KIP-848: a partition moves once its owner has given it up, the rest stays', () => {
    const ledger = new GroupLedger('consumer');
    assign(ledger, 'a', 1, 100, { partitions: ['t-0', 't-1'] });
    assign(ledger, 'a', 1, 200, { partitions: ['t-1'] });
    assign(ledger, 'b', 2, 300);
    assign(ledger, 'a', 2, 310, { partitions: ['t-1'] });
    expect(kinds(ledger)).toEqual([]);
    assign(ledger, 'b', 2, 400, { partitions: ['t-0', 't-1'] });
    expect(kinds(ledger)).toEqual(['double-assignment']);
  });
});

describe('GroupLedger: KIP-848 revocations', () => {
  it('accept that a member loses all when it has not let go in time, though it sends heartbeats', () => {
    const ledger = new GroupLedger('consumer');
    assign(ledger, 'a', 1, 100);
    ledger.mustAnswerBy('a', 1_100);
    ledger.confirmed('a', 1_000, 1_010, x);
    assign(ledger, 'b', 2, 1_100);
    expect(kinds(ledger)).toEqual([]);
  });

  it('accept that it loses all at the time that it was told first, when the next coordinator tells it again', () => {
    const ledger = new GroupLedger('consumer');
    assign(ledger, 'a', 1, 100);
    ledger.mustAnswerBy('a', 1_100);
    ledger.mustAnswerBy('a', 1_900);
    ledger.confirmed('a', 1_000, 1_010, x);
    assign(ledger, 'b', 2, 1_200);
    expect(kinds(ledger)).toEqual([]);
  });

  it('reject that it loses anything before, or after it has answered', () => {
    const early = new GroupLedger('consumer');
    assign(early, 'a', 1, 100);
    early.mustAnswerBy('a', 1_100);
    early.confirmed('a', 500, 510, x);
    assign(early, 'b', 2, 1_090);
    expect(kinds(early)).toEqual(['double-assignment']);
    const answered = new GroupLedger('consumer');
    assign(answered, 'a', 1, 100);
    answered.mustAnswerBy('a', 1_100);
    assign(answered, 'a', 2, 600);
    answered.mustAnswerBy('a', undefined);
    answered.confirmed('a', 1_000, 1_010, x);
    assign(answered, 'b', 3, 1_200);
    expect(kinds(answered)).toEqual(['double-assignment']);
  });
});

describe('GroupLedger: commits', () => {
  const protocols: GroupProtocol[] = ['classic', 'consumer'];
  it.each(protocols)('%s: accepts commits of the owner, then of the next one', (protocol) => {
    const ledger = new GroupLedger(protocol);
    assign(ledger, 'a', 1, 100);
    consume(ledger, 0, 20);
    commit(ledger, 'a', 1, 10);
    ledger.released('a');
    assign(ledger, 'b', 2, 200);
    fetchOffset(ledger, 2, 10);
    commit(ledger, 'b', 2, 20);
    expect(kinds(ledger, 20)).toEqual([]);
    expect(ledger.check().acknowledgedCommits).toBe(2);
  });

  it.each(protocols)('%s: takes an offset into a transaction, which counts when that is committed', (protocol) => {
    const ledger = new GroupLedger(protocol);
    consume(ledger, 0, 20);
    assign(ledger, 'a', 1, 100);
    const aborted = ledger.commitSent('a', 1, 't-0', 10);
    ledger.commitTaken(aborted);
    expect(ledger.committed('t-0')).toBe(-1);
    const committed = ledger.commitSent('a', 1, 't-0', 20);
    ledger.commitTaken(committed);
    ledger.commitAcknowledged(committed);
    expect(ledger.committed('t-0')).toBe(20);
    expect(kinds(ledger)).toEqual([]);
  });

  it.each(protocols)('%s: takes no offset of whoever was fenced when it sent it, committed or not', (protocol) => {
    const ledger = new GroupLedger(protocol);
    consume(ledger, 0, 20);
    assign(ledger, 'a', 1, 100);
    // Fenced after that: the next owner waits for the end of the transaction.
    const early = ledger.commitSent('a', 1, 't-0', 10);
    assign(ledger, 'b', 2, 100 + 2 * leaseMs);
    ledger.commitTaken(early);
    expect(kinds(ledger)).toEqual([]);
    ledger.commitTaken(ledger.commitSent('a', 1, 't-0', 20));
    expect(kinds(ledger)).toEqual(['fenced-commit']);
  });

  it.each(protocols)('%s: rejects an accepted commit of whoever was fenced when it sent it', (protocol) => {
    const ledger = new GroupLedger(protocol);
    consume(ledger, 0, 20);
    assign(ledger, 'a', 1, 100);
    assign(ledger, 'b', 2, 100 + 2 * leaseMs);
    commit(ledger, 'a', 1, 20);
    expect(kinds(ledger)).toEqual(['fenced-commit']);
  });

  it('accepts one that was under way when the generation ended', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 20);
    assign(ledger, 'a', 1, 100);
    const id = ledger.commitSent('a', 1, 't-0', 20);
    assign(ledger, 'b', 2, 100 + 2 * leaseMs);
    ledger.commitAcknowledged(id);
    expect(kinds(ledger)).toEqual([]);
  });

  it('rejects an acknowledged commit that is gone or older than before', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 30);
    assign(ledger, 'a', 1, 100);
    commit(ledger, 'a', 1, 10);
    commit(ledger, 'a', 1, 20);
    fetchOffset(ledger, 1, 10);
    fetchOffset(ledger, 1, -1);
    fetchOffset(ledger, 1, 20);
    expect(kinds(ledger)).toEqual(['lost-commit', 'lost-commit']);
  });

  it('rejects answers that go back, though the commit was of unknown outcome', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 30);
    ledger.commitSent('a', 1, 't-0', 20);
    fetchOffset(ledger, 1, -1);
    fetchOffset(ledger, 1, 20);
    fetchOffset(ledger, Number.POSITIVE_INFINITY, -1);
    expect(kinds(ledger)).toEqual(['lost-commit']);
  });

  it('accepts an old answer to a question asked before the commit was acknowledged, or by a fenced member', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 30);
    assign(ledger, 'a', 1, 100);
    const asked = ledger.fetchSent(1);
    commit(ledger, 'a', 1, 20);
    ledger.fetched(asked, 't-0', -1);
    ledger.released('a');
    assign(ledger, 'b', 2, 200);
    fetchOffset(ledger, 1, -1);
    expect(kinds(ledger)).toEqual([]);
  });

  it('KIP-848: believes what a member of an older epoch than another one is told to be committed', () => {
    const ledger = new GroupLedger('consumer');
    assign(ledger, 'a', 7, 100);
    ledger.commitSent('a', 7, 't-0', 20);
    assign(ledger, 'b', 8, 200, { partitions: [] });
    fetchOffset(ledger, 7, 20);
    expect(ledger.committed('t-0')).toBe(20);
  });

  it('rejects an offset that nobody committed', () => {
    const ledger = new GroupLedger('classic');
    fetchOffset(ledger, 1, 7);
    expect(kinds(ledger)).toEqual(['invented-offset']);
  });

  it('lets an operator go back', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 20);
    commit(ledger, 'a', 1, 20);
    ledger.reset('t-0', 5);
    fetchOffset(ledger, Number.POSITIVE_INFINITY, 5);
    expect(kinds(ledger)).toEqual([]);
    expect(kinds(ledger, 20)).toEqual(['lag', 'lag']);
    consume(ledger, 5, 20);
    commit(ledger, 'a', 2, 20);
    expect(kinds(ledger, 20)).toEqual([]);
  });
});

describe('GroupLedger: delivery', () => {
  it('rejects a commit beyond what anybody consumed', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 4);
    consume(ledger, 5, 10);
    commit(ledger, 'a', 1, 10);
    expect(kinds(ledger)).toEqual(['skipped']);
  });

  it('after healing, rejects what is not consumed or not committed', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 10);
    commit(ledger, 'a', 1, 8);
    expect(kinds(ledger)).toEqual([]);
    expect(kinds(ledger, 10)).toEqual(['lag']);
    expect(kinds(ledger, 12)).toEqual(['lag', 'lag']);
  });

  it('accepts records that came twice', () => {
    const ledger = new GroupLedger('classic');
    consume(ledger, 0, 10);
    consume(ledger, 5, 12);
    commit(ledger, 'b', 2, 12);
    expect(kinds(ledger, 12)).toEqual([]);
  });
});
