// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeTopicPartitionsRequest {
  readonly topics: readonly DescribeTopicPartitionsRequestTopic[];
  readonly responsePartitionLimit: number;
  readonly cursor: DescribeTopicPartitionsRequestCursor | null;
}

export interface DescribeTopicPartitionsRequestInput {
  readonly topics: readonly DescribeTopicPartitionsRequestTopicInput[];
  readonly responsePartitionLimit?: number | undefined;
  readonly cursor?: DescribeTopicPartitionsRequestCursorInput | null | undefined;
}

export interface DescribeTopicPartitionsRequestCursor {
  readonly topicName: string;
  readonly partitionIndex: number;
}

export type DescribeTopicPartitionsRequestCursorInput = DescribeTopicPartitionsRequestCursor;

export interface DescribeTopicPartitionsRequestTopic {
  readonly name: string;
}

export type DescribeTopicPartitionsRequestTopicInput = DescribeTopicPartitionsRequestTopic;

export const describeTopicPartitionsRequest: Codec<DescribeTopicPartitionsRequest, DescribeTopicPartitionsRequestInput> = {
  name: 'DescribeTopicPartitionsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeTopicPartitionsRequest,
  encode: encodeDescribeTopicPartitionsRequest,
};

function decodeDescribeTopicPartitionsRequest(reader: WireReader, version: number): DescribeTopicPartitionsRequest {
  const topicsCount = reader.structListLength(true, 2, 'topics');
  const topics: DescribeTopicPartitionsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeTopicPartitionsRequestTopic(reader, version));
  const responsePartitionLimit = reader.int32('responsePartitionLimit');
  const cursor = (reader.structPresent('cursor') ? decodeDescribeTopicPartitionsRequestCursor(reader, version) : null);
  reader.skipTags('tagged fields');
  return { topics, responsePartitionLimit, cursor };
}

function decodeDescribeTopicPartitionsRequestCursor(reader: WireReader, _version: number): DescribeTopicPartitionsRequestCursor {
  const topicName = reader.string(true, 'cursor.topicName');
  const partitionIndex = reader.int32('cursor.partitionIndex');
  reader.skipTags('cursor.tagged fields');
  return { topicName, partitionIndex };
}

function decodeDescribeTopicPartitionsRequestTopic(reader: WireReader, _version: number): DescribeTopicPartitionsRequestTopic {
  const name = reader.string(true, 'topics.name');
  reader.skipTags('topics.tagged fields');
  return { name };
}

function encodeDescribeTopicPartitionsRequest(writer: WireWriter, value: DescribeTopicPartitionsRequestInput, version: number): void {
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeTopicPartitionsRequest.topics');
  for (const topicsItem of topicsList) encodeDescribeTopicPartitionsRequestTopic(writer, topicsItem, version);
  writer.int32((value.responsePartitionLimit ?? 2000), 'DescribeTopicPartitionsRequest.responsePartitionLimit');
  const cursorValue = (value.cursor ?? null);
  writer.structPresent(cursorValue !== null);
  if (cursorValue !== null) encodeDescribeTopicPartitionsRequestCursor(writer, cursorValue, version);
  writer.uvarint(0);
}

function encodeDescribeTopicPartitionsRequestCursor(writer: WireWriter, value: DescribeTopicPartitionsRequestCursorInput, _version: number): void {
  writer.string(true, value.topicName, 'DescribeTopicPartitionsRequest.cursor.topicName');
  writer.int32(value.partitionIndex, 'DescribeTopicPartitionsRequest.cursor.partitionIndex');
  writer.uvarint(0);
}

function encodeDescribeTopicPartitionsRequestTopic(writer: WireWriter, value: DescribeTopicPartitionsRequestTopicInput, _version: number): void {
  writer.string(true, value.name, 'DescribeTopicPartitionsRequest.topics.name');
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly DescribeTopicPartitionsResponseTopic[];
  readonly nextCursor: DescribeTopicPartitionsResponseCursor | null;
}

export interface DescribeTopicPartitionsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly DescribeTopicPartitionsResponseTopicInput[];
  readonly nextCursor?: DescribeTopicPartitionsResponseCursorInput | null | undefined;
}

export interface DescribeTopicPartitionsResponseCursor {
  readonly topicName: string;
  readonly partitionIndex: number;
}

export type DescribeTopicPartitionsResponseCursorInput = DescribeTopicPartitionsResponseCursor;

export interface DescribeTopicPartitionsResponseTopic {
  readonly errorCode: number;
  readonly name: string | null;
  readonly topicId: Uuid;
  readonly isInternal: boolean;
  readonly partitions: readonly DescribeTopicPartitionsResponsePartition[];
  readonly topicAuthorizedOperations: number;
}

export interface DescribeTopicPartitionsResponseTopicInput {
  readonly errorCode: number;
  readonly name: string | null;
  readonly topicId: Uuid;
  readonly isInternal?: boolean | undefined;
  readonly partitions: readonly DescribeTopicPartitionsResponsePartitionInput[];
  readonly topicAuthorizedOperations?: number | undefined;
}

export interface DescribeTopicPartitionsResponsePartition {
  readonly errorCode: number;
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly eligibleLeaderReplicas: readonly number[] | null;
  readonly lastKnownElr: readonly number[] | null;
  readonly offlineReplicas: readonly number[];
}

export interface DescribeTopicPartitionsResponsePartitionInput {
  readonly errorCode: number;
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch?: number | undefined;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly eligibleLeaderReplicas?: readonly number[] | null | undefined;
  readonly lastKnownElr?: readonly number[] | null | undefined;
  readonly offlineReplicas: readonly number[];
}

export const describeTopicPartitionsResponse: Codec<DescribeTopicPartitionsResponse, DescribeTopicPartitionsResponseInput> = {
  name: 'DescribeTopicPartitionsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeTopicPartitionsResponse,
  encode: encodeDescribeTopicPartitionsResponse,
};

function decodeDescribeTopicPartitionsResponse(reader: WireReader, version: number): DescribeTopicPartitionsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(true, 26, 'topics');
  const topics: DescribeTopicPartitionsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeTopicPartitionsResponseTopic(reader, version));
  const nextCursor = (reader.structPresent('nextCursor') ? decodeDescribeTopicPartitionsResponseCursor(reader, version) : null);
  reader.skipTags('tagged fields');
  return { throttleTimeMs, topics, nextCursor };
}

function decodeDescribeTopicPartitionsResponseCursor(reader: WireReader, _version: number): DescribeTopicPartitionsResponseCursor {
  const topicName = reader.string(true, 'nextCursor.topicName');
  const partitionIndex = reader.int32('nextCursor.partitionIndex');
  reader.skipTags('nextCursor.tagged fields');
  return { topicName, partitionIndex };
}

function decodeDescribeTopicPartitionsResponseTopic(reader: WireReader, version: number): DescribeTopicPartitionsResponseTopic {
  const errorCode = reader.int16('topics.errorCode');
  const name = reader.nullableString(true, 'topics.name');
  const topicId = reader.uuid('topics.topicId');
  const isInternal = reader.bool('topics.isInternal');
  const partitionsCount = reader.structListLength(true, 20, 'topics.partitions');
  const partitions: DescribeTopicPartitionsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDescribeTopicPartitionsResponsePartition(reader, version));
  const topicAuthorizedOperations = reader.int32('topics.topicAuthorizedOperations');
  reader.skipTags('topics.tagged fields');
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations };
}

function decodeDescribeTopicPartitionsResponsePartition(reader: WireReader, _version: number): DescribeTopicPartitionsResponsePartition {
  const errorCode = reader.int16('topics.partitions.errorCode');
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const leaderId = reader.int32('topics.partitions.leaderId');
  const leaderEpoch = reader.int32('topics.partitions.leaderEpoch');
  const replicaNodesCount = reader.listLength(true, 4, 'topics.partitions.replicaNodes');
  const replicaNodes: number[] = [];
  for (let i = 0; i < replicaNodesCount; i++) replicaNodes.push(reader.int32('topics.partitions.replicaNodes'));
  const isrNodesCount = reader.listLength(true, 4, 'topics.partitions.isrNodes');
  const isrNodes: number[] = [];
  for (let i = 0; i < isrNodesCount; i++) isrNodes.push(reader.int32('topics.partitions.isrNodes'));
  let eligibleLeaderReplicas: number[] | null = null;
  const eligibleLeaderReplicasCount = reader.nullableListLength(true, 4, 'topics.partitions.eligibleLeaderReplicas');
  if (eligibleLeaderReplicasCount < 0) eligibleLeaderReplicas = null;
  else {
    const eligibleLeaderReplicasItems: number[] = [];
    for (let i = 0; i < eligibleLeaderReplicasCount; i++) eligibleLeaderReplicasItems.push(reader.int32('topics.partitions.eligibleLeaderReplicas'));
    eligibleLeaderReplicas = eligibleLeaderReplicasItems;
  }
  let lastKnownElr: number[] | null = null;
  const lastKnownElrCount = reader.nullableListLength(true, 4, 'topics.partitions.lastKnownElr');
  if (lastKnownElrCount < 0) lastKnownElr = null;
  else {
    const lastKnownElrItems: number[] = [];
    for (let i = 0; i < lastKnownElrCount; i++) lastKnownElrItems.push(reader.int32('topics.partitions.lastKnownElr'));
    lastKnownElr = lastKnownElrItems;
  }
  const offlineReplicasCount = reader.listLength(true, 4, 'topics.partitions.offlineReplicas');
  const offlineReplicas: number[] = [];
  for (let i = 0; i < offlineReplicasCount; i++) offlineReplicas.push(reader.int32('topics.partitions.offlineReplicas'));
  reader.skipTags('topics.partitions.tagged fields');
  return { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, eligibleLeaderReplicas, lastKnownElr, offlineReplicas };
}

function encodeDescribeTopicPartitionsResponse(writer: WireWriter, value: DescribeTopicPartitionsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeTopicPartitionsResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeTopicPartitionsResponse.topics');
  for (const topicsItem of topicsList) encodeDescribeTopicPartitionsResponseTopic(writer, topicsItem, version);
  const nextCursorValue = (value.nextCursor ?? null);
  writer.structPresent(nextCursorValue !== null);
  if (nextCursorValue !== null) encodeDescribeTopicPartitionsResponseCursor(writer, nextCursorValue, version);
  writer.uvarint(0);
}

function encodeDescribeTopicPartitionsResponseCursor(writer: WireWriter, value: DescribeTopicPartitionsResponseCursorInput, _version: number): void {
  writer.string(true, value.topicName, 'DescribeTopicPartitionsResponse.nextCursor.topicName');
  writer.int32(value.partitionIndex, 'DescribeTopicPartitionsResponse.nextCursor.partitionIndex');
  writer.uvarint(0);
}

function encodeDescribeTopicPartitionsResponseTopic(writer: WireWriter, value: DescribeTopicPartitionsResponseTopicInput, version: number): void {
  writer.int16(value.errorCode, 'DescribeTopicPartitionsResponse.topics.errorCode');
  writer.nullableString(true, value.name, 'DescribeTopicPartitionsResponse.topics.name');
  writer.uuid(value.topicId, 'DescribeTopicPartitionsResponse.topics.topicId');
  writer.bool((value.isInternal ?? false));
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeTopicPartitionsResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDescribeTopicPartitionsResponsePartition(writer, partitionsItem, version);
  writer.int32((value.topicAuthorizedOperations ?? -2147483648), 'DescribeTopicPartitionsResponse.topics.topicAuthorizedOperations');
  writer.uvarint(0);
}

function encodeDescribeTopicPartitionsResponsePartition(writer: WireWriter, value: DescribeTopicPartitionsResponsePartitionInput, _version: number): void {
  writer.int16(value.errorCode, 'DescribeTopicPartitionsResponse.topics.partitions.errorCode');
  writer.int32(value.partitionIndex, 'DescribeTopicPartitionsResponse.topics.partitions.partitionIndex');
  writer.int32(value.leaderId, 'DescribeTopicPartitionsResponse.topics.partitions.leaderId');
  writer.int32((value.leaderEpoch ?? -1), 'DescribeTopicPartitionsResponse.topics.partitions.leaderEpoch');
  const replicaNodesList = value.replicaNodes;
  writer.listLength(true, replicaNodesList.length, 'DescribeTopicPartitionsResponse.topics.partitions.replicaNodes');
  for (const replicaNodesItem of replicaNodesList) writer.int32(replicaNodesItem, 'DescribeTopicPartitionsResponse.topics.partitions.replicaNodes');
  const isrNodesList = value.isrNodes;
  writer.listLength(true, isrNodesList.length, 'DescribeTopicPartitionsResponse.topics.partitions.isrNodes');
  for (const isrNodesItem of isrNodesList) writer.int32(isrNodesItem, 'DescribeTopicPartitionsResponse.topics.partitions.isrNodes');
  const eligibleLeaderReplicasList = (value.eligibleLeaderReplicas ?? null);
  writer.listLength(true, eligibleLeaderReplicasList === null ? -1 : eligibleLeaderReplicasList.length, 'DescribeTopicPartitionsResponse.topics.partitions.eligibleLeaderReplicas');
  if (eligibleLeaderReplicasList !== null) for (const eligibleLeaderReplicasItem of eligibleLeaderReplicasList) writer.int32(eligibleLeaderReplicasItem, 'DescribeTopicPartitionsResponse.topics.partitions.eligibleLeaderReplicas');
  const lastKnownElrList = (value.lastKnownElr ?? null);
  writer.listLength(true, lastKnownElrList === null ? -1 : lastKnownElrList.length, 'DescribeTopicPartitionsResponse.topics.partitions.lastKnownElr');
  if (lastKnownElrList !== null) for (const lastKnownElrItem of lastKnownElrList) writer.int32(lastKnownElrItem, 'DescribeTopicPartitionsResponse.topics.partitions.lastKnownElr');
  const offlineReplicasList = value.offlineReplicas;
  writer.listLength(true, offlineReplicasList.length, 'DescribeTopicPartitionsResponse.topics.partitions.offlineReplicas');
  for (const offlineReplicasItem of offlineReplicasList) writer.int32(offlineReplicasItem, 'DescribeTopicPartitionsResponse.topics.partitions.offlineReplicas');
  writer.uvarint(0);
}
