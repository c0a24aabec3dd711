import { randomBytes, randomFillSync } from 'node:crypto';
import type { Random } from '../random.js';
import { SeededRandom } from '../seeded-random.js';

/**
 * Numbers come from a generator that the operating system seeds once per process; bytes come from the operating system
 * itself, because ids, nonces and salts are made of them.
 */
export class NodeRandom implements Random {
  private readonly numbers: SeededRandom;

  constructor(numbers: SeededRandom = new SeededRandom(seedFromSystem())) {
    this.numbers = numbers;
  }

  next(): number {
    return this.numbers.next();
  }

  integer(exclusiveMax: number): number {
    return this.numbers.integer(exclusiveMax);
  }

  bytes(length: number): Uint8Array {
    return randomFillSync(new Uint8Array(length));
  }

  fork(name: string): Random {
    return new NodeRandom(this.numbers.fork(name));
  }
}

function seedFromSystem(): [number, number, number] {
  const seed = randomBytes(12);
  return [seed.readInt32LE(0), seed.readInt32LE(4), seed.readInt32LE(8)];
}
