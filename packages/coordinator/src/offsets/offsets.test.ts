import { describe, expect, it } from 'vitest';
import { Groups, NO_IDS, PLACE, RETENTION_MS } from './testing/groups-in-time.js';

describe('commits', () => {
  it('come back as they were, text and leader epoch too', () => {
    const groups = new Groups();
    expect(groups.commit('orders', 1, 42, { metadata: 'où' })).toBeUndefined();
    const request = { groupId: 'g', member: undefined, topics: 'all' as const, requireStable: true };
    expect(groups.fetchAll(request)).toEqual({
      failure: undefined,
      topics: [
        {
          topic: 'orders',
          partitions: [{ partition: 1, failure: undefined, offset: 42, leaderEpoch: 5, metadata: 'où' }],
        },
      ],
    });
  });

  it('are refused one by one: unknown partitions, texts that are too long', () => {
    const groups = new Groups();
    expect(groups.commit('nowhere', 0, 1)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(groups.commit('orders', 3, 1)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(groups.commit('orders', 0, 1, { metadata: 'x'.repeat(11) })).toBe('OFFSET_METADATA_TOO_LARGE');
    expect(groups.written).toEqual([]);
  });

  it('of a group that nobody has heard of are -1, without an error, which many clients would not survive', () => {
    const groups = new Groups();
    const topics = [{ topic: 'orders', partitions: [0, 7] }];
    const request = { groupId: 'stranger', member: undefined, topics, requireStable: false };
    const none = { failure: undefined, offset: -1, leaderEpoch: -1, metadata: '' };
    expect(groups.fetchAll(request).topics[0]?.partitions).toEqual([
      { partition: 0, ...none },
      { partition: 7, ...none },
    ]);
    expect(groups.fetchAll({ ...request, topics: 'all' })).toEqual({ failure: undefined, topics: [] });
  });
});

describe('expiry (KIP-211, E8)', () => {
  it('of a lone consumer counts from each commit', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 1);
    groups.clean(RETENTION_MS / 2);
    groups.commit('orders', 1, 1);
    groups.clean(RETENTION_MS / 2);
    expect([groups.fetch('orders', 0), groups.fetch('orders', 1)]).toEqual([-1, 1]);
    groups.clean(RETENTION_MS / 2);
    expect(groups.exists).toBe(false);
  });

  it('of a group counts from when its last member left, and takes the group along', () => {
    const groups = new Groups();
    const memberId = groups.join('orders');
    groups.commit('orders', 0, 7);
    groups.clean(3 * RETENTION_MS);
    expect(groups.fetch('orders', 0)).toBe(7);
    groups.leave(memberId);
    groups.clean(RETENTION_MS - 1);
    expect(groups.fetch('orders', 0)).toBe(7);
    groups.clean(1);
    expect(groups.fetch('orders', 0)).toBe(-1);
    expect(groups.exists).toBe(false);
    expect(groups.written.at(-1)).toEqual({ kind: 'classicGroup', groupId: 'g', value: undefined });
  });

  it('of a group that was just loaded counts from when it became empty, not from its commits', () => {
    const groups = new Groups();
    const memberId = groups.join('orders');
    groups.commit('orders', 0, 7);
    groups.wallMs += 2 * RETENTION_MS;
    groups.leave(memberId);
    const after = new Groups();
    after.state = groups.state;
    after.wallMs = groups.wallMs;
    after.model.loaded(after.state, after.now());
    after.clean(RETENTION_MS - 1);
    expect(after.fetch('orders', 0)).toBe(7);
    after.clean(1);
    expect(after.fetch('orders', 0)).toBe(-1);
  });

  it('takes what no member subscribes to any more, from the commit on, while the group lives', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 1);
    groups.commit('payments', 0, 1);
    groups.join('payments');
    groups.clean(RETENTION_MS);
    expect([groups.fetch('orders', 0), groups.fetch('payments', 0)]).toEqual([-1, 1]);
  });

  it('does not touch a group of another protocol, whose subscriptions nobody can read', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 1);
    groups.join('whatever', 'connect');
    groups.clean(3 * RETENTION_MS);
    expect(groups.fetch('orders', 0)).toBe(1);
  });

  it('that a commit asked for holds whatever the group does', () => {
    const groups = new Groups();
    groups.join('orders');
    groups.commit('orders', 0, 1, { retentionTimeMs: 60_000 });
    groups.commit('payments', 0, 1, { retentionTimeMs: 60_000 });
    groups.clean(60_000);
    expect([groups.fetch('orders', 0), groups.fetch('payments', 0)]).toEqual([1, -1]);
  });

  it('goes in steps that fit a batch', () => {
    const groups = new Groups();
    let state = groups.state;
    for (let partition = 0; partition < 2_500; partition++) {
      const value = NO_IDS;
      state = groups.model.replay(state, { kind: 'offset', groupId: 'g', topic: 'orders', partition, value }, PLACE);
    }
    groups.state = state;
    const left = [1_500, 500, 0];
    for (const count of left) {
      groups.clean(0);
      expect(groups.state.offsets.get('g')?.get('orders')?.size ?? 0).toBe(count);
    }
  });
});

describe('deletion', () => {
  it('of offsets spares topics that the group is subscribed to', () => {
    const groups = new Groups();
    expect(groups.deleteOffset('orders', 0).failure).toBe('GROUP_ID_NOT_FOUND');
    groups.commit('orders', 0, 1);
    groups.commit('payments', 0, 1);
    groups.join('orders');
    const failureOf = (topic: string, partition: number) =>
      groups.deleteOffset(topic, partition).topics[0]?.partitions[0]?.failure;
    expect(failureOf('orders', 0)).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
    expect(failureOf('payments', 0)).toBeUndefined();
    expect(failureOf('payments', 1)).toBeUndefined();
    expect(failureOf('nowhere', 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect([groups.fetch('orders', 0), groups.fetch('payments', 0)]).toEqual([1, -1]);
  });

  it('of offsets is refused for a group of another protocol that has members', () => {
    const groups = new Groups();
    groups.join('whatever', 'connect');
    expect(groups.deleteOffset('orders', 0).failure).toBe('NON_EMPTY_GROUP');
  });

  it('of a group needs it to be empty, and leaves nothing', () => {
    const groups = new Groups();
    expect(groups.deleteGroup('stranger')).toBe('GROUP_ID_NOT_FOUND');
    const memberId = groups.join('orders');
    groups.commit('orders', 0, 1);
    expect(groups.deleteGroup()).toBe('NON_EMPTY_GROUP');
    groups.leave(memberId);
    expect(groups.deleteGroup()).toBeUndefined();
    expect(groups.exists).toBe(false);
    expect(groups.deleteGroup()).toBe('GROUP_ID_NOT_FOUND');
    // A group that only ever kept offsets.
    groups.commit('orders', 0, 1);
    expect(groups.deleteGroup()).toBeUndefined();
    expect(groups.exists).toBe(false);
  });
});

describe('topics that are gone', () => {
  const payments = 'AAAAAAAAAAAAAAAAAAAAAg';
  const other = 'AAAAAAAAAAAAAAAAAAAAAw';

  it('take along what groups committed for them', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 1);
    groups.commit('payments', 0, 1);
    groups.topicIds.delete('orders');
    expect(groups.fetch('orders', 0)).toBe(-1);
    groups.sweep(groups.model.forgetTopics(new Set(['orders'])));
    expect(groups.written.at(-1)).toMatchObject({ topic: 'orders', value: undefined });
    expect([...(groups.state.offsets.get('g')?.keys() ?? [])]).toEqual(['payments']);
  });

  it('leave nothing to another topic of the same name, even before anything is written', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 1);
    groups.commit('orders', 1, 1);
    groups.topicIds.set('orders', other);
    expect(groups.fetch('orders', 0)).toBe(-1);
    const all = { groupId: 'g', member: undefined, topics: 'all', requireStable: false } as const;
    expect(groups.fetchAll(all).topics).toEqual([]);
    groups.commit('orders', 1, 7);
    expect(groups.fetchAll(all).topics).toMatchObject([{ topic: 'orders', partitions: [{ partition: 1, offset: 7 }] }]);
    groups.sweep(groups.model.forgetTopics(new Set(['orders'])));
    expect([groups.fetch('orders', 0), groups.fetch('orders', 1)]).toEqual([-1, 7]);
    expect(groups.state.offsets.get('g')?.get('orders')?.size).toBe(1);
  });

  it('are looked for by whoever takes a partition over', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 1);
    groups.commit('payments', 0, 1);
    groups.commit('payments', 1, 1, { retentionTimeMs: 1e9 });
    groups.topicIds = new Map([
      ['orders', other],
      ['payments', payments],
    ]);
    groups.load();
    expect([...(groups.state.offsets.get('g')?.keys() ?? [])]).toEqual(['payments']);
    expect([groups.fetch('payments', 0), groups.fetch('payments', 1)]).toEqual([1, 1]);
  });

  it('are found for offsets that do not say which topic they were for: by name, and by the news', () => {
    const groups = new Groups();
    const put = (topic: string) =>
      groups.take({
        records: [{ kind: 'offset', groupId: 'g', topic, partition: 0, value: NO_IDS }],
        response: undefined,
      });
    put('gone');
    put('orders');
    put('payments');
    groups.load();
    expect([...(groups.state.offsets.get('g')?.keys() ?? [])].sort()).toEqual(['orders', 'payments']);
    // One delta tells of the end of the topic and of the next one of its name.
    groups.topicIds.set('orders', other);
    groups.sweep(groups.model.forgetTopics(new Set(['orders'])));
    expect([...(groups.state.offsets.get('g')?.keys() ?? [])]).toEqual(['payments']);
    // What is committed from now on is for the new one, also with an expiry, whose record cannot say so.
    groups.commit('orders', 0, 5);
    groups.sweep(groups.model.forgetTopics(new Set(['payments'])));
    expect(groups.fetch('orders', 0)).toBe(5);
  });

  it('are gone over in steps, and a step that was refused is taken again', () => {
    const groups = new Groups();
    let state = groups.state;
    for (let partition = 0; partition < 2_500; partition++)
      state = groups.model.replay(
        state,
        { kind: 'offset', groupId: 'g', topic: 'gone', partition, value: NO_IDS },
        PLACE,
      );
    for (let group = 0; group < 1_200; group++)
      state = groups.model.replay(
        state,
        {
          kind: 'offset',
          groupId: `other ${group}`,
          topic: 'payments',
          partition: 0,
          value: { ...NO_IDS, topicId: payments },
        },
        PLACE,
      );
    groups.state = state;
    groups.refuses = true;
    expect(groups.load()).toBeGreaterThanOrEqual(5);
    expect(groups.written).toHaveLength(2_500);
    expect(groups.state.offsets.size).toBe(1_200);
  });
});
