import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipSync, gzipSync } from './node-zlib.js';

/** Like what producers of the simulator write: names in padding, of many sizes. */
const inputs = Array.from({ length: 60 }, (_, index) =>
  Buffer.from(
    Array.from({ length: 1 + (index % 20) }, (__, record) =>
      `p${index % 3}-${record * index}|`.padEnd([16, 200, 15_000][index % 3] ?? 0, '.'),
    ).join('\0\x10'),
  ),
);
const [sample = Buffer.alloc(0)] = inputs;
const maxOutputLength = 1_000_000;

describe('gzipSync', () => {
  it('writes the bytes that Node writes, so that a run in a browser equals one in Node', () => {
    for (const input of inputs) expect(Buffer.compare(gzipSync(input), zlib.gzipSync(input))).toBe(0);
  });
});

describe('gunzipSync', () => {
  it('reads what Node has written', () => {
    for (const input of [Buffer.alloc(0), ...inputs])
      expect(Buffer.compare(gunzipSync(zlib.gzipSync(input), { maxOutputLength }), input)).toBe(0);
  });

  it('refuses what is too large, as soon as it is', () => {
    const packed = zlib.gzipSync(Buffer.alloc(100_000));
    expect(() => gunzipSync(packed, { maxOutputLength: 99_999 })).toThrow(RangeError);
    expect(gunzipSync(packed, { maxOutputLength: 100_000 })).toHaveLength(100_000);
  });

  it('refuses what Node refuses', () => {
    const packed = zlib.gzipSync(sample);
    const wrongSum = Buffer.from(packed);
    wrongSum.writeUInt8((wrongSum.at(-8) ?? 0) ^ 1, wrongSum.length - 8);
    for (const bad of [Buffer.alloc(0), Buffer.from('nothing of the kind'), packed.subarray(0, -9), wrongSum]) {
      expect(() => zlib.gunzipSync(bad)).toThrow(Error);
      expect(() => gunzipSync(bad, { maxOutputLength })).toThrow(Error);
    }
  });
});
