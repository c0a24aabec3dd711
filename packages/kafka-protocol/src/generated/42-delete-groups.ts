// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DeleteGroupsRequest {
  readonly groupsNames: readonly string[];
}

export type DeleteGroupsRequestInput = DeleteGroupsRequest;

export const deleteGroupsRequest: Codec<DeleteGroupsRequest, DeleteGroupsRequestInput> = {
  name: 'DeleteGroupsRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeDeleteGroupsRequest,
  encode: encodeDeleteGroupsRequest,
};

function decodeDeleteGroupsRequest(reader: WireReader, version: number): DeleteGroupsRequest {
  const flexible = version >= 2;
  const groupsNamesCount = reader.listLength(flexible, 1, 'groupsNames');
  const groupsNames: string[] = [];
  for (let i = 0; i < groupsNamesCount; i++) groupsNames.push(reader.string(flexible, 'groupsNames'));
  if (flexible) reader.skipTags('tagged fields');
  return { groupsNames };
}

function encodeDeleteGroupsRequest(writer: WireWriter, value: DeleteGroupsRequestInput, version: number): void {
  const flexible = version >= 2;
  const groupsNamesList = value.groupsNames;
  writer.listLength(flexible, groupsNamesList.length, 'DeleteGroupsRequest.groupsNames');
  for (const groupsNamesItem of groupsNamesList) writer.string(flexible, groupsNamesItem, 'DeleteGroupsRequest.groupsNames');
  if (flexible) writer.uvarint(0);
}

export interface DeleteGroupsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly DeleteGroupsResponseGroup[];
}

export interface DeleteGroupsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly DeleteGroupsResponseGroupInput[];
}

export interface DeleteGroupsResponseGroup {
  readonly groupId: string;
  readonly errorCode: number;
}

export type DeleteGroupsResponseGroupInput = DeleteGroupsResponseGroup;

export const deleteGroupsResponse: Codec<DeleteGroupsResponse, DeleteGroupsResponseInput> = {
  name: 'DeleteGroupsResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeDeleteGroupsResponse,
  encode: encodeDeleteGroupsResponse,
};

function decodeDeleteGroupsResponse(reader: WireReader, version: number): DeleteGroupsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const resultsCount = reader.structListLength(flexible, 4, 'results');
  const results: DeleteGroupsResponseGroup[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeDeleteGroupsResponseGroup(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, results };
}

function decodeDeleteGroupsResponseGroup(reader: WireReader, version: number): DeleteGroupsResponseGroup {
  const flexible = version >= 2;
  const groupId = reader.string(flexible, 'results.groupId');
  const errorCode = reader.int16('results.errorCode');
  if (flexible) reader.skipTags('results.tagged fields');
  return { groupId, errorCode };
}

function encodeDeleteGroupsResponse(writer: WireWriter, value: DeleteGroupsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'DeleteGroupsResponse.throttleTimeMs');
  const resultsList = value.results;
  writer.listLength(flexible, resultsList.length, 'DeleteGroupsResponse.results');
  for (const resultsItem of resultsList) encodeDeleteGroupsResponseGroup(writer, resultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteGroupsResponseGroup(writer: WireWriter, value: DeleteGroupsResponseGroupInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.groupId, 'DeleteGroupsResponse.results.groupId');
  writer.int16(value.errorCode, 'DeleteGroupsResponse.results.errorCode');
  if (flexible) writer.uvarint(0);
}
