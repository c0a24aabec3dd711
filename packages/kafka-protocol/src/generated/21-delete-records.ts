// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DeleteRecordsRequest {
  readonly topics: readonly DeleteRecordsRequestTopic[];
  readonly timeoutMs: number;
}

export type DeleteRecordsRequestInput = DeleteRecordsRequest;

export interface DeleteRecordsRequestTopic {
  readonly name: string;
  readonly partitions: readonly DeleteRecordsRequestPartition[];
}

export type DeleteRecordsRequestTopicInput = DeleteRecordsRequestTopic;

export interface DeleteRecordsRequestPartition {
  readonly partitionIndex: number;
  readonly offset: number;
}

export type DeleteRecordsRequestPartitionInput = DeleteRecordsRequestPartition;

export const deleteRecordsRequest: Codec<DeleteRecordsRequest, DeleteRecordsRequestInput> = {
  name: 'DeleteRecordsRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeDeleteRecordsRequest,
  encode: encodeDeleteRecordsRequest,
};

function decodeDeleteRecordsRequest(reader: WireReader, version: number): DeleteRecordsRequest {
  const flexible = version >= 2;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: DeleteRecordsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDeleteRecordsRequestTopic(reader, version));
  const timeoutMs = reader.int32('timeoutMs');
  if (flexible) reader.skipTags('tagged fields');
  return { topics, timeoutMs };
}

function decodeDeleteRecordsRequestTopic(reader: WireReader, version: number): DeleteRecordsRequestTopic {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 12, 'topics.partitions');
  const partitions: DeleteRecordsRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDeleteRecordsRequestPartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeDeleteRecordsRequestPartition(reader: WireReader, version: number): DeleteRecordsRequestPartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const offset = reader.int64('topics.partitions.offset');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, offset };
}

function encodeDeleteRecordsRequest(writer: WireWriter, value: DeleteRecordsRequestInput, version: number): void {
  const flexible = version >= 2;
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'DeleteRecordsRequest.topics');
  for (const topicsItem of topicsList) encodeDeleteRecordsRequestTopic(writer, topicsItem, version);
  writer.int32(value.timeoutMs, 'DeleteRecordsRequest.timeoutMs');
  if (flexible) writer.uvarint(0);
}

function encodeDeleteRecordsRequestTopic(writer: WireWriter, value: DeleteRecordsRequestTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'DeleteRecordsRequest.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'DeleteRecordsRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDeleteRecordsRequestPartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteRecordsRequestPartition(writer: WireWriter, value: DeleteRecordsRequestPartitionInput, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex, 'DeleteRecordsRequest.topics.partitions.partitionIndex');
  writer.int64(value.offset, 'DeleteRecordsRequest.topics.partitions.offset');
  if (flexible) writer.uvarint(0);
}

export interface DeleteRecordsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly DeleteRecordsResponseTopic[];
}

export interface DeleteRecordsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly DeleteRecordsResponseTopicInput[];
}

export interface DeleteRecordsResponseTopic {
  readonly name: string;
  readonly partitions: readonly DeleteRecordsResponsePartition[];
}

export type DeleteRecordsResponseTopicInput = DeleteRecordsResponseTopic;

export interface DeleteRecordsResponsePartition {
  readonly partitionIndex: number;
  readonly lowWatermark: number;
  readonly errorCode: number;
}

export type DeleteRecordsResponsePartitionInput = DeleteRecordsResponsePartition;

export const deleteRecordsResponse: Codec<DeleteRecordsResponse, DeleteRecordsResponseInput> = {
  name: 'DeleteRecordsResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeDeleteRecordsResponse,
  encode: encodeDeleteRecordsResponse,
};

function decodeDeleteRecordsResponse(reader: WireReader, version: number): DeleteRecordsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: DeleteRecordsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDeleteRecordsResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeDeleteRecordsResponseTopic(reader: WireReader, version: number): DeleteRecordsResponseTopic {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 14, 'topics.partitions');
  const partitions: DeleteRecordsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDeleteRecordsResponsePartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeDeleteRecordsResponsePartition(reader: WireReader, version: number): DeleteRecordsResponsePartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const lowWatermark = reader.int64('topics.partitions.lowWatermark');
  const errorCode = reader.int16('topics.partitions.errorCode');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, lowWatermark, errorCode };
}

function encodeDeleteRecordsResponse(writer: WireWriter, value: DeleteRecordsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'DeleteRecordsResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'DeleteRecordsResponse.topics');
  for (const topicsItem of topicsList) encodeDeleteRecordsResponseTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteRecordsResponseTopic(writer: WireWriter, value: DeleteRecordsResponseTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'DeleteRecordsResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'DeleteRecordsResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDeleteRecordsResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteRecordsResponsePartition(writer: WireWriter, value: DeleteRecordsResponsePartitionInput, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex, 'DeleteRecordsResponse.topics.partitions.partitionIndex');
  writer.int64(value.lowWatermark, 'DeleteRecordsResponse.topics.partitions.lowWatermark');
  writer.int16(value.errorCode, 'DeleteRecordsResponse.topics.partitions.errorCode');
  if (flexible) writer.uvarint(0);
}
