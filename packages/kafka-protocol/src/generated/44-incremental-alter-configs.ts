// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface IncrementalAlterConfigsRequest {
  readonly resources: readonly IncrementalAlterConfigsRequestResource[];
  readonly validateOnly: boolean;
}

export type IncrementalAlterConfigsRequestInput = IncrementalAlterConfigsRequest;

export interface IncrementalAlterConfigsRequestResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly IncrementalAlterConfigsRequestConfig[];
}

export type IncrementalAlterConfigsRequestResourceInput = IncrementalAlterConfigsRequestResource;

export interface IncrementalAlterConfigsRequestConfig {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

export type IncrementalAlterConfigsRequestConfigInput = IncrementalAlterConfigsRequestConfig;

export const incrementalAlterConfigsRequest: Codec<IncrementalAlterConfigsRequest, IncrementalAlterConfigsRequestInput> = {
  name: 'IncrementalAlterConfigsRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeIncrementalAlterConfigsRequest,
  encode: encodeIncrementalAlterConfigsRequest,
};

function decodeIncrementalAlterConfigsRequest(reader: WireReader, version: number): IncrementalAlterConfigsRequest {
  const flexible = version >= 1;
  const resourcesCount = reader.structListLength(flexible, 4, 'resources');
  const resources: IncrementalAlterConfigsRequestResource[] = [];
  for (let i = 0; i < resourcesCount; i++) resources.push(decodeIncrementalAlterConfigsRequestResource(reader, version));
  const validateOnly = reader.bool('validateOnly');
  if (flexible) reader.skipTags('tagged fields');
  return { resources, validateOnly };
}

function decodeIncrementalAlterConfigsRequestResource(reader: WireReader, version: number): IncrementalAlterConfigsRequestResource {
  const flexible = version >= 1;
  const resourceType = reader.int8('resources.resourceType');
  const resourceName = reader.string(flexible, 'resources.resourceName');
  const configsCount = reader.structListLength(flexible, 4, 'resources.configs');
  const configs: IncrementalAlterConfigsRequestConfig[] = [];
  for (let i = 0; i < configsCount; i++) configs.push(decodeIncrementalAlterConfigsRequestConfig(reader, version));
  if (flexible) reader.skipTags('resources.tagged fields');
  return { resourceType, resourceName, configs };
}

function decodeIncrementalAlterConfigsRequestConfig(reader: WireReader, version: number): IncrementalAlterConfigsRequestConfig {
  const flexible = version >= 1;
  const name = reader.string(flexible, 'resources.configs.name');
  const configOperation = reader.int8('resources.configs.configOperation');
  const value = reader.nullableString(flexible, 'resources.configs.value');
  if (flexible) reader.skipTags('resources.configs.tagged fields');
  return { name, configOperation, value };
}

function encodeIncrementalAlterConfigsRequest(writer: WireWriter, value: IncrementalAlterConfigsRequestInput, version: number): void {
  const flexible = version >= 1;
  const resourcesList = value.resources;
  writer.listLength(flexible, resourcesList.length, 'IncrementalAlterConfigsRequest.resources');
  for (const resourcesItem of resourcesList) encodeIncrementalAlterConfigsRequestResource(writer, resourcesItem, version);
  writer.bool(value.validateOnly);
  if (flexible) writer.uvarint(0);
}

function encodeIncrementalAlterConfigsRequestResource(writer: WireWriter, value: IncrementalAlterConfigsRequestResourceInput, version: number): void {
  const flexible = version >= 1;
  writer.int8(value.resourceType, 'IncrementalAlterConfigsRequest.resources.resourceType');
  writer.string(flexible, value.resourceName, 'IncrementalAlterConfigsRequest.resources.resourceName');
  const configsList = value.configs;
  writer.listLength(flexible, configsList.length, 'IncrementalAlterConfigsRequest.resources.configs');
  for (const configsItem of configsList) encodeIncrementalAlterConfigsRequestConfig(writer, configsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeIncrementalAlterConfigsRequestConfig(writer: WireWriter, value: IncrementalAlterConfigsRequestConfigInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.name, 'IncrementalAlterConfigsRequest.resources.configs.name');
  writer.int8(value.configOperation, 'IncrementalAlterConfigsRequest.resources.configs.configOperation');
  writer.nullableString(flexible, value.value, 'IncrementalAlterConfigsRequest.resources.configs.value');
  if (flexible) writer.uvarint(0);
}

export interface IncrementalAlterConfigsResponse {
  readonly throttleTimeMs: number;
  readonly responses: readonly IncrementalAlterConfigsResponseResource[];
}

export interface IncrementalAlterConfigsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly responses: readonly IncrementalAlterConfigsResponseResourceInput[];
}

export interface IncrementalAlterConfigsResponseResource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

export type IncrementalAlterConfigsResponseResourceInput = IncrementalAlterConfigsResponseResource;

export const incrementalAlterConfigsResponse: Codec<IncrementalAlterConfigsResponse, IncrementalAlterConfigsResponseInput> = {
  name: 'IncrementalAlterConfigsResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeIncrementalAlterConfigsResponse,
  encode: encodeIncrementalAlterConfigsResponse,
};

function decodeIncrementalAlterConfigsResponse(reader: WireReader, version: number): IncrementalAlterConfigsResponse {
  const flexible = version >= 1;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const responsesCount = reader.structListLength(flexible, 6, 'responses');
  const responses: IncrementalAlterConfigsResponseResource[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeIncrementalAlterConfigsResponseResource(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, responses };
}

function decodeIncrementalAlterConfigsResponseResource(reader: WireReader, version: number): IncrementalAlterConfigsResponseResource {
  const flexible = version >= 1;
  const errorCode = reader.int16('responses.errorCode');
  const errorMessage = reader.nullableString(flexible, 'responses.errorMessage');
  const resourceType = reader.int8('responses.resourceType');
  const resourceName = reader.string(flexible, 'responses.resourceName');
  if (flexible) reader.skipTags('responses.tagged fields');
  return { errorCode, errorMessage, resourceType, resourceName };
}

function encodeIncrementalAlterConfigsResponse(writer: WireWriter, value: IncrementalAlterConfigsResponseInput, version: number): void {
  const flexible = version >= 1;
  writer.int32((value.throttleTimeMs ?? 0), 'IncrementalAlterConfigsResponse.throttleTimeMs');
  const responsesList = value.responses;
  writer.listLength(flexible, responsesList.length, 'IncrementalAlterConfigsResponse.responses');
  for (const responsesItem of responsesList) encodeIncrementalAlterConfigsResponseResource(writer, responsesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeIncrementalAlterConfigsResponseResource(writer: WireWriter, value: IncrementalAlterConfigsResponseResourceInput, version: number): void {
  const flexible = version >= 1;
  writer.int16(value.errorCode, 'IncrementalAlterConfigsResponse.responses.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'IncrementalAlterConfigsResponse.responses.errorMessage');
  writer.int8(value.resourceType, 'IncrementalAlterConfigsResponse.responses.resourceType');
  writer.string(flexible, value.resourceName, 'IncrementalAlterConfigsResponse.responses.resourceName');
  if (flexible) writer.uvarint(0);
}
