// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface CreateAclsRequest {
  readonly creations: readonly CreateAclsRequestCreation[];
}

export interface CreateAclsRequestInput {
  readonly creations: readonly CreateAclsRequestCreationInput[];
}

export interface CreateAclsRequestCreation {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly resourcePatternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface CreateAclsRequestCreationInput {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly resourcePatternType?: number | undefined;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export const createAclsRequest: Codec<CreateAclsRequest, CreateAclsRequestInput> = {
  name: 'CreateAclsRequest',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeCreateAclsRequest,
  encode: encodeCreateAclsRequest,
};

function decodeCreateAclsRequest(reader: WireReader, version: number): CreateAclsRequest {
  const flexible = version >= 2;
  const creationsCount = reader.structListLength(flexible, 8, 'creations');
  const creations: CreateAclsRequestCreation[] = [];
  for (let i = 0; i < creationsCount; i++) creations.push(decodeCreateAclsRequestCreation(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { creations };
}

function decodeCreateAclsRequestCreation(reader: WireReader, version: number): CreateAclsRequestCreation {
  const flexible = version >= 2;
  const resourceType = reader.int8('creations.resourceType');
  const resourceName = reader.string(flexible, 'creations.resourceName');
  const resourcePatternType = reader.int8('creations.resourcePatternType');
  const principal = reader.string(flexible, 'creations.principal');
  const host = reader.string(flexible, 'creations.host');
  const operation = reader.int8('creations.operation');
  const permissionType = reader.int8('creations.permissionType');
  if (flexible) reader.skipTags('creations.tagged fields');
  return { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType };
}

function encodeCreateAclsRequest(writer: WireWriter, value: CreateAclsRequestInput, version: number): void {
  const flexible = version >= 2;
  const creationsList = value.creations;
  writer.listLength(flexible, creationsList.length, 'CreateAclsRequest.creations');
  for (const creationsItem of creationsList) encodeCreateAclsRequestCreation(writer, creationsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeCreateAclsRequestCreation(writer: WireWriter, value: CreateAclsRequestCreationInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceType, 'CreateAclsRequest.creations.resourceType');
  writer.string(flexible, value.resourceName, 'CreateAclsRequest.creations.resourceName');
  writer.int8((value.resourcePatternType ?? 3), 'CreateAclsRequest.creations.resourcePatternType');
  writer.string(flexible, value.principal, 'CreateAclsRequest.creations.principal');
  writer.string(flexible, value.host, 'CreateAclsRequest.creations.host');
  writer.int8(value.operation, 'CreateAclsRequest.creations.operation');
  writer.int8(value.permissionType, 'CreateAclsRequest.creations.permissionType');
  if (flexible) writer.uvarint(0);
}

export interface CreateAclsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly CreateAclsResponseResult[];
}

export interface CreateAclsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly CreateAclsResponseResultInput[];
}

export interface CreateAclsResponseResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export type CreateAclsResponseResultInput = CreateAclsResponseResult;

export const createAclsResponse: Codec<CreateAclsResponse, CreateAclsResponseInput> = {
  name: 'CreateAclsResponse',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeCreateAclsResponse,
  encode: encodeCreateAclsResponse,
};

function decodeCreateAclsResponse(reader: WireReader, version: number): CreateAclsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const resultsCount = reader.structListLength(flexible, 4, 'results');
  const results: CreateAclsResponseResult[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeCreateAclsResponseResult(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, results };
}

function decodeCreateAclsResponseResult(reader: WireReader, version: number): CreateAclsResponseResult {
  const flexible = version >= 2;
  const errorCode = reader.int16('results.errorCode');
  const errorMessage = reader.nullableString(flexible, 'results.errorMessage');
  if (flexible) reader.skipTags('results.tagged fields');
  return { errorCode, errorMessage };
}

function encodeCreateAclsResponse(writer: WireWriter, value: CreateAclsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'CreateAclsResponse.throttleTimeMs');
  const resultsList = value.results;
  writer.listLength(flexible, resultsList.length, 'CreateAclsResponse.results');
  for (const resultsItem of resultsList) encodeCreateAclsResponseResult(writer, resultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeCreateAclsResponseResult(writer: WireWriter, value: CreateAclsResponseResultInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'CreateAclsResponse.results.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'CreateAclsResponse.results.errorMessage');
  if (flexible) writer.uvarint(0);
}
