import { AssertionFailure, UUID_ZERO } from '@drave/base';
import { TestMetadata, testUuid } from '@drave/metadata/testing';
import { expect, it } from 'vitest';
import { newPartitionRecord } from './new-partition.js';

const TOPIC_ID = testUuid(7);
const [FIRST, SECOND] = [testUuid(5_001), testUuid(5_002)];

/** Brokers 1 and 2 are in service, 2 with two disks; 3 is fenced, and 4 is shutting down. */
function image() {
  const metadata = new TestMetadata();
  metadata.brokers(1);
  metadata.apply(
    metadata.registration(2, { directories: [FIRST, SECOND] }),
    metadata.registration(3, { fenced: true }),
    metadata.registration(4, { inControlledShutdown: true }),
  );
  return metadata.image;
}

it('a new partition is in sync on every live replica, and the first of them leads', () => {
  expect(newPartitionRecord(image(), TOPIC_ID, 5, [3, 2, 4, 1])).toEqual({
    kind: 'partition',
    topicId: TOPIC_ID,
    index: 5,
    replicas: [3, 2, 4, 1],
    // A broker with one disk has no choice; one with several will say what it chose.
    directories: [testUuid(1_003), UUID_ZERO, testUuid(1_004), testUuid(1_001)],
    isr: [2, 1],
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leader: 2,
    leaderEpoch: 0,
    partitionEpoch: 0,
  });
});

it.each<[name: string, replicas: readonly number[], why: RegExp]>([
  ['without a live replica', [3, 4], /has a leader/],
  ['without any replica', [], /no replicas/],
  ['with a replica twice', [1, 1], /names one twice/],
])('a partition %s is a fault of the caller', (_name, replicas, why) => {
  const make = () => newPartitionRecord(image(), TOPIC_ID, 0, replicas);
  expect(make).toThrow(AssertionFailure);
  expect(make).toThrow(why);
});
