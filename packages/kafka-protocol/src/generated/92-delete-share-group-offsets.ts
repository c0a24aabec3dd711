// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DeleteShareGroupOffsetsRequest {
  readonly groupId: string;
  readonly topics: readonly DeleteShareGroupOffsetsRequestTopic[];
}

export type DeleteShareGroupOffsetsRequestInput = DeleteShareGroupOffsetsRequest;

export interface DeleteShareGroupOffsetsRequestTopic {
  readonly topicName: string;
}

export type DeleteShareGroupOffsetsRequestTopicInput = DeleteShareGroupOffsetsRequestTopic;

export const deleteShareGroupOffsetsRequest: Codec<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsRequestInput> = {
  name: 'DeleteShareGroupOffsetsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDeleteShareGroupOffsetsRequest,
  encode: encodeDeleteShareGroupOffsetsRequest,
};

function decodeDeleteShareGroupOffsetsRequest(reader: WireReader, version: number): DeleteShareGroupOffsetsRequest {
  const groupId = reader.string(true, 'groupId');
  const topicsCount = reader.structListLength(true, 2, 'topics');
  const topics: DeleteShareGroupOffsetsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDeleteShareGroupOffsetsRequestTopic(reader, version));
  reader.skipTags('tagged fields');
  return { groupId, topics };
}

function decodeDeleteShareGroupOffsetsRequestTopic(reader: WireReader, _version: number): DeleteShareGroupOffsetsRequestTopic {
  const topicName = reader.string(true, 'topics.topicName');
  reader.skipTags('topics.tagged fields');
  return { topicName };
}

function encodeDeleteShareGroupOffsetsRequest(writer: WireWriter, value: DeleteShareGroupOffsetsRequestInput, version: number): void {
  writer.string(true, value.groupId, 'DeleteShareGroupOffsetsRequest.groupId');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DeleteShareGroupOffsetsRequest.topics');
  for (const topicsItem of topicsList) encodeDeleteShareGroupOffsetsRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeDeleteShareGroupOffsetsRequestTopic(writer: WireWriter, value: DeleteShareGroupOffsetsRequestTopicInput, _version: number): void {
  writer.string(true, value.topicName, 'DeleteShareGroupOffsetsRequest.topics.topicName');
  writer.uvarint(0);
}

export interface DeleteShareGroupOffsetsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly responses: readonly DeleteShareGroupOffsetsResponseTopic[];
}

export interface DeleteShareGroupOffsetsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly responses: readonly DeleteShareGroupOffsetsResponseTopicInput[];
}

export interface DeleteShareGroupOffsetsResponseTopic {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface DeleteShareGroupOffsetsResponseTopicInput {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

export const deleteShareGroupOffsetsResponse: Codec<DeleteShareGroupOffsetsResponse, DeleteShareGroupOffsetsResponseInput> = {
  name: 'DeleteShareGroupOffsetsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDeleteShareGroupOffsetsResponse,
  encode: encodeDeleteShareGroupOffsetsResponse,
};

function decodeDeleteShareGroupOffsetsResponse(reader: WireReader, version: number): DeleteShareGroupOffsetsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const responsesCount = reader.structListLength(true, 21, 'responses');
  const responses: DeleteShareGroupOffsetsResponseTopic[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeDeleteShareGroupOffsetsResponseTopic(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, responses };
}

function decodeDeleteShareGroupOffsetsResponseTopic(reader: WireReader, _version: number): DeleteShareGroupOffsetsResponseTopic {
  const topicName = reader.string(true, 'responses.topicName');
  const topicId = reader.uuid('responses.topicId');
  const errorCode = reader.int16('responses.errorCode');
  const errorMessage = reader.nullableString(true, 'responses.errorMessage');
  reader.skipTags('responses.tagged fields');
  return { topicName, topicId, errorCode, errorMessage };
}

function encodeDeleteShareGroupOffsetsResponse(writer: WireWriter, value: DeleteShareGroupOffsetsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DeleteShareGroupOffsetsResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'DeleteShareGroupOffsetsResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'DeleteShareGroupOffsetsResponse.errorMessage');
  const responsesList = value.responses;
  writer.listLength(true, responsesList.length, 'DeleteShareGroupOffsetsResponse.responses');
  for (const responsesItem of responsesList) encodeDeleteShareGroupOffsetsResponseTopic(writer, responsesItem, version);
  writer.uvarint(0);
}

function encodeDeleteShareGroupOffsetsResponseTopic(writer: WireWriter, value: DeleteShareGroupOffsetsResponseTopicInput, _version: number): void {
  writer.string(true, value.topicName, 'DeleteShareGroupOffsetsResponse.responses.topicName');
  writer.uuid(value.topicId, 'DeleteShareGroupOffsetsResponse.responses.topicId');
  writer.int16(value.errorCode, 'DeleteShareGroupOffsetsResponse.responses.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'DeleteShareGroupOffsetsResponse.responses.errorMessage');
  writer.uvarint(0);
}
