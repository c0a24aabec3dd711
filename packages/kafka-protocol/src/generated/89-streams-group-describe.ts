// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface StreamsGroupDescribeRequest {
  readonly groupIds: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export type StreamsGroupDescribeRequestInput = StreamsGroupDescribeRequest;

export const streamsGroupDescribeRequest: Codec<StreamsGroupDescribeRequest, StreamsGroupDescribeRequestInput> = {
  name: 'StreamsGroupDescribeRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeStreamsGroupDescribeRequest,
  encode: encodeStreamsGroupDescribeRequest,
};

function decodeStreamsGroupDescribeRequest(reader: WireReader, _version: number): StreamsGroupDescribeRequest {
  const groupIdsCount = reader.listLength(true, 1, 'groupIds');
  const groupIds: string[] = [];
  for (let i = 0; i < groupIdsCount; i++) groupIds.push(reader.string(true, 'groupIds'));
  const includeAuthorizedOperations = reader.bool('includeAuthorizedOperations');
  reader.skipTags('tagged fields');
  return { groupIds, includeAuthorizedOperations };
}

function encodeStreamsGroupDescribeRequest(writer: WireWriter, value: StreamsGroupDescribeRequestInput, _version: number): void {
  const groupIdsList = value.groupIds;
  writer.listLength(true, groupIdsList.length, 'StreamsGroupDescribeRequest.groupIds');
  for (const groupIdsItem of groupIdsList) writer.string(true, groupIdsItem, 'StreamsGroupDescribeRequest.groupIds');
  writer.bool(value.includeAuthorizedOperations);
  writer.uvarint(0);
}

export interface StreamsGroupDescribeResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly StreamsGroupDescribeResponseGroup[];
}

export interface StreamsGroupDescribeResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly StreamsGroupDescribeResponseGroupInput[];
}

export interface StreamsGroupDescribeResponseGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly topology: StreamsGroupDescribeResponseTopology | null;
  readonly members: readonly StreamsGroupDescribeResponseMember[];
  readonly authorizedOperations: number;
}

export interface StreamsGroupDescribeResponseGroupInput {
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly topology?: StreamsGroupDescribeResponseTopologyInput | null | undefined;
  readonly members: readonly StreamsGroupDescribeResponseMemberInput[];
  readonly authorizedOperations?: number | undefined;
}

export interface StreamsGroupDescribeResponseMember {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly topologyEpoch: number;
  readonly processId: string;
  readonly userEndpoint: StreamsGroupDescribeResponseEndpoint | null;
  readonly clientTags: readonly StreamsGroupDescribeResponseKeyValue[];
  readonly taskOffsets: readonly StreamsGroupDescribeResponseTaskOffset[];
  readonly taskEndOffsets: readonly StreamsGroupDescribeResponseTaskOffset[];
  readonly assignment: StreamsGroupDescribeResponseAssignment;
  readonly targetAssignment: StreamsGroupDescribeResponseAssignment;
  readonly isClassic: boolean;
}

export interface StreamsGroupDescribeResponseMemberInput {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId?: string | null | undefined;
  readonly rackId?: string | null | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  readonly topologyEpoch: number;
  readonly processId: string;
  readonly userEndpoint?: StreamsGroupDescribeResponseEndpointInput | null | undefined;
  readonly clientTags: readonly StreamsGroupDescribeResponseKeyValueInput[];
  readonly taskOffsets: readonly StreamsGroupDescribeResponseTaskOffsetInput[];
  readonly taskEndOffsets: readonly StreamsGroupDescribeResponseTaskOffsetInput[];
  readonly assignment: StreamsGroupDescribeResponseAssignmentInput;
  readonly targetAssignment: StreamsGroupDescribeResponseAssignmentInput;
  readonly isClassic: boolean;
}

export interface StreamsGroupDescribeResponseAssignment {
  readonly activeTasks: readonly StreamsGroupDescribeResponseTaskIds[];
  readonly standbyTasks: readonly StreamsGroupDescribeResponseTaskIds[];
  readonly warmupTasks: readonly StreamsGroupDescribeResponseTaskIds[];
}

export type StreamsGroupDescribeResponseAssignmentInput = StreamsGroupDescribeResponseAssignment;

export interface StreamsGroupDescribeResponseTaskIds {
  readonly subtopologyId: string;
  readonly partitions: readonly number[];
}

export type StreamsGroupDescribeResponseTaskIdsInput = StreamsGroupDescribeResponseTaskIds;

export interface StreamsGroupDescribeResponseTaskOffset {
  readonly subtopologyId: string;
  readonly partition: number;
  readonly offset: number;
}

export type StreamsGroupDescribeResponseTaskOffsetInput = StreamsGroupDescribeResponseTaskOffset;

export interface StreamsGroupDescribeResponseEndpoint {
  readonly host: string;
  readonly port: number;
}

export type StreamsGroupDescribeResponseEndpointInput = StreamsGroupDescribeResponseEndpoint;

export interface StreamsGroupDescribeResponseTopology {
  readonly epoch: number;
  readonly subtopologies: readonly StreamsGroupDescribeResponseSubtopology[] | null;
}

export interface StreamsGroupDescribeResponseTopologyInput {
  readonly epoch: number;
  readonly subtopologies?: readonly StreamsGroupDescribeResponseSubtopologyInput[] | null | undefined;
}

export interface StreamsGroupDescribeResponseSubtopology {
  readonly subtopologyId: string;
  readonly sourceTopics: readonly string[];
  readonly repartitionSinkTopics: readonly string[];
  readonly stateChangelogTopics: readonly StreamsGroupDescribeResponseTopicInfo[];
  readonly repartitionSourceTopics: readonly StreamsGroupDescribeResponseTopicInfo[];
}

export type StreamsGroupDescribeResponseSubtopologyInput = StreamsGroupDescribeResponseSubtopology;

export interface StreamsGroupDescribeResponseTopicInfo {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly topicConfigs: readonly StreamsGroupDescribeResponseKeyValue[];
}

export type StreamsGroupDescribeResponseTopicInfoInput = StreamsGroupDescribeResponseTopicInfo;

export interface StreamsGroupDescribeResponseKeyValue {
  readonly key: string;
  readonly value: string;
}

export type StreamsGroupDescribeResponseKeyValueInput = StreamsGroupDescribeResponseKeyValue;

export const streamsGroupDescribeResponse: Codec<StreamsGroupDescribeResponse, StreamsGroupDescribeResponseInput> = {
  name: 'StreamsGroupDescribeResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeStreamsGroupDescribeResponse,
  encode: encodeStreamsGroupDescribeResponse,
};

function decodeStreamsGroupDescribeResponse(reader: WireReader, version: number): StreamsGroupDescribeResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const groupsCount = reader.structListLength(true, 20, 'groups');
  const groups: StreamsGroupDescribeResponseGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeStreamsGroupDescribeResponseGroup(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, groups };
}

function decodeStreamsGroupDescribeResponseGroup(reader: WireReader, version: number): StreamsGroupDescribeResponseGroup {
  const errorCode = reader.int16('groups.errorCode');
  const errorMessage = reader.nullableString(true, 'groups.errorMessage');
  const groupId = reader.string(true, 'groups.groupId');
  const groupState = reader.string(true, 'groups.groupState');
  const groupEpoch = reader.int32('groups.groupEpoch');
  const assignmentEpoch = reader.int32('groups.assignmentEpoch');
  const topology = (reader.structPresent('groups.topology') ? decodeStreamsGroupDescribeResponseTopology(reader, version) : null);
  const membersCount = reader.structListLength(true, 28, 'groups.members');
  const members: StreamsGroupDescribeResponseMember[] = [];
  for (let i = 0; i < membersCount; i++) members.push(decodeStreamsGroupDescribeResponseMember(reader, version));
  const authorizedOperations = reader.int32('groups.authorizedOperations');
  reader.skipTags('groups.tagged fields');
  return { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, topology, members, authorizedOperations };
}

function decodeStreamsGroupDescribeResponseMember(reader: WireReader, version: number): StreamsGroupDescribeResponseMember {
  const memberId = reader.string(true, 'groups.members.memberId');
  const memberEpoch = reader.int32('groups.members.memberEpoch');
  const instanceId = reader.nullableString(true, 'groups.members.instanceId');
  const rackId = reader.nullableString(true, 'groups.members.rackId');
  const clientId = reader.string(true, 'groups.members.clientId');
  const clientHost = reader.string(true, 'groups.members.clientHost');
  const topologyEpoch = reader.int32('groups.members.topologyEpoch');
  const processId = reader.string(true, 'groups.members.processId');
  const userEndpoint = (reader.structPresent('groups.members.userEndpoint') ? decodeStreamsGroupDescribeResponseEndpoint(reader, version) : null);
  const clientTagsCount = reader.structListLength(true, 3, 'groups.members.clientTags');
  const clientTags: StreamsGroupDescribeResponseKeyValue[] = [];
  for (let i = 0; i < clientTagsCount; i++) clientTags.push(decodeStreamsGroupDescribeResponseKeyValue(reader, version));
  const taskOffsetsCount = reader.structListLength(true, 14, 'groups.members.taskOffsets');
  const taskOffsets: StreamsGroupDescribeResponseTaskOffset[] = [];
  for (let i = 0; i < taskOffsetsCount; i++) taskOffsets.push(decodeStreamsGroupDescribeResponseTaskOffset(reader, version));
  const taskEndOffsetsCount = reader.structListLength(true, 14, 'groups.members.taskEndOffsets');
  const taskEndOffsets: StreamsGroupDescribeResponseTaskOffset[] = [];
  for (let i = 0; i < taskEndOffsetsCount; i++) taskEndOffsets.push(decodeStreamsGroupDescribeResponseTaskOffset(reader, version));
  const assignment = decodeStreamsGroupDescribeResponseAssignment(reader, version);
  const targetAssignment = decodeStreamsGroupDescribeResponseAssignment(reader, version);
  const isClassic = reader.bool('groups.members.isClassic');
  reader.skipTags('groups.members.tagged fields');
  return { memberId, memberEpoch, instanceId, rackId, clientId, clientHost, topologyEpoch, processId, userEndpoint, clientTags, taskOffsets, taskEndOffsets, assignment, targetAssignment, isClassic };
}

function decodeStreamsGroupDescribeResponseAssignment(reader: WireReader, version: number): StreamsGroupDescribeResponseAssignment {
  const activeTasksCount = reader.structListLength(true, 3, 'groups.members.assignment.activeTasks');
  const activeTasks: StreamsGroupDescribeResponseTaskIds[] = [];
  for (let i = 0; i < activeTasksCount; i++) activeTasks.push(decodeStreamsGroupDescribeResponseTaskIds(reader, version));
  const standbyTasksCount = reader.structListLength(true, 3, 'groups.members.assignment.standbyTasks');
  const standbyTasks: StreamsGroupDescribeResponseTaskIds[] = [];
  for (let i = 0; i < standbyTasksCount; i++) standbyTasks.push(decodeStreamsGroupDescribeResponseTaskIds(reader, version));
  const warmupTasksCount = reader.structListLength(true, 3, 'groups.members.assignment.warmupTasks');
  const warmupTasks: StreamsGroupDescribeResponseTaskIds[] = [];
  for (let i = 0; i < warmupTasksCount; i++) warmupTasks.push(decodeStreamsGroupDescribeResponseTaskIds(reader, version));
  reader.skipTags('groups.members.assignment.tagged fields');
  return { activeTasks, standbyTasks, warmupTasks };
}

function decodeStreamsGroupDescribeResponseTaskIds(reader: WireReader, _version: number): StreamsGroupDescribeResponseTaskIds {
  const subtopologyId = reader.string(true, 'groups.members.assignment.activeTasks.subtopologyId');
  const partitionsCount = reader.listLength(true, 4, 'groups.members.assignment.activeTasks.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('groups.members.assignment.activeTasks.partitions'));
  reader.skipTags('groups.members.assignment.activeTasks.tagged fields');
  return { subtopologyId, partitions };
}

function decodeStreamsGroupDescribeResponseTaskOffset(reader: WireReader, _version: number): StreamsGroupDescribeResponseTaskOffset {
  const subtopologyId = reader.string(true, 'groups.members.taskOffsets.subtopologyId');
  const partition = reader.int32('groups.members.taskOffsets.partition');
  const offset = reader.int64('groups.members.taskOffsets.offset');
  reader.skipTags('groups.members.taskOffsets.tagged fields');
  return { subtopologyId, partition, offset };
}

function decodeStreamsGroupDescribeResponseEndpoint(reader: WireReader, _version: number): StreamsGroupDescribeResponseEndpoint {
  const host = reader.string(true, 'groups.members.userEndpoint.host');
  const port = reader.uint16('groups.members.userEndpoint.port');
  reader.skipTags('groups.members.userEndpoint.tagged fields');
  return { host, port };
}

function decodeStreamsGroupDescribeResponseTopology(reader: WireReader, version: number): StreamsGroupDescribeResponseTopology {
  const epoch = reader.int32('groups.topology.epoch');
  let subtopologies: StreamsGroupDescribeResponseSubtopology[] | null = null;
  const subtopologiesCount = reader.nullableStructListLength(true, 6, 'groups.topology.subtopologies');
  if (subtopologiesCount < 0) subtopologies = null;
  else {
    const subtopologiesItems: StreamsGroupDescribeResponseSubtopology[] = [];
    for (let i = 0; i < subtopologiesCount; i++) subtopologiesItems.push(decodeStreamsGroupDescribeResponseSubtopology(reader, version));
    subtopologies = subtopologiesItems;
  }
  reader.skipTags('groups.topology.tagged fields');
  return { epoch, subtopologies };
}

function decodeStreamsGroupDescribeResponseSubtopology(reader: WireReader, version: number): StreamsGroupDescribeResponseSubtopology {
  const subtopologyId = reader.string(true, 'groups.topology.subtopologies.subtopologyId');
  const sourceTopicsCount = reader.listLength(true, 1, 'groups.topology.subtopologies.sourceTopics');
  const sourceTopics: string[] = [];
  for (let i = 0; i < sourceTopicsCount; i++) sourceTopics.push(reader.string(true, 'groups.topology.subtopologies.sourceTopics'));
  const repartitionSinkTopicsCount = reader.listLength(true, 1, 'groups.topology.subtopologies.repartitionSinkTopics');
  const repartitionSinkTopics: string[] = [];
  for (let i = 0; i < repartitionSinkTopicsCount; i++) repartitionSinkTopics.push(reader.string(true, 'groups.topology.subtopologies.repartitionSinkTopics'));
  const stateChangelogTopicsCount = reader.structListLength(true, 9, 'groups.topology.subtopologies.stateChangelogTopics');
  const stateChangelogTopics: StreamsGroupDescribeResponseTopicInfo[] = [];
  for (let i = 0; i < stateChangelogTopicsCount; i++) stateChangelogTopics.push(decodeStreamsGroupDescribeResponseTopicInfo(reader, version));
  const repartitionSourceTopicsCount = reader.structListLength(true, 9, 'groups.topology.subtopologies.repartitionSourceTopics');
  const repartitionSourceTopics: StreamsGroupDescribeResponseTopicInfo[] = [];
  for (let i = 0; i < repartitionSourceTopicsCount; i++) repartitionSourceTopics.push(decodeStreamsGroupDescribeResponseTopicInfo(reader, version));
  reader.skipTags('groups.topology.subtopologies.tagged fields');
  return { subtopologyId, sourceTopics, repartitionSinkTopics, stateChangelogTopics, repartitionSourceTopics };
}

function decodeStreamsGroupDescribeResponseTopicInfo(reader: WireReader, version: number): StreamsGroupDescribeResponseTopicInfo {
  const name = reader.string(true, 'groups.topology.subtopologies.stateChangelogTopics.name');
  const partitions = reader.int32('groups.topology.subtopologies.stateChangelogTopics.partitions');
  const replicationFactor = reader.int16('groups.topology.subtopologies.stateChangelogTopics.replicationFactor');
  const topicConfigsCount = reader.structListLength(true, 3, 'groups.topology.subtopologies.stateChangelogTopics.topicConfigs');
  const topicConfigs: StreamsGroupDescribeResponseKeyValue[] = [];
  for (let i = 0; i < topicConfigsCount; i++) topicConfigs.push(decodeStreamsGroupDescribeResponseKeyValue(reader, version));
  reader.skipTags('groups.topology.subtopologies.stateChangelogTopics.tagged fields');
  return { name, partitions, replicationFactor, topicConfigs };
}

function decodeStreamsGroupDescribeResponseKeyValue(reader: WireReader, _version: number): StreamsGroupDescribeResponseKeyValue {
  const key = reader.string(true, 'groups.topology.subtopologies.stateChangelogTopics.topicConfigs.key');
  const value = reader.string(true, 'groups.topology.subtopologies.stateChangelogTopics.topicConfigs.value');
  reader.skipTags('groups.topology.subtopologies.stateChangelogTopics.topicConfigs.tagged fields');
  return { key, value };
}

function encodeStreamsGroupDescribeResponse(writer: WireWriter, value: StreamsGroupDescribeResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'StreamsGroupDescribeResponse.throttleTimeMs');
  const groupsList = value.groups;
  writer.listLength(true, groupsList.length, 'StreamsGroupDescribeResponse.groups');
  for (const groupsItem of groupsList) encodeStreamsGroupDescribeResponseGroup(writer, groupsItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseGroup(writer: WireWriter, value: StreamsGroupDescribeResponseGroupInput, version: number): void {
  writer.int16(value.errorCode, 'StreamsGroupDescribeResponse.groups.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'StreamsGroupDescribeResponse.groups.errorMessage');
  writer.string(true, value.groupId, 'StreamsGroupDescribeResponse.groups.groupId');
  writer.string(true, value.groupState, 'StreamsGroupDescribeResponse.groups.groupState');
  writer.int32(value.groupEpoch, 'StreamsGroupDescribeResponse.groups.groupEpoch');
  writer.int32(value.assignmentEpoch, 'StreamsGroupDescribeResponse.groups.assignmentEpoch');
  const topologyValue = (value.topology ?? null);
  writer.structPresent(topologyValue !== null);
  if (topologyValue !== null) encodeStreamsGroupDescribeResponseTopology(writer, topologyValue, version);
  const membersList = value.members;
  writer.listLength(true, membersList.length, 'StreamsGroupDescribeResponse.groups.members');
  for (const membersItem of membersList) encodeStreamsGroupDescribeResponseMember(writer, membersItem, version);
  writer.int32((value.authorizedOperations ?? -2147483648), 'StreamsGroupDescribeResponse.groups.authorizedOperations');
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseMember(writer: WireWriter, value: StreamsGroupDescribeResponseMemberInput, version: number): void {
  writer.string(true, value.memberId, 'StreamsGroupDescribeResponse.groups.members.memberId');
  writer.int32(value.memberEpoch, 'StreamsGroupDescribeResponse.groups.members.memberEpoch');
  writer.nullableString(true, (value.instanceId ?? null), 'StreamsGroupDescribeResponse.groups.members.instanceId');
  writer.nullableString(true, (value.rackId ?? null), 'StreamsGroupDescribeResponse.groups.members.rackId');
  writer.string(true, value.clientId, 'StreamsGroupDescribeResponse.groups.members.clientId');
  writer.string(true, value.clientHost, 'StreamsGroupDescribeResponse.groups.members.clientHost');
  writer.int32(value.topologyEpoch, 'StreamsGroupDescribeResponse.groups.members.topologyEpoch');
  writer.string(true, value.processId, 'StreamsGroupDescribeResponse.groups.members.processId');
  const userEndpointValue = (value.userEndpoint ?? null);
  writer.structPresent(userEndpointValue !== null);
  if (userEndpointValue !== null) encodeStreamsGroupDescribeResponseEndpoint(writer, userEndpointValue, version);
  const clientTagsList = value.clientTags;
  writer.listLength(true, clientTagsList.length, 'StreamsGroupDescribeResponse.groups.members.clientTags');
  for (const clientTagsItem of clientTagsList) encodeStreamsGroupDescribeResponseKeyValue(writer, clientTagsItem, version);
  const taskOffsetsList = value.taskOffsets;
  writer.listLength(true, taskOffsetsList.length, 'StreamsGroupDescribeResponse.groups.members.taskOffsets');
  for (const taskOffsetsItem of taskOffsetsList) encodeStreamsGroupDescribeResponseTaskOffset(writer, taskOffsetsItem, version);
  const taskEndOffsetsList = value.taskEndOffsets;
  writer.listLength(true, taskEndOffsetsList.length, 'StreamsGroupDescribeResponse.groups.members.taskEndOffsets');
  for (const taskEndOffsetsItem of taskEndOffsetsList) encodeStreamsGroupDescribeResponseTaskOffset(writer, taskEndOffsetsItem, version);
  encodeStreamsGroupDescribeResponseAssignment(writer, value.assignment, version);
  encodeStreamsGroupDescribeResponseAssignment(writer, value.targetAssignment, version);
  writer.bool(value.isClassic);
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseAssignment(writer: WireWriter, value: StreamsGroupDescribeResponseAssignmentInput, version: number): void {
  const activeTasksList = value.activeTasks;
  writer.listLength(true, activeTasksList.length, 'StreamsGroupDescribeResponse.groups.members.assignment.activeTasks');
  for (const activeTasksItem of activeTasksList) encodeStreamsGroupDescribeResponseTaskIds(writer, activeTasksItem, version);
  const standbyTasksList = value.standbyTasks;
  writer.listLength(true, standbyTasksList.length, 'StreamsGroupDescribeResponse.groups.members.assignment.standbyTasks');
  for (const standbyTasksItem of standbyTasksList) encodeStreamsGroupDescribeResponseTaskIds(writer, standbyTasksItem, version);
  const warmupTasksList = value.warmupTasks;
  writer.listLength(true, warmupTasksList.length, 'StreamsGroupDescribeResponse.groups.members.assignment.warmupTasks');
  for (const warmupTasksItem of warmupTasksList) encodeStreamsGroupDescribeResponseTaskIds(writer, warmupTasksItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseTaskIds(writer: WireWriter, value: StreamsGroupDescribeResponseTaskIdsInput, _version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupDescribeResponse.groups.members.assignment.activeTasks.subtopologyId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'StreamsGroupDescribeResponse.groups.members.assignment.activeTasks.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'StreamsGroupDescribeResponse.groups.members.assignment.activeTasks.partitions');
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseTaskOffset(writer: WireWriter, value: StreamsGroupDescribeResponseTaskOffsetInput, _version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupDescribeResponse.groups.members.taskOffsets.subtopologyId');
  writer.int32(value.partition, 'StreamsGroupDescribeResponse.groups.members.taskOffsets.partition');
  writer.int64(value.offset, 'StreamsGroupDescribeResponse.groups.members.taskOffsets.offset');
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseEndpoint(writer: WireWriter, value: StreamsGroupDescribeResponseEndpointInput, _version: number): void {
  writer.string(true, value.host, 'StreamsGroupDescribeResponse.groups.members.userEndpoint.host');
  writer.uint16(value.port, 'StreamsGroupDescribeResponse.groups.members.userEndpoint.port');
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseTopology(writer: WireWriter, value: StreamsGroupDescribeResponseTopologyInput, version: number): void {
  writer.int32(value.epoch, 'StreamsGroupDescribeResponse.groups.topology.epoch');
  const subtopologiesList = (value.subtopologies ?? null);
  writer.listLength(true, subtopologiesList === null ? -1 : subtopologiesList.length, 'StreamsGroupDescribeResponse.groups.topology.subtopologies');
  if (subtopologiesList !== null) for (const subtopologiesItem of subtopologiesList) encodeStreamsGroupDescribeResponseSubtopology(writer, subtopologiesItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseSubtopology(writer: WireWriter, value: StreamsGroupDescribeResponseSubtopologyInput, version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.subtopologyId');
  const sourceTopicsList = value.sourceTopics;
  writer.listLength(true, sourceTopicsList.length, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.sourceTopics');
  for (const sourceTopicsItem of sourceTopicsList) writer.string(true, sourceTopicsItem, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.sourceTopics');
  const repartitionSinkTopicsList = value.repartitionSinkTopics;
  writer.listLength(true, repartitionSinkTopicsList.length, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.repartitionSinkTopics');
  for (const repartitionSinkTopicsItem of repartitionSinkTopicsList) writer.string(true, repartitionSinkTopicsItem, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.repartitionSinkTopics');
  const stateChangelogTopicsList = value.stateChangelogTopics;
  writer.listLength(true, stateChangelogTopicsList.length, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics');
  for (const stateChangelogTopicsItem of stateChangelogTopicsList) encodeStreamsGroupDescribeResponseTopicInfo(writer, stateChangelogTopicsItem, version);
  const repartitionSourceTopicsList = value.repartitionSourceTopics;
  writer.listLength(true, repartitionSourceTopicsList.length, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.repartitionSourceTopics');
  for (const repartitionSourceTopicsItem of repartitionSourceTopicsList) encodeStreamsGroupDescribeResponseTopicInfo(writer, repartitionSourceTopicsItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseTopicInfo(writer: WireWriter, value: StreamsGroupDescribeResponseTopicInfoInput, version: number): void {
  writer.string(true, value.name, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics.name');
  writer.int32(value.partitions, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics.partitions');
  writer.int16(value.replicationFactor, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics.replicationFactor');
  const topicConfigsList = value.topicConfigs;
  writer.listLength(true, topicConfigsList.length, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics.topicConfigs');
  for (const topicConfigsItem of topicConfigsList) encodeStreamsGroupDescribeResponseKeyValue(writer, topicConfigsItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupDescribeResponseKeyValue(writer: WireWriter, value: StreamsGroupDescribeResponseKeyValueInput, _version: number): void {
  writer.string(true, value.key, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics.topicConfigs.key');
  writer.string(true, value.value, 'StreamsGroupDescribeResponse.groups.topology.subtopologies.stateChangelogTopics.topicConfigs.value');
  writer.uvarint(0);
}
