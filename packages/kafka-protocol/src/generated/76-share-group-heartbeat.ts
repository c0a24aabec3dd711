// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ShareGroupHeartbeatRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly rackId: string | null;
  readonly subscribedTopicNames: readonly string[] | null;
}

export interface ShareGroupHeartbeatRequestInput {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly rackId?: string | null | undefined;
  readonly subscribedTopicNames?: readonly string[] | null | undefined;
}

export const shareGroupHeartbeatRequest: Codec<ShareGroupHeartbeatRequest, ShareGroupHeartbeatRequestInput> = {
  name: 'ShareGroupHeartbeatRequest',
  minVersion: 1,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeShareGroupHeartbeatRequest,
  encode: encodeShareGroupHeartbeatRequest,
};

function decodeShareGroupHeartbeatRequest(reader: WireReader, _version: number): ShareGroupHeartbeatRequest {
  const groupId = reader.string(true, 'groupId');
  const memberId = reader.string(true, 'memberId');
  const memberEpoch = reader.int32('memberEpoch');
  const rackId = reader.nullableString(true, 'rackId');
  let subscribedTopicNames: string[] | null = null;
  const subscribedTopicNamesCount = reader.nullableListLength(true, 1, 'subscribedTopicNames');
  if (subscribedTopicNamesCount < 0) subscribedTopicNames = null;
  else {
    const subscribedTopicNamesItems: string[] = [];
    for (let i = 0; i < subscribedTopicNamesCount; i++) subscribedTopicNamesItems.push(reader.string(true, 'subscribedTopicNames'));
    subscribedTopicNames = subscribedTopicNamesItems;
  }
  reader.skipTags('tagged fields');
  return { groupId, memberId, memberEpoch, rackId, subscribedTopicNames };
}

function encodeShareGroupHeartbeatRequest(writer: WireWriter, value: ShareGroupHeartbeatRequestInput, _version: number): void {
  writer.string(true, value.groupId, 'ShareGroupHeartbeatRequest.groupId');
  writer.string(true, value.memberId, 'ShareGroupHeartbeatRequest.memberId');
  writer.int32(value.memberEpoch, 'ShareGroupHeartbeatRequest.memberEpoch');
  writer.nullableString(true, (value.rackId ?? null), 'ShareGroupHeartbeatRequest.rackId');
  const subscribedTopicNamesList = (value.subscribedTopicNames ?? null);
  writer.listLength(true, subscribedTopicNamesList === null ? -1 : subscribedTopicNamesList.length, 'ShareGroupHeartbeatRequest.subscribedTopicNames');
  if (subscribedTopicNamesList !== null) for (const subscribedTopicNamesItem of subscribedTopicNamesList) writer.string(true, subscribedTopicNamesItem, 'ShareGroupHeartbeatRequest.subscribedTopicNames');
  writer.uvarint(0);
}

export interface ShareGroupHeartbeatResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly assignment: ShareGroupHeartbeatResponseAssignment | null;
}

export interface ShareGroupHeartbeatResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly memberId?: string | null | undefined;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly assignment?: ShareGroupHeartbeatResponseAssignmentInput | null | undefined;
}

export interface ShareGroupHeartbeatResponseAssignment {
  readonly topicPartitions: readonly ShareGroupHeartbeatResponseTopicPartitions[];
}

export type ShareGroupHeartbeatResponseAssignmentInput = ShareGroupHeartbeatResponseAssignment;

export interface ShareGroupHeartbeatResponseTopicPartitions {
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export type ShareGroupHeartbeatResponseTopicPartitionsInput = ShareGroupHeartbeatResponseTopicPartitions;

export const shareGroupHeartbeatResponse: Codec<ShareGroupHeartbeatResponse, ShareGroupHeartbeatResponseInput> = {
  name: 'ShareGroupHeartbeatResponse',
  minVersion: 1,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeShareGroupHeartbeatResponse,
  encode: encodeShareGroupHeartbeatResponse,
};

function decodeShareGroupHeartbeatResponse(reader: WireReader, version: number): ShareGroupHeartbeatResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const memberId = reader.nullableString(true, 'memberId');
  const memberEpoch = reader.int32('memberEpoch');
  const heartbeatIntervalMs = reader.int32('heartbeatIntervalMs');
  const assignment = (reader.structPresent('assignment') ? decodeShareGroupHeartbeatResponseAssignment(reader, version) : null);
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment };
}

function decodeShareGroupHeartbeatResponseAssignment(reader: WireReader, version: number): ShareGroupHeartbeatResponseAssignment {
  const topicPartitionsCount = reader.structListLength(true, 18, 'assignment.topicPartitions');
  const topicPartitions: ShareGroupHeartbeatResponseTopicPartitions[] = [];
  for (let i = 0; i < topicPartitionsCount; i++) topicPartitions.push(decodeShareGroupHeartbeatResponseTopicPartitions(reader, version));
  reader.skipTags('assignment.tagged fields');
  return { topicPartitions };
}

function decodeShareGroupHeartbeatResponseTopicPartitions(reader: WireReader, _version: number): ShareGroupHeartbeatResponseTopicPartitions {
  const topicId = reader.uuid('assignment.topicPartitions.topicId');
  const partitionsCount = reader.listLength(true, 4, 'assignment.topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('assignment.topicPartitions.partitions'));
  reader.skipTags('assignment.topicPartitions.tagged fields');
  return { topicId, partitions };
}

function encodeShareGroupHeartbeatResponse(writer: WireWriter, value: ShareGroupHeartbeatResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ShareGroupHeartbeatResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ShareGroupHeartbeatResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ShareGroupHeartbeatResponse.errorMessage');
  writer.nullableString(true, (value.memberId ?? null), 'ShareGroupHeartbeatResponse.memberId');
  writer.int32(value.memberEpoch, 'ShareGroupHeartbeatResponse.memberEpoch');
  writer.int32(value.heartbeatIntervalMs, 'ShareGroupHeartbeatResponse.heartbeatIntervalMs');
  const assignmentValue = (value.assignment ?? null);
  writer.structPresent(assignmentValue !== null);
  if (assignmentValue !== null) encodeShareGroupHeartbeatResponseAssignment(writer, assignmentValue, version);
  writer.uvarint(0);
}

function encodeShareGroupHeartbeatResponseAssignment(writer: WireWriter, value: ShareGroupHeartbeatResponseAssignmentInput, version: number): void {
  const topicPartitionsList = value.topicPartitions;
  writer.listLength(true, topicPartitionsList.length, 'ShareGroupHeartbeatResponse.assignment.topicPartitions');
  for (const topicPartitionsItem of topicPartitionsList) encodeShareGroupHeartbeatResponseTopicPartitions(writer, topicPartitionsItem, version);
  writer.uvarint(0);
}

function encodeShareGroupHeartbeatResponseTopicPartitions(writer: WireWriter, value: ShareGroupHeartbeatResponseTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ShareGroupHeartbeatResponse.assignment.topicPartitions.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareGroupHeartbeatResponse.assignment.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ShareGroupHeartbeatResponse.assignment.topicPartitions.partitions');
  writer.uvarint(0);
}
