// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface OffsetForLeaderEpochRequest {
  readonly replicaId: number;
  readonly topics: readonly OffsetForLeaderEpochRequestTopic[];
}

export interface OffsetForLeaderEpochRequestInput {
  readonly replicaId?: number | undefined;
  readonly topics: readonly OffsetForLeaderEpochRequestTopicInput[];
}

export interface OffsetForLeaderEpochRequestTopic {
  readonly topic: string;
  readonly partitions: readonly OffsetForLeaderEpochRequestPartition[];
}

export interface OffsetForLeaderEpochRequestTopicInput {
  readonly topic: string;
  readonly partitions: readonly OffsetForLeaderEpochRequestPartitionInput[];
}

export interface OffsetForLeaderEpochRequestPartition {
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly leaderEpoch: number;
}

export interface OffsetForLeaderEpochRequestPartitionInput {
  readonly partition: number;
  readonly currentLeaderEpoch?: number | undefined;
  readonly leaderEpoch: number;
}

export const offsetForLeaderEpochRequest: Codec<OffsetForLeaderEpochRequest, OffsetForLeaderEpochRequestInput> = {
  name: 'OffsetForLeaderEpochRequest',
  minVersion: 2,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeOffsetForLeaderEpochRequest,
  encode: encodeOffsetForLeaderEpochRequest,
};

function decodeOffsetForLeaderEpochRequest(reader: WireReader, version: number): OffsetForLeaderEpochRequest {
  const flexible = version >= 4;
  const replicaId = version >= 3 ? reader.int32('replicaId') : -2;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: OffsetForLeaderEpochRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetForLeaderEpochRequestTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { replicaId, topics };
}

function decodeOffsetForLeaderEpochRequestTopic(reader: WireReader, version: number): OffsetForLeaderEpochRequestTopic {
  const flexible = version >= 4;
  const topic = reader.string(flexible, 'topics.topic');
  const partitionsCount = reader.structListLength(flexible, 12, 'topics.partitions');
  const partitions: OffsetForLeaderEpochRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetForLeaderEpochRequestPartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { topic, partitions };
}

function decodeOffsetForLeaderEpochRequestPartition(reader: WireReader, version: number): OffsetForLeaderEpochRequestPartition {
  const flexible = version >= 4;
  const partition = reader.int32('topics.partitions.partition');
  const currentLeaderEpoch = reader.int32('topics.partitions.currentLeaderEpoch');
  const leaderEpoch = reader.int32('topics.partitions.leaderEpoch');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partition, currentLeaderEpoch, leaderEpoch };
}

function encodeOffsetForLeaderEpochRequest(writer: WireWriter, value: OffsetForLeaderEpochRequestInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 3) {
    writer.int32((value.replicaId ?? -2), 'OffsetForLeaderEpochRequest.replicaId');
  }
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'OffsetForLeaderEpochRequest.topics');
  for (const topicsItem of topicsList) encodeOffsetForLeaderEpochRequestTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetForLeaderEpochRequestTopic(writer: WireWriter, value: OffsetForLeaderEpochRequestTopicInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.topic, 'OffsetForLeaderEpochRequest.topics.topic');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'OffsetForLeaderEpochRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetForLeaderEpochRequestPartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetForLeaderEpochRequestPartition(writer: WireWriter, value: OffsetForLeaderEpochRequestPartitionInput, version: number): void {
  const flexible = version >= 4;
  writer.int32(value.partition, 'OffsetForLeaderEpochRequest.topics.partitions.partition');
  writer.int32((value.currentLeaderEpoch ?? -1), 'OffsetForLeaderEpochRequest.topics.partitions.currentLeaderEpoch');
  writer.int32(value.leaderEpoch, 'OffsetForLeaderEpochRequest.topics.partitions.leaderEpoch');
  if (flexible) writer.uvarint(0);
}

export interface OffsetForLeaderEpochResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetForLeaderEpochResponseTopic[];
}

export interface OffsetForLeaderEpochResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly OffsetForLeaderEpochResponseTopicInput[];
}

export interface OffsetForLeaderEpochResponseTopic {
  readonly topic: string;
  readonly partitions: readonly OffsetForLeaderEpochResponsePartition[];
}

export interface OffsetForLeaderEpochResponseTopicInput {
  readonly topic: string;
  readonly partitions: readonly OffsetForLeaderEpochResponsePartitionInput[];
}

export interface OffsetForLeaderEpochResponsePartition {
  readonly errorCode: number;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

export interface OffsetForLeaderEpochResponsePartitionInput {
  readonly errorCode: number;
  readonly partition: number;
  readonly leaderEpoch?: number | undefined;
  readonly endOffset?: number | undefined;
}

export const offsetForLeaderEpochResponse: Codec<OffsetForLeaderEpochResponse, OffsetForLeaderEpochResponseInput> = {
  name: 'OffsetForLeaderEpochResponse',
  minVersion: 2,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeOffsetForLeaderEpochResponse,
  encode: encodeOffsetForLeaderEpochResponse,
};

function decodeOffsetForLeaderEpochResponse(reader: WireReader, version: number): OffsetForLeaderEpochResponse {
  const flexible = version >= 4;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: OffsetForLeaderEpochResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetForLeaderEpochResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeOffsetForLeaderEpochResponseTopic(reader: WireReader, version: number): OffsetForLeaderEpochResponseTopic {
  const flexible = version >= 4;
  const topic = reader.string(flexible, 'topics.topic');
  const partitionsCount = reader.structListLength(flexible, 18, 'topics.partitions');
  const partitions: OffsetForLeaderEpochResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetForLeaderEpochResponsePartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { topic, partitions };
}

function decodeOffsetForLeaderEpochResponsePartition(reader: WireReader, version: number): OffsetForLeaderEpochResponsePartition {
  const flexible = version >= 4;
  const errorCode = reader.int16('topics.partitions.errorCode');
  const partition = reader.int32('topics.partitions.partition');
  const leaderEpoch = reader.int32('topics.partitions.leaderEpoch');
  const endOffset = reader.int64('topics.partitions.endOffset');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { errorCode, partition, leaderEpoch, endOffset };
}

function encodeOffsetForLeaderEpochResponse(writer: WireWriter, value: OffsetForLeaderEpochResponseInput, version: number): void {
  const flexible = version >= 4;
  writer.int32((value.throttleTimeMs ?? 0), 'OffsetForLeaderEpochResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'OffsetForLeaderEpochResponse.topics');
  for (const topicsItem of topicsList) encodeOffsetForLeaderEpochResponseTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetForLeaderEpochResponseTopic(writer: WireWriter, value: OffsetForLeaderEpochResponseTopicInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.topic, 'OffsetForLeaderEpochResponse.topics.topic');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'OffsetForLeaderEpochResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetForLeaderEpochResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetForLeaderEpochResponsePartition(writer: WireWriter, value: OffsetForLeaderEpochResponsePartitionInput, version: number): void {
  const flexible = version >= 4;
  writer.int16(value.errorCode, 'OffsetForLeaderEpochResponse.topics.partitions.errorCode');
  writer.int32(value.partition, 'OffsetForLeaderEpochResponse.topics.partitions.partition');
  writer.int32((value.leaderEpoch ?? -1), 'OffsetForLeaderEpochResponse.topics.partitions.leaderEpoch');
  writer.int64((value.endOffset ?? -1), 'OffsetForLeaderEpochResponse.topics.partitions.endOffset');
  if (flexible) writer.uvarint(0);
}
