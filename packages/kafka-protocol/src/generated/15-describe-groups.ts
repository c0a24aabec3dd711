// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeGroupsRequest {
  readonly groups: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export interface DescribeGroupsRequestInput {
  readonly groups: readonly string[];
  readonly includeAuthorizedOperations?: boolean | undefined;
}

export const describeGroupsRequest: Codec<DescribeGroupsRequest, DescribeGroupsRequestInput> = {
  name: 'DescribeGroupsRequest',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 5,
  decode: decodeDescribeGroupsRequest,
  encode: encodeDescribeGroupsRequest,
};

function decodeDescribeGroupsRequest(reader: WireReader, version: number): DescribeGroupsRequest {
  const flexible = version >= 5;
  const groupsCount = reader.listLength(flexible, 1, 'groups');
  const groups: string[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(reader.string(flexible, 'groups'));
  const includeAuthorizedOperations = version >= 3 ? reader.bool('includeAuthorizedOperations') : false;
  if (flexible) reader.skipTags('tagged fields');
  return { groups, includeAuthorizedOperations };
}

function encodeDescribeGroupsRequest(writer: WireWriter, value: DescribeGroupsRequestInput, version: number): void {
  const flexible = version >= 5;
  const groupsList = value.groups;
  writer.listLength(flexible, groupsList.length, 'DescribeGroupsRequest.groups');
  for (const groupsItem of groupsList) writer.string(flexible, groupsItem, 'DescribeGroupsRequest.groups');
  if (version >= 3) {
    writer.bool((value.includeAuthorizedOperations ?? false));
  }
  else if (value.includeAuthorizedOperations !== undefined && value.includeAuthorizedOperations !== false) absentField('DescribeGroupsRequest.includeAuthorizedOperations', version);
  if (flexible) writer.uvarint(0);
}

export interface DescribeGroupsResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly DescribeGroupsResponseGroup[];
}

export interface DescribeGroupsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly DescribeGroupsResponseGroupInput[];
}

export interface DescribeGroupsResponseGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly protocolType: string;
  readonly protocolData: string;
  readonly members: readonly DescribeGroupsResponseMember[];
  readonly authorizedOperations: number;
}

export interface DescribeGroupsResponseGroupInput {
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly groupId: string;
  readonly groupState: string;
  readonly protocolType: string;
  readonly protocolData: string;
  readonly members: readonly DescribeGroupsResponseMemberInput[];
  readonly authorizedOperations?: number | undefined;
}

export interface DescribeGroupsResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly memberMetadata: Buffer;
  readonly memberAssignment: Buffer;
}

export interface DescribeGroupsResponseMemberInput {
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  readonly memberMetadata: Uint8Array;
  readonly memberAssignment: Uint8Array;
}

export const describeGroupsResponse: Codec<DescribeGroupsResponse, DescribeGroupsResponseInput> = {
  name: 'DescribeGroupsResponse',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 5,
  decode: decodeDescribeGroupsResponse,
  encode: encodeDescribeGroupsResponse,
};

function decodeDescribeGroupsResponse(reader: WireReader, version: number): DescribeGroupsResponse {
  const flexible = version >= 5;
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  const groupsCount = reader.structListLength(flexible, 12, 'groups');
  const groups: DescribeGroupsResponseGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeDescribeGroupsResponseGroup(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, groups };
}

function decodeDescribeGroupsResponseGroup(reader: WireReader, version: number): DescribeGroupsResponseGroup {
  const flexible = version >= 5;
  const errorCode = reader.int16('groups.errorCode');
  const errorMessage = version >= 6 ? reader.nullableString(flexible, 'groups.errorMessage') : null;
  const groupId = reader.string(flexible, 'groups.groupId');
  const groupState = reader.string(flexible, 'groups.groupState');
  const protocolType = reader.string(flexible, 'groups.protocolType');
  const protocolData = reader.string(flexible, 'groups.protocolData');
  const membersCount = reader.structListLength(flexible, 7, 'groups.members');
  const members: DescribeGroupsResponseMember[] = [];
  for (let i = 0; i < membersCount; i++) members.push(decodeDescribeGroupsResponseMember(reader, version));
  const authorizedOperations = version >= 3 ? reader.int32('groups.authorizedOperations') : -2147483648;
  if (flexible) reader.skipTags('groups.tagged fields');
  return { errorCode, errorMessage, groupId, groupState, protocolType, protocolData, members, authorizedOperations };
}

function decodeDescribeGroupsResponseMember(reader: WireReader, version: number): DescribeGroupsResponseMember {
  const flexible = version >= 5;
  const memberId = reader.string(flexible, 'groups.members.memberId');
  const groupInstanceId = version >= 4 ? reader.nullableString(flexible, 'groups.members.groupInstanceId') : null;
  const clientId = reader.string(flexible, 'groups.members.clientId');
  const clientHost = reader.string(flexible, 'groups.members.clientHost');
  const memberMetadata = reader.bytes(flexible, 'groups.members.memberMetadata');
  const memberAssignment = reader.bytes(flexible, 'groups.members.memberAssignment');
  if (flexible) reader.skipTags('groups.members.tagged fields');
  return { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment };
}

function encodeDescribeGroupsResponse(writer: WireWriter, value: DescribeGroupsResponseInput, version: number): void {
  const flexible = version >= 5;
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'DescribeGroupsResponse.throttleTimeMs');
  }
  const groupsList = value.groups;
  writer.listLength(flexible, groupsList.length, 'DescribeGroupsResponse.groups');
  for (const groupsItem of groupsList) encodeDescribeGroupsResponseGroup(writer, groupsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeGroupsResponseGroup(writer: WireWriter, value: DescribeGroupsResponseGroupInput, version: number): void {
  const flexible = version >= 5;
  writer.int16(value.errorCode, 'DescribeGroupsResponse.groups.errorCode');
  if (version >= 6) {
    writer.nullableString(flexible, (value.errorMessage ?? null), 'DescribeGroupsResponse.groups.errorMessage');
  }
  writer.string(flexible, value.groupId, 'DescribeGroupsResponse.groups.groupId');
  writer.string(flexible, value.groupState, 'DescribeGroupsResponse.groups.groupState');
  writer.string(flexible, value.protocolType, 'DescribeGroupsResponse.groups.protocolType');
  writer.string(flexible, value.protocolData, 'DescribeGroupsResponse.groups.protocolData');
  const membersList = value.members;
  writer.listLength(flexible, membersList.length, 'DescribeGroupsResponse.groups.members');
  for (const membersItem of membersList) encodeDescribeGroupsResponseMember(writer, membersItem, version);
  if (version >= 3) {
    writer.int32((value.authorizedOperations ?? -2147483648), 'DescribeGroupsResponse.groups.authorizedOperations');
  }
  if (flexible) writer.uvarint(0);
}

function encodeDescribeGroupsResponseMember(writer: WireWriter, value: DescribeGroupsResponseMemberInput, version: number): void {
  const flexible = version >= 5;
  writer.string(flexible, value.memberId, 'DescribeGroupsResponse.groups.members.memberId');
  if (version >= 4) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'DescribeGroupsResponse.groups.members.groupInstanceId');
  }
  writer.string(flexible, value.clientId, 'DescribeGroupsResponse.groups.members.clientId');
  writer.string(flexible, value.clientHost, 'DescribeGroupsResponse.groups.members.clientHost');
  writer.bytes(flexible, value.memberMetadata, 'DescribeGroupsResponse.groups.members.memberMetadata');
  writer.bytes(flexible, value.memberAssignment, 'DescribeGroupsResponse.groups.members.memberAssignment');
  if (flexible) writer.uvarint(0);
}
