import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c, crc32cPortable } from './crc32c.js';

describe('crc32c', () => {
  it('gives the published check value', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(0))).toBe(0);
    // RFC 3720, appendix B.4.
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  });

  it('native and portable agree, over any range and in pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(2000), fc.nat(2000), (bytes, a, b) => {
        const [start, end] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        const whole = crc32c(bytes);
        expect(whole).toBe(crc32cPortable(bytes));
        expect(crc32c(bytes, start, end)).toBe(crc32cPortable(bytes.subarray(start, end)));
        expect(crc32c(bytes, start, bytes.length, crc32c(bytes, 0, start))).toBe(whole);
      }),
      { numRuns: 200 },
    );
  });
});
