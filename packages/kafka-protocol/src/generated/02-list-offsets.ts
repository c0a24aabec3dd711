// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ListOffsetsRequest {
  readonly replicaId: number;
  readonly isolationLevel: number;
  readonly topics: readonly ListOffsetsRequestTopic[];
  readonly timeoutMs: number;
}

export interface ListOffsetsRequestInput {
  readonly replicaId: number;
  readonly isolationLevel?: number | undefined;
  readonly topics: readonly ListOffsetsRequestTopicInput[];
  readonly timeoutMs?: number | undefined;
}

export interface ListOffsetsRequestTopic {
  readonly name: string;
  readonly partitions: readonly ListOffsetsRequestPartition[];
}

export interface ListOffsetsRequestTopicInput {
  readonly name: string;
  readonly partitions: readonly ListOffsetsRequestPartitionInput[];
}

export interface ListOffsetsRequestPartition {
  readonly partitionIndex: number;
  readonly currentLeaderEpoch: number;
  readonly timestamp: number;
  readonly maxNumOffsets: number;
}

export interface ListOffsetsRequestPartitionInput {
  readonly partitionIndex: number;
  readonly currentLeaderEpoch?: number | undefined;
  readonly timestamp: number;
  readonly maxNumOffsets?: number | undefined;
}

export const listOffsetsRequest: Codec<ListOffsetsRequest, ListOffsetsRequestInput> = {
  name: 'ListOffsetsRequest',
  minVersion: 0,
  maxVersion: 11,
  flexibleFrom: 6,
  decode: decodeListOffsetsRequest,
  encode: encodeListOffsetsRequest,
};

function decodeListOffsetsRequest(reader: WireReader, version: number): ListOffsetsRequest {
  const flexible = version >= 6;
  const replicaId = reader.int32('replicaId');
  const isolationLevel = version >= 2 ? reader.int8('isolationLevel') : 0;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: ListOffsetsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeListOffsetsRequestTopic(reader, version));
  const timeoutMs = version >= 10 ? reader.int32('timeoutMs') : 0;
  if (flexible) reader.skipTags('tagged fields');
  return { replicaId, isolationLevel, topics, timeoutMs };
}

function decodeListOffsetsRequestTopic(reader: WireReader, version: number): ListOffsetsRequestTopic {
  const flexible = version >= 6;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 12, 'topics.partitions');
  const partitions: ListOffsetsRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeListOffsetsRequestPartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeListOffsetsRequestPartition(reader: WireReader, version: number): ListOffsetsRequestPartition {
  const flexible = version >= 6;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const currentLeaderEpoch = version >= 4 ? reader.int32('topics.partitions.currentLeaderEpoch') : -1;
  const timestamp = reader.int64Clamped('topics.partitions.timestamp');
  const maxNumOffsets = version <= 0 ? reader.int32('topics.partitions.maxNumOffsets') : 1;
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, currentLeaderEpoch, timestamp, maxNumOffsets };
}

function encodeListOffsetsRequest(writer: WireWriter, value: ListOffsetsRequestInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.replicaId, 'ListOffsetsRequest.replicaId');
  if (version >= 2) {
    writer.int8((value.isolationLevel ?? 0), 'ListOffsetsRequest.isolationLevel');
  }
  else if (value.isolationLevel !== undefined && value.isolationLevel !== 0) absentField('ListOffsetsRequest.isolationLevel', version);
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'ListOffsetsRequest.topics');
  for (const topicsItem of topicsList) encodeListOffsetsRequestTopic(writer, topicsItem, version);
  if (version >= 10) {
    writer.int32((value.timeoutMs ?? 0), 'ListOffsetsRequest.timeoutMs');
  }
  if (flexible) writer.uvarint(0);
}

function encodeListOffsetsRequestTopic(writer: WireWriter, value: ListOffsetsRequestTopicInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.name, 'ListOffsetsRequest.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'ListOffsetsRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeListOffsetsRequestPartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeListOffsetsRequestPartition(writer: WireWriter, value: ListOffsetsRequestPartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.partitionIndex, 'ListOffsetsRequest.topics.partitions.partitionIndex');
  if (version >= 4) {
    writer.int32((value.currentLeaderEpoch ?? -1), 'ListOffsetsRequest.topics.partitions.currentLeaderEpoch');
  }
  writer.int64(value.timestamp, 'ListOffsetsRequest.topics.partitions.timestamp');
  if (version <= 0) {
    writer.int32((value.maxNumOffsets ?? 1), 'ListOffsetsRequest.topics.partitions.maxNumOffsets');
  }
  if (flexible) writer.uvarint(0);
}

export interface ListOffsetsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly ListOffsetsResponseTopic[];
}

export interface ListOffsetsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly ListOffsetsResponseTopicInput[];
}

export interface ListOffsetsResponseTopic {
  readonly name: string;
  readonly partitions: readonly ListOffsetsResponsePartition[];
}

export interface ListOffsetsResponseTopicInput {
  readonly name: string;
  readonly partitions: readonly ListOffsetsResponsePartitionInput[];
}

export interface ListOffsetsResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly oldStyleOffsets: readonly number[];
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface ListOffsetsResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly oldStyleOffsets?: readonly number[] | undefined;
  readonly timestamp?: number | undefined;
  readonly offset?: number | undefined;
  readonly leaderEpoch?: number | undefined;
}

export const listOffsetsResponse: Codec<ListOffsetsResponse, ListOffsetsResponseInput> = {
  name: 'ListOffsetsResponse',
  minVersion: 0,
  maxVersion: 11,
  flexibleFrom: 6,
  decode: decodeListOffsetsResponse,
  encode: encodeListOffsetsResponse,
};

function decodeListOffsetsResponse(reader: WireReader, version: number): ListOffsetsResponse {
  const flexible = version >= 6;
  const throttleTimeMs = version >= 2 ? reader.int32('throttleTimeMs') : 0;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: ListOffsetsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeListOffsetsResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeListOffsetsResponseTopic(reader: WireReader, version: number): ListOffsetsResponseTopic {
  const flexible = version >= 6;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 10, 'topics.partitions');
  const partitions: ListOffsetsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeListOffsetsResponsePartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeListOffsetsResponsePartition(reader: WireReader, version: number): ListOffsetsResponsePartition {
  const flexible = version >= 6;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const errorCode = reader.int16('topics.partitions.errorCode');
  let oldStyleOffsets: number[] = [];
  if (version <= 0) {
    const oldStyleOffsetsCount = reader.listLength(flexible, 8, 'topics.partitions.oldStyleOffsets');
    const oldStyleOffsetsItems: number[] = [];
    for (let i = 0; i < oldStyleOffsetsCount; i++) oldStyleOffsetsItems.push(reader.int64('topics.partitions.oldStyleOffsets'));
    oldStyleOffsets = oldStyleOffsetsItems;
  }
  const timestamp = version >= 1 ? reader.int64('topics.partitions.timestamp') : -1;
  const offset = version >= 1 ? reader.int64('topics.partitions.offset') : -1;
  const leaderEpoch = version >= 4 ? reader.int32('topics.partitions.leaderEpoch') : -1;
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, errorCode, oldStyleOffsets, timestamp, offset, leaderEpoch };
}

function encodeListOffsetsResponse(writer: WireWriter, value: ListOffsetsResponseInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 2) {
    writer.int32((value.throttleTimeMs ?? 0), 'ListOffsetsResponse.throttleTimeMs');
  }
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'ListOffsetsResponse.topics');
  for (const topicsItem of topicsList) encodeListOffsetsResponseTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeListOffsetsResponseTopic(writer: WireWriter, value: ListOffsetsResponseTopicInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.name, 'ListOffsetsResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'ListOffsetsResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeListOffsetsResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeListOffsetsResponsePartition(writer: WireWriter, value: ListOffsetsResponsePartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.partitionIndex, 'ListOffsetsResponse.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'ListOffsetsResponse.topics.partitions.errorCode');
  if (version <= 0) {
    const oldStyleOffsetsList = (value.oldStyleOffsets ?? []);
    writer.listLength(flexible, oldStyleOffsetsList.length, 'ListOffsetsResponse.topics.partitions.oldStyleOffsets');
    for (const oldStyleOffsetsItem of oldStyleOffsetsList) writer.int64(oldStyleOffsetsItem, 'ListOffsetsResponse.topics.partitions.oldStyleOffsets');
  }
  else if (value.oldStyleOffsets !== undefined && value.oldStyleOffsets.length > 0) absentField('ListOffsetsResponse.topics.partitions.oldStyleOffsets', version);
  if (version >= 1) {
    writer.int64((value.timestamp ?? -1), 'ListOffsetsResponse.topics.partitions.timestamp');
  }
  else if (value.timestamp !== undefined && value.timestamp !== -1) absentField('ListOffsetsResponse.topics.partitions.timestamp', version);
  if (version >= 1) {
    writer.int64((value.offset ?? -1), 'ListOffsetsResponse.topics.partitions.offset');
  }
  else if (value.offset !== undefined && value.offset !== -1) absentField('ListOffsetsResponse.topics.partitions.offset', version);
  if (version >= 4) {
    writer.int32((value.leaderEpoch ?? -1), 'ListOffsetsResponse.topics.partitions.leaderEpoch');
  }
  if (flexible) writer.uvarint(0);
}
