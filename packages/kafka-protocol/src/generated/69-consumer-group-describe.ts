// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ConsumerGroupDescribeRequest {
  readonly groupIds: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export type ConsumerGroupDescribeRequestInput = ConsumerGroupDescribeRequest;

export const consumerGroupDescribeRequest: Codec<ConsumerGroupDescribeRequest, ConsumerGroupDescribeRequestInput> = {
  name: 'ConsumerGroupDescribeRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeConsumerGroupDescribeRequest,
  encode: encodeConsumerGroupDescribeRequest,
};

function decodeConsumerGroupDescribeRequest(reader: WireReader, _version: number): ConsumerGroupDescribeRequest {
  const groupIdsCount = reader.listLength(true, 1, 'groupIds');
  const groupIds: string[] = [];
  for (let i = 0; i < groupIdsCount; i++) groupIds.push(reader.string(true, 'groupIds'));
  const includeAuthorizedOperations = reader.bool('includeAuthorizedOperations');
  reader.skipTags('tagged fields');
  return { groupIds, includeAuthorizedOperations };
}

function encodeConsumerGroupDescribeRequest(writer: WireWriter, value: ConsumerGroupDescribeRequestInput, _version: number): void {
  const groupIdsList = value.groupIds;
  writer.listLength(true, groupIdsList.length, 'ConsumerGroupDescribeRequest.groupIds');
  for (const groupIdsItem of groupIdsList) writer.string(true, groupIdsItem, 'ConsumerGroupDescribeRequest.groupIds');
  writer.bool(value.includeAuthorizedOperations);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly ConsumerGroupDescribeResponseGroup[];
}

export interface ConsumerGroupDescribeResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly ConsumerGroupDescribeResponseGroupInput[];
}

export interface ConsumerGroupDescribeResponseGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: readonly ConsumerGroupDescribeResponseMember[];
  readonly authorizedOperations: number;
}

export interface ConsumerGroupDescribeResponseGroupInput {
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: readonly ConsumerGroupDescribeResponseMemberInput[];
  readonly authorizedOperations?: number | undefined;
}

export interface ConsumerGroupDescribeResponseMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex: string | null;
  readonly assignment: ConsumerGroupDescribeResponseAssignment;
  readonly targetAssignment: ConsumerGroupDescribeResponseAssignment;
  readonly memberType: number;
}

export interface ConsumerGroupDescribeResponseMemberInput {
  readonly memberId: string;
  readonly instanceId?: string | null | undefined;
  readonly rackId?: string | null | undefined;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex?: string | null | undefined;
  readonly assignment: ConsumerGroupDescribeResponseAssignmentInput;
  readonly targetAssignment: ConsumerGroupDescribeResponseAssignmentInput;
  readonly memberType?: number | undefined;
}

export interface ConsumerGroupDescribeResponseAssignment {
  readonly topicPartitions: readonly ConsumerGroupDescribeResponseTopicPartitions[];
}

export type ConsumerGroupDescribeResponseAssignmentInput = ConsumerGroupDescribeResponseAssignment;

export interface ConsumerGroupDescribeResponseTopicPartitions {
  readonly topicId: Uuid;
  readonly topicName: string;
  readonly partitions: readonly number[];
}

export type ConsumerGroupDescribeResponseTopicPartitionsInput = ConsumerGroupDescribeResponseTopicPartitions;

export const consumerGroupDescribeResponse: Codec<ConsumerGroupDescribeResponse, ConsumerGroupDescribeResponseInput> = {
  name: 'ConsumerGroupDescribeResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeConsumerGroupDescribeResponse,
  encode: encodeConsumerGroupDescribeResponse,
};

function decodeConsumerGroupDescribeResponse(reader: WireReader, version: number): ConsumerGroupDescribeResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const groupsCount = reader.structListLength(true, 20, 'groups');
  const groups: ConsumerGroupDescribeResponseGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeConsumerGroupDescribeResponseGroup(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, groups };
}

function decodeConsumerGroupDescribeResponseGroup(reader: WireReader, version: number): ConsumerGroupDescribeResponseGroup {
  const errorCode = reader.int16('groups.errorCode');
  const errorMessage = reader.nullableString(true, 'groups.errorMessage');
  const groupId = reader.string(true, 'groups.groupId');
  const groupState = reader.string(true, 'groups.groupState');
  const groupEpoch = reader.int32('groups.groupEpoch');
  const assignmentEpoch = reader.int32('groups.assignmentEpoch');
  const assignorName = reader.string(true, 'groups.assignorName');
  const membersCount = reader.structListLength(true, 16, 'groups.members');
  const members: ConsumerGroupDescribeResponseMember[] = [];
  for (let i = 0; i < membersCount; i++) members.push(decodeConsumerGroupDescribeResponseMember(reader, version));
  const authorizedOperations = reader.int32('groups.authorizedOperations');
  reader.skipTags('groups.tagged fields');
  return { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations };
}

function decodeConsumerGroupDescribeResponseMember(reader: WireReader, version: number): ConsumerGroupDescribeResponseMember {
  const memberId = reader.string(true, 'groups.members.memberId');
  const instanceId = reader.nullableString(true, 'groups.members.instanceId');
  const rackId = reader.nullableString(true, 'groups.members.rackId');
  const memberEpoch = reader.int32('groups.members.memberEpoch');
  const clientId = reader.string(true, 'groups.members.clientId');
  const clientHost = reader.string(true, 'groups.members.clientHost');
  const subscribedTopicNamesCount = reader.listLength(true, 1, 'groups.members.subscribedTopicNames');
  const subscribedTopicNames: string[] = [];
  for (let i = 0; i < subscribedTopicNamesCount; i++) subscribedTopicNames.push(reader.string(true, 'groups.members.subscribedTopicNames'));
  const subscribedTopicRegex = reader.nullableString(true, 'groups.members.subscribedTopicRegex');
  const assignment = decodeConsumerGroupDescribeResponseAssignment(reader, version);
  const targetAssignment = decodeConsumerGroupDescribeResponseAssignment(reader, version);
  const memberType = version >= 1 ? reader.int8('groups.members.memberType') : -1;
  reader.skipTags('groups.members.tagged fields');
  return { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, assignment, targetAssignment, memberType };
}

function decodeConsumerGroupDescribeResponseAssignment(reader: WireReader, version: number): ConsumerGroupDescribeResponseAssignment {
  const topicPartitionsCount = reader.structListLength(true, 19, 'groups.members.assignment.topicPartitions');
  const topicPartitions: ConsumerGroupDescribeResponseTopicPartitions[] = [];
  for (let i = 0; i < topicPartitionsCount; i++) topicPartitions.push(decodeConsumerGroupDescribeResponseTopicPartitions(reader, version));
  reader.skipTags('groups.members.assignment.tagged fields');
  return { topicPartitions };
}

function decodeConsumerGroupDescribeResponseTopicPartitions(reader: WireReader, _version: number): ConsumerGroupDescribeResponseTopicPartitions {
  const topicId = reader.uuid('groups.members.assignment.topicPartitions.topicId');
  const topicName = reader.string(true, 'groups.members.assignment.topicPartitions.topicName');
  const partitionsCount = reader.listLength(true, 4, 'groups.members.assignment.topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('groups.members.assignment.topicPartitions.partitions'));
  reader.skipTags('groups.members.assignment.topicPartitions.tagged fields');
  return { topicId, topicName, partitions };
}

function encodeConsumerGroupDescribeResponse(writer: WireWriter, value: ConsumerGroupDescribeResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ConsumerGroupDescribeResponse.throttleTimeMs');
  const groupsList = value.groups;
  writer.listLength(true, groupsList.length, 'ConsumerGroupDescribeResponse.groups');
  for (const groupsItem of groupsList) encodeConsumerGroupDescribeResponseGroup(writer, groupsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupDescribeResponseGroup(writer: WireWriter, value: ConsumerGroupDescribeResponseGroupInput, version: number): void {
  writer.int16(value.errorCode, 'ConsumerGroupDescribeResponse.groups.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ConsumerGroupDescribeResponse.groups.errorMessage');
  writer.string(true, value.groupId, 'ConsumerGroupDescribeResponse.groups.groupId');
  writer.string(true, value.groupState, 'ConsumerGroupDescribeResponse.groups.groupState');
  writer.int32(value.groupEpoch, 'ConsumerGroupDescribeResponse.groups.groupEpoch');
  writer.int32(value.assignmentEpoch, 'ConsumerGroupDescribeResponse.groups.assignmentEpoch');
  writer.string(true, value.assignorName, 'ConsumerGroupDescribeResponse.groups.assignorName');
  const membersList = value.members;
  writer.listLength(true, membersList.length, 'ConsumerGroupDescribeResponse.groups.members');
  for (const membersItem of membersList) encodeConsumerGroupDescribeResponseMember(writer, membersItem, version);
  writer.int32((value.authorizedOperations ?? -2147483648), 'ConsumerGroupDescribeResponse.groups.authorizedOperations');
  writer.uvarint(0);
}

function encodeConsumerGroupDescribeResponseMember(writer: WireWriter, value: ConsumerGroupDescribeResponseMemberInput, version: number): void {
  writer.string(true, value.memberId, 'ConsumerGroupDescribeResponse.groups.members.memberId');
  writer.nullableString(true, (value.instanceId ?? null), 'ConsumerGroupDescribeResponse.groups.members.instanceId');
  writer.nullableString(true, (value.rackId ?? null), 'ConsumerGroupDescribeResponse.groups.members.rackId');
  writer.int32(value.memberEpoch, 'ConsumerGroupDescribeResponse.groups.members.memberEpoch');
  writer.string(true, value.clientId, 'ConsumerGroupDescribeResponse.groups.members.clientId');
  writer.string(true, value.clientHost, 'ConsumerGroupDescribeResponse.groups.members.clientHost');
  const subscribedTopicNamesList = value.subscribedTopicNames;
  writer.listLength(true, subscribedTopicNamesList.length, 'ConsumerGroupDescribeResponse.groups.members.subscribedTopicNames');
  for (const subscribedTopicNamesItem of subscribedTopicNamesList) writer.string(true, subscribedTopicNamesItem, 'ConsumerGroupDescribeResponse.groups.members.subscribedTopicNames');
  writer.nullableString(true, (value.subscribedTopicRegex ?? null), 'ConsumerGroupDescribeResponse.groups.members.subscribedTopicRegex');
  encodeConsumerGroupDescribeResponseAssignment(writer, value.assignment, version);
  encodeConsumerGroupDescribeResponseAssignment(writer, value.targetAssignment, version);
  if (version >= 1) {
    writer.int8((value.memberType ?? -1), 'ConsumerGroupDescribeResponse.groups.members.memberType');
  }
  writer.uvarint(0);
}

function encodeConsumerGroupDescribeResponseAssignment(writer: WireWriter, value: ConsumerGroupDescribeResponseAssignmentInput, version: number): void {
  const topicPartitionsList = value.topicPartitions;
  writer.listLength(true, topicPartitionsList.length, 'ConsumerGroupDescribeResponse.groups.members.assignment.topicPartitions');
  for (const topicPartitionsItem of topicPartitionsList) encodeConsumerGroupDescribeResponseTopicPartitions(writer, topicPartitionsItem, version);
  writer.uvarint(0);
}

function encodeConsumerGroupDescribeResponseTopicPartitions(writer: WireWriter, value: ConsumerGroupDescribeResponseTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ConsumerGroupDescribeResponse.groups.members.assignment.topicPartitions.topicId');
  writer.string(true, value.topicName, 'ConsumerGroupDescribeResponse.groups.members.assignment.topicPartitions.topicName');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ConsumerGroupDescribeResponse.groups.members.assignment.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerGroupDescribeResponse.groups.members.assignment.topicPartitions.partitions');
  writer.uvarint(0);
}
