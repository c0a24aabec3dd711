// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeShareGroupOffsetsRequest {
  readonly groups: readonly DescribeShareGroupOffsetsRequestGroup[];
}

export type DescribeShareGroupOffsetsRequestInput = DescribeShareGroupOffsetsRequest;

export interface DescribeShareGroupOffsetsRequestGroup {
  readonly groupId: string;
  readonly topics: readonly DescribeShareGroupOffsetsRequestTopic[] | null;
}

export type DescribeShareGroupOffsetsRequestGroupInput = DescribeShareGroupOffsetsRequestGroup;

export interface DescribeShareGroupOffsetsRequestTopic {
  readonly topicName: string;
  readonly partitions: readonly number[];
}

export type DescribeShareGroupOffsetsRequestTopicInput = DescribeShareGroupOffsetsRequestTopic;

export const describeShareGroupOffsetsRequest: Codec<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsRequestInput> = {
  name: 'DescribeShareGroupOffsetsRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeDescribeShareGroupOffsetsRequest,
  encode: encodeDescribeShareGroupOffsetsRequest,
};

function decodeDescribeShareGroupOffsetsRequest(reader: WireReader, version: number): DescribeShareGroupOffsetsRequest {
  const groupsCount = reader.structListLength(true, 3, 'groups');
  const groups: DescribeShareGroupOffsetsRequestGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeDescribeShareGroupOffsetsRequestGroup(reader, version));
  reader.skipTags('tagged fields');
  return { groups };
}

function decodeDescribeShareGroupOffsetsRequestGroup(reader: WireReader, version: number): DescribeShareGroupOffsetsRequestGroup {
  const groupId = reader.string(true, 'groups.groupId');
  let topics: DescribeShareGroupOffsetsRequestTopic[] | null = [];
  const topicsCount = reader.nullableStructListLength(true, 3, 'groups.topics');
  if (topicsCount < 0) topics = null;
  else {
    const topicsItems: DescribeShareGroupOffsetsRequestTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeDescribeShareGroupOffsetsRequestTopic(reader, version));
    topics = topicsItems;
  }
  reader.skipTags('groups.tagged fields');
  return { groupId, topics };
}

function decodeDescribeShareGroupOffsetsRequestTopic(reader: WireReader, _version: number): DescribeShareGroupOffsetsRequestTopic {
  const topicName = reader.string(true, 'groups.topics.topicName');
  const partitionsCount = reader.listLength(true, 4, 'groups.topics.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('groups.topics.partitions'));
  reader.skipTags('groups.topics.tagged fields');
  return { topicName, partitions };
}

function encodeDescribeShareGroupOffsetsRequest(writer: WireWriter, value: DescribeShareGroupOffsetsRequestInput, version: number): void {
  const groupsList = value.groups;
  writer.listLength(true, groupsList.length, 'DescribeShareGroupOffsetsRequest.groups');
  for (const groupsItem of groupsList) encodeDescribeShareGroupOffsetsRequestGroup(writer, groupsItem, version);
  writer.uvarint(0);
}

function encodeDescribeShareGroupOffsetsRequestGroup(writer: WireWriter, value: DescribeShareGroupOffsetsRequestGroupInput, version: number): void {
  writer.string(true, value.groupId, 'DescribeShareGroupOffsetsRequest.groups.groupId');
  const topicsList = value.topics;
  writer.listLength(true, topicsList === null ? -1 : topicsList.length, 'DescribeShareGroupOffsetsRequest.groups.topics');
  if (topicsList !== null) for (const topicsItem of topicsList) encodeDescribeShareGroupOffsetsRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeDescribeShareGroupOffsetsRequestTopic(writer: WireWriter, value: DescribeShareGroupOffsetsRequestTopicInput, _version: number): void {
  writer.string(true, value.topicName, 'DescribeShareGroupOffsetsRequest.groups.topics.topicName');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeShareGroupOffsetsRequest.groups.topics.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'DescribeShareGroupOffsetsRequest.groups.topics.partitions');
  writer.uvarint(0);
}

export interface DescribeShareGroupOffsetsResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly DescribeShareGroupOffsetsResponseGroup[];
}

export interface DescribeShareGroupOffsetsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly DescribeShareGroupOffsetsResponseGroupInput[];
}

export interface DescribeShareGroupOffsetsResponseGroup {
  readonly groupId: string;
  readonly topics: readonly DescribeShareGroupOffsetsResponseTopic[];
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface DescribeShareGroupOffsetsResponseGroupInput {
  readonly groupId: string;
  readonly topics: readonly DescribeShareGroupOffsetsResponseTopicInput[];
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

export interface DescribeShareGroupOffsetsResponseTopic {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitions: readonly DescribeShareGroupOffsetsResponsePartition[];
}

export interface DescribeShareGroupOffsetsResponseTopicInput {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitions: readonly DescribeShareGroupOffsetsResponsePartitionInput[];
}

export interface DescribeShareGroupOffsetsResponsePartition {
  readonly partitionIndex: number;
  readonly startOffset: number;
  readonly leaderEpoch: number;
  readonly lag: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface DescribeShareGroupOffsetsResponsePartitionInput {
  readonly partitionIndex: number;
  readonly startOffset: number;
  readonly leaderEpoch: number;
  readonly lag?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

export const describeShareGroupOffsetsResponse: Codec<DescribeShareGroupOffsetsResponse, DescribeShareGroupOffsetsResponseInput> = {
  name: 'DescribeShareGroupOffsetsResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeDescribeShareGroupOffsetsResponse,
  encode: encodeDescribeShareGroupOffsetsResponse,
};

function decodeDescribeShareGroupOffsetsResponse(reader: WireReader, version: number): DescribeShareGroupOffsetsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const groupsCount = reader.structListLength(true, 6, 'groups');
  const groups: DescribeShareGroupOffsetsResponseGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeDescribeShareGroupOffsetsResponseGroup(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, groups };
}

function decodeDescribeShareGroupOffsetsResponseGroup(reader: WireReader, version: number): DescribeShareGroupOffsetsResponseGroup {
  const groupId = reader.string(true, 'groups.groupId');
  const topicsCount = reader.structListLength(true, 19, 'groups.topics');
  const topics: DescribeShareGroupOffsetsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeShareGroupOffsetsResponseTopic(reader, version));
  const errorCode = reader.int16('groups.errorCode');
  const errorMessage = reader.nullableString(true, 'groups.errorMessage');
  reader.skipTags('groups.tagged fields');
  return { groupId, topics, errorCode, errorMessage };
}

function decodeDescribeShareGroupOffsetsResponseTopic(reader: WireReader, version: number): DescribeShareGroupOffsetsResponseTopic {
  const topicName = reader.string(true, 'groups.topics.topicName');
  const topicId = reader.uuid('groups.topics.topicId');
  const partitionsCount = reader.structListLength(true, 20, 'groups.topics.partitions');
  const partitions: DescribeShareGroupOffsetsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDescribeShareGroupOffsetsResponsePartition(reader, version));
  reader.skipTags('groups.topics.tagged fields');
  return { topicName, topicId, partitions };
}

function decodeDescribeShareGroupOffsetsResponsePartition(reader: WireReader, version: number): DescribeShareGroupOffsetsResponsePartition {
  const partitionIndex = reader.int32('groups.topics.partitions.partitionIndex');
  const startOffset = reader.int64('groups.topics.partitions.startOffset');
  const leaderEpoch = reader.int32('groups.topics.partitions.leaderEpoch');
  const lag = version >= 1 ? reader.int64('groups.topics.partitions.lag') : -1;
  const errorCode = reader.int16('groups.topics.partitions.errorCode');
  const errorMessage = reader.nullableString(true, 'groups.topics.partitions.errorMessage');
  reader.skipTags('groups.topics.partitions.tagged fields');
  return { partitionIndex, startOffset, leaderEpoch, lag, errorCode, errorMessage };
}

function encodeDescribeShareGroupOffsetsResponse(writer: WireWriter, value: DescribeShareGroupOffsetsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeShareGroupOffsetsResponse.throttleTimeMs');
  const groupsList = value.groups;
  writer.listLength(true, groupsList.length, 'DescribeShareGroupOffsetsResponse.groups');
  for (const groupsItem of groupsList) encodeDescribeShareGroupOffsetsResponseGroup(writer, groupsItem, version);
  writer.uvarint(0);
}

function encodeDescribeShareGroupOffsetsResponseGroup(writer: WireWriter, value: DescribeShareGroupOffsetsResponseGroupInput, version: number): void {
  writer.string(true, value.groupId, 'DescribeShareGroupOffsetsResponse.groups.groupId');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeShareGroupOffsetsResponse.groups.topics');
  for (const topicsItem of topicsList) encodeDescribeShareGroupOffsetsResponseTopic(writer, topicsItem, version);
  writer.int16(value.errorCode, 'DescribeShareGroupOffsetsResponse.groups.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'DescribeShareGroupOffsetsResponse.groups.errorMessage');
  writer.uvarint(0);
}

function encodeDescribeShareGroupOffsetsResponseTopic(writer: WireWriter, value: DescribeShareGroupOffsetsResponseTopicInput, version: number): void {
  writer.string(true, value.topicName, 'DescribeShareGroupOffsetsResponse.groups.topics.topicName');
  writer.uuid(value.topicId, 'DescribeShareGroupOffsetsResponse.groups.topics.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeShareGroupOffsetsResponse.groups.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDescribeShareGroupOffsetsResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeDescribeShareGroupOffsetsResponsePartition(writer: WireWriter, value: DescribeShareGroupOffsetsResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'DescribeShareGroupOffsetsResponse.groups.topics.partitions.partitionIndex');
  writer.int64(value.startOffset, 'DescribeShareGroupOffsetsResponse.groups.topics.partitions.startOffset');
  writer.int32(value.leaderEpoch, 'DescribeShareGroupOffsetsResponse.groups.topics.partitions.leaderEpoch');
  if (version >= 1) {
    writer.int64((value.lag ?? -1), 'DescribeShareGroupOffsetsResponse.groups.topics.partitions.lag');
  }
  writer.int16(value.errorCode, 'DescribeShareGroupOffsetsResponse.groups.topics.partitions.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'DescribeShareGroupOffsetsResponse.groups.topics.partitions.errorMessage');
  writer.uvarint(0);
}
