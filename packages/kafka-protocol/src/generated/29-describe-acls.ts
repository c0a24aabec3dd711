// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeAclsRequest {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DescribeAclsRequestInput {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter?: number | undefined;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export const describeAclsRequest: Codec<DescribeAclsRequest, DescribeAclsRequestInput> = {
  name: 'DescribeAclsRequest',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeDescribeAclsRequest,
  encode: encodeDescribeAclsRequest,
};

function decodeDescribeAclsRequest(reader: WireReader, version: number): DescribeAclsRequest {
  const flexible = version >= 2;
  const resourceTypeFilter = reader.int8('resourceTypeFilter');
  const resourceNameFilter = reader.nullableString(flexible, 'resourceNameFilter');
  const patternTypeFilter = reader.int8('patternTypeFilter');
  const principalFilter = reader.nullableString(flexible, 'principalFilter');
  const hostFilter = reader.nullableString(flexible, 'hostFilter');
  const operation = reader.int8('operation');
  const permissionType = reader.int8('permissionType');
  if (flexible) reader.skipTags('tagged fields');
  return { resourceTypeFilter, resourceNameFilter, patternTypeFilter, principalFilter, hostFilter, operation, permissionType };
}

function encodeDescribeAclsRequest(writer: WireWriter, value: DescribeAclsRequestInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceTypeFilter, 'DescribeAclsRequest.resourceTypeFilter');
  writer.nullableString(flexible, value.resourceNameFilter, 'DescribeAclsRequest.resourceNameFilter');
  writer.int8((value.patternTypeFilter ?? 3), 'DescribeAclsRequest.patternTypeFilter');
  writer.nullableString(flexible, value.principalFilter, 'DescribeAclsRequest.principalFilter');
  writer.nullableString(flexible, value.hostFilter, 'DescribeAclsRequest.hostFilter');
  writer.int8(value.operation, 'DescribeAclsRequest.operation');
  writer.int8(value.permissionType, 'DescribeAclsRequest.permissionType');
  if (flexible) writer.uvarint(0);
}

export interface DescribeAclsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resources: readonly DescribeAclsResponseResource[];
}

export interface DescribeAclsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resources: readonly DescribeAclsResponseResourceInput[];
}

export interface DescribeAclsResponseResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly acls: readonly DescribeAclsResponseAcl[];
}

export interface DescribeAclsResponseResourceInput {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType?: number | undefined;
  readonly acls: readonly DescribeAclsResponseAclInput[];
}

export interface DescribeAclsResponseAcl {
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export type DescribeAclsResponseAclInput = DescribeAclsResponseAcl;

export const describeAclsResponse: Codec<DescribeAclsResponse, DescribeAclsResponseInput> = {
  name: 'DescribeAclsResponse',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeDescribeAclsResponse,
  encode: encodeDescribeAclsResponse,
};

function decodeDescribeAclsResponse(reader: WireReader, version: number): DescribeAclsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(flexible, 'errorMessage');
  const resourcesCount = reader.structListLength(flexible, 5, 'resources');
  const resources: DescribeAclsResponseResource[] = [];
  for (let i = 0; i < resourcesCount; i++) resources.push(decodeDescribeAclsResponseResource(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, resources };
}

function decodeDescribeAclsResponseResource(reader: WireReader, version: number): DescribeAclsResponseResource {
  const flexible = version >= 2;
  const resourceType = reader.int8('resources.resourceType');
  const resourceName = reader.string(flexible, 'resources.resourceName');
  const patternType = reader.int8('resources.patternType');
  const aclsCount = reader.structListLength(flexible, 5, 'resources.acls');
  const acls: DescribeAclsResponseAcl[] = [];
  for (let i = 0; i < aclsCount; i++) acls.push(decodeDescribeAclsResponseAcl(reader, version));
  if (flexible) reader.skipTags('resources.tagged fields');
  return { resourceType, resourceName, patternType, acls };
}

function decodeDescribeAclsResponseAcl(reader: WireReader, version: number): DescribeAclsResponseAcl {
  const flexible = version >= 2;
  const principal = reader.string(flexible, 'resources.acls.principal');
  const host = reader.string(flexible, 'resources.acls.host');
  const operation = reader.int8('resources.acls.operation');
  const permissionType = reader.int8('resources.acls.permissionType');
  if (flexible) reader.skipTags('resources.acls.tagged fields');
  return { principal, host, operation, permissionType };
}

function encodeDescribeAclsResponse(writer: WireWriter, value: DescribeAclsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeAclsResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'DescribeAclsResponse.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'DescribeAclsResponse.errorMessage');
  const resourcesList = value.resources;
  writer.listLength(flexible, resourcesList.length, 'DescribeAclsResponse.resources');
  for (const resourcesItem of resourcesList) encodeDescribeAclsResponseResource(writer, resourcesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeAclsResponseResource(writer: WireWriter, value: DescribeAclsResponseResourceInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceType, 'DescribeAclsResponse.resources.resourceType');
  writer.string(flexible, value.resourceName, 'DescribeAclsResponse.resources.resourceName');
  writer.int8((value.patternType ?? 3), 'DescribeAclsResponse.resources.patternType');
  const aclsList = value.acls;
  writer.listLength(flexible, aclsList.length, 'DescribeAclsResponse.resources.acls');
  for (const aclsItem of aclsList) encodeDescribeAclsResponseAcl(writer, aclsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeAclsResponseAcl(writer: WireWriter, value: DescribeAclsResponseAclInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.principal, 'DescribeAclsResponse.resources.acls.principal');
  writer.string(flexible, value.host, 'DescribeAclsResponse.resources.acls.host');
  writer.int8(value.operation, 'DescribeAclsResponse.resources.acls.operation');
  writer.int8(value.permissionType, 'DescribeAclsResponse.resources.acls.permissionType');
  if (flexible) writer.uvarint(0);
}
