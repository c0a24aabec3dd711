import { describe, expect, it } from 'vitest';
import { type ConsumerMember, newMember } from './member.js';
import { reconcile } from './reconcile.js';
import { noPartitions, type TopicPartitions, topicPartitionsOf } from './topic-partitions.js';

const T = 'topic-id';

function of(...partitions: number[]): TopicPartitions {
  return partitions.length === 0 ? noPartitions : topicPartitionsOf([[T, partitions]]);
}

/** A member in epoch 5 that has partitions 0 and 1. */
function memberOf(change: Partial<ConsumerMember> = {}): ConsumerMember {
  return { ...newMember('m'), memberEpoch: 5, previousMemberEpoch: 4, assigned: of(0, 1), ...change };
}

interface Input {
  readonly targetEpoch?: number;
  readonly target: TopicPartitions;
  readonly owned?: TopicPartitions;
  /** What other members hold. */
  readonly held?: readonly number[];
}

function step(member: ConsumerMember, { targetEpoch = 6, target, owned, held = [] }: Input): ConsumerMember {
  const isHeld = (_topicId: string, partition: number) => held.includes(partition);
  return reconcile(member, { targetEpoch, target, owned, isHeld });
}

describe('the next step of a member', () => {
  it('is none while it is stable in the epoch of the target', () => {
    const member = memberOf({ memberEpoch: 6 });
    expect(step(member, { target: of(0, 1), owned: of(0, 1) })).toBe(member);
  });

  it('takes what is free, and moves on', () => {
    expect(step(memberOf(), { target: of(0, 1, 2) })).toMatchObject({
      state: 'stable',
      memberEpoch: 6,
      previousMemberEpoch: 5,
      assigned: of(0, 1, 2),
    });
  });

  it('lets go first, in its old epoch, and gets nothing new meanwhile', () => {
    expect(step(memberOf(), { target: of(1, 2) })).toMatchObject({
      state: 'unrevokedPartitions',
      memberEpoch: 5,
      assigned: of(1),
      pendingRevocation: of(0),
    });
  });

  it('need not be waited for when it reports that it does not own what it should let go of', () => {
    expect(step(memberOf(), { target: of(1, 2), owned: of(1) })).toMatchObject({
      state: 'stable',
      memberEpoch: 6,
      assigned: of(1, 2),
      pendingRevocation: noPartitions,
    });
  });

  it('waits for what others hold, in the new epoch, and takes each as it becomes free', () => {
    const waiting = step(memberOf(), { target: of(0, 1, 2, 3), held: [2, 3] });
    expect(waiting).toMatchObject({ state: 'unreleasedPartitions', memberEpoch: 6, assigned: of(0, 1) });
    expect(step(waiting, { target: of(0, 1, 2, 3), held: [2, 3] })).toBe(waiting);
    const half = step(waiting, { target: of(0, 1, 2, 3), held: [3] });
    expect(half).toMatchObject({ state: 'unreleasedPartitions', memberEpoch: 6, assigned: of(0, 1, 2) });
    expect(step(half, { target: of(0, 1, 2, 3) })).toMatchObject({ state: 'stable', assigned: of(0, 1, 2, 3) });
  });
});

describe('a member that lets go', () => {
  const revoking = () => memberOf({ state: 'unrevokedPartitions', assigned: of(1), pendingRevocation: of(0) });

  it.each<[string, TopicPartitions | undefined]>([
    ['says nothing of what it owns', undefined],
    ['still reports it', of(0, 1)],
    ['reports only that', of(0)],
  ])('stays as it is while it %s, whatever the target has become', (_name, owned) => {
    const member = revoking();
    for (const target of [of(1), of(0, 1), of(2)]) {
      for (const targetEpoch of [6, 9]) {
        const next = step(member, { target, targetEpoch, ...(owned === undefined ? {} : { owned }) });
        expect(next).toBe(member);
      }
    }
  });

  it('goes on once it reports what is left', () => {
    expect(step(revoking(), { target: of(1, 2), owned: of(1) })).toMatchObject({
      state: 'stable',
      memberEpoch: 6,
      assigned: of(1, 2),
      pendingRevocation: noPartitions,
    });
  });

  it('gets back what it let go of only when nobody holds it by then', () => {
    expect(step(revoking(), { target: of(0, 1), owned: of(1), held: [0] })).toMatchObject({
      state: 'unreleasedPartitions',
      assigned: of(1),
    });
    expect(step(revoking(), { target: of(0, 1), owned: of(1) })).toMatchObject({ state: 'stable', assigned: of(0, 1) });
  });

  it('lets go of more when the target has moved on, one epoch after the other', () => {
    const owned = of(1);
    expect(step(revoking(), { target: of(2), targetEpoch: 9, owned })).toMatchObject({
      state: 'unrevokedPartitions',
      memberEpoch: 6,
      assigned: noPartitions,
      pendingRevocation: of(1),
    });
  });
});

describe('whatever members report', () => {
  /** Every subset of three partitions. */
  const subsets = Array.from({ length: 8 }, (_, bits) => of(...[0, 1, 2].filter((index) => (bits >> index) % 2 === 1)));

  it('no partition gets a second owner, and a member gets nothing beyond its target', () => {
    let steps = 0;
    for (const assigned of subsets) {
      for (const target of subsets) {
        for (const owned of [undefined, ...subsets]) {
          for (const others of subsets) {
            const held = [...(others.get(T) ?? [])].filter(
              (partition) => assigned.get(T)?.includes(partition) !== true,
            );
            const next = step(memberOf({ assigned }), { target, held, ...(owned === undefined ? {} : { owned }) });
            const has = next.assigned.get(T) ?? [];
            expect(has.filter((partition) => held.includes(partition))).toEqual([]);
            expect(has.filter((partition) => target.get(T)?.includes(partition) !== true)).toEqual([]);
            steps++;
          }
        }
      }
    }
    expect(steps).toBe(8 * 8 * 9 * 8);
  });
});
