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
    await first.stop();
    const { nextOffset } = first.changes.at(-1) ?? { nextOffset: 0 };
    await cluster.createTopic('c', [[1, 2]]);
    await cluster.createTopic('d', [[1, 2]]);
    const second = await watching(cluster, watch, nextOffset);
    expect(second.changes.every(({ reset }) => !reset)).toBe(true);
    expect(names(second.changes)).toEqual(['c', 'd']);
    await second.stop();
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
