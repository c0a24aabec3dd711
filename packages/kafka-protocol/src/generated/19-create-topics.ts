// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { UUID_ZERO, type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface CreateTopicsRequest {
  readonly topics: readonly CreateTopicsRequestTopic[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}

export interface CreateTopicsRequestInput {
  readonly topics: readonly CreateTopicsRequestTopicInput[];
  readonly timeoutMs?: number | undefined;
  readonly validateOnly?: boolean | undefined;
}

export interface CreateTopicsRequestTopic {
  readonly name: string;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly CreateTopicsRequestAssignment[];
  readonly configs: readonly CreateTopicsRequestConfig[];
}

export type CreateTopicsRequestTopicInput = CreateTopicsRequestTopic;

export interface CreateTopicsRequestConfig {
  readonly name: string;
  readonly value: string | null;
}

export type CreateTopicsRequestConfigInput = CreateTopicsRequestConfig;

export interface CreateTopicsRequestAssignment {
  readonly partitionIndex: number;
  readonly brokerIds: readonly number[];
}

export type CreateTopicsRequestAssignmentInput = CreateTopicsRequestAssignment;

export const createTopicsRequest: Codec<CreateTopicsRequest, CreateTopicsRequestInput> = {
  name: 'CreateTopicsRequest',
  minVersion: 2,
  maxVersion: 7,
  flexibleFrom: 5,
  decode: decodeCreateTopicsRequest,
  encode: encodeCreateTopicsRequest,
};

function decodeCreateTopicsRequest(reader: WireReader, version: number): CreateTopicsRequest {
  const flexible = version >= 5;
  const topicsCount = reader.structListLength(flexible, 10, 'topics');
  const topics: CreateTopicsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeCreateTopicsRequestTopic(reader, version));
  const timeoutMs = reader.int32('timeoutMs');
  const validateOnly = reader.bool('validateOnly');
  if (flexible) reader.skipTags('tagged fields');
  return { topics, timeoutMs, validateOnly };
}

function decodeCreateTopicsRequestTopic(reader: WireReader, version: number): CreateTopicsRequestTopic {
  const flexible = version >= 5;
  const name = reader.string(flexible, 'topics.name');
  const numPartitions = reader.int32('topics.numPartitions');
  const replicationFactor = reader.int16('topics.replicationFactor');
  const assignmentsCount = reader.structListLength(flexible, 6, 'topics.assignments');
  const assignments: CreateTopicsRequestAssignment[] = [];
  for (let i = 0; i < assignmentsCount; i++) assignments.push(decodeCreateTopicsRequestAssignment(reader, version));
  const configsCount = reader.structListLength(flexible, 3, 'topics.configs');
  const configs: CreateTopicsRequestConfig[] = [];
  for (let i = 0; i < configsCount; i++) configs.push(decodeCreateTopicsRequestConfig(reader, version));
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, numPartitions, replicationFactor, assignments, configs };
}

function decodeCreateTopicsRequestConfig(reader: WireReader, version: number): CreateTopicsRequestConfig {
  const flexible = version >= 5;
  const name = reader.string(flexible, 'topics.configs.name');
  const value = reader.nullableString(flexible, 'topics.configs.value');
  if (flexible) reader.skipTags('topics.configs.tagged fields');
  return { name, value };
}

function decodeCreateTopicsRequestAssignment(reader: WireReader, version: number): CreateTopicsRequestAssignment {
  const flexible = version >= 5;
  const partitionIndex = reader.int32('topics.assignments.partitionIndex');
  const brokerIdsCount = reader.listLength(flexible, 4, 'topics.assignments.brokerIds');
  const brokerIds: number[] = [];
  for (let i = 0; i < brokerIdsCount; i++) brokerIds.push(reader.int32('topics.assignments.brokerIds'));
  if (flexible) reader.skipTags('topics.assignments.tagged fields');
  return { partitionIndex, brokerIds };
}

function encodeCreateTopicsRequest(writer: WireWriter, value: CreateTopicsRequestInput, version: number): void {
  const flexible = version >= 5;
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'CreateTopicsRequest.topics');
  for (const topicsItem of topicsList) encodeCreateTopicsRequestTopic(writer, topicsItem, version);
  writer.int32((value.timeoutMs ?? 60000), 'CreateTopicsRequest.timeoutMs');
  writer.bool((value.validateOnly ?? false));
  if (flexible) writer.uvarint(0);
}

function encodeCreateTopicsRequestTopic(writer: WireWriter, value: CreateTopicsRequestTopicInput, version: number): void {
  const flexible = version >= 5;
  writer.string(flexible, value.name, 'CreateTopicsRequest.topics.name');
  writer.int32(value.numPartitions, 'CreateTopicsRequest.topics.numPartitions');
  writer.int16(value.replicationFactor, 'CreateTopicsRequest.topics.replicationFactor');
  const assignmentsList = value.assignments;
  writer.listLength(flexible, assignmentsList.length, 'CreateTopicsRequest.topics.assignments');
  for (const assignmentsItem of assignmentsList) encodeCreateTopicsRequestAssignment(writer, assignmentsItem, version);
  const configsList = value.configs;
  writer.listLength(flexible, configsList.length, 'CreateTopicsRequest.topics.configs');
  for (const configsItem of configsList) encodeCreateTopicsRequestConfig(writer, configsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeCreateTopicsRequestConfig(writer: WireWriter, value: CreateTopicsRequestConfigInput, version: number): void {
  const flexible = version >= 5;
  writer.string(flexible, value.name, 'CreateTopicsRequest.topics.configs.name');
  writer.nullableString(flexible, value.value, 'CreateTopicsRequest.topics.configs.value');
  if (flexible) writer.uvarint(0);
}

function encodeCreateTopicsRequestAssignment(writer: WireWriter, value: CreateTopicsRequestAssignmentInput, version: number): void {
  const flexible = version >= 5;
  writer.int32(value.partitionIndex, 'CreateTopicsRequest.topics.assignments.partitionIndex');
  const brokerIdsList = value.brokerIds;
  writer.listLength(flexible, brokerIdsList.length, 'CreateTopicsRequest.topics.assignments.brokerIds');
  for (const brokerIdsItem of brokerIdsList) writer.int32(brokerIdsItem, 'CreateTopicsRequest.topics.assignments.brokerIds');
  if (flexible) writer.uvarint(0);
}

export interface CreateTopicsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly CreateTopicsResponseTopic[];
}

export interface CreateTopicsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly CreateTopicsResponseTopicInput[];
}

export interface CreateTopicsResponseTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topicConfigErrorCode: number;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly configs: readonly CreateTopicsResponseConfig[] | null;
}

export interface CreateTopicsResponseTopicInput {
  readonly name: string;
  readonly topicId: Uuid;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topicConfigErrorCode?: number | undefined;
  readonly numPartitions?: number | undefined;
  readonly replicationFactor?: number | undefined;
  readonly configs: readonly CreateTopicsResponseConfigInput[] | null;
}

export interface CreateTopicsResponseConfig {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
}

export interface CreateTopicsResponseConfigInput {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource?: number | undefined;
  readonly isSensitive: boolean;
}

export const createTopicsResponse: Codec<CreateTopicsResponse, CreateTopicsResponseInput> = {
  name: 'CreateTopicsResponse',
  minVersion: 2,
  maxVersion: 7,
  flexibleFrom: 5,
  decode: decodeCreateTopicsResponse,
  encode: encodeCreateTopicsResponse,
};

function decodeCreateTopicsResponse(reader: WireReader, version: number): CreateTopicsResponse {
  const flexible = version >= 5;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const topicsCount = reader.structListLength(flexible, 6, 'topics');
  const topics: CreateTopicsResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeCreateTopicsResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, topics };
}

function decodeCreateTopicsResponseTopic(reader: WireReader, version: number): CreateTopicsResponseTopic {
  const flexible = version >= 5;
  const name = reader.string(flexible, 'topics.name');
  const topicId = version >= 7 ? reader.uuid('topics.topicId') : UUID_ZERO;
  const errorCode = reader.int16('topics.errorCode');
  const errorMessage = reader.nullableString(flexible, 'topics.errorMessage');
  const numPartitions = version >= 5 ? reader.int32('topics.numPartitions') : -1;
  const replicationFactor = version >= 5 ? reader.int16('topics.replicationFactor') : -1;
  let configs: CreateTopicsResponseConfig[] | null = [];
  if (version >= 5) {
    const configsCount = reader.nullableStructListLength(flexible, 6, 'topics.configs');
    if (configsCount < 0) configs = null;
    else {
      const configsItems: CreateTopicsResponseConfig[] = [];
      for (let i = 0; i < configsCount; i++) configsItems.push(decodeCreateTopicsResponseConfig(reader, version));
      configs = configsItems;
    }
  }
  let topicConfigErrorCode: number = 0;
  if (flexible) {
    for (let left = reader.uvarint('topics.tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('topics.tagged fields');
      const outer = reader.enterTag('topics.tagged fields');
      switch (tag) {
        case 0: {
          topicConfigErrorCode = reader.int16('topics.topicConfigErrorCode');
          reader.leaveTag(outer, 'topics.topicConfigErrorCode');
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { name, topicId, errorCode, errorMessage, topicConfigErrorCode, numPartitions, replicationFactor, configs };
}

function decodeCreateTopicsResponseConfig(reader: WireReader, _version: number): CreateTopicsResponseConfig {
  const name = reader.string(true, 'topics.configs.name');
  const value = reader.nullableString(true, 'topics.configs.value');
  const readOnly = reader.bool('topics.configs.readOnly');
  const configSource = reader.int8('topics.configs.configSource');
  const isSensitive = reader.bool('topics.configs.isSensitive');
  reader.skipTags('topics.configs.tagged fields');
  return { name, value, readOnly, configSource, isSensitive };
}

function encodeCreateTopicsResponse(writer: WireWriter, value: CreateTopicsResponseInput, version: number): void {
  const flexible = version >= 5;
  writer.int32((value.throttleTimeMs ?? 0), 'CreateTopicsResponse.throttleTimeMs');
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'CreateTopicsResponse.topics');
  for (const topicsItem of topicsList) encodeCreateTopicsResponseTopic(writer, topicsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeCreateTopicsResponseTopic(writer: WireWriter, value: CreateTopicsResponseTopicInput, version: number): void {
  const flexible = version >= 5;
  writer.string(flexible, value.name, 'CreateTopicsResponse.topics.name');
  if (version >= 7) {
    writer.uuid(value.topicId, 'CreateTopicsResponse.topics.topicId');
  }
  writer.int16(value.errorCode, 'CreateTopicsResponse.topics.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'CreateTopicsResponse.topics.errorMessage');
  if (version >= 5) {
    writer.int32((value.numPartitions ?? -1), 'CreateTopicsResponse.topics.numPartitions');
  }
  if (version >= 5) {
    writer.int16((value.replicationFactor ?? -1), 'CreateTopicsResponse.topics.replicationFactor');
  }
  if (version >= 5) {
    const configsList = value.configs;
    writer.listLength(flexible, configsList === null ? -1 : configsList.length, 'CreateTopicsResponse.topics.configs');
    if (configsList !== null) for (const configsItem of configsList) encodeCreateTopicsResponseConfig(writer, configsItem, version);
  }
  if (flexible) {
    const has0 = value.topicConfigErrorCode !== undefined && value.topicConfigErrorCode !== 0;
    writer.uvarint((has0 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      tagged.int16(value.topicConfigErrorCode, 'CreateTopicsResponse.topics.topicConfigErrorCode');
      writer.closeTag();
    }
  }
}

function encodeCreateTopicsResponseConfig(writer: WireWriter, value: CreateTopicsResponseConfigInput, _version: number): void {
  writer.string(true, value.name, 'CreateTopicsResponse.topics.configs.name');
  writer.nullableString(true, value.value, 'CreateTopicsResponse.topics.configs.value');
  writer.bool(value.readOnly);
  writer.int8((value.configSource ?? -1), 'CreateTopicsResponse.topics.configs.configSource');
  writer.bool(value.isSensitive);
  writer.uvarint(0);
}
