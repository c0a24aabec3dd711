import { describe, expect, it } from 'vitest';
import { LoadLedger, type LoadRecord, type ProducerSession } from './load-ledger.js';

const idempotent = { idempotent: true, confirms: true };
const fromBeginning = { fromBeginning: true, readsUncommitted: false };
const place = 'orders/0';

function ledgerOf(): LoadLedger {
  let nowMs = 0;
  return new LoadLedger('run', () => ++nowMs);
}

/** Sends and acknowledges so many records of one partition, which are at the offsets from 0 on. */
function sendAll(session: ProducerSession, count: number): LoadRecord[] {
  return Array.from({ length: count }, (_, offset) => {
    const record = session.sent();
    session.acknowledge(record, place, offset);
    return record;
  });
}

function kinds(ledger: LoadLedger): string[] {
  return ledger.check().map(({ kind }) => kind);
}

describe('LoadLedger', () => {
  it('accepts a load whose records are there once, in order, and given to every group', () => {
    const ledger = ledgerOf();
    const group = ledger.group('readers', fromBeginning);
    for (const [offset, { id }] of sendAll(ledger.session('p', idempotent), 3).entries()) {
      ledger.found(place, offset, id);
      group.given(place, offset, id);
    }
    expect(ledger.awaited()).toBeUndefined();
    expect(kinds(ledger)).toEqual([]);
    expect(ledger.totals).toMatchObject({ sent: 3, acknowledged: 3, waiting: 0 });
  });

  it('finds what was acknowledged and is not in the log, and when that was', () => {
    const ledger = ledgerOf();
    const [first] = sendAll(ledger.session('p', idempotent), 2) as [LoadRecord];
    ledger.found(place, 0, first.id);
    expect(ledger.check()).toMatchObject([{ kind: 'lost', partition: place, offset: 1, by: 'p', atMs: 4 }]);
  });

  it('excuses what nobody acknowledged, what acks 0 acknowledged, and what was deleted', () => {
    const ledger = ledgerOf();
    const session = ledger.session('p', idempotent);
    session.giveUp(session.sent());
    sendAll(session, 2);
    ledger.deletedBefore(place, 2);
    const unconfirmed = ledger.session('q', { idempotent: false, confirms: false });
    unconfirmed.acknowledge(unconfirmed.sent(), place, -1);
    expect(kinds(ledger)).toEqual([]);
  });

  it('finds what an idempotent producer wrote twice, and excuses others', () => {
    for (const [promise, expected] of [
      [idempotent, ['duplicated']],
      [{ ...idempotent, idempotent: false }, []],
    ] as const) {
      const ledger = ledgerOf();
      const [{ id }] = sendAll(ledger.session('p', promise), 1) as [LoadRecord];
      ledger.found(place, 0, id);
      ledger.found(place, 1, id);
      expect(kinds(ledger)).toEqual(expected);
    }
  });

  it('finds the order of sending broken, also where acknowledgements tell no offset', () => {
    const ledger = ledgerOf();
    const session = ledger.session('p', idempotent);
    const [first, second] = [session.sent(), session.sent()];
    session.acknowledge(first, undefined, -1);
    session.acknowledge(second, undefined, -1);
    ledger.found(place, 0, second.id);
    ledger.found(place, 1, first.id);
    expect(kinds(ledger)).toEqual(['reordered']);
  });

  it('finds a record of an aborted transaction, and a transaction of which a part is there', () => {
    const ledger = ledgerOf();
    const session = ledger.session('p', idempotent);
    const aborted = session.sent();
    session.abort(aborted, place);
    const [kept, missing] = [session.sent(), session.sent()];
    session.together([kept, missing]);
    session.giveUp(kept);
    session.giveUp(missing);
    ledger.found(place, 0, aborted.id);
    ledger.found(place, 1, kept.id);
    expect(kinds(ledger)).toEqual(['aborted', 'torn']);
  });

  it('awaits what a group was not given, and finds it skipped', () => {
    const ledger = ledgerOf();
    const group = ledger.group('readers', fromBeginning);
    const records = sendAll(ledger.session('p', idempotent), 2);
    for (const [offset, { id }] of records.entries()) ledger.found(place, offset, id);
    group.given(place, 1, records[1]?.id ?? '');
    expect(ledger.awaited()).toEqual({ group: 'readers', partition: place, offset: 0 });
    expect(ledger.check()).toMatchObject([{ kind: 'skipped', offset: 0, by: 'readers' }]);
  });

  it('counts what comes again, and finds first deliveries out of order', () => {
    const ledger = ledgerOf();
    const group = ledger.group('readers', fromBeginning);
    const records = sendAll(ledger.session('p', idempotent), 3);
    for (const [offset, { id }] of records.entries()) ledger.found(place, offset, id);
    for (const offset of [0, 2, 0, 2, 1]) group.given(place, offset, records[offset]?.id ?? '');
    expect(kinds(ledger)).toEqual(['reordered']);
    expect(ledger.deliveries).toEqual([{ group: 'readers', read: 3, again: 2 }]);
  });

  it('expects nothing of a group before the first record that it was given, unless it reads from the beginning', () => {
    const ledger = ledgerOf();
    const late = ledger.group('late', { ...fromBeginning, fromBeginning: false });
    const records = sendAll(ledger.session('p', idempotent), 3);
    for (const [offset, { id }] of records.entries()) ledger.found(place, offset, id);
    late.given(place, 1, records[1]?.id ?? '');
    expect(ledger.check()).toMatchObject([{ kind: 'skipped', offset: 2 }]);
  });

  it('finds what a group was given and the log does not have', () => {
    const ledger = ledgerOf();
    const group = ledger.group('readers', fromBeginning);
    const session = ledger.session('p', idempotent);
    const record = session.sent();
    session.giveUp(record);
    group.given(place, 7, record.id);
    expect(ledger.check()).toMatchObject([{ kind: 'phantom', offset: 7 }]);
    const dirty = ledgerOf();
    const other = dirty.session('p', idempotent);
    const aborted = other.sent();
    other.abort(aborted, place);
    dirty.group('dirty', { ...fromBeginning, readsUncommitted: true }).given(place, 7, aborted.id);
    expect(kinds(dirty)).toEqual([]);
  });

  it('takes no notice of the records of others', () => {
    const ledger = ledgerOf();
    ledger.found(place, 0, 'another/p/0');
    expect(ledger.isOurs('another/p/0')).toBe(false);
    expect(kinds(ledger)).toEqual([]);
  });
});
