import { AssertionFailure } from '@drave/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetadataImage } from './image.js';
import { replay } from './replay.js';
import { replayAll } from './testing/replay-all.js';
import { findRequestOutcome } from './request-outcomes.js';
import { batchesFrom } from './testing/arbitrary-records.js';
import { TestMetadata } from './testing/index.js';

function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3);
  metadata.topic('orders', [{ replicas: [1, 2, 3] }, { replicas: [2, 3, 1] }]);
  return metadata;
}

describe('replay', () => {
  it("makes the entry's offset the epoch of a broker", () => {
    const metadata = cluster();
    const offset = metadata.offset;
    metadata.apply(metadata.registration(2));
    expect(metadata.image.broker(2)?.epoch).toBe(offset);
  });

  it('raises the partition epoch always, the leader epoch with a leader, even the same one', () => {
    const metadata = cluster();
    metadata.change('orders', 0, { isr: [1, 2] });
    expect(metadata.image.topicByName('orders')?.partition(0)).toMatchObject({ leaderEpoch: 0, partitionEpoch: 1 });
    metadata.lead('orders', 0, 1);
    expect(metadata.image.topicByName('orders')?.partition(0)).toMatchObject({ leaderEpoch: 1, partitionEpoch: 2 });
  });

  it('leaves earlier images as they were', () => {
    const metadata = cluster();
    const before = metadata.image;
    metadata.lead('orders', 0, 2);
    metadata.deleteTopic('orders');
    expect(before.topicByName('orders')?.partition(0)?.leader).toBe(1);
    expect(before.partitionCount).toBe(2);
    expect(metadata.image.partitionCount).toBe(0);
  });

  it('takes the configuration with the topic', () => {
    const metadata = cluster();
    metadata.config('orders', 'retention.ms', '1000');
    metadata.deleteTopic('orders');
    metadata.topic('orders', [{ replicas: [1] }]);
    expect(metadata.image.config({ type: 'topic', name: 'orders' }).size).toBe(0);
  });

  it('shows nothing of a transaction before its end, and nothing ever after an abort', () => {
    const metadata = cluster();
    const before = metadata.image;
    metadata.apply({ kind: 'beginTransaction', name: 't' });
    metadata.topic('payments', [{ replicas: [1] }]);
    expect(metadata.image.visible).toBe(before);
    metadata.apply({ kind: 'abortTransaction', reason: 'test' });
    expect(metadata.image).toBe(before);
    metadata.apply({ kind: 'beginTransaction', name: 't' });
    metadata.topic('payments', [{ replicas: [1] }]);
    metadata.apply({ kind: 'endTransaction' });
    expect(metadata.image.visible.topicByName('payments')?.partitionCount).toBe(1);
  });

  it('refuses records that contradict the image', () => {
    const metadata = cluster();
    const { id } = metadata.image.topicByName('orders') ?? { id: '' };
    const broken = [
      { kind: 'topic', topicId: id, name: 'other' },
      { kind: 'partitionChange', topicId: id, index: 9, leader: 1 },
      { kind: 'unregisterBroker', brokerId: 1, brokerEpoch: 99 },
      { kind: 'endTransaction' },
    ] as const;
    for (const record of broken) expect(() => replay(metadata.image, record, 99)).toThrow(AssertionFailure);
    expect(() => replay(MetadataImage.empty, { kind: 'endTransaction' }, 0)).toThrow(/level/);
  });

  it('forgets outcomes by count and by the timestamps in the records', () => {
    const metadata = cluster();
    const outcome = (id: number, timestampMs: number) => ({
      kind: 'requestOutcome' as const,
      principal: 'User:a',
      requestId: `${id}`,
      requestHash: Buffer.from([1]),
      response: Buffer.from('{}'),
      timestampMs,
    });
    const known = (id: number) => findRequestOutcome(image.requestOutcomes, 'User:a', `${id}`) !== undefined;
    let image = replayAll(metadata.image, [outcome(1, 0), outcome(2, 3_600_000)], 1);
    expect([known(1), known(2)]).toEqual([true, true]);
    image = replay(image, outcome(3, 3_600_001), 2);
    expect([known(1), known(2), known(3)]).toEqual([false, true, true]);
    for (let id = 4; id < 4 + 10_000; id++) image = replay(image, outcome(id, 3_600_001), 3);
    expect([known(2), known(3), known(4), known(3 + 10_000)]).toEqual([false, false, true, true]);
  });

  it('forgets the oldest outcomes when the answers together are too large', () => {
    let image = cluster().image;
    const megabyte = Buffer.alloc(1024 * 1024);
    for (let id = 0; id < 40; id++) {
      const response = id === 39 ? Buffer.alloc(8 * 1024 * 1024) : megabyte;
      const outcome = {
        principal: 'p',
        requestId: `${id}`,
        requestHash: new Uint8Array(32),
        response,
        timestampMs: id,
      };
      image = replay(image, { kind: 'requestOutcome', ...outcome }, id);
      const { byKey, order, bytes } = image.requestOutcomes;
      expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
      expect(order.size).toBe(byKey.size);
    }
    const kept = [...image.requestOutcomes.byKey.values()].map(({ requestId }) => Number(requestId));
    expect(kept.sort((a, b) => a - b)).toEqual([32, 33, 34, 35, 36, 37, 38, 39]);
  });

  it('keeps its indexes with every record: names in order, names that collide, topics of each broker', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 120 }), (choices) => {
        let image = MetadataImage.empty;
        for (const [offset, records] of batchesFrom(choices).entries()) {
          image = replayAll(image, records, offset);
          expectIndexes(image);
        }
      }),
    );
  });

  it('knows names that differ only in dot and underscore, also after one of them is gone', () => {
    const metadata = new TestMetadata();
    for (const name of ['a.b', 'a_c', 'plain']) metadata.topic(name, []);
    expect(metadata.image.topicCollidingWith('a_b')).toBe('a.b');
    expect(metadata.image.topicCollidingWith('a.b')).toBeUndefined();
    metadata.topic('a_b', []);
    metadata.deleteTopic('a.b');
    expect(metadata.image.topicCollidingWith('a.b')).toBe('a_b');
    metadata.deleteTopic('a_b');
    expect(metadata.image.topicCollidingWith('a.b')).toBeUndefined();
    expect(metadata.image.state.topicsByMetricName.size).toBe(1);
  });

  it('changes one partition of 10,000 without copying the rest', () => {
    const metadata = new TestMetadata();
    metadata.brokers(1, 2, 3);
    metadata.topic('big', Array(10_000).fill({ replicas: [1, 2, 3] }));
    const before = metadata.image.topicByName('big');
    const delta = metadata.lead('big', 5_000, 2);
    const after = metadata.image.topicByName('big');
    expect(after?.partition(4_999)).toBe(before?.partition(4_999));
    expect(delta.partitions().map(({ index }) => index)).toEqual([5_000]);
  });
});

/** Compares each index with what a look through all topics gives. */
function expectIndexes(image: MetadataImage): void {
  const { topicIds, topicNames, topicsByMetricName, topicsByBroker } = image.state;
  const names = [...topicIds.keys()].sort();
  expect([...topicNames]).toEqual(names);
  expect([...image.topics()].map((topic) => topic.name)).toEqual(names);
  expect([...topicsByMetricName.values()].flat().sort()).toEqual(names.filter((name) => /[._]/.test(name)));
  const replicas = new Map<number, string[]>();
  for (const topic of image.topics()) {
    for (const partition of topic.partitions()) {
      for (const id of partition.replicas) replicas.set(id, [...(replicas.get(id) ?? []), topic.name]);
    }
  }
  expect([...topicsByBroker.keys()].sort()).toEqual([...replicas.keys()].sort());
  for (const [id, topics] of replicas) {
    expect([...image.topicsOnBroker(id)].map((topic) => topic.name).sort()).toEqual([...new Set(topics)].sort());
    expect(image.replicaCount(id)).toBe(topics.length);
  }
}
