import { describe, expect, it } from 'vitest';
import { isDraveError } from '@drave/base';
import type { CodecName } from '../compute.js';
import { bytesOf, onFresh, type MakeSubject, rejectionOf } from './subject.js';

const CODECS: readonly CodecName[] = ['gzip', 'snappy', 'lz4', 'zstd'];

export function testCompute(name: string, make: MakeSubject): void {
  describe(`compute (${name})`, () => {
    for (const codec of CODECS) testCodec(codec, make);

    it(
      'a long job gives others a turn',
      onFresh(make, async ({ compute, timers }) => {
        let steps = 0;
        let turns = 0;
        let running = true;
        const others = async (): Promise<void> => {
          while (running) {
            await timers.sleep(0);
            turns++;
          }
        };
        const counting = others();
        let work = 0;
        await compute.slices(() => {
          for (let index = 0; index < 50_000; index++) work = (work + index) % 1_000_003;
          return ++steps < 400;
        });
        running = false;
        await counting;
        expect(steps).toBe(400);
        expect(turns).toBeGreaterThan(1);
        expect(work).toBeGreaterThan(0);
      }),
    );
  });
}

function testCodec(codec: CodecName, make: MakeSubject): void {
  it(
    `${codec}: every size comes back`,
    onFresh(make, async ({ compute, random }) => {
      for (const length of [0, 1, 12, 13, 1_000, 65_535, 131_073, 700_000]) {
        const repeating = bytesOf('{"level":"info","offset":12345}\n'.repeat(Math.ceil(length / 32))).subarray(
          0,
          length,
        );
        for (const input of [repeating, random.bytes(length)]) {
          const packed = await compute.compress(codec, input);
          const output = await compute.decompress(codec, packed, length);
          expect(Buffer.compare(output, input)).toBe(0);
        }
      }
    }),
  );

  it(
    `${codec}: output beyond the bound is refused`,
    onFresh(make, async ({ compute }) => {
      const packed = await compute.compress(codec, new Uint8Array(3_000_000));
      for (const bound of [0, 1, 2_999_999]) {
        const thrown = await rejectionOf(compute.decompress(codec, packed, bound));
        expect(isDraveError(thrown, 'CORRUPT_MESSAGE')).toBe(true);
      }
    }),
  );

  it(
    `${codec}: garbage, cuts and flips never crash and never exceed the bound`,
    onFresh(make, async (env) => {
      const { compute, random } = env;
      const input = bytesOf('the same line over and over\n'.repeat(200));
      const packed = await compute.compress(codec, input);
      const bound = input.length * 2;
      const attempts: Uint8Array[] = [new Uint8Array(0), random.bytes(1), random.bytes(500)];
      for (let length = 0; length < packed.length; length += Math.ceil(packed.length / 60))
        attempts.push(packed.slice(0, length));
      for (let flip = 0; flip < 150; flip++) {
        const damaged = packed.slice();
        const where = random.integer(damaged.length);
        damaged[where] = (damaged[where] ?? 0) ^ (1 << random.integer(8));
        attempts.push(damaged);
      }
      for (const attempt of attempts) {
        const outcome = await compute.decompress(codec, attempt, bound).then(
          (output) => output.length <= bound,
          (reason: unknown) => isDraveError(reason, 'CORRUPT_MESSAGE'),
        );
        expect(outcome).toBe(true);
      }
    }),
  );
}
