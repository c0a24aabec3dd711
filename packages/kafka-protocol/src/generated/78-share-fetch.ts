// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { RecordsInput, WireWriter } from '../wire/wire-writer.js';

export interface ShareFetchRequest {
  readonly groupId: string | null;
  readonly memberId: string | null;
  readonly shareSessionEpoch: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxRecords: number;
  readonly batchSize: number;
  readonly shareAcquireMode: number;
  readonly isRenewAck: boolean;
  readonly topics: readonly ShareFetchRequestTopic[];
  readonly forgottenTopicsData: readonly ShareFetchRequestForgottenTopic[];
}

export interface ShareFetchRequestInput {
  readonly groupId?: string | null | undefined;
  readonly memberId: string | null;
  readonly shareSessionEpoch: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes?: number | undefined;
  readonly maxRecords: number;
  readonly batchSize: number;
  readonly shareAcquireMode?: number | undefined;
  readonly isRenewAck?: boolean | undefined;
  readonly topics: readonly ShareFetchRequestTopicInput[];
  readonly forgottenTopicsData: readonly ShareFetchRequestForgottenTopicInput[];
}

export interface ShareFetchRequestForgottenTopic {
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export type ShareFetchRequestForgottenTopicInput = ShareFetchRequestForgottenTopic;

export interface ShareFetchRequestTopic {
  readonly topicId: Uuid;
  readonly partitions: readonly ShareFetchRequestPartition[];
}

export type ShareFetchRequestTopicInput = ShareFetchRequestTopic;

export interface ShareFetchRequestPartition {
  readonly partitionIndex: number;
  readonly acknowledgementBatches: readonly ShareFetchRequestAcknowledgementBatch[];
}

export type ShareFetchRequestPartitionInput = ShareFetchRequestPartition;

export interface ShareFetchRequestAcknowledgementBatch {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly acknowledgeTypes: readonly number[];
}

export type ShareFetchRequestAcknowledgementBatchInput = ShareFetchRequestAcknowledgementBatch;

export const shareFetchRequest: Codec<ShareFetchRequest, ShareFetchRequestInput> = {
  name: 'ShareFetchRequest',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeShareFetchRequest,
  encode: encodeShareFetchRequest,
};

function decodeShareFetchRequest(reader: WireReader, version: number): ShareFetchRequest {
  const groupId = reader.nullableString(true, 'groupId');
  const memberId = reader.nullableString(true, 'memberId');
  const shareSessionEpoch = reader.int32('shareSessionEpoch');
  const maxWaitMs = reader.int32('maxWaitMs');
  const minBytes = reader.int32('minBytes');
  const maxBytes = reader.int32('maxBytes');
  const maxRecords = reader.int32('maxRecords');
  const batchSize = reader.int32('batchSize');
  const shareAcquireMode = version >= 2 ? reader.int8('shareAcquireMode') : 0;
  const isRenewAck = version >= 2 ? reader.bool('isRenewAck') : false;
  const topicsCount = reader.structListLength(true, 18, 'topics');
  const topics: ShareFetchRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeShareFetchRequestTopic(reader, version));
  const forgottenTopicsDataCount = reader.structListLength(true, 18, 'forgottenTopicsData');
  const forgottenTopicsData: ShareFetchRequestForgottenTopic[] = [];
  for (let i = 0; i < forgottenTopicsDataCount; i++) forgottenTopicsData.push(decodeShareFetchRequestForgottenTopic(reader, version));
  reader.skipTags('tagged fields');
  return { groupId, memberId, shareSessionEpoch, maxWaitMs, minBytes, maxBytes, maxRecords, batchSize, shareAcquireMode, isRenewAck, topics, forgottenTopicsData };
}

function decodeShareFetchRequestForgottenTopic(reader: WireReader, _version: number): ShareFetchRequestForgottenTopic {
  const topicId = reader.uuid('forgottenTopicsData.topicId');
  const partitionsCount = reader.listLength(true, 4, 'forgottenTopicsData.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('forgottenTopicsData.partitions'));
  reader.skipTags('forgottenTopicsData.tagged fields');
  return { topicId, partitions };
}

function decodeShareFetchRequestTopic(reader: WireReader, version: number): ShareFetchRequestTopic {
  const topicId = reader.uuid('topics.topicId');
  const partitionsCount = reader.structListLength(true, 6, 'topics.partitions');
  const partitions: ShareFetchRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeShareFetchRequestPartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { topicId, partitions };
}

function decodeShareFetchRequestPartition(reader: WireReader, version: number): ShareFetchRequestPartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const acknowledgementBatchesCount = reader.structListLength(true, 18, 'topics.partitions.acknowledgementBatches');
  const acknowledgementBatches: ShareFetchRequestAcknowledgementBatch[] = [];
  for (let i = 0; i < acknowledgementBatchesCount; i++) acknowledgementBatches.push(decodeShareFetchRequestAcknowledgementBatch(reader, version));
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, acknowledgementBatches };
}

function decodeShareFetchRequestAcknowledgementBatch(reader: WireReader, _version: number): ShareFetchRequestAcknowledgementBatch {
  const firstOffset = reader.int64('topics.partitions.acknowledgementBatches.firstOffset');
  const lastOffset = reader.int64('topics.partitions.acknowledgementBatches.lastOffset');
  const acknowledgeTypesCount = reader.listLength(true, 1, 'topics.partitions.acknowledgementBatches.acknowledgeTypes');
  const acknowledgeTypes: number[] = [];
  for (let i = 0; i < acknowledgeTypesCount; i++) acknowledgeTypes.push(reader.int8('topics.partitions.acknowledgementBatches.acknowledgeTypes'));
  reader.skipTags('topics.partitions.acknowledgementBatches.tagged fields');
  return { firstOffset, lastOffset, acknowledgeTypes };
}

function encodeShareFetchRequest(writer: WireWriter, value: ShareFetchRequestInput, version: number): void {
  writer.nullableString(true, (value.groupId ?? null), 'ShareFetchRequest.groupId');
  writer.nullableString(true, value.memberId, 'ShareFetchRequest.memberId');
  writer.int32(value.shareSessionEpoch, 'ShareFetchRequest.shareSessionEpoch');
  writer.int32(value.maxWaitMs, 'ShareFetchRequest.maxWaitMs');
  writer.int32(value.minBytes, 'ShareFetchRequest.minBytes');
  writer.int32((value.maxBytes ?? 2147483647), 'ShareFetchRequest.maxBytes');
  writer.int32(value.maxRecords, 'ShareFetchRequest.maxRecords');
  writer.int32(value.batchSize, 'ShareFetchRequest.batchSize');
  if (version >= 2) {
    writer.int8((value.shareAcquireMode ?? 0), 'ShareFetchRequest.shareAcquireMode');
  }
  if (version >= 2) {
    writer.bool((value.isRenewAck ?? false));
  }
  else if (value.isRenewAck !== undefined && value.isRenewAck !== false) absentField('ShareFetchRequest.isRenewAck', version);
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'ShareFetchRequest.topics');
  for (const topicsItem of topicsList) encodeShareFetchRequestTopic(writer, topicsItem, version);
  const forgottenTopicsDataList = value.forgottenTopicsData;
  writer.listLength(true, forgottenTopicsDataList.length, 'ShareFetchRequest.forgottenTopicsData');
  for (const forgottenTopicsDataItem of forgottenTopicsDataList) encodeShareFetchRequestForgottenTopic(writer, forgottenTopicsDataItem, version);
  writer.uvarint(0);
}

function encodeShareFetchRequestForgottenTopic(writer: WireWriter, value: ShareFetchRequestForgottenTopicInput, _version: number): void {
  writer.uuid(value.topicId, 'ShareFetchRequest.forgottenTopicsData.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareFetchRequest.forgottenTopicsData.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ShareFetchRequest.forgottenTopicsData.partitions');
  writer.uvarint(0);
}

function encodeShareFetchRequestTopic(writer: WireWriter, value: ShareFetchRequestTopicInput, version: number): void {
  writer.uuid(value.topicId, 'ShareFetchRequest.topics.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareFetchRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeShareFetchRequestPartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeShareFetchRequestPartition(writer: WireWriter, value: ShareFetchRequestPartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'ShareFetchRequest.topics.partitions.partitionIndex');
  const acknowledgementBatchesList = value.acknowledgementBatches;
  writer.listLength(true, acknowledgementBatchesList.length, 'ShareFetchRequest.topics.partitions.acknowledgementBatches');
  for (const acknowledgementBatchesItem of acknowledgementBatchesList) encodeShareFetchRequestAcknowledgementBatch(writer, acknowledgementBatchesItem, version);
  writer.uvarint(0);
}

function encodeShareFetchRequestAcknowledgementBatch(writer: WireWriter, value: ShareFetchRequestAcknowledgementBatchInput, _version: number): void {
  writer.int64(value.firstOffset, 'ShareFetchRequest.topics.partitions.acknowledgementBatches.firstOffset');
  writer.int64(value.lastOffset, 'ShareFetchRequest.topics.partitions.acknowledgementBatches.lastOffset');
  const acknowledgeTypesList = value.acknowledgeTypes;
  writer.listLength(true, acknowledgeTypesList.length, 'ShareFetchRequest.topics.partitions.acknowledgementBatches.acknowledgeTypes');
  for (const acknowledgeTypesItem of acknowledgeTypesList) writer.int8(acknowledgeTypesItem, 'ShareFetchRequest.topics.partitions.acknowledgementBatches.acknowledgeTypes');
  writer.uvarint(0);
}

export interface ShareFetchResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly acquisitionLockTimeoutMs: number;
  readonly responses: readonly ShareFetchResponseTopic[];
  readonly nodeEndpoints: readonly ShareFetchResponseNodeEndpoint[];
}

export interface ShareFetchResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly acquisitionLockTimeoutMs: number;
  readonly responses: readonly ShareFetchResponseTopicInput[];
  readonly nodeEndpoints: readonly ShareFetchResponseNodeEndpointInput[];
}

export interface ShareFetchResponseNodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface ShareFetchResponseNodeEndpointInput {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null | undefined;
}

export interface ShareFetchResponseTopic {
  readonly topicId: Uuid;
  readonly partitions: readonly ShareFetchResponsePartition[];
}

export interface ShareFetchResponseTopicInput {
  readonly topicId: Uuid;
  readonly partitions: readonly ShareFetchResponsePartitionInput[];
}

export interface ShareFetchResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly acknowledgeErrorCode: number;
  readonly acknowledgeErrorMessage: string | null;
  readonly currentLeader: ShareFetchResponseCurrentLeader;
  readonly records: Buffer;
  readonly acquiredRecords: readonly ShareFetchResponseAcquiredRecords[];
}

export interface ShareFetchResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly acknowledgeErrorCode: number;
  readonly acknowledgeErrorMessage?: string | null | undefined;
  readonly currentLeader: ShareFetchResponseCurrentLeaderInput;
  readonly records: RecordsInput;
  readonly acquiredRecords: readonly ShareFetchResponseAcquiredRecordsInput[];
}

export interface ShareFetchResponseAcquiredRecords {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly deliveryCount: number;
}

export type ShareFetchResponseAcquiredRecordsInput = ShareFetchResponseAcquiredRecords;

export interface ShareFetchResponseCurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export type ShareFetchResponseCurrentLeaderInput = ShareFetchResponseCurrentLeader;

export const shareFetchResponse: Codec<ShareFetchResponse, ShareFetchResponseInput> = {
  name: 'ShareFetchResponse',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeShareFetchResponse,
  encode: encodeShareFetchResponse,
};

function decodeShareFetchResponse(reader: WireReader, version: number): ShareFetchResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const acquisitionLockTimeoutMs = reader.int32('acquisitionLockTimeoutMs');
  const responsesCount = reader.structListLength(true, 18, 'responses');
  const responses: ShareFetchResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeShareFetchResponseTopic(reader, version));
  const nodeEndpointsCount = reader.structListLength(true, 11, 'nodeEndpoints');
  const nodeEndpoints: ShareFetchResponseNodeEndpoint[] = [];
  for (let i = 0; i < nodeEndpointsCount; i++) nodeEndpoints.push(decodeShareFetchResponseNodeEndpoint(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, acquisitionLockTimeoutMs, responses, nodeEndpoints };
}

function decodeShareFetchResponseNodeEndpoint(reader: WireReader, _version: number): ShareFetchResponseNodeEndpoint {
  const nodeId = reader.int32('nodeEndpoints.nodeId');
  const host = reader.string(true, 'nodeEndpoints.host');
  const port = reader.int32('nodeEndpoints.port');
  const rack = reader.nullableString(true, 'nodeEndpoints.rack');
  reader.skipTags('nodeEndpoints.tagged fields');
  return { nodeId, host, port, rack };
}

function decodeShareFetchResponseTopic(reader: WireReader, version: number): ShareFetchResponseTopic {
  const topicId = reader.uuid('responses.topicId');
  const partitionsCount = reader.structListLength(true, 22, 'responses.partitions');
  const partitions: ShareFetchResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeShareFetchResponsePartition(reader, version));
  reader.skipTags('responses.tagged fields');
  return { topicId, partitions };
}

function decodeShareFetchResponsePartition(reader: WireReader, version: number): ShareFetchResponsePartition {
  const partitionIndex = reader.int32('responses.partitions.partitionIndex');
  const errorCode = reader.int16('responses.partitions.errorCode');
  const errorMessage = reader.nullableString(true, 'responses.partitions.errorMessage');
  const acknowledgeErrorCode = reader.int16('responses.partitions.acknowledgeErrorCode');
  const acknowledgeErrorMessage = reader.nullableString(true, 'responses.partitions.acknowledgeErrorMessage');
  const currentLeader = decodeShareFetchResponseCurrentLeader(reader, version);
  const records = reader.bytes(true, 'responses.partitions.records');
  const acquiredRecordsCount = reader.structListLength(true, 19, 'responses.partitions.acquiredRecords');
  const acquiredRecords: ShareFetchResponseAcquiredRecords[] = [];
  for (let i = 0; i < acquiredRecordsCount; i++) acquiredRecords.push(decodeShareFetchResponseAcquiredRecords(reader, version));
  reader.skipTags('responses.partitions.tagged fields');
  return { partitionIndex, errorCode, errorMessage, acknowledgeErrorCode, acknowledgeErrorMessage, currentLeader, records, acquiredRecords };
}

function decodeShareFetchResponseAcquiredRecords(reader: WireReader, _version: number): ShareFetchResponseAcquiredRecords {
  const firstOffset = reader.int64('responses.partitions.acquiredRecords.firstOffset');
  const lastOffset = reader.int64('responses.partitions.acquiredRecords.lastOffset');
  const deliveryCount = reader.int16('responses.partitions.acquiredRecords.deliveryCount');
  reader.skipTags('responses.partitions.acquiredRecords.tagged fields');
  return { firstOffset, lastOffset, deliveryCount };
}

function decodeShareFetchResponseCurrentLeader(reader: WireReader, _version: number): ShareFetchResponseCurrentLeader {
  const leaderId = reader.int32('responses.partitions.currentLeader.leaderId');
  const leaderEpoch = reader.int32('responses.partitions.currentLeader.leaderEpoch');
  reader.skipTags('responses.partitions.currentLeader.tagged fields');
  return { leaderId, leaderEpoch };
}

function encodeShareFetchResponse(writer: WireWriter, value: ShareFetchResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ShareFetchResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ShareFetchResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ShareFetchResponse.errorMessage');
  writer.int32(value.acquisitionLockTimeoutMs, 'ShareFetchResponse.acquisitionLockTimeoutMs');
  const responsesList = value.responses;
  writer.listLength(true, responsesList.length, 'ShareFetchResponse.responses');
  for (const responsesItem of responsesList) encodeShareFetchResponseTopic(writer, responsesItem, version);
  const nodeEndpointsList = value.nodeEndpoints;
  writer.listLength(true, nodeEndpointsList.length, 'ShareFetchResponse.nodeEndpoints');
  for (const nodeEndpointsItem of nodeEndpointsList) encodeShareFetchResponseNodeEndpoint(writer, nodeEndpointsItem, version);
  writer.uvarint(0);
}

function encodeShareFetchResponseNodeEndpoint(writer: WireWriter, value: ShareFetchResponseNodeEndpointInput, _version: number): void {
  writer.int32(value.nodeId, 'ShareFetchResponse.nodeEndpoints.nodeId');
  writer.string(true, value.host, 'ShareFetchResponse.nodeEndpoints.host');
  writer.int32(value.port, 'ShareFetchResponse.nodeEndpoints.port');
  writer.nullableString(true, (value.rack ?? null), 'ShareFetchResponse.nodeEndpoints.rack');
  writer.uvarint(0);
}

function encodeShareFetchResponseTopic(writer: WireWriter, value: ShareFetchResponseTopicInput, version: number): void {
  writer.uuid(value.topicId, 'ShareFetchResponse.responses.topicId');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'ShareFetchResponse.responses.partitions');
  for (const partitionsItem of partitionsList) encodeShareFetchResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeShareFetchResponsePartition(writer: WireWriter, value: ShareFetchResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'ShareFetchResponse.responses.partitions.partitionIndex');
  writer.int16(value.errorCode, 'ShareFetchResponse.responses.partitions.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'ShareFetchResponse.responses.partitions.errorMessage');
  writer.int16(value.acknowledgeErrorCode, 'ShareFetchResponse.responses.partitions.acknowledgeErrorCode');
  writer.nullableString(true, (value.acknowledgeErrorMessage ?? null), 'ShareFetchResponse.responses.partitions.acknowledgeErrorMessage');
  encodeShareFetchResponseCurrentLeader(writer, value.currentLeader, version);
  writer.records(true, value.records, 'ShareFetchResponse.responses.partitions.records');
  const acquiredRecordsList = value.acquiredRecords;
  writer.listLength(true, acquiredRecordsList.length, 'ShareFetchResponse.responses.partitions.acquiredRecords');
  for (const acquiredRecordsItem of acquiredRecordsList) encodeShareFetchResponseAcquiredRecords(writer, acquiredRecordsItem, version);
  writer.uvarint(0);
}

function encodeShareFetchResponseAcquiredRecords(writer: WireWriter, value: ShareFetchResponseAcquiredRecordsInput, _version: number): void {
  writer.int64(value.firstOffset, 'ShareFetchResponse.responses.partitions.acquiredRecords.firstOffset');
  writer.int64(value.lastOffset, 'ShareFetchResponse.responses.partitions.acquiredRecords.lastOffset');
  writer.int16(value.deliveryCount, 'ShareFetchResponse.responses.partitions.acquiredRecords.deliveryCount');
  writer.uvarint(0);
}

function encodeShareFetchResponseCurrentLeader(writer: WireWriter, value: ShareFetchResponseCurrentLeaderInput, _version: number): void {
  writer.int32(value.leaderId, 'ShareFetchResponse.responses.partitions.currentLeader.leaderId');
  writer.int32(value.leaderEpoch, 'ShareFetchResponse.responses.partitions.currentLeader.leaderEpoch');
  writer.uvarint(0);
}
