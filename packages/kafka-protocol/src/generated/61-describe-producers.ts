// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeProducersRequest {
  readonly topics: readonly DescribeProducersRequestTopic[];
}

export type DescribeProducersRequestInput = DescribeProducersRequest;

export interface DescribeProducersRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export type DescribeProducersRequestTopicInput = DescribeProducersRequestTopic;

export const describeProducersRequest: Codec<DescribeProducersRequest, DescribeProducersRequestInput> = {
  name: 'DescribeProducersRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeProducersRequest,
  encode: encodeDescribeProducersRequest,
};

function decodeDescribeProducersRequest(reader: WireReader, version: number): DescribeProducersRequest {
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: DescribeProducersRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeProducersRequestTopic(reader, version));
  reader.skipTags('tagged fields');
  return { topics };
}

function decodeDescribeProducersRequestTopic(reader: WireReader, _version: number): DescribeProducersRequestTopic {
  const name = reader.string(true, 'topics.name');
  const partitionIndexesCount = reader.listLength(true, 4, 'topics.partitionIndexes');
  const partitionIndexes: number[] = [];
  for (let i = 0; i < partitionIndexesCount; i++) partitionIndexes.push(reader.int32('topics.partitionIndexes'));
  reader.skipTags('topics.tagged fields');
  return { name, partitionIndexes };
}

function encodeDescribeProducersRequest(writer: WireWriter, value: DescribeProducersRequestInput, version: number): void {
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeProducersRequest.topics');
  for (const topicsItem of topicsList) encodeDescribeProducersRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeDescribeProducersRequestTopic(writer: WireWriter, value: DescribeProducersRequestTopicInput, _version: number): void {
  writer.string(true, value.name, 'DescribeProducersRequest.topics.name');
  const partitionIndexesList = value.partitionIndexes;
  writer.listLength(true, partitionIndexesList.length, 'DescribeProducersRequest.topics.partitionIndexes');
  for (const partitionIndexesItem of partitionIndexesList) writer.int32(partitionIndexesItem, 'DescribeProducersRequest.topics.partitionIndexes');
  writer.uvarint(0);
}

export interface DescribeProducersResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly DescribeProducersResponseTopic[];
}

export interface DescribeProducersResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly DescribeProducersResponseTopicInput[];
}

export interface DescribeProducersResponseTopic {
  readonly name: string;
  readonly partitions: readonly DescribeProducersResponsePartition[];
}

export interface DescribeProducersResponseTopicInput {
  readonly name: string;
  readonly partitions: readonly DescribeProducersResponsePartitionInput[];
}

export interface DescribeProducersResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly activeProducers: readonly DescribeProducersResponseProducer[];
}

export interface DescribeProducersResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly activeProducers: readonly DescribeProducersResponseProducerInput[];
}

export interface DescribeProducersResponseProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestamp: number;
  readonly coordinatorEpoch: number;
  readonly currentTxnStartOffset: number;
}

export interface DescribeProducersResponseProducerInput {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence?: number | undefined;
  readonly lastTimestamp?: number | undefined;
  readonly coordinatorEpoch: number;
  readonly currentTxnStartOffset?: number | undefined;
}

export const describeProducersResponse: Codec<DescribeProducersResponse, DescribeProducersResponseInput> = {
  name: 'DescribeProducersResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeProducersResponse,
  encode: encodeDescribeProducersResponse,
};

function decodeDescribeProducersResponse(reader: WireReader, version: number): DescribeProducersResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: DescribeProducersResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeProducersResponseTopic(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeDescribeProducersResponseTopic(reader: WireReader, version: number): DescribeProducersResponseTopic {
  const name = reader.string(true, 'topics.name');
  const partitionsCount = reader.structListLength(true, 9, 'topics.partitions');
  const partitions: DescribeProducersResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDescribeProducersResponsePartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeDescribeProducersResponsePartition(reader: WireReader, version: number): DescribeProducersResponsePartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const errorCode = reader.int16('topics.partitions.errorCode');
  const errorMessage = reader.nullableString(true, 'topics.partitions.errorMessage');
  const activeProducersCount = reader.structListLength(true, 37, 'topics.partitions.activeProducers');
  const activeProducers: DescribeProducersResponseProducer[] = [];
  for (let i = 0; i < activeProducersCount; i++) activeProducers.push(decodeDescribeProducersResponseProducer(reader, version));
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, errorCode, errorMessage, activeProducers };
}

function decodeDescribeProducersResponseProducer(reader: WireReader, _version: number): DescribeProducersResponseProducer {
  const producerId = reader.int64('topics.partitions.activeProducers.producerId');
  const producerEpoch = reader.int32('topics.partitions.activeProducers.producerEpoch');
  const lastSequence = reader.int32('topics.partitions.activeProducers.lastSequence');
  const lastTimestamp = reader.int64('topics.partitions.activeProducers.lastTimestamp');
  const coordinatorEpoch = reader.int32('topics.partitions.activeProducers.coordinatorEpoch');
  const currentTxnStartOffset = reader.int64('topics.partitions.activeProducers.currentTxnStartOffset');
  reader.skipTags('topics.partitions.activeProducers.tagged fields');
  return { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset };
}

function encodeDescribeProducersResponse(writer: WireWriter, value: DescribeProducersResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeProducersResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeProducersResponse.topics');
  for (const topicsItem of topicsList) encodeDescribeProducersResponseTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeDescribeProducersResponseTopic(writer: WireWriter, value: DescribeProducersResponseTopicInput, version: number): void {
  writer.string(true, value.name, 'DescribeProducersResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeProducersResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDescribeProducersResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeDescribeProducersResponsePartition(writer: WireWriter, value: DescribeProducersResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'DescribeProducersResponse.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'DescribeProducersResponse.topics.partitions.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'DescribeProducersResponse.topics.partitions.errorMessage');
  const activeProducersList = value.activeProducers;
  writer.listLength(true, activeProducersList.length, 'DescribeProducersResponse.topics.partitions.activeProducers');
  for (const activeProducersItem of activeProducersList) encodeDescribeProducersResponseProducer(writer, activeProducersItem, version);
  writer.uvarint(0);
}

function encodeDescribeProducersResponseProducer(writer: WireWriter, value: DescribeProducersResponseProducerInput, _version: number): void {
  writer.int64(value.producerId, 'DescribeProducersResponse.topics.partitions.activeProducers.producerId');
  writer.int32(value.producerEpoch, 'DescribeProducersResponse.topics.partitions.activeProducers.producerEpoch');
  writer.int32((value.lastSequence ?? -1), 'DescribeProducersResponse.topics.partitions.activeProducers.lastSequence');
  writer.int64((value.lastTimestamp ?? -1), 'DescribeProducersResponse.topics.partitions.activeProducers.lastTimestamp');
  writer.int32(value.coordinatorEpoch, 'DescribeProducersResponse.topics.partitions.activeProducers.coordinatorEpoch');
  writer.int64((value.currentTxnStartOffset ?? -1), 'DescribeProducersResponse.topics.partitions.activeProducers.currentTxnStartOffset');
  writer.uvarint(0);
}
