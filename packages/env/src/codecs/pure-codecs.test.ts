import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import { decompressFrame } from 'lz4-napi';
import { uncompress } from 'snappy';
import { NodeCompute } from '../node/compute.js';
import { SeededRandom } from '../seeded-random.js';
import { lz4BytesMax } from './lz4-frame.js';
import { compressPure, decompressPure } from './pure-codecs.js';
import { zstdBytesMax } from './zstd-frame.js';

const random = new SeededRandom(7);

/** The inputs: text, noise, runs, and runs just around the limits of the formats. */
function inputs(): Uint8Array[] {
  const all = [0, 1, 4, 11, 12, 13, 16, 17, 59, 60, 61, 255, 256, 257, 270, 65_535, 65_536, 65_537, 200_000].flatMap(
    (length) => [random.bytes(length), new Uint8Array(length), new Uint8Array(length).map((_, index) => index % 7)],
  );
  const words = ['offset', 'partition', 'leader', 'epoch', '{', '}', ':', '"', '\n'];
  let text = '';
  while (text.length < 150_000) text += (words[random.integer(words.length)] ?? '') + String(random.integer(100));
  return [...all, Buffer.from(text)];
}

describe('pure codecs', () => {
  it('encode what the native libraries decode', async () => {
    for (const input of inputs()) {
      const snappy = await uncompress(Buffer.from(compressPure('snappy', input)), { asBuffer: true });
      expect(Buffer.compare(Buffer.from(snappy), input)).toBe(0);
      const lz4 = await decompressFrame(Buffer.from(compressPure('lz4', input)));
      expect(Buffer.compare(lz4, input)).toBe(0);
    }
  });

  it('decode what the native libraries encode', async () => {
    const native = new NodeCompute();
    for (const codec of ['snappy', 'lz4', 'zstd'] as const)
      for (const input of inputs()) {
        const packed = await native.compress(codec, input);
        expect(Buffer.compare(decompressPure(codec, packed, input.length), input)).toBe(0);
        expect(Buffer.compare(await native.decompress(codec, compressPure(codec, input), input.length), input)).toBe(0);
      }
  });

  it('bound a frame from above without decoding it', () => {
    for (const input of inputs()) {
      expect(lz4BytesMax(compressPure('lz4', input))).toBeGreaterThanOrEqual(input.length);
      expect(zstdBytesMax(compressPure('zstd', input))).toBeGreaterThanOrEqual(input.length);
    }
  });

  it('compress text', () => {
    const text = Buffer.from('{"level":"info","offset":1}\n'.repeat(1000));
    expect(compressPure('snappy', text).length).toBeLessThan(text.length / 5);
    expect(compressPure('lz4', text).length).toBeLessThan(text.length / 5);
  });

  it('G4: refuse a bomb before its memory is spent', () => {
    const bomb = compressPure('snappy', new Uint8Array(64));
    // The length of this block says 1 GiB, and it holds 64 bytes.
    const lying = Buffer.concat([Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04]), bomb.subarray(1)]);
    for (const bound of [100, 2 ** 31]) {
      let thrown: unknown;
      try {
        decompressPure('snappy', lying, bound === 100 ? 100 : 1_000_000);
      } catch (reason) {
        thrown = reason;
      }
      expect(isDraveError(thrown, 'CORRUPT_MESSAGE')).toBe(true);
    }
  });
});
