// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { UUID_ZERO, type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface OffsetCommitKey {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

export type OffsetCommitKeyInput = OffsetCommitKey;

export const offsetCommitKey: Codec<OffsetCommitKey, OffsetCommitKeyInput> = {
  name: 'OffsetCommitKey',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeOffsetCommitKey,
  encode: encodeOffsetCommitKey,
};

function decodeOffsetCommitKey(reader: WireReader, _version: number): OffsetCommitKey {
  const group = reader.string(false, 'group');
  const topic = reader.string(false, 'topic');
  const partition = reader.int32('partition');
  return { group, topic, partition };
}

function encodeOffsetCommitKey(writer: WireWriter, value: OffsetCommitKeyInput, _version: number): void {
  writer.string(false, value.group, 'OffsetCommitKey.group');
  writer.string(false, value.topic, 'OffsetCommitKey.topic');
  writer.int32(value.partition, 'OffsetCommitKey.partition');
}

export interface OffsetCommitValue {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestamp: number;
  readonly expireTimestamp: number;
  readonly topicId: Uuid;
}

export interface OffsetCommitValueInput {
  readonly offset: number;
  readonly leaderEpoch?: number | undefined;
  readonly metadata: string;
  readonly commitTimestamp: number;
  readonly expireTimestamp?: number | undefined;
  readonly topicId?: Uuid | undefined;
}

export const offsetCommitValue: Codec<OffsetCommitValue, OffsetCommitValueInput> = {
  name: 'OffsetCommitValue',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeOffsetCommitValue,
  encode: encodeOffsetCommitValue,
};

function decodeOffsetCommitValue(reader: WireReader, version: number): OffsetCommitValue {
  const flexible = version >= 4;
  const offset = reader.int64('offset');
  const leaderEpoch = version >= 3 ? reader.int32('leaderEpoch') : -1;
  const metadata = reader.string(flexible, 'metadata');
  const commitTimestamp = reader.int64('commitTimestamp');
  const expireTimestamp = version >= 1 && version <= 1 ? reader.int64Clamped('expireTimestamp') : -1;
  let topicId: Uuid = UUID_ZERO;
  if (flexible) {
    for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('tagged fields');
      const outer = reader.enterTag('tagged fields');
      switch (tag) {
        case 0: {
          topicId = reader.uuid('topicId');
          reader.leaveTag(outer, 'topicId');
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp, topicId };
}

function encodeOffsetCommitValue(writer: WireWriter, value: OffsetCommitValueInput, version: number): void {
  const flexible = version >= 4;
  writer.int64(value.offset, 'OffsetCommitValue.offset');
  if (version >= 3) {
    writer.int32((value.leaderEpoch ?? -1), 'OffsetCommitValue.leaderEpoch');
  }
  writer.string(flexible, value.metadata, 'OffsetCommitValue.metadata');
  writer.int64(value.commitTimestamp, 'OffsetCommitValue.commitTimestamp');
  if (version >= 1 && version <= 1) {
    writer.int64((value.expireTimestamp ?? -1), 'OffsetCommitValue.expireTimestamp');
  }
  if (flexible) {
    const has0 = value.topicId !== undefined && value.topicId !== UUID_ZERO;
    writer.uvarint((has0 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      tagged.uuid(value.topicId, 'OffsetCommitValue.topicId');
      writer.closeTag();
    }
  }
}

export interface GroupMetadataKey {
  readonly group: string;
}

export type GroupMetadataKeyInput = GroupMetadataKey;

export const groupMetadataKey: Codec<GroupMetadataKey, GroupMetadataKeyInput> = {
  name: 'GroupMetadataKey',
  minVersion: 2,
  maxVersion: 2,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeGroupMetadataKey,
  encode: encodeGroupMetadataKey,
};

function decodeGroupMetadataKey(reader: WireReader, _version: number): GroupMetadataKey {
  const group = reader.string(false, 'group');
  return { group };
}

function encodeGroupMetadataKey(writer: WireWriter, value: GroupMetadataKeyInput, _version: number): void {
  writer.string(false, value.group, 'GroupMetadataKey.group');
}

export interface GroupMetadataValue {
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly currentStateTimestamp: number;
  readonly members: readonly GroupMetadataValueMember[];
}

export interface GroupMetadataValueInput {
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly currentStateTimestamp?: number | undefined;
  readonly members: readonly GroupMetadataValueMemberInput[];
}

export interface GroupMetadataValueMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeout: number;
  readonly sessionTimeout: number;
  readonly subscription: Buffer;
  readonly assignment: Buffer;
}

export interface GroupMetadataValueMemberInput {
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeout?: number | undefined;
  readonly sessionTimeout: number;
  readonly subscription: Uint8Array;
  readonly assignment: Uint8Array;
}

export const groupMetadataValue: Codec<GroupMetadataValue, GroupMetadataValueInput> = {
  name: 'GroupMetadataValue',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeGroupMetadataValue,
  encode: encodeGroupMetadataValue,
};

function decodeGroupMetadataValue(reader: WireReader, version: number): GroupMetadataValue {
  const flexible = version >= 4;
  const protocolType = reader.string(flexible, 'protocolType');
  const generation = reader.int32('generation');
  const protocol = reader.nullableString(flexible, 'protocol');
  const leader = reader.nullableString(flexible, 'leader');
  const currentStateTimestamp = version >= 2 ? reader.int64('currentStateTimestamp') : -1;
  const membersCount = reader.structListLength(flexible, 15, 'members');
  const members: GroupMetadataValueMember[] = [];
  for (let i = 0; i < membersCount; i++) members.push(decodeGroupMetadataValueMember(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { protocolType, generation, protocol, leader, currentStateTimestamp, members };
}

function decodeGroupMetadataValueMember(reader: WireReader, version: number): GroupMetadataValueMember {
  const flexible = version >= 4;
  const memberId = reader.string(flexible, 'members.memberId');
  const groupInstanceId = version >= 3 ? reader.nullableString(flexible, 'members.groupInstanceId') : null;
  const clientId = reader.string(flexible, 'members.clientId');
  const clientHost = reader.string(flexible, 'members.clientHost');
  const rebalanceTimeout = version >= 1 ? reader.int32('members.rebalanceTimeout') : -1;
  const sessionTimeout = reader.int32('members.sessionTimeout');
  const subscription = reader.bytes(flexible, 'members.subscription');
  const assignment = reader.bytes(flexible, 'members.assignment');
  if (flexible) reader.skipTags('members.tagged fields');
  return { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeout, sessionTimeout, subscription, assignment };
}

function encodeGroupMetadataValue(writer: WireWriter, value: GroupMetadataValueInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.protocolType, 'GroupMetadataValue.protocolType');
  writer.int32(value.generation, 'GroupMetadataValue.generation');
  writer.nullableString(flexible, value.protocol, 'GroupMetadataValue.protocol');
  writer.nullableString(flexible, value.leader, 'GroupMetadataValue.leader');
  if (version >= 2) {
    writer.int64((value.currentStateTimestamp ?? -1), 'GroupMetadataValue.currentStateTimestamp');
  }
  const membersList = value.members;
  writer.listLength(flexible, membersList.length, 'GroupMetadataValue.members');
  for (const membersItem of membersList) encodeGroupMetadataValueMember(writer, membersItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeGroupMetadataValueMember(writer: WireWriter, value: GroupMetadataValueMemberInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.memberId, 'GroupMetadataValue.members.memberId');
  if (version >= 3) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'GroupMetadataValue.members.groupInstanceId');
  }
  writer.string(flexible, value.clientId, 'GroupMetadataValue.members.clientId');
  writer.string(flexible, value.clientHost, 'GroupMetadataValue.members.clientHost');
  if (version >= 1) {
    writer.int32((value.rebalanceTimeout ?? -1), 'GroupMetadataValue.members.rebalanceTimeout');
  }
  writer.int32(value.sessionTimeout, 'GroupMetadataValue.members.sessionTimeout');
  writer.bytes(flexible, value.subscription, 'GroupMetadataValue.members.subscription');
  writer.bytes(flexible, value.assignment, 'GroupMetadataValue.members.assignment');
  if (flexible) writer.uvarint(0);
}

export interface ConsumerGroupMetadataKey {
  readonly groupId: string;
}

export type ConsumerGroupMetadataKeyInput = ConsumerGroupMetadataKey;

export const consumerGroupMetadataKey: Codec<ConsumerGroupMetadataKey, ConsumerGroupMetadataKeyInput> = {
  name: 'ConsumerGroupMetadataKey',
  minVersion: 3,
  maxVersion: 3,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupMetadataKey,
  encode: encodeConsumerGroupMetadataKey,
};

function decodeConsumerGroupMetadataKey(reader: WireReader, _version: number): ConsumerGroupMetadataKey {
  const groupId = reader.string(false, 'groupId');
  return { groupId };
}

function encodeConsumerGroupMetadataKey(writer: WireWriter, value: ConsumerGroupMetadataKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupMetadataKey.groupId');
}

export interface ConsumerGroupMetadataValue {
  readonly epoch: number;
}

export type ConsumerGroupMetadataValueInput = ConsumerGroupMetadataValue;

export const consumerGroupMetadataValue: Codec<ConsumerGroupMetadataValue, ConsumerGroupMetadataValueInput> = {
  name: 'ConsumerGroupMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupMetadataValue,
  encode: encodeConsumerGroupMetadataValue,
};

function decodeConsumerGroupMetadataValue(reader: WireReader, _version: number): ConsumerGroupMetadataValue {
  const epoch = reader.int32('epoch');
  reader.skipTags('tagged fields');
  return { epoch };
}

function encodeConsumerGroupMetadataValue(writer: WireWriter, value: ConsumerGroupMetadataValueInput, _version: number): void {
  writer.int32(value.epoch, 'ConsumerGroupMetadataValue.epoch');
  writer.uvarint(0);
}

export interface ConsumerGroupPartitionMetadataKey {
  readonly groupId: string;
}

export type ConsumerGroupPartitionMetadataKeyInput = ConsumerGroupPartitionMetadataKey;

export const consumerGroupPartitionMetadataKey: Codec<ConsumerGroupPartitionMetadataKey, ConsumerGroupPartitionMetadataKeyInput> = {
  name: 'ConsumerGroupPartitionMetadataKey',
  minVersion: 4,
  maxVersion: 4,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupPartitionMetadataKey,
  encode: encodeConsumerGroupPartitionMetadataKey,
};

function decodeConsumerGroupPartitionMetadataKey(reader: WireReader, _version: number): ConsumerGroupPartitionMetadataKey {
  const groupId = reader.string(false, 'groupId');
  return { groupId };
}

function encodeConsumerGroupPartitionMetadataKey(writer: WireWriter, value: ConsumerGroupPartitionMetadataKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupPartitionMetadataKey.groupId');
}

export interface ConsumerGroupPartitionMetadataValue {
  readonly topics: readonly ConsumerGroupPartitionMetadataValueTopic[];
}

export type ConsumerGroupPartitionMetadataValueInput = ConsumerGroupPartitionMetadataValue;

export interface ConsumerGroupPartitionMetadataValueTopic {
  readonly topicId: Uuid;
  readonly topicName: string;
  readonly numPartitions: number;
  readonly partitionMetadata: readonly ConsumerGroupPartitionMetadataValuePartition[];
}

export type ConsumerGroupPartitionMetadataValueTopicInput = ConsumerGroupPartitionMetadataValueTopic;

export interface ConsumerGroupPartitionMetadataValuePartition {
  readonly partition: number;
  readonly racks: readonly string[];
}

export type ConsumerGroupPartitionMetadataValuePartitionInput = ConsumerGroupPartitionMetadataValuePartition;

export const consumerGroupPartitionMetadataValue: Codec<ConsumerGroupPartitionMetadataValue, ConsumerGroupPartitionMetadataValueInput> = {
  name: 'ConsumerGroupPartitionMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupPartitionMetadataValue,
  encode: encodeConsumerGroupPartitionMetadataValue,
};

function decodeConsumerGroupPartitionMetadataValue(reader: WireReader, version: number): ConsumerGroupPartitionMetadataValue {
  const topicsCount = reader.structListLength(true, 23, 'topics');
  const topics: ConsumerGroupPartitionMetadataValueTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeConsumerGroupPartitionMetadataValueTopic(reader, version));
  reader.skipTags('tagged fields');
  return { topics };
}

function decodeConsumerGroupPartitionMetadataValueTopic(reader: WireReader, version: number): ConsumerGroupPartitionMetadataValueTopic {
  const topicId = reader.uuid('topics.topicId');
  const topicName = reader.string(true, 'topics.topicName');
  const numPartitions = reader.int32('topics.numPartitions');
  const partitionMetadataCount = reader.structListLength(true, 6, 'topics.partitionMetadata');
  const partitionMetadata: ConsumerGroupPartitionMetadataValuePartition[] = [];
  for (let i = 0; i < partitionMetadataCount; i++) partitionMetadata.push(decodeConsumerGroupPartitionMetadataValuePartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { topicId, topicName, numPartitions, partitionMetadata };
}

function decodeConsumerGroupPartitionMetadataValuePartition(reader: WireReader, _version: number): ConsumerGroupPartitionMetadataValuePartition {
  const partition = reader.int32('topics.partitionMetadata.partition');
  const racksCount = reader.listLength(true, 1, 'topics.partitionMetadata.racks');
  const racks: string[] = [];
  for (let i = 0; i < racksCount; i++) racks.push(reader.string(true, 'topics.partitionMetadata.racks'));
  reader.skipTags('topics.partitionMetadata.tagged fields');
  return { partition, racks };
}

function encodeConsumerGroupPartitionMetadataValue(writer: WireWriter, value: ConsumerGroupPartitionMetadataValueInput, version: number): void {
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'ConsumerGroupPartitionMetadataValue.topics');
  for (const topicsItem of topicsList) encodeConsumerGroupPartitionMetadataValueTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupPartitionMetadataValueTopic(writer: WireWriter, value: ConsumerGroupPartitionMetadataValueTopicInput, version: number): void {
  writer.uuid(value.topicId, 'ConsumerGroupPartitionMetadataValue.topics.topicId');
  writer.string(true, value.topicName, 'ConsumerGroupPartitionMetadataValue.topics.topicName');
  writer.int32(value.numPartitions, 'ConsumerGroupPartitionMetadataValue.topics.numPartitions');
  const partitionMetadataList = value.partitionMetadata;
  writer.listLength(true, partitionMetadataList.length, 'ConsumerGroupPartitionMetadataValue.topics.partitionMetadata');
  for (const partitionMetadataItem of partitionMetadataList) encodeConsumerGroupPartitionMetadataValuePartition(writer, partitionMetadataItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupPartitionMetadataValuePartition(writer: WireWriter, value: ConsumerGroupPartitionMetadataValuePartitionInput, _version: number): void {
  writer.int32(value.partition, 'ConsumerGroupPartitionMetadataValue.topics.partitionMetadata.partition');
  const racksList = value.racks;
  writer.listLength(true, racksList.length, 'ConsumerGroupPartitionMetadataValue.topics.partitionMetadata.racks');
  for (const racksItem of racksList) writer.string(true, racksItem, 'ConsumerGroupPartitionMetadataValue.topics.partitionMetadata.racks');
  writer.uvarint(0);
}

export interface ConsumerGroupMemberMetadataKey {
  readonly groupId: string;
  readonly memberId: string;
}

export type ConsumerGroupMemberMetadataKeyInput = ConsumerGroupMemberMetadataKey;

export const consumerGroupMemberMetadataKey: Codec<ConsumerGroupMemberMetadataKey, ConsumerGroupMemberMetadataKeyInput> = {
  name: 'ConsumerGroupMemberMetadataKey',
  minVersion: 5,
  maxVersion: 5,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupMemberMetadataKey,
  encode: encodeConsumerGroupMemberMetadataKey,
};

function decodeConsumerGroupMemberMetadataKey(reader: WireReader, _version: number): ConsumerGroupMemberMetadataKey {
  const groupId = reader.string(false, 'groupId');
  const memberId = reader.string(false, 'memberId');
  return { groupId, memberId };
}

function encodeConsumerGroupMemberMetadataKey(writer: WireWriter, value: ConsumerGroupMemberMetadataKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupMemberMetadataKey.groupId');
  writer.string(false, value.memberId, 'ConsumerGroupMemberMetadataKey.memberId');
}

export interface ConsumerGroupMemberMetadataValue {
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly serverAssignor: string | null;
  readonly classicMemberMetadata: ConsumerGroupMemberMetadataValueClassicMember | null;
}

export interface ConsumerGroupMemberMetadataValueInput {
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex: string | null;
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly serverAssignor: string | null;
  readonly classicMemberMetadata?: ConsumerGroupMemberMetadataValueClassicMemberInput | null | undefined;
}

export interface ConsumerGroupMemberMetadataValueClassicMember {
  readonly sessionTimeoutMs: number;
  readonly supportedProtocols: readonly ConsumerGroupMemberMetadataValueClassicProtocol[];
}

export type ConsumerGroupMemberMetadataValueClassicMemberInput = ConsumerGroupMemberMetadataValueClassicMember;

export interface ConsumerGroupMemberMetadataValueClassicProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export type ConsumerGroupMemberMetadataValueClassicProtocolInput = ConsumerGroupMemberMetadataValueClassicProtocol;

export const consumerGroupMemberMetadataValue: Codec<ConsumerGroupMemberMetadataValue, ConsumerGroupMemberMetadataValueInput> = {
  name: 'ConsumerGroupMemberMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupMemberMetadataValue,
  encode: encodeConsumerGroupMemberMetadataValue,
};

function decodeConsumerGroupMemberMetadataValue(reader: WireReader, version: number): ConsumerGroupMemberMetadataValue {
  const instanceId = reader.nullableString(true, 'instanceId');
  const rackId = reader.nullableString(true, 'rackId');
  const clientId = reader.string(true, 'clientId');
  const clientHost = reader.string(true, 'clientHost');
  const subscribedTopicNamesCount = reader.listLength(true, 1, 'subscribedTopicNames');
  const subscribedTopicNames: string[] = [];
  for (let i = 0; i < subscribedTopicNamesCount; i++) subscribedTopicNames.push(reader.string(true, 'subscribedTopicNames'));
  const subscribedTopicRegex = reader.nullableString(true, 'subscribedTopicRegex');
  const rebalanceTimeoutMs = reader.int32('rebalanceTimeoutMs');
  const serverAssignor = reader.nullableString(true, 'serverAssignor');
  let classicMemberMetadata: ConsumerGroupMemberMetadataValueClassicMember | null = null;
  for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
    const tag = reader.uvarint('tagged fields');
    const outer = reader.enterTag('tagged fields');
    switch (tag) {
      case 0: {
        classicMemberMetadata = (reader.structPresent('classicMemberMetadata') ? decodeConsumerGroupMemberMetadataValueClassicMember(reader, version) : null);
        reader.leaveTag(outer, 'classicMemberMetadata');
        break;
      }
      default:
        reader.skipTag(outer);
    }
  }
  return { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor, classicMemberMetadata };
}

function decodeConsumerGroupMemberMetadataValueClassicMember(reader: WireReader, version: number): ConsumerGroupMemberMetadataValueClassicMember {
  const sessionTimeoutMs = reader.int32('classicMemberMetadata.sessionTimeoutMs');
  const supportedProtocolsCount = reader.structListLength(true, 3, 'classicMemberMetadata.supportedProtocols');
  const supportedProtocols: ConsumerGroupMemberMetadataValueClassicProtocol[] = [];
  for (let i = 0; i < supportedProtocolsCount; i++) supportedProtocols.push(decodeConsumerGroupMemberMetadataValueClassicProtocol(reader, version));
  reader.skipTags('classicMemberMetadata.tagged fields');
  return { sessionTimeoutMs, supportedProtocols };
}

function decodeConsumerGroupMemberMetadataValueClassicProtocol(reader: WireReader, _version: number): ConsumerGroupMemberMetadataValueClassicProtocol {
  const name = reader.string(true, 'classicMemberMetadata.supportedProtocols.name');
  const metadata = reader.bytes(true, 'classicMemberMetadata.supportedProtocols.metadata');
  reader.skipTags('classicMemberMetadata.supportedProtocols.tagged fields');
  return { name, metadata };
}

function encodeConsumerGroupMemberMetadataValue(writer: WireWriter, value: ConsumerGroupMemberMetadataValueInput, version: number): void {
  writer.nullableString(true, value.instanceId, 'ConsumerGroupMemberMetadataValue.instanceId');
  writer.nullableString(true, value.rackId, 'ConsumerGroupMemberMetadataValue.rackId');
  writer.string(true, value.clientId, 'ConsumerGroupMemberMetadataValue.clientId');
  writer.string(true, value.clientHost, 'ConsumerGroupMemberMetadataValue.clientHost');
  const subscribedTopicNamesList = value.subscribedTopicNames;
  writer.listLength(true, subscribedTopicNamesList.length, 'ConsumerGroupMemberMetadataValue.subscribedTopicNames');
  for (const subscribedTopicNamesItem of subscribedTopicNamesList) writer.string(true, subscribedTopicNamesItem, 'ConsumerGroupMemberMetadataValue.subscribedTopicNames');
  writer.nullableString(true, value.subscribedTopicRegex, 'ConsumerGroupMemberMetadataValue.subscribedTopicRegex');
  writer.int32((value.rebalanceTimeoutMs ?? -1), 'ConsumerGroupMemberMetadataValue.rebalanceTimeoutMs');
  writer.nullableString(true, value.serverAssignor, 'ConsumerGroupMemberMetadataValue.serverAssignor');
  const has0 = value.classicMemberMetadata !== undefined && value.classicMemberMetadata !== null;
  writer.uvarint((has0 ? 1 : 0));
  if (has0) {
    const tagged = writer.openTag(0);
    const classicMemberMetadataValue = value.classicMemberMetadata;
    tagged.structPresent(classicMemberMetadataValue !== null);
    if (classicMemberMetadataValue !== null) encodeConsumerGroupMemberMetadataValueClassicMember(tagged, classicMemberMetadataValue, version);
    writer.closeTag();
  }
}

function encodeConsumerGroupMemberMetadataValueClassicMember(writer: WireWriter, value: ConsumerGroupMemberMetadataValueClassicMemberInput, version: number): void {
  writer.int32(value.sessionTimeoutMs, 'ConsumerGroupMemberMetadataValue.classicMemberMetadata.sessionTimeoutMs');
  const supportedProtocolsList = value.supportedProtocols;
  writer.listLength(true, supportedProtocolsList.length, 'ConsumerGroupMemberMetadataValue.classicMemberMetadata.supportedProtocols');
  for (const supportedProtocolsItem of supportedProtocolsList) encodeConsumerGroupMemberMetadataValueClassicProtocol(writer, supportedProtocolsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupMemberMetadataValueClassicProtocol(writer: WireWriter, value: ConsumerGroupMemberMetadataValueClassicProtocolInput, _version: number): void {
  writer.string(true, value.name, 'ConsumerGroupMemberMetadataValue.classicMemberMetadata.supportedProtocols.name');
  writer.bytes(true, value.metadata, 'ConsumerGroupMemberMetadataValue.classicMemberMetadata.supportedProtocols.metadata');
  writer.uvarint(0);
}

export interface ConsumerGroupTargetAssignmentMetadataKey {
  readonly groupId: string;
}

export type ConsumerGroupTargetAssignmentMetadataKeyInput = ConsumerGroupTargetAssignmentMetadataKey;

export const consumerGroupTargetAssignmentMetadataKey: Codec<ConsumerGroupTargetAssignmentMetadataKey, ConsumerGroupTargetAssignmentMetadataKeyInput> = {
  name: 'ConsumerGroupTargetAssignmentMetadataKey',
  minVersion: 6,
  maxVersion: 6,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupTargetAssignmentMetadataKey,
  encode: encodeConsumerGroupTargetAssignmentMetadataKey,
};

function decodeConsumerGroupTargetAssignmentMetadataKey(reader: WireReader, _version: number): ConsumerGroupTargetAssignmentMetadataKey {
  const groupId = reader.string(false, 'groupId');
  return { groupId };
}

function encodeConsumerGroupTargetAssignmentMetadataKey(writer: WireWriter, value: ConsumerGroupTargetAssignmentMetadataKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupTargetAssignmentMetadataKey.groupId');
}

export interface ConsumerGroupTargetAssignmentMetadataValue {
  readonly assignmentEpoch: number;
}

export type ConsumerGroupTargetAssignmentMetadataValueInput = ConsumerGroupTargetAssignmentMetadataValue;

export const consumerGroupTargetAssignmentMetadataValue: Codec<ConsumerGroupTargetAssignmentMetadataValue, ConsumerGroupTargetAssignmentMetadataValueInput> = {
  name: 'ConsumerGroupTargetAssignmentMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupTargetAssignmentMetadataValue,
  encode: encodeConsumerGroupTargetAssignmentMetadataValue,
};

function decodeConsumerGroupTargetAssignmentMetadataValue(reader: WireReader, _version: number): ConsumerGroupTargetAssignmentMetadataValue {
  const assignmentEpoch = reader.int32('assignmentEpoch');
  reader.skipTags('tagged fields');
  return { assignmentEpoch };
}

function encodeConsumerGroupTargetAssignmentMetadataValue(writer: WireWriter, value: ConsumerGroupTargetAssignmentMetadataValueInput, _version: number): void {
  writer.int32(value.assignmentEpoch, 'ConsumerGroupTargetAssignmentMetadataValue.assignmentEpoch');
  writer.uvarint(0);
}

export interface ConsumerGroupTargetAssignmentMemberKey {
  readonly groupId: string;
  readonly memberId: string;
}

export type ConsumerGroupTargetAssignmentMemberKeyInput = ConsumerGroupTargetAssignmentMemberKey;

export const consumerGroupTargetAssignmentMemberKey: Codec<ConsumerGroupTargetAssignmentMemberKey, ConsumerGroupTargetAssignmentMemberKeyInput> = {
  name: 'ConsumerGroupTargetAssignmentMemberKey',
  minVersion: 7,
  maxVersion: 7,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupTargetAssignmentMemberKey,
  encode: encodeConsumerGroupTargetAssignmentMemberKey,
};

function decodeConsumerGroupTargetAssignmentMemberKey(reader: WireReader, _version: number): ConsumerGroupTargetAssignmentMemberKey {
  const groupId = reader.string(false, 'groupId');
  const memberId = reader.string(false, 'memberId');
  return { groupId, memberId };
}

function encodeConsumerGroupTargetAssignmentMemberKey(writer: WireWriter, value: ConsumerGroupTargetAssignmentMemberKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupTargetAssignmentMemberKey.groupId');
  writer.string(false, value.memberId, 'ConsumerGroupTargetAssignmentMemberKey.memberId');
}

export interface ConsumerGroupTargetAssignmentMemberValue {
  readonly topicPartitions: readonly ConsumerGroupTargetAssignmentMemberValueTopicPartitions[];
}

export type ConsumerGroupTargetAssignmentMemberValueInput = ConsumerGroupTargetAssignmentMemberValue;

export interface ConsumerGroupTargetAssignmentMemberValueTopicPartitions {
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export type ConsumerGroupTargetAssignmentMemberValueTopicPartitionsInput = ConsumerGroupTargetAssignmentMemberValueTopicPartitions;

export const consumerGroupTargetAssignmentMemberValue: Codec<ConsumerGroupTargetAssignmentMemberValue, ConsumerGroupTargetAssignmentMemberValueInput> = {
  name: 'ConsumerGroupTargetAssignmentMemberValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupTargetAssignmentMemberValue,
  encode: encodeConsumerGroupTargetAssignmentMemberValue,
};

function decodeConsumerGroupTargetAssignmentMemberValue(reader: WireReader, version: number): ConsumerGroupTargetAssignmentMemberValue {
  const topicPartitionsCount = reader.structListLength(true, 18, 'topicPartitions');
  const topicPartitions: ConsumerGroupTargetAssignmentMemberValueTopicPartitions[] = [];
  for (let i = 0; i < topicPartitionsCount; i++) topicPartitions.push(decodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(reader, version));
  reader.skipTags('tagged fields');
  return { topicPartitions };
}

function decodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(reader: WireReader, _version: number): ConsumerGroupTargetAssignmentMemberValueTopicPartitions {
  const topicId = reader.uuid('topicPartitions.topicId');
  const partitionsCount = reader.listLength(true, 4, 'topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('topicPartitions.partitions'));
  reader.skipTags('topicPartitions.tagged fields');
  return { topicId, partitions };
}

function encodeConsumerGroupTargetAssignmentMemberValue(writer: WireWriter, value: ConsumerGroupTargetAssignmentMemberValueInput, version: number): void {
  const topicPartitionsList = value.topicPartitions;
  writer.listLength(true, topicPartitionsList.length, 'ConsumerGroupTargetAssignmentMemberValue.topicPartitions');
  for (const topicPartitionsItem of topicPartitionsList) encodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(writer, topicPartitionsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(writer: WireWriter, value: ConsumerGroupTargetAssignmentMemberValueTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ConsumerGroupTargetAssignmentMemberValue.topicPartitions.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ConsumerGroupTargetAssignmentMemberValue.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerGroupTargetAssignmentMemberValue.topicPartitions.partitions');
  writer.uvarint(0);
}

export interface ConsumerGroupCurrentMemberAssignmentKey {
  readonly groupId: string;
  readonly memberId: string;
}

export type ConsumerGroupCurrentMemberAssignmentKeyInput = ConsumerGroupCurrentMemberAssignmentKey;

export const consumerGroupCurrentMemberAssignmentKey: Codec<ConsumerGroupCurrentMemberAssignmentKey, ConsumerGroupCurrentMemberAssignmentKeyInput> = {
  name: 'ConsumerGroupCurrentMemberAssignmentKey',
  minVersion: 8,
  maxVersion: 8,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupCurrentMemberAssignmentKey,
  encode: encodeConsumerGroupCurrentMemberAssignmentKey,
};

function decodeConsumerGroupCurrentMemberAssignmentKey(reader: WireReader, _version: number): ConsumerGroupCurrentMemberAssignmentKey {
  const groupId = reader.string(false, 'groupId');
  const memberId = reader.string(false, 'memberId');
  return { groupId, memberId };
}

function encodeConsumerGroupCurrentMemberAssignmentKey(writer: WireWriter, value: ConsumerGroupCurrentMemberAssignmentKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupCurrentMemberAssignmentKey.groupId');
  writer.string(false, value.memberId, 'ConsumerGroupCurrentMemberAssignmentKey.memberId');
}

export interface ConsumerGroupCurrentMemberAssignmentValue {
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: number;
  readonly assignedPartitions: readonly ConsumerGroupCurrentMemberAssignmentValueTopicPartitions[];
  readonly partitionsPendingRevocation: readonly ConsumerGroupCurrentMemberAssignmentValueTopicPartitions[];
}

export type ConsumerGroupCurrentMemberAssignmentValueInput = ConsumerGroupCurrentMemberAssignmentValue;

export interface ConsumerGroupCurrentMemberAssignmentValueTopicPartitions {
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export type ConsumerGroupCurrentMemberAssignmentValueTopicPartitionsInput = ConsumerGroupCurrentMemberAssignmentValueTopicPartitions;

export const consumerGroupCurrentMemberAssignmentValue: Codec<ConsumerGroupCurrentMemberAssignmentValue, ConsumerGroupCurrentMemberAssignmentValueInput> = {
  name: 'ConsumerGroupCurrentMemberAssignmentValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupCurrentMemberAssignmentValue,
  encode: encodeConsumerGroupCurrentMemberAssignmentValue,
};

function decodeConsumerGroupCurrentMemberAssignmentValue(reader: WireReader, version: number): ConsumerGroupCurrentMemberAssignmentValue {
  const memberEpoch = reader.int32('memberEpoch');
  const previousMemberEpoch = reader.int32('previousMemberEpoch');
  const state = reader.int8('state');
  const assignedPartitionsCount = reader.structListLength(true, 18, 'assignedPartitions');
  const assignedPartitions: ConsumerGroupCurrentMemberAssignmentValueTopicPartitions[] = [];
  for (let i = 0; i < assignedPartitionsCount; i++) assignedPartitions.push(decodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(reader, version));
  const partitionsPendingRevocationCount = reader.structListLength(true, 18, 'partitionsPendingRevocation');
  const partitionsPendingRevocation: ConsumerGroupCurrentMemberAssignmentValueTopicPartitions[] = [];
  for (let i = 0; i < partitionsPendingRevocationCount; i++) partitionsPendingRevocation.push(decodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(reader, version));
  reader.skipTags('tagged fields');
  return { memberEpoch, previousMemberEpoch, state, assignedPartitions, partitionsPendingRevocation };
}

function decodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(reader: WireReader, _version: number): ConsumerGroupCurrentMemberAssignmentValueTopicPartitions {
  const topicId = reader.uuid('assignedPartitions.topicId');
  const partitionsCount = reader.listLength(true, 4, 'assignedPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('assignedPartitions.partitions'));
  reader.skipTags('assignedPartitions.tagged fields');
  return { topicId, partitions };
}

function encodeConsumerGroupCurrentMemberAssignmentValue(writer: WireWriter, value: ConsumerGroupCurrentMemberAssignmentValueInput, version: number): void {
  writer.int32(value.memberEpoch, 'ConsumerGroupCurrentMemberAssignmentValue.memberEpoch');
  writer.int32(value.previousMemberEpoch, 'ConsumerGroupCurrentMemberAssignmentValue.previousMemberEpoch');
  writer.int8(value.state, 'ConsumerGroupCurrentMemberAssignmentValue.state');
  const assignedPartitionsList = value.assignedPartitions;
  writer.listLength(true, assignedPartitionsList.length, 'ConsumerGroupCurrentMemberAssignmentValue.assignedPartitions');
  for (const assignedPartitionsItem of assignedPartitionsList) encodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(writer, assignedPartitionsItem, version);
  const partitionsPendingRevocationList = value.partitionsPendingRevocation;
  writer.listLength(true, partitionsPendingRevocationList.length, 'ConsumerGroupCurrentMemberAssignmentValue.partitionsPendingRevocation');
  for (const partitionsPendingRevocationItem of partitionsPendingRevocationList) encodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(writer, partitionsPendingRevocationItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(writer: WireWriter, value: ConsumerGroupCurrentMemberAssignmentValueTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ConsumerGroupCurrentMemberAssignmentValue.assignedPartitions.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ConsumerGroupCurrentMemberAssignmentValue.assignedPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerGroupCurrentMemberAssignmentValue.assignedPartitions.partitions');
  writer.uvarint(0);
}

export interface ConsumerGroupRegularExpressionKey {
  readonly groupId: string;
  readonly regularExpression: string;
}

export type ConsumerGroupRegularExpressionKeyInput = ConsumerGroupRegularExpressionKey;

export const consumerGroupRegularExpressionKey: Codec<ConsumerGroupRegularExpressionKey, ConsumerGroupRegularExpressionKeyInput> = {
  name: 'ConsumerGroupRegularExpressionKey',
  minVersion: 16,
  maxVersion: 16,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerGroupRegularExpressionKey,
  encode: encodeConsumerGroupRegularExpressionKey,
};

function decodeConsumerGroupRegularExpressionKey(reader: WireReader, _version: number): ConsumerGroupRegularExpressionKey {
  const groupId = reader.string(false, 'groupId');
  const regularExpression = reader.string(false, 'regularExpression');
  return { groupId, regularExpression };
}

function encodeConsumerGroupRegularExpressionKey(writer: WireWriter, value: ConsumerGroupRegularExpressionKeyInput, _version: number): void {
  writer.string(false, value.groupId, 'ConsumerGroupRegularExpressionKey.groupId');
  writer.string(false, value.regularExpression, 'ConsumerGroupRegularExpressionKey.regularExpression');
}

export interface ConsumerGroupRegularExpressionValue {
  readonly topics: readonly string[];
  readonly version: number;
  readonly timestamp: number;
}

export type ConsumerGroupRegularExpressionValueInput = ConsumerGroupRegularExpressionValue;

export const consumerGroupRegularExpressionValue: Codec<ConsumerGroupRegularExpressionValue, ConsumerGroupRegularExpressionValueInput> = {
  name: 'ConsumerGroupRegularExpressionValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeConsumerGroupRegularExpressionValue,
  encode: encodeConsumerGroupRegularExpressionValue,
};

function decodeConsumerGroupRegularExpressionValue(reader: WireReader, _version: number): ConsumerGroupRegularExpressionValue {
  const topicsCount = reader.listLength(true, 1, 'topics');
  const topics: string[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(reader.string(true, 'topics'));
  const versionField = reader.int64('version');
  const timestamp = reader.int64('timestamp');
  reader.skipTags('tagged fields');
  return { topics, version: versionField, timestamp };
}

function encodeConsumerGroupRegularExpressionValue(writer: WireWriter, value: ConsumerGroupRegularExpressionValueInput, _version: number): void {
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'ConsumerGroupRegularExpressionValue.topics');
  for (const topicsItem of topicsList) writer.string(true, topicsItem, 'ConsumerGroupRegularExpressionValue.topics');
  writer.int64(value.version, 'ConsumerGroupRegularExpressionValue.version');
  writer.int64(value.timestamp, 'ConsumerGroupRegularExpressionValue.timestamp');
  writer.uvarint(0);
}

export interface TransactionLogKey {
  readonly transactionalId: string;
}

export type TransactionLogKeyInput = TransactionLogKey;

export const transactionLogKey: Codec<TransactionLogKey, TransactionLogKeyInput> = {
  name: 'TransactionLogKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeTransactionLogKey,
  encode: encodeTransactionLogKey,
};

function decodeTransactionLogKey(reader: WireReader, _version: number): TransactionLogKey {
  const transactionalId = reader.string(false, 'transactionalId');
  return { transactionalId };
}

function encodeTransactionLogKey(writer: WireWriter, value: TransactionLogKeyInput, _version: number): void {
  writer.string(false, value.transactionalId, 'TransactionLogKey.transactionalId');
}

export interface TransactionLogValue {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionTimeoutMs: number;
  readonly transactionStatus: number;
  readonly transactionPartitions: readonly TransactionLogValuePartitions[] | null;
  readonly transactionLastUpdateTimestampMs: number;
  readonly transactionStartTimestampMs: number;
  readonly previousProducerId: number;
  readonly nextProducerId: number;
  readonly clientTransactionVersion: number;
  readonly nextProducerEpoch: number;
}

export interface TransactionLogValueInput {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionTimeoutMs: number;
  readonly transactionStatus: number;
  readonly transactionPartitions: readonly TransactionLogValuePartitionsInput[] | null;
  readonly transactionLastUpdateTimestampMs: number;
  readonly transactionStartTimestampMs: number;
  readonly previousProducerId?: number | undefined;
  readonly nextProducerId?: number | undefined;
  readonly clientTransactionVersion?: number | undefined;
  readonly nextProducerEpoch?: number | undefined;
}

export interface TransactionLogValuePartitions {
  readonly topic: string;
  readonly partitionIds: readonly number[];
}

export type TransactionLogValuePartitionsInput = TransactionLogValuePartitions;

export const transactionLogValue: Codec<TransactionLogValue, TransactionLogValueInput> = {
  name: 'TransactionLogValue',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeTransactionLogValue,
  encode: encodeTransactionLogValue,
};

function decodeTransactionLogValue(reader: WireReader, version: number): TransactionLogValue {
  const flexible = version >= 1;
  const producerId = reader.int64('producerId');
  const producerEpoch = reader.int16('producerEpoch');
  const transactionTimeoutMs = reader.int32('transactionTimeoutMs');
  const transactionStatus = reader.int8('transactionStatus');
  let transactionPartitions: TransactionLogValuePartitions[] | null = [];
  const transactionPartitionsCount = reader.nullableStructListLength(flexible, 3, 'transactionPartitions');
  if (transactionPartitionsCount < 0) transactionPartitions = null;
  else {
    const transactionPartitionsItems: TransactionLogValuePartitions[] = [];
    for (let i = 0; i < transactionPartitionsCount; i++) transactionPartitionsItems.push(decodeTransactionLogValuePartitions(reader, version));
    transactionPartitions = transactionPartitionsItems;
  }
  const transactionLastUpdateTimestampMs = reader.int64('transactionLastUpdateTimestampMs');
  const transactionStartTimestampMs = reader.int64('transactionStartTimestampMs');
  let previousProducerId: number = -1;
  let nextProducerId: number = -1;
  let clientTransactionVersion: number = 0;
  let nextProducerEpoch: number = -1;
  if (flexible) {
    for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('tagged fields');
      const outer = reader.enterTag('tagged fields');
      switch (tag) {
        case 0: {
          previousProducerId = reader.int64('previousProducerId');
          reader.leaveTag(outer, 'previousProducerId');
          break;
        }
        case 1: {
          nextProducerId = reader.int64('nextProducerId');
          reader.leaveTag(outer, 'nextProducerId');
          break;
        }
        case 2: {
          clientTransactionVersion = reader.int16('clientTransactionVersion');
          reader.leaveTag(outer, 'clientTransactionVersion');
          break;
        }
        case 3: {
          nextProducerEpoch = reader.int16('nextProducerEpoch');
          reader.leaveTag(outer, 'nextProducerEpoch');
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { producerId, producerEpoch, transactionTimeoutMs, transactionStatus, transactionPartitions, transactionLastUpdateTimestampMs, transactionStartTimestampMs, previousProducerId, nextProducerId, clientTransactionVersion, nextProducerEpoch };
}

function decodeTransactionLogValuePartitions(reader: WireReader, version: number): TransactionLogValuePartitions {
  const flexible = version >= 1;
  const topic = reader.string(flexible, 'transactionPartitions.topic');
  const partitionIdsCount = reader.listLength(flexible, 4, 'transactionPartitions.partitionIds');
  const partitionIds: number[] = [];
  for (let i = 0; i < partitionIdsCount; i++) partitionIds.push(reader.int32('transactionPartitions.partitionIds'));
  if (flexible) reader.skipTags('transactionPartitions.tagged fields');
  return { topic, partitionIds };
}

function encodeTransactionLogValue(writer: WireWriter, value: TransactionLogValueInput, version: number): void {
  const flexible = version >= 1;
  writer.int64(value.producerId, 'TransactionLogValue.producerId');
  writer.int16(value.producerEpoch, 'TransactionLogValue.producerEpoch');
  writer.int32(value.transactionTimeoutMs, 'TransactionLogValue.transactionTimeoutMs');
  writer.int8(value.transactionStatus, 'TransactionLogValue.transactionStatus');
  const transactionPartitionsList = value.transactionPartitions;
  writer.listLength(flexible, transactionPartitionsList === null ? -1 : transactionPartitionsList.length, 'TransactionLogValue.transactionPartitions');
  if (transactionPartitionsList !== null) for (const transactionPartitionsItem of transactionPartitionsList) encodeTransactionLogValuePartitions(writer, transactionPartitionsItem, version);
  writer.int64(value.transactionLastUpdateTimestampMs, 'TransactionLogValue.transactionLastUpdateTimestampMs');
  writer.int64(value.transactionStartTimestampMs, 'TransactionLogValue.transactionStartTimestampMs');
  if (flexible) {
    const has0 = value.previousProducerId !== undefined && value.previousProducerId !== -1;
    const has1 = value.nextProducerId !== undefined && value.nextProducerId !== -1;
    const has2 = value.clientTransactionVersion !== undefined && value.clientTransactionVersion !== 0;
    const has3 = value.nextProducerEpoch !== undefined && value.nextProducerEpoch !== -1;
    writer.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      tagged.int64(value.previousProducerId, 'TransactionLogValue.previousProducerId');
      writer.closeTag();
    }
    if (has1) {
      const tagged = writer.openTag(1);
      tagged.int64(value.nextProducerId, 'TransactionLogValue.nextProducerId');
      writer.closeTag();
    }
    if (has2) {
      const tagged = writer.openTag(2);
      tagged.int16(value.clientTransactionVersion, 'TransactionLogValue.clientTransactionVersion');
      writer.closeTag();
    }
    if (has3) {
      const tagged = writer.openTag(3);
      tagged.int16(value.nextProducerEpoch, 'TransactionLogValue.nextProducerEpoch');
      writer.closeTag();
    }
  }
}

function encodeTransactionLogValuePartitions(writer: WireWriter, value: TransactionLogValuePartitionsInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.topic, 'TransactionLogValue.transactionPartitions.topic');
  const partitionIdsList = value.partitionIds;
  writer.listLength(flexible, partitionIdsList.length, 'TransactionLogValue.transactionPartitions.partitionIds');
  for (const partitionIdsItem of partitionIdsList) writer.int32(partitionIdsItem, 'TransactionLogValue.transactionPartitions.partitionIds');
  if (flexible) writer.uvarint(0);
}
