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
            const [actual, wanted] = apply(step, queue, model, lengthMax);
            expect(actual).toEqual(wanted);
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
      queue.push(index);
      if (queue.shift() !== index) throw new Error('out of order');
    }
    const held = (queue as unknown as { items: unknown[] }).items.length;
    expect(held).toBeLessThan(200);
  });

  it('needs a limit', () => {
    for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => new BoundedQueue(limit)).toThrow(AssertionFailure);
  });
});

type Step = { readonly kind: 'push'; readonly value: number } | { readonly kind: 'shift' | 'peek' | 'drain' };

/** The same step on both; returns both answers. */
function apply(step: Step, queue: BoundedQueue<number>, model: number[], lengthMax: number): [unknown, unknown] {
  switch (step.kind) {
    case 'push': {
      const fits = model.length < lengthMax;
      if (fits) model.push(step.value);
      return [queue.push(step.value), fits];
    }
    case 'shift':
      return [queue.shift(), model.shift()];
    case 'peek':
      return [queue.peek(), model[0]];
    case 'drain':
      return [queue.drain(), model.splice(0)];
  }
}
