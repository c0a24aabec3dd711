import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUuid, encodeUuid, isDraveError, UUID_BYTES, UUID_ZERO, uuidFrom } from './index.js';

describe('uuid', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: UUID_BYTES, maxLength: UUID_BYTES }), (bytes) => {
        const text = encodeUuid(bytes);
        expect(text).toMatch(/^[A-Za-z0-9_-]{22}$/);
        expect(Buffer.compare(decodeUuid(text), bytes)).toBe(0);
      }),
    );
    expect(encodeUuid(new Uint8Array(UUID_BYTES))).toBe(UUID_ZERO);
    expect(encodeUuid(new Uint8Array(UUID_BYTES).fill(255))).toBe('_____________________w');
  });

  it('encodes a part of a larger buffer', () => {
    const large = new Uint8Array(40).map((_, index) => index);
    expect(Buffer.compare(decodeUuid(encodeUuid(large.subarray(10, 26))), large.subarray(10, 26))).toBe(0);
  });

  it('refuses what is no id', () => {
    for (const text of ['', 'short', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}+`, `${'A'.repeat(21)}=`]) {
      let thrown: unknown;
      try {
        decodeUuid(text);
      } catch (reason) {
        thrown = reason;
      }
      expect(isDraveError(thrown, 'INVALID_REQUEST')).toBe(true);
    }
  });

  it('never makes a reserved id, nor one that reads as a flag', () => {
    const draws: Uint8Array[] = [
      new Uint8Array(16),
      lastByte(99),
      // '-' is 62 in base64url: the first six bits decide.
      Uint8Array.from({ length: 16 }, (_, index) => (index === 0 ? 62 << 2 : 1)),
      lastByte(100),
    ];
    let count = 0;
    const id = uuidFrom((length) => {
      expect(length).toBe(UUID_BYTES);
      return draws[count++] as Uint8Array;
    });
    expect(count).toBe(4);
    expect(id).toBe(encodeUuid(lastByte(100)));
  });
});

function lastByte(value: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes[15] = value;
  return bytes;
}
