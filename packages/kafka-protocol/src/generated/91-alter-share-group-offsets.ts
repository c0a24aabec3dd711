// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AlterShareGroupOffsetsRequest {
  readonly groupId: string;
  readonly topics: readonly AlterShareGroupOffsetsRequestTopic[];
}

export type AlterShareGroupOffsetsRequestInput = AlterShareGroupOffsetsRequest;

export interface AlterShareGroupOffsetsRequestTopic {
  readonly topicName: string;
  readonly partitions: readonly AlterShareGroupOffsetsRequestPartition[];
}

export type AlterShareGroupOffsetsRequestTopicInput = AlterShareGroupOffsetsRequestTopic;

export interface AlterShareGroupOffsetsRequestPartition {
  readonly partitionIndex: number;
  readonly startOffset: number;
}

export type AlterShareGroupOffsetsRequestPartitionInput = AlterShareGroupOffsetsRequestPartition;

export const alterShareGroupOffsetsRequest: Codec<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsRequestInput> = {
  name: 'AlterShareGroupOffsetsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeAlterShareGroupOffsetsRequest,
  encode: encodeAlterShareGroupOffsetsRequest,
};

function decodeAlterShareGroupOffsetsRequest(reader: WireReader, version: number): AlterShareGroupOffsetsRequest {
  const groupId = reader.string(true, 'groupId');
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: AlterShareGroupOffsetsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeAlterShareGroupOffsetsRequestTopic(reader, version));
  reader.skipTags('tagged fields');
  return { groupId, topics };
}

function decodeAlterShareGroupOffsetsRequestTopic(reader: WireReader, version: number): AlterShareGroupOffsetsRequestTopic {
  const topicName = reader.string(true, 'topics.topicName');
  const partitionsCount = reader.structListLength(true, 13, 'topics.partitions');
  const partitions: AlterShareGroupOffsetsRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeAlterShareGroupOffsetsRequestPartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { topicName, partitions };
}

function decodeAlterShareGroupOffsetsRequestPartition(reader: WireReader, _version: number): AlterShareGroupOffsetsRequestPartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const startOffset = reader.int64('topics.partitions.startOffset');
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, startOffset };
}

function encodeAlterShareGroupOffsetsRequest(writer: WireWriter, value: AlterShareGroupOffsetsRequestInput, version: number): void {
  writer.string(true, value.groupId, 'AlterShareGroupOffsetsRequest.groupId');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'AlterShareGroupOffsetsRequest.topics');
  for (const topicsItem of topicsList) encodeAlterShareGroupOffsetsRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeAlterShareGroupOffsetsRequestTopic(writer: WireWriter, value: AlterShareGroupOffsetsRequestTopicInput, version: number): void {
  writer.string(true, value.topicName, 'AlterShareGroupOffsetsRequest.topics.topicName');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'AlterShareGroupOffsetsRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeAlterShareGroupOffsetsRequestPartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeAlterShareGroupOffsetsRequestPartition(writer: WireWriter, value: AlterShareGroupOffsetsRequestPartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'AlterShareGroupOffsetsRequest.topics.partitions.partitionIndex');
  writer.int64(value.startOffset, 'AlterShareGroupOffsetsRequest.topics.partitions.startOffset');
  writer.uvarint(0);
}

export interface AlterShareGroupOffsetsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly responses: readonly AlterShareGroupOffsetsResponseTopic[];
}

export interface AlterShareGroupOffsetsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly responses: readonly AlterShareGroupOffsetsResponseTopicInput[];
}

export interface AlterShareGroupOffsetsResponseTopic {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitions: readonly AlterShareGroupOffsetsResponsePartition[];
}

export interface AlterShareGroupOffsetsResponseTopicInput {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitions: readonly AlterShareGroupOffsetsResponsePartitionInput[];
}

export interface AlterShareGroupOffsetsResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface AlterShareGroupOffsetsResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

export const alterShareGroupOffsetsResponse: Codec<AlterShareGroupOffsetsResponse, AlterShareGroupOffsetsResponseInput> = {
  name: 'AlterShareGroupOffsetsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeAlterShareGroupOffsetsResponse,
  encode: encodeAlterShareGroupOffsetsResponse,
};

function decodeAlterShareGroupOffsetsResponse(reader: WireReader, version: number): AlterShareGroupOffsetsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const responsesCount = reader.structListLength(true, 19, 'responses');
  const responses: AlterShareGroupOffsetsResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeAlterShareGroupOffsetsResponseTopic(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, responses };
}

function decodeAlterShareGroupOffsetsResponseTopic(reader: WireReader, version: number): AlterShareGroupOffsetsResponseTopic {
  const topicName = reader.string(true, 'responses.topicName');
  const topicId = reader.uuid('responses.topicId');
  const partitionsCount = reader.structListLength(true, 8, 'responses.partitions');
  const partitions: AlterShareGroupOffsetsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeAlterShareGroupOffsetsResponsePartition(reader, version));
  reader.skipTags('responses.tagged fields');
  return { topicName, topicId, partitions };
}

function decodeAlterShareGroupOffsetsResponsePartition(reader: WireReader, _version: number): AlterShareGroupOffsetsResponsePartition {
  const partitionIndex = reader.int32('responses.partitions.partitionIndex');
  const errorCode = reader.int16('responses.partitions.errorCode');
  const errorMessage = reader.nullableString(true, 'responses.partitions.errorMessage');
  reader.skipTags('responses.partitions.tagged fields');
  return { partitionIndex, errorCode, errorMessage };
}

function encodeAlterShareGroupOffsetsResponse(writer: WireWriter, value: AlterShareGroupOffsetsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'AlterShareGroupOffsetsResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'AlterShareGroupOffsetsResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'AlterShareGroupOffsetsResponse.errorMessage');
  const responsesList = value.responses;
  writer.listLength(true, responsesList.length, 'AlterShareGroupOffsetsResponse.responses');
  for (const responsesItem of responsesList) encodeAlterShareGroupOffsetsResponseTopic(writer, responsesItem, version);
  writer.uvarint(0);
}

function encodeAlterShareGroupOffsetsResponseTopic(writer: WireWriter, value: AlterShareGroupOffsetsResponseTopicInput, version: number): void {
  writer.string(true, value.topicName, 'AlterShareGroupOffsetsResponse.responses.topicName');
  writer.uuid(value.topicId, 'AlterShareGroupOffsetsResponse.responses.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'AlterShareGroupOffsetsResponse.responses.partitions');
  for (const partitionsItem of partitionsList) encodeAlterShareGroupOffsetsResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeAlterShareGroupOffsetsResponsePartition(writer: WireWriter, value: AlterShareGroupOffsetsResponsePartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'AlterShareGroupOffsetsResponse.responses.partitions.partitionIndex');
  writer.int16(value.errorCode, 'AlterShareGroupOffsetsResponse.responses.partitions.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'AlterShareGroupOffsetsResponse.responses.partitions.errorMessage');
  writer.uvarint(0);
}
