// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ShareAcknowledgeRequest {
  readonly groupId: string | null;
  readonly memberId: string | null;
  readonly shareSessionEpoch: number;
  readonly isRenewAck: boolean;
  readonly topics: readonly ShareAcknowledgeRequestTopic[];
}

export interface ShareAcknowledgeRequestInput {
  readonly groupId?: string | null | undefined;
  readonly memberId: string | null;
  readonly shareSessionEpoch: number;
  readonly isRenewAck?: boolean | undefined;
  readonly topics: readonly ShareAcknowledgeRequestTopicInput[];
}

export interface ShareAcknowledgeRequestTopic {
  readonly topicId: Uuid;
  readonly partitions: readonly ShareAcknowledgeRequestPartition[];
}

export type ShareAcknowledgeRequestTopicInput = ShareAcknowledgeRequestTopic;

export interface ShareAcknowledgeRequestPartition {
  readonly partitionIndex: number;
  readonly acknowledgementBatches: readonly ShareAcknowledgeRequestAcknowledgementBatch[];
}

export type ShareAcknowledgeRequestPartitionInput = ShareAcknowledgeRequestPartition;

export interface ShareAcknowledgeRequestAcknowledgementBatch {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly acknowledgeTypes: readonly number[];
}

export type ShareAcknowledgeRequestAcknowledgementBatchInput = ShareAcknowledgeRequestAcknowledgementBatch;

export const shareAcknowledgeRequest: Codec<ShareAcknowledgeRequest, ShareAcknowledgeRequestInput> = {
  name: 'ShareAcknowledgeRequest',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeShareAcknowledgeRequest,
  encode: encodeShareAcknowledgeRequest,
};

function decodeShareAcknowledgeRequest(reader: WireReader, version: number): ShareAcknowledgeRequest {
  const groupId = reader.nullableString(true, 'groupId');
  const memberId = reader.nullableString(true, 'memberId');
  const shareSessionEpoch = reader.int32('shareSessionEpoch');
  const isRenewAck = version >= 2 ? reader.bool('isRenewAck') : false;
  const topicsCount = reader.structListLength(true, 18, 'topics');
  const topics: ShareAcknowledgeRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeShareAcknowledgeRequestTopic(reader, version));
  reader.skipTags('tagged fields');
  return { groupId, memberId, shareSessionEpoch, isRenewAck, topics };
}

function decodeShareAcknowledgeRequestTopic(reader: WireReader, version: number): ShareAcknowledgeRequestTopic {
  const topicId = reader.uuid('topics.topicId');
  const partitionsCount = reader.structListLength(true, 6, 'topics.partitions');
  const partitions: ShareAcknowledgeRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeShareAcknowledgeRequestPartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { topicId, partitions };
}

function decodeShareAcknowledgeRequestPartition(reader: WireReader, version: number): ShareAcknowledgeRequestPartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const acknowledgementBatchesCount = reader.structListLength(true, 18, 'topics.partitions.acknowledgementBatches');
  const acknowledgementBatches: ShareAcknowledgeRequestAcknowledgementBatch[] = [];
  for (let i = 0; i < acknowledgementBatchesCount; i++) acknowledgementBatches.push(decodeShareAcknowledgeRequestAcknowledgementBatch(reader, version));
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, acknowledgementBatches };
}

function decodeShareAcknowledgeRequestAcknowledgementBatch(reader: WireReader, _version: number): ShareAcknowledgeRequestAcknowledgementBatch {
  const firstOffset = reader.int64('topics.partitions.acknowledgementBatches.firstOffset');
  const lastOffset = reader.int64('topics.partitions.acknowledgementBatches.lastOffset');
  const acknowledgeTypesCount = reader.listLength(true, 1, 'topics.partitions.acknowledgementBatches.acknowledgeTypes');
  const acknowledgeTypes: number[] = [];
  for (let i = 0; i < acknowledgeTypesCount; i++) acknowledgeTypes.push(reader.int8('topics.partitions.acknowledgementBatches.acknowledgeTypes'));
  reader.skipTags('topics.partitions.acknowledgementBatches.tagged fields');
  return { firstOffset, lastOffset, acknowledgeTypes };
}

function encodeShareAcknowledgeRequest(writer: WireWriter, value: ShareAcknowledgeRequestInput, version: number): void {
  writer.nullableString(true, (value.groupId ?? null), 'ShareAcknowledgeRequest.groupId');
  writer.nullableString(true, value.memberId, 'ShareAcknowledgeRequest.memberId');
  writer.int32(value.shareSessionEpoch, 'ShareAcknowledgeRequest.shareSessionEpoch');
  if (version >= 2) {
    writer.bool((value.isRenewAck ?? false));
  }
  else if (value.isRenewAck !== undefined && value.isRenewAck !== false) absentField('ShareAcknowledgeRequest.isRenewAck', version);
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'ShareAcknowledgeRequest.topics');
  for (const topicsItem of topicsList) encodeShareAcknowledgeRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeShareAcknowledgeRequestTopic(writer: WireWriter, value: ShareAcknowledgeRequestTopicInput, version: number): void {
  writer.uuid(value.topicId, 'ShareAcknowledgeRequest.topics.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareAcknowledgeRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeShareAcknowledgeRequestPartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeShareAcknowledgeRequestPartition(writer: WireWriter, value: ShareAcknowledgeRequestPartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'ShareAcknowledgeRequest.topics.partitions.partitionIndex');
  const acknowledgementBatchesList = value.acknowledgementBatches;
  writer.listLength(true, acknowledgementBatchesList.length, 'ShareAcknowledgeRequest.topics.partitions.acknowledgementBatches');
  for (const acknowledgementBatchesItem of acknowledgementBatchesList) encodeShareAcknowledgeRequestAcknowledgementBatch(writer, acknowledgementBatchesItem, version);
  writer.uvarint(0);
}

function encodeShareAcknowledgeRequestAcknowledgementBatch(writer: WireWriter, value: ShareAcknowledgeRequestAcknowledgementBatchInput, _version: number): void {
  writer.int64(value.firstOffset, 'ShareAcknowledgeRequest.topics.partitions.acknowledgementBatches.firstOffset');
  writer.int64(value.lastOffset, 'ShareAcknowledgeRequest.topics.partitions.acknowledgementBatches.lastOffset');
  const acknowledgeTypesList = value.acknowledgeTypes;
  writer.listLength(true, acknowledgeTypesList.length, 'ShareAcknowledgeRequest.topics.partitions.acknowledgementBatches.acknowledgeTypes');
  for (const acknowledgeTypesItem of acknowledgeTypesList) writer.int8(acknowledgeTypesItem, 'ShareAcknowledgeRequest.topics.partitions.acknowledgementBatches.acknowledgeTypes');
  writer.uvarint(0);
}

export interface ShareAcknowledgeResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly acquisitionLockTimeoutMs: number;
  readonly responses: readonly ShareAcknowledgeResponseTopic[];
  readonly nodeEndpoints: readonly ShareAcknowledgeResponseNodeEndpoint[];
}

export interface ShareAcknowledgeResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly acquisitionLockTimeoutMs?: number | undefined;
  readonly responses: readonly ShareAcknowledgeResponseTopicInput[];
  readonly nodeEndpoints: readonly ShareAcknowledgeResponseNodeEndpointInput[];
}

export interface ShareAcknowledgeResponseNodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface ShareAcknowledgeResponseNodeEndpointInput {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null | undefined;
}

export interface ShareAcknowledgeResponseTopic {
  readonly topicId: Uuid;
  readonly partitions: readonly ShareAcknowledgeResponsePartition[];
}

export interface ShareAcknowledgeResponseTopicInput {
  readonly topicId: Uuid;
  readonly partitions: readonly ShareAcknowledgeResponsePartitionInput[];
}

export interface ShareAcknowledgeResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly currentLeader: ShareAcknowledgeResponseCurrentLeader;
}

export interface ShareAcknowledgeResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly currentLeader: ShareAcknowledgeResponseCurrentLeaderInput;
}

export interface ShareAcknowledgeResponseCurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export type ShareAcknowledgeResponseCurrentLeaderInput = ShareAcknowledgeResponseCurrentLeader;

export const shareAcknowledgeResponse: Codec<ShareAcknowledgeResponse, ShareAcknowledgeResponseInput> = {
  name: 'ShareAcknowledgeResponse',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeShareAcknowledgeResponse,
  encode: encodeShareAcknowledgeResponse,
};

function decodeShareAcknowledgeResponse(reader: WireReader, version: number): ShareAcknowledgeResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const acquisitionLockTimeoutMs = version >= 2 ? reader.int32('acquisitionLockTimeoutMs') : 0;
  const responsesCount = reader.structListLength(true, 18, 'responses');
  const responses: ShareAcknowledgeResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeShareAcknowledgeResponseTopic(reader, version));
  const nodeEndpointsCount = reader.structListLength(true, 11, 'nodeEndpoints');
  const nodeEndpoints: ShareAcknowledgeResponseNodeEndpoint[] = [];
  for (let i = 0; i < nodeEndpointsCount; i++) nodeEndpoints.push(decodeShareAcknowledgeResponseNodeEndpoint(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, acquisitionLockTimeoutMs, responses, nodeEndpoints };
}

function decodeShareAcknowledgeResponseNodeEndpoint(reader: WireReader, _version: number): ShareAcknowledgeResponseNodeEndpoint {
  const nodeId = reader.int32('nodeEndpoints.nodeId');
  const host = reader.string(true, 'nodeEndpoints.host');
  const port = reader.int32('nodeEndpoints.port');
  const rack = reader.nullableString(true, 'nodeEndpoints.rack');
  reader.skipTags('nodeEndpoints.tagged fields');
  return { nodeId, host, port, rack };
}

function decodeShareAcknowledgeResponseTopic(reader: WireReader, version: number): ShareAcknowledgeResponseTopic {
  const topicId = reader.uuid('responses.topicId');
  const partitionsCount = reader.structListLength(true, 17, 'responses.partitions');
  const partitions: ShareAcknowledgeResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeShareAcknowledgeResponsePartition(reader, version));
  reader.skipTags('responses.tagged fields');
  return { topicId, partitions };
}

function decodeShareAcknowledgeResponsePartition(reader: WireReader, version: number): ShareAcknowledgeResponsePartition {
  const partitionIndex = reader.int32('responses.partitions.partitionIndex');
  const errorCode = reader.int16('responses.partitions.errorCode');
  const errorMessage = reader.nullableString(true, 'responses.partitions.errorMessage');
  const currentLeader = decodeShareAcknowledgeResponseCurrentLeader(reader, version);
  reader.skipTags('responses.partitions.tagged fields');
  return { partitionIndex, errorCode, errorMessage, currentLeader };
}

function decodeShareAcknowledgeResponseCurrentLeader(reader: WireReader, _version: number): ShareAcknowledgeResponseCurrentLeader {
  const leaderId = reader.int32('responses.partitions.currentLeader.leaderId');
  const leaderEpoch = reader.int32('responses.partitions.currentLeader.leaderEpoch');
  reader.skipTags('responses.partitions.currentLeader.tagged fields');
  return { leaderId, leaderEpoch };
}

function encodeShareAcknowledgeResponse(writer: WireWriter, value: ShareAcknowledgeResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ShareAcknowledgeResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ShareAcknowledgeResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ShareAcknowledgeResponse.errorMessage');
  if (version >= 2) {
    writer.int32((value.acquisitionLockTimeoutMs ?? 0), 'ShareAcknowledgeResponse.acquisitionLockTimeoutMs');
  }
  const responsesList = value.responses;
  writer.listLength(true, responsesList.length, 'ShareAcknowledgeResponse.responses');
  for (const responsesItem of responsesList) encodeShareAcknowledgeResponseTopic(writer, responsesItem, version);
  const nodeEndpointsList = value.nodeEndpoints;
  writer.listLength(true, nodeEndpointsList.length, 'ShareAcknowledgeResponse.nodeEndpoints');
  for (const nodeEndpointsItem of nodeEndpointsList) encodeShareAcknowledgeResponseNodeEndpoint(writer, nodeEndpointsItem, version);
  writer.uvarint(0);
}

function encodeShareAcknowledgeResponseNodeEndpoint(writer: WireWriter, value: ShareAcknowledgeResponseNodeEndpointInput, _version: number): void {
  writer.int32(value.nodeId, 'ShareAcknowledgeResponse.nodeEndpoints.nodeId');
  writer.string(true, value.host, 'ShareAcknowledgeResponse.nodeEndpoints.host');
  writer.int32(value.port, 'ShareAcknowledgeResponse.nodeEndpoints.port');
  writer.nullableString(true, (value.rack ?? null), 'ShareAcknowledgeResponse.nodeEndpoints.rack');
  writer.uvarint(0);
}

function encodeShareAcknowledgeResponseTopic(writer: WireWriter, value: ShareAcknowledgeResponseTopicInput, version: number): void {
  writer.uuid(value.topicId, 'ShareAcknowledgeResponse.responses.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareAcknowledgeResponse.responses.partitions');
  for (const partitionsItem of partitionsList) encodeShareAcknowledgeResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeShareAcknowledgeResponsePartition(writer: WireWriter, value: ShareAcknowledgeResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'ShareAcknowledgeResponse.responses.partitions.partitionIndex');
  writer.int16(value.errorCode, 'ShareAcknowledgeResponse.responses.partitions.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ShareAcknowledgeResponse.responses.partitions.errorMessage');
  encodeShareAcknowledgeResponseCurrentLeader(writer, value.currentLeader, version);
  writer.uvarint(0);
}

function encodeShareAcknowledgeResponseCurrentLeader(writer: WireWriter, value: ShareAcknowledgeResponseCurrentLeaderInput, _version: number): void {
  writer.int32(value.leaderId, 'ShareAcknowledgeResponse.responses.partitions.currentLeader.leaderId');
  writer.int32(value.leaderEpoch, 'ShareAcknowledgeResponse.responses.partitions.currentLeader.leaderEpoch');
  writer.uvarint(0);
}
