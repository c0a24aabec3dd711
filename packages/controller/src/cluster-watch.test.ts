import { describe, expect, it } from 'vitest';
import { ClusterWatch, type WatchedChange } from './cluster-watch.js';
import { TestCluster } from './testing/index.js';

async function watching(cluster: TestCluster, watch: ClusterWatch, fromOffset: number) {
  const abort = new AbortController();
  const changes: WatchedChange[] = [];
  const done = (async () => {
    for await (const change of watch.watch(fromOffset, abort.signal)) changes.push(change);
  })();
  await cluster.world.runFor(5);
  return {
    changes,
    stop: async () => {
      abort.abort();
      await cluster.world.finish(done);
    },
  };
}

const names = (changes: readonly WatchedChange[]) =>
  changes.flatMap(({ delta }) => delta.createdTopics().map(({ name }) => name));

describe('ClusterWatch', () => {
  it('starts with the whole state, follows every change, and resumes where it was', async () => {
    const cluster = new TestCluster();
    await cluster.start(1, 2);
    await cluster.createTopic('a', [[1]]);
    const watch = new ClusterWatch(cluster.leader.feed);
    const first = await watching(cluster, watch, 0);
    expect(first.changes.map(({ reset }) => reset)).toEqual([true]);
    expect(names(first.changes)).toEqual(['a']);
    await cluster.createTopic('b', [[2]]);
    expect(names(first.changes)).toEqual(['a', 'b']);
    const other = await watching(cluster, watch, 0);
    await first.stop();
    const { nextOffset } = first.changes.at(-1) ?? { nextOffset: 0 };
    await cluster.createTopic('c', [[1, 2]]);
    await cluster.createTopic('d', [[1, 2]]);
    const second = await watching(cluster, watch, nextOffset);
    expect(second.changes.every(({ reset }) => !reset)).toBe(true);
    expect(names(second.changes)).toEqual(['c', 'd']);
    await second.stop();
    await other.stop();
    watch.stop();
    await cluster.stop();
  });

  it('keeps changes only while somebody watches', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const watch = new ClusterWatch(cluster.leader.feed);
    await cluster.createTopic('a', [[1]]);
    expect(watch.kept).toBe(0);
    const first = await watching(cluster, watch, 0);
    await cluster.createTopic('b', [[1]]);
    expect(watch.kept).toBeGreaterThan(0);
    await first.stop();
    expect(watch.kept).toBe(0);
    await cluster.createTopic('c', [[1]]);
    const { nextOffset } = first.changes.at(-1) ?? { nextOffset: 0 };
    const second = await watching(cluster, watch, nextOffset);
    expect(second.changes.map(({ reset }) => reset)).toEqual([true]);
    await second.stop();
    watch.stop();
    await cluster.stop();
  });

  it('keeps no more than it may, however large the changes are, and a slow watcher starts over', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const watch = new ClusterWatch(cluster.leader.feed);
    const abort = new AbortController();
    const slow = watch.watch(0, abort.signal)[Symbol.asyncIterator]();
    await cluster.world.finish(slow.next());
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await cluster.createTopic(name, Array<readonly number[]>(5_000).fill([1]));
    }
    expect(watch.kept).toBe(3);
    expect(await cluster.world.finish(slow.next())).toMatchObject({ value: { reset: true } });
    abort.abort();
    await cluster.world.finish(slow.next());
    expect(watch.kept).toBe(0);
    watch.stop();
    await cluster.stop();
  });

  it('starts over for whoever is too far behind or comes from elsewhere', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const watch = new ClusterWatch(cluster.leader.feed);
    const old = cluster.leader.feed.appliedOffset;
    for (let i = 0; i < 300; i++) await cluster.createTopic(`t${i}`, [[1]]);
    for (const offset of [old, 1_000_000]) {
      const late = await watching(cluster, watch, offset);
      expect(late.changes.map(({ reset }) => reset)).toEqual([true]);
      expect(names(late.changes)).toHaveLength(300);
      await late.stop();
    }
    watch.stop();
    await cluster.stop();
  });
});
