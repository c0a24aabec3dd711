// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AlterPartitionReassignmentsRequest {
  readonly timeoutMs: number;
  readonly allowReplicationFactorChange: boolean;
  readonly topics: readonly AlterPartitionReassignmentsRequestTopic[];
}

export interface AlterPartitionReassignmentsRequestInput {
  readonly timeoutMs?: number | undefined;
  readonly allowReplicationFactorChange?: boolean | undefined;
  readonly topics: readonly AlterPartitionReassignmentsRequestTopicInput[];
}

export interface AlterPartitionReassignmentsRequestTopic {
  readonly name: string;
  readonly partitions: readonly AlterPartitionReassignmentsRequestPartition[];
}

export interface AlterPartitionReassignmentsRequestTopicInput {
  readonly name: string;
  readonly partitions: readonly AlterPartitionReassignmentsRequestPartitionInput[];
}

export interface AlterPartitionReassignmentsRequestPartition {
  readonly partitionIndex: number;
  readonly replicas: readonly number[] | null;
}

export interface AlterPartitionReassignmentsRequestPartitionInput {
  readonly partitionIndex: number;
  readonly replicas?: readonly number[] | null | undefined;
}

export const alterPartitionReassignmentsRequest: Codec<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsRequestInput> = {
  name: 'AlterPartitionReassignmentsRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeAlterPartitionReassignmentsRequest,
  encode: encodeAlterPartitionReassignmentsRequest,
};

function decodeAlterPartitionReassignmentsRequest(reader: WireReader, version: number): AlterPartitionReassignmentsRequest {
  const timeoutMs = reader.int32('timeoutMs');
  const allowReplicationFactorChange = version >= 1 ? reader.bool('allowReplicationFactorChange') : true;
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: AlterPartitionReassignmentsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeAlterPartitionReassignmentsRequestTopic(reader, version));
  reader.skipTags('tagged fields');
  return { timeoutMs, allowReplicationFactorChange, topics };
}

function decodeAlterPartitionReassignmentsRequestTopic(reader: WireReader, version: number): AlterPartitionReassignmentsRequestTopic {
  const name = reader.string(true, 'topics.name');
  const partitionsCount = reader.structListLength(true, 6, 'topics.partitions');
  const partitions: AlterPartitionReassignmentsRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeAlterPartitionReassignmentsRequestPartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeAlterPartitionReassignmentsRequestPartition(reader: WireReader, _version: number): AlterPartitionReassignmentsRequestPartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  let replicas: number[] | null = null;
  const replicasCount = reader.nullableListLength(true, 4, 'topics.partitions.replicas');
  if (replicasCount < 0) replicas = null;
  else {
    const replicasItems: number[] = [];
    for (let i = 0; i < replicasCount; i++) replicasItems.push(reader.int32('topics.partitions.replicas'));
    replicas = replicasItems;
  }
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, replicas };
}

function encodeAlterPartitionReassignmentsRequest(writer: WireWriter, value: AlterPartitionReassignmentsRequestInput, version: number): void {
  writer.int32((value.timeoutMs ?? 60000), 'AlterPartitionReassignmentsRequest.timeoutMs');
  if (version >= 1) {
    writer.bool((value.allowReplicationFactorChange ?? true));
  }
  else if (value.allowReplicationFactorChange !== undefined && value.allowReplicationFactorChange !== true) absentField('AlterPartitionReassignmentsRequest.allowReplicationFactorChange', version);
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'AlterPartitionReassignmentsRequest.topics');
  for (const topicsItem of topicsList) encodeAlterPartitionReassignmentsRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeAlterPartitionReassignmentsRequestTopic(writer: WireWriter, value: AlterPartitionReassignmentsRequestTopicInput, version: number): void {
  writer.string(true, value.name, 'AlterPartitionReassignmentsRequest.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'AlterPartitionReassignmentsRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeAlterPartitionReassignmentsRequestPartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeAlterPartitionReassignmentsRequestPartition(writer: WireWriter, value: AlterPartitionReassignmentsRequestPartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'AlterPartitionReassignmentsRequest.topics.partitions.partitionIndex');
  const replicasList = (value.replicas ?? null);
  writer.listLength(true, replicasList === null ? -1 : replicasList.length, 'AlterPartitionReassignmentsRequest.topics.partitions.replicas');
  if (replicasList !== null) for (const replicasItem of replicasList) writer.int32(replicasItem, 'AlterPartitionReassignmentsRequest.topics.partitions.replicas');
  writer.uvarint(0);
}

export interface AlterPartitionReassignmentsResponse {
  readonly throttleTimeMs: number;
  readonly allowReplicationFactorChange: boolean;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly responses: readonly AlterPartitionReassignmentsResponseTopic[];
}

export interface AlterPartitionReassignmentsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly allowReplicationFactorChange?: boolean | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly responses: readonly AlterPartitionReassignmentsResponseTopicInput[];
}

export interface AlterPartitionReassignmentsResponseTopic {
  readonly name: string;
  readonly partitions: readonly AlterPartitionReassignmentsResponsePartition[];
}

export type AlterPartitionReassignmentsResponseTopicInput = AlterPartitionReassignmentsResponseTopic;

export interface AlterPartitionReassignmentsResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export type AlterPartitionReassignmentsResponsePartitionInput = AlterPartitionReassignmentsResponsePartition;

export const alterPartitionReassignmentsResponse: Codec<AlterPartitionReassignmentsResponse, AlterPartitionReassignmentsResponseInput> = {
  name: 'AlterPartitionReassignmentsResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeAlterPartitionReassignmentsResponse,
  encode: encodeAlterPartitionReassignmentsResponse,
};

function decodeAlterPartitionReassignmentsResponse(reader: WireReader, version: number): AlterPartitionReassignmentsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const allowReplicationFactorChange = version >= 1 ? reader.bool('allowReplicationFactorChange') : true;
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const responsesCount = reader.structListLength(true, 3, 'responses');
  const responses: AlterPartitionReassignmentsResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeAlterPartitionReassignmentsResponseTopic(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, allowReplicationFactorChange, errorCode, errorMessage, responses };
}

function decodeAlterPartitionReassignmentsResponseTopic(reader: WireReader, version: number): AlterPartitionReassignmentsResponseTopic {
  const name = reader.string(true, 'responses.name');
  const partitionsCount = reader.structListLength(true, 8, 'responses.partitions');
  const partitions: AlterPartitionReassignmentsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeAlterPartitionReassignmentsResponsePartition(reader, version));
  reader.skipTags('responses.tagged fields');
  return { name, partitions };
}

function decodeAlterPartitionReassignmentsResponsePartition(reader: WireReader, _version: number): AlterPartitionReassignmentsResponsePartition {
  const partitionIndex = reader.int32('responses.partitions.partitionIndex');
  const errorCode = reader.int16('responses.partitions.errorCode');
  const errorMessage = reader.nullableString(true, 'responses.partitions.errorMessage');
  reader.skipTags('responses.partitions.tagged fields');
  return { partitionIndex, errorCode, errorMessage };
}

function encodeAlterPartitionReassignmentsResponse(writer: WireWriter, value: AlterPartitionReassignmentsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'AlterPartitionReassignmentsResponse.throttleTimeMs');
  if (version >= 1) {
    writer.bool((value.allowReplicationFactorChange ?? true));
  }
  writer.int16(value.errorCode, 'AlterPartitionReassignmentsResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'AlterPartitionReassignmentsResponse.errorMessage');
  const responsesList = value.responses;
  writer.listLength(true, responsesList.length, 'AlterPartitionReassignmentsResponse.responses');
  for (const responsesItem of responsesList) encodeAlterPartitionReassignmentsResponseTopic(writer, responsesItem, version);
  writer.uvarint(0);
}

function encodeAlterPartitionReassignmentsResponseTopic(writer: WireWriter, value: AlterPartitionReassignmentsResponseTopicInput, version: number): void {
  writer.string(true, value.name, 'AlterPartitionReassignmentsResponse.responses.name');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'AlterPartitionReassignmentsResponse.responses.partitions');
  for (const partitionsItem of partitionsList) encodeAlterPartitionReassignmentsResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeAlterPartitionReassignmentsResponsePartition(writer: WireWriter, value: AlterPartitionReassignmentsResponsePartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'AlterPartitionReassignmentsResponse.responses.partitions.partitionIndex');
  writer.int16(value.errorCode, 'AlterPartitionReassignmentsResponse.responses.partitions.errorCode');
  writer.nullableString(true, value.errorMessage, 'AlterPartitionReassignmentsResponse.responses.partitions.errorMessage');
  writer.uvarint(0);
}
