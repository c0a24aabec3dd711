// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DeleteAclsRequest {
  readonly filters: readonly DeleteAclsRequestFilter[];
}

export interface DeleteAclsRequestInput {
  readonly filters: readonly DeleteAclsRequestFilterInput[];
}

export interface DeleteAclsRequestFilter {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DeleteAclsRequestFilterInput {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter?: number | undefined;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export const deleteAclsRequest: Codec<DeleteAclsRequest, DeleteAclsRequestInput> = {
  name: 'DeleteAclsRequest',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeDeleteAclsRequest,
  encode: encodeDeleteAclsRequest,
};

function decodeDeleteAclsRequest(reader: WireReader, version: number): DeleteAclsRequest {
  const flexible = version >= 2;
  const filtersCount = reader.structListLength(flexible, 8, 'filters');
  const filters: DeleteAclsRequestFilter[] = [];
  for (let i = 0; i < filtersCount; i++) filters.push(decodeDeleteAclsRequestFilter(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { filters };
}

function decodeDeleteAclsRequestFilter(reader: WireReader, version: number): DeleteAclsRequestFilter {
  const flexible = version >= 2;
  const resourceTypeFilter = reader.int8('filters.resourceTypeFilter');
  const resourceNameFilter = reader.nullableString(flexible, 'filters.resourceNameFilter');
  const patternTypeFilter = reader.int8('filters.patternTypeFilter');
  const principalFilter = reader.nullableString(flexible, 'filters.principalFilter');
  const hostFilter = reader.nullableString(flexible, 'filters.hostFilter');
  const operation = reader.int8('filters.operation');
  const permissionType = reader.int8('filters.permissionType');
  if (flexible) reader.skipTags('filters.tagged fields');
  return { resourceTypeFilter, resourceNameFilter, patternTypeFilter, principalFilter, hostFilter, operation, permissionType };
}

function encodeDeleteAclsRequest(writer: WireWriter, value: DeleteAclsRequestInput, version: number): void {
  const flexible = version >= 2;
  const filtersList = value.filters;
  writer.listLength(flexible, filtersList.length, 'DeleteAclsRequest.filters');
  for (const filtersItem of filtersList) encodeDeleteAclsRequestFilter(writer, filtersItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteAclsRequestFilter(writer: WireWriter, value: DeleteAclsRequestFilterInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceTypeFilter, 'DeleteAclsRequest.filters.resourceTypeFilter');
  writer.nullableString(flexible, value.resourceNameFilter, 'DeleteAclsRequest.filters.resourceNameFilter');
  writer.int8((value.patternTypeFilter ?? 3), 'DeleteAclsRequest.filters.patternTypeFilter');
  writer.nullableString(flexible, value.principalFilter, 'DeleteAclsRequest.filters.principalFilter');
  writer.nullableString(flexible, value.hostFilter, 'DeleteAclsRequest.filters.hostFilter');
  writer.int8(value.operation, 'DeleteAclsRequest.filters.operation');
  writer.int8(value.permissionType, 'DeleteAclsRequest.filters.permissionType');
  if (flexible) writer.uvarint(0);
}

export interface DeleteAclsResponse {
  readonly throttleTimeMs: number;
  readonly filterResults: readonly DeleteAclsResponseFilterResult[];
}

export interface DeleteAclsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly filterResults: readonly DeleteAclsResponseFilterResultInput[];
}

export interface DeleteAclsResponseFilterResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly matchingAcls: readonly DeleteAclsResponseMatchingAcl[];
}

export interface DeleteAclsResponseFilterResultInput {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly matchingAcls: readonly DeleteAclsResponseMatchingAclInput[];
}

export interface DeleteAclsResponseMatchingAcl {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DeleteAclsResponseMatchingAclInput {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType?: number | undefined;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export const deleteAclsResponse: Codec<DeleteAclsResponse, DeleteAclsResponseInput> = {
  name: 'DeleteAclsResponse',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeDeleteAclsResponse,
  encode: encodeDeleteAclsResponse,
};

function decodeDeleteAclsResponse(reader: WireReader, version: number): DeleteAclsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const filterResultsCount = reader.structListLength(flexible, 5, 'filterResults');
  const filterResults: DeleteAclsResponseFilterResult[] = [];
  for (let i = 0; i < filterResultsCount; i++) filterResults.push(decodeDeleteAclsResponseFilterResult(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, filterResults };
}

function decodeDeleteAclsResponseFilterResult(reader: WireReader, version: number): DeleteAclsResponseFilterResult {
  const flexible = version >= 2;
  const errorCode = reader.int16('filterResults.errorCode');
  const errorMessage = reader.nullableString(flexible, 'filterResults.errorMessage');
  const matchingAclsCount = reader.structListLength(flexible, 11, 'filterResults.matchingAcls');
  const matchingAcls: DeleteAclsResponseMatchingAcl[] = [];
  for (let i = 0; i < matchingAclsCount; i++) matchingAcls.push(decodeDeleteAclsResponseMatchingAcl(reader, version));
  if (flexible) reader.skipTags('filterResults.tagged fields');
  return { errorCode, errorMessage, matchingAcls };
}

function decodeDeleteAclsResponseMatchingAcl(reader: WireReader, version: number): DeleteAclsResponseMatchingAcl {
  const flexible = version >= 2;
  const errorCode = reader.int16('filterResults.matchingAcls.errorCode');
  const errorMessage = reader.nullableString(flexible, 'filterResults.matchingAcls.errorMessage');
  const resourceType = reader.int8('filterResults.matchingAcls.resourceType');
  const resourceName = reader.string(flexible, 'filterResults.matchingAcls.resourceName');
  const patternType = reader.int8('filterResults.matchingAcls.patternType');
  const principal = reader.string(flexible, 'filterResults.matchingAcls.principal');
  const host = reader.string(flexible, 'filterResults.matchingAcls.host');
  const operation = reader.int8('filterResults.matchingAcls.operation');
  const permissionType = reader.int8('filterResults.matchingAcls.permissionType');
  if (flexible) reader.skipTags('filterResults.matchingAcls.tagged fields');
  return { errorCode, errorMessage, resourceType, resourceName, patternType, principal, host, operation, permissionType };
}

function encodeDeleteAclsResponse(writer: WireWriter, value: DeleteAclsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'DeleteAclsResponse.throttleTimeMs');
  const filterResultsList = value.filterResults;
  writer.listLength(flexible, filterResultsList.length, 'DeleteAclsResponse.filterResults');
  for (const filterResultsItem of filterResultsList) encodeDeleteAclsResponseFilterResult(writer, filterResultsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteAclsResponseFilterResult(writer: WireWriter, value: DeleteAclsResponseFilterResultInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'DeleteAclsResponse.filterResults.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'DeleteAclsResponse.filterResults.errorMessage');
  const matchingAclsList = value.matchingAcls;
  writer.listLength(flexible, matchingAclsList.length, 'DeleteAclsResponse.filterResults.matchingAcls');
  for (const matchingAclsItem of matchingAclsList) encodeDeleteAclsResponseMatchingAcl(writer, matchingAclsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDeleteAclsResponseMatchingAcl(writer: WireWriter, value: DeleteAclsResponseMatchingAclInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'DeleteAclsResponse.filterResults.matchingAcls.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'DeleteAclsResponse.filterResults.matchingAcls.errorMessage');
  writer.int8(value.resourceType, 'DeleteAclsResponse.filterResults.matchingAcls.resourceType');
  writer.string(flexible, value.resourceName, 'DeleteAclsResponse.filterResults.matchingAcls.resourceName');
  writer.int8((value.patternType ?? 3), 'DeleteAclsResponse.filterResults.matchingAcls.patternType');
  writer.string(flexible, value.principal, 'DeleteAclsResponse.filterResults.matchingAcls.principal');
  writer.string(flexible, value.host, 'DeleteAclsResponse.filterResults.matchingAcls.host');
  writer.int8(value.operation, 'DeleteAclsResponse.filterResults.matchingAcls.operation');
  writer.int8(value.permissionType, 'DeleteAclsResponse.filterResults.matchingAcls.permissionType');
  if (flexible) writer.uvarint(0);
}
