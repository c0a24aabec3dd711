import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure, BoundedQueue } from './index.js';

describe('BoundedQueue', () => {
  it('refuses what is over the limit and takes it again once there is room', () => {
    const queue = new BoundedQueue<number>(2);
    expect([queue.push(1), queue.push(2), queue.push(3)]).toEqual([true, true, false]);
    expect(queue.shift()).toBe(1);
    expect(queue.push(4)).toBe(true);
    expect(queue.drain()).toEqual([2, 4]);
    expect(queue.length).toBe(0);
    expect(queue.shift()).toBeUndefined();
    expect(queue.peek()).toBeUndefined();
  });

  it('does what a plain array does, over any sequence of operations', () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), value: fc.integer() }),
      fc.record({ kind: fc.constantFrom('shift' as const, 'peek' as const, 'drain' as const) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(operation, { maxLength: 600 }),
        (lengthMax, operations) => {
          const queue = new BoundedQueue<number>(lengthMax);
          const model: number[] = [];
          for (const step of operations) {
            if (step.kind === 'push') {
              expect(queue.push(step.value)).toBe(model.length < lengthMax);
              if (model.length < lengthMax) model.push(step.value);
            } else if (step.kind === 'shift') expect(queue.shift()).toBe(model.shift());
            else if (step.kind === 'peek') expect(queue.peek()).toBe(model[0]);
            else expect(queue.drain()).toEqual(model.splice(0));
            expect(queue.length).toBe(model.length);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps nothing of what has passed through', () => {
    const queue = new BoundedQueue<number>(10);
    for (let index = 0; index < 100_000; index++) {
      expect(queue.push(index)).toBe(true);
      expect(queue.shift()).toBe(index);
    }
    const held = (queue as unknown as { items: unknown[] }).items.length;
    expect(held).toBeLessThan(200);
  });

  it('needs a limit', () => {
    for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => new BoundedQueue(limit)).toThrow(AssertionFailure);
  });
});
