// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ShareGroupDescribeRequest {
  readonly groupIds: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export type ShareGroupDescribeRequestInput = ShareGroupDescribeRequest;

export const shareGroupDescribeRequest: Codec<ShareGroupDescribeRequest, ShareGroupDescribeRequestInput> = {
  name: 'ShareGroupDescribeRequest',
  minVersion: 1,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeShareGroupDescribeRequest,
  encode: encodeShareGroupDescribeRequest,
};

function decodeShareGroupDescribeRequest(reader: WireReader, _version: number): ShareGroupDescribeRequest {
  const groupIdsCount = reader.listLength(true, 1, 'groupIds');
  const groupIds: string[] = [];
  for (let i = 0; i < groupIdsCount; i++) groupIds.push(reader.string(true, 'groupIds'));
  const includeAuthorizedOperations = reader.bool('includeAuthorizedOperations');
  reader.skipTags('tagged fields');
  return { groupIds, includeAuthorizedOperations };
}

function encodeShareGroupDescribeRequest(writer: WireWriter, value: ShareGroupDescribeRequestInput, _version: number): void {
  const groupIdsList = value.groupIds;
  writer.listLength(true, groupIdsList.length, 'ShareGroupDescribeRequest.groupIds');
  for (const groupIdsItem of groupIdsList) writer.string(true, groupIdsItem, 'ShareGroupDescribeRequest.groupIds');
  writer.bool(value.includeAuthorizedOperations);
  writer.uvarint(0);
}

export interface ShareGroupDescribeResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly ShareGroupDescribeResponseGroup[];
}

export interface ShareGroupDescribeResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly ShareGroupDescribeResponseGroupInput[];
}

export interface ShareGroupDescribeResponseGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: readonly ShareGroupDescribeResponseMember[];
  readonly authorizedOperations: number;
}

export interface ShareGroupDescribeResponseGroupInput {
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: readonly ShareGroupDescribeResponseMemberInput[];
  readonly authorizedOperations?: number | undefined;
}

export interface ShareGroupDescribeResponseMember {
  readonly memberId: string;
  readonly rackId: string | null;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly assignment: ShareGroupDescribeResponseAssignment;
}

export interface ShareGroupDescribeResponseMemberInput {
  readonly memberId: string;
  readonly rackId?: string | null | undefined;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly assignment: ShareGroupDescribeResponseAssignmentInput;
}

export interface ShareGroupDescribeResponseAssignment {
  readonly topicPartitions: readonly ShareGroupDescribeResponseTopicPartitions[];
}

export type ShareGroupDescribeResponseAssignmentInput = ShareGroupDescribeResponseAssignment;

export interface ShareGroupDescribeResponseTopicPartitions {
  readonly topicId: Uuid;
  readonly topicName: string;
  readonly partitions: readonly number[];
}

export type ShareGroupDescribeResponseTopicPartitionsInput = ShareGroupDescribeResponseTopicPartitions;

export const shareGroupDescribeResponse: Codec<ShareGroupDescribeResponse, ShareGroupDescribeResponseInput> = {
  name: 'ShareGroupDescribeResponse',
  minVersion: 1,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeShareGroupDescribeResponse,
  encode: encodeShareGroupDescribeResponse,
};

function decodeShareGroupDescribeResponse(reader: WireReader, version: number): ShareGroupDescribeResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const groupsCount = reader.structListLength(true, 20, 'groups');
  const groups: ShareGroupDescribeResponseGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeShareGroupDescribeResponseGroup(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, groups };
}

function decodeShareGroupDescribeResponseGroup(reader: WireReader, version: number): ShareGroupDescribeResponseGroup {
  const errorCode = reader.int16('groups.errorCode');
  const errorMessage = reader.nullableString(true, 'groups.errorMessage');
  const groupId = reader.string(true, 'groups.groupId');
  const groupState = reader.string(true, 'groups.groupState');
  const groupEpoch = reader.int32('groups.groupEpoch');
  const assignmentEpoch = reader.int32('groups.assignmentEpoch');
  const assignorName = reader.string(true, 'groups.assignorName');
  const membersCount = reader.structListLength(true, 12, 'groups.members');
  const members: ShareGroupDescribeResponseMember[] = [];
  for (let i = 0; i < membersCount; i++) members.push(decodeShareGroupDescribeResponseMember(reader, version));
  const authorizedOperations = reader.int32('groups.authorizedOperations');
  reader.skipTags('groups.tagged fields');
  return { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations };
}

function decodeShareGroupDescribeResponseMember(reader: WireReader, version: number): ShareGroupDescribeResponseMember {
  const memberId = reader.string(true, 'groups.members.memberId');
  const rackId = reader.nullableString(true, 'groups.members.rackId');
  const memberEpoch = reader.int32('groups.members.memberEpoch');
  const clientId = reader.string(true, 'groups.members.clientId');
  const clientHost = reader.string(true, 'groups.members.clientHost');
  const subscribedTopicNamesCount = reader.listLength(true, 1, 'groups.members.subscribedTopicNames');
  const subscribedTopicNames: string[] = [];
  for (let i = 0; i < subscribedTopicNamesCount; i++) subscribedTopicNames.push(reader.string(true, 'groups.members.subscribedTopicNames'));
  const assignment = decodeShareGroupDescribeResponseAssignment(reader, version);
  reader.skipTags('groups.members.tagged fields');
  return { memberId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, assignment };
}

function decodeShareGroupDescribeResponseAssignment(reader: WireReader, version: number): ShareGroupDescribeResponseAssignment {
  const topicPartitionsCount = reader.structListLength(true, 19, 'groups.members.assignment.topicPartitions');
  const topicPartitions: ShareGroupDescribeResponseTopicPartitions[] = [];
  for (let i = 0; i < topicPartitionsCount; i++) topicPartitions.push(decodeShareGroupDescribeResponseTopicPartitions(reader, version));
  reader.skipTags('groups.members.assignment.tagged fields');
  return { topicPartitions };
}

function decodeShareGroupDescribeResponseTopicPartitions(reader: WireReader, _version: number): ShareGroupDescribeResponseTopicPartitions {
  const topicId = reader.uuid('groups.members.assignment.topicPartitions.topicId');
  const topicName = reader.string(true, 'groups.members.assignment.topicPartitions.topicName');
  const partitionsCount = reader.listLength(true, 4, 'groups.members.assignment.topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('groups.members.assignment.topicPartitions.partitions'));
  reader.skipTags('groups.members.assignment.topicPartitions.tagged fields');
  return { topicId, topicName, partitions };
}

function encodeShareGroupDescribeResponse(writer: WireWriter, value: ShareGroupDescribeResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ShareGroupDescribeResponse.throttleTimeMs');
  const groupsList = value.groups;
  writer.listLength(true, groupsList.length, 'ShareGroupDescribeResponse.groups');
  for (const groupsItem of groupsList) encodeShareGroupDescribeResponseGroup(writer, groupsItem, version);
  writer.uvarint(0);
}

function encodeShareGroupDescribeResponseGroup(writer: WireWriter, value: ShareGroupDescribeResponseGroupInput, version: number): void {
  writer.int16(value.errorCode, 'ShareGroupDescribeResponse.groups.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ShareGroupDescribeResponse.groups.errorMessage');
  writer.string(true, value.groupId, 'ShareGroupDescribeResponse.groups.groupId');
  writer.string(true, value.groupState, 'ShareGroupDescribeResponse.groups.groupState');
  writer.int32(value.groupEpoch, 'ShareGroupDescribeResponse.groups.groupEpoch');
  writer.int32(value.assignmentEpoch, 'ShareGroupDescribeResponse.groups.assignmentEpoch');
  writer.string(true, value.assignorName, 'ShareGroupDescribeResponse.groups.assignorName');
  const membersList = value.members;
  writer.listLength(true, membersList.length, 'ShareGroupDescribeResponse.groups.members');
  for (const membersItem of membersList) encodeShareGroupDescribeResponseMember(writer, membersItem, version);
  writer.int32((value.authorizedOperations ?? -2147483648), 'ShareGroupDescribeResponse.groups.authorizedOperations');
  writer.uvarint(0);
}

function encodeShareGroupDescribeResponseMember(writer: WireWriter, value: ShareGroupDescribeResponseMemberInput, version: number): void {
  writer.string(true, value.memberId, 'ShareGroupDescribeResponse.groups.members.memberId');
  writer.nullableString(true, (value.rackId ?? null), 'ShareGroupDescribeResponse.groups.members.rackId');
  writer.int32(value.memberEpoch, 'ShareGroupDescribeResponse.groups.members.memberEpoch');
  writer.string(true, value.clientId, 'ShareGroupDescribeResponse.groups.members.clientId');
  writer.string(true, value.clientHost, 'ShareGroupDescribeResponse.groups.members.clientHost');
  const subscribedTopicNamesList = value.subscribedTopicNames;
  writer.listLength(true, subscribedTopicNamesList.length, 'ShareGroupDescribeResponse.groups.members.subscribedTopicNames');
  for (const subscribedTopicNamesItem of subscribedTopicNamesList) writer.string(true, subscribedTopicNamesItem, 'ShareGroupDescribeResponse.groups.members.subscribedTopicNames');
  encodeShareGroupDescribeResponseAssignment(writer, value.assignment, version);
  writer.uvarint(0);
}

function encodeShareGroupDescribeResponseAssignment(writer: WireWriter, value: ShareGroupDescribeResponseAssignmentInput, version: number): void {
  const topicPartitionsList = value.topicPartitions;
  writer.listLength(true, topicPartitionsList.length, 'ShareGroupDescribeResponse.groups.members.assignment.topicPartitions');
  for (const topicPartitionsItem of topicPartitionsList) encodeShareGroupDescribeResponseTopicPartitions(writer, topicPartitionsItem, version);
  writer.uvarint(0);
}

function encodeShareGroupDescribeResponseTopicPartitions(writer: WireWriter, value: ShareGroupDescribeResponseTopicPartitionsInput, _version: number): void {
  writer.uuid(value.topicId, 'ShareGroupDescribeResponse.groups.members.assignment.topicPartitions.topicId');
  writer.string(true, value.topicName, 'ShareGroupDescribeResponse.groups.members.assignment.topicPartitions.topicName');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareGroupDescribeResponse.groups.members.assignment.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ShareGroupDescribeResponse.groups.members.assignment.topicPartitions.partitions');
  writer.uvarint(0);
}
