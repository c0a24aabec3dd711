import { type ClusterId, runSteps, UUID_ZERO } from '@drave/base';
import type { PartitionChangeRecord } from '@drave/metadata';
import type { RegisterBrokerRequest } from '@drave/metadata/controller';
import { TestMetadata, testUuid } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import { decideRegisterBroker } from './register-broker.js';

const CLUSTER_ID: ClusterId = 'cluster-77';
const [FIRST, SECOND, OTHER] = [testUuid(1_001), testUuid(5_001), testUuid(9_001)];
const BOOT = 'boot-1';

/**
 * Broker 1 with two log directories leads three partitions with 2 and 3: one in each directory, and one of which nobody
 * knows where it lies.
 */
function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.apply(metadata.registration(1, { directories: [FIRST, SECOND] }));
  metadata.brokers(2, 3);
  const replicas = [1, 2, 3];
  const others = [UUID_ZERO, UUID_ZERO];
  metadata.topic(
    'orders',
    [FIRST, SECOND, UUID_ZERO].map((directory) => ({ replicas, directories: [directory, ...others] })),
  );
  // Below min.insync.replicas whoever leaves stays eligible, unless it may have lost something.
  metadata.config('orders', 'min.insync.replicas', '3');
  return metadata;
}

function requestOf(change: Partial<RegisterBrokerRequest> = {}): RegisterBrokerRequest {
  return {
    clusterId: CLUSTER_ID,
    brokerId: 1,
    incarnationId: testUuid(42),
    listeners: [{ name: 'grpc', host: 'broker-1', port: 9_001 }],
    rack: undefined,
    directories: [FIRST, SECOND],
    features: [],
    metadataLevelMax: 1_000,
    bootId: 'boot-2',
    previousBrokerEpoch: -1,
    provenDurable: false,
    ...change,
  };
}

function decide(metadata: TestMetadata, change: Partial<RegisterBrokerRequest>, alive = true) {
  const ports = { clusterId: CLUSTER_ID, config: new ClusterConfig({}), hasSession: () => alive };
  return runSteps(decideRegisterBroker(metadata.image, requestOf(change), ports));
}

/** For each partition whether broker 1 is still eligible as its leader. */
function eligible(metadata: TestMetadata, change: Partial<RegisterBrokerRequest>): boolean[] {
  const decision = decide(metadata, change, false);
  if (decision.kind === 'rejected') throw new Error(decision.message);
  const changes = decision.records.filter(
    (record): record is PartitionChangeRecord => record.kind === 'partitionChange',
  );
  expect(changes.map(({ index }) => index)).toEqual([0, 1, 2]);
  for (const { leader, isr } of changes) {
    // Whatever is proven, what the old incarnation led is led by another one in a new epoch.
    expect(leader).toBe(2);
    expect(isr).toEqual([2, 3]);
  }
  return changes.map(({ elr }) => elr?.includes(1) === true);
}

describe('a new incarnation of a broker', () => {
  it.each<[string, Partial<RegisterBrokerRequest>, boolean[]]>([
    ['without any proof', { previousBrokerEpoch: -1 }, [false, false, false]],
    ['that only says so', { provenDurable: true }, [false, false, false]],
    ['of the same boot that does not say so', { bootId: BOOT }, [false, false, false]],
    ['of the same boot', { provenDurable: true, bootId: BOOT }, [true, true, true]],
    ['under another epoch', { provenDurable: true, previousBrokerEpoch: 999 }, [false, false, false]],
    // Where the third partition lay nobody knows: it may have been in the directory that is gone.
    [
      'of the same boot with one directory',
      { provenDurable: true, bootId: BOOT, directories: [FIRST] },
      [true, false, false],
    ],
    [
      'of the same boot with other disks',
      { provenDurable: true, bootId: BOOT, directories: [OTHER] },
      [false, false, false],
    ],
    [
      'of the same boot with one disk more',
      { provenDurable: true, bootId: BOOT, directories: [FIRST, SECOND, OTHER] },
      [true, true, true],
    ],
  ])('%s', (_name, change, expected) => {
    expect(eligible(cluster(), change)).toEqual(expected);
  });

  it('under the epoch of the one before', () => {
    const metadata = cluster();
    const previousBrokerEpoch = metadata.image.broker(1)?.epoch ?? -1;
    expect(eligible(metadata, { provenDurable: true, previousBrokerEpoch })).toEqual([true, true, true]);
  });

  it('starts fenced, and its epoch comes from the log', () => {
    const decision = decide(cluster(), { bootId: BOOT });
    expect(decision).toMatchObject({ kind: 'accepted', response: { existingEpoch: undefined } });
    if (decision.kind !== 'accepted') return;
    expect(decision.records[0]).toMatchObject({ kind: 'registerBroker', fenced: true, brokerEpoch: undefined });
  });

  it('with other disks is another machine, and refused while the one that is known is alive', () => {
    const change = { directories: [OTHER] };
    expect(decide(cluster(), change)).toMatchObject({ kind: 'rejected', code: 'DUPLICATE_BROKER_REGISTRATION' });
    expect(decide(cluster(), change, false).kind).toBe('accepted');
    expect(decide(cluster(), { directories: [SECOND] }).kind).toBe('accepted');
  });

  it('that asks again keeps its epoch, and nothing moves', () => {
    const metadata = cluster();
    const { epoch, incarnationId } = metadata.image.broker(1) ?? expect.unreachable();
    const decision = decide(metadata, { incarnationId });
    expect(decision).toEqual({ kind: 'accepted', records: [], response: { existingEpoch: epoch } });
  });

  it.each<[string, Partial<RegisterBrokerRequest>, string]>([
    ['another cluster', { clusterId: 'cluster-78' }, 'INCONSISTENT_CLUSTER_ID'],
    ['a negative id', { brokerId: -1 }, 'INVALID_REGISTRATION'],
    ['no listener', { listeners: [] }, 'INVALID_REGISTRATION'],
    ['no directory', { directories: [] }, 'INVALID_REGISTRATION'],
    ['a directory twice', { directories: [FIRST, FIRST] }, 'INVALID_REGISTRATION'],
    ["another broker's directory", { directories: [FIRST, testUuid(1_002)] }, 'INVALID_REGISTRATION'],
    ['a level too low', { metadataLevelMax: 0 }, 'UNSUPPORTED_VERSION'],
  ])('with %s is refused', (_name, change, code) => {
    expect(decide(cluster(), change)).toMatchObject({ kind: 'rejected', code });
  });
});
