import { assert } from '@drave/base';
import type { Random } from './random.js';

/**
 * sfc32: 128 bits of state, fast on 32-bit integers, good enough for everything but secrets. A stream is named by the
 * path of forks that led to it, so a draw here never shifts a draw there.
 */
export class SeededRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private readonly identity: readonly [number, number, number];

  constructor(seed: number | readonly [number, number, number]) {
    this.identity = typeof seed === 'number' ? identityOf(seed) : seed;
    [this.a, this.b, this.c] = this.identity;
    // The state mixes slowly at first: drop the outputs that still show the seed.
    for (let round = 0; round < 15; round++) this.uint32();
  }

  next(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }

  integer(exclusiveMax: number): number {
    assert(Number.isSafeInteger(exclusiveMax) && exclusiveMax > 0, `no integer lies in [0, ${exclusiveMax})`);
    return Math.floor(this.next() * exclusiveMax);
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let index = 0; index < length; index += 4) {
      let word = this.uint32();
      for (let lane = index; lane < index + 4 && lane < length; lane++) {
        out[lane] = word & 0xff;
        word >>>= 8;
      }
    }
    return out;
  }

  fork(name: string): SeededRandom {
    let [a, b, c] = this.identity;
    for (let index = 0; index < name.length; index++) {
      const unit = name.charCodeAt(index) + 1;
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul((b ^ unit) + a, 0x85ebca77);
      c = Math.imul(c ^ unit ^ (b >>> 15), 0xc2b2ae3d);
      a ^= c >>> 13;
    }
    return new SeededRandom([a ^ name.length, b, c]);
  }

  private uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }
}

function identityOf(seed: number): readonly [number, number, number] {
  assert(Number.isSafeInteger(seed) && seed >= 0, `a seed is a non-negative safe integer, got ${seed}`);
  return [0x9e3779b9, seed >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0];
}

/** True with this probability; draws once whatever the probability, so that switching a fault off shifts nothing. */
export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** Exponentially distributed with this mean; draws once. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}
