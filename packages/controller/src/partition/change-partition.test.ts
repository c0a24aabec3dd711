import { mergePartition, type PartitionRegistration } from '@drave/metadata';
import { testUuid } from '@drave/metadata/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changePartition, type PartitionTarget } from './change-partition.js';

function partition(change: Partial<PartitionRegistration> = {}): PartitionRegistration {
  const replicas = change.replicas ?? [1, 2, 3];
  return {
    topicId: testUuid(1),
    index: 0,
    replicas,
    directories: replicas.map((id) => testUuid(id)),
    isr: replicas,
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leader: replicas[0] ?? -1,
    leaderEpoch: 5,
    partitionEpoch: 9,
    ...change,
  };
}

function rules(active: readonly number[], minInsyncReplicas = 2, uncleanElection = false) {
  return { isActive: (id: number) => active.includes(id), minInsyncReplicas, uncleanElection };
}

function after(before: PartitionRegistration, target: PartitionTarget, which: ReturnType<typeof rules>) {
  const change = changePartition(before, target, which);
  return change === undefined ? undefined : mergePartition(before, change);
}

describe('changePartition', () => {
  it('changes nothing when nothing is wanted', () => {
    expect(changePartition(partition(), {}, rules([1, 2, 3]))).toBeUndefined();
  });

  it('moves leadership in replica order when the leader leaves', () => {
    expect(after(partition(), { isr: [2, 3] }, rules([2, 3]))).toMatchObject({
      leader: 2,
      isr: [2, 3],
      leaderEpoch: 6,
      elr: [],
    });
  });

  it('keeps the leader epoch when only the ISR changes', () => {
    const shrunk = after(partition(), { isr: [1, 3] }, rules([1, 3]));
    expect(shrunk).toMatchObject({ leader: 1, leaderEpoch: 5, partitionEpoch: 10, elr: [] });
  });

  it('KIP-966: who leaves while the ISR is below the minimum stays eligible, until it is whole again', () => {
    const one = after(partition({ isr: [1, 2] }), { isr: [1] }, rules([1]));
    expect(one).toMatchObject({ isr: [1], elr: [2] });
    const none = after(one as PartitionRegistration, { isr: [] }, rules([]));
    expect(none).toMatchObject({ isr: [], leader: -1, elr: [2, 1] });
    const back = after(none as PartitionRegistration, {}, rules([2]));
    expect(back).toMatchObject({ isr: [2], leader: 2, elr: [1], leaderEpoch: 7 });
    const whole = after(back as PartitionRegistration, { isr: [2, 3] }, rules([2, 3]));
    expect(whole).toMatchObject({ isr: [2, 3], elr: [], lastKnownElr: [] });
  });

  it('a replica that lost data is not eligible, and waits for the others', () => {
    const before = partition({ isr: [], elr: [1, 2], leader: -1 });
    const lost = after(before, { lostReplicas: new Set([1]) }, rules([]));
    expect(lost).toMatchObject({ elr: [2], lastKnownElr: [1], leader: -1 });
    expect(after(lost as PartitionRegistration, {}, rules([1]))).toBeUndefined();
    expect(after(lost as PartitionRegistration, {}, rules([1, 2]))).toMatchObject({ leader: 2 });
  });

  it('when every complete replica lost data, the last leader leads again, and nobody else', () => {
    const before = partition({ isr: [1], elr: [2], leader: 1 });
    const lost = after(before, { isr: [], lostReplicas: new Set([1, 2]) }, rules([3]));
    expect(lost).toMatchObject({ isr: [], elr: [], leader: -1, lastKnownElr: [1, 2] });
    expect(after(lost as PartitionRegistration, {}, rules([2, 3]))).toBeUndefined();
    expect(after(lost as PartitionRegistration, {}, rules([1, 2]))).toMatchObject({
      leader: 1,
      isr: [1],
      lastKnownElr: [],
    });
  });

  it('elects an incomplete replica only where unclean elections are allowed', () => {
    const before = partition({ isr: [1], leader: 1 });
    expect(after(before, { isr: [] }, rules([3]))).toMatchObject({ leader: -1, elr: [1] });
    expect(after(before, { isr: [] }, rules([3], 2, true))).toMatchObject({ leader: 3, isr: [3], elr: [] });
    const offline = partition({ isr: [], elr: [1], leader: -1 });
    expect(after(offline, { election: 'unclean' }, rules([2, 3]))).toMatchObject({ leader: 2, isr: [2] });
  });

  it('goes back to the preferred leader only when that is in sync', () => {
    expect(after(partition({ leader: 2 }), { election: 'preferred' }, rules([1, 2, 3]))?.leader).toBe(1);
    expect(after(partition({ leader: 2, isr: [2, 3] }), { election: 'preferred' }, rules([1, 2, 3]))).toBeUndefined();
  });

  it('B19: a move ends only when every target is in sync', () => {
    const moving = partition({
      replicas: [4, 5, 1, 2],
      isr: [1, 2],
      leader: 1,
      addingReplicas: [4, 5],
      removingReplicas: [1, 2],
    });
    const half = after(moving, { isr: [1, 2, 4] }, rules([1, 2, 4, 5]));
    expect(half).toMatchObject({ replicas: [4, 5, 1, 2], leader: 1 });
    const done = after(half as PartitionRegistration, { isr: [1, 2, 4, 5] }, rules([1, 2, 4, 5]));
    expect(done).toMatchObject({
      replicas: [4, 5],
      isr: [4, 5],
      leader: 4,
      addingReplicas: [],
      removingReplicas: [],
      leaderEpoch: 6,
    });
    expect(done?.directories).toEqual([testUuid(4), testUuid(5)]);
  });

  it('a replica that goes ends the epoch, even when the leader stays', () => {
    const moving = partition({
      replicas: [1, 4, 2],
      isr: [1, 2],
      leader: 1,
      addingReplicas: [4],
      removingReplicas: [2],
    });
    const done = after(moving, { isr: [1, 2, 4] }, rules([1, 2, 4]));
    expect(done).toMatchObject({ leader: 1, leaderEpoch: 6, replicas: [1, 4] });
  });

  it('keeps its invariants from any state under any change', () => {
    const ids = fc.subarray([1, 2, 3]);
    const states = fc.record({
      isr: ids,
      elr: ids,
      active: ids,
      wanted: ids,
      lost: ids,
      min: fc.integer({ min: 1, max: 4 }),
      unclean: fc.boolean(),
    });
    fc.assert(
      fc.property(states, ({ isr, elr, active, wanted, lost, min, unclean }) => {
        const before = partition({ isr, elr: elr.filter((id) => !isr.includes(id)), leader: isr[0] ?? -1 });
        const target = { isr: wanted.filter((id) => active.includes(id)), lostReplicas: new Set(lost) };
        const now = after(before, target, rules(active, min, unclean)) ?? before;
        const broken = [
          !now.isr.every((id) => now.replicas.includes(id)) && 'an ISR member is no replica',
          new Set(now.isr).size !== now.isr.length && 'an ISR member twice',
          now.elr.some((id) => now.isr.includes(id)) && 'ISR and ELR overlap',
          now.lastKnownElr.some((id) => now.isr.includes(id) || now.elr.includes(id)) && 'last known overlaps',
          now.leader !== -1 && !(now.isr.includes(now.leader) && active.includes(now.leader)) && 'a leader out of sync',
          now.elr.length > 0 && now.isr.length >= Math.min(min, 3) && 'an ELR beside a whole ISR',
        ];
        // Whoever leads was complete, or is the last leader after every complete one had lost data.
        const complete = [...before.isr, ...before.elr, ...target.isr];
        const incomplete = now !== before && !unclean && now.leader !== -1 && !complete.includes(now.leader);
        expect([...broken, incomplete && 'an incomplete leader'].filter((fault) => fault !== false)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
