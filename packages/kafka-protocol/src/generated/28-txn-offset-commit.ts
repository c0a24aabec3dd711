// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface TxnOffsetCommitRequest {
  readonly transactionalId: string;
  readonly groupId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly TxnOffsetCommitRequestTopic[];
}

export interface TxnOffsetCommitRequestInput {
  readonly transactionalId: string;
  readonly groupId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly generationId?: number | undefined;
  readonly memberId?: string | undefined;
  readonly groupInstanceId?: string | null | undefined;
  readonly topics: readonly TxnOffsetCommitRequestTopicInput[];
}

export interface TxnOffsetCommitRequestTopic {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitRequestPartition[];
}

export interface TxnOffsetCommitRequestTopicInput {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitRequestPartitionInput[];
}

export interface TxnOffsetCommitRequestPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

export interface TxnOffsetCommitRequestPartitionInput {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch?: number | undefined;
  readonly committedMetadata: string | null;
}

export const txnOffsetCommitRequest: Codec<TxnOffsetCommitRequest, TxnOffsetCommitRequestInput> = {
  name: 'TxnOffsetCommitRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeTxnOffsetCommitRequest,
  encode: encodeTxnOffsetCommitRequest,
};

function decodeTxnOffsetCommitRequest(reader: WireReader, version: number): TxnOffsetCommitRequest {
  const flexible = version >= 3;
  const transactionalId = reader.string(flexible, 'transactionalId');
  const groupId = reader.string(flexible, 'groupId');
  const producerId = reader.int64('producerId');
  const producerEpoch = reader.int16('producerEpoch');
  const generationId = version >= 3 ? reader.int32('generationId') : -1;
  const memberId = version >= 3 ? reader.string(flexible, 'memberId') : "";
  const groupInstanceId = version >= 3 ? reader.nullableString(flexible, 'groupInstanceId') : null;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: TxnOffsetCommitRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeTxnOffsetCommitRequestTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { transactionalId, groupId, producerId, producerEpoch, generationId, memberId, groupInstanceId, topics };
}

function decodeTxnOffsetCommitRequestTopic(reader: WireReader, version: number): TxnOffsetCommitRequestTopic {
  const flexible = version >= 3;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 14, 'topics.partitions');
  const partitions: TxnOffsetCommitRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeTxnOffsetCommitRequestPartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeTxnOffsetCommitRequestPartition(reader: WireReader, version: number): TxnOffsetCommitRequestPartition {
  const flexible = version >= 3;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const committedOffset = reader.int64('topics.partitions.committedOffset');
  const committedLeaderEpoch = version >= 2 ? reader.int32('topics.partitions.committedLeaderEpoch') : -1;
  const committedMetadata = reader.nullableString(flexible, 'topics.partitions.committedMetadata');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata };
}

function encodeTxnOffsetCommitRequest(writer: WireWriter, value: TxnOffsetCommitRequestInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.transactionalId, 'TxnOffsetCommitRequest.transactionalId');
  writer.string(flexible, value.groupId, 'TxnOffsetCommitRequest.groupId');
  writer.int64(value.producerId, 'TxnOffsetCommitRequest.producerId');
  writer.int16(value.producerEpoch, 'TxnOffsetCommitRequest.producerEpoch');
  if (version >= 3) {
    writer.int32((value.generationId ?? -1), 'TxnOffsetCommitRequest.generationId');
  }
  else if (value.generationId !== undefined && value.generationId !== -1) absentField('TxnOffsetCommitRequest.generationId', version);
  if (version >= 3) {
    writer.string(flexible, (value.memberId ?? ""), 'TxnOffsetCommitRequest.memberId');
  }
  else if (value.memberId !== undefined && value.memberId !== "") absentField('TxnOffsetCommitRequest.memberId', version);
  if (version >= 3) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'TxnOffsetCommitRequest.groupInstanceId');
  }
  else if (value.groupInstanceId !== undefined && value.groupInstanceId !== null) absentField('TxnOffsetCommitRequest.groupInstanceId', version);
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'TxnOffsetCommitRequest.topics');
  for (const topicsItem of topicsList) encodeTxnOffsetCommitRequestTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeTxnOffsetCommitRequestTopic(writer: WireWriter, value: TxnOffsetCommitRequestTopicInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.name, 'TxnOffsetCommitRequest.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'TxnOffsetCommitRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeTxnOffsetCommitRequestPartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeTxnOffsetCommitRequestPartition(writer: WireWriter, value: TxnOffsetCommitRequestPartitionInput, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex, 'TxnOffsetCommitRequest.topics.partitions.partitionIndex');
  writer.int64(value.committedOffset, 'TxnOffsetCommitRequest.topics.partitions.committedOffset');
  if (version >= 2) {
    writer.int32((value.committedLeaderEpoch ?? -1), 'TxnOffsetCommitRequest.topics.partitions.committedLeaderEpoch');
  }
  writer.nullableString(flexible, value.committedMetadata, 'TxnOffsetCommitRequest.topics.partitions.committedMetadata');
  if (flexible) writer.uvarint(0);
}

export interface TxnOffsetCommitResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly TxnOffsetCommitResponseTopicResult[];
}

export interface TxnOffsetCommitResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly TxnOffsetCommitResponseTopicResultInput[];
}

export interface TxnOffsetCommitResponseTopicResult {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitResponsePartitionResult[];
}

export type TxnOffsetCommitResponseTopicResultInput = TxnOffsetCommitResponseTopicResult;

export interface TxnOffsetCommitResponsePartitionResult {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export type TxnOffsetCommitResponsePartitionResultInput = TxnOffsetCommitResponsePartitionResult;

export const txnOffsetCommitResponse: Codec<TxnOffsetCommitResponse, TxnOffsetCommitResponseInput> = {
  name: 'TxnOffsetCommitResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeTxnOffsetCommitResponse,
  encode: encodeTxnOffsetCommitResponse,
};

function decodeTxnOffsetCommitResponse(reader: WireReader, version: number): TxnOffsetCommitResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: TxnOffsetCommitResponseTopicResult[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeTxnOffsetCommitResponseTopicResult(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeTxnOffsetCommitResponseTopicResult(reader: WireReader, version: number): TxnOffsetCommitResponseTopicResult {
  const flexible = version >= 3;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 6, 'topics.partitions');
  const partitions: TxnOffsetCommitResponsePartitionResult[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeTxnOffsetCommitResponsePartitionResult(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeTxnOffsetCommitResponsePartitionResult(reader: WireReader, version: number): TxnOffsetCommitResponsePartitionResult {
  const flexible = version >= 3;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const errorCode = reader.int16('topics.partitions.errorCode');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, errorCode };
}

function encodeTxnOffsetCommitResponse(writer: WireWriter, value: TxnOffsetCommitResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0), 'TxnOffsetCommitResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'TxnOffsetCommitResponse.topics');
  for (const topicsItem of topicsList) encodeTxnOffsetCommitResponseTopicResult(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeTxnOffsetCommitResponseTopicResult(writer: WireWriter, value: TxnOffsetCommitResponseTopicResultInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.name, 'TxnOffsetCommitResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'TxnOffsetCommitResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeTxnOffsetCommitResponsePartitionResult(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeTxnOffsetCommitResponsePartitionResult(writer: WireWriter, value: TxnOffsetCommitResponsePartitionResultInput, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex, 'TxnOffsetCommitResponse.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'TxnOffsetCommitResponse.topics.partitions.errorCode');
  if (flexible) writer.uvarint(0);
}
