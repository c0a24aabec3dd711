import { describe, expect, it } from 'vitest';
import { sealEntry } from '../core/entry.js';
import { decodeEntry, encodeEntry } from './entry-codec.js';

const stored = (): Uint8Array => encodeEntry(sealEntry(7, 3, 'data', 1_000, Buffer.from('payload')), 99);

describe('a stored entry', () => {
  it('comes back with the checksum of the one before it', () => {
    expect(decodeEntry(7, stored())).toMatchObject({ kind: 'entry', previousCrc: 99, entry: { offset: 7, epoch: 3 } });
  });

  it('of a format to come is no damage', () => {
    const bytes = Buffer.from([2, 0, ...Buffer.from('whatever the next format looks like')]);
    expect(decodeEntry(7, bytes)).toEqual({ kind: 'newer', version: 2 });
  });

  it('whose format number alone is wrong is damaged', () => {
    const bytes = stored();
    for (const version of [0, 2, 129]) {
      bytes[0] = version;
      expect(decodeEntry(7, bytes)).toEqual({ kind: 'damaged', reason: `unknown version ${version}` });
    }
  });
});
