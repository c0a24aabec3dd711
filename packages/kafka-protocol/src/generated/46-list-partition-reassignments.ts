// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ListPartitionReassignmentsRequest {
  readonly timeoutMs: number;
  readonly topics: readonly ListPartitionReassignmentsRequestTopic[] | null;
}

export interface ListPartitionReassignmentsRequestInput {
  readonly timeoutMs?: number | undefined;
  readonly topics?: readonly ListPartitionReassignmentsRequestTopicInput[] | null | undefined;
}

export interface ListPartitionReassignmentsRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export type ListPartitionReassignmentsRequestTopicInput = ListPartitionReassignmentsRequestTopic;

export const listPartitionReassignmentsRequest: Codec<ListPartitionReassignmentsRequest, ListPartitionReassignmentsRequestInput> = {
  name: 'ListPartitionReassignmentsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeListPartitionReassignmentsRequest,
  encode: encodeListPartitionReassignmentsRequest,
};

function decodeListPartitionReassignmentsRequest(reader: WireReader, version: number): ListPartitionReassignmentsRequest {
  const timeoutMs = reader.int32('timeoutMs');
  let topics: ListPartitionReassignmentsRequestTopic[] | null = null;
  const topicsCount = reader.nullableStructListLength(true, 3, 'topics');
  if (topicsCount < 0) topics = null;
  else {
    const topicsItems: ListPartitionReassignmentsRequestTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeListPartitionReassignmentsRequestTopic(reader, version));
    topics = topicsItems;
  }
  reader.skipTags('tagged fields');
  return { timeoutMs, topics };
}

function decodeListPartitionReassignmentsRequestTopic(reader: WireReader, _version: number): ListPartitionReassignmentsRequestTopic {
  const name = reader.string(true, 'topics.name');
  const partitionIndexesCount = reader.listLength(true, 4, 'topics.partitionIndexes');
  const partitionIndexes: number[] = [];
  for (let i = 0; i < partitionIndexesCount; i++) partitionIndexes.push(reader.int32('topics.partitionIndexes'));
  reader.skipTags('topics.tagged fields');
  return { name, partitionIndexes };
}

function encodeListPartitionReassignmentsRequest(writer: WireWriter, value: ListPartitionReassignmentsRequestInput, version: number): void {
  writer.int32((value.timeoutMs ?? 60000), 'ListPartitionReassignmentsRequest.timeoutMs');
  const topicsList = (value.topics ?? null);
  writer.listLength(true, topicsList === null ? -1 : topicsList.length, 'ListPartitionReassignmentsRequest.topics');
  if (topicsList !== null) for (const topicsItem of topicsList) encodeListPartitionReassignmentsRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeListPartitionReassignmentsRequestTopic(writer: WireWriter, value: ListPartitionReassignmentsRequestTopicInput, _version: number): void {
  writer.string(true, value.name, 'ListPartitionReassignmentsRequest.topics.name');
  const partitionIndexesList = value.partitionIndexes;
  writer.listLength(true, partitionIndexesList.length, 'ListPartitionReassignmentsRequest.topics.partitionIndexes');
  for (const partitionIndexesItem of partitionIndexesList) writer.int32(partitionIndexesItem, 'ListPartitionReassignmentsRequest.topics.partitionIndexes');
  writer.uvarint(0);
}

export interface ListPartitionReassignmentsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topics: readonly ListPartitionReassignmentsResponseTopic[];
}

export interface ListPartitionReassignmentsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topics: readonly ListPartitionReassignmentsResponseTopicInput[];
}

export interface ListPartitionReassignmentsResponseTopic {
  readonly name: string;
  readonly partitions: readonly ListPartitionReassignmentsResponsePartition[];
}

export type ListPartitionReassignmentsResponseTopicInput = ListPartitionReassignmentsResponseTopic;

export interface ListPartitionReassignmentsResponsePartition {
  readonly partitionIndex: number;
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

export type ListPartitionReassignmentsResponsePartitionInput = ListPartitionReassignmentsResponsePartition;

export const listPartitionReassignmentsResponse: Codec<ListPartitionReassignmentsResponse, ListPartitionReassignmentsResponseInput> = {
  name: 'ListPartitionReassignmentsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeListPartitionReassignmentsResponse,
  encode: encodeListPartitionReassignmentsResponse,
};

function decodeListPartitionReassignmentsResponse(reader: WireReader, version: number): ListPartitionReassignmentsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: ListPartitionReassignmentsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeListPartitionReassignmentsResponseTopic(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, topics };
}

function decodeListPartitionReassignmentsResponseTopic(reader: WireReader, version: number): ListPartitionReassignmentsResponseTopic {
  const name = reader.string(true, 'topics.name');
  const partitionsCount = reader.structListLength(true, 8, 'topics.partitions');
  const partitions: ListPartitionReassignmentsResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeListPartitionReassignmentsResponsePartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { name, partitions };
}

function decodeListPartitionReassignmentsResponsePartition(reader: WireReader, _version: number): ListPartitionReassignmentsResponsePartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const replicasCount = reader.listLength(true, 4, 'topics.partitions.replicas');
  const replicas: number[] = [];
  for (let i = 0; i < replicasCount; i++) replicas.push(reader.int32('topics.partitions.replicas'));
  const addingReplicasCount = reader.listLength(true, 4, 'topics.partitions.addingReplicas');
  const addingReplicas: number[] = [];
  for (let i = 0; i < addingReplicasCount; i++) addingReplicas.push(reader.int32('topics.partitions.addingReplicas'));
  const removingReplicasCount = reader.listLength(true, 4, 'topics.partitions.removingReplicas');
  const removingReplicas: number[] = [];
  for (let i = 0; i < removingReplicasCount; i++) removingReplicas.push(reader.int32('topics.partitions.removingReplicas'));
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, replicas, addingReplicas, removingReplicas };
}

function encodeListPartitionReassignmentsResponse(writer: WireWriter, value: ListPartitionReassignmentsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ListPartitionReassignmentsResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ListPartitionReassignmentsResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'ListPartitionReassignmentsResponse.errorMessage');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'ListPartitionReassignmentsResponse.topics');
  for (const topicsItem of topicsList) encodeListPartitionReassignmentsResponseTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeListPartitionReassignmentsResponseTopic(writer: WireWriter, value: ListPartitionReassignmentsResponseTopicInput, version: number): void {
  writer.string(true, value.name, 'ListPartitionReassignmentsResponse.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ListPartitionReassignmentsResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeListPartitionReassignmentsResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeListPartitionReassignmentsResponsePartition(writer: WireWriter, value: ListPartitionReassignmentsResponsePartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'ListPartitionReassignmentsResponse.topics.partitions.partitionIndex');
  const replicasList = value.replicas;
  writer.listLength(true, replicasList.length, 'ListPartitionReassignmentsResponse.topics.partitions.replicas');
  for (const replicasItem of replicasList) writer.int32(replicasItem, 'ListPartitionReassignmentsResponse.topics.partitions.replicas');
  const addingReplicasList = value.addingReplicas;
  writer.listLength(true, addingReplicasList.length, 'ListPartitionReassignmentsResponse.topics.partitions.addingReplicas');
  for (const addingReplicasItem of addingReplicasList) writer.int32(addingReplicasItem, 'ListPartitionReassignmentsResponse.topics.partitions.addingReplicas');
  const removingReplicasList = value.removingReplicas;
  writer.listLength(true, removingReplicasList.length, 'ListPartitionReassignmentsResponse.topics.partitions.removingReplicas');
  for (const removingReplicasItem of removingReplicasList) writer.int32(removingReplicasItem, 'ListPartitionReassignmentsResponse.topics.partitions.removingReplicas');
  writer.uvarint(0);
}
