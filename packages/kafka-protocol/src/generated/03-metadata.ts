// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { UUID_ZERO, type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField, notNull } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface MetadataRequest {
  readonly topics: readonly MetadataRequestTopic[] | null;
  readonly allowAutoTopicCreation: boolean;
  readonly includeClusterAuthorizedOperations: boolean;
  readonly includeTopicAuthorizedOperations: boolean;
}

export interface MetadataRequestInput {
  readonly topics: readonly MetadataRequestTopicInput[] | null;
  readonly allowAutoTopicCreation?: boolean | undefined;
  readonly includeClusterAuthorizedOperations?: boolean | undefined;
  readonly includeTopicAuthorizedOperations?: boolean | undefined;
}

export interface MetadataRequestTopic {
  readonly topicId: Uuid;
  readonly name: string | null;
}

export type MetadataRequestTopicInput = MetadataRequestTopic;

export const metadataRequest: Codec<MetadataRequest, MetadataRequestInput> = {
  name: 'MetadataRequest',
  minVersion: 0,
  maxVersion: 13,
  flexibleFrom: 9,
  decode: decodeMetadataRequest,
  encode: encodeMetadataRequest,
};

function decodeMetadataRequest(reader: WireReader, version: number): MetadataRequest {
  const flexible = version >= 9;
  let topics: MetadataRequestTopic[] | null = [];
  const topicsCount = version >= 1 ? reader.nullableStructListLength(flexible, 2, 'topics') : reader.structListLength(flexible, 2, 'topics');
  if (topicsCount < 0) topics = null;
  else {
    const topicsItems: MetadataRequestTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeMetadataRequestTopic(reader, version));
    topics = topicsItems;
  }
  const allowAutoTopicCreation = version >= 4 ? reader.bool('allowAutoTopicCreation') : true;
  const includeClusterAuthorizedOperations = version >= 8 && version <= 10 ? reader.bool('includeClusterAuthorizedOperations') : false;
  const includeTopicAuthorizedOperations = version >= 8 ? reader.bool('includeTopicAuthorizedOperations') : false;
  if (flexible) reader.skipTags('tagged fields');
  return { topics, allowAutoTopicCreation, includeClusterAuthorizedOperations, includeTopicAuthorizedOperations };
}

function decodeMetadataRequestTopic(reader: WireReader, version: number): MetadataRequestTopic {
  const flexible = version >= 9;
  const topicId = version >= 10 ? reader.uuid('topics.topicId') : UUID_ZERO;
  const name = (version >= 10 ? reader.nullableString(flexible, 'topics.name') : reader.string(flexible, 'topics.name'));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { topicId, name };
}

function encodeMetadataRequest(writer: WireWriter, value: MetadataRequestInput, version: number): void {
  const flexible = version >= 9;
  const topicsList = version >= 1 ? value.topics : notNull(value.topics, 'MetadataRequest.topics', version);
  writer.listLength(flexible, topicsList === null ? -1 : topicsList.length, 'MetadataRequest.topics');
  if (topicsList !== null) for (const topicsItem of topicsList) encodeMetadataRequestTopic(writer, topicsItem, version);
  if (version >= 4) {
    writer.bool((value.allowAutoTopicCreation ?? true));
  }
  else if (value.allowAutoTopicCreation !== undefined && value.allowAutoTopicCreation !== true) absentField('MetadataRequest.allowAutoTopicCreation', version);
  if (version >= 8 && version <= 10) {
    writer.bool((value.includeClusterAuthorizedOperations ?? false));
  }
  else if (value.includeClusterAuthorizedOperations !== undefined && value.includeClusterAuthorizedOperations !== false) absentField('MetadataRequest.includeClusterAuthorizedOperations', version);
  if (version >= 8) {
    writer.bool((value.includeTopicAuthorizedOperations ?? false));
  }
  else if (value.includeTopicAuthorizedOperations !== undefined && value.includeTopicAuthorizedOperations !== false) absentField('MetadataRequest.includeTopicAuthorizedOperations', version);
  if (flexible) writer.uvarint(0);
}

function encodeMetadataRequestTopic(writer: WireWriter, value: MetadataRequestTopicInput, version: number): void {
  const flexible = version >= 9;
  if (version >= 10) {
    writer.uuid(value.topicId, 'MetadataRequest.topics.topicId');
  }
  if (version >= 10) writer.nullableString(flexible, value.name, 'MetadataRequest.topics.name');
  else writer.string(flexible, notNull(value.name, 'MetadataRequest.topics.name', version), 'MetadataRequest.topics.name');
  if (flexible) writer.uvarint(0);
}

export interface MetadataResponse {
  readonly throttleTimeMs: number;
  readonly brokers: readonly MetadataResponseBroker[];
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly topics: readonly MetadataResponseTopic[];
  readonly clusterAuthorizedOperations: number;
  readonly errorCode: number;
}

export interface MetadataResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly brokers: readonly MetadataResponseBrokerInput[];
  readonly clusterId?: string | null | undefined;
  readonly controllerId?: number | undefined;
  readonly topics: readonly MetadataResponseTopicInput[];
  readonly clusterAuthorizedOperations?: number | undefined;
  readonly errorCode?: number | undefined;
}

export interface MetadataResponseTopic {
  readonly errorCode: number;
  readonly name: string | null;
  readonly topicId: Uuid;
  readonly isInternal: boolean;
  readonly partitions: readonly MetadataResponsePartition[];
  readonly topicAuthorizedOperations: number;
}

export interface MetadataResponseTopicInput {
  readonly errorCode: number;
  readonly name: string | null;
  readonly topicId: Uuid;
  readonly isInternal?: boolean | undefined;
  readonly partitions: readonly MetadataResponsePartitionInput[];
  readonly topicAuthorizedOperations?: number | undefined;
}

export interface MetadataResponsePartition {
  readonly errorCode: number;
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export interface MetadataResponsePartitionInput {
  readonly errorCode: number;
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch?: number | undefined;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export interface MetadataResponseBroker {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface MetadataResponseBrokerInput {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null | undefined;
}

export const metadataResponse: Codec<MetadataResponse, MetadataResponseInput> = {
  name: 'MetadataResponse',
  minVersion: 0,
  maxVersion: 13,
  flexibleFrom: 9,
  decode: decodeMetadataResponse,
  encode: encodeMetadataResponse,
};

function decodeMetadataResponse(reader: WireReader, version: number): MetadataResponse {
  const flexible = version >= 9;
  const throttleTimeMs = version >= 3 ? reader.int32('throttleTimeMs') : 0;
  const brokersCount = reader.structListLength(flexible, 10, 'brokers');
  const brokers: MetadataResponseBroker[] = [];
  for (let i = 0; i < brokersCount; i++) brokers.push(decodeMetadataResponseBroker(reader, version));
  const clusterId = version >= 2 ? reader.nullableString(flexible, 'clusterId') : null;
  const controllerId = version >= 1 ? reader.int32('controllerId') : -1;
  const topicsCount = reader.structListLength(flexible, 8, 'topics');
  const topics: MetadataResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeMetadataResponseTopic(reader, version));
  const clusterAuthorizedOperations = version >= 8 && version <= 10 ? reader.int32('clusterAuthorizedOperations') : -2147483648;
  const errorCode = version >= 13 ? reader.int16('errorCode') : 0;
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, brokers, clusterId, controllerId, topics, clusterAuthorizedOperations, errorCode };
}

function decodeMetadataResponseTopic(reader: WireReader, version: number): MetadataResponseTopic {
  const flexible = version >= 9;
  const errorCode = reader.int16('topics.errorCode');
  const name = (version >= 12 ? reader.nullableString(flexible, 'topics.name') : reader.string(flexible, 'topics.name'));
  const topicId = version >= 10 ? reader.uuid('topics.topicId') : UUID_ZERO;
  const isInternal = version >= 1 ? reader.bool('topics.isInternal') : false;
  const partitionsCount = reader.structListLength(flexible, 18, 'topics.partitions');
  const partitions: MetadataResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeMetadataResponsePartition(reader, version));
  const topicAuthorizedOperations = version >= 8 ? reader.int32('topics.topicAuthorizedOperations') : -2147483648;
  if (flexible) reader.skipTags('topics.tagged fields');
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations };
}

function decodeMetadataResponsePartition(reader: WireReader, version: number): MetadataResponsePartition {
  const flexible = version >= 9;
  const errorCode = reader.int16('topics.partitions.errorCode');
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const leaderId = reader.int32('topics.partitions.leaderId');
  const leaderEpoch = version >= 7 ? reader.int32('topics.partitions.leaderEpoch') : -1;
  const replicaNodesCount = reader.listLength(flexible, 4, 'topics.partitions.replicaNodes');
  const replicaNodes: number[] = [];
  for (let i = 0; i < replicaNodesCount; i++) replicaNodes.push(reader.int32('topics.partitions.replicaNodes'));
  const isrNodesCount = reader.listLength(flexible, 4, 'topics.partitions.isrNodes');
  const isrNodes: number[] = [];
  for (let i = 0; i < isrNodesCount; i++) isrNodes.push(reader.int32('topics.partitions.isrNodes'));
  let offlineReplicas: number[] = [];
  if (version >= 5) {
    const offlineReplicasCount = reader.listLength(flexible, 4, 'topics.partitions.offlineReplicas');
    const offlineReplicasItems: number[] = [];
    for (let i = 0; i < offlineReplicasCount; i++) offlineReplicasItems.push(reader.int32('topics.partitions.offlineReplicas'));
    offlineReplicas = offlineReplicasItems;
  }
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas };
}

function decodeMetadataResponseBroker(reader: WireReader, version: number): MetadataResponseBroker {
  const flexible = version >= 9;
  const nodeId = reader.int32('brokers.nodeId');
  const host = reader.string(flexible, 'brokers.host');
  const port = reader.int32('brokers.port');
  const rack = version >= 1 ? reader.nullableString(flexible, 'brokers.rack') : null;
  if (flexible) reader.skipTags('brokers.tagged fields');
  return { nodeId, host, port, rack };
}

function encodeMetadataResponse(writer: WireWriter, value: MetadataResponseInput, version: number): void {
  const flexible = version >= 9;
  if (version >= 3) {
    writer.int32((value.throttleTimeMs ?? 0), 'MetadataResponse.throttleTimeMs');
  }
  const brokersList = value.brokers;
  writer.listLength(flexible, brokersList.length, 'MetadataResponse.brokers');
  for (const brokersItem of brokersList) encodeMetadataResponseBroker(writer, brokersItem, version);
  if (version >= 2) {
    writer.nullableString(flexible, (value.clusterId ?? null), 'MetadataResponse.clusterId');
  }
  if (version >= 1) {
    writer.int32((value.controllerId ?? -1), 'MetadataResponse.controllerId');
  }
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'MetadataResponse.topics');
  for (const topicsItem of topicsList) encodeMetadataResponseTopic(writer, topicsItem, version);
  if (version >= 8 && version <= 10) {
    writer.int32((value.clusterAuthorizedOperations ?? -2147483648), 'MetadataResponse.clusterAuthorizedOperations');
  }
  if (version >= 13) {
    writer.int16((value.errorCode ?? 0), 'MetadataResponse.errorCode');
  }
  if (flexible) writer.uvarint(0);
}

function encodeMetadataResponseTopic(writer: WireWriter, value: MetadataResponseTopicInput, version: number): void {
  const flexible = version >= 9;
  writer.int16(value.errorCode, 'MetadataResponse.topics.errorCode');
  if (version >= 12) writer.nullableString(flexible, value.name, 'MetadataResponse.topics.name');
  else writer.string(flexible, notNull(value.name, 'MetadataResponse.topics.name', version), 'MetadataResponse.topics.name');
  if (version >= 10) {
    writer.uuid(value.topicId, 'MetadataResponse.topics.topicId');
  }
  if (version >= 1) {
    writer.bool((value.isInternal ?? false));
  }
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'MetadataResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeMetadataResponsePartition(writer, partitionsItem, version);
  if (version >= 8) {
    writer.int32((value.topicAuthorizedOperations ?? -2147483648), 'MetadataResponse.topics.topicAuthorizedOperations');
  }
  if (flexible) writer.uvarint(0);
}

function encodeMetadataResponsePartition(writer: WireWriter, value: MetadataResponsePartitionInput, version: number): void {
  const flexible = version >= 9;
  writer.int16(value.errorCode, 'MetadataResponse.topics.partitions.errorCode');
  writer.int32(value.partitionIndex, 'MetadataResponse.topics.partitions.partitionIndex');
  writer.int32(value.leaderId, 'MetadataResponse.topics.partitions.leaderId');
  if (version >= 7) {
    writer.int32((value.leaderEpoch ?? -1), 'MetadataResponse.topics.partitions.leaderEpoch');
  }
  const replicaNodesList = value.replicaNodes;
  writer.listLength(flexible, replicaNodesList.length, 'MetadataResponse.topics.partitions.replicaNodes');
  for (const replicaNodesItem of replicaNodesList) writer.int32(replicaNodesItem, 'MetadataResponse.topics.partitions.replicaNodes');
  const isrNodesList = value.isrNodes;
  writer.listLength(flexible, isrNodesList.length, 'MetadataResponse.topics.partitions.isrNodes');
  for (const isrNodesItem of isrNodesList) writer.int32(isrNodesItem, 'MetadataResponse.topics.partitions.isrNodes');
  if (version >= 5) {
    const offlineReplicasList = value.offlineReplicas;
    writer.listLength(flexible, offlineReplicasList.length, 'MetadataResponse.topics.partitions.offlineReplicas');
    for (const offlineReplicasItem of offlineReplicasList) writer.int32(offlineReplicasItem, 'MetadataResponse.topics.partitions.offlineReplicas');
  }
  if (flexible) writer.uvarint(0);
}

function encodeMetadataResponseBroker(writer: WireWriter, value: MetadataResponseBrokerInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.nodeId, 'MetadataResponse.brokers.nodeId');
  writer.string(flexible, value.host, 'MetadataResponse.brokers.host');
  writer.int32(value.port, 'MetadataResponse.brokers.port');
  if (version >= 1) {
    writer.nullableString(flexible, (value.rack ?? null), 'MetadataResponse.brokers.rack');
  }
  if (flexible) writer.uvarint(0);
}
