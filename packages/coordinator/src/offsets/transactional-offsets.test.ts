import { describe, expect, it } from 'vitest';
import { Groups, RETENTION_MS } from './testing/groups-in-time.js';

const P = 7;
const Q = 8;
const ANOTHER_ID = 'AAAAAAAAAAAAAAAAAAAAAw';

describe('an offset that is committed in a transaction', () => {
  it('is nobody’s until the transaction is committed', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 10);
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(P, 'payments', 1, 30);
    expect([groups.fetch('orders', 0), groups.fetch('payments', 1)]).toEqual([10, -1]);
    groups.end('commit', P);
    expect([groups.fetch('orders', 0), groups.fetch('payments', 1)]).toEqual([20, 30]);
    expect(groups.state.pending.producers.size + groups.state.pending.byProducer.size).toBe(0);
  });

  it('is gone when the transaction is aborted', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.end('abort', P);
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(-1);
    expect(groups.exists).toBe(false);
  });

  it('is the last one of the transaction', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(P, 'orders', 0, 25);
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(25);
  });

  it('ends with its own producer only', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(Q, 'orders', 0, 30);
    groups.end('abort', Q);
    expect(groups.fetchStable('orders', 0)).toBe('UNSTABLE_OFFSET_COMMIT');
    groups.end('commit', P);
    expect(groups.fetchStable('orders', 0)).toBe(20);
  });

  it('does not take the place of one that was committed behind it', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.commit('orders', 0, 30);
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(30);
  });

  it('takes the place of one that was committed before it, also when the transaction of that ends later', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(Q, 'orders', 0, 30);
    groups.end('commit', Q);
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(30);
  });

  it('does not hinder commits outside of transactions', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    expect(groups.commit('orders', 0, 15)).toBeUndefined();
    expect([groups.fetch('orders', 0), groups.fetchStable('orders', 0)]).toEqual([15, 'UNSTABLE_OFFSET_COMMIT']);
  });
});

describe('a fetch of what is stable (KIP-447)', () => {
  it('refuses the partitions of which a transaction has an offset pending, and no others', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 10);
    groups.commit('orders', 1, 11);
    groups.commitIn(P, 'orders', 0, 20);
    const topics = [{ topic: 'orders', partitions: [0, 1, 2] }];
    const request = { groupId: 'g', member: undefined, topics, requireStable: true };
    expect(groups.fetchAll(request).topics[0]?.partitions).toEqual([
      { partition: 0, failure: 'UNSTABLE_OFFSET_COMMIT', offset: -1, leaderEpoch: -1, metadata: '' },
      { partition: 1, failure: undefined, offset: 11, leaderEpoch: 5, metadata: '' },
      { partition: 2, failure: undefined, offset: -1, leaderEpoch: -1, metadata: '' },
    ]);
    const all = groups.fetchAll({ ...request, topics: 'all' }).topics[0]?.partitions;
    expect(all?.map(({ failure }) => failure)).toEqual(['UNSTABLE_OFFSET_COMMIT', undefined]);
    const others = groups.fetchAll({ ...request, groupId: 'other' }).topics[0]?.partitions;
    expect(others?.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
  });

  it('E18: goes by the request: others are told what is committed', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 10);
    groups.commitIn(P, 'orders', 0, 20);
    expect(groups.fetch('orders', 0)).toBe(10);
  });

  it('has nothing to do with what is pending for a topic that is gone', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.topicIds.set('orders', ANOTHER_ID);
    expect(groups.fetchStable('orders', 0)).toBe(-1);
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(-1);
  });
});

describe('expiry (KAFKA-19163)', () => {
  it('leaves a partition alone of which a transaction has an offset pending', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 10);
    groups.commit('orders', 1, 11);
    groups.commitIn(P, 'orders', 0, 20);
    groups.clean(2 * RETENTION_MS);
    expect([groups.fetch('orders', 0), groups.fetch('orders', 1)]).toEqual([10, -1]);
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(20);
  });

  it('leaves a group alone that has nothing but pending offsets', () => {
    const groups = new Groups();
    groups.leave(groups.join('orders'));
    groups.commitIn(P, 'orders', 0, 20);
    groups.clean(2 * RETENTION_MS);
    expect(groups.state.classic.has('g')).toBe(true);
    groups.end('abort', P);
    groups.clean(0);
    expect(groups.exists).toBe(false);
  });
});

describe('deletions', () => {
  it('of an offset take along what is pending, as Kafka’s do', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(Q, 'orders', 0, 21);
    groups.commitIn(P, 'orders', 1, 22);
    expect(groups.deleteOffset('orders', 0)).toMatchObject({ failure: undefined });
    groups.end('commit', P);
    groups.end('commit', Q);
    expect([groups.fetch('orders', 0), groups.fetch('orders', 1)]).toEqual([-1, 22]);
  });

  it('of a group take along what is pending', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 10);
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(P, 'payments', 1, 30);
    expect(groups.deleteGroup()).toBeUndefined();
    expect(groups.written.slice(-2).map((record) => record.kind === 'offset' && record.topic)).toEqual([
      'orders',
      'payments',
    ]);
    groups.end('commit', P);
    expect(groups.exists).toBe(false);
  });

  it('know a group that has nothing but pending offsets', () => {
    const groups = new Groups();
    expect(groups.deleteGroup()).toBe('GROUP_ID_NOT_FOUND');
    groups.commitIn(P, 'orders', 0, 20);
    expect(groups.exists).toBe(true);
    expect(groups.deleteOffset('orders', 0)).toMatchObject({ failure: undefined });
    expect(groups.exists).toBe(false);
  });

  it('of a topic take along what was committed for it, pending or not', () => {
    const groups = new Groups();
    groups.commitIn(P, 'orders', 0, 20);
    groups.commitIn(P, 'payments', 0, 30);
    groups.topicIds.delete('orders');
    groups.sweep(groups.model.forgetTopics(new Set(['orders'])));
    expect(groups.written.at(-1)).toMatchObject({ topic: 'orders', value: undefined });
    groups.topicIds.set('orders', ANOTHER_ID);
    groups.end('commit', P);
    expect([groups.state.offsets.get('g')?.has('orders'), groups.fetch('payments', 0)]).toEqual([false, 30]);
  });

  it('of a topic leave alone what is pending for another one of its name', () => {
    const groups = new Groups();
    groups.commit('orders', 0, 10);
    groups.topicIds.set('orders', ANOTHER_ID);
    groups.commitIn(P, 'orders', 0, 5);
    groups.load();
    groups.end('commit', P);
    expect(groups.fetch('orders', 0)).toBe(5);
    groups.commitIn(Q, 'orders', 1, 6);
    groups.topicIds.set('orders', 'AAAAAAAAAAAAAAAAAAAABA');
    groups.commit('orders', 1, 7);
    groups.load();
    groups.end('abort', Q);
    expect(groups.fetch('orders', 1)).toBe(7);
  });
});
