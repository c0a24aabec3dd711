import type { Steps } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import { decideCreateTopics } from './create-topics.js';
import { decideDeleteTopics } from './delete-topics.js';
import { decideHeartbeat, fenceRecords } from './heartbeat.js';

const config = new ClusterConfig({});

/** How often the event loop could have had a turn, and what came of it. */
function counted<Result>(steps: Steps<Result>): { readonly count: number; readonly result: Result } {
  for (let count = 1; ; count++) {
    const { done, value } = steps.next();
    if (done === true) return { count, result: value };
  }
}

/**
 * A cluster of brokers 1 to 4, with many topics of one partition on the first three, a few of them on the fourth, too.
 */
function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3, 4);
  for (let i = 0; i < 500; i++) metadata.topic(`events.${i}`, [{ replicas: [1, 2, 3] }]);
  for (let i = 0; i < 5; i++) metadata.topic(`orders.${i}`, [{ replicas: [4, 1] }, { replicas: [1, 4] }]);
  return metadata;
}

describe('The steps of a decision', () => {
  it('creating topics takes as many for each topic, however many there are', () => {
    const { image } = cluster();
    const create = (count: number) => {
      const topics = Array.from({ length: count }, (_, i) => ({
        name: `new_topic.${i}`,
        partitionCount: 2,
        replicationFactor: 3,
        configs: {},
      }));
      const ports = { random: new SeededRandom(1), partitionCountDefault: 1, replicationFactorDefault: 3 };
      const steps = counted(decideCreateTopics(image, { kind: 'createTopics', topics }, ports));
      expect(steps.result).toMatchObject({ kind: 'accepted' });
      return steps.count - 1;
    };
    expect(create(1_000)).toBe(1_000 * create(1));
  });

  it('refuses a name that collides only in dot and underscore, with an old topic and with one of the request', () => {
    const { image } = cluster();
    const topics = ['events_7', 'new.topic', 'new_topic', 'events-7'].map((name) => ({ name, configs: {} }));
    const ports = { random: new SeededRandom(1), partitionCountDefault: 1, replicationFactorDefault: 3 };
    const { result } = counted(decideCreateTopics(image, { kind: 'createTopics', topics }, ports));
    expect(result).toMatchObject({
      response: [
        { kind: 'rejected', message: expect.stringContaining("'events.7'") },
        { kind: 'ok' },
        { kind: 'rejected', message: expect.stringContaining("'new.topic'") },
        { kind: 'ok' },
      ],
    });
  });

  it('deleting topics takes two for each', () => {
    const { image } = cluster();
    const topics = image.topicNames().map((name) => ({ name }));
    const steps = counted(decideDeleteTopics(image, { kind: 'deleteTopics', topics }, { enabled: true }));
    expect(steps.count).toBe(1 + 2 * 505);
  });

  it('fencing a broker looks at the partitions of its own topics only, and at each of them once', () => {
    const { image } = cluster();
    const broker = (id: number) => image.broker(id) ?? expect.unreachable();
    const fourth = counted(fenceRecords(image, [broker(4)], config));
    expect(fourth.count).toBe(11);
    expect(fourth.result).toHaveLength(11);
    const both = counted(fenceRecords(image, [broker(4), broker(1)], config));
    expect(both.count).toBe(511);
  });

  it('a heartbeat that changes nothing takes one step, whatever the cluster holds', () => {
    const { image } = cluster();
    const request = {
      brokerId: 1,
      brokerEpoch: image.broker(1)?.epoch ?? -1,
      metadataOffset: 1_000_000,
      wantFence: false,
      wantShutdown: false,
      offlineDirectories: [],
      maxWaitMs: 0,
    };
    const ports = { config, lowestAppliedOffset: () => 0, shutdownOffset: undefined };
    expect(counted(decideHeartbeat(image, request, ports)).count).toBe(1);
    expect(decideHeartbeat(image, { ...request, wantFence: true }, ports).next().done).toBe(false);
  });
});
