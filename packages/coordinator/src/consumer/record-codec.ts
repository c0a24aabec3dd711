import { DraveError, unreachable } from '@drave/base';
import {
  type Codec,
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
  decodeVersioned,
  encodeVersioned,
  versionOf,
} from '@drave/kafka-protocol';
import type { EncodedRecord } from '../runtime/model.js';
import { type MemberState, sortedNames } from './member.js';
import type { ConsumerGroupRecord, MemberAssignment, MemberMetadata } from './records.js';
import { type TopicPartitions, topicPartitionsOf } from './topic-partitions.js';

/** Kafka's numbers; every value is at version 0. */
const STATES: readonly MemberState[] = ['stable', 'unrevokedPartitions', 'unreleasedPartitions'];

export function encodeConsumerRecord(record: ConsumerGroupRecord): EncodedRecord {
  const { groupId } = record;
  switch (record.kind) {
    case 'consumerGroupEpoch':
      return encoded(consumerGroupMetadataKey, { groupId }, consumerGroupMetadataValue, record.value);
    case 'consumerGroupTopics': {
      const topics = record.value?.topics.map(({ topicId, topicName, partitionCount }) => {
        return { topicId, topicName, numPartitions: partitionCount, partitionMetadata: [] };
      });
      const value = topics === undefined ? undefined : { topics };
      return encoded(consumerGroupPartitionMetadataKey, { groupId }, consumerGroupPartitionMetadataValue, value);
    }
    case 'consumerGroupMember': {
      const key = { groupId, memberId: record.memberId };
      const value = record.value === undefined ? undefined : metadataMessage(record.value);
      return encoded(consumerGroupMemberMetadataKey, key, consumerGroupMemberMetadataValue, value);
    }
    case 'consumerGroupTargetEpoch':
      return encoded(
        consumerGroupTargetAssignmentMetadataKey,
        { groupId },
        consumerGroupTargetAssignmentMetadataValue,
        record.value,
      );
    case 'consumerGroupTarget': {
      const key = { groupId, memberId: record.memberId };
      const value = record.value === undefined ? undefined : { topicPartitions: listOf(record.value.partitions) };
      return encoded(consumerGroupTargetAssignmentMemberKey, key, consumerGroupTargetAssignmentMemberValue, value);
    }
    case 'consumerGroupCurrent': {
      const key = { groupId, memberId: record.memberId };
      const value = record.value === undefined ? undefined : assignmentMessage(record.value);
      return encoded(consumerGroupCurrentMemberAssignmentKey, key, consumerGroupCurrentMemberAssignmentValue, value);
    }
    case 'consumerGroupRegex': {
      const key = { groupId, regularExpression: record.regex };
      const { value: resolved } = record;
      const value = resolved === undefined ? undefined : { ...resolved, timestamp: resolved.timestampMs };
      return encoded(consumerGroupRegularExpressionKey, key, consumerGroupRegularExpressionValue, value);
    }
    default:
      return unreachable(record);
  }
}

/**
 * Undefined for a key of another kind.
 * @throws DraveError INVALID_REQUEST, UNSUPPORTED_VERSION when the value is not what its version says.
 */
export function decodeConsumerRecord(key: Buffer, bytes: Buffer | null): ConsumerGroupRecord | undefined {
  switch (versionOf(key)) {
    case consumerGroupMetadataKey.minVersion: {
      const { groupId } = decodeVersioned(consumerGroupMetadataKey, key);
      return { kind: 'consumerGroupEpoch', groupId, value: decoded(consumerGroupMetadataValue, bytes) };
    }
    case consumerGroupPartitionMetadataKey.minVersion: {
      const { groupId } = decodeVersioned(consumerGroupPartitionMetadataKey, key);
      const topics = decoded(consumerGroupPartitionMetadataValue, bytes)?.topics.map((topic) => {
        return { topicId: topic.topicId, topicName: topic.topicName, partitionCount: topic.numPartitions };
      });
      return { kind: 'consumerGroupTopics', groupId, value: topics === undefined ? undefined : { topics } };
    }
    case consumerGroupMemberMetadataKey.minVersion: {
      const { groupId, memberId } = decodeVersioned(consumerGroupMemberMetadataKey, key);
      return { kind: 'consumerGroupMember', groupId, memberId, value: decodeMetadata(bytes) };
    }
    case consumerGroupTargetAssignmentMetadataKey.minVersion: {
      const { groupId } = decodeVersioned(consumerGroupTargetAssignmentMetadataKey, key);
      const value = decoded(consumerGroupTargetAssignmentMetadataValue, bytes);
      return { kind: 'consumerGroupTargetEpoch', groupId, value };
    }
    case consumerGroupTargetAssignmentMemberKey.minVersion: {
      const { groupId, memberId } = decodeVersioned(consumerGroupTargetAssignmentMemberKey, key);
      const value = decoded(consumerGroupTargetAssignmentMemberValue, bytes);
      const partitions = value === undefined ? undefined : partitionsOf(value.topicPartitions);
      return { kind: 'consumerGroupTarget', groupId, memberId, value: partitions && { partitions } };
    }
    case consumerGroupCurrentMemberAssignmentKey.minVersion: {
      const { groupId, memberId } = decodeVersioned(consumerGroupCurrentMemberAssignmentKey, key);
      return { kind: 'consumerGroupCurrent', groupId, memberId, value: decodeAssignment(bytes) };
    }
    case consumerGroupRegularExpressionKey.minVersion: {
      const { groupId, regularExpression: regex } = decodeVersioned(consumerGroupRegularExpressionKey, key);
      const value = decoded(consumerGroupRegularExpressionValue, bytes);
      if (value === undefined) return { kind: 'consumerGroupRegex', groupId, regex, value: undefined };
      const { topics, version, timestamp } = value;
      return { kind: 'consumerGroupRegex', groupId, regex, value: { topics, version, timestampMs: timestamp } };
    }
    default:
      return undefined;
  }
}

function encoded<Key, KeyInput, Value, ValueInput>(
  keyCodec: Codec<Key, KeyInput>,
  key: KeyInput,
  valueCodec: Codec<Value, ValueInput>,
  value: ValueInput | undefined,
): EncodedRecord {
  const keyBytes = encodeVersioned(keyCodec, key, keyCodec.maxVersion);
  return { key: keyBytes, value: value === undefined ? null : encodeVersioned(valueCodec, value, 0) };
}

function decoded<Value, Input>(codec: Codec<Value, Input>, bytes: Buffer | null): Value | undefined {
  return bytes === null ? undefined : decodeVersioned(codec, bytes);
}

function metadataMessage(value: MemberMetadata) {
  const { classic, subscribedTopicRegex, ...rest } = value;
  const classicMemberMetadata =
    classic === null ? null : { sessionTimeoutMs: classic.sessionTimeoutMs, supportedProtocols: classic.protocols };
  return { ...rest, subscribedTopicRegex, classicMemberMetadata };
}

function decodeMetadata(bytes: Buffer | null): MemberMetadata | undefined {
  const value = decoded(consumerGroupMemberMetadataValue, bytes);
  if (value === undefined) return undefined;
  const { classicMemberMetadata, subscribedTopicRegex, subscribedTopicNames, ...rest } = value;
  return {
    ...rest,
    subscribedTopicNames: sortedNames(subscribedTopicNames),
    subscribedTopicRegex: subscribedTopicRegex ?? '',
    classic:
      classicMemberMetadata === null
        ? null
        : {
            sessionTimeoutMs: classicMemberMetadata.sessionTimeoutMs,
            // Copies: the bytes belong to what was read from the log.
            protocols: classicMemberMetadata.supportedProtocols.map(({ name, metadata }) => {
              return { name, metadata: Buffer.from(metadata) };
            }),
          },
  };
}

function assignmentMessage(value: MemberAssignment) {
  return {
    memberEpoch: value.memberEpoch,
    previousMemberEpoch: value.previousMemberEpoch,
    state: STATES.indexOf(value.state),
    assignedPartitions: listOf(value.assigned),
    partitionsPendingRevocation: listOf(value.pendingRevocation),
  };
}

function decodeAssignment(bytes: Buffer | null): MemberAssignment | undefined {
  const value = decoded(consumerGroupCurrentMemberAssignmentValue, bytes);
  if (value === undefined) return undefined;
  const state = STATES[value.state];
  if (state === undefined) throw new DraveError('INVALID_REQUEST', `${value.state} is no state of a group member`);
  return {
    state,
    memberEpoch: value.memberEpoch,
    previousMemberEpoch: value.previousMemberEpoch,
    assigned: partitionsOf(value.assignedPartitions),
    pendingRevocation: partitionsOf(value.partitionsPendingRevocation),
  };
}

function listOf(partitions: TopicPartitions) {
  return [...partitions].map(([topicId, indexes]) => ({ topicId, partitions: indexes }));
}

function partitionsOf(list: readonly { readonly topicId: string; readonly partitions: readonly number[] }[]) {
  return topicPartitionsOf(list.map(({ topicId, partitions }) => [topicId, partitions]));
}
