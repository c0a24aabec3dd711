// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ListConfigResourcesRequest {
  readonly resourceTypes: readonly number[];
}

export type ListConfigResourcesRequestInput = ListConfigResourcesRequest;

export const listConfigResourcesRequest: Codec<ListConfigResourcesRequest, ListConfigResourcesRequestInput> = {
  name: 'ListConfigResourcesRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeListConfigResourcesRequest,
  encode: encodeListConfigResourcesRequest,
};

function decodeListConfigResourcesRequest(reader: WireReader, version: number): ListConfigResourcesRequest {
  let resourceTypes: number[] = [];
  if (version >= 1) {
    const resourceTypesCount = reader.listLength(true, 1, 'resourceTypes');
    const resourceTypesItems: number[] = [];
    for (let i = 0; i < resourceTypesCount; i++) resourceTypesItems.push(reader.int8('resourceTypes'));
    resourceTypes = resourceTypesItems;
  }
  reader.skipTags('tagged fields');
  return { resourceTypes };
}

function encodeListConfigResourcesRequest(writer: WireWriter, value: ListConfigResourcesRequestInput, version: number): void {
  if (version >= 1) {
    const resourceTypesList = value.resourceTypes;
    writer.listLength(true, resourceTypesList.length, 'ListConfigResourcesRequest.resourceTypes');
    for (const resourceTypesItem of resourceTypesList) writer.int8(resourceTypesItem, 'ListConfigResourcesRequest.resourceTypes');
  }
  else if (value.resourceTypes.length > 0) absentField('ListConfigResourcesRequest.resourceTypes', version);
  writer.uvarint(0);
}

export interface ListConfigResourcesResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly configResources: readonly ListConfigResourcesResponseResource[];
}

export interface ListConfigResourcesResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly configResources: readonly ListConfigResourcesResponseResourceInput[];
}

export interface ListConfigResourcesResponseResource {
  readonly resourceName: string;
  readonly resourceType: number;
}

export interface ListConfigResourcesResponseResourceInput {
  readonly resourceName: string;
  readonly resourceType?: number | undefined;
}

export const listConfigResourcesResponse: Codec<ListConfigResourcesResponse, ListConfigResourcesResponseInput> = {
  name: 'ListConfigResourcesResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeListConfigResourcesResponse,
  encode: encodeListConfigResourcesResponse,
};

function decodeListConfigResourcesResponse(reader: WireReader, version: number): ListConfigResourcesResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const configResourcesCount = reader.structListLength(true, 2, 'configResources');
  const configResources: ListConfigResourcesResponseResource[] = [];
  for (let i = 0; i < configResourcesCount; i++) configResources.push(decodeListConfigResourcesResponseResource(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, configResources };
}

function decodeListConfigResourcesResponseResource(reader: WireReader, version: number): ListConfigResourcesResponseResource {
  const resourceName = reader.string(true, 'configResources.resourceName');
  const resourceType = version >= 1 ? reader.int8('configResources.resourceType') : 16;
  reader.skipTags('configResources.tagged fields');
  return { resourceName, resourceType };
}

function encodeListConfigResourcesResponse(writer: WireWriter, value: ListConfigResourcesResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ListConfigResourcesResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ListConfigResourcesResponse.errorCode');
  const configResourcesList = value.configResources;
  writer.listLength(true, configResourcesList.length, 'ListConfigResourcesResponse.configResources');
  for (const configResourcesItem of configResourcesList) encodeListConfigResourcesResponseResource(writer, configResourcesItem, version);
  writer.uvarint(0);
}

function encodeListConfigResourcesResponseResource(writer: WireWriter, value: ListConfigResourcesResponseResourceInput, version: number): void {
  writer.string(true, value.resourceName, 'ListConfigResourcesResponse.configResources.resourceName');
  if (version >= 1) {
    writer.int8((value.resourceType ?? 16), 'ListConfigResourcesResponse.configResources.resourceType');
  }
  writer.uvarint(0);
}
