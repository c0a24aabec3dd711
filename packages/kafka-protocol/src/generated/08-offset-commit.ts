// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface OffsetCommitRequest {
  readonly groupId: string;
  readonly generationIdOrMemberEpoch: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly retentionTimeMs: number;
  readonly topics: readonly OffsetCommitRequestTopic[];
}

export interface OffsetCommitRequestInput {
  readonly groupId: string;
  readonly generationIdOrMemberEpoch?: number | undefined;
  readonly memberId?: string | undefined;
  readonly groupInstanceId?: string | null | undefined;
  readonly retentionTimeMs?: number | undefined;
  readonly topics: readonly OffsetCommitRequestTopicInput[];
}

export interface OffsetCommitRequestTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitions: readonly OffsetCommitRequestPartition[];
}

export interface OffsetCommitRequestTopicInput {
  readonly name?: string | undefined;
  readonly topicId?: Uuid | undefined;
  readonly partitions: readonly OffsetCommitRequestPartitionInput[];
}

export interface OffsetCommitRequestPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

export interface OffsetCommitRequestPartitionInput {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch?: number | undefined;
  readonly committedMetadata: string | null;
}

export const offsetCommitRequest: Codec<OffsetCommitRequest, OffsetCommitRequestInput> = {
  name: 'OffsetCommitRequest',
  minVersion: 2,
  maxVersion: 10,
  flexibleFrom: 8,
  decode: decodeOffsetCommitRequest,
  encode: encodeOffsetCommitRequest,
};

function decodeOffsetCommitRequest(reader: WireReader, version: number): OffsetCommitRequest {
  const flexible = version >= 8;
  const groupId = reader.string(flexible, 'groupId');
  const generationIdOrMemberEpoch = reader.int32('generationIdOrMemberEpoch');
  const memberId = reader.string(flexible, 'memberId');
  const groupInstanceId = version >= 7 ? reader.nullableString(flexible, 'groupInstanceId') : null;
  const retentionTimeMs = version <= 4 ? reader.int64Clamped('retentionTimeMs') : -1;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: OffsetCommitRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetCommitRequestTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, retentionTimeMs, topics };
}

function decodeOffsetCommitRequestTopic(reader: WireReader, version: number): OffsetCommitRequestTopic {
  const flexible = version >= 8;
  const name = version <= 9 ? reader.string(flexible, 'topics.name') : "";
  const topicId = version >= 10 ? reader.uuid('topics.topicId') : "AAAAAAAAAAAAAAAAAAAAAA";
  const partitionsCount = reader.structListLength(flexible, 14, 'topics.partitions');
  const partitions: OffsetCommitRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetCommitRequestPartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, topicId, partitions };
}

function decodeOffsetCommitRequestPartition(reader: WireReader, version: number): OffsetCommitRequestPartition {
  const flexible = version >= 8;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const committedOffset = reader.int64('topics.partitions.committedOffset');
  const committedLeaderEpoch = version >= 6 ? reader.int32('topics.partitions.committedLeaderEpoch') : -1;
  const committedMetadata = reader.nullableString(flexible, 'topics.partitions.committedMetadata');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata };
}

function encodeOffsetCommitRequest(writer: WireWriter, value: OffsetCommitRequestInput, version: number): void {
  const flexible = version >= 8;
  writer.string(flexible, value.groupId, 'OffsetCommitRequest.groupId');
  writer.int32((value.generationIdOrMemberEpoch ?? -1), 'OffsetCommitRequest.generationIdOrMemberEpoch');
  writer.string(flexible, (value.memberId ?? ""), 'OffsetCommitRequest.memberId');
  if (version >= 7) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'OffsetCommitRequest.groupInstanceId');
  }
  else if (value.groupInstanceId !== undefined && value.groupInstanceId !== null) absentField('OffsetCommitRequest.groupInstanceId', version);
  if (version <= 4) {
    writer.int64((value.retentionTimeMs ?? -1), 'OffsetCommitRequest.retentionTimeMs');
  }
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'OffsetCommitRequest.topics');
  for (const topicsItem of topicsList) encodeOffsetCommitRequestTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetCommitRequestTopic(writer: WireWriter, value: OffsetCommitRequestTopicInput, version: number): void {
  const flexible = version >= 8;
  if (version <= 9) {
    writer.string(flexible, (value.name ?? ""), 'OffsetCommitRequest.topics.name');
  }
  if (version >= 10) {
    writer.uuid((value.topicId ?? "AAAAAAAAAAAAAAAAAAAAAA"), 'OffsetCommitRequest.topics.topicId');
  }
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'OffsetCommitRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetCommitRequestPartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetCommitRequestPartition(writer: WireWriter, value: OffsetCommitRequestPartitionInput, version: number): void {
  const flexible = version >= 8;
  writer.int32(value.partitionIndex, 'OffsetCommitRequest.topics.partitions.partitionIndex');
  writer.int64(value.committedOffset, 'OffsetCommitRequest.topics.partitions.committedOffset');
  if (version >= 6) {
    writer.int32((value.committedLeaderEpoch ?? -1), 'OffsetCommitRequest.topics.partitions.committedLeaderEpoch');
  }
  writer.nullableString(flexible, value.committedMetadata, 'OffsetCommitRequest.topics.partitions.committedMetadata');
  if (flexible) writer.uvarint(0);
}

export interface OffsetCommitResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetCommitResponseTopic[];
}

export interface OffsetCommitResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly OffsetCommitResponseTopicInput[];
}

export interface OffsetCommitResponseTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitions: readonly OffsetCommitResponsePartition[];
}

export interface OffsetCommitResponseTopicInput {
  readonly name?: string | undefined;
  readonly topicId?: Uuid | undefined;
  readonly partitions: readonly OffsetCommitResponsePartitionInput[];
}

export interface OffsetCommitResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export type OffsetCommitResponsePartitionInput = OffsetCommitResponsePartition;

export const offsetCommitResponse: Codec<OffsetCommitResponse, OffsetCommitResponseInput> = {
  name: 'OffsetCommitResponse',
  minVersion: 2,
  maxVersion: 10,
  flexibleFrom: 8,
  decode: decodeOffsetCommitResponse,
  encode: encodeOffsetCommitResponse,
};

function decodeOffsetCommitResponse(reader: WireReader, version: number): OffsetCommitResponse {
  const flexible = version >= 8;
  const throttleTimeMs = version >= 3 ? reader.int32('throttleTimeMs') : 0;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: OffsetCommitResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetCommitResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeOffsetCommitResponseTopic(reader: WireReader, version: number): OffsetCommitResponseTopic {
  const flexible = version >= 8;
  const name = version <= 9 ? reader.string(flexible, 'topics.name') : "";
  const topicId = version >= 10 ? reader.uuid('topics.topicId') : "AAAAAAAAAAAAAAAAAAAAAA";
  const partitionsCount = reader.structListLength(flexible, 6, 'topics.partitions');
  const partitions: OffsetCommitResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetCommitResponsePartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, topicId, partitions };
}

function decodeOffsetCommitResponsePartition(reader: WireReader, version: number): OffsetCommitResponsePartition {
  const flexible = version >= 8;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const errorCode = reader.int16('topics.partitions.errorCode');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, errorCode };
}

function encodeOffsetCommitResponse(writer: WireWriter, value: OffsetCommitResponseInput, version: number): void {
  const flexible = version >= 8;
  if (version >= 3) {
    writer.int32((value.throttleTimeMs ?? 0), 'OffsetCommitResponse.throttleTimeMs');
  }
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'OffsetCommitResponse.topics');
  for (const topicsItem of topicsList) encodeOffsetCommitResponseTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetCommitResponseTopic(writer: WireWriter, value: OffsetCommitResponseTopicInput, version: number): void {
  const flexible = version >= 8;
  if (version <= 9) {
    writer.string(flexible, (value.name ?? ""), 'OffsetCommitResponse.topics.name');
  }
  if (version >= 10) {
    writer.uuid((value.topicId ?? "AAAAAAAAAAAAAAAAAAAAAA"), 'OffsetCommitResponse.topics.topicId');
  }
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'OffsetCommitResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetCommitResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetCommitResponsePartition(writer: WireWriter, value: OffsetCommitResponsePartitionInput, version: number): void {
  const flexible = version >= 8;
  writer.int32(value.partitionIndex, 'OffsetCommitResponse.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'OffsetCommitResponse.topics.partitions.errorCode');
  if (flexible) writer.uvarint(0);
}
