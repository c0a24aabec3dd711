// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AlterReplicaLogDirsRequest {
  readonly dirs: readonly AlterReplicaLogDirsRequestDir[];
}

export type AlterReplicaLogDirsRequestInput = AlterReplicaLogDirsRequest;

export interface AlterReplicaLogDirsRequestDir {
  readonly path: string;
  readonly topics: readonly AlterReplicaLogDirsRequestTopic[];
}

export type AlterReplicaLogDirsRequestDirInput = AlterReplicaLogDirsRequestDir;

export interface AlterReplicaLogDirsRequestTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export type AlterReplicaLogDirsRequestTopicInput = AlterReplicaLogDirsRequestTopic;

export const alterReplicaLogDirsRequest: Codec<AlterReplicaLogDirsRequest, AlterReplicaLogDirsRequestInput> = {
  name: 'AlterReplicaLogDirsRequest',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeAlterReplicaLogDirsRequest,
  encode: encodeAlterReplicaLogDirsRequest,
};

function decodeAlterReplicaLogDirsRequest(reader: WireReader, version: number): AlterReplicaLogDirsRequest {
  const flexible = version >= 2;
  const dirsCount = reader.structListLength(flexible, 3, 'dirs');
  const dirs: AlterReplicaLogDirsRequestDir[] = [];
  for (let i = 0; i < dirsCount; i++) dirs.push(decodeAlterReplicaLogDirsRequestDir(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { dirs };
}

function decodeAlterReplicaLogDirsRequestDir(reader: WireReader, version: number): AlterReplicaLogDirsRequestDir {
  const flexible = version >= 2;
  const path = reader.string(flexible, 'dirs.path');
  const topicsCount = reader.structListLength(flexible, 3, 'dirs.topics');
  const topics: AlterReplicaLogDirsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeAlterReplicaLogDirsRequestTopic(reader, version));
  if (flexible) reader.skipTags('dirs.tagged fields');
  return { path, topics };
}

function decodeAlterReplicaLogDirsRequestTopic(reader: WireReader, version: number): AlterReplicaLogDirsRequestTopic {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'dirs.topics.name');
  const partitionsCount = reader.listLength(flexible, 4, 'dirs.topics.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('dirs.topics.partitions'));
  if (flexible) reader.skipTags('dirs.topics.tagged fields');
  return { name, partitions };
}

function encodeAlterReplicaLogDirsRequest(writer: WireWriter, value: AlterReplicaLogDirsRequestInput, version: number): void {
  const flexible = version >= 2;
  const dirsList = value.dirs;
  writer.listLength(flexible, dirsList.length, 'AlterReplicaLogDirsRequest.dirs');
  for (const dirsItem of dirsList) encodeAlterReplicaLogDirsRequestDir(writer, dirsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterReplicaLogDirsRequestDir(writer: WireWriter, value: AlterReplicaLogDirsRequestDirInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.path, 'AlterReplicaLogDirsRequest.dirs.path');
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'AlterReplicaLogDirsRequest.dirs.topics');
  for (const topicsItem of topicsList) encodeAlterReplicaLogDirsRequestTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterReplicaLogDirsRequestTopic(writer: WireWriter, value: AlterReplicaLogDirsRequestTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'AlterReplicaLogDirsRequest.dirs.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'AlterReplicaLogDirsRequest.dirs.topics.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'AlterReplicaLogDirsRequest.dirs.topics.partitions');
  if (flexible) writer.uvarint(0);
}

export interface AlterReplicaLogDirsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly AlterReplicaLogDirsResponseTopic[];
}

export interface AlterReplicaLogDirsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly AlterReplicaLogDirsResponseTopicInput[];
}

export interface AlterReplicaLogDirsResponseTopic {
  readonly topicName: string;
  readonly partitions: readonly AlterReplicaLogDirsResponsePartition[];
}

export type AlterReplicaLogDirsResponseTopicInput = AlterReplicaLogDirsResponseTopic;

export interface AlterReplicaLogDirsResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export type AlterReplicaLogDirsResponsePartitionInput = AlterReplicaLogDirsResponsePartition;

export const alterReplicaLogDirsResponse: Codec<AlterReplicaLogDirsResponse, AlterReplicaLogDirsResponseInput> = {
  name: 'AlterReplicaLogDirsResponse',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeAlterReplicaLogDirsResponse,
  encode: encodeAlterReplicaLogDirsResponse,
};

function decodeAlterReplicaLogDirsResponse(reader: WireReader, version: number): AlterReplicaLogDirsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const resultsCount = reader.structListLength(flexible, 3, 'results');
  const results: AlterReplicaLogDirsResponseTopic[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeAlterReplicaLogDirsResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, results };
}

function decodeAlterReplicaLogDirsResponseTopic(reader: WireReader, version: number): AlterReplicaLogDirsResponseTopic {
  const flexible = version >= 2;
  const topicName = reader.string(flexible, 'results.topicName');
  const partitionsCount = reader.structListLength(flexible, 6, 'results.partitions');
  const partitions: AlterReplicaLogDirsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeAlterReplicaLogDirsResponsePartition(reader, version));
  if (flexible) reader.skipTags('results.tagged fields');
  return { topicName, partitions };
}

function decodeAlterReplicaLogDirsResponsePartition(reader: WireReader, version: number): AlterReplicaLogDirsResponsePartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32('results.partitions.partitionIndex');
  const errorCode = reader.int16('results.partitions.errorCode');
  if (flexible) reader.skipTags('results.partitions.tagged fields');
  return { partitionIndex, errorCode };
}

function encodeAlterReplicaLogDirsResponse(writer: WireWriter, value: AlterReplicaLogDirsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'AlterReplicaLogDirsResponse.throttleTimeMs');
  const resultsList = value.results;
  writer.listLength(flexible, resultsList.length, 'AlterReplicaLogDirsResponse.results');
  for (const resultsItem of resultsList) encodeAlterReplicaLogDirsResponseTopic(writer, resultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterReplicaLogDirsResponseTopic(writer: WireWriter, value: AlterReplicaLogDirsResponseTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.topicName, 'AlterReplicaLogDirsResponse.results.topicName');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'AlterReplicaLogDirsResponse.results.partitions');
  for (const partitionsItem of partitionsList) encodeAlterReplicaLogDirsResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterReplicaLogDirsResponsePartition(writer: WireWriter, value: AlterReplicaLogDirsResponsePartitionInput, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex, 'AlterReplicaLogDirsResponse.results.partitions.partitionIndex');
  writer.int16(value.errorCode, 'AlterReplicaLogDirsResponse.results.partitions.errorCode');
  if (flexible) writer.uvarint(0);
}
