// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { UUID_ZERO, type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField, notNull } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DeleteTopicsRequest {
  readonly topics: readonly DeleteTopicsRequestTopic[];
  readonly topicNames: readonly string[];
  readonly timeoutMs: number;
}

export interface DeleteTopicsRequestInput {
  readonly topics?: readonly DeleteTopicsRequestTopicInput[] | undefined;
  readonly topicNames?: readonly string[] | undefined;
  readonly timeoutMs: number;
}

export interface DeleteTopicsRequestTopic {
  readonly name: string | null;
  readonly topicId: Uuid;
}

export interface DeleteTopicsRequestTopicInput {
  readonly name?: string | null | undefined;
  readonly topicId: Uuid;
}

export const deleteTopicsRequest: Codec<DeleteTopicsRequest, DeleteTopicsRequestInput> = {
  name: 'DeleteTopicsRequest',
  minVersion: 1,
  maxVersion: 6,
  flexibleFrom: 4,
  decode: decodeDeleteTopicsRequest,
  encode: encodeDeleteTopicsRequest,
};

function decodeDeleteTopicsRequest(reader: WireReader, version: number): DeleteTopicsRequest {
  const flexible = version >= 4;
  let topics: DeleteTopicsRequestTopic[] = [];
  if (version >= 6) {
    const topicsCount = reader.structListLength(flexible, 18, 'topics');
    const topicsItems: DeleteTopicsRequestTopic[] = [];
    for (let i = 0; i < topicsCount; i++) topicsItems.push(decodeDeleteTopicsRequestTopic(reader, version));
    topics = topicsItems;
  }
  let topicNames: string[] = [];
  if (version <= 5) {
    const topicNamesCount = reader.listLength(flexible, 1, 'topicNames');
    const topicNamesItems: string[] = [];
    for (let i = 0; i < topicNamesCount; i++) topicNamesItems.push(reader.string(flexible, 'topicNames'));
    topicNames = topicNamesItems;
  }
  const timeoutMs = reader.int32('timeoutMs');
  if (flexible) reader.skipTags('tagged fields');
  return { topics, topicNames, timeoutMs };
}

function decodeDeleteTopicsRequestTopic(reader: WireReader, _version: number): DeleteTopicsRequestTopic {
  const name = reader.nullableString(true, 'topics.name');
  const topicId = reader.uuid('topics.topicId');
  reader.skipTags('topics.tagged fields');
  return { name, topicId };
}

function encodeDeleteTopicsRequest(writer: WireWriter, value: DeleteTopicsRequestInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 6) {
    const topicsList = (value.topics ?? []);
    writer.listLength(flexible, topicsList.length, 'DeleteTopicsRequest.topics');
    for (const topicsItem of topicsList) encodeDeleteTopicsRequestTopic(writer, topicsItem, version);
  }
  else if (value.topics !== undefined && value.topics.length > 0) absentField('DeleteTopicsRequest.topics', version);
  if (version <= 5) {
    const topicNamesList = (value.topicNames ?? []);
    writer.listLength(flexible, topicNamesList.length, 'DeleteTopicsRequest.topicNames');
    for (const topicNamesItem of topicNamesList) writer.string(flexible, topicNamesItem, 'DeleteTopicsRequest.topicNames');
  }
  writer.int32(value.timeoutMs, 'DeleteTopicsRequest.timeoutMs');
  if (flexible) writer.uvarint(0);
}

function encodeDeleteTopicsRequestTopic(writer: WireWriter, value: DeleteTopicsRequestTopicInput, _version: number): void {
  writer.nullableString(true, (value.name ?? null), 'DeleteTopicsRequest.topics.name');
  writer.uuid(value.topicId, 'DeleteTopicsRequest.topics.topicId');
  writer.uvarint(0);
}

export interface DeleteTopicsResponse {
  readonly throttleTimeMs: number;
  readonly responses: readonly DeleteTopicsResponseTopic[];
}

export interface DeleteTopicsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly responses: readonly DeleteTopicsResponseTopicInput[];
}

export interface DeleteTopicsResponseTopic {
  readonly name: string | null;
  readonly topicId: Uuid;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface DeleteTopicsResponseTopicInput {
  readonly name: string | null;
  readonly topicId: Uuid;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

export const deleteTopicsResponse: Codec<DeleteTopicsResponse, DeleteTopicsResponseInput> = {
  name: 'DeleteTopicsResponse',
  minVersion: 1,
  maxVersion: 6,
  flexibleFrom: 4,
  decode: decodeDeleteTopicsResponse,
  encode: encodeDeleteTopicsResponse,
};

function decodeDeleteTopicsResponse(reader: WireReader, version: number): DeleteTopicsResponse {
  const flexible = version >= 4;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const responsesCount = reader.structListLength(flexible, 4, 'responses');
  const responses: DeleteTopicsResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeDeleteTopicsResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, responses };
}

function decodeDeleteTopicsResponseTopic(reader: WireReader, version: number): DeleteTopicsResponseTopic {
  const flexible = version >= 4;
  const name = (version >= 6 ? reader.nullableString(flexible, 'responses.name') : reader.string(flexible, 'responses.name'));
  const topicId = version >= 6 ? reader.uuid('responses.topicId') : UUID_ZERO;
  const errorCode = reader.int16('responses.errorCode');
  const errorMessage = version >= 5 ? reader.nullableString(flexible, 'responses.errorMessage') : null;
  if (flexible) reader.skipTags('responses.tagged fields');
  return { name, topicId, errorCode, errorMessage };
}

function encodeDeleteTopicsResponse(writer: WireWriter, value: DeleteTopicsResponseInput, version: number): void {
  const flexible = version >= 4;
  writer.int32((value.throttleTimeMs ?? 0), 'DeleteTopicsResponse.throttleTimeMs');
  const responsesList = value.responses;
  writer.listLength(flexible, responsesList.length, 'DeleteTopicsResponse.responses');
  for (const responsesItem of responsesList) encodeDeleteTopicsResponseTopic(writer, responsesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteTopicsResponseTopic(writer: WireWriter, value: DeleteTopicsResponseTopicInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 6) writer.nullableString(flexible, value.name, 'DeleteTopicsResponse.responses.name');
  else writer.string(flexible, notNull(value.name, 'DeleteTopicsResponse.responses.name', version), 'DeleteTopicsResponse.responses.name');
  if (version >= 6) {
    writer.uuid(value.topicId, 'DeleteTopicsResponse.responses.topicId');
  }
  writer.int16(value.errorCode, 'DeleteTopicsResponse.responses.errorCode');
  if (version >= 5) {
    writer.nullableString(flexible, (value.errorMessage ?? null), 'DeleteTopicsResponse.responses.errorMessage');
  }
  if (flexible) writer.uvarint(0);
}
