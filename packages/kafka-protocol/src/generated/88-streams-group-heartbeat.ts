// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface StreamsGroupHeartbeatRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly endpointInformationEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly topology: StreamsGroupHeartbeatRequestTopology | null;
  readonly activeTasks: readonly StreamsGroupHeartbeatRequestTaskIds[] | null;
  readonly standbyTasks: readonly StreamsGroupHeartbeatRequestTaskIds[] | null;
  readonly warmupTasks: readonly StreamsGroupHeartbeatRequestTaskIds[] | null;
  readonly processId: string | null;
  readonly userEndpoint: StreamsGroupHeartbeatRequestEndpoint | null;
  readonly clientTags: readonly StreamsGroupHeartbeatRequestKeyValue[] | null;
  readonly taskOffsets: readonly StreamsGroupHeartbeatRequestTaskOffset[] | null;
  readonly taskEndOffsets: readonly StreamsGroupHeartbeatRequestTaskOffset[] | null;
  readonly shutdownApplication: boolean;
}

export interface StreamsGroupHeartbeatRequestInput {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly endpointInformationEpoch: number;
  readonly instanceId?: string | null | undefined;
  readonly rackId?: string | null | undefined;
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly topology?: StreamsGroupHeartbeatRequestTopologyInput | null | undefined;
  readonly activeTasks?: readonly StreamsGroupHeartbeatRequestTaskIdsInput[] | null | undefined;
  readonly standbyTasks?: readonly StreamsGroupHeartbeatRequestTaskIdsInput[] | null | undefined;
  readonly warmupTasks?: readonly StreamsGroupHeartbeatRequestTaskIdsInput[] | null | undefined;
  readonly processId?: string | null | undefined;
  readonly userEndpoint?: StreamsGroupHeartbeatRequestEndpointInput | null | undefined;
  readonly clientTags?: readonly StreamsGroupHeartbeatRequestKeyValueInput[] | null | undefined;
  readonly taskOffsets?: readonly StreamsGroupHeartbeatRequestTaskOffsetInput[] | null | undefined;
  readonly taskEndOffsets?: readonly StreamsGroupHeartbeatRequestTaskOffsetInput[] | null | undefined;
  readonly shutdownApplication?: boolean | undefined;
}

export interface StreamsGroupHeartbeatRequestTaskOffset {
  readonly subtopologyId: string;
  readonly partition: number;
  readonly offset: number;
}

export type StreamsGroupHeartbeatRequestTaskOffsetInput = StreamsGroupHeartbeatRequestTaskOffset;

export interface StreamsGroupHeartbeatRequestEndpoint {
  readonly host: string;
  readonly port: number;
}

export type StreamsGroupHeartbeatRequestEndpointInput = StreamsGroupHeartbeatRequestEndpoint;

export interface StreamsGroupHeartbeatRequestTaskIds {
  readonly subtopologyId: string;
  readonly partitions: readonly number[];
}

export type StreamsGroupHeartbeatRequestTaskIdsInput = StreamsGroupHeartbeatRequestTaskIds;

export interface StreamsGroupHeartbeatRequestTopology {
  readonly epoch: number;
  readonly subtopologies: readonly StreamsGroupHeartbeatRequestSubtopology[];
}

export type StreamsGroupHeartbeatRequestTopologyInput = StreamsGroupHeartbeatRequestTopology;

export interface StreamsGroupHeartbeatRequestSubtopology {
  readonly subtopologyId: string;
  readonly sourceTopics: readonly string[];
  readonly sourceTopicRegex: readonly string[];
  readonly stateChangelogTopics: readonly StreamsGroupHeartbeatRequestTopicInfo[];
  readonly repartitionSinkTopics: readonly string[];
  readonly repartitionSourceTopics: readonly StreamsGroupHeartbeatRequestTopicInfo[];
  readonly copartitionGroups: readonly StreamsGroupHeartbeatRequestCopartitionGroup[];
}

export type StreamsGroupHeartbeatRequestSubtopologyInput = StreamsGroupHeartbeatRequestSubtopology;

export interface StreamsGroupHeartbeatRequestCopartitionGroup {
  readonly sourceTopics: readonly number[];
  readonly sourceTopicRegex: readonly number[];
  readonly repartitionSourceTopics: readonly number[];
}

export type StreamsGroupHeartbeatRequestCopartitionGroupInput = StreamsGroupHeartbeatRequestCopartitionGroup;

export interface StreamsGroupHeartbeatRequestTopicInfo {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly topicConfigs: readonly StreamsGroupHeartbeatRequestKeyValue[];
}

export type StreamsGroupHeartbeatRequestTopicInfoInput = StreamsGroupHeartbeatRequestTopicInfo;

export interface StreamsGroupHeartbeatRequestKeyValue {
  readonly key: string;
  readonly value: string;
}

export type StreamsGroupHeartbeatRequestKeyValueInput = StreamsGroupHeartbeatRequestKeyValue;

export const streamsGroupHeartbeatRequest: Codec<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatRequestInput> = {
  name: 'StreamsGroupHeartbeatRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeStreamsGroupHeartbeatRequest,
  encode: encodeStreamsGroupHeartbeatRequest,
};

function decodeStreamsGroupHeartbeatRequest(reader: WireReader, version: number): StreamsGroupHeartbeatRequest {
  const groupId = reader.string(true, 'groupId');
  const memberId = reader.string(true, 'memberId');
  const memberEpoch = reader.int32('memberEpoch');
  const endpointInformationEpoch = reader.int32('endpointInformationEpoch');
  const instanceId = reader.nullableString(true, 'instanceId');
  const rackId = reader.nullableString(true, 'rackId');
  const rebalanceTimeoutMs = reader.int32('rebalanceTimeoutMs');
  const topology = (reader.structPresent('topology') ? decodeStreamsGroupHeartbeatRequestTopology(reader, version) : null);
  let activeTasks: StreamsGroupHeartbeatRequestTaskIds[] | null = null;
  const activeTasksCount = reader.nullableStructListLength(true, 3, 'activeTasks');
  if (activeTasksCount < 0) activeTasks = null;
  else {
    const activeTasksItems: StreamsGroupHeartbeatRequestTaskIds[] = [];
    for (let i = 0; i < activeTasksCount; i++) activeTasksItems.push(decodeStreamsGroupHeartbeatRequestTaskIds(reader, version));
    activeTasks = activeTasksItems;
  }
  let standbyTasks: StreamsGroupHeartbeatRequestTaskIds[] | null = null;
  const standbyTasksCount = reader.nullableStructListLength(true, 3, 'standbyTasks');
  if (standbyTasksCount < 0) standbyTasks = null;
  else {
    const standbyTasksItems: StreamsGroupHeartbeatRequestTaskIds[] = [];
    for (let i = 0; i < standbyTasksCount; i++) standbyTasksItems.push(decodeStreamsGroupHeartbeatRequestTaskIds(reader, version));
    standbyTasks = standbyTasksItems;
  }
  let warmupTasks: StreamsGroupHeartbeatRequestTaskIds[] | null = null;
  const warmupTasksCount = reader.nullableStructListLength(true, 3, 'warmupTasks');
  if (warmupTasksCount < 0) warmupTasks = null;
  else {
    const warmupTasksItems: StreamsGroupHeartbeatRequestTaskIds[] = [];
    for (let i = 0; i < warmupTasksCount; i++) warmupTasksItems.push(decodeStreamsGroupHeartbeatRequestTaskIds(reader, version));
    warmupTasks = warmupTasksItems;
  }
  const processId = reader.nullableString(true, 'processId');
  const userEndpoint = (reader.structPresent('userEndpoint') ? decodeStreamsGroupHeartbeatRequestEndpoint(reader, version) : null);
  let clientTags: StreamsGroupHeartbeatRequestKeyValue[] | null = null;
  const clientTagsCount = reader.nullableStructListLength(true, 3, 'clientTags');
  if (clientTagsCount < 0) clientTags = null;
  else {
    const clientTagsItems: StreamsGroupHeartbeatRequestKeyValue[] = [];
    for (let i = 0; i < clientTagsCount; i++) clientTagsItems.push(decodeStreamsGroupHeartbeatRequestKeyValue(reader, version));
    clientTags = clientTagsItems;
  }
  let taskOffsets: StreamsGroupHeartbeatRequestTaskOffset[] | null = null;
  const taskOffsetsCount = reader.nullableStructListLength(true, 14, 'taskOffsets');
  if (taskOffsetsCount < 0) taskOffsets = null;
  else {
    const taskOffsetsItems: StreamsGroupHeartbeatRequestTaskOffset[] = [];
    for (let i = 0; i < taskOffsetsCount; i++) taskOffsetsItems.push(decodeStreamsGroupHeartbeatRequestTaskOffset(reader, version));
    taskOffsets = taskOffsetsItems;
  }
  let taskEndOffsets: StreamsGroupHeartbeatRequestTaskOffset[] | null = null;
  const taskEndOffsetsCount = reader.nullableStructListLength(true, 14, 'taskEndOffsets');
  if (taskEndOffsetsCount < 0) taskEndOffsets = null;
  else {
    const taskEndOffsetsItems: StreamsGroupHeartbeatRequestTaskOffset[] = [];
    for (let i = 0; i < taskEndOffsetsCount; i++) taskEndOffsetsItems.push(decodeStreamsGroupHeartbeatRequestTaskOffset(reader, version));
    taskEndOffsets = taskEndOffsetsItems;
  }
  const shutdownApplication = reader.bool('shutdownApplication');
  reader.skipTags('tagged fields');
  return { groupId, memberId, memberEpoch, endpointInformationEpoch, instanceId, rackId, rebalanceTimeoutMs, topology, activeTasks, standbyTasks, warmupTasks, processId, userEndpoint, clientTags, taskOffsets, taskEndOffsets, shutdownApplication };
}

function decodeStreamsGroupHeartbeatRequestTaskOffset(reader: WireReader, _version: number): StreamsGroupHeartbeatRequestTaskOffset {
  const subtopologyId = reader.string(true, 'taskOffsets.subtopologyId');
  const partition = reader.int32('taskOffsets.partition');
  const offset = reader.int64('taskOffsets.offset');
  reader.skipTags('taskOffsets.tagged fields');
  return { subtopologyId, partition, offset };
}

function decodeStreamsGroupHeartbeatRequestEndpoint(reader: WireReader, _version: number): StreamsGroupHeartbeatRequestEndpoint {
  const host = reader.string(true, 'userEndpoint.host');
  const port = reader.uint16('userEndpoint.port');
  reader.skipTags('userEndpoint.tagged fields');
  return { host, port };
}

function decodeStreamsGroupHeartbeatRequestTaskIds(reader: WireReader, _version: number): StreamsGroupHeartbeatRequestTaskIds {
  const subtopologyId = reader.string(true, 'activeTasks.subtopologyId');
  const partitionsCount = reader.listLength(true, 4, 'activeTasks.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('activeTasks.partitions'));
  reader.skipTags('activeTasks.tagged fields');
  return { subtopologyId, partitions };
}

function decodeStreamsGroupHeartbeatRequestTopology(reader: WireReader, version: number): StreamsGroupHeartbeatRequestTopology {
  const epoch = reader.int32('topology.epoch');
  const subtopologiesCount = reader.structListLength(true, 8, 'topology.subtopologies');
  const subtopologies: StreamsGroupHeartbeatRequestSubtopology[] = [];
  for (let i = 0; i < subtopologiesCount; i++) subtopologies.push(decodeStreamsGroupHeartbeatRequestSubtopology(reader, version));
  reader.skipTags('topology.tagged fields');
  return { epoch, subtopologies };
}

function decodeStreamsGroupHeartbeatRequestSubtopology(reader: WireReader, version: number): StreamsGroupHeartbeatRequestSubtopology {
  const subtopologyId = reader.string(true, 'topology.subtopologies.subtopologyId');
  const sourceTopicsCount = reader.listLength(true, 1, 'topology.subtopologies.sourceTopics');
  const sourceTopics: string[] = [];
  for (let i = 0; i < sourceTopicsCount; i++) sourceTopics.push(reader.string(true, 'topology.subtopologies.sourceTopics'));
  const sourceTopicRegexCount = reader.listLength(true, 1, 'topology.subtopologies.sourceTopicRegex');
  const sourceTopicRegex: string[] = [];
  for (let i = 0; i < sourceTopicRegexCount; i++) sourceTopicRegex.push(reader.string(true, 'topology.subtopologies.sourceTopicRegex'));
  const stateChangelogTopicsCount = reader.structListLength(true, 9, 'topology.subtopologies.stateChangelogTopics');
  const stateChangelogTopics: StreamsGroupHeartbeatRequestTopicInfo[] = [];
  for (let i = 0; i < stateChangelogTopicsCount; i++) stateChangelogTopics.push(decodeStreamsGroupHeartbeatRequestTopicInfo(reader, version));
  const repartitionSinkTopicsCount = reader.listLength(true, 1, 'topology.subtopologies.repartitionSinkTopics');
  const repartitionSinkTopics: string[] = [];
  for (let i = 0; i < repartitionSinkTopicsCount; i++) repartitionSinkTopics.push(reader.string(true, 'topology.subtopologies.repartitionSinkTopics'));
  const repartitionSourceTopicsCount = reader.structListLength(true, 9, 'topology.subtopologies.repartitionSourceTopics');
  const repartitionSourceTopics: StreamsGroupHeartbeatRequestTopicInfo[] = [];
  for (let i = 0; i < repartitionSourceTopicsCount; i++) repartitionSourceTopics.push(decodeStreamsGroupHeartbeatRequestTopicInfo(reader, version));
  const copartitionGroupsCount = reader.structListLength(true, 4, 'topology.subtopologies.copartitionGroups');
  const copartitionGroups: StreamsGroupHeartbeatRequestCopartitionGroup[] = [];
  for (let i = 0; i < copartitionGroupsCount; i++) copartitionGroups.push(decodeStreamsGroupHeartbeatRequestCopartitionGroup(reader, version));
  reader.skipTags('topology.subtopologies.tagged fields');
  return { subtopologyId, sourceTopics, sourceTopicRegex, stateChangelogTopics, repartitionSinkTopics, repartitionSourceTopics, copartitionGroups };
}

function decodeStreamsGroupHeartbeatRequestCopartitionGroup(reader: WireReader, _version: number): StreamsGroupHeartbeatRequestCopartitionGroup {
  const sourceTopicsCount = reader.listLength(true, 2, 'topology.subtopologies.copartitionGroups.sourceTopics');
  const sourceTopics: number[] = [];
  for (let i = 0; i < sourceTopicsCount; i++) sourceTopics.push(reader.int16('topology.subtopologies.copartitionGroups.sourceTopics'));
  const sourceTopicRegexCount = reader.listLength(true, 2, 'topology.subtopologies.copartitionGroups.sourceTopicRegex');
  const sourceTopicRegex: number[] = [];
  for (let i = 0; i < sourceTopicRegexCount; i++) sourceTopicRegex.push(reader.int16('topology.subtopologies.copartitionGroups.sourceTopicRegex'));
  const repartitionSourceTopicsCount = reader.listLength(true, 2, 'topology.subtopologies.copartitionGroups.repartitionSourceTopics');
  const repartitionSourceTopics: number[] = [];
  for (let i = 0; i < repartitionSourceTopicsCount; i++) repartitionSourceTopics.push(reader.int16('topology.subtopologies.copartitionGroups.repartitionSourceTopics'));
  reader.skipTags('topology.subtopologies.copartitionGroups.tagged fields');
  return { sourceTopics, sourceTopicRegex, repartitionSourceTopics };
}

function decodeStreamsGroupHeartbeatRequestTopicInfo(reader: WireReader, version: number): StreamsGroupHeartbeatRequestTopicInfo {
  const name = reader.string(true, 'topology.subtopologies.stateChangelogTopics.name');
  const partitions = reader.int32('topology.subtopologies.stateChangelogTopics.partitions');
  const replicationFactor = reader.int16('topology.subtopologies.stateChangelogTopics.replicationFactor');
  const topicConfigsCount = reader.structListLength(true, 3, 'topology.subtopologies.stateChangelogTopics.topicConfigs');
  const topicConfigs: StreamsGroupHeartbeatRequestKeyValue[] = [];
  for (let i = 0; i < topicConfigsCount; i++) topicConfigs.push(decodeStreamsGroupHeartbeatRequestKeyValue(reader, version));
  reader.skipTags('topology.subtopologies.stateChangelogTopics.tagged fields');
  return { name, partitions, replicationFactor, topicConfigs };
}

function decodeStreamsGroupHeartbeatRequestKeyValue(reader: WireReader, _version: number): StreamsGroupHeartbeatRequestKeyValue {
  const key = reader.string(true, 'topology.subtopologies.stateChangelogTopics.topicConfigs.key');
  const value = reader.string(true, 'topology.subtopologies.stateChangelogTopics.topicConfigs.value');
  reader.skipTags('topology.subtopologies.stateChangelogTopics.topicConfigs.tagged fields');
  return { key, value };
}

function encodeStreamsGroupHeartbeatRequest(writer: WireWriter, value: StreamsGroupHeartbeatRequestInput, version: number): void {
  writer.string(true, value.groupId, 'StreamsGroupHeartbeatRequest.groupId');
  writer.string(true, value.memberId, 'StreamsGroupHeartbeatRequest.memberId');
  writer.int32(value.memberEpoch, 'StreamsGroupHeartbeatRequest.memberEpoch');
  writer.int32(value.endpointInformationEpoch, 'StreamsGroupHeartbeatRequest.endpointInformationEpoch');
  writer.nullableString(true, (value.instanceId ?? null), 'StreamsGroupHeartbeatRequest.instanceId');
  writer.nullableString(true, (value.rackId ?? null), 'StreamsGroupHeartbeatRequest.rackId');
  writer.int32((value.rebalanceTimeoutMs ?? -1), 'StreamsGroupHeartbeatRequest.rebalanceTimeoutMs');
  const topologyValue = (value.topology ?? null);
  writer.structPresent(topologyValue !== null);
  if (topologyValue !== null) encodeStreamsGroupHeartbeatRequestTopology(writer, topologyValue, version);
  const activeTasksList = (value.activeTasks ?? null);
  writer.listLength(true, activeTasksList === null ? -1 : activeTasksList.length, 'StreamsGroupHeartbeatRequest.activeTasks');
  if (activeTasksList !== null) for (const activeTasksItem of activeTasksList) encodeStreamsGroupHeartbeatRequestTaskIds(writer, activeTasksItem, version);
  const standbyTasksList = (value.standbyTasks ?? null);
  writer.listLength(true, standbyTasksList === null ? -1 : standbyTasksList.length, 'StreamsGroupHeartbeatRequest.standbyTasks');
  if (standbyTasksList !== null) for (const standbyTasksItem of standbyTasksList) encodeStreamsGroupHeartbeatRequestTaskIds(writer, standbyTasksItem, version);
  const warmupTasksList = (value.warmupTasks ?? null);
  writer.listLength(true, warmupTasksList === null ? -1 : warmupTasksList.length, 'StreamsGroupHeartbeatRequest.warmupTasks');
  if (warmupTasksList !== null) for (const warmupTasksItem of warmupTasksList) encodeStreamsGroupHeartbeatRequestTaskIds(writer, warmupTasksItem, version);
  writer.nullableString(true, (value.processId ?? null), 'StreamsGroupHeartbeatRequest.processId');
  const userEndpointValue = (value.userEndpoint ?? null);
  writer.structPresent(userEndpointValue !== null);
  if (userEndpointValue !== null) encodeStreamsGroupHeartbeatRequestEndpoint(writer, userEndpointValue, version);
  const clientTagsList = (value.clientTags ?? null);
  writer.listLength(true, clientTagsList === null ? -1 : clientTagsList.length, 'StreamsGroupHeartbeatRequest.clientTags');
  if (clientTagsList !== null) for (const clientTagsItem of clientTagsList) encodeStreamsGroupHeartbeatRequestKeyValue(writer, clientTagsItem, version);
  const taskOffsetsList = (value.taskOffsets ?? null);
  writer.listLength(true, taskOffsetsList === null ? -1 : taskOffsetsList.length, 'StreamsGroupHeartbeatRequest.taskOffsets');
  if (taskOffsetsList !== null) for (const taskOffsetsItem of taskOffsetsList) encodeStreamsGroupHeartbeatRequestTaskOffset(writer, taskOffsetsItem, version);
  const taskEndOffsetsList = (value.taskEndOffsets ?? null);
  writer.listLength(true, taskEndOffsetsList === null ? -1 : taskEndOffsetsList.length, 'StreamsGroupHeartbeatRequest.taskEndOffsets');
  if (taskEndOffsetsList !== null) for (const taskEndOffsetsItem of taskEndOffsetsList) encodeStreamsGroupHeartbeatRequestTaskOffset(writer, taskEndOffsetsItem, version);
  writer.bool((value.shutdownApplication ?? false));
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestTaskOffset(writer: WireWriter, value: StreamsGroupHeartbeatRequestTaskOffsetInput, _version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupHeartbeatRequest.taskOffsets.subtopologyId');
  writer.int32(value.partition, 'StreamsGroupHeartbeatRequest.taskOffsets.partition');
  writer.int64(value.offset, 'StreamsGroupHeartbeatRequest.taskOffsets.offset');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestEndpoint(writer: WireWriter, value: StreamsGroupHeartbeatRequestEndpointInput, _version: number): void {
  writer.string(true, value.host, 'StreamsGroupHeartbeatRequest.userEndpoint.host');
  writer.uint16(value.port, 'StreamsGroupHeartbeatRequest.userEndpoint.port');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestTaskIds(writer: WireWriter, value: StreamsGroupHeartbeatRequestTaskIdsInput, _version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupHeartbeatRequest.activeTasks.subtopologyId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'StreamsGroupHeartbeatRequest.activeTasks.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'StreamsGroupHeartbeatRequest.activeTasks.partitions');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestTopology(writer: WireWriter, value: StreamsGroupHeartbeatRequestTopologyInput, version: number): void {
  writer.int32(value.epoch, 'StreamsGroupHeartbeatRequest.topology.epoch');
  const subtopologiesList = value.subtopologies;
  writer.listLength(true, subtopologiesList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies');
  for (const subtopologiesItem of subtopologiesList) encodeStreamsGroupHeartbeatRequestSubtopology(writer, subtopologiesItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestSubtopology(writer: WireWriter, value: StreamsGroupHeartbeatRequestSubtopologyInput, version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupHeartbeatRequest.topology.subtopologies.subtopologyId');
  const sourceTopicsList = value.sourceTopics;
  writer.listLength(true, sourceTopicsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.sourceTopics');
  for (const sourceTopicsItem of sourceTopicsList) writer.string(true, sourceTopicsItem, 'StreamsGroupHeartbeatRequest.topology.subtopologies.sourceTopics');
  const sourceTopicRegexList = value.sourceTopicRegex;
  writer.listLength(true, sourceTopicRegexList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.sourceTopicRegex');
  for (const sourceTopicRegexItem of sourceTopicRegexList) writer.string(true, sourceTopicRegexItem, 'StreamsGroupHeartbeatRequest.topology.subtopologies.sourceTopicRegex');
  const stateChangelogTopicsList = value.stateChangelogTopics;
  writer.listLength(true, stateChangelogTopicsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics');
  for (const stateChangelogTopicsItem of stateChangelogTopicsList) encodeStreamsGroupHeartbeatRequestTopicInfo(writer, stateChangelogTopicsItem, version);
  const repartitionSinkTopicsList = value.repartitionSinkTopics;
  writer.listLength(true, repartitionSinkTopicsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.repartitionSinkTopics');
  for (const repartitionSinkTopicsItem of repartitionSinkTopicsList) writer.string(true, repartitionSinkTopicsItem, 'StreamsGroupHeartbeatRequest.topology.subtopologies.repartitionSinkTopics');
  const repartitionSourceTopicsList = value.repartitionSourceTopics;
  writer.listLength(true, repartitionSourceTopicsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.repartitionSourceTopics');
  for (const repartitionSourceTopicsItem of repartitionSourceTopicsList) encodeStreamsGroupHeartbeatRequestTopicInfo(writer, repartitionSourceTopicsItem, version);
  const copartitionGroupsList = value.copartitionGroups;
  writer.listLength(true, copartitionGroupsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups');
  for (const copartitionGroupsItem of copartitionGroupsList) encodeStreamsGroupHeartbeatRequestCopartitionGroup(writer, copartitionGroupsItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestCopartitionGroup(writer: WireWriter, value: StreamsGroupHeartbeatRequestCopartitionGroupInput, _version: number): void {
  const sourceTopicsList = value.sourceTopics;
  writer.listLength(true, sourceTopicsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups.sourceTopics');
  for (const sourceTopicsItem of sourceTopicsList) writer.int16(sourceTopicsItem, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups.sourceTopics');
  const sourceTopicRegexList = value.sourceTopicRegex;
  writer.listLength(true, sourceTopicRegexList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups.sourceTopicRegex');
  for (const sourceTopicRegexItem of sourceTopicRegexList) writer.int16(sourceTopicRegexItem, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups.sourceTopicRegex');
  const repartitionSourceTopicsList = value.repartitionSourceTopics;
  writer.listLength(true, repartitionSourceTopicsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups.repartitionSourceTopics');
  for (const repartitionSourceTopicsItem of repartitionSourceTopicsList) writer.int16(repartitionSourceTopicsItem, 'StreamsGroupHeartbeatRequest.topology.subtopologies.copartitionGroups.repartitionSourceTopics');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestTopicInfo(writer: WireWriter, value: StreamsGroupHeartbeatRequestTopicInfoInput, version: number): void {
  writer.string(true, value.name, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics.name');
  writer.int32(value.partitions, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics.partitions');
  writer.int16(value.replicationFactor, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics.replicationFactor');
  const topicConfigsList = value.topicConfigs;
  writer.listLength(true, topicConfigsList.length, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics.topicConfigs');
  for (const topicConfigsItem of topicConfigsList) encodeStreamsGroupHeartbeatRequestKeyValue(writer, topicConfigsItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatRequestKeyValue(writer: WireWriter, value: StreamsGroupHeartbeatRequestKeyValueInput, _version: number): void {
  writer.string(true, value.key, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics.topicConfigs.key');
  writer.string(true, value.value, 'StreamsGroupHeartbeatRequest.topology.subtopologies.stateChangelogTopics.topicConfigs.value');
  writer.uvarint(0);
}

export interface StreamsGroupHeartbeatResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly acceptableRecoveryLag: number;
  readonly taskOffsetIntervalMs: number;
  readonly status: readonly StreamsGroupHeartbeatResponseStatus[] | null;
  readonly activeTasks: readonly StreamsGroupHeartbeatResponseTaskIds[] | null;
  readonly standbyTasks: readonly StreamsGroupHeartbeatResponseTaskIds[] | null;
  readonly warmupTasks: readonly StreamsGroupHeartbeatResponseTaskIds[] | null;
  readonly endpointInformationEpoch: number;
  readonly partitionsByUserEndpoint: readonly StreamsGroupHeartbeatResponseEndpointPartitions[] | null;
}

export interface StreamsGroupHeartbeatResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly acceptableRecoveryLag: number;
  readonly taskOffsetIntervalMs: number;
  readonly status: readonly StreamsGroupHeartbeatResponseStatusInput[] | null;
  readonly activeTasks?: readonly StreamsGroupHeartbeatResponseTaskIdsInput[] | null | undefined;
  readonly standbyTasks?: readonly StreamsGroupHeartbeatResponseTaskIdsInput[] | null | undefined;
  readonly warmupTasks?: readonly StreamsGroupHeartbeatResponseTaskIdsInput[] | null | undefined;
  readonly endpointInformationEpoch: number;
  readonly partitionsByUserEndpoint?: readonly StreamsGroupHeartbeatResponseEndpointPartitionsInput[] | null | undefined;
}

export interface StreamsGroupHeartbeatResponseEndpointPartitions {
  readonly userEndpoint: StreamsGroupHeartbeatResponseEndpoint;
  readonly activePartitions: readonly StreamsGroupHeartbeatResponseTopicPartition[];
  readonly standbyPartitions: readonly StreamsGroupHeartbeatResponseTopicPartition[];
}

export type StreamsGroupHeartbeatResponseEndpointPartitionsInput = StreamsGroupHeartbeatResponseEndpointPartitions;

export interface StreamsGroupHeartbeatResponseTopicPartition {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export type StreamsGroupHeartbeatResponseTopicPartitionInput = StreamsGroupHeartbeatResponseTopicPartition;

export interface StreamsGroupHeartbeatResponseEndpoint {
  readonly host: string;
  readonly port: number;
}

export type StreamsGroupHeartbeatResponseEndpointInput = StreamsGroupHeartbeatResponseEndpoint;

export interface StreamsGroupHeartbeatResponseTaskIds {
  readonly subtopologyId: string;
  readonly partitions: readonly number[];
}

export type StreamsGroupHeartbeatResponseTaskIdsInput = StreamsGroupHeartbeatResponseTaskIds;

export interface StreamsGroupHeartbeatResponseStatus {
  readonly statusCode: number;
  readonly statusDetail: string;
}

export type StreamsGroupHeartbeatResponseStatusInput = StreamsGroupHeartbeatResponseStatus;

export const streamsGroupHeartbeatResponse: Codec<StreamsGroupHeartbeatResponse, StreamsGroupHeartbeatResponseInput> = {
  name: 'StreamsGroupHeartbeatResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeStreamsGroupHeartbeatResponse,
  encode: encodeStreamsGroupHeartbeatResponse,
};

function decodeStreamsGroupHeartbeatResponse(reader: WireReader, version: number): StreamsGroupHeartbeatResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const memberId = reader.string(true, 'memberId');
  const memberEpoch = reader.int32('memberEpoch');
  const heartbeatIntervalMs = reader.int32('heartbeatIntervalMs');
  const acceptableRecoveryLag = reader.int32('acceptableRecoveryLag');
  const taskOffsetIntervalMs = reader.int32('taskOffsetIntervalMs');
  let status: StreamsGroupHeartbeatResponseStatus[] | null = [];
  const statusCount = reader.nullableStructListLength(true, 3, 'status');
  if (statusCount < 0) status = null;
  else {
    const statusItems: StreamsGroupHeartbeatResponseStatus[] = [];
    for (let i = 0; i < statusCount; i++) statusItems.push(decodeStreamsGroupHeartbeatResponseStatus(reader, version));
    status = statusItems;
  }
  let activeTasks: StreamsGroupHeartbeatResponseTaskIds[] | null = null;
  const activeTasksCount = reader.nullableStructListLength(true, 3, 'activeTasks');
  if (activeTasksCount < 0) activeTasks = null;
  else {
    const activeTasksItems: StreamsGroupHeartbeatResponseTaskIds[] = [];
    for (let i = 0; i < activeTasksCount; i++) activeTasksItems.push(decodeStreamsGroupHeartbeatResponseTaskIds(reader, version));
    activeTasks = activeTasksItems;
  }
  let standbyTasks: StreamsGroupHeartbeatResponseTaskIds[] | null = null;
  const standbyTasksCount = reader.nullableStructListLength(true, 3, 'standbyTasks');
  if (standbyTasksCount < 0) standbyTasks = null;
  else {
    const standbyTasksItems: StreamsGroupHeartbeatResponseTaskIds[] = [];
    for (let i = 0; i < standbyTasksCount; i++) standbyTasksItems.push(decodeStreamsGroupHeartbeatResponseTaskIds(reader, version));
    standbyTasks = standbyTasksItems;
  }
  let warmupTasks: StreamsGroupHeartbeatResponseTaskIds[] | null = null;
  const warmupTasksCount = reader.nullableStructListLength(true, 3, 'warmupTasks');
  if (warmupTasksCount < 0) warmupTasks = null;
  else {
    const warmupTasksItems: StreamsGroupHeartbeatResponseTaskIds[] = [];
    for (let i = 0; i < warmupTasksCount; i++) warmupTasksItems.push(decodeStreamsGroupHeartbeatResponseTaskIds(reader, version));
    warmupTasks = warmupTasksItems;
  }
  const endpointInformationEpoch = reader.int32('endpointInformationEpoch');
  let partitionsByUserEndpoint: StreamsGroupHeartbeatResponseEndpointPartitions[] | null = null;
  const partitionsByUserEndpointCount = reader.nullableStructListLength(true, 7, 'partitionsByUserEndpoint');
  if (partitionsByUserEndpointCount < 0) partitionsByUserEndpoint = null;
  else {
    const partitionsByUserEndpointItems: StreamsGroupHeartbeatResponseEndpointPartitions[] = [];
    for (let i = 0; i < partitionsByUserEndpointCount; i++) partitionsByUserEndpointItems.push(decodeStreamsGroupHeartbeatResponseEndpointPartitions(reader, version));
    partitionsByUserEndpoint = partitionsByUserEndpointItems;
  }
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, acceptableRecoveryLag, taskOffsetIntervalMs, status, activeTasks, standbyTasks, warmupTasks, endpointInformationEpoch, partitionsByUserEndpoint };
}

function decodeStreamsGroupHeartbeatResponseEndpointPartitions(reader: WireReader, version: number): StreamsGroupHeartbeatResponseEndpointPartitions {
  const userEndpoint = decodeStreamsGroupHeartbeatResponseEndpoint(reader, version);
  const activePartitionsCount = reader.structListLength(true, 3, 'partitionsByUserEndpoint.activePartitions');
  const activePartitions: StreamsGroupHeartbeatResponseTopicPartition[] = [];
  for (let i = 0; i < activePartitionsCount; i++) activePartitions.push(decodeStreamsGroupHeartbeatResponseTopicPartition(reader, version));
  const standbyPartitionsCount = reader.structListLength(true, 3, 'partitionsByUserEndpoint.standbyPartitions');
  const standbyPartitions: StreamsGroupHeartbeatResponseTopicPartition[] = [];
  for (let i = 0; i < standbyPartitionsCount; i++) standbyPartitions.push(decodeStreamsGroupHeartbeatResponseTopicPartition(reader, version));
  reader.skipTags('partitionsByUserEndpoint.tagged fields');
  return { userEndpoint, activePartitions, standbyPartitions };
}

function decodeStreamsGroupHeartbeatResponseTopicPartition(reader: WireReader, _version: number): StreamsGroupHeartbeatResponseTopicPartition {
  const topic = reader.string(true, 'partitionsByUserEndpoint.activePartitions.topic');
  const partitionsCount = reader.listLength(true, 4, 'partitionsByUserEndpoint.activePartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('partitionsByUserEndpoint.activePartitions.partitions'));
  reader.skipTags('partitionsByUserEndpoint.activePartitions.tagged fields');
  return { topic, partitions };
}

function decodeStreamsGroupHeartbeatResponseEndpoint(reader: WireReader, _version: number): StreamsGroupHeartbeatResponseEndpoint {
  const host = reader.string(true, 'partitionsByUserEndpoint.userEndpoint.host');
  const port = reader.uint16('partitionsByUserEndpoint.userEndpoint.port');
  reader.skipTags('partitionsByUserEndpoint.userEndpoint.tagged fields');
  return { host, port };
}

function decodeStreamsGroupHeartbeatResponseTaskIds(reader: WireReader, _version: number): StreamsGroupHeartbeatResponseTaskIds {
  const subtopologyId = reader.string(true, 'activeTasks.subtopologyId');
  const partitionsCount = reader.listLength(true, 4, 'activeTasks.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('activeTasks.partitions'));
  reader.skipTags('activeTasks.tagged fields');
  return { subtopologyId, partitions };
}

function decodeStreamsGroupHeartbeatResponseStatus(reader: WireReader, _version: number): StreamsGroupHeartbeatResponseStatus {
  const statusCode = reader.int8('status.statusCode');
  const statusDetail = reader.string(true, 'status.statusDetail');
  reader.skipTags('status.tagged fields');
  return { statusCode, statusDetail };
}

function encodeStreamsGroupHeartbeatResponse(writer: WireWriter, value: StreamsGroupHeartbeatResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'StreamsGroupHeartbeatResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'StreamsGroupHeartbeatResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'StreamsGroupHeartbeatResponse.errorMessage');
  writer.string(true, value.memberId, 'StreamsGroupHeartbeatResponse.memberId');
  writer.int32(value.memberEpoch, 'StreamsGroupHeartbeatResponse.memberEpoch');
  writer.int32(value.heartbeatIntervalMs, 'StreamsGroupHeartbeatResponse.heartbeatIntervalMs');
  writer.int32(value.acceptableRecoveryLag, 'StreamsGroupHeartbeatResponse.acceptableRecoveryLag');
  writer.int32(value.taskOffsetIntervalMs, 'StreamsGroupHeartbeatResponse.taskOffsetIntervalMs');
  const statusList = value.status;
  writer.listLength(true, statusList === null ? -1 : statusList.length, 'StreamsGroupHeartbeatResponse.status');
  if (statusList !== null) for (const statusItem of statusList) encodeStreamsGroupHeartbeatResponseStatus(writer, statusItem, version);
  const activeTasksList = (value.activeTasks ?? null);
  writer.listLength(true, activeTasksList === null ? -1 : activeTasksList.length, 'StreamsGroupHeartbeatResponse.activeTasks');
  if (activeTasksList !== null) for (const activeTasksItem of activeTasksList) encodeStreamsGroupHeartbeatResponseTaskIds(writer, activeTasksItem, version);
  const standbyTasksList = (value.standbyTasks ?? null);
  writer.listLength(true, standbyTasksList === null ? -1 : standbyTasksList.length, 'StreamsGroupHeartbeatResponse.standbyTasks');
  if (standbyTasksList !== null) for (const standbyTasksItem of standbyTasksList) encodeStreamsGroupHeartbeatResponseTaskIds(writer, standbyTasksItem, version);
  const warmupTasksList = (value.warmupTasks ?? null);
  writer.listLength(true, warmupTasksList === null ? -1 : warmupTasksList.length, 'StreamsGroupHeartbeatResponse.warmupTasks');
  if (warmupTasksList !== null) for (const warmupTasksItem of warmupTasksList) encodeStreamsGroupHeartbeatResponseTaskIds(writer, warmupTasksItem, version);
  writer.int32(value.endpointInformationEpoch, 'StreamsGroupHeartbeatResponse.endpointInformationEpoch');
  const partitionsByUserEndpointList = (value.partitionsByUserEndpoint ?? null);
  writer.listLength(true, partitionsByUserEndpointList === null ? -1 : partitionsByUserEndpointList.length, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint');
  if (partitionsByUserEndpointList !== null) for (const partitionsByUserEndpointItem of partitionsByUserEndpointList) encodeStreamsGroupHeartbeatResponseEndpointPartitions(writer, partitionsByUserEndpointItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatResponseEndpointPartitions(writer: WireWriter, value: StreamsGroupHeartbeatResponseEndpointPartitionsInput, version: number): void {
  encodeStreamsGroupHeartbeatResponseEndpoint(writer, value.userEndpoint, version);
  const activePartitionsList = value.activePartitions;
  writer.listLength(true, activePartitionsList.length, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.activePartitions');
  for (const activePartitionsItem of activePartitionsList) encodeStreamsGroupHeartbeatResponseTopicPartition(writer, activePartitionsItem, version);
  const standbyPartitionsList = value.standbyPartitions;
  writer.listLength(true, standbyPartitionsList.length, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.standbyPartitions');
  for (const standbyPartitionsItem of standbyPartitionsList) encodeStreamsGroupHeartbeatResponseTopicPartition(writer, standbyPartitionsItem, version);
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatResponseTopicPartition(writer: WireWriter, value: StreamsGroupHeartbeatResponseTopicPartitionInput, _version: number): void {
  writer.string(true, value.topic, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.activePartitions.topic');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.activePartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.activePartitions.partitions');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatResponseEndpoint(writer: WireWriter, value: StreamsGroupHeartbeatResponseEndpointInput, _version: number): void {
  writer.string(true, value.host, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.userEndpoint.host');
  writer.uint16(value.port, 'StreamsGroupHeartbeatResponse.partitionsByUserEndpoint.userEndpoint.port');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatResponseTaskIds(writer: WireWriter, value: StreamsGroupHeartbeatResponseTaskIdsInput, _version: number): void {
  writer.string(true, value.subtopologyId, 'StreamsGroupHeartbeatResponse.activeTasks.subtopologyId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'StreamsGroupHeartbeatResponse.activeTasks.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'StreamsGroupHeartbeatResponse.activeTasks.partitions');
  writer.uvarint(0);
}

function encodeStreamsGroupHeartbeatResponseStatus(writer: WireWriter, value: StreamsGroupHeartbeatResponseStatusInput, _version: number): void {
  writer.int8(value.statusCode, 'StreamsGroupHeartbeatResponse.status.statusCode');
  writer.string(true, value.statusDetail, 'StreamsGroupHeartbeatResponse.status.statusDetail');
  writer.uvarint(0);
}
