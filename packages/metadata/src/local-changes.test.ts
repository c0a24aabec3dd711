import { runSteps } from '@drave/base';
import { describe, expect, it } from 'vitest';
import type { MetadataDelta } from './delta.js';
import { localChanges } from './local-changes.js';
import { TestMetadata, testUuid } from './testing/index.js';

function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3, 4);
  return metadata;
}

const changesOf = (delta: MetadataDelta, nodeId: number) => runSteps(localChanges(delta, nodeId));

const names = (list: readonly { readonly topic: string; readonly index: number }[]) =>
  list.map(({ topic, index }) => `${topic}-${index}`);

describe('localChanges', () => {
  it('tells a broker what it leads and follows in a new topic', () => {
    const metadata = cluster();
    const delta = metadata.topic('orders', [{ replicas: [1, 2] }, { replicas: [2, 3] }, { replicas: [3, 4] }]);
    const changes = changesOf(delta, 2);
    expect(names(changes.leaders)).toEqual(['orders-1']);
    expect(names(changes.followers)).toEqual(['orders-0']);
    expect(changes.leaders[0]).toMatchObject({ previous: undefined, leaderEpochChanged: true });
    expect(changes.removals).toEqual([]);
  });

  it('tells an ISR change from a new leader epoch', () => {
    const metadata = cluster();
    metadata.topic('orders', [{ replicas: [1, 2, 3] }]);
    const shrunk = changesOf(metadata.change('orders', 0, { isr: [1, 2] }), 1);
    expect(shrunk.leaders[0]).toMatchObject({ leaderEpochChanged: false, registration: { isr: [1, 2] } });
    const moved = changesOf(metadata.lead('orders', 0, 2), 1);
    expect(moved.leaders).toEqual([]);
    expect(moved.followers[0]).toMatchObject({ leaderEpochChanged: true, registration: { leader: 2 } });
    const offline = changesOf(metadata.lead('orders', 0, -1), 1);
    expect(offline.followers[0]?.registration.leader).toBe(-1);
  });

  it('removes a replica that was reassigned, and every replica of a deleted topic', () => {
    const metadata = cluster();
    metadata.topic('orders', [{ replicas: [1, 2] }]);
    const zero = testUuid(1);
    const reassigned = metadata.change('orders', 0, {
      replicas: [2, 3],
      isr: [2],
      leader: 2,
      directories: [zero, zero],
    });
    expect(changesOf(reassigned, 1).removals).toMatchObject([{ topic: 'orders', index: 0, reason: 'reassigned' }]);
    expect(changesOf(reassigned, 3).followers[0]).toMatchObject({ previous: undefined });
    const deleted = metadata.deleteTopic('orders');
    expect(changesOf(deleted, 2).removals).toMatchObject([{ topic: 'orders', reason: 'topicDeleted' }]);
    expect(changesOf(deleted, 1).removals).toEqual([]);
  });

  it('B18: a topic deleted and made anew in one step is a removal and a creation, with other ids', () => {
    const metadata = cluster();
    metadata.topic('orders', [{ replicas: [1, 2] }]);
    const old = metadata.idOf('orders');
    const fresh = testUuid(77);
    const delta = metadata.apply(
      { kind: 'removeTopic', topicId: old },
      { kind: 'topic', topicId: fresh, name: 'orders' },
      {
        kind: 'partition',
        topicId: fresh,
        index: 0,
        replicas: [1, 2],
        directories: [testUuid(1), testUuid(2)],
        isr: [1, 2],
        elr: [],
        lastKnownElr: [],
        addingReplicas: [],
        removingReplicas: [],
        leader: 1,
        leaderEpoch: 0,
        partitionEpoch: 0,
      },
    );
    const changes = changesOf(delta, 1);
    expect(changes.removals).toMatchObject([{ topicId: old, reason: 'topicDeleted' }]);
    expect(changes.leaders).toMatchObject([{ topicId: fresh, previous: undefined }]);
    expect(delta.deletedTopics().map(({ id }) => id)).toEqual([old]);
    expect(delta.createdTopics().map(({ id }) => id)).toEqual([fresh]);
  });

  it('gives a node that starts from a snapshot everything it hosts', () => {
    const metadata = cluster();
    metadata.topic('a', [{ replicas: [1, 2] }]);
    metadata.topic('b', [{ replicas: [3, 4] }, { replicas: [2, 1] }]);
    const changes = changesOf(metadata.everything(), 2);
    expect(names(changes.leaders)).toEqual(['b-1']);
    expect(names(changes.followers)).toEqual(['a-0']);
  });
});
