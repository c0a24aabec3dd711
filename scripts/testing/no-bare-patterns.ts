import { expect } from 'vitest';

/**
 * To `toMatchObject` a RegExp is an object without members, which everything has: `{ message: /late/ }` holds for every
 * message. So a RegExp that is compared with anything but a RegExp is a mistake, and ends the test with what to write.
 * Loaded before the tests of each file.
 */
const installed = Symbol.for('drave.no-bare-patterns');
const worker = globalThis as { [installed]?: true };

// Files that share a worker share its testers.
if (worker[installed] === undefined) {
  worker[installed] = true;
  expect.addEqualityTesters([
    (received: unknown, expected: unknown): boolean | undefined => {
      if (!(expected instanceof RegExp)) return undefined;
      if (received instanceof RegExp) return String(received) === String(expected);
      throw new TypeError(`nothing would be compared with ${expected}: write expect.stringMatching(${expected})`);
    },
  ]);
}
