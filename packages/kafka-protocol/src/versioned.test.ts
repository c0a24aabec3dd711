import { UUID_ZERO } from '@drave/base';
import { describe, expect, test } from 'vitest';
import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  transactionLogKey,
  transactionLogValue,
} from './generated/index.js';
import { decodeBase, decodeForwardCompatible, decodeVersioned, encodeVersioned, versionOf } from './versioned.js';

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}

describe('records of __consumer_offsets', () => {
  test('a committed offset, as Kafka writes it', () => {
    const key = { group: 'g', topic: 't', partition: 2 };
    const keyBytes = encodeVersioned(offsetCommitKey, key, 1);
    expect(hex(keyBytes)).toBe('0001000167000174' + '00000002');
    expect(decodeVersioned(offsetCommitKey, keyBytes)).toEqual(key);
    const value = { offset: 5, leaderEpoch: 1, metadata: '', commitTimestamp: 7 };
    const valueBytes = encodeVersioned(offsetCommitValue, value, 3);
    expect(hex(valueBytes)).toBe('0003' + '0000000000000005' + '00000001' + '0000' + '0000000000000007');
    const read = { ...value, expireTimestamp: -1 };
    expect(decodeVersioned(offsetCommitValue, valueBytes)).toEqual({ ...read, topicId: UUID_ZERO });
    // Version 4 names the topic in a tagged field.
    const topicId = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex').toString('base64url');
    const newest = encodeVersioned(offsetCommitValue, { ...value, topicId }, 4);
    const fields = '0000000000000005' + '00000001' + '01' + '0000000000000007';
    expect(hex(newest)).toBe('0004' + fields + '01' + '00' + '10' + '000102030405060708090a0b0c0d0e0f');
    expect(decodeVersioned(offsetCommitValue, newest)).toEqual({ ...read, topicId });
  });

  test('a group', () => {
    expect(hex(encodeVersioned(groupMetadataKey, { group: 'g' }, 2))).toBe('0002000167');
    const value = { protocolType: 'consumer', generation: 1, protocol: null, leader: null, members: [] };
    const bytes = encodeVersioned(groupMetadataValue, { ...value, currentStateTimestamp: 9 }, 3);
    expect(hex(bytes)).toBe('00030008636f6e73756d657200000001ffffffff0000000000000009' + '00000000');
    expect(decodeVersioned(groupMetadataValue, bytes)).toEqual({ ...value, currentStateTimestamp: 9 });
  });

  test('a version that nobody knows is refused', () => {
    expect(() => decodeVersioned(offsetCommitKey, Buffer.from('0002000167', 'hex'))).toThrow(/has no version 2/);
    expect(() => versionOf(Buffer.from('00', 'hex'))).toThrow(/a structure of 1 bytes/);
  });
});

describe('the consumer protocol', () => {
  test('a subscription of version 0 has no owned partitions', () => {
    const bytes = encodeVersioned(consumerProtocolSubscription, { topics: ['t'] }, 0);
    expect(hex(bytes)).toBe('0000' + '00000001' + '000174' + 'ffffffff');
    expect(decodeForwardCompatible(consumerProtocolSubscription, bytes)).toMatchObject({
      topics: ['t'],
      userData: null,
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
    });
  });

  test('a version from the future is read as the newest known', () => {
    const bytes = encodeVersioned(consumerProtocolAssignment, { assignedPartitions: [] }, 3);
    const future = Buffer.concat([bytes, Buffer.from('deadbeef', 'hex')]);
    future.writeInt16BE(9, 0);
    expect(decodeForwardCompatible(consumerProtocolAssignment, future)).toEqual({
      assignedPartitions: [],
      userData: null,
    });
    future.writeInt16BE(-1, 0);
    expect(() => decodeForwardCompatible(consumerProtocolAssignment, future)).toThrow(/has no version -1/);
  });

  test('what every version begins with can be read from a newer one that is cut short', () => {
    const bytes = encodeVersioned(consumerProtocolSubscription, { topics: ['t'] }, 0);
    bytes.writeInt16BE(1, 0);
    expect(() => decodeForwardCompatible(consumerProtocolSubscription, bytes)).toThrow(/ConsumerProtocolSubscription/);
    expect(decodeBase(consumerProtocolSubscription, bytes)).toMatchObject({ topics: ['t'], ownedPartitions: [] });
    bytes.writeInt16BE(-1, 0);
    expect(() => decodeBase(consumerProtocolSubscription, bytes)).toThrow(/has no version -1/);
  });
});

describe('records of __transaction_state', () => {
  const value = {
    producerId: 9,
    producerEpoch: 3,
    transactionTimeoutMs: 60_000,
    transactionStatus: 1,
    transactionPartitions: [{ topic: 't', partitionIds: [2] }],
    transactionLastUpdateTimestampMs: 8,
    transactionStartTimestampMs: 7,
  };
  const front = '0000000000000009' + '0003' + '0000ea60' + '01';

  test('a transaction, as Kafka writes it before transaction.version 1', () => {
    expect(hex(encodeVersioned(transactionLogKey, { transactionalId: 'x' }, 0))).toBe('0000000178');
    const bytes = encodeVersioned(transactionLogValue, { ...value, clientTransactionVersion: 2 }, 0);
    const times = '0000000000000008' + '0000000000000007';
    expect(hex(bytes)).toBe('0000' + front + '00000001000174' + '0000000100000002' + times);
    expect(decodeVersioned(transactionLogValue, bytes)).toMatchObject({ ...value, clientTransactionVersion: 0 });
  });

  test('from transaction.version 1 on: tagged fields, and null for no partitions', () => {
    const more = { transactionPartitions: null, previousProducerId: 5, nextProducerId: 6, clientTransactionVersion: 2 };
    const bytes = encodeVersioned(transactionLogValue, { ...value, ...more }, 1);
    const tags = '03' + '00080000000000000005' + '01080000000000000006' + '02020002';
    expect(hex(bytes)).toBe('0001' + front + '00' + '0000000000000008' + '0000000000000007' + tags);
    expect(decodeVersioned(transactionLogValue, bytes)).toEqual({ ...value, ...more, nextProducerEpoch: -1 });
  });
});
