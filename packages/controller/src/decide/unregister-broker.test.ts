import { runSteps } from '@drave/base';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import { decideUnregisterBroker } from './unregister-broker.js';

/** Broker 1 leads partition 0, follows in 1, is eligible in 2 and out of sync in 3; 4 lies elsewhere. */
function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3);
  metadata.topic('orders', [
    { replicas: [1, 2] },
    { replicas: [2, 1, 3] },
    { replicas: [1, 2, 3], isr: [2], elr: [1, 3], leader: 2 },
    { replicas: [1, 2], isr: [2], leader: 2 },
    { replicas: [3, 2] },
  ]);
  metadata.config('orders', 'min.insync.replicas', '2');
  return metadata;
}

function unregister(metadata: TestMetadata, brokerId: number) {
  const command = { kind: 'unregisterBroker', brokerId } as const;
  return runSteps(decideUnregisterBroker(metadata.image, command, { config: new ClusterConfig({}) }));
}

/** The image after the broker has been unregistered. */
function without(metadata: TestMetadata, brokerId: number) {
  const decision = unregister(metadata, brokerId);
  if (decision.kind === 'rejected') throw new Error(decision.message);
  expect(decision.response).toBeNull();
  metadata.apply(...decision.records);
  return { kinds: decision.records.map(({ kind }) => kind), image: metadata.image };
}

describe('a broker that is unregistered', () => {
  it('leaves every ISR and ELR, and stays a replica; what it does not touch does not change', () => {
    const metadata = cluster();
    const { kinds, image } = without(metadata, 1);
    expect(kinds).toEqual(['partitionChange', 'partitionChange', 'partitionChange', 'unregisterBroker']);
    expect(image.broker(1)).toBeUndefined();
    const partitions = [...(image.topicByName('orders')?.partitions() ?? [])];
    expect(partitions).toMatchObject([
      { replicas: [1, 2], leader: 2, isr: [2], elr: [], lastKnownElr: [1], leaderEpoch: 1 },
      { replicas: [2, 1, 3], leader: 2, isr: [2, 3], elr: [], lastKnownElr: [], leaderEpoch: 0 },
      { replicas: [1, 2, 3], leader: 2, isr: [2], elr: [3], lastKnownElr: [1], leaderEpoch: 0 },
      { replicas: [1, 2], leader: 2, isr: [2], partitionEpoch: 0 },
      { replicas: [3, 2], leader: 3, isr: [3, 2], partitionEpoch: 0 },
    ]);
  });

  it('is forgotten under the epoch that it has, fenced or not', () => {
    const metadata = new TestMetadata();
    metadata.apply(metadata.registration(4, { fenced: true, brokerEpoch: 77 }));
    const records = [{ kind: 'unregisterBroker', brokerId: 4, brokerEpoch: 77 }];
    expect(unregister(metadata, 4)).toEqual({ kind: 'accepted', records, response: null });
  });

  it('was the last of a partition: nobody leads it, unless the topic allows one that lacks records', () => {
    const metadata = cluster();
    metadata.change('orders', 0, { isr: [1], leader: 1 });
    const strict = without(metadata, 1).image.topicByName('orders')?.partition(0);
    expect(strict).toMatchObject({ leader: -1, isr: [], elr: [], lastKnownElr: [1] });
    const lax = cluster();
    lax.change('orders', 0, { isr: [1], leader: 1 });
    lax.config('orders', 'unclean.leader.election.enable', 'true');
    expect(without(lax, 1).image.topicByName('orders')?.partition(0)).toMatchObject({ leader: 2, isr: [2] });
  });

  it('has to be registered, so not twice', () => {
    const metadata = cluster();
    const refused = { kind: 'rejected', code: 'BROKER_ID_NOT_REGISTERED', message: 'broker 9 is not registered' };
    expect(unregister(metadata, 9)).toEqual(refused);
    without(metadata, 1);
    expect(unregister(metadata, 1)).toMatchObject({ kind: 'rejected', code: 'BROKER_ID_NOT_REGISTERED' });
  });
});
