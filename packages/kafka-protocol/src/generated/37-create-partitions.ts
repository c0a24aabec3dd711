// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface CreatePartitionsRequest {
  readonly topics: readonly CreatePartitionsRequestTopic[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}

export type CreatePartitionsRequestInput = CreatePartitionsRequest;

export interface CreatePartitionsRequestTopic {
  readonly name: string;
  readonly count: number;
  readonly assignments: readonly CreatePartitionsRequestAssignment[] | null;
}

export type CreatePartitionsRequestTopicInput = CreatePartitionsRequestTopic;

export interface CreatePartitionsRequestAssignment {
  readonly brokerIds: readonly number[];
}

export type CreatePartitionsRequestAssignmentInput = CreatePartitionsRequestAssignment;

export const createPartitionsRequest: Codec<CreatePartitionsRequest, CreatePartitionsRequestInput> = {
  name: 'CreatePartitionsRequest',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeCreatePartitionsRequest,
  encode: encodeCreatePartitionsRequest,
};

function decodeCreatePartitionsRequest(reader: WireReader, version: number): CreatePartitionsRequest {
  const flexible = version >= 2;
  const topicsCount = reader.structListLength(flexible, 7, 'topics');
  const topics: CreatePartitionsRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeCreatePartitionsRequestTopic(reader, version));
  const timeoutMs = reader.int32('timeoutMs');
  const validateOnly = reader.bool('validateOnly');
  if (flexible) reader.skipTags('tagged fields');
  return { topics, timeoutMs, validateOnly };
}

function decodeCreatePartitionsRequestTopic(reader: WireReader, version: number): CreatePartitionsRequestTopic {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'topics.name');
  const count = reader.int32('topics.count');
  let assignments: CreatePartitionsRequestAssignment[] | null = [];
  const assignmentsCount = reader.nullableStructListLength(flexible, 2, 'topics.assignments');
  if (assignmentsCount < 0) assignments = null;
  else {
    const assignmentsItems: CreatePartitionsRequestAssignment[] = [];
    for (let i = 0; i < assignmentsCount; i++) assignmentsItems.push(decodeCreatePartitionsRequestAssignment(reader, version));
    assignments = assignmentsItems;
  }
  if (flexible) reader.skipTags('topics.tagged fields');
  return { name, count, assignments };
}

function decodeCreatePartitionsRequestAssignment(reader: WireReader, version: number): CreatePartitionsRequestAssignment {
  const flexible = version >= 2;
  const brokerIdsCount = reader.listLength(flexible, 4, 'topics.assignments.brokerIds');
  const brokerIds: number[] = [];
  for (let i = 0; i < brokerIdsCount; i++) brokerIds.push(reader.int32('topics.assignments.brokerIds'));
  if (flexible) reader.skipTags('topics.assignments.tagged fields');
  return { brokerIds };
}

function encodeCreatePartitionsRequest(writer: WireWriter, value: CreatePartitionsRequestInput, version: number): void {
  const flexible = version >= 2;
  const topicsList = value.topics;
  writer.listLength(flexible, topicsList.length, 'CreatePartitionsRequest.topics');
  for (const topicsItem of topicsList) encodeCreatePartitionsRequestTopic(writer, topicsItem, version);
  writer.int32(value.timeoutMs, 'CreatePartitionsRequest.timeoutMs');
  writer.bool(value.validateOnly);
  if (flexible) writer.uvarint(0);
}

function encodeCreatePartitionsRequestTopic(writer: WireWriter, value: CreatePartitionsRequestTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'CreatePartitionsRequest.topics.name');
  writer.int32(value.count, 'CreatePartitionsRequest.topics.count');
  const assignmentsList = value.assignments;
  writer.listLength(flexible, assignmentsList === null ? -1 : assignmentsList.length, 'CreatePartitionsRequest.topics.assignments');
  if (assignmentsList !== null) for (const assignmentsItem of assignmentsList) encodeCreatePartitionsRequestAssignment(writer, assignmentsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeCreatePartitionsRequestAssignment(writer: WireWriter, value: CreatePartitionsRequestAssignmentInput, version: number): void {
  const flexible = version >= 2;
  const brokerIdsList = value.brokerIds;
  writer.listLength(flexible, brokerIdsList.length, 'CreatePartitionsRequest.topics.assignments.brokerIds');
  for (const brokerIdsItem of brokerIdsList) writer.int32(brokerIdsItem, 'CreatePartitionsRequest.topics.assignments.brokerIds');
  if (flexible) writer.uvarint(0);
}

export interface CreatePartitionsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly CreatePartitionsResponseTopic[];
}

export interface CreatePartitionsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly CreatePartitionsResponseTopicInput[];
}

export interface CreatePartitionsResponseTopic {
  readonly name: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface CreatePartitionsResponseTopicInput {
  readonly name: string;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

export const createPartitionsResponse: Codec<CreatePartitionsResponse, CreatePartitionsResponseInput> = {
  name: 'CreatePartitionsResponse',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeCreatePartitionsResponse,
  encode: encodeCreatePartitionsResponse,
};

function decodeCreatePartitionsResponse(reader: WireReader, version: number): CreatePartitionsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const resultsCount = reader.structListLength(flexible, 5, 'results');
  const results: CreatePartitionsResponseTopic[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeCreatePartitionsResponseTopic(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, results };
}

function decodeCreatePartitionsResponseTopic(reader: WireReader, version: number): CreatePartitionsResponseTopic {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'results.name');
  const errorCode = reader.int16('results.errorCode');
  const errorMessage = reader.nullableString(flexible, 'results.errorMessage');
  if (flexible) reader.skipTags('results.tagged fields');
  return { name, errorCode, errorMessage };
}

function encodeCreatePartitionsResponse(writer: WireWriter, value: CreatePartitionsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'CreatePartitionsResponse.throttleTimeMs');
  const resultsList = value.results;
  writer.listLength(flexible, resultsList.length, 'CreatePartitionsResponse.results');
  for (const resultsItem of resultsList) encodeCreatePartitionsResponseTopic(writer, resultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeCreatePartitionsResponseTopic(writer: WireWriter, value: CreatePartitionsResponseTopicInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'CreatePartitionsResponse.results.name');
  writer.int16(value.errorCode, 'CreatePartitionsResponse.results.errorCode');
  writer.nullableString(flexible, (value.errorMessage ?? null), 'CreatePartitionsResponse.results.errorMessage');
  if (flexible) writer.uvarint(0);
}
