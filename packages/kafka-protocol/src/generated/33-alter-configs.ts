// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AlterConfigsRequest {
  readonly resources: readonly AlterConfigsRequestResource[];
  readonly validateOnly: boolean;
}

export type AlterConfigsRequestInput = AlterConfigsRequest;

export interface AlterConfigsRequestResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly AlterConfigsRequestConfig[];
}

export type AlterConfigsRequestResourceInput = AlterConfigsRequestResource;

export interface AlterConfigsRequestConfig {
  readonly name: string;
  readonly value: string | null;
}

export type AlterConfigsRequestConfigInput = AlterConfigsRequestConfig;

export const alterConfigsRequest: Codec<AlterConfigsRequest, AlterConfigsRequestInput> = {
  name: 'AlterConfigsRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeAlterConfigsRequest,
  encode: encodeAlterConfigsRequest,
};

function decodeAlterConfigsRequest(reader: WireReader, version: number): AlterConfigsRequest {
  const flexible = version >= 2;
  const resourcesCount = reader.structListLength(flexible, 4, 'resources');
  const resources: AlterConfigsRequestResource[] = [];
  for (let i = 0; i < resourcesCount; i++) resources.push(decodeAlterConfigsRequestResource(reader, version));
  const validateOnly = reader.bool('validateOnly');
  if (flexible) reader.skipTags('tagged fields');
  return { resources, validateOnly };
}

function decodeAlterConfigsRequestResource(reader: WireReader, version: number): AlterConfigsRequestResource {
  const flexible = version >= 2;
  const resourceType = reader.int8('resources.resourceType');
  const resourceName = reader.string(flexible, 'resources.resourceName');
  const configsCount = reader.structListLength(flexible, 3, 'resources.configs');
  const configs: AlterConfigsRequestConfig[] = [];
  for (let i = 0; i < configsCount; i++) configs.push(decodeAlterConfigsRequestConfig(reader, version));
  if (flexible) reader.skipTags('resources.tagged fields');
  return { resourceType, resourceName, configs };
}

function decodeAlterConfigsRequestConfig(reader: WireReader, version: number): AlterConfigsRequestConfig {
  const flexible = version >= 2;
  const name = reader.string(flexible, 'resources.configs.name');
  const value = reader.nullableString(flexible, 'resources.configs.value');
  if (flexible) reader.skipTags('resources.configs.tagged fields');
  return { name, value };
}

function encodeAlterConfigsRequest(writer: WireWriter, value: AlterConfigsRequestInput, version: number): void {
  const flexible = version >= 2;
  const resourcesList = value.resources;
  writer.listLength(flexible, resourcesList.length, 'AlterConfigsRequest.resources');
  for (const resourcesItem of resourcesList) encodeAlterConfigsRequestResource(writer, resourcesItem, version);
  writer.bool(value.validateOnly);
  if (flexible) writer.uvarint(0);
}

function encodeAlterConfigsRequestResource(writer: WireWriter, value: AlterConfigsRequestResourceInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceType, 'AlterConfigsRequest.resources.resourceType');
  writer.string(flexible, value.resourceName, 'AlterConfigsRequest.resources.resourceName');
  const configsList = value.configs;
  writer.listLength(flexible, configsList.length, 'AlterConfigsRequest.resources.configs');
  for (const configsItem of configsList) encodeAlterConfigsRequestConfig(writer, configsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterConfigsRequestConfig(writer: WireWriter, value: AlterConfigsRequestConfigInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.name, 'AlterConfigsRequest.resources.configs.name');
  writer.nullableString(flexible, value.value, 'AlterConfigsRequest.resources.configs.value');
  if (flexible) writer.uvarint(0);
}

export interface AlterConfigsResponse {
  readonly throttleTimeMs: number;
  readonly responses: readonly AlterConfigsResponseResource[];
}

export interface AlterConfigsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly responses: readonly AlterConfigsResponseResourceInput[];
}

export interface AlterConfigsResponseResource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

export type AlterConfigsResponseResourceInput = AlterConfigsResponseResource;

export const alterConfigsResponse: Codec<AlterConfigsResponse, AlterConfigsResponseInput> = {
  name: 'AlterConfigsResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeAlterConfigsResponse,
  encode: encodeAlterConfigsResponse,
};

function decodeAlterConfigsResponse(reader: WireReader, version: number): AlterConfigsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const responsesCount = reader.structListLength(flexible, 6, 'responses');
  const responses: AlterConfigsResponseResource[] = [];
  for (let i = 0; i < responsesCount; i++) responses.push(decodeAlterConfigsResponseResource(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, responses };
}

function decodeAlterConfigsResponseResource(reader: WireReader, version: number): AlterConfigsResponseResource {
  const flexible = version >= 2;
  const errorCode = reader.int16('responses.errorCode');
  const errorMessage = reader.nullableString(flexible, 'responses.errorMessage');
  const resourceType = reader.int8('responses.resourceType');
  const resourceName = reader.string(flexible, 'responses.resourceName');
  if (flexible) reader.skipTags('responses.tagged fields');
  return { errorCode, errorMessage, resourceType, resourceName };
}

function encodeAlterConfigsResponse(writer: WireWriter, value: AlterConfigsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'AlterConfigsResponse.throttleTimeMs');
  const responsesList = value.responses;
  writer.listLength(flexible, responsesList.length, 'AlterConfigsResponse.responses');
  for (const responsesItem of responsesList) encodeAlterConfigsResponseResource(writer, responsesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterConfigsResponseResource(writer: WireWriter, value: AlterConfigsResponseResourceInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'AlterConfigsResponse.responses.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'AlterConfigsResponse.responses.errorMessage');
  writer.int8(value.resourceType, 'AlterConfigsResponse.responses.resourceType');
  writer.string(flexible, value.resourceName, 'AlterConfigsResponse.responses.resourceName');
  if (flexible) writer.uvarint(0);
}
