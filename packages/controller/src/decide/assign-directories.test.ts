import { runSteps } from '@drave/base';
import { TestMetadata, testUuid } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import { decideAssignDirectories } from './assign-directories.js';

const ONLINE = testUuid(1_001);
const FAILED = testUuid(6_666);

function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3);
  metadata.topic('orders', [{ replicas: [1, 2] }, { replicas: [2, 1] }, { replicas: [2, 3] }]);
  return metadata;
}

function assign(metadata: TestMetadata, places: readonly (readonly [number, string])[], epochsLate = 0) {
  const replicas = places.map(([partition, directoryId]) => {
    return { topicId: metadata.idOf('orders'), partition, directoryId };
  });
  const brokerEpoch = (metadata.image.broker(1)?.epoch ?? -1) - epochsLate;
  const steps = decideAssignDirectories(metadata.image, { brokerId: 1, brokerEpoch, replicas }, new ClusterConfig({}));
  return runSteps(steps);
}

describe('where a broker says that its replicas lie', () => {
  it('is recorded, and not again when it is known', () => {
    const metadata = cluster();
    const first = assign(metadata, [
      [0, ONLINE],
      [1, ONLINE],
    ]);
    expect(first).toMatchObject({ kind: 'accepted', response: [undefined, undefined] });
    if (first.kind !== 'accepted') return;
    metadata.apply(...first.records);
    expect(metadata.image.topicByName('orders')?.partition(1)?.directories[1]).toBe(ONLINE);
    expect(assign(metadata, [[0, ONLINE]])).toEqual({ kind: 'accepted', records: [], response: [undefined] });
  });

  it('is refused for what is not there, not its own, or said twice, each alone', () => {
    const decision = assign(cluster(), [
      [9, ONLINE],
      [2, ONLINE],
      [0, ONLINE],
      [0, FAILED],
    ]);
    expect(decision).toMatchObject({
      kind: 'accepted',
      response: ['UNKNOWN_TOPIC_ID', 'NOT_LEADER_OR_FOLLOWER', undefined, 'INVALID_REQUEST'],
    });
    expect(decision.kind === 'accepted' && decision.records).toHaveLength(1);
  });

  it('takes only the replicas in a directory that has failed out of the ISR, and their leaderships', () => {
    const metadata = cluster();
    const decision = assign(metadata, [
      [0, FAILED],
      [1, ONLINE],
    ]);
    if (decision.kind !== 'accepted') throw new Error(decision.message);
    metadata.apply(...decision.records);
    const topic = metadata.image.topicByName('orders');
    expect(topic?.partition(0)).toMatchObject({ leader: 2, isr: [2], directories: [FAILED, expect.any(String)] });
    expect(topic?.partition(1)).toMatchObject({ leader: 2, isr: [2, 1] });
  });

  it('is not heard from an earlier incarnation', () => {
    expect(assign(cluster(), [[0, FAILED]], 1)).toMatchObject({ kind: 'rejected' });
  });
});
