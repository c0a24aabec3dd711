// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ElectLeadersRequest {
  readonly electionType: number;
  readonly topicPartitions: readonly ElectLeadersRequestTopic[] | null;
  readonly timeoutMs: number;
}

export interface ElectLeadersRequestInput {
  readonly electionType?: number | undefined;
  readonly topicPartitions: readonly ElectLeadersRequestTopicInput[] | null;
  readonly timeoutMs?: number | undefined;
}

export interface ElectLeadersRequestTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export type ElectLeadersRequestTopicInput = ElectLeadersRequestTopic;

export const electLeadersRequest: Codec<ElectLeadersRequest, ElectLeadersRequestInput> = {
  name: 'ElectLeadersRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeElectLeadersRequest,
  encode: encodeElectLeadersRequest,
};

function decodeElectLeadersRequest(reader: WireReader, version: number): ElectLeadersRequest {
  const flexible = version >= 2;
  const electionType = version >= 1 ? reader.int8('electionType') : 0;
  let topicPartitions: ElectLeadersRequestTopic[] | null = [];
  const topicPartitionsCount = reader.nullableStructListLength(flexible, 3, 'topicPartitions');
  if (topicPartitionsCount < 0) topicPartitions = null;
  else {
    const topicPartitionsItems: ElectLeadersRequestTopic[] = [];
    for (let i = 0; i < topicPartitionsCount; i++) topicPartitionsItems.push(decodeElectLeadersRequestTopic(reader, version));
    topicPartitions = topicPartitionsItems;
  }
  const timeoutMs = reader.int32('timeoutMs');
  if (flexible) reader.skipTags('tagged fields');
  return { electionType, topicPartitions, timeoutMs };
}

function decodeElectLeadersRequestTopic(reader: WireReader, version: number): ElectLeadersRequestTopic {
  const flexible = version >= 2;
  const topic = reader.string(flexible, 'topicPartitions.topic');
  const partitionsCount = reader.listLength(flexible, 4, 'topicPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('topicPartitions.partitions'));
  if (flexible) reader.skipTags('topicPartitions.tagged fields');
  return { topic, partitions };
}

function encodeElectLeadersRequest(writer: WireWriter, value: ElectLeadersRequestInput, version: number): void {
  const flexible = version >= 2;
  if (version >= 1) {
    writer.int8((value.electionType ?? 0), 'ElectLeadersRequest.electionType');
  }
  else if (value.electionType !== undefined && value.electionType !== 0) absentField('ElectLeadersRequest.electionType', version);
  const topicPartitionsList = value.topicPartitions;
  writer.listLength(flexible, topicPartitionsList === null ? -1 : topicPartitionsList.length, 'ElectLeadersRequest.topicPartitions');
  if (topicPartitionsList !== null) for (const topicPartitionsItem of topicPartitionsList) encodeElectLeadersRequestTopic(writer, topicPartitionsItem, version);
  writer.int32((value.timeoutMs ?? 60000), 'ElectLeadersRequest.timeoutMs');
  if (flexible) writer.uvarint(0);
}

function encodeElectLeadersRequestTopic(writer: WireWriter, value: ElectLeadersRequestTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.topic, 'ElectLeadersRequest.topicPartitions.topic');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'ElectLeadersRequest.topicPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ElectLeadersRequest.topicPartitions.partitions');
  if (flexible) writer.uvarint(0);
}

export interface ElectLeadersResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly replicaElectionResults: readonly ElectLeadersResponseTopic[];
}

export interface ElectLeadersResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly replicaElectionResults: readonly ElectLeadersResponseTopicInput[];
}

export interface ElectLeadersResponseTopic {
  readonly topic: string;
  readonly partitionResult: readonly ElectLeadersResponsePartition[];
}

export type ElectLeadersResponseTopicInput = ElectLeadersResponseTopic;

export interface ElectLeadersResponsePartition {
  readonly partitionId: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export type ElectLeadersResponsePartitionInput = ElectLeadersResponsePartition;

export const electLeadersResponse: Codec<ElectLeadersResponse, ElectLeadersResponseInput> = {
  name: 'ElectLeadersResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeElectLeadersResponse,
  encode: encodeElectLeadersResponse,
};

function decodeElectLeadersResponse(reader: WireReader, version: number): ElectLeadersResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = version >= 1 ? reader.int16('errorCode') : 0;
  const replicaElectionResultsCount = reader.structListLength(flexible, 3, 'replicaElectionResults');
  const replicaElectionResults: ElectLeadersResponseTopic[] = [];
  for (let i = 0; i < replicaElectionResultsCount; i++) replicaElectionResults.push(decodeElectLeadersResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, replicaElectionResults };
}

function decodeElectLeadersResponseTopic(reader: WireReader, version: number): ElectLeadersResponseTopic {
  const flexible = version >= 2;
  const topic = reader.string(flexible, 'replicaElectionResults.topic');
  const partitionResultCount = reader.structListLength(flexible, 8, 'replicaElectionResults.partitionResult');
  const partitionResult: ElectLeadersResponsePartition[] = [];
  for (let i = 0; i < partitionResultCount; i++) partitionResult.push(decodeElectLeadersResponsePartition(reader, version));
  if (flexible) reader.skipTags('replicaElectionResults.tagged fields');
  return { topic, partitionResult };
}

function decodeElectLeadersResponsePartition(reader: WireReader, version: number): ElectLeadersResponsePartition {
  const flexible = version >= 2;
  const partitionId = reader.int32('replicaElectionResults.partitionResult.partitionId');
  const errorCode = reader.int16('replicaElectionResults.partitionResult.errorCode');
  const errorMessage = reader.nullableString(flexible, 'replicaElectionResults.partitionResult.errorMessage');
  if (flexible) reader.skipTags('replicaElectionResults.partitionResult.tagged fields');
  return { partitionId, errorCode, errorMessage };
}

function encodeElectLeadersResponse(writer: WireWriter, value: ElectLeadersResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'ElectLeadersResponse.throttleTimeMs');
  if (version >= 1) {
    writer.int16((value.errorCode ?? 0), 'ElectLeadersResponse.errorCode');
  }
  const replicaElectionResultsList = value.replicaElectionResults;
  writer.listLength(flexible, replicaElectionResultsList.length, 'ElectLeadersResponse.replicaElectionResults');
  for (const replicaElectionResultsItem of replicaElectionResultsList) encodeElectLeadersResponseTopic(writer, replicaElectionResultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeElectLeadersResponseTopic(writer: WireWriter, value: ElectLeadersResponseTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.topic, 'ElectLeadersResponse.replicaElectionResults.topic');
  const partitionResultList = value.partitionResult;
  writer.listLength(flexible, partitionResultList.length, 'ElectLeadersResponse.replicaElectionResults.partitionResult');
  for (const partitionResultItem of partitionResultList) encodeElectLeadersResponsePartition(writer, partitionResultItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeElectLeadersResponsePartition(writer: WireWriter, value: ElectLeadersResponsePartitionInput, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionId, 'ElectLeadersResponse.replicaElectionResults.partitionResult.partitionId');
  writer.int16(value.errorCode, 'ElectLeadersResponse.replicaElectionResults.partitionResult.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'ElectLeadersResponse.replicaElectionResults.partitionResult.errorMessage');
  if (flexible) writer.uvarint(0);
}
