import { describe, expect, it } from 'vitest';
import { decodeConsumerRecord, encodeConsumerRecord } from './record-codec.js';
import type { ConsumerGroupRecord } from './records.js';

const TOPIC_ID = 'AQIDBAUGBwgJCgsMDQ4PEA';
const groupId = 'g';
const memberId = 'm';
const partitions = new Map([[TOPIC_ID, [0, 2]]]);

const records: readonly ConsumerGroupRecord[] = [
  { kind: 'consumerGroupEpoch', groupId, value: { epoch: 7 } },
  {
    kind: 'consumerGroupTopics',
    groupId,
    value: { topics: [{ topicId: TOPIC_ID, topicName: 't', partitionCount: 3 }] },
  },
  {
    kind: 'consumerGroupMember',
    groupId,
    memberId,
    value: {
      instanceId: 'i',
      rackId: null,
      clientId: 'c',
      clientHost: '/127.0.0.1',
      rebalanceTimeoutMs: 300_000,
      subscribedTopicNames: ['a', 't'],
      subscribedTopicRegex: 't.*',
      serverAssignor: 'range',
      classic: { sessionTimeoutMs: 10_000, protocols: [{ name: 'range', metadata: Buffer.from('x') }] },
    },
  },
  { kind: 'consumerGroupTargetEpoch', groupId, value: { assignmentEpoch: 6 } },
  { kind: 'consumerGroupTarget', groupId, memberId, value: { partitions } },
  {
    kind: 'consumerGroupCurrent',
    groupId,
    memberId,
    value: {
      state: 'unrevokedPartitions',
      memberEpoch: 6,
      previousMemberEpoch: -2,
      assigned: partitions,
      pendingRevocation: new Map([[TOPIC_ID, [1]]]),
    },
  },
  { kind: 'consumerGroupRegex', groupId, regex: 't.*', value: { topics: ['t'], version: 12, timestampMs: 34 } },
];

describe('records of consumer groups', () => {
  it('come back as they were, tombstones too', () => {
    for (const record of records) {
      const { key, value } = encodeConsumerRecord(record);
      expect(decodeConsumerRecord(key, value)).toEqual(record);
      const gone = { ...record, value: undefined };
      const tombstone = encodeConsumerRecord(gone);
      expect(tombstone.value).toBeNull();
      expect(decodeConsumerRecord(tombstone.key, null)).toEqual(gone);
    }
  });

  it('have the keys that Kafka gives them', () => {
    const versions = records.map((record) => encodeConsumerRecord(record).key.readInt16BE(0));
    expect(versions).toEqual([3, 4, 5, 6, 7, 8, 16]);
  });

  it('of another kind are left to others', () => {
    expect(decodeConsumerRecord(Buffer.from([0, 2, 0, 1, 65]), null)).toBeUndefined();
  });
});
