import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import type { Disk } from '../disk.js';
import { readWholeFile, writeFileAtomically } from '../whole-file.js';
import { bytesOf, onFresh, type MakeSubject, rejectionOf, textOf } from './subject.js';

export function testDisk(name: string, make: MakeSubject): void {
  describe(`disk (${name})`, () => {
    it(
      'a file that does not exist is not opened for reading or writing',
      onFresh(make, async ({ disk }) => {
        for (const mode of ['read', 'write'] as const) {
          const thrown = await rejectionOf(disk.open('missing', mode));
          expect(isDraveError(thrown, 'KAFKA_STORAGE_ERROR')).toBe(true);
          expect(isDraveError(thrown) && thrown.details.metadata?.errno).toBe('ENOENT');
        }
      }),
    );

    it(
      'what was written in parts is read back, also beyond the end',
      onFresh(make, async ({ disk }) => {
        const file = await disk.open('file', 'create');
        await file.write([bytesOf('hello '), bytesOf('raft'), bytesOf('s')], 0);
        await file.write([bytesOf('R')], 6);
        expect(await file.size()).toBe(11);
        const buffer = new Uint8Array(20);
        expect(await file.read(buffer, 3)).toBe(8);
        expect(textOf(buffer.subarray(0, 8))).toBe('lo Rafts');
        expect(await file.read(buffer, 11)).toBe(0);
        expect(await file.read(buffer, 100)).toBe(0);
        await file.close();
      }),
    );

    it(
      'a gap reads as zeros, and many parts arrive in order',
      onFresh(make, async ({ disk }) => {
        const file = await disk.open('file', 'create');
        const parts = Array.from({ length: 3000 }, (_, index) => new Uint8Array(11).fill(index % 251));
        await file.write(parts, 1000);
        expect(await file.size()).toBe(1000 + 33_000);
        const all = new Uint8Array(34_000);
        expect(await file.read(all, 0)).toBe(34_000);
        expect(all.subarray(0, 1000).every((byte) => byte === 0)).toBe(true);
        expect(Buffer.compare(all.subarray(1000), Buffer.concat(parts))).toBe(0);
        await file.close();
      }),
    );

    it(
      "'create' keeps what is there, 'read' refuses to write",
      onFresh(make, async ({ disk }) => {
        await put(disk, 'file', 'kept');
        const again = await disk.open('file', 'create');
        expect(await again.size()).toBe(4);
        await again.close();
        const reader = await disk.open('file', 'read');
        expect(isDraveError(await rejectionOf(reader.write([bytesOf('x')], 0)), 'KAFKA_STORAGE_ERROR')).toBe(true);
        await reader.close();
      }),
    );

    it(
      'truncating shortens and lengthens',
      onFresh(make, async ({ disk }) => {
        const file = await disk.open('file', 'create');
        await file.write([bytesOf('0123456789')], 0);
        await file.truncate(4);
        await file.truncate(6);
        await file.sync();
        const buffer = new Uint8Array(10);
        expect(await file.read(buffer, 0)).toBe(6);
        expect([...buffer.subarray(0, 6)]).toEqual([48, 49, 50, 51, 0, 0]);
        await file.close();
      }),
    );

    it(
      'a closed file refuses everything; closing twice is harmless',
      onFresh(make, async ({ disk }) => {
        const file = await disk.open('file', 'create');
        await file.close();
        await file.close();
        expect(isDraveError(await rejectionOf(file.read(new Uint8Array(1), 0)), 'KAFKA_STORAGE_ERROR')).toBe(true);
        expect(isDraveError(await rejectionOf(file.sync()), 'KAFKA_STORAGE_ERROR')).toBe(true);
      }),
    );

    it(
      'directories are made with their parents, listed in order, and statted',
      onFresh(make, async ({ disk }) => {
        await disk.makeDirectory('a/b');
        await disk.makeDirectory('a/b');
        await put(disk, 'a/b/10', 'x');
        await put(disk, 'a/b/9', 'xyz');
        await disk.makeDirectory('a/b/c');
        expect(await disk.list('a/b')).toEqual(['10', '9', 'c']);
        expect(await disk.list('nowhere')).toEqual([]);
        expect(await disk.stat('a/b/9')).toMatchObject({ kind: 'file', size: 3 });
        expect(await disk.stat('a/b/c')).toMatchObject({ kind: 'directory' });
        expect(await disk.stat('a/nothing')).toBeUndefined();
        expect(await disk.stat('a/b/9/below-a-file')).toBeUndefined();
      }),
    );

    it(
      'a rename replaces, and an open file follows its name',
      onFresh(make, async ({ disk }) => {
        await put(disk, 'old', 'old');
        const file = await disk.open('new', 'create');
        await file.write([bytesOf('new')], 0);
        await disk.rename('new', 'old');
        await file.write([bytesOf('!')], 3);
        await file.close();
        expect(await get(disk, 'old')).toBe('new!');
        expect(await disk.stat('new')).toBeUndefined();
        expect(isDraveError(await rejectionOf(disk.rename('new', 'x')), 'KAFKA_STORAGE_ERROR')).toBe(true);
      }),
    );

    it(
      'a directory is renamed with what is in it',
      onFresh(make, async ({ disk }) => {
        await disk.makeDirectory('logs/topic-0');
        await put(disk, 'logs/topic-0/segment', 'records');
        await disk.rename('logs/topic-0', 'logs/topic-0.deleted');
        await disk.syncDirectory('logs');
        expect(await disk.list('logs')).toEqual(['topic-0.deleted']);
        expect(await get(disk, 'logs/topic-0.deleted/segment')).toBe('records');
      }),
    );

    it(
      'removing takes a file or a whole directory, and does not mind nothing',
      onFresh(make, async ({ disk }) => {
        await disk.makeDirectory('a/b');
        await put(disk, 'a/b/file', 'x');
        await put(disk, 'plain', 'x');
        await disk.remove('a');
        await disk.remove('plain');
        await disk.remove('plain');
        expect(await disk.list('.')).toEqual([]);
      }),
    );

    it(
      'a removed file stays readable for who has it open',
      onFresh(make, async ({ disk }) => {
        await put(disk, 'file', 'still here');
        const file = await disk.open('file', 'read');
        await disk.remove('file');
        const buffer = new Uint8Array(20);
        expect(await file.read(buffer, 0)).toBe(10);
        await file.close();
      }),
    );

    it(
      'a lock excludes until it is released',
      onFresh(make, async ({ disk }) => {
        const lock = await disk.lock('.lock');
        expect(isDraveError(await rejectionOf(disk.lock('.lock')), 'DATA_DIRECTORY_LOCKED')).toBe(true);
        await lock.release();
        const again = await disk.lock('.lock');
        await again.release();
      }),
    );

    it(
      'space is told, and a directory syncs',
      onFresh(make, async ({ disk }) => {
        await disk.makeDirectory('a');
        await disk.syncDirectory('a');
        const { totalBytes, freeBytes } = await disk.space('a');
        expect(freeBytes).toBeGreaterThan(0);
        expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
        expect(isDraveError(await rejectionOf(disk.syncDirectory('missing')), 'KAFKA_STORAGE_ERROR')).toBe(true);
      }),
    );

    it(
      'a small file is replaced whole and read whole',
      onFresh(make, async ({ disk }) => {
        await disk.makeDirectory('a');
        expect(await readWholeFile(disk, 'a/checkpoint', 100)).toBeUndefined();
        await writeFileAtomically(disk, 'a/checkpoint', bytesOf('a longer first version'));
        await writeFileAtomically(disk, 'a/checkpoint', bytesOf('second'));
        expect(textOf(await readWholeFile(disk, 'a/checkpoint', 100))).toBe('second');
        expect(await disk.list('a')).toEqual(['checkpoint']);
        expect(isDraveError(await rejectionOf(readWholeFile(disk, 'a/checkpoint', 5)), 'CORRUPT_DATA')).toBe(true);
      }),
    );
  });
}

async function put(disk: Disk, path: string, text: string): Promise<void> {
  const file = await disk.open(path, 'create');
  await file.write([bytesOf(text)], 0);
  await file.close();
}

async function get(disk: Disk, path: string): Promise<string | undefined> {
  return textOf(await readWholeFile(disk, path, 1024));
}
