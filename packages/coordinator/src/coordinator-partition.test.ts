import { describe, expect, it } from 'vitest';
import { coordinatorPartitionOf } from './coordinator-partition.js';

describe('coordinatorPartitionOf', () => {
  it('agrees with Java, negative hash codes included', () => {
    // "hello".hashCode() is 99162322; "polygenelubricants".hashCode() is -2147483648.
    expect(coordinatorPartitionOf('hello', 50)).toBe(99_162_322 % 50);
    expect(coordinatorPartitionOf('polygenelubricants', 50)).toBe(0);
    expect(coordinatorPartitionOf('', 50)).toBe(0);
  });
});
