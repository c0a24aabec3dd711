import { describe, expect, it } from 'vitest';
import { coordinatorPartitionOf } from './coordinator-partition.js';

describe('coordinatorPartitionOf', () => {
  it('agrees with Java, negative hash codes included', () => {
    // "hello".hashCode() is 99162322; "polygenelubricants".hashCode() is -2147483648.
    expect(coordinatorPartitionOf('hello', 50)).toBe(99_162_322 % 50);
    expect(coordinatorPartitionOf('polygenelubricants', 50)).toBe(0);
    expect(coordinatorPartitionOf('', 50)).toBe(0);
    // "readers".hashCode() is 1080410128, without overflow into the sign; the next one is -1975613387.
    expect(coordinatorPartitionOf('readers', 50)).toBe(28);
    expect(coordinatorPartitionOf('a-group-of-ordinary-length', 50)).toBe(11);
    // 245262263, over the two UTF-16 units of the last character.
    expect(coordinatorPartitionOf('gr\u00fcppe\ud83d\ude00', 50)).toBe(13);
  });
});
