// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeTransactionsRequest {
  readonly transactionalIds: readonly string[];
}

export type DescribeTransactionsRequestInput = DescribeTransactionsRequest;

export const describeTransactionsRequest: Codec<DescribeTransactionsRequest, DescribeTransactionsRequestInput> = {
  name: 'DescribeTransactionsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeTransactionsRequest,
  encode: encodeDescribeTransactionsRequest,
};

function decodeDescribeTransactionsRequest(reader: WireReader, _version: number): DescribeTransactionsRequest {
  const transactionalIdsCount = reader.listLength(true, 1, 'transactionalIds');
  const transactionalIds: string[] = [];
  for (let i = 0; i < transactionalIdsCount; i++) transactionalIds.push(reader.string(true, 'transactionalIds'));
  reader.skipTags('tagged fields');
  return { transactionalIds };
}

function encodeDescribeTransactionsRequest(writer: WireWriter, value: DescribeTransactionsRequestInput, _version: number): void {
  const transactionalIdsList = value.transactionalIds;
  writer.listLength(true, transactionalIdsList.length, 'DescribeTransactionsRequest.transactionalIds');
  for (const transactionalIdsItem of transactionalIdsList) writer.string(true, transactionalIdsItem, 'DescribeTransactionsRequest.transactionalIds');
  writer.uvarint(0);
}

export interface DescribeTransactionsResponse {
  readonly throttleTimeMs: number;
  readonly transactionStates: readonly DescribeTransactionsResponseTransactionState[];
}

export interface DescribeTransactionsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly transactionStates: readonly DescribeTransactionsResponseTransactionStateInput[];
}

export interface DescribeTransactionsResponseTransactionState {
  readonly errorCode: number;
  readonly transactionalId: string;
  readonly transactionState: string;
  readonly transactionTimeoutMs: number;
  readonly transactionStartTimeMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topics: readonly DescribeTransactionsResponseTopic[];
}

export type DescribeTransactionsResponseTransactionStateInput = DescribeTransactionsResponseTransactionState;

export interface DescribeTransactionsResponseTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export type DescribeTransactionsResponseTopicInput = DescribeTransactionsResponseTopic;

export const describeTransactionsResponse: Codec<DescribeTransactionsResponse, DescribeTransactionsResponseInput> = {
  name: 'DescribeTransactionsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeTransactionsResponse,
  encode: encodeDescribeTransactionsResponse,
};

function decodeDescribeTransactionsResponse(reader: WireReader, version: number): DescribeTransactionsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const transactionStatesCount = reader.structListLength(true, 28, 'transactionStates');
  const transactionStates: DescribeTransactionsResponseTransactionState[] = [];
  for (let i = 0; i < transactionStatesCount; i++) transactionStates.push(decodeDescribeTransactionsResponseTransactionState(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, transactionStates };
}

function decodeDescribeTransactionsResponseTransactionState(reader: WireReader, version: number): DescribeTransactionsResponseTransactionState {
  const errorCode = reader.int16('transactionStates.errorCode');
  const transactionalId = reader.string(true, 'transactionStates.transactionalId');
  const transactionState = reader.string(true, 'transactionStates.transactionState');
  const transactionTimeoutMs = reader.int32('transactionStates.transactionTimeoutMs');
  const transactionStartTimeMs = reader.int64('transactionStates.transactionStartTimeMs');
  const producerId = reader.int64('transactionStates.producerId');
  const producerEpoch = reader.int16('transactionStates.producerEpoch');
  const topicsCount = reader.structListLength(true, 3, 'transactionStates.topics');
  const topics: DescribeTransactionsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeTransactionsResponseTopic(reader, version));
  reader.skipTags('transactionStates.tagged fields');
  return { errorCode, transactionalId, transactionState, transactionTimeoutMs, transactionStartTimeMs, producerId, producerEpoch, topics };
}

function decodeDescribeTransactionsResponseTopic(reader: WireReader, _version: number): DescribeTransactionsResponseTopic {
  const topic = reader.string(true, 'transactionStates.topics.topic');
  const partitionsCount = reader.listLength(true, 4, 'transactionStates.topics.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('transactionStates.topics.partitions'));
  reader.skipTags('transactionStates.topics.tagged fields');
  return { topic, partitions };
}

function encodeDescribeTransactionsResponse(writer: WireWriter, value: DescribeTransactionsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeTransactionsResponse.throttleTimeMs');
  const transactionStatesList = value.transactionStates;
  writer.listLength(true, transactionStatesList.length, 'DescribeTransactionsResponse.transactionStates');
  for (const transactionStatesItem of transactionStatesList) encodeDescribeTransactionsResponseTransactionState(writer, transactionStatesItem, version);
  writer.uvarint(0);
}

function encodeDescribeTransactionsResponseTransactionState(writer: WireWriter, value: DescribeTransactionsResponseTransactionStateInput, version: number): void {
  writer.int16(value.errorCode, 'DescribeTransactionsResponse.transactionStates.errorCode');
  writer.string(true, value.transactionalId, 'DescribeTransactionsResponse.transactionStates.transactionalId');
  writer.string(true, value.transactionState, 'DescribeTransactionsResponse.transactionStates.transactionState');
  writer.int32(value.transactionTimeoutMs, 'DescribeTransactionsResponse.transactionStates.transactionTimeoutMs');
  writer.int64(value.transactionStartTimeMs, 'DescribeTransactionsResponse.transactionStates.transactionStartTimeMs');
  writer.int64(value.producerId, 'DescribeTransactionsResponse.transactionStates.producerId');
  writer.int16(value.producerEpoch, 'DescribeTransactionsResponse.transactionStates.producerEpoch');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeTransactionsResponse.transactionStates.topics');
  for (const topicsItem of topicsList) encodeDescribeTransactionsResponseTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeDescribeTransactionsResponseTopic(writer: WireWriter, value: DescribeTransactionsResponseTopicInput, _version: number): void {
  writer.string(true, value.topic, 'DescribeTransactionsResponse.transactionStates.topics.topic');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeTransactionsResponse.transactionStates.topics.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'DescribeTransactionsResponse.transactionStates.topics.partitions');
  writer.uvarint(0);
}
