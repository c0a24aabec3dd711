import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import type { Store, StoreEntry, StoreOperation } from '../store.js';
import { bytesOf, onFresh, type MakeSubject, rejectionOf, textOf } from './subject.js';

export function testStore(name: string, make: MakeSubject): void {
  describe(`store (${name})`, () => {
    it(
      'a value is found after it was put, replaced and deleted',
      onFresh(make, async ({ store }) => {
        const db = await store.open('db');
        expect(await db.get(bytesOf('a'))).toBeUndefined();
        await db.batch([put('a', '1'), put('b', '2')], { sync: true });
        await db.batch([put('a', '3'), remove('b'), remove('never')], { sync: false });
        expect(textOf(await db.get(bytesOf('a')))).toBe('3');
        expect(await db.get(bytesOf('b'))).toBeUndefined();
        await db.close();
      }),
    );

    it(
      'keys come in unsigned byte order, both ways, within bounds and limit',
      onFresh(make, async ({ store }) => {
        const db = await store.open('db');
        const keys = [[0], [0, 0], [1], [0x7f], [0x80], [0xff], [0xff, 0]].map((key) => Uint8Array.from(key));
        const operations = [...keys].reverse().map((key): StoreOperation => ({ kind: 'put', key, value: key }));
        await db.batch(operations, { sync: false });
        const all = await db.range({});
        expect(all.map((entry) => [...entry.key])).toEqual(keys.map((key) => [...key]));
        const backwards = await db.range({ reverse: true, limit: 2 });
        expect(backwards.map((entry) => [...entry.key])).toEqual([[0xff, 0], [0xff]]);
        const middle = await db.range({ gte: Uint8Array.of(1), lt: Uint8Array.of(0xff) });
        expect(middle.map((entry) => [...entry.key])).toEqual([[1], [0x7f], [0x80]]);
        const last = await db.range({ gte: Uint8Array.of(1), lt: Uint8Array.of(0xff), reverse: true, limit: 1 });
        expect(last.map((entry) => [...entry.key])).toEqual([[0x80]]);
        expect(await db.range({ limit: 0 })).toEqual([]);
        expect(await db.range({ gte: Uint8Array.of(5), lt: Uint8Array.of(2) })).toEqual([]);
        await db.close();
      }),
    );

    it(
      'a batch is applied in its own order, ranges included',
      onFresh(make, async ({ store }) => {
        const db = await store.open('db');
        await db.batch([put('a', '1'), put('b', '1'), put('c', '1'), put('d', '1')], { sync: false });
        await db.batch([put('bb', 'x'), removeRange('b', 'd'), put('c', '2')], { sync: true });
        expect(await dump(db)).toEqual(['a=1', 'c=2', 'd=1']);
        await db.close();
      }),
    );

    it(
      'batches without awaiting happen in the order given',
      onFresh(make, async ({ store }) => {
        const db = await store.open('db');
        const batches: Promise<void>[] = [];
        for (let index = 0; index < 200; index++) {
          const operations = index % 50 === 49 ? [removeRange('x', 'y')] : [put(`x${index % 7}`, String(index))];
          batches.push(db.batch([...operations, put('last', String(index))], { sync: index % 3 === 0 }));
        }
        await Promise.all(batches);
        expect(await dump(db)).toEqual(['last=199']);
        await db.close();
      }),
    );

    it(
      'the caller may reuse its buffers once the batch has settled',
      onFresh(make, async ({ store }) => {
        const db = await store.open('db');
        const key = bytesOf('k1');
        await db.batch([{ kind: 'put', key, value: key }], { sync: false });
        key.fill(0);
        expect(await dump(db)).toEqual(['k1=k1']);
        await db.close();
      }),
    );

    it(
      'what was written is there after closing and opening',
      onFresh(make, async ({ store }) => {
        const first = await store.open('deep/db');
        await first.batch([put('a', '1')], { sync: true });
        await first.close();
        const second = await store.open('deep/db');
        expect(await dump(second)).toEqual(['a=1']);
        await second.close();
      }),
    );

    it(
      'a store is open once, and refuses work after closing',
      onFresh(make, async ({ store }) => {
        const db = await store.open('db');
        expect(isDraveError(await rejectionOf(store.open('db')), 'DATA_DIRECTORY_LOCKED')).toBe(true);
        await db.close();
        await db.close();
        expect(isDraveError(await rejectionOf(db.batch([put('a', '1')], { sync: false })), 'KAFKA_STORAGE_ERROR')).toBe(
          true,
        );
        expect(isDraveError(await rejectionOf(db.get(bytesOf('a'))), 'KAFKA_STORAGE_ERROR')).toBe(true);
      }),
    );

    it(
      'its directory shows on the disk and goes with it',
      onFresh(make, async ({ store, disk }) => {
        const db = await store.open('data/db');
        await db.batch([put('a', '1')], { sync: true });
        await db.close();
        expect(await disk.list('data')).toEqual(['db']);
        await disk.remove('data');
        const again = await store.open('data/db');
        expect(await dump(again)).toEqual([]);
        await again.close();
      }),
    );
  });
}

function put(key: string, value: string): StoreOperation {
  return { kind: 'put', key: bytesOf(key), value: bytesOf(value) };
}

function remove(key: string): StoreOperation {
  return { kind: 'delete', key: bytesOf(key) };
}

function removeRange(gte: string, lt: string): StoreOperation {
  return { kind: 'deleteRange', gte: bytesOf(gte), lt: bytesOf(lt) };
}

async function dump(store: Store): Promise<string[]> {
  const entries: readonly StoreEntry[] = await store.range({});
  return entries.map(({ key, value }) => `${textOf(key)}=${textOf(value)}`);
}
