import fc from 'fast-check';
import { assert, expect, it } from 'vitest';
import { type EndedTransaction, UnstableTransactions } from './unstable-transactions.js';

/** As the rules say it, at the price of a look at everything. */
class Naive {
  open = new Map<number, number>();
  ended: EndedTransaction[] = [];
  highWatermark = 0;

  get firstOpen(): number | undefined {
    return least([...this.open.values()]);
  }

  get first(): number | undefined {
    const waiting = this.ended.filter(({ lastOffset }) => lastOffset >= this.highWatermark);
    return least([...this.open.values(), ...waiting.map(({ firstOffset }) => firstOffset)]);
  }
}

function least(offsets: readonly number[]): number | undefined {
  return offsets.length === 0 ? undefined : Math.min(...offsets);
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('touch' as const), producerId: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('replicate' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('takeBack' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const) }) },
);

it('says what a look at every transaction says', () => {
  const property = fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
    let sut = new UnstableTransactions();
    const naive = new Naive();
    let end = 0;
    for (const each of steps) {
      if (each.kind === 'touch') {
        const { producerId } = each;
        const firstOffset = naive.open.get(producerId);
        if (firstOffset === undefined) {
          naive.open.set(producerId, end);
          sut.begin(producerId, end);
        } else {
          naive.open.delete(producerId);
          naive.ended.push({ producerId, firstOffset, lastOffset: end });
          sut.end(producerId, end);
        }
        end++;
      } else if (each.kind === 'replicate') {
        naive.highWatermark += Math.floor((end - naive.highWatermark) * each.share);
        sut.replicatedUpTo(naive.highWatermark);
      } else if (each.kind === 'takeBack') {
        end -= Math.floor((end - naive.highWatermark) * each.share);
        for (const [producerId, firstOffset] of [...naive.open]) if (firstOffset >= end) naive.open.delete(producerId);
        for (const { producerId, firstOffset, lastOffset } of naive.ended)
          if (lastOffset >= end && firstOffset < end) naive.open.set(producerId, firstOffset);
        naive.ended = naive.ended.filter(({ lastOffset }) => lastOffset < end);
        sut.truncateTo(end);
      } else {
        const open = [...naive.open].map(([producerId, firstOffset]) => ({ producerId, firstOffset }));
        const next = new UnstableTransactions();
        next.load(open, sut.endedBelow(end));
        next.replicatedUpTo(naive.highWatermark);
        sut = next;
      }
      assert.deepEqual([sut.firstOffset(), sut.firstOpenOffset()], [naive.first, naive.firstOpen]);
      for (const producerId of [0, 1, 2, 3, 4, 5]) assert.equal(sut.isOpen(producerId), naive.open.has(producerId));
    }
  });
  expect(() => fc.assert(property, { numRuns: 300 })).not.toThrow();
});
