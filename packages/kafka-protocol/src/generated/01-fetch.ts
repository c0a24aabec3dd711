// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { UUID_ZERO, type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { RecordsInput, WireWriter } from '../wire/wire-writer.js';

export interface FetchRequest {
  readonly clusterId: string | null;
  readonly replicaId: number;
  readonly replicaState: FetchRequestReplicaState;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly topics: readonly FetchRequestTopic[];
  readonly forgottenTopicsData: readonly FetchRequestForgottenTopic[];
  readonly rackId: string;
}

export interface FetchRequestInput {
  readonly clusterId?: string | null | undefined;
  readonly replicaId?: number | undefined;
  readonly replicaState?: FetchRequestReplicaStateInput | undefined;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes?: number | undefined;
  readonly isolationLevel?: number | undefined;
  readonly sessionId?: number | undefined;
  readonly sessionEpoch?: number | undefined;
  readonly topics: readonly FetchRequestTopicInput[];
  readonly forgottenTopicsData?: readonly FetchRequestForgottenTopicInput[] | undefined;
  readonly rackId?: string | undefined;
}

export interface FetchRequestForgottenTopic {
  readonly topic: string;
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export interface FetchRequestForgottenTopicInput {
  readonly topic?: string | undefined;
  readonly topicId: Uuid;
  readonly partitions: readonly number[];
}

export interface FetchRequestTopic {
  readonly topic: string;
  readonly topicId: Uuid;
  readonly partitions: readonly FetchRequestPartition[];
}

export interface FetchRequestTopicInput {
  readonly topic?: string | undefined;
  readonly topicId: Uuid;
  readonly partitions: readonly FetchRequestPartitionInput[];
}

export interface FetchRequestPartition {
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  readonly logStartOffset: number;
  readonly partitionMaxBytes: number;
  readonly replicaDirectoryId: Uuid;
}

export interface FetchRequestPartitionInput {
  readonly partition: number;
  readonly currentLeaderEpoch?: number | undefined;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch?: number | undefined;
  readonly logStartOffset?: number | undefined;
  readonly partitionMaxBytes: number;
  readonly replicaDirectoryId?: Uuid | undefined;
}

export interface FetchRequestReplicaState {
  readonly replicaId: number;
  readonly replicaEpoch: number;
}

export interface FetchRequestReplicaStateInput {
  readonly replicaId?: number | undefined;
  readonly replicaEpoch?: number | undefined;
}

export const fetchRequest: Codec<FetchRequest, FetchRequestInput> = {
  name: 'FetchRequest',
  minVersion: 4,
  maxVersion: 18,
  flexibleFrom: 12,
  decode: decodeFetchRequest,
  encode: encodeFetchRequest,
};

const defaultFetchRequestReplicaState: FetchRequestReplicaState = Object.freeze({
  replicaId: -1,
  replicaEpoch: -1,
});

function isDefaultFetchRequestReplicaState(value: FetchRequestReplicaStateInput): boolean {
  return !(value.replicaId !== undefined && value.replicaId !== -1) && !(value.replicaEpoch !== undefined && value.replicaEpoch !== -1);
}

function decodeFetchRequest(reader: WireReader, version: number): FetchRequest {
  const flexible = version >= 12;
  const replicaId = version <= 14 ? reader.int32('replicaId') : -1;
  const maxWaitMs = reader.int32('maxWaitMs');
  const minBytes = reader.int32('minBytes');
  const maxBytes = reader.int32('maxBytes');
  const isolationLevel = reader.int8('isolationLevel');
  const sessionId = version >= 7 ? reader.int32('sessionId') : 0;
  const sessionEpoch = version >= 7 ? reader.int32('sessionEpoch') : -1;
  const topicsCount = reader.structListLength(flexible, 3, 'topics');
  const topics: FetchRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeFetchRequestTopic(reader, version));
  let forgottenTopicsData: FetchRequestForgottenTopic[] = [];
  if (version >= 7) {
    const forgottenTopicsDataCount = reader.structListLength(flexible, 3, 'forgottenTopicsData');
    const forgottenTopicsDataItems: FetchRequestForgottenTopic[] = [];
    for (let i = 0; i < forgottenTopicsDataCount; i++) forgottenTopicsDataItems.push(decodeFetchRequestForgottenTopic(reader, version));
    forgottenTopicsData = forgottenTopicsDataItems;
  }
  const rackId = version >= 11 ? reader.string(flexible, 'rackId') : "";
  let clusterId: string | null = null;
  let replicaState: FetchRequestReplicaState = defaultFetchRequestReplicaState;
  if (flexible) {
    for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('tagged fields');
      const outer = reader.enterTag('tagged fields');
      switch (tag) {
        case 0: {
          clusterId = reader.nullableString(flexible, 'clusterId');
          reader.leaveTag(outer, 'clusterId');
          break;
        }
        case 1: {
          if (version >= 15) {
            replicaState = decodeFetchRequestReplicaState(reader, version);
            reader.leaveTag(outer, 'replicaState');
          } else reader.skipTag(outer);
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { clusterId, replicaId, replicaState, maxWaitMs, minBytes, maxBytes, isolationLevel, sessionId, sessionEpoch, topics, forgottenTopicsData, rackId };
}

function decodeFetchRequestForgottenTopic(reader: WireReader, version: number): FetchRequestForgottenTopic {
  const flexible = version >= 12;
  const topic = version <= 12 ? reader.string(flexible, 'forgottenTopicsData.topic') : '';
  const topicId = version >= 13 ? reader.uuid('forgottenTopicsData.topicId') : UUID_ZERO;
  const partitionsCount = reader.listLength(flexible, 4, 'forgottenTopicsData.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('forgottenTopicsData.partitions'));
  if (flexible) reader.skipTags('forgottenTopicsData.tagged fields');
  return { topic, topicId, partitions };
}

function decodeFetchRequestTopic(reader: WireReader, version: number): FetchRequestTopic {
  const flexible = version >= 12;
  const topic = version <= 12 ? reader.string(flexible, 'topics.topic') : '';
  const topicId = version >= 13 ? reader.uuid('topics.topicId') : UUID_ZERO;
  const partitionsCount = reader.structListLength(flexible, 16, 'topics.partitions');
  const partitions: FetchRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeFetchRequestPartition(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { topic, topicId, partitions };
}

function decodeFetchRequestPartition(reader: WireReader, version: number): FetchRequestPartition {
  const flexible = version >= 12;
  const partition = reader.int32('topics.partitions.partition');
  const currentLeaderEpoch = version >= 9 ? reader.int32('topics.partitions.currentLeaderEpoch') : -1;
  const fetchOffset = reader.int64('topics.partitions.fetchOffset');
  const lastFetchedEpoch = version >= 12 ? reader.int32('topics.partitions.lastFetchedEpoch') : -1;
  const logStartOffset = version >= 5 ? reader.int64('topics.partitions.logStartOffset') : -1;
  const partitionMaxBytes = reader.int32('topics.partitions.partitionMaxBytes');
  let replicaDirectoryId: Uuid = UUID_ZERO;
  if (flexible) {
    for (let left = reader.uvarint('topics.partitions.tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('topics.partitions.tagged fields');
      const outer = reader.enterTag('topics.partitions.tagged fields');
      switch (tag) {
        case 0: {
          if (version >= 17) {
            replicaDirectoryId = reader.uuid('topics.partitions.replicaDirectoryId');
            reader.leaveTag(outer, 'topics.partitions.replicaDirectoryId');
          } else reader.skipTag(outer);
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, partitionMaxBytes, replicaDirectoryId };
}

function decodeFetchRequestReplicaState(reader: WireReader, _version: number): FetchRequestReplicaState {
  const replicaId = reader.int32('replicaState.replicaId');
  const replicaEpoch = reader.int64('replicaState.replicaEpoch');
  reader.skipTags('replicaState.tagged fields');
  return { replicaId, replicaEpoch };
}

function encodeFetchRequest(writer: WireWriter, value: FetchRequestInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 14) {
    writer.int32((value.replicaId ?? -1), 'FetchRequest.replicaId');
  }
  else if (value.replicaId !== undefined && value.replicaId !== -1) absentField('FetchRequest.replicaId', version);
  writer.int32(value.maxWaitMs, 'FetchRequest.maxWaitMs');
  writer.int32(value.minBytes, 'FetchRequest.minBytes');
  writer.int32((value.maxBytes ?? 2147483647), 'FetchRequest.maxBytes');
  writer.int8((value.isolationLevel ?? 0), 'FetchRequest.isolationLevel');
  if (version >= 7) {
    writer.int32((value.sessionId ?? 0), 'FetchRequest.sessionId');
  }
  if (version >= 7) {
    writer.int32((value.sessionEpoch ?? -1), 'FetchRequest.sessionEpoch');
  }
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'FetchRequest.topics');
  for (const topicsItem of topicsList) encodeFetchRequestTopic(writer, topicsItem, version);
  if (version >= 7) {
    const forgottenTopicsDataList = (value.forgottenTopicsData ?? []);
    writer.listLength(flexible, forgottenTopicsDataList.length, 'FetchRequest.forgottenTopicsData');
    for (const forgottenTopicsDataItem of forgottenTopicsDataList) encodeFetchRequestForgottenTopic(writer, forgottenTopicsDataItem, version);
  }
  else if (value.forgottenTopicsData !== undefined && value.forgottenTopicsData.length > 0) absentField('FetchRequest.forgottenTopicsData', version);
  if (version >= 11) {
    writer.string(flexible, (value.rackId ?? ""), 'FetchRequest.rackId');
  }
  if (flexible) {
    const has0 = value.clusterId !== undefined && value.clusterId !== null;
    const has1 = version >= 15 && value.replicaState !== undefined && !isDefaultFetchRequestReplicaState(value.replicaState);
    writer.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      tagged.nullableString(flexible, value.clusterId, 'FetchRequest.clusterId');
      writer.closeTag();
    }
    if (has1) {
      const tagged = writer.openTag(1);
      encodeFetchRequestReplicaState(tagged, value.replicaState, version);
      writer.closeTag();
    }
  }
}

function encodeFetchRequestForgottenTopic(writer: WireWriter, value: FetchRequestForgottenTopicInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 12) {
    writer.string(flexible, (value.topic ?? ''), 'FetchRequest.forgottenTopicsData.topic');
  }
  if (version >= 13) {
    writer.uuid(value.topicId, 'FetchRequest.forgottenTopicsData.topicId');
  }
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'FetchRequest.forgottenTopicsData.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'FetchRequest.forgottenTopicsData.partitions');
  if (flexible) writer.uvarint(0);
}

function encodeFetchRequestTopic(writer: WireWriter, value: FetchRequestTopicInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 12) {
    writer.string(flexible, (value.topic ?? ''), 'FetchRequest.topics.topic');
  }
  if (version >= 13) {
    writer.uuid(value.topicId, 'FetchRequest.topics.topicId');
  }
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'FetchRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeFetchRequestPartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeFetchRequestPartition(writer: WireWriter, value: FetchRequestPartitionInput, version: number): void {
  const flexible = version >= 12;
  writer.int32(value.partition, 'FetchRequest.topics.partitions.partition');
  if (version >= 9) {
    writer.int32((value.currentLeaderEpoch ?? -1), 'FetchRequest.topics.partitions.currentLeaderEpoch');
  }
  writer.int64(value.fetchOffset, 'FetchRequest.topics.partitions.fetchOffset');
  if (version >= 12) {
    writer.int32((value.lastFetchedEpoch ?? -1), 'FetchRequest.topics.partitions.lastFetchedEpoch');
  }
  else if (value.lastFetchedEpoch !== undefined && value.lastFetchedEpoch !== -1) absentField('FetchRequest.topics.partitions.lastFetchedEpoch', version);
  if (version >= 5) {
    writer.int64((value.logStartOffset ?? -1), 'FetchRequest.topics.partitions.logStartOffset');
  }
  writer.int32(value.partitionMaxBytes, 'FetchRequest.topics.partitions.partitionMaxBytes');
  if (flexible) {
    const has0 = version >= 17 && value.replicaDirectoryId !== undefined && value.replicaDirectoryId !== UUID_ZERO;
    writer.uvarint((has0 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      tagged.uuid(value.replicaDirectoryId, 'FetchRequest.topics.partitions.replicaDirectoryId');
      writer.closeTag();
    }
  }
}

function encodeFetchRequestReplicaState(writer: WireWriter, value: FetchRequestReplicaStateInput, _version: number): void {
  writer.int32((value.replicaId ?? -1), 'FetchRequest.replicaState.replicaId');
  writer.int64((value.replicaEpoch ?? -1), 'FetchRequest.replicaState.replicaEpoch');
  writer.uvarint(0);
}

export interface FetchResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly FetchResponseTopic[];
  readonly nodeEndpoints: readonly FetchResponseNodeEndpoint[];
}

export interface FetchResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly sessionId?: number | undefined;
  readonly responses: readonly FetchResponseTopicInput[];
  readonly nodeEndpoints?: readonly FetchResponseNodeEndpointInput[] | undefined;
}

export interface FetchResponseNodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface FetchResponseNodeEndpointInput {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null | undefined;
}

export interface FetchResponseTopic {
  readonly topic: string;
  readonly topicId: Uuid;
  readonly partitions: readonly FetchResponsePartition[];
}

export interface FetchResponseTopicInput {
  readonly topic?: string | undefined;
  readonly topicId: Uuid;
  readonly partitions: readonly FetchResponsePartitionInput[];
}

export interface FetchResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly divergingEpoch: FetchResponseDivergingEpoch;
  readonly currentLeader: FetchResponseCurrentLeader;
  readonly snapshotId: FetchResponseSnapshotId;
  readonly abortedTransactions: readonly FetchResponseAbortedTransaction[] | null;
  readonly preferredReadReplica: number;
  readonly records: Buffer | null;
}

export interface FetchResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset?: number | undefined;
  readonly logStartOffset?: number | undefined;
  readonly divergingEpoch?: FetchResponseDivergingEpochInput | undefined;
  readonly currentLeader?: FetchResponseCurrentLeaderInput | undefined;
  readonly snapshotId?: FetchResponseSnapshotIdInput | undefined;
  readonly abortedTransactions: readonly FetchResponseAbortedTransactionInput[] | null;
  readonly preferredReadReplica?: number | undefined;
  readonly records: RecordsInput | null;
}

export interface FetchResponseAbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export type FetchResponseAbortedTransactionInput = FetchResponseAbortedTransaction;

export interface FetchResponseSnapshotId {
  readonly endOffset: number;
  readonly epoch: number;
}

export interface FetchResponseSnapshotIdInput {
  readonly endOffset?: number | undefined;
  readonly epoch?: number | undefined;
}

export interface FetchResponseCurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface FetchResponseCurrentLeaderInput {
  readonly leaderId?: number | undefined;
  readonly leaderEpoch?: number | undefined;
}

export interface FetchResponseDivergingEpoch {
  readonly epoch: number;
  readonly endOffset: number;
}

export interface FetchResponseDivergingEpochInput {
  readonly epoch?: number | undefined;
  readonly endOffset?: number | undefined;
}

export const fetchResponse: Codec<FetchResponse, FetchResponseInput> = {
  name: 'FetchResponse',
  minVersion: 4,
  maxVersion: 18,
  flexibleFrom: 12,
  decode: decodeFetchResponse,
  encode: encodeFetchResponse,
};

const defaultFetchResponseDivergingEpoch: FetchResponseDivergingEpoch = Object.freeze({
  epoch: -1,
  endOffset: -1,
});

const defaultFetchResponseCurrentLeader: FetchResponseCurrentLeader = Object.freeze({
  leaderId: -1,
  leaderEpoch: -1,
});

const defaultFetchResponseSnapshotId: FetchResponseSnapshotId = Object.freeze({
  endOffset: -1,
  epoch: -1,
});

function isDefaultFetchResponseDivergingEpoch(value: FetchResponseDivergingEpochInput): boolean {
  return !(value.epoch !== undefined && value.epoch !== -1) && !(value.endOffset !== undefined && value.endOffset !== -1);
}

function isDefaultFetchResponseCurrentLeader(value: FetchResponseCurrentLeaderInput): boolean {
  return !(value.leaderId !== undefined && value.leaderId !== -1) && !(value.leaderEpoch !== undefined && value.leaderEpoch !== -1);
}

function isDefaultFetchResponseSnapshotId(value: FetchResponseSnapshotIdInput): boolean {
  return !(value.endOffset !== undefined && value.endOffset !== -1) && !(value.epoch !== undefined && value.epoch !== -1);
}

function decodeFetchResponse(reader: WireReader, version: number): FetchResponse {
  const flexible = version >= 12;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = version >= 7 ? reader.int16('errorCode') : 0;
  const sessionId = version >= 7 ? reader.int32('sessionId') : 0;
  const responsesCount = reader.structListLength(flexible, 3, 'responses');
  const responses: FetchResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeFetchResponseTopic(reader, version));
  let nodeEndpoints: FetchResponseNodeEndpoint[] = [];
  if (flexible) {
    for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('tagged fields');
      const outer = reader.enterTag('tagged fields');
      switch (tag) {
        case 0: {
          if (version >= 16) {
            const nodeEndpointsCount = reader.structListLength(flexible, 11, 'nodeEndpoints');
            const nodeEndpointsItems: FetchResponseNodeEndpoint[] = [];
            for (let i = 0; i < nodeEndpointsCount; i++) nodeEndpointsItems.push(decodeFetchResponseNodeEndpoint(reader, version));
            nodeEndpoints = nodeEndpointsItems;
            reader.leaveTag(outer, 'nodeEndpoints');
          } else reader.skipTag(outer);
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { throttleTimeMs, errorCode, sessionId, responses, nodeEndpoints };
}

function decodeFetchResponseNodeEndpoint(reader: WireReader, _version: number): FetchResponseNodeEndpoint {
  const nodeId = reader.int32('nodeEndpoints.nodeId');
  const host = reader.string(true, 'nodeEndpoints.host');
  const port = reader.int32('nodeEndpoints.port');
  const rack = reader.nullableString(true, 'nodeEndpoints.rack');
  reader.skipTags('nodeEndpoints.tagged fields');
  return { nodeId, host, port, rack };
}

function decodeFetchResponseTopic(reader: WireReader, version: number): FetchResponseTopic {
  const flexible = version >= 12;
  const topic = version <= 12 ? reader.string(flexible, 'responses.topic') : '';
  const topicId = version >= 13 ? reader.uuid('responses.topicId') : UUID_ZERO;
  const partitionsCount = reader.structListLength(flexible, 30, 'responses.partitions');
  const partitions: FetchResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeFetchResponsePartition(reader, version));
  if (flexible) reader.skipTags('responses.tagged fields');
  return { topic, topicId, partitions };
}

function decodeFetchResponsePartition(reader: WireReader, version: number): FetchResponsePartition {
  const flexible = version >= 12;
  const partitionIndex = reader.int32('responses.partitions.partitionIndex');
  const errorCode = reader.int16('responses.partitions.errorCode');
  const highWatermark = reader.int64('responses.partitions.highWatermark');
  const lastStableOffset = reader.int64('responses.partitions.lastStableOffset');
  const logStartOffset = version >= 5 ? reader.int64('responses.partitions.logStartOffset') : -1;
  let abortedTransactions: FetchResponseAbortedTransaction[] | null = [];
  const abortedTransactionsCount = reader.nullableStructListLength(flexible, 16, 'responses.partitions.abortedTransactions');
  if (abortedTransactionsCount < 0) abortedTransactions = null;
  else {
    const abortedTransactionsItems: FetchResponseAbortedTransaction[] = [];
    for (let i = 0; i < abortedTransactionsCount; i++) abortedTransactionsItems.push(decodeFetchResponseAbortedTransaction(reader, version));
    abortedTransactions = abortedTransactionsItems;
  }
  const preferredReadReplica = version >= 11 ? reader.int32('responses.partitions.preferredReadReplica') : -1;
  const records = reader.nullableBytes(flexible, 'responses.partitions.records');
  let divergingEpoch: FetchResponseDivergingEpoch = defaultFetchResponseDivergingEpoch;
  let currentLeader: FetchResponseCurrentLeader = defaultFetchResponseCurrentLeader;
  let snapshotId: FetchResponseSnapshotId = defaultFetchResponseSnapshotId;
  if (flexible) {
    for (let left = reader.uvarint('responses.partitions.tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('responses.partitions.tagged fields');
      const outer = reader.enterTag('responses.partitions.tagged fields');
      switch (tag) {
        case 0: {
          divergingEpoch = decodeFetchResponseDivergingEpoch(reader, version);
          reader.leaveTag(outer, 'responses.partitions.divergingEpoch');
          break;
        }
        case 1: {
          currentLeader = decodeFetchResponseCurrentLeader(reader, version);
          reader.leaveTag(outer, 'responses.partitions.currentLeader');
          break;
        }
        case 2: {
          snapshotId = decodeFetchResponseSnapshotId(reader, version);
          reader.leaveTag(outer, 'responses.partitions.snapshotId');
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { partitionIndex, errorCode, highWatermark, lastStableOffset, logStartOffset, divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica, records };
}

function decodeFetchResponseAbortedTransaction(reader: WireReader, version: number): FetchResponseAbortedTransaction {
  const flexible = version >= 12;
  const producerId = reader.int64('responses.partitions.abortedTransactions.producerId');
  const firstOffset = reader.int64('responses.partitions.abortedTransactions.firstOffset');
  if (flexible) reader.skipTags('responses.partitions.abortedTransactions.tagged fields');
  return { producerId, firstOffset };
}

function decodeFetchResponseSnapshotId(reader: WireReader, _version: number): FetchResponseSnapshotId {
  const endOffset = reader.int64('responses.partitions.snapshotId.endOffset');
  const epoch = reader.int32('responses.partitions.snapshotId.epoch');
  reader.skipTags('responses.partitions.snapshotId.tagged fields');
  return { endOffset, epoch };
}

function decodeFetchResponseCurrentLeader(reader: WireReader, _version: number): FetchResponseCurrentLeader {
  const leaderId = reader.int32('responses.partitions.currentLeader.leaderId');
  const leaderEpoch = reader.int32('responses.partitions.currentLeader.leaderEpoch');
  reader.skipTags('responses.partitions.currentLeader.tagged fields');
  return { leaderId, leaderEpoch };
}

function decodeFetchResponseDivergingEpoch(reader: WireReader, _version: number): FetchResponseDivergingEpoch {
  const epoch = reader.int32('responses.partitions.divergingEpoch.epoch');
  const endOffset = reader.int64('responses.partitions.divergingEpoch.endOffset');
  reader.skipTags('responses.partitions.divergingEpoch.tagged fields');
  return { epoch, endOffset };
}

function encodeFetchResponse(writer: WireWriter, value: FetchResponseInput, version: number): void {
  const flexible = version >= 12;
  writer.int32((value.throttleTimeMs ?? 0), 'FetchResponse.throttleTimeMs');
  if (version >= 7) {
    writer.int16((value.errorCode ?? 0), 'FetchResponse.errorCode');
  }
  if (version >= 7) {
    writer.int32((value.sessionId ?? 0), 'FetchResponse.sessionId');
  }
  else if (value.sessionId !== undefined && value.sessionId !== 0) absentField('FetchResponse.sessionId', version);
  const responsesList = value.responses;
  writer.listLength(flexible, responsesList.length, 'FetchResponse.responses');
  for (const responsesItem of responsesList) encodeFetchResponseTopic(writer, responsesItem, version);
  if (flexible) {
    const has0 = version >= 16 && value.nodeEndpoints !== undefined && value.nodeEndpoints.length > 0;
    writer.uvarint((has0 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      const nodeEndpointsList = value.nodeEndpoints;
      tagged.listLength(flexible, nodeEndpointsList.length, 'FetchResponse.nodeEndpoints');
      for (const nodeEndpointsItem of nodeEndpointsList) encodeFetchResponseNodeEndpoint(tagged, nodeEndpointsItem, version);
      writer.closeTag();
    }
  }
}

function encodeFetchResponseNodeEndpoint(writer: WireWriter, value: FetchResponseNodeEndpointInput, _version: number): void {
  writer.int32(value.nodeId, 'FetchResponse.nodeEndpoints.nodeId');
  writer.string(true, value.host, 'FetchResponse.nodeEndpoints.host');
  writer.int32(value.port, 'FetchResponse.nodeEndpoints.port');
  writer.nullableString(true, (value.rack ?? null), 'FetchResponse.nodeEndpoints.rack');
  writer.uvarint(0);
}

function encodeFetchResponseTopic(writer: WireWriter, value: FetchResponseTopicInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 12) {
    writer.string(flexible, (value.topic ?? ''), 'FetchResponse.responses.topic');
  }
  if (version >= 13) {
    writer.uuid(value.topicId, 'FetchResponse.responses.topicId');
  }
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'FetchResponse.responses.partitions');
  for (const partitionsItem of partitionsList) encodeFetchResponsePartition(writer, partitionsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeFetchResponsePartition(writer: WireWriter, value: FetchResponsePartitionInput, version: number): void {
  const flexible = version >= 12;
  writer.int32(value.partitionIndex, 'FetchResponse.responses.partitions.partitionIndex');
  writer.int16(value.errorCode, 'FetchResponse.responses.partitions.errorCode');
  writer.int64(value.highWatermark, 'FetchResponse.responses.partitions.highWatermark');
  writer.int64((value.lastStableOffset ?? -1), 'FetchResponse.responses.partitions.lastStableOffset');
  if (version >= 5) {
    writer.int64((value.logStartOffset ?? -1), 'FetchResponse.responses.partitions.logStartOffset');
  }
  const abortedTransactionsList = value.abortedTransactions;
  writer.listLength(flexible, abortedTransactionsList === null ? -1 : abortedTransactionsList.length, 'FetchResponse.responses.partitions.abortedTransactions');
  if (abortedTransactionsList !== null) for (const abortedTransactionsItem of abortedTransactionsList) encodeFetchResponseAbortedTransaction(writer, abortedTransactionsItem, version);
  if (version >= 11) {
    writer.int32((value.preferredReadReplica ?? -1), 'FetchResponse.responses.partitions.preferredReadReplica');
  }
  writer.nullableRecords(flexible, value.records, 'FetchResponse.responses.partitions.records');
  if (flexible) {
    const has0 = value.divergingEpoch !== undefined && !isDefaultFetchResponseDivergingEpoch(value.divergingEpoch);
    const has1 = value.currentLeader !== undefined && !isDefaultFetchResponseCurrentLeader(value.currentLeader);
    const has2 = value.snapshotId !== undefined && !isDefaultFetchResponseSnapshotId(value.snapshotId);
    writer.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      encodeFetchResponseDivergingEpoch(tagged, value.divergingEpoch, version);
      writer.closeTag();
    }
    if (has1) {
      const tagged = writer.openTag(1);
      encodeFetchResponseCurrentLeader(tagged, value.currentLeader, version);
      writer.closeTag();
    }
    if (has2) {
      const tagged = writer.openTag(2);
      encodeFetchResponseSnapshotId(tagged, value.snapshotId, version);
      writer.closeTag();
    }
  }
}

function encodeFetchResponseAbortedTransaction(writer: WireWriter, value: FetchResponseAbortedTransactionInput, version: number): void {
  const flexible = version >= 12;
  writer.int64(value.producerId, 'FetchResponse.responses.partitions.abortedTransactions.producerId');
  writer.int64(value.firstOffset, 'FetchResponse.responses.partitions.abortedTransactions.firstOffset');
  if (flexible) writer.uvarint(0);
}

function encodeFetchResponseSnapshotId(writer: WireWriter, value: FetchResponseSnapshotIdInput, _version: number): void {
  writer.int64((value.endOffset ?? -1), 'FetchResponse.responses.partitions.snapshotId.endOffset');
  writer.int32((value.epoch ?? -1), 'FetchResponse.responses.partitions.snapshotId.epoch');
  writer.uvarint(0);
}

function encodeFetchResponseCurrentLeader(writer: WireWriter, value: FetchResponseCurrentLeaderInput, _version: number): void {
  writer.int32((value.leaderId ?? -1), 'FetchResponse.responses.partitions.currentLeader.leaderId');
  writer.int32((value.leaderEpoch ?? -1), 'FetchResponse.responses.partitions.currentLeader.leaderEpoch');
  writer.uvarint(0);
}

function encodeFetchResponseDivergingEpoch(writer: WireWriter, value: FetchResponseDivergingEpochInput, _version: number): void {
  writer.int32((value.epoch ?? -1), 'FetchResponse.responses.partitions.divergingEpoch.epoch');
  writer.int64((value.endOffset ?? -1), 'FetchResponse.responses.partitions.divergingEpoch.endOffset');
  writer.uvarint(0);
}
