import { bytes, int32, int64, int8, list, listOf, message, string, struct, uuid } from '../../table/fields.js';
import type { MessageTable } from '../../table/table.js';

/** The records of a KIP-848 group. The version in front of a key says which record it is. */
const key3 = { versions: [3, 3] } as const;
const key4 = { versions: [4, 4] } as const;
const key5 = { versions: [5, 5] } as const;
const key6 = { versions: [6, 6] } as const;
const key7 = { versions: [7, 7] } as const;
const key8 = { versions: [8, 8] } as const;
const key16 = { versions: [16, 16] } as const;
const value = { versions: [0, 0], flexibleFrom: 0 } as const;

const consumerGroupMetadataKey = message('ConsumerGroupMetadataKey', key3, [string('groupId')]);

const consumerGroupMetadataValue = message('ConsumerGroupMetadataValue', value, [int32('epoch')]);

const consumerGroupPartitionMetadataKey = message('ConsumerGroupPartitionMetadataKey', key4, [string('groupId')]);

const consumerGroupPartitionMetadataValue = message('ConsumerGroupPartitionMetadataValue', value, [
  list('topics', 'Topic', [
    uuid('topicId'),
    string('topicName'),
    int32('numPartitions'),
    list('partitionMetadata', 'Partition', [int32('partition'), listOf('racks', 'string')]),
  ]),
]);

const consumerGroupMemberMetadataKey = message('ConsumerGroupMemberMetadataKey', key5, [
  string('groupId'),
  string('memberId'),
]);

const consumerGroupMemberMetadataValue = message('ConsumerGroupMemberMetadataValue', value, [
  string('instanceId', { nullableSince: 0 }),
  string('rackId', { nullableSince: 0 }),
  string('clientId'),
  string('clientHost'),
  listOf('subscribedTopicNames', 'string'),
  string('subscribedTopicRegex', { nullableSince: 0 }),
  int32('rebalanceTimeoutMs', { default: -1 }),
  string('serverAssignor', { nullableSince: 0 }),
  struct(
    'classicMemberMetadata',
    'ClassicMember',
    [int32('sessionTimeoutMs'), list('supportedProtocols', 'ClassicProtocol', [string('name'), bytes('metadata')])],
    { nullableSince: 0, tag: 0, default: null },
  ),
]);

const consumerGroupTargetAssignmentMetadataKey = message('ConsumerGroupTargetAssignmentMetadataKey', key6, [
  string('groupId'),
]);

const consumerGroupTargetAssignmentMetadataValue = message('ConsumerGroupTargetAssignmentMetadataValue', value, [
  int32('assignmentEpoch'),
]);

const consumerGroupTargetAssignmentMemberKey = message('ConsumerGroupTargetAssignmentMemberKey', key7, [
  string('groupId'),
  string('memberId'),
]);

const consumerGroupTargetAssignmentMemberValue = message('ConsumerGroupTargetAssignmentMemberValue', value, [
  list('topicPartitions', 'TopicPartitions', [uuid('topicId'), listOf('partitions', 'int32')]),
]);

const consumerGroupCurrentMemberAssignmentKey = message('ConsumerGroupCurrentMemberAssignmentKey', key8, [
  string('groupId'),
  string('memberId'),
]);

const topicPartitions = [uuid('topicId'), listOf('partitions', 'int32')];

const consumerGroupCurrentMemberAssignmentValue = message('ConsumerGroupCurrentMemberAssignmentValue', value, [
  int32('memberEpoch'),
  int32('previousMemberEpoch'),
  int8('state'),
  list('assignedPartitions', 'TopicPartitions', topicPartitions),
  list('partitionsPendingRevocation', 'TopicPartitions', topicPartitions),
]);

const consumerGroupRegularExpressionKey = message('ConsumerGroupRegularExpressionKey', key16, [
  string('groupId'),
  string('regularExpression'),
]);

const consumerGroupRegularExpressionValue = message('ConsumerGroupRegularExpressionValue', value, [
  listOf('topics', 'string'),
  int64('version'),
  int64('timestamp'),
]);

export const consumerGroupRecords: readonly MessageTable[] = [
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
];
