// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ConsumerGroupHeartbeatRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  readonly topicPartitions: readonly ConsumerGroupHeartbeatRequestTopicPartitions[] | null;
}

export interface ConsumerGroupHeartbeatRequestInput {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId?: string | null | undefined;
  readonly rackId?: string | null | undefined;
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly subscribedTopicNames?: readonly string[] | null | undefined;
  readonly subscribedTopicRegex?: string | null | undefined;
  readonly serverAssignor?: string | null | undefined;
  readonly topicPartitions?: readonly ConsumerGroupHeartbeatRequestTopicPartitionsInput[] | null | undefined;
}

export interface ConsumerGroupHeartbeatRequestTopicPartitions {
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export type ConsumerGroupHeartbeatRequestTopicPartitionsInput = ConsumerGroupHeartbeatRequestTopicPartitions;

export const consumerGroupHeartbeatRequest: Codec<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatRequestInput> = {
  name: 'ConsumerGroupHeartbeatRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeConsumerGroupHeartbeatRequest,
  encode: encodeConsumerGroupHeartbeatRequest,
};

function decodeConsumerGroupHeartbeatRequest(reader: WireReader, version: number): ConsumerGroupHeartbeatRequest {
  const groupId = reader.string(true, 'groupId');
  const memberId = reader.string(true, 'memberId');
  const memberEpoch = reader.int32('memberEpoch');
  const instanceId = reader.nullableString(true, 'instanceId');
  const rackId = reader.nullableString(true, 'rackId');
  const rebalanceTimeoutMs = reader.int32('rebalanceTimeoutMs');
  let subscribedTopicNames: string[] | null = null;
  const subscribedTopicNamesCount = reader.nullableListLength(true, 1, 'subscribedTopicNames');
  if (subscribedTopicNamesCount < 0) subscribedTopicNames = null;
  else {
    const subscribedTopicNamesItems: string[] = [];
    for (let i = 0; i < subscribedTopicNamesCount; i++) subscribedTopicNamesItems.push(reader.string(true, 'subscribedTopicNames'));
    subscribedTopicNames = subscribedTopicNamesItems;
  }
  const subscribedTopicRegex = version >= 1 ? reader.nullableString(true, 'subscribedTopicRegex') : null;
  const serverAssignor = reader.nullableString(true, 'serverAssignor');
  let topicPartitions: ConsumerGroupHeartbeatRequestTopicPartitions[] | null = null;
  const topicPartitionsCount = reader.nullableStructListLength(true, 18, 'topicPartitions');
  if (topicPartitionsCount < 0) topicPartitions = null;
  else {
    const topicPartitionsItems: ConsumerGroupHeartbeatRequestTopicPartitions[] = [];
    for (let i = 0; i < topicPartitionsCount; i++) topicPartitionsItems.push(decodeConsumerGroupHeartbeatRequestTopicPartitions(reader, version));
    topicPartitions = topicPartitionsItems;
  }
  reader.skipTags('tagged fields');
  return { groupId, memberId, memberEpoch, instanceId, rackId, rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, serverAssignor, topicPartitions };
}

function decodeConsumerGroupHeartbeatRequestTopicPartitions(reader: WireReader, _version: number): ConsumerGroupHeartbeatRequestTopicPartitions {
  const topicId = reader.uuid('topicPartitions.topicId');
  const partitionsCount = reader.listLength(true, 4, 'topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('topicPartitions.partitions'));
  reader.skipTags('topicPartitions.tagged fields');
  return { topicId, partitions };
}

function encodeConsumerGroupHeartbeatRequest(writer: WireWriter, value: ConsumerGroupHeartbeatRequestInput, version: number): void {
  writer.string(true, value.groupId, 'ConsumerGroupHeartbeatRequest.groupId');
  writer.string(true, value.memberId, 'ConsumerGroupHeartbeatRequest.memberId');
  writer.int32(value.memberEpoch, 'ConsumerGroupHeartbeatRequest.memberEpoch');
  writer.nullableString(true, (value.instanceId ?? null), 'ConsumerGroupHeartbeatRequest.instanceId');
  writer.nullableString(true, (value.rackId ?? null), 'ConsumerGroupHeartbeatRequest.rackId');
  writer.int32((value.rebalanceTimeoutMs ?? -1), 'ConsumerGroupHeartbeatRequest.rebalanceTimeoutMs');
  const subscribedTopicNamesList = (value.subscribedTopicNames ?? null);
  writer.listLength(true, subscribedTopicNamesList === null ? -1 : subscribedTopicNamesList.length, 'ConsumerGroupHeartbeatRequest.subscribedTopicNames');
  if (subscribedTopicNamesList !== null) for (const subscribedTopicNamesItem of subscribedTopicNamesList) writer.string(true, subscribedTopicNamesItem, 'ConsumerGroupHeartbeatRequest.subscribedTopicNames');
  if (version >= 1) {
    writer.nullableString(true, (value.subscribedTopicRegex ?? null), 'ConsumerGroupHeartbeatRequest.subscribedTopicRegex');
  }
  else if (value.subscribedTopicRegex !== undefined && value.subscribedTopicRegex !== null) absentField('ConsumerGroupHeartbeatRequest.subscribedTopicRegex', version);
  writer.nullableString(true, (value.serverAssignor ?? null), 'ConsumerGroupHeartbeatRequest.serverAssignor');
  const topicPartitionsList = (value.topicPartitions ?? null);
  writer.listLength(true, topicPartitionsList === null ? -1 : topicPartitionsList.length, 'ConsumerGroupHeartbeatRequest.topicPartitions');
  if (topicPartitionsList !== null) for (const topicPartitionsItem of topicPartitionsList) encodeConsumerGroupHeartbeatRequestTopicPartitions(writer, topicPartitionsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupHeartbeatRequestTopicPartitions(writer: WireWriter, value: ConsumerGroupHeartbeatRequestTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ConsumerGroupHeartbeatRequest.topicPartitions.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ConsumerGroupHeartbeatRequest.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerGroupHeartbeatRequest.topicPartitions.partitions');
  writer.uvarint(0);
}

export interface ConsumerGroupHeartbeatResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly assignment: ConsumerGroupHeartbeatResponseAssignment | null;
}

export interface ConsumerGroupHeartbeatResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly memberId?: string | null | undefined;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly assignment?: ConsumerGroupHeartbeatResponseAssignmentInput | null | undefined;
}

export interface ConsumerGroupHeartbeatResponseAssignment {
  readonly topicPartitions: readonly ConsumerGroupHeartbeatResponseTopicPartitions[];
}

export type ConsumerGroupHeartbeatResponseAssignmentInput = ConsumerGroupHeartbeatResponseAssignment;

export interface ConsumerGroupHeartbeatResponseTopicPartitions {
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export type ConsumerGroupHeartbeatResponseTopicPartitionsInput = ConsumerGroupHeartbeatResponseTopicPartitions;

export const consumerGroupHeartbeatResponse: Codec<ConsumerGroupHeartbeatResponse, ConsumerGroupHeartbeatResponseInput> = {
  name: 'ConsumerGroupHeartbeatResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeConsumerGroupHeartbeatResponse,
  encode: encodeConsumerGroupHeartbeatResponse,
};

function decodeConsumerGroupHeartbeatResponse(reader: WireReader, version: number): ConsumerGroupHeartbeatResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const memberId = reader.nullableString(true, 'memberId');
  const memberEpoch = reader.int32('memberEpoch');
  const heartbeatIntervalMs = reader.int32('heartbeatIntervalMs');
  const assignment = (reader.structPresent('assignment') ? decodeConsumerGroupHeartbeatResponseAssignment(reader, version) : null);
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment };
}

function decodeConsumerGroupHeartbeatResponseAssignment(reader: WireReader, version: number): ConsumerGroupHeartbeatResponseAssignment {
  const topicPartitionsCount = reader.structListLength(true, 18, 'assignment.topicPartitions');
  const topicPartitions: ConsumerGroupHeartbeatResponseTopicPartitions[] = [];
  for (let i = 0; i < topicPartitionsCount; i++) topicPartitions.push(decodeConsumerGroupHeartbeatResponseTopicPartitions(reader, version));
  reader.skipTags('assignment.tagged fields');
  return { topicPartitions };
}

function decodeConsumerGroupHeartbeatResponseTopicPartitions(reader: WireReader, _version: number): ConsumerGroupHeartbeatResponseTopicPartitions {
  const topicId = reader.uuid('assignment.topicPartitions.topicId');
  const partitionsCount = reader.listLength(true, 4, 'assignment.topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('assignment.topicPartitions.partitions'));
  reader.skipTags('assignment.topicPartitions.tagged fields');
  return { topicId, partitions };
}

function encodeConsumerGroupHeartbeatResponse(writer: WireWriter, value: ConsumerGroupHeartbeatResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ConsumerGroupHeartbeatResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ConsumerGroupHeartbeatResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ConsumerGroupHeartbeatResponse.errorMessage');
  writer.nullableString(true, (value.memberId ?? null), 'ConsumerGroupHeartbeatResponse.memberId');
  writer.int32(value.memberEpoch, 'ConsumerGroupHeartbeatResponse.memberEpoch');
  writer.int32(value.heartbeatIntervalMs, 'ConsumerGroupHeartbeatResponse.heartbeatIntervalMs');
  const assignmentValue = (value.assignment ?? null);
  writer.structPresent(assignmentValue !== null);
  if (assignmentValue !== null) encodeConsumerGroupHeartbeatResponseAssignment(writer, assignmentValue, version);
  writer.uvarint(0);
}

function encodeConsumerGroupHeartbeatResponseAssignment(writer: WireWriter, value: ConsumerGroupHeartbeatResponseAssignmentInput, version: number): void {
  const topicPartitionsList = value.topicPartitions;
  writer.listLength(true, topicPartitionsList.length, 'ConsumerGroupHeartbeatResponse.assignment.topicPartitions');
  for (const topicPartitionsItem of topicPartitionsList) encodeConsumerGroupHeartbeatResponseTopicPartitions(writer, topicPartitionsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupHeartbeatResponseTopicPartitions(writer: WireWriter, value: ConsumerGroupHeartbeatResponseTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ConsumerGroupHeartbeatResponse.assignment.topicPartitions.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ConsumerGroupHeartbeatResponse.assignment.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerGroupHeartbeatResponse.assignment.topicPartitions.partitions');
  writer.uvarint(0);
}
