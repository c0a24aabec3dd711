import { SeededRandom } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { LogView } from './log-view.js';

/** A log as plain epochs, one per entry. */
function viewOf(epochs: readonly number[]): LogView {
  const view = new LogView({ offset: 0, epoch: 0 }, 0, [], [{ offset: 0, epoch: 0 }]);
  for (const epoch of epochs) view.append(epoch, 1);
  view.flushed(epochs.length);
  return view;
}

function randomEpochs(random: SeededRandom): number[] {
  let epoch = 1;
  return Array.from({ length: random.integer(12) }, () => {
    if (random.next() < 0.3) epoch += 1 + random.integer(2);
    return epoch;
  });
}

/** Two logs of one quorum: equal up to some point (log matching), then different epochs. */
function twoLogs(random: SeededRandom): [number[], number[]] {
  const common = randomEpochs(random);
  const base = (common.at(-1) ?? 0) + 1;
  const tail = (parity: number): number[] => {
    let epoch = base + parity;
    return Array.from({ length: random.integer(6) }, () => {
      if (random.next() < 0.3) epoch += 2;
      return epoch;
    });
  };
  return [
    [...common, ...tail(0)],
    [...common, ...tail(1)],
  ];
}

function commonLength(left: readonly number[], right: readonly number[]): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}

describe('log view', () => {
  it('a follower reaches a prefix of the leader in few truncations, never below what both have', () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const [leaderEpochs, followerEpochs] = twoLogs(new SeededRandom(seed));
      const leader = viewOf(leaderEpochs);
      const follower = viewOf(followerEpochs);
      const common = commonLength(leaderEpochs, followerEpochs);
      for (let round = 0; ; round++) {
        const comparison = leader.compare(follower.endOffset, follower.lastEpoch);
        if (comparison.kind === 'valid') break;
        if (comparison.kind !== 'diverging') throw new Error('nothing was compacted');
        const point = follower.truncationPoint(comparison.epoch, comparison.endOffset);
        expect(point, `seed ${seed}`).toBeLessThan(follower.endOffset);
        expect(point, `seed ${seed}`).toBeGreaterThanOrEqual(common);
        follower.truncate(point);
        expect(round).toBeLessThan(20);
      }
      expect(follower.endOffset, `seed ${seed}`).toBe(common);
    }
  });

  it('forgets a prefix without changing what it says about the rest', () => {
    for (let seed = 0; seed < 1_000; seed++) {
      const random = new SeededRandom(seed);
      const epochs = randomEpochs(random);
      if (epochs.length < 2) continue;
      const whole = viewOf(epochs);
      const cut = viewOf(epochs);
      const first = 1 + random.integer(epochs.length - 1);
      const second = first + random.integer(epochs.length - first + 1);
      const id = (offset: number) => ({ offset, epoch: whole.epochBefore(offset) });
      cut.snapshotStored(id(first), { offset: 0, epoch: 0 });
      if (second > first) cut.snapshotStored(id(second), id(first));
      else cut.snapshotStored(id(first), id(first));
      for (let offset = first; offset <= epochs.length; offset++) {
        expect(cut.epochBefore(offset)).toBe(whole.epochBefore(offset));
        expect(cut.compare(offset, whole.epochBefore(offset)).kind).toBe('valid');
      }
      expect(cut.compare(first - 1, 0).kind).toBe('snapshot');
    }
  });

  it('C17: a snapshot id is exclusive: the entry at its offset is the first after it', () => {
    const view = viewOf([1, 1, 2, 2]);
    view.snapshotStored({ offset: 2, epoch: 1 }, { offset: 2, epoch: 1 });
    expect(view.startOffset).toBe(2);
    expect(view.epochBefore(2)).toBe(1);
    expect(view.epochBefore(3)).toBe(2);
    expect(view.compare(2, 1)).toEqual({ kind: 'valid' });
    expect(view.compare(1, 1)).toEqual({ kind: 'snapshot', snapshotId: { offset: 2, epoch: 1 } });
  });
});
