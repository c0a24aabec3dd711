// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { RecordsInput, WireWriter } from '../wire/wire-writer.js';

export interface ProduceRequest {
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topicData: readonly ProduceRequestTopic[];
}

export interface ProduceRequestInput {
  readonly transactionalId?: string | null | undefined;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topicData: readonly ProduceRequestTopicInput[];
}

export interface ProduceRequestTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitionData: readonly ProduceRequestPartition[];
}

export interface ProduceRequestTopicInput {
  readonly name?: string | undefined;
  readonly topicId?: Uuid | undefined;
  readonly partitionData: readonly ProduceRequestPartitionInput[];
}

export interface ProduceRequestPartition {
  readonly index: number;
  readonly records: Buffer | null;
}

export interface ProduceRequestPartitionInput {
  readonly index: number;
  readonly records: RecordsInput | null;
}

export const produceRequest: Codec<ProduceRequest, ProduceRequestInput> = {
  name: 'ProduceRequest',
  minVersion: 0,
  maxVersion: 13,
  flexibleFrom: 9,
  decode: decodeProduceRequest,
  encode: encodeProduceRequest,
};

function decodeProduceRequest(reader: WireReader, version: number): ProduceRequest {
  const flexible = version >= 9;
  const transactionalId = version >= 3 ? reader.nullableString(flexible, 'transactionalId') : null;
  const acks = reader.int16('acks');
  const timeoutMs = reader.int32('timeoutMs');
  const topicDataCount = reader.structListLength(flexible, 3, 'topicData');
  const topicData: ProduceRequestTopic[] = [];
  for (let i = 0; i < topicDataCount; i++) topicData.push(decodeProduceRequestTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { transactionalId, acks, timeoutMs, topicData };
}

function decodeProduceRequestTopic(reader: WireReader, version: number): ProduceRequestTopic {
  const flexible = version >= 9;
  const name = version <= 12 ? reader.string(flexible, 'topicData.name') : "";
  const topicId = version >= 13 ? reader.uuid('topicData.topicId') : "AAAAAAAAAAAAAAAAAAAAAA";
  const partitionDataCount = reader.structListLength(flexible, 6, 'topicData.partitionData');
  const partitionData: ProduceRequestPartition[] = [];
  for (let i = 0; i < partitionDataCount; i++) partitionData.push(decodeProduceRequestPartition(reader, version));
  if (flexible) reader.skipTags('topicData.tagged fields');
  return { name, topicId, partitionData };
}

function decodeProduceRequestPartition(reader: WireReader, version: number): ProduceRequestPartition {
  const flexible = version >= 9;
  const index = reader.int32('topicData.partitionData.index');
  const records = reader.nullableBytes(flexible, 'topicData.partitionData.records');
  if (flexible) reader.skipTags('topicData.partitionData.tagged fields');
  return { index, records };
}

function encodeProduceRequest(writer: WireWriter, value: ProduceRequestInput, version: number): void {
  const flexible = version >= 9;
  if (version >= 3) {
    writer.nullableString(flexible, (value.transactionalId ?? null), 'ProduceRequest.transactionalId');
  }
  else if (value.transactionalId !== undefined && value.transactionalId !== null) absentField('ProduceRequest.transactionalId', version);
  writer.int16(value.acks, 'ProduceRequest.acks');
  writer.int32(value.timeoutMs, 'ProduceRequest.timeoutMs');
  const topicDataList = value.topicData;
  writer.listLength(flexible, topicDataList.length, 'ProduceRequest.topicData');
  for (const topicDataItem of topicDataList) encodeProduceRequestTopic(writer, topicDataItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeProduceRequestTopic(writer: WireWriter, value: ProduceRequestTopicInput, version: number): void {
  const flexible = version >= 9;
  if (version <= 12) {
    writer.string(flexible, (value.name ?? ""), 'ProduceRequest.topicData.name');
  }
  if (version >= 13) {
    writer.uuid((value.topicId ?? "AAAAAAAAAAAAAAAAAAAAAA"), 'ProduceRequest.topicData.topicId');
  }
  const partitionDataList = value.partitionData;
  writer.listLength(flexible, partitionDataList.length, 'ProduceRequest.topicData.partitionData');
  for (const partitionDataItem of partitionDataList) encodeProduceRequestPartition(writer, partitionDataItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeProduceRequestPartition(writer: WireWriter, value: ProduceRequestPartitionInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.index, 'ProduceRequest.topicData.partitionData.index');
  writer.nullableRecords(flexible, value.records, 'ProduceRequest.topicData.partitionData.records');
  if (flexible) writer.uvarint(0);
}

export interface ProduceResponse {
  readonly responses: readonly ProduceResponseTopic[];
  readonly throttleTimeMs: number;
  readonly nodeEndpoints: readonly ProduceResponseNodeEndpoint[];
}

export interface ProduceResponseInput {
  readonly responses: readonly ProduceResponseTopicInput[];
  readonly throttleTimeMs?: number | undefined;
  readonly nodeEndpoints?: readonly ProduceResponseNodeEndpointInput[] | undefined;
}

export interface ProduceResponseNodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface ProduceResponseNodeEndpointInput {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null | undefined;
}

export interface ProduceResponseTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitionResponses: readonly ProduceResponsePartition[];
}

export interface ProduceResponseTopicInput {
  readonly name?: string | undefined;
  readonly topicId?: Uuid | undefined;
  readonly partitionResponses: readonly ProduceResponsePartitionInput[];
}

export interface ProduceResponsePartition {
  readonly index: number;
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly recordErrors: readonly ProduceResponseRecordError[];
  readonly errorMessage: string | null;
  readonly currentLeader: ProduceResponseCurrentLeader;
}

export interface ProduceResponsePartitionInput {
  readonly index: number;
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs?: number | undefined;
  readonly logStartOffset?: number | undefined;
  readonly recordErrors?: readonly ProduceResponseRecordErrorInput[] | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly currentLeader?: ProduceResponseCurrentLeaderInput | undefined;
}

export interface ProduceResponseCurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface ProduceResponseCurrentLeaderInput {
  readonly leaderId?: number | undefined;
  readonly leaderEpoch?: number | undefined;
}

export interface ProduceResponseRecordError {
  readonly batchIndex: number;
  readonly batchIndexErrorMessage: string | null;
}

export interface ProduceResponseRecordErrorInput {
  readonly batchIndex: number;
  readonly batchIndexErrorMessage?: string | null | undefined;
}

export const produceResponse: Codec<ProduceResponse, ProduceResponseInput> = {
  name: 'ProduceResponse',
  minVersion: 0,
  maxVersion: 13,
  flexibleFrom: 9,
  decode: decodeProduceResponse,
  encode: encodeProduceResponse,
};

const defaultProduceResponseCurrentLeader: ProduceResponseCurrentLeader = Object.freeze({
  leaderId: -1,
  leaderEpoch: -1,
});

function isDefaultProduceResponseCurrentLeader(value: ProduceResponseCurrentLeaderInput): boolean {
  return !(value.leaderId !== undefined && value.leaderId !== -1) && !(value.leaderEpoch !== undefined && value.leaderEpoch !== -1);
}

function decodeProduceResponse(reader: WireReader, version: number): ProduceResponse {
  const flexible = version >= 9;
  const responsesCount = reader.structListLength(flexible, 3, 'responses');
  const responses: ProduceResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeProduceResponseTopic(reader, version));
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  let nodeEndpoints: ProduceResponseNodeEndpoint[] = [];
  if (flexible) {
    for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('tagged fields');
      const outer = reader.enterTag('tagged fields');
      switch (tag) {
        case 0: {
          if (version >= 10) {
            const nodeEndpointsCount = reader.structListLength(flexible, 11, 'nodeEndpoints');
            const nodeEndpointsItems: ProduceResponseNodeEndpoint[] = [];
            for (let i = 0; i < nodeEndpointsCount; i++) nodeEndpointsItems.push(decodeProduceResponseNodeEndpoint(reader, version));
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
  return { responses, throttleTimeMs, nodeEndpoints };
}

function decodeProduceResponseNodeEndpoint(reader: WireReader, _version: number): ProduceResponseNodeEndpoint {
  const nodeId = reader.int32('nodeEndpoints.nodeId');
  const host = reader.string(true, 'nodeEndpoints.host');
  const port = reader.int32('nodeEndpoints.port');
  const rack = reader.nullableString(true, 'nodeEndpoints.rack');
  reader.skipTags('nodeEndpoints.tagged fields');
  return { nodeId, host, port, rack };
}

function decodeProduceResponseTopic(reader: WireReader, version: number): ProduceResponseTopic {
  const flexible = version >= 9;
  const name = version <= 12 ? reader.string(flexible, 'responses.name') : "";
  const topicId = version >= 13 ? reader.uuid('responses.topicId') : "AAAAAAAAAAAAAAAAAAAAAA";
  const partitionResponsesCount = reader.structListLength(flexible, 14, 'responses.partitionResponses');
  const partitionResponses: ProduceResponsePartition[] = [];
  for (let i = 0; i < partitionResponsesCount; i++) partitionResponses.push(decodeProduceResponsePartition(reader, version));
  if (flexible) reader.skipTags('responses.tagged fields');
  return { name, topicId, partitionResponses };
}

function decodeProduceResponsePartition(reader: WireReader, version: number): ProduceResponsePartition {
  const flexible = version >= 9;
  const index = reader.int32('responses.partitionResponses.index');
  const errorCode = reader.int16('responses.partitionResponses.errorCode');
  const baseOffset = reader.int64('responses.partitionResponses.baseOffset');
  const logAppendTimeMs = version >= 2 ? reader.int64('responses.partitionResponses.logAppendTimeMs') : -1;
  const logStartOffset = version >= 5 ? reader.int64('responses.partitionResponses.logStartOffset') : -1;
  let recordErrors: ProduceResponseRecordError[] = [];
  if (version >= 8) {
    const recordErrorsCount = reader.structListLength(flexible, 6, 'responses.partitionResponses.recordErrors');
    const recordErrorsItems: ProduceResponseRecordError[] = [];
    for (let i = 0; i < recordErrorsCount; i++) recordErrorsItems.push(decodeProduceResponseRecordError(reader, version));
    recordErrors = recordErrorsItems;
  }
  const errorMessage = version >= 8 ? reader.nullableString(flexible, 'responses.partitionResponses.errorMessage') : null;
  let currentLeader: ProduceResponseCurrentLeader = defaultProduceResponseCurrentLeader;
  if (flexible) {
    for (let left = reader.uvarint('responses.partitionResponses.tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('responses.partitionResponses.tagged fields');
      const outer = reader.enterTag('responses.partitionResponses.tagged fields');
      switch (tag) {
        case 0: {
          if (version >= 10) {
            currentLeader = decodeProduceResponseCurrentLeader(reader, version);
            reader.leaveTag(outer, 'responses.partitionResponses.currentLeader');
          } else reader.skipTag(outer);
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { index, errorCode, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, errorMessage, currentLeader };
}

function decodeProduceResponseCurrentLeader(reader: WireReader, _version: number): ProduceResponseCurrentLeader {
  const leaderId = reader.int32('responses.partitionResponses.currentLeader.leaderId');
  const leaderEpoch = reader.int32('responses.partitionResponses.currentLeader.leaderEpoch');
  reader.skipTags('responses.partitionResponses.currentLeader.tagged fields');
  return { leaderId, leaderEpoch };
}

function decodeProduceResponseRecordError(reader: WireReader, version: number): ProduceResponseRecordError {
  const flexible = version >= 9;
  const batchIndex = reader.int32('responses.partitionResponses.recordErrors.batchIndex');
  const batchIndexErrorMessage = reader.nullableString(flexible, 'responses.partitionResponses.recordErrors.batchIndexErrorMessage');
  if (flexible) reader.skipTags('responses.partitionResponses.recordErrors.tagged fields');
  return { batchIndex, batchIndexErrorMessage };
}

function encodeProduceResponse(writer: WireWriter, value: ProduceResponseInput, version: number): void {
  const flexible = version >= 9;
  const responsesList = value.responses;
  writer.listLength(flexible, responsesList.length, 'ProduceResponse.responses');
  for (const responsesItem of responsesList) encodeProduceResponseTopic(writer, responsesItem, version);
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'ProduceResponse.throttleTimeMs');
  }
  if (flexible) {
    const has0 = version >= 10 && value.nodeEndpoints !== undefined && value.nodeEndpoints.length > 0;
    writer.uvarint((has0 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      const nodeEndpointsList = value.nodeEndpoints;
      tagged.listLength(flexible, nodeEndpointsList.length, 'ProduceResponse.nodeEndpoints');
      for (const nodeEndpointsItem of nodeEndpointsList) encodeProduceResponseNodeEndpoint(tagged, nodeEndpointsItem, version);
      writer.closeTag();
    }
  }
}

function encodeProduceResponseNodeEndpoint(writer: WireWriter, value: ProduceResponseNodeEndpointInput, _version: number): void {
  writer.int32(value.nodeId, 'ProduceResponse.nodeEndpoints.nodeId');
  writer.string(true, value.host, 'ProduceResponse.nodeEndpoints.host');
  writer.int32(value.port, 'ProduceResponse.nodeEndpoints.port');
  writer.nullableString(true, (value.rack ?? null), 'ProduceResponse.nodeEndpoints.rack');
  writer.uvarint(0);
}

function encodeProduceResponseTopic(writer: WireWriter, value: ProduceResponseTopicInput, version: number): void {
  const flexible = version >= 9;
  if (version <= 12) {
    writer.string(flexible, (value.name ?? ""), 'ProduceResponse.responses.name');
  }
  if (version >= 13) {
    writer.uuid((value.topicId ?? "AAAAAAAAAAAAAAAAAAAAAA"), 'ProduceResponse.responses.topicId');
  }
  const partitionResponsesList = value.partitionResponses;
  writer.listLength(flexible, partitionResponsesList.length, 'ProduceResponse.responses.partitionResponses');
  for (const partitionResponsesItem of partitionResponsesList) encodeProduceResponsePartition(writer, partitionResponsesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeProduceResponsePartition(writer: WireWriter, value: ProduceResponsePartitionInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.index, 'ProduceResponse.responses.partitionResponses.index');
  writer.int16(value.errorCode, 'ProduceResponse.responses.partitionResponses.errorCode');
  writer.int64(value.baseOffset, 'ProduceResponse.responses.partitionResponses.baseOffset');
  if (version >= 2) {
    writer.int64((value.logAppendTimeMs ?? -1), 'ProduceResponse.responses.partitionResponses.logAppendTimeMs');
  }
  if (version >= 5) {
    writer.int64((value.logStartOffset ?? -1), 'ProduceResponse.responses.partitionResponses.logStartOffset');
  }
  if (version >= 8) {
    const recordErrorsList = (value.recordErrors ?? []);
    writer.listLength(flexible, recordErrorsList.length, 'ProduceResponse.responses.partitionResponses.recordErrors');
    for (const recordErrorsItem of recordErrorsList) encodeProduceResponseRecordError(writer, recordErrorsItem, version);
  }
  if (version >= 8) {
    writer.nullableString(flexible, (value.errorMessage ?? null), 'ProduceResponse.responses.partitionResponses.errorMessage');
  }
  if (flexible) {
    const has0 = version >= 10 && value.currentLeader !== undefined && !isDefaultProduceResponseCurrentLeader(value.currentLeader);
    writer.uvarint((has0 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      encodeProduceResponseCurrentLeader(tagged, value.currentLeader, version);
      writer.closeTag();
    }
  }
}

function encodeProduceResponseCurrentLeader(writer: WireWriter, value: ProduceResponseCurrentLeaderInput, _version: number): void {
  writer.int32((value.leaderId ?? -1), 'ProduceResponse.responses.partitionResponses.currentLeader.leaderId');
  writer.int32((value.leaderEpoch ?? -1), 'ProduceResponse.responses.partitionResponses.currentLeader.leaderEpoch');
  writer.uvarint(0);
}

function encodeProduceResponseRecordError(writer: WireWriter, value: ProduceResponseRecordErrorInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.batchIndex, 'ProduceResponse.responses.partitionResponses.recordErrors.batchIndex');
  writer.nullableString(flexible, (value.batchIndexErrorMessage ?? null), 'ProduceResponse.responses.partitionResponses.recordErrors.batchIndexErrorMessage');
  if (flexible) writer.uvarint(0);
}
