// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ListGroupsRequest {
  readonly statesFilter: readonly string[];
  readonly typesFilter: readonly string[];
}

export interface ListGroupsRequestInput {
  readonly statesFilter?: readonly string[] | undefined;
  readonly typesFilter?: readonly string[] | undefined;
}

export const listGroupsRequest: Codec<ListGroupsRequest, ListGroupsRequestInput> = {
  name: 'ListGroupsRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeListGroupsRequest,
  encode: encodeListGroupsRequest,
};

function decodeListGroupsRequest(reader: WireReader, version: number): ListGroupsRequest {
  const flexible = version >= 3;
  let statesFilter: string[] = [];
  if (version >= 4) {
    const statesFilterCount = reader.listLength(flexible, 1, 'statesFilter');
    const statesFilterItems: string[] = [];
    for (let i = 0; i < statesFilterCount; i++) statesFilterItems.push(reader.string(flexible, 'statesFilter'));
    statesFilter = statesFilterItems;
  }
  let typesFilter: string[] = [];
  if (version >= 5) {
    const typesFilterCount = reader.listLength(flexible, 1, 'typesFilter');
    const typesFilterItems: string[] = [];
    for (let i = 0; i < typesFilterCount; i++) typesFilterItems.push(reader.string(flexible, 'typesFilter'));
    typesFilter = typesFilterItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { statesFilter, typesFilter };
}

function encodeListGroupsRequest(writer: WireWriter, value: ListGroupsRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 4) {
    const statesFilterList = (value.statesFilter ?? []);
    writer.listLength(flexible, statesFilterList.length, 'ListGroupsRequest.statesFilter');
    for (const statesFilterItem of statesFilterList) writer.string(flexible, statesFilterItem, 'ListGroupsRequest.statesFilter');
  }
  else if (value.statesFilter !== undefined && value.statesFilter.length > 0) absentField('ListGroupsRequest.statesFilter', version);
  if (version >= 5) {
    const typesFilterList = (value.typesFilter ?? []);
    writer.listLength(flexible, typesFilterList.length, 'ListGroupsRequest.typesFilter');
    for (const typesFilterItem of typesFilterList) writer.string(flexible, typesFilterItem, 'ListGroupsRequest.typesFilter');
  }
  else if (value.typesFilter !== undefined && value.typesFilter.length > 0) absentField('ListGroupsRequest.typesFilter', version);
  if (flexible) writer.uvarint(0);
}

export interface ListGroupsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly groups: readonly ListGroupsResponseGroup[];
}

export interface ListGroupsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly groups: readonly ListGroupsResponseGroupInput[];
}

export interface ListGroupsResponseGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: string;
  readonly groupType: string;
}

export type ListGroupsResponseGroupInput = ListGroupsResponseGroup;

export const listGroupsResponse: Codec<ListGroupsResponse, ListGroupsResponseInput> = {
  name: 'ListGroupsResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeListGroupsResponse,
  encode: encodeListGroupsResponse,
};

function decodeListGroupsResponse(reader: WireReader, version: number): ListGroupsResponse {
  const flexible = version >= 3;
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  const errorCode = reader.int16('errorCode');
  const groupsCount = reader.structListLength(flexible, 3, 'groups');
  const groups: ListGroupsResponseGroup[] = [];
  for (let i = 0; i < groupsCount; i++) groups.push(decodeListGroupsResponseGroup(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, groups };
}

function decodeListGroupsResponseGroup(reader: WireReader, version: number): ListGroupsResponseGroup {
  const flexible = version >= 3;
  const groupId = reader.string(flexible, 'groups.groupId');
  const protocolType = reader.string(flexible, 'groups.protocolType');
  const groupState = version >= 4 ? reader.string(flexible, 'groups.groupState') : '';
  const groupType = version >= 5 ? reader.string(flexible, 'groups.groupType') : '';
  if (flexible) reader.skipTags('groups.tagged fields');
  return { groupId, protocolType, groupState, groupType };
}

function encodeListGroupsResponse(writer: WireWriter, value: ListGroupsResponseInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'ListGroupsResponse.throttleTimeMs');
  }
  writer.int16(value.errorCode, 'ListGroupsResponse.errorCode');
  const groupsList = value.groups;
  writer.listLength(flexible, groupsList.length, 'ListGroupsResponse.groups');
  for (const groupsItem of groupsList) encodeListGroupsResponseGroup(writer, groupsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeListGroupsResponseGroup(writer: WireWriter, value: ListGroupsResponseGroupInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.groupId, 'ListGroupsResponse.groups.groupId');
  writer.string(flexible, value.protocolType, 'ListGroupsResponse.groups.protocolType');
  if (version >= 4) {
    writer.string(flexible, value.groupState, 'ListGroupsResponse.groups.groupState');
  }
  if (version >= 5) {
    writer.string(flexible, value.groupType, 'ListGroupsResponse.groups.groupType');
  }
  if (flexible) writer.uvarint(0);
}
