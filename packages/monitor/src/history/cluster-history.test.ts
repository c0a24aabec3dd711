import { describe, expect, test } from 'vitest';
import { ClusterHistory, type CommitSeen, type HistorySettings } from './cluster-history.js';

const settings: HistorySettings = {
  intervals: 3,
  expireGroupMs: 60_000,
  minDistanceMs: 0,
  settleMs: 30_000,
  groups: {},
  groupPartitionsMax: 100,
};
const NOW_MS = 1_000_000;

function historyOf(changes: Partial<HistorySettings> = {}): ClusterHistory {
  const history = new ClusterHistory({ ...settings, ...changes });
  history.setTopics(new Map([['orders', 2]]));
  for (const partition of [0, 1]) history.addEnd({ topic: 'orders', partition }, NOW_MS, 100);
  return history;
}

function seen(changes: Partial<CommitSeen> = {}): CommitSeen {
  const commit = { offset: 90, order: 1, timestampMs: NOW_MS, observedAtMs: NOW_MS };
  return { group: 'billing', topic: 'orders', partition: 0, ...commit, ...changes };
}

describe('the history of a cluster', () => {
  test('has the lag of a commit at its time, and the lag of now', () => {
    const history = historyOf();
    history.addCommit(seen());
    history.addEnd({ topic: 'orders', partition: 0 }, NOW_MS + 1_000, 150);
    const [first, second] = history.groupPartitions('billing', NOW_MS) ?? [];
    expect(first).toMatchObject({ commits: [{ offset: 90, lag: 10 }], ends: [100, 150], currentLag: 60 });
    expect(second).toMatchObject({ partition: 1, commits: [], windowSize: 0, currentLag: 0 });
  });

  test('does not take a commit beyond the end for a negative lag', () => {
    const history = historyOf();
    history.addCommit(seen({ offset: 120 }));
    expect(history.groupPartitions('billing', NOW_MS)?.[0]).toMatchObject({ commits: [{ lag: 0 }], currentLag: 0 });
  });

  test('drops commits of partitions whose end is not known', () => {
    const history = historyOf();
    history.addCommit(seen({ topic: 'nowhere' }));
    history.addCommit(seen({ partition: 2 }));
    expect(history.groupNames(NOW_MS)).toEqual([]);
    history.setTopics(new Map([['orders', 3]]));
    history.addCommit(seen({ partition: 2 }));
    expect(history.groupNames(NOW_MS)).toEqual([]);
  });

  test('drops a commit that is older than what a group may be silent', () => {
    const history = historyOf();
    history.addCommit(seen({ timestampMs: NOW_MS - 60_001 }));
    expect(history.groupNames(NOW_MS)).toEqual([]);
    history.addCommit(seen({ timestampMs: NOW_MS - 60_000 }));
    expect(history.groupNames(NOW_MS)).toEqual(['billing']);
  });

  test('forgets a group that has been silent for too long', () => {
    const history = historyOf();
    history.addCommit(seen());
    expect(history.groupPartitions('billing', NOW_MS + 60_000)).toHaveLength(2);
    expect(history.groupPartitions('billing', NOW_MS + 60_001)).toBeUndefined();
    expect(history.groupPartitionCount).toBe(0);
  });

  test('forgets groups that the cluster has no more, topics that were deleted, and what groups had of them', () => {
    const history = historyOf();
    history.setTopics(
      new Map([
        ['orders', 2],
        ['parcels', 1],
      ]),
    );
    history.addEnd({ topic: 'parcels', partition: 0 }, NOW_MS, 10);
    history.addCommit(seen());
    history.addCommit(seen({ topic: 'parcels' }));
    history.addCommit(seen({ group: 'audit' }));
    history.retainGroups(new Set(['billing']));
    expect(history.groupNames(NOW_MS)).toEqual(['billing']);
    history.setTopics(new Map([['parcels', 1]]));
    expect(history.groupPartitions('billing', NOW_MS)?.map(({ topic }) => topic)).toEqual(['parcels']);
    expect([history.topicNames(), history.groupPartitionCount]).toEqual([['parcels'], 1]);
  });

  test('takes a topic with fewer partitions than before for another one', () => {
    const history = historyOf();
    history.addCommit(seen());
    history.setTopics(new Map([['orders', 1]]));
    expect([history.topicEnds('orders'), history.groupNames(NOW_MS)]).toEqual([[null], []]);
  });

  test('watches the groups that are allowed and not denied', () => {
    const history = historyOf({ groups: { allow: /^shop-/, deny: /test$/ } });
    for (const group of ['shop-a', 'shop-test', 'other', `shop-${'x'.repeat(1_024)}`])
      history.addCommit(seen({ group }));
    expect(history.groupNames(NOW_MS)).toEqual(['shop-a']);
  });

  test('holds no more partitions of groups than it may, and counts what it leaves out', () => {
    const history = historyOf({ groupPartitionsMax: 2 });
    for (const group of ['a', 'b', 'c']) history.addCommit(seen({ group }));
    expect([history.groupNames(NOW_MS), history.leftOutCount]).toEqual([['a', 'b'], 1]);
    history.deleteGroup('a');
    history.addCommit(seen({ group: 'c' }));
    expect(history.groupNames(NOW_MS)).toEqual(['b', 'c']);
  });

  test('says who reads a partition, until somebody else does', () => {
    const history = historyOf();
    history.addCommit(seen());
    const owner = { host: '10.0.0.7', clientId: 'billing-1' };
    history.setMembers('billing', 1, [{ topic: 'orders', partition: 1, ...owner }]);
    expect(history.groupPartitions('billing', NOW_MS)).toMatchObject([
      { owner: '', clientId: '' },
      { owner: '10.0.0.7', clientId: 'billing-1' },
    ]);
    expect(history.isOwned('billing', { topic: 'orders', partition: 1 })).toBe(true);
    history.setMembers('billing', 0, []);
    expect(history.isOwned('billing', { topic: 'orders', partition: 1 })).toBe(false);
    history.deleteGroup('billing');
    expect(history.groupPartitionCount).toBe(0);
  });

  test('says nothing yet where only the commit is known that was there when the watch began', () => {
    const history = historyOf();
    history.addCommit(seen({ order: -1 }));
    const isSettling = (afterMs: number) => history.groupPartitions('billing', NOW_MS + afterMs)?.[0]?.isSettling;
    expect([isSettling(0), isSettling(1_999), isSettling(2_000)]).toEqual([true, true, false]);
    history.setMembers('billing', 1, [{ topic: 'orders', partition: 0, host: 'h', clientId: 'c' }]);
    expect([isSettling(29_999), isSettling(30_000)]).toEqual([true, false]);
    history.addCommit(seen({ order: 0, timestampMs: NOW_MS + 1_000 }));
    expect(isSettling(1_000)).toBe(false);
  });

  test('lists names in order', () => {
    const history = historyOf();
    history.setTopics(
      new Map([
        ['orders', 2],
        ['accounts', 1],
      ]),
    );
    for (const group of ['b', 'a', 'C']) history.addCommit(seen({ group }));
    expect([history.topicNames(), history.groupNames(NOW_MS)]).toEqual([
      ['accounts', 'orders'],
      ['C', 'a', 'b'],
    ]);
    expect(history.groupsOfTopic('accounts', NOW_MS)).toEqual([]);
  });
});
