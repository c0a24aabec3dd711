// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeLogDirsRequest {
  readonly topics: readonly DescribeLogDirsRequestTopic[] | null;
}

export type DescribeLogDirsRequestInput = DescribeLogDirsRequest;

export interface DescribeLogDirsRequestTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export type DescribeLogDirsRequestTopicInput = DescribeLogDirsRequestTopic;

export const describeLogDirsRequest: Codec<DescribeLogDirsRequest, DescribeLogDirsRequestInput> = {
  name: 'DescribeLogDirsRequest',
  minVersion: 1,
  maxVersion: 5,
  flexibleFrom: 2,
  decode: decodeDescribeLogDirsRequest,
  encode: encodeDescribeLogDirsRequest,
};

function decodeDescribeLogDirsRequest(reader: WireReader, version: number): DescribeLogDirsRequest {
  const flexible = version >= 2;
  let topics: DescribeLogDirsRequestTopic[] | null = [];
  const topicsCount = reader.nullableStructListLength(flexible, 3, 'topics');
  if (topicsCount < 0) topics = null;
  else {
    const topicsItems: DescribeLogDirsRequestTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeDescribeLogDirsRequestTopic(reader, version));
    topics = topicsItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { topics };
}

function decodeDescribeLogDirsRequestTopic(reader: WireReader, version: number): DescribeLogDirsRequestTopic {
  const flexible = version >= 2;
  const topic = reader.string(flexible, 'topics.topic');
  const partitionsCount = reader.listLength(flexible, 4, 'topics.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('topics.partitions'));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { topic, partitions };
}

function encodeDescribeLogDirsRequest(writer: WireWriter, value: DescribeLogDirsRequestInput, version: number): void {
  const flexible = version >= 2;
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList === null ? -1 : topicsList.length, 'DescribeLogDirsRequest.topics');
  if (topicsList !== null) for (const topicsItem of topicsList) encodeDescribeLogDirsRequestTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeLogDirsRequestTopic(writer: WireWriter, value: DescribeLogDirsRequestTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.topic, 'DescribeLogDirsRequest.topics.topic');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'DescribeLogDirsRequest.topics.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'DescribeLogDirsRequest.topics.partitions');
  if (flexible) writer.uvarint(0);
}

export interface DescribeLogDirsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly results: readonly DescribeLogDirsResponseLogDir[];
}

export interface DescribeLogDirsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly results: readonly DescribeLogDirsResponseLogDirInput[];
}

export interface DescribeLogDirsResponseLogDir {
  readonly errorCode: number;
  readonly logDir: string;
  readonly topics: readonly DescribeLogDirsResponseTopic[];
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly isCordoned: boolean;
}

export interface DescribeLogDirsResponseLogDirInput {
  readonly errorCode: number;
  readonly logDir: string;
  readonly topics: readonly DescribeLogDirsResponseTopicInput[];
  readonly totalBytes?: number | undefined;
  readonly usableBytes?: number | undefined;
  readonly isCordoned?: boolean | undefined;
}

export interface DescribeLogDirsResponseTopic {
  readonly name: string;
  readonly partitions: readonly DescribeLogDirsResponsePartition[];
}

export type DescribeLogDirsResponseTopicInput = DescribeLogDirsResponseTopic;

export interface DescribeLogDirsResponsePartition {
  readonly partitionIndex: number;
  readonly partitionSize: number;
  readonly offsetLag: number;
  readonly isFutureKey: boolean;
}

export type DescribeLogDirsResponsePartitionInput = DescribeLogDirsResponsePartition;

export const describeLogDirsResponse: Codec<DescribeLogDirsResponse, DescribeLogDirsResponseInput> = {
  name: 'DescribeLogDirsResponse',
  minVersion: 1,
  maxVersion: 5,
  flexibleFrom: 2,
  decode: decodeDescribeLogDirsResponse,
  encode: encodeDescribeLogDirsResponse,
};

function decodeDescribeLogDirsResponse(reader: WireReader, version: number): DescribeLogDirsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = version >= 3 ? reader.int16('errorCode') : 0;
  const resultsCount = reader.structListLength(flexible, 5, 'results');
  const results: DescribeLogDirsResponseLogDir[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeDescribeLogDirsResponseLogDir(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, results };
}

function decodeDescribeLogDirsResponseLogDir(reader: WireReader, version: number): DescribeLogDirsResponseLogDir {
  const flexible = version >= 2;
  const errorCode = reader.int16('results.errorCode');
  const logDir = reader.string(flexible, 'results.logDir');
  const topicsCount = reader.structListLength(flexible, 3, 'results.topics');
  const topics: DescribeLogDirsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeLogDirsResponseTopic(reader, version));
  const totalBytes = version >= 4 ? reader.int64('results.totalBytes') : -1;
  const usableBytes = version >= 4 ? reader.int64('results.usableBytes') : -1;
  const isCordoned = version >= 5 ? reader.bool('results.isCordoned') : false;
  if (flexible) reader.skipTags('results.tagged fields');
  return { errorCode, logDir, topics, totalBytes, usableBytes, isCordoned };
}

function decodeDescribeLogDirsResponseTopic(reader: WireReader, version: number): DescribeLogDirsResponseTopic {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'results.topics.name');
  const partitionsCount = reader.structListLength(flexible, 21, 'results.topics.partitions');
  const partitions: DescribeLogDirsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDescribeLogDirsResponsePartition(reader, version));
  if (flexible) reader.skipTags('results.topics.tagged fields');
  return { name, partitions };
}

function decodeDescribeLogDirsResponsePartition(reader: WireReader, version: number): DescribeLogDirsResponsePartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32('results.topics.partitions.partitionIndex');
  const partitionSize = reader.int64('results.topics.partitions.partitionSize');
  const offsetLag = reader.int64('results.topics.partitions.offsetLag');
  const isFutureKey = reader.bool('results.topics.partitions.isFutureKey');
  if (flexible) reader.skipTags('results.topics.partitions.tagged fields');
  return { partitionIndex, partitionSize, offsetLag, isFutureKey };
}

function encodeDescribeLogDirsResponse(writer: WireWriter, value: DescribeLogDirsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeLogDirsResponse.throttleTimeMs');
  if (version >= 3) {
    writer.int16((value.errorCode ?? 0), 'DescribeLogDirsResponse.errorCode');
  }
  const resultsList = value.results;
  writer.listLength(flexible, resultsList.length, 'DescribeLogDirsResponse.results');
  for (const resultsItem of resultsList) encodeDescribeLogDirsResponseLogDir(writer, resultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeLogDirsResponseLogDir(writer: WireWriter, value: DescribeLogDirsResponseLogDirInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'DescribeLogDirsResponse.results.errorCode');
  writer.string(flexible, value.logDir, 'DescribeLogDirsResponse.results.logDir');
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'DescribeLogDirsResponse.results.topics');
  for (const topicsItem of topicsList) encodeDescribeLogDirsResponseTopic(writer, topicsItem, version);
  if (version >= 4) {
    writer.int64((value.totalBytes ?? -1), 'DescribeLogDirsResponse.results.totalBytes');
  }
  if (version >= 4) {
    writer.int64((value.usableBytes ?? -1), 'DescribeLogDirsResponse.results.usableBytes');
  }
  if (version >= 5) {
    writer.bool((value.isCordoned ?? false));
  }
  if (flexible) writer.uvarint(0);
}

function encodeDescribeLogDirsResponseTopic(writer: WireWriter, value: DescribeLogDirsResponseTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'DescribeLogDirsResponse.results.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'DescribeLogDirsResponse.results.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDescribeLogDirsResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeLogDirsResponsePartition(writer: WireWriter, value: DescribeLogDirsResponsePartitionInput, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex, 'DescribeLogDirsResponse.results.topics.partitions.partitionIndex');
  writer.int64(value.partitionSize, 'DescribeLogDirsResponse.results.topics.partitions.partitionSize');
  writer.int64(value.offsetLag, 'DescribeLogDirsResponse.results.topics.partitions.offsetLag');
  writer.bool(value.isFutureKey);
  if (flexible) writer.uvarint(0);
}
