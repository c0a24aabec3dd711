// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeConfigsRequest {
  readonly resources: readonly DescribeConfigsRequestResource[];
  readonly includeSynonyms: boolean;
  readonly includeDocumentation: boolean;
}

export interface DescribeConfigsRequestInput {
  readonly resources: readonly DescribeConfigsRequestResourceInput[];
  readonly includeSynonyms?: boolean | undefined;
  readonly includeDocumentation?: boolean | undefined;
}

export interface DescribeConfigsRequestResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configurationKeys: readonly string[] | null;
}

export type DescribeConfigsRequestResourceInput = DescribeConfigsRequestResource;

export const describeConfigsRequest: Codec<DescribeConfigsRequest, DescribeConfigsRequestInput> = {
  name: 'DescribeConfigsRequest',
  minVersion: 1,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeDescribeConfigsRequest,
  encode: encodeDescribeConfigsRequest,
};

function decodeDescribeConfigsRequest(reader: WireReader, version: number): DescribeConfigsRequest {
  const flexible = version >= 4;
  const resourcesCount = reader.structListLength(flexible, 4, 'resources');
  const resources: DescribeConfigsRequestResource[] = [];
  for (let i = 0; i < resourcesCount; i++) resources.push(decodeDescribeConfigsRequestResource(reader, version));
  const includeSynonyms = reader.bool('includeSynonyms');
  const includeDocumentation = version >= 3 ? reader.bool('includeDocumentation') : false;
  if (flexible) reader.skipTags('tagged fields');
  return { resources, includeSynonyms, includeDocumentation };
}

function decodeDescribeConfigsRequestResource(reader: WireReader, version: number): DescribeConfigsRequestResource {
  const flexible = version >= 4;
  const resourceType = reader.int8('resources.resourceType');
  const resourceName = reader.string(flexible, 'resources.resourceName');
  let configurationKeys: string[] | null = [];
  const configurationKeysCount = reader.nullableListLength(flexible, 1, 'resources.configurationKeys');
  if (configurationKeysCount < 0) configurationKeys = null;
  else {
    const configurationKeysItems: string[] = [];
    for (let i = 0; i < configurationKeysCount; i++) configurationKeysItems.push(reader.string(flexible, 'resources.configurationKeys'));
    configurationKeys = configurationKeysItems;
  }
  if (flexible) reader.skipTags('resources.tagged fields');
  return { resourceType, resourceName, configurationKeys };
}

function encodeDescribeConfigsRequest(writer: WireWriter, value: DescribeConfigsRequestInput, version: number): void {
  const flexible = version >= 4;
  const resourcesList = value.resources;
  writer.listLength(flexible, resourcesList.length, 'DescribeConfigsRequest.resources');
  for (const resourcesItem of resourcesList) encodeDescribeConfigsRequestResource(writer, resourcesItem, version);
  writer.bool((value.includeSynonyms ?? false));
  if (version >= 3) {
    writer.bool((value.includeDocumentation ?? false));
  }
  else if (value.includeDocumentation !== undefined && value.includeDocumentation !== false) absentField('DescribeConfigsRequest.includeDocumentation', version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeConfigsRequestResource(writer: WireWriter, value: DescribeConfigsRequestResourceInput, version: number): void {
  const flexible = version >= 4;
  writer.int8(value.resourceType, 'DescribeConfigsRequest.resources.resourceType');
  writer.string(flexible, value.resourceName, 'DescribeConfigsRequest.resources.resourceName');
  const configurationKeysList = value.configurationKeys;
  writer.listLength(flexible, configurationKeysList === null ? -1 : configurationKeysList.length, 'DescribeConfigsRequest.resources.configurationKeys');
  if (configurationKeysList !== null) for (const configurationKeysItem of configurationKeysList) writer.string(flexible, configurationKeysItem, 'DescribeConfigsRequest.resources.configurationKeys');
  if (flexible) writer.uvarint(0);
}

export interface DescribeConfigsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly DescribeConfigsResponseResource[];
}

export interface DescribeConfigsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly DescribeConfigsResponseResourceInput[];
}

export interface DescribeConfigsResponseResource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly DescribeConfigsResponseConfig[];
}

export interface DescribeConfigsResponseResourceInput {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly DescribeConfigsResponseConfigInput[];
}

export interface DescribeConfigsResponseConfig {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  readonly synonyms: readonly DescribeConfigsResponseSynonym[];
  readonly configType: number;
  readonly documentation: string | null;
}

export interface DescribeConfigsResponseConfigInput {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource?: number | undefined;
  readonly isSensitive: boolean;
  readonly synonyms: readonly DescribeConfigsResponseSynonymInput[];
  readonly configType?: number | undefined;
  readonly documentation: string | null;
}

export interface DescribeConfigsResponseSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: number;
}

export type DescribeConfigsResponseSynonymInput = DescribeConfigsResponseSynonym;

export const describeConfigsResponse: Codec<DescribeConfigsResponse, DescribeConfigsResponseInput> = {
  name: 'DescribeConfigsResponse',
  minVersion: 1,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeDescribeConfigsResponse,
  encode: encodeDescribeConfigsResponse,
};

function decodeDescribeConfigsResponse(reader: WireReader, version: number): DescribeConfigsResponse {
  const flexible = version >= 4;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const resultsCount = reader.structListLength(flexible, 7, 'results');
  const results: DescribeConfigsResponseResource[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeDescribeConfigsResponseResource(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, results };
}

function decodeDescribeConfigsResponseResource(reader: WireReader, version: number): DescribeConfigsResponseResource {
  const flexible = version >= 4;
  const errorCode = reader.int16('results.errorCode');
  const errorMessage = reader.nullableString(flexible, 'results.errorMessage');
  const resourceType = reader.int8('results.resourceType');
  const resourceName = reader.string(flexible, 'results.resourceName');
  const configsCount = reader.structListLength(flexible, 9, 'results.configs');
  const configs: DescribeConfigsResponseConfig[] = [];
  for (let i = 0; i < configsCount; i++) configs.push(decodeDescribeConfigsResponseConfig(reader, version));
  if (flexible) reader.skipTags('results.tagged fields');
  return { errorCode, errorMessage, resourceType, resourceName, configs };
}

function decodeDescribeConfigsResponseConfig(reader: WireReader, version: number): DescribeConfigsResponseConfig {
  const flexible = version >= 4;
  const name = reader.string(flexible, 'results.configs.name');
  const value = reader.nullableString(flexible, 'results.configs.value');
  const readOnly = reader.bool('results.configs.readOnly');
  const configSource = reader.int8('results.configs.configSource');
  const isSensitive = reader.bool('results.configs.isSensitive');
  const synonymsCount = reader.structListLength(flexible, 4, 'results.configs.synonyms');
  const synonyms: DescribeConfigsResponseSynonym[] = [];
  for (let i = 0; i < synonymsCount; i++) synonyms.push(decodeDescribeConfigsResponseSynonym(reader, version));
  const configType = version >= 3 ? reader.int8('results.configs.configType') : 0;
  const documentation = version >= 3 ? reader.nullableString(flexible, 'results.configs.documentation') : '';
  if (flexible) reader.skipTags('results.configs.tagged fields');
  return { name, value, readOnly, configSource, isSensitive, synonyms, configType, documentation };
}

function decodeDescribeConfigsResponseSynonym(reader: WireReader, version: number): DescribeConfigsResponseSynonym {
  const flexible = version >= 4;
  const name = reader.string(flexible, 'results.configs.synonyms.name');
  const value = reader.nullableString(flexible, 'results.configs.synonyms.value');
  const source = reader.int8('results.configs.synonyms.source');
  if (flexible) reader.skipTags('results.configs.synonyms.tagged fields');
  return { name, value, source };
}

function encodeDescribeConfigsResponse(writer: WireWriter, value: DescribeConfigsResponseInput, version: number): void {
  const flexible = version >= 4;
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeConfigsResponse.throttleTimeMs');
  const resultsList = value.results;
  writer.listLength(flexible, resultsList.length, 'DescribeConfigsResponse.results');
  for (const resultsItem of resultsList) encodeDescribeConfigsResponseResource(writer, resultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeConfigsResponseResource(writer: WireWriter, value: DescribeConfigsResponseResourceInput, version: number): void {
  const flexible = version >= 4;
  writer.int16(value.errorCode, 'DescribeConfigsResponse.results.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'DescribeConfigsResponse.results.errorMessage');
  writer.int8(value.resourceType, 'DescribeConfigsResponse.results.resourceType');
  writer.string(flexible, value.resourceName, 'DescribeConfigsResponse.results.resourceName');
  const configsList = value.configs;
  writer.listLength(flexible, configsList.length, 'DescribeConfigsResponse.results.configs');
  for (const configsItem of configsList) encodeDescribeConfigsResponseConfig(writer, configsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeConfigsResponseConfig(writer: WireWriter, value: DescribeConfigsResponseConfigInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.name, 'DescribeConfigsResponse.results.configs.name');
  writer.nullableString(flexible, value.value, 'DescribeConfigsResponse.results.configs.value');
  writer.bool(value.readOnly);
  writer.int8((value.configSource ?? -1), 'DescribeConfigsResponse.results.configs.configSource');
  writer.bool(value.isSensitive);
  const synonymsList = value.synonyms;
  writer.listLength(flexible, synonymsList.length, 'DescribeConfigsResponse.results.configs.synonyms');
  for (const synonymsItem of synonymsList) encodeDescribeConfigsResponseSynonym(writer, synonymsItem, version);
  if (version >= 3) {
    writer.int8((value.configType ?? 0), 'DescribeConfigsResponse.results.configs.configType');
  }
  if (version >= 3) {
    writer.nullableString(flexible, value.documentation, 'DescribeConfigsResponse.results.configs.documentation');
  }
  if (flexible) writer.uvarint(0);
}

function encodeDescribeConfigsResponseSynonym(writer: WireWriter, value: DescribeConfigsResponseSynonymInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.name, 'DescribeConfigsResponse.results.configs.synonyms.name');
  writer.nullableString(flexible, value.value, 'DescribeConfigsResponse.results.configs.synonyms.value');
  writer.int8(value.source, 'DescribeConfigsResponse.results.configs.synonyms.source');
  if (flexible) writer.uvarint(0);
}
