// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly topics: readonly OffsetDeleteRequestTopic[];
}

export type OffsetDeleteRequestInput = OffsetDeleteRequest;

export interface OffsetDeleteRequestTopic {
  readonly name: string;
  readonly partitions: readonly OffsetDeleteRequestPartition[];
}

export type OffsetDeleteRequestTopicInput = OffsetDeleteRequestTopic;

export interface OffsetDeleteRequestPartition {
  readonly partitionIndex: number;
}

export type OffsetDeleteRequestPartitionInput = OffsetDeleteRequestPartition;

export const offsetDeleteRequest: Codec<OffsetDeleteRequest, OffsetDeleteRequestInput> = {
  name: 'OffsetDeleteRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeOffsetDeleteRequest,
  encode: encodeOffsetDeleteRequest,
};

function decodeOffsetDeleteRequest(reader: WireReader, version: number): OffsetDeleteRequest {
  const groupId = reader.string(false, 'groupId');
  const topicsCount = reader.structListLength(false, 6, 'topics');
  const topics: OffsetDeleteRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetDeleteRequestTopic(reader, version));
  return { groupId, topics };
}

function decodeOffsetDeleteRequestTopic(reader: WireReader, version: number): OffsetDeleteRequestTopic {
  const name = reader.string(false, 'topics.name');
  const partitionsCount = reader.structListLength(false, 4, 'topics.partitions');
  const partitions: OffsetDeleteRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetDeleteRequestPartition(reader, version));
  return { name, partitions };
}

function decodeOffsetDeleteRequestPartition(reader: WireReader, _version: number): OffsetDeleteRequestPartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  return { partitionIndex };
}

function encodeOffsetDeleteRequest(writer: WireWriter, value: OffsetDeleteRequestInput, version: number): void {
  writer.string(false, value.groupId, 'OffsetDeleteRequest.groupId');
  const topicsList = value.topics;
  writer.listLength(false, topicsList.length, 'OffsetDeleteRequest.topics');
  for (const topicsItem of topicsList) encodeOffsetDeleteRequestTopic(writer, topicsItem, version);
}

function encodeOffsetDeleteRequestTopic(writer: WireWriter, value: OffsetDeleteRequestTopicInput, version: number): void {
  writer.string(false, value.name, 'OffsetDeleteRequest.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(false, partitionsList.length, 'OffsetDeleteRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetDeleteRequestPartition(writer, partitionsItem, version);
}

function encodeOffsetDeleteRequestPartition(writer: WireWriter, value: OffsetDeleteRequestPartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'OffsetDeleteRequest.topics.partitions.partitionIndex');
}

export interface OffsetDeleteResponse {
  readonly errorCode: number;
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetDeleteResponseTopic[];
}

export interface OffsetDeleteResponseInput {
  readonly errorCode: number;
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly OffsetDeleteResponseTopicInput[];
}

export interface OffsetDeleteResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetDeleteResponsePartition[];
}

export type OffsetDeleteResponseTopicInput = OffsetDeleteResponseTopic;

export interface OffsetDeleteResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export type OffsetDeleteResponsePartitionInput = OffsetDeleteResponsePartition;

export const offsetDeleteResponse: Codec<OffsetDeleteResponse, OffsetDeleteResponseInput> = {
  name: 'OffsetDeleteResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeOffsetDeleteResponse,
  encode: encodeOffsetDeleteResponse,
};

function decodeOffsetDeleteResponse(reader: WireReader, version: number): OffsetDeleteResponse {
  const errorCode = reader.int16('errorCode');
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(false, 6, 'topics');
  const topics: OffsetDeleteResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetDeleteResponseTopic(reader, version));
  return { errorCode, throttleTimeMs, topics };
}

function decodeOffsetDeleteResponseTopic(reader: WireReader, version: number): OffsetDeleteResponseTopic {
  const name = reader.string(false, 'topics.name');
  const partitionsCount = reader.structListLength(false, 6, 'topics.partitions');
  const partitions: OffsetDeleteResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetDeleteResponsePartition(reader, version));
  return { name, partitions };
}

function decodeOffsetDeleteResponsePartition(reader: WireReader, _version: number): OffsetDeleteResponsePartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const errorCode = reader.int16('topics.partitions.errorCode');
  return { partitionIndex, errorCode };
}

function encodeOffsetDeleteResponse(writer: WireWriter, value: OffsetDeleteResponseInput, version: number): void {
  writer.int16(value.errorCode, 'OffsetDeleteResponse.errorCode');
  writer.int32((value.throttleTimeMs ?? 0), 'OffsetDeleteResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(false, topicsList.length, 'OffsetDeleteResponse.topics');
  for (const topicsItem of topicsList) encodeOffsetDeleteResponseTopic(writer, topicsItem, version);
}

function encodeOffsetDeleteResponseTopic(writer: WireWriter, value: OffsetDeleteResponseTopicInput, version: number): void {
  writer.string(false, value.name, 'OffsetDeleteResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(false, partitionsList.length, 'OffsetDeleteResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetDeleteResponsePartition(writer, partitionsItem, version);
}

function encodeOffsetDeleteResponsePartition(writer: WireWriter, value: OffsetDeleteResponsePartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'OffsetDeleteResponse.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'OffsetDeleteResponse.topics.partitions.errorCode');
}
