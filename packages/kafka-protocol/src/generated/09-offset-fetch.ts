// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField, notNull } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface OffsetFetchRequest {
  readonly groupId: string;
  readonly topics: readonly OffsetFetchRequestTopic[] | null;
  readonly groups: readonly OffsetFetchRequestGroup[];
  readonly requireStable: boolean;
}

export interface OffsetFetchRequestInput {
  readonly groupId?: string | undefined;
  readonly topics?: readonly OffsetFetchRequestTopicInput[] | null | undefined;
  readonly groups?: readonly OffsetFetchRequestGroupInput[] | undefined;
  readonly requireStable?: boolean | undefined;
}

export interface OffsetFetchRequestGroup {
  readonly groupId: string;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly topics: readonly OffsetFetchRequestGroupTopic[] | null;
}

export interface OffsetFetchRequestGroupInput {
  readonly groupId: string;
  readonly memberId?: string | null | undefined;
  readonly memberEpoch?: number | undefined;
  readonly topics: readonly OffsetFetchRequestGroupTopicInput[] | null;
}

export interface OffsetFetchRequestGroupTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitionIndexes: readonly number[];
}

export interface OffsetFetchRequestGroupTopicInput {
  readonly name?: string | undefined;
  readonly topicId?: Uuid | undefined;
  readonly partitionIndexes: readonly number[];
}

export interface OffsetFetchRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export type OffsetFetchRequestTopicInput = OffsetFetchRequestTopic;

export const offsetFetchRequest: Codec<OffsetFetchRequest, OffsetFetchRequestInput> = {
  name: 'OffsetFetchRequest',
  minVersion: 1,
  maxVersion: 10,
  flexibleFrom: 6,
  decode: decodeOffsetFetchRequest,
  encode: encodeOffsetFetchRequest,
};

function decodeOffsetFetchRequest(reader: WireReader, version: number): OffsetFetchRequest {
  const flexible = version >= 6;
  const groupId = version <= 7 ? reader.string(flexible, 'groupId') : '';
  let topics: OffsetFetchRequestTopic[] | null = [];
  if (version <= 7) {
    const topicsCount = version >= 2 ? reader.nullableStructListLength(flexible, 3, 'topics') : reader.structListLength(flexible, 3, 'topics');
    if (topicsCount < 0) topics = null;
    else {
      const topicsItems: OffsetFetchRequestTopic[] = [];
      for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeOffsetFetchRequestTopic(reader, version));
      topics = topicsItems;
    }
  }
  let groups: OffsetFetchRequestGroup[] = [];
  if (version >= 8) {
    const groupsCount = reader.structListLength(flexible, 3, 'groups');
    const groupsItems: OffsetFetchRequestGroup[] = [];
    for (let i = 0; i < groupsCount; i++) groupsItems.push(decodeOffsetFetchRequestGroup(reader, version));
    groups = groupsItems;
  }
  const requireStable = version >= 7 ? reader.bool('requireStable') : false;
  if (flexible) reader.skipTags('tagged fields');
  return { groupId, topics, groups, requireStable };
}

function decodeOffsetFetchRequestGroup(reader: WireReader, version: number): OffsetFetchRequestGroup {
  const groupId = reader.string(true, 'groups.groupId');
  const memberId = version >= 9 ? reader.nullableString(true, 'groups.memberId') : null;
  const memberEpoch = version >= 9 ? reader.int32('groups.memberEpoch') : -1;
  let topics: OffsetFetchRequestGroupTopic[] | null = [];
  const topicsCount = reader.nullableStructListLength(true, 3, 'groups.topics');
  if (topicsCount < 0) topics = null;
  else {
    const topicsItems: OffsetFetchRequestGroupTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeOffsetFetchRequestGroupTopic(reader, version));
    topics = topicsItems;
  }
  reader.skipTags('groups.tagged fields');
  return { groupId, memberId, memberEpoch, topics };
}

function decodeOffsetFetchRequestGroupTopic(reader: WireReader, version: number): OffsetFetchRequestGroupTopic {
  const name = version <= 9 ? reader.string(true, 'groups.topics.name') : "";
  const topicId = version >= 10 ? reader.uuid('groups.topics.topicId') : "AAAAAAAAAAAAAAAAAAAAAA";
  const partitionIndexesCount = reader.listLength(true, 4, 'groups.topics.partitionIndexes');
  const partitionIndexes: number[] = [];
  for (let i = 0; i < partitionIndexesCount; i++) partitionIndexes.push(reader.int32('groups.topics.partitionIndexes'));
  reader.skipTags('groups.topics.tagged fields');
  return { name, topicId, partitionIndexes };
}

function decodeOffsetFetchRequestTopic(reader: WireReader, version: number): OffsetFetchRequestTopic {
  const flexible = version >= 6;
  const name = reader.string(flexible, 'topics.name');
  const partitionIndexesCount = reader.listLength(flexible, 4, 'topics.partitionIndexes');
  const partitionIndexes: number[] = [];
  for (let i = 0; i < partitionIndexesCount; i++) partitionIndexes.push(reader.int32('topics.partitionIndexes'));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitionIndexes };
}

function encodeOffsetFetchRequest(writer: WireWriter, value: OffsetFetchRequestInput, version: number): void {
  const flexible = version >= 6;
  if (version <= 7) {
    writer.string(flexible, (value.groupId ?? ''), 'OffsetFetchRequest.groupId');
  }
  else if (value.groupId !== undefined && value.groupId !== '') absentField('OffsetFetchRequest.groupId', version);
  if (version <= 7) {
    const topicsList = version >= 2 ? (value.topics === undefined ? [] : value.topics) : notNull((value.topics === undefined ? [] : value.topics), 'OffsetFetchRequest.topics', version);
    writer.listLength(flexible, topicsList === null ? -1 : topicsList.length, 'OffsetFetchRequest.topics');
    if (topicsList !== null) for (const topicsItem of topicsList) encodeOffsetFetchRequestTopic(writer, topicsItem, version);
  }
  else if (value.topics !== undefined && (value.topics === null || value.topics.length > 0)) absentField('OffsetFetchRequest.topics', version);
  if (version >= 8) {
    const groupsList = (value.groups ?? []);
    writer.listLength(flexible, groupsList.length, 'OffsetFetchRequest.groups');
    for (const groupsItem of groupsList) encodeOffsetFetchRequestGroup(writer, groupsItem, version);
  }
  else if (value.groups !== undefined && value.groups.length > 0) absentField('OffsetFetchRequest.groups', version);
  if (version >= 7) {
    writer.bool((value.requireStable ?? false));
  }
  else if (value.requireStable !== undefined && value.requireStable !== false) absentField('OffsetFetchRequest.requireStable', version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetFetchRequestGroup(writer: WireWriter, value: OffsetFetchRequestGroupInput, version: number): void {
  writer.string(true, value.groupId, 'OffsetFetchRequest.groups.groupId');
  if (version >= 9) {
    writer.nullableString(true, (value.memberId ?? null), 'OffsetFetchRequest.groups.memberId');
  }
  if (version >= 9) {
    writer.int32((value.memberEpoch ?? -1), 'OffsetFetchRequest.groups.memberEpoch');
  }
  const topicsList = value.topics;
  writer.listLength(true, topicsList === null ? -1 : topicsList.length, 'OffsetFetchRequest.groups.topics');
  if (topicsList !== null) for (const topicsItem of topicsList) encodeOffsetFetchRequestGroupTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeOffsetFetchRequestGroupTopic(writer: WireWriter, value: OffsetFetchRequestGroupTopicInput, version: number): void {
  if (version <= 9) {
    writer.string(true, (value.name ?? ""), 'OffsetFetchRequest.groups.topics.name');
  }
  if (version >= 10) {
    writer.uuid((value.topicId ?? "AAAAAAAAAAAAAAAAAAAAAA"), 'OffsetFetchRequest.groups.topics.topicId');
  }
  const partitionIndexesList = value.partitionIndexes;
  writer.listLength(true, partitionIndexesList.length, 'OffsetFetchRequest.groups.topics.partitionIndexes');
  for (const partitionIndexesItem of partitionIndexesList) writer.int32(partitionIndexesItem, 'OffsetFetchRequest.groups.topics.partitionIndexes');
  writer.uvarint(0);
}

function encodeOffsetFetchRequestTopic(writer: WireWriter, value: OffsetFetchRequestTopicInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.name, 'OffsetFetchRequest.topics.name');
  const partitionIndexesList = value.partitionIndexes;
  writer.listLength(flexible, partitionIndexesList.length, 'OffsetFetchRequest.topics.partitionIndexes');
  for (const partitionIndexesItem of partitionIndexesList) writer.int32(partitionIndexesItem, 'OffsetFetchRequest.topics.partitionIndexes');
  if (flexible) writer.uvarint(0);
}

export interface OffsetFetchResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetFetchResponseTopic[];
  readonly errorCode: number;
  readonly groups: readonly OffsetFetchResponseGroup[];
}

export interface OffsetFetchResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics?: readonly OffsetFetchResponseTopicInput[] | undefined;
  readonly errorCode?: number | undefined;
  readonly groups?: readonly OffsetFetchResponseGroupInput[] | undefined;
}

export interface OffsetFetchResponseGroup {
  readonly groupId: string;
  readonly topics: readonly OffsetFetchResponseGroupTopic[];
  readonly errorCode: number;
}

export interface OffsetFetchResponseGroupInput {
  readonly groupId: string;
  readonly topics: readonly OffsetFetchResponseGroupTopicInput[];
  readonly errorCode?: number | undefined;
}

export interface OffsetFetchResponseGroupTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitions: readonly OffsetFetchResponseGroupPartition[];
}

export interface OffsetFetchResponseGroupTopicInput {
  readonly name?: string | undefined;
  readonly topicId?: Uuid | undefined;
  readonly partitions: readonly OffsetFetchResponseGroupPartitionInput[];
}

export interface OffsetFetchResponseGroupPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string | null;
  readonly errorCode: number;
}

export interface OffsetFetchResponseGroupPartitionInput {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch?: number | undefined;
  readonly metadata: string | null;
  readonly errorCode: number;
}

export interface OffsetFetchResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetFetchResponsePartition[];
}

export interface OffsetFetchResponseTopicInput {
  readonly name: string;
  readonly partitions: readonly OffsetFetchResponsePartitionInput[];
}

export interface OffsetFetchResponsePartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string | null;
  readonly errorCode: number;
}

export interface OffsetFetchResponsePartitionInput {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch?: number | undefined;
  readonly metadata: string | null;
  readonly errorCode: number;
}

export const offsetFetchResponse: Codec<OffsetFetchResponse, OffsetFetchResponseInput> = {
  name: 'OffsetFetchResponse',
  minVersion: 1,
  maxVersion: 10,
  flexibleFrom: 6,
  decode: decodeOffsetFetchResponse,
  encode: encodeOffsetFetchResponse,
};

function decodeOffsetFetchResponse(reader: WireReader, version: number): OffsetFetchResponse {
  const flexible = version >= 6;
  const throttleTimeMs = version >= 3 ? reader.int32('throttleTimeMs') : 0;
  let topics: OffsetFetchResponseTopic[] = [];
  if (version <= 7) {
    const topicsCount = reader.structListLength(flexible, 3, 'topics');
    const topicsItems: OffsetFetchResponseTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeOffsetFetchResponseTopic(reader, version));
    topics = topicsItems;
  }
  const errorCode = version >= 2 && version <= 7 ? reader.int16('errorCode') : 0;
  let groups: OffsetFetchResponseGroup[] = [];
  if (version >= 8) {
    const groupsCount = reader.structListLength(flexible, 5, 'groups');
    const groupsItems: OffsetFetchResponseGroup[] = [];
    for (let i = 0; i < groupsCount; i++) groupsItems.push(decodeOffsetFetchResponseGroup(reader, version));
    groups = groupsItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics, errorCode, groups };
}

function decodeOffsetFetchResponseGroup(reader: WireReader, version: number): OffsetFetchResponseGroup {
  const groupId = reader.string(true, 'groups.groupId');
  const topicsCount = reader.structListLength(true, 3, 'groups.topics');
  const topics: OffsetFetchResponseGroupTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeOffsetFetchResponseGroupTopic(reader, version));
  const errorCode = reader.int16('groups.errorCode');
  reader.skipTags('groups.tagged fields');
  return { groupId, topics, errorCode };
}

function decodeOffsetFetchResponseGroupTopic(reader: WireReader, version: number): OffsetFetchResponseGroupTopic {
  const name = version <= 9 ? reader.string(true, 'groups.topics.name') : "";
  const topicId = version >= 10 ? reader.uuid('groups.topics.topicId') : "AAAAAAAAAAAAAAAAAAAAAA";
  const partitionsCount = reader.structListLength(true, 20, 'groups.topics.partitions');
  const partitions: OffsetFetchResponseGroupPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetFetchResponseGroupPartition(reader, version));
  reader.skipTags('groups.topics.tagged fields');
  return { name, topicId, partitions };
}

function decodeOffsetFetchResponseGroupPartition(reader: WireReader, _version: number): OffsetFetchResponseGroupPartition {
  const partitionIndex = reader.int32('groups.topics.partitions.partitionIndex');
  const committedOffset = reader.int64('groups.topics.partitions.committedOffset');
  const committedLeaderEpoch = reader.int32('groups.topics.partitions.committedLeaderEpoch');
  const metadata = reader.nullableString(true, 'groups.topics.partitions.metadata');
  const errorCode = reader.int16('groups.topics.partitions.errorCode');
  reader.skipTags('groups.topics.partitions.tagged fields');
  return { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode };
}

function decodeOffsetFetchResponseTopic(reader: WireReader, version: number): OffsetFetchResponseTopic {
  const flexible = version >= 6;
  const name = reader.string(flexible, 'topics.name');
  const partitionsCount = reader.structListLength(flexible, 16, 'topics.partitions');
  const partitions: OffsetFetchResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeOffsetFetchResponsePartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeOffsetFetchResponsePartition(reader: WireReader, version: number): OffsetFetchResponsePartition {
  const flexible = version >= 6;
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const committedOffset = reader.int64('topics.partitions.committedOffset');
  const committedLeaderEpoch = version >= 5 ? reader.int32('topics.partitions.committedLeaderEpoch') : -1;
  const metadata = reader.nullableString(flexible, 'topics.partitions.metadata');
  const errorCode = reader.int16('topics.partitions.errorCode');
  if (flexible) reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode };
}

function encodeOffsetFetchResponse(writer: WireWriter, value: OffsetFetchResponseInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 3) {
    writer.int32((value.throttleTimeMs ?? 0), 'OffsetFetchResponse.throttleTimeMs');
  }
  if (version <= 7) {
    const topicsList = (value.topics ?? []);
    writer.listLength(flexible, topicsList.length, 'OffsetFetchResponse.topics');
    for (const topicsItem of topicsList) encodeOffsetFetchResponseTopic(writer, topicsItem, version);
  }
  else if (value.topics !== undefined && value.topics.length > 0) absentField('OffsetFetchResponse.topics', version);
  if (version >= 2 && version <= 7) {
    writer.int16((value.errorCode ?? 0), 'OffsetFetchResponse.errorCode');
  }
  if (version >= 8) {
    const groupsList = (value.groups ?? []);
    writer.listLength(flexible, groupsList.length, 'OffsetFetchResponse.groups');
    for (const groupsItem of groupsList) encodeOffsetFetchResponseGroup(writer, groupsItem, version);
  }
  else if (value.groups !== undefined && value.groups.length > 0) absentField('OffsetFetchResponse.groups', version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetFetchResponseGroup(writer: WireWriter, value: OffsetFetchResponseGroupInput, version: number): void {
  writer.string(true, value.groupId, 'OffsetFetchResponse.groups.groupId');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'OffsetFetchResponse.groups.topics');
  for (const topicsItem of topicsList) encodeOffsetFetchResponseGroupTopic(writer, topicsItem, version);
  writer.int16((value.errorCode ?? 0), 'OffsetFetchResponse.groups.errorCode');
  writer.uvarint(0);
}

function encodeOffsetFetchResponseGroupTopic(writer: WireWriter, value: OffsetFetchResponseGroupTopicInput, version: number): void {
  if (version <= 9) {
    writer.string(true, (value.name ?? ""), 'OffsetFetchResponse.groups.topics.name');
  }
  if (version >= 10) {
    writer.uuid((value.topicId ?? "AAAAAAAAAAAAAAAAAAAAAA"), 'OffsetFetchResponse.groups.topics.topicId');
  }
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'OffsetFetchResponse.groups.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetFetchResponseGroupPartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeOffsetFetchResponseGroupPartition(writer: WireWriter, value: OffsetFetchResponseGroupPartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'OffsetFetchResponse.groups.topics.partitions.partitionIndex');
  writer.int64(value.committedOffset, 'OffsetFetchResponse.groups.topics.partitions.committedOffset');
  writer.int32((value.committedLeaderEpoch ?? -1), 'OffsetFetchResponse.groups.topics.partitions.committedLeaderEpoch');
  writer.nullableString(true, value.metadata, 'OffsetFetchResponse.groups.topics.partitions.metadata');
  writer.int16(value.errorCode, 'OffsetFetchResponse.groups.topics.partitions.errorCode');
  writer.uvarint(0);
}

function encodeOffsetFetchResponseTopic(writer: WireWriter, value: OffsetFetchResponseTopicInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.name, 'OffsetFetchResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'OffsetFetchResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeOffsetFetchResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeOffsetFetchResponsePartition(writer: WireWriter, value: OffsetFetchResponsePartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.partitionIndex, 'OffsetFetchResponse.topics.partitions.partitionIndex');
  writer.int64(value.committedOffset, 'OffsetFetchResponse.topics.partitions.committedOffset');
  if (version >= 5) {
    writer.int32((value.committedLeaderEpoch ?? -1), 'OffsetFetchResponse.topics.partitions.committedLeaderEpoch');
  }
  writer.nullableString(flexible, value.metadata, 'OffsetFetchResponse.topics.partitions.metadata');
  writer.int16(value.errorCode, 'OffsetFetchResponse.topics.partitions.errorCode');
  if (flexible) writer.uvarint(0);
}
