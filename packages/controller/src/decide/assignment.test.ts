import { limits, type NodeId } from '@drave/base';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { invalidAssignment, invalidPartitionCount, invalidReplicas, invalidReplicationFactor } from './assignment.js';

/** Brokers 1 and 2 are in service, 3 is fenced, and 4 is shutting down. */
function image() {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2);
  metadata.apply(metadata.registration(3, { fenced: true }), metadata.registration(4, { inControlledShutdown: true }));
  return metadata.image;
}

function refusal(code: string, message: RegExp) {
  return { kind: 'rejected', code, message: expect.stringMatching(message) };
}

describe('replicas that are named for one partition', () => {
  it.each<[replicas: readonly NodeId[]]>([[[1]], [[2, 1]], [[3, 4]]])('may be %j, alive or not', (replicas) => {
    expect(invalidReplicas(image(), 0, replicas)).toBeUndefined();
  });

  it.each<[replicas: readonly NodeId[], why: RegExp]>([
    [[], /partition 5 names no broker/],
    [[1, 2, 1], /partition 5 names a broker twice/],
    [[9, 9], /partition 5 names a broker twice/],
    [[1, 9, 8], /partition 5 names broker 9, which is not registered/],
  ])('may not be %j', (replicas, why) => {
    expect(invalidReplicas(image(), 5, replicas)).toEqual(refusal('INVALID_REPLICA_ASSIGNMENT', why));
  });
});

describe('replicas that are named for new partitions', () => {
  it('may lie on brokers out of service as long as each partition has one that can lead', () => {
    const assignments = [
      [1, 2],
      [3, 2],
      [4, 1],
    ];
    expect(invalidAssignment(image(), assignments, 2)).toBeUndefined();
  });

  it('have to be some', () => {
    expect(invalidAssignment(image(), [], 0)).toEqual(refusal('INVALID_PARTITIONS', /no partitions/));
  });

  it.each<[second: readonly NodeId[], why: RegExp]>([
    [[2], /partition 1 has 1 replicas and the others have 2/],
    [[2, 1, 3], /partition 1 has 3 replicas and the others have 2/],
    [[3, 4], /none of the replicas of partition 1 \(3, 4\) is in service/],
    [[2, 2], /partition 1 names a broker twice/],
    [[2, 9], /partition 1 names broker 9/],
    [[], /partition 1 names no broker/],
  ])('are refused when the second partition has %j', (second, why) => {
    const refused = invalidAssignment(image(), [[1, 2], second, []], 2);
    expect(refused).toEqual(refusal('INVALID_REPLICA_ASSIGNMENT', why));
  });
});

describe('a number of partitions', () => {
  it.each([1, limits.partitionsPerTopicMax])('may be %d', (count) => {
    expect(invalidPartitionCount(count)).toBeUndefined();
  });

  it.each<[count: number, why: RegExp]>([
    [0, /at least 1 partition, not 0/],
    [-1, /at least 1 partition, not -1/],
    [1.5, /at least 1 partition, not 1.5/],
    [Number.NaN, /at least 1 partition, not NaN/],
    [limits.partitionsPerTopicMax + 1, /at most 200000 partitions, not 200001/],
  ])('may not be %d', (count, why) => {
    expect(invalidPartitionCount(count)).toEqual(refusal('INVALID_PARTITIONS', why));
  });
});

describe('a replication factor', () => {
  it('may be as large as there are brokers that may get replicas: fenced ones too, none that shuts down', () => {
    expect([1, 2, 3].map((factor) => invalidReplicationFactor(image(), factor))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const refused = refusal('INVALID_REPLICATION_FACTOR', /factor 4 needs as many brokers, and 3 are registered/);
    expect(invalidReplicationFactor(image(), 4)).toEqual(refused);
  });

  it.each([0, -1, 1.5, Number.NaN])('may not be %d', (factor) => {
    const refused = refusal('INVALID_REPLICATION_FACTOR', /is at least 1, not/);
    expect(invalidReplicationFactor(image(), factor)).toEqual(refused);
  });
});
