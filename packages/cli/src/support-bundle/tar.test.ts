import { describe, expect, it } from 'vitest';
import { tarOf } from './tar.js';

const BLOCK = 512;

/** What a reader finds by the places of the fields that POSIX says. */
function read(archive: Buffer): { path: string; mode: number; modifiedS: number; bytes: Buffer }[] {
  const files = [];
  let at = 0;
  for (; archive[at] !== 0; ) {
    const header = archive.subarray(at, at + BLOCK);
    const text = (from: number, to: number): string => header.toString('latin1', from, to).replace(/[\0 ]+$/, '');
    const octal = (from: number, to: number): number => Number.parseInt(text(from, to), 8);
    const summed = Buffer.from(header).fill(' ', 148, 156);
    expect(octal(148, 156)).toBe(summed.reduce((sum, byte) => sum + byte, 0));
    expect([text(257, 263), text(263, 265), text(156, 157)]).toEqual(['ustar', '00', '0']);
    const size = octal(124, 136);
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    files.push({ path: text(0, 100), mode: octal(100, 108), modifiedS: octal(136, 148), bytes });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  expect(archive.subarray(at)).toEqual(Buffer.alloc(2 * BLOCK));
  return files;
}

// That tar itself unpacks one is seen in test-cluster, where a bundle is made.
describe('a tar archive', () => {
  it('has each file behind its header, in whole blocks, and ends with two empty ones', () => {
    const files = [
      { path: 'shop/README.txt', bytes: Buffer.from('what is in here\n') },
      { path: 'shop/empty', bytes: Buffer.alloc(0) },
      { path: 'shop/logs/whole-blocks', bytes: Buffer.alloc(2 * BLOCK, 'x') },
      { path: `shop/${'n'.repeat(95)}`, bytes: Buffer.from([0, 1, 255]) },
    ];
    const found = read(tarOf(files, 1_577_836_800_000));
    expect(found).toEqual(files.map((file) => ({ ...file, mode: 0o600, modifiedS: 1_577_836_800 })));
  });
});
