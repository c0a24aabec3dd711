import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { EpochHistory } from '@drave/log/testing';
import { describe, expect, it } from 'vitest';
import { replayMove } from '../testing/golden-move.js';
import { sharedHistory } from './replica-move.js';

const directory = fileURLToPath(new URL('../../golden/', import.meta.url));

/** To record anew: `npx vitest run -u --config packages/tooling/vitest.unit.ts packages/replica/src/core`. */
describe('golden scripts of a move', () => {
  const names = readdirSync(directory).filter((name) => name.endsWith('.txt'));

  it('there are some', () => {
    expect(names.length).toBeGreaterThan(5);
  });

  it.each(names)('%s', async (name) => {
    const path = `${directory}${name}`;
    await expect(replayMove(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
  });
});

/** The leader epoch of each record, from offset 0 on. */
type Records = readonly number[];

function logOf(records: Records) {
  const epochs = new EpochHistory(() => records.length);
  records.forEach((epoch, offset) => epochs.assign(epoch, offset));
  return { startOffset: 0, endOffset: records.length, epochs };
}

describe('sharedHistory', () => {
  it('is the end of a copy that is a part of the log', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 30 }), fc.nat(30), (steps, cut) => {
        const records = growing(steps);
        const copied = records.slice(0, cut);
        expect(sharedHistory(logOf(records), logOf(copied))).toBe(copied.length);
      }),
    );
  });

  it('leads back to what both have in common, round by round', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1), { maxLength: 12 }),
        fc.array(fc.nat(1), { maxLength: 12 }),
        fc.array(fc.nat(1), { maxLength: 12 }),
        (shared, ours, theirs) => {
          const front = growing(shared);
          const latest = front.at(-1) ?? 0;
          // No epoch has two leaders: what differs is of epochs that the other log never had.
          const current = [...front, ...growing(theirs).map((epoch) => latest + 1 + 2 * epoch)];
          const copied = [...front, ...growing(ours).map((epoch) => latest + 2 + 2 * epoch)];
          let left: Records = copied;
          for (;;) {
            const end = sharedHistory(logOf(current), logOf(left));
            if (end === left.length) break;
            expect(end).toBeLessThan(left.length);
            left = left.slice(0, end);
          }
          expect(left).toEqual(current.slice(0, left.length));
        },
      ),
    );
  });
});

function growing(steps: readonly number[]): Records {
  let epoch = 0;
  return steps.map((step) => (epoch += step));
}
