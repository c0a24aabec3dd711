// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface LeaveGroupRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly members: readonly LeaveGroupRequestMember[];
}

export interface LeaveGroupRequestInput {
  readonly groupId: string;
  readonly memberId?: string | undefined;
  readonly members?: readonly LeaveGroupRequestMemberInput[] | undefined;
}

export interface LeaveGroupRequestMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly reason: string | null;
}

export interface LeaveGroupRequestMemberInput {
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

export const leaveGroupRequest: Codec<LeaveGroupRequest, LeaveGroupRequestInput> = {
  name: 'LeaveGroupRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 4,
  decode: decodeLeaveGroupRequest,
  encode: encodeLeaveGroupRequest,
};

function decodeLeaveGroupRequest(reader: WireReader, version: number): LeaveGroupRequest {
  const flexible = version >= 4;
  const groupId = reader.string(flexible, 'groupId');
  const memberId = version <= 2 ? reader.string(flexible, 'memberId') : '';
  let members: LeaveGroupRequestMember[] = [];
  if (version >= 3) {
    const membersCount = reader.structListLength(flexible, 3, 'members');
    const membersItems: LeaveGroupRequestMember[] = [];
    for (let i = 0; i < membersCount; i++) membersItems.push(decodeLeaveGroupRequestMember(reader, version));
    members = membersItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { groupId, memberId, members };
}

function decodeLeaveGroupRequestMember(reader: WireReader, version: number): LeaveGroupRequestMember {
  const flexible = version >= 4;
  const memberId = reader.string(flexible, 'members.memberId');
  const groupInstanceId = reader.nullableString(flexible, 'members.groupInstanceId');
  const reason = version >= 5 ? reader.nullableString(flexible, 'members.reason') : null;
  if (flexible) reader.skipTags('members.tagged fields');
  return { memberId, groupInstanceId, reason };
}

function encodeLeaveGroupRequest(writer: WireWriter, value: LeaveGroupRequestInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.groupId, 'LeaveGroupRequest.groupId');
  if (version <= 2) {
    writer.string(flexible, (value.memberId ?? ''), 'LeaveGroupRequest.memberId');
  }
  else if (value.memberId !== undefined && value.memberId !== '') absentField('LeaveGroupRequest.memberId', version);
  if (version >= 3) {
    const membersList = (value.members ?? []);
    writer.listLength(flexible, membersList.length, 'LeaveGroupRequest.members');
    for (const membersItem of membersList) encodeLeaveGroupRequestMember(writer, membersItem, version);
  }
  else if (value.members !== undefined && value.members.length > 0) absentField('LeaveGroupRequest.members', version);
  if (flexible) writer.uvarint(0);
}

function encodeLeaveGroupRequestMember(writer: WireWriter, value: LeaveGroupRequestMemberInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.memberId, 'LeaveGroupRequest.members.memberId');
  writer.nullableString(flexible, (value.groupInstanceId ?? null), 'LeaveGroupRequest.members.groupInstanceId');
  if (version >= 5) {
    writer.nullableString(flexible, (value.reason ?? null), 'LeaveGroupRequest.members.reason');
  }
  if (flexible) writer.uvarint(0);
}

export interface LeaveGroupResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly members: readonly LeaveGroupResponseMember[];
}

export interface LeaveGroupResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly members?: readonly LeaveGroupResponseMemberInput[] | undefined;
}

export interface LeaveGroupResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly errorCode: number;
}

export type LeaveGroupResponseMemberInput = LeaveGroupResponseMember;

export const leaveGroupResponse: Codec<LeaveGroupResponse, LeaveGroupResponseInput> = {
  name: 'LeaveGroupResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 4,
  decode: decodeLeaveGroupResponse,
  encode: encodeLeaveGroupResponse,
};

function decodeLeaveGroupResponse(reader: WireReader, version: number): LeaveGroupResponse {
  const flexible = version >= 4;
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  const errorCode = reader.int16('errorCode');
  let members: LeaveGroupResponseMember[] = [];
  if (version >= 3) {
    const membersCount = reader.structListLength(flexible, 5, 'members');
    const membersItems: LeaveGroupResponseMember[] = [];
    for (let i = 0; i < membersCount; i++) membersItems.push(decodeLeaveGroupResponseMember(reader, version));
    members = membersItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, members };
}

function decodeLeaveGroupResponseMember(reader: WireReader, version: number): LeaveGroupResponseMember {
  const flexible = version >= 4;
  const memberId = reader.string(flexible, 'members.memberId');
  const groupInstanceId = reader.nullableString(flexible, 'members.groupInstanceId');
  const errorCode = reader.int16('members.errorCode');
  if (flexible) reader.skipTags('members.tagged fields');
  return { memberId, groupInstanceId, errorCode };
}

function encodeLeaveGroupResponse(writer: WireWriter, value: LeaveGroupResponseInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'LeaveGroupResponse.throttleTimeMs');
  }
  writer.int16(value.errorCode, 'LeaveGroupResponse.errorCode');
  if (version >= 3) {
    const membersList = (value.members ?? []);
    writer.listLength(flexible, membersList.length, 'LeaveGroupResponse.members');
    for (const membersItem of membersList) encodeLeaveGroupResponseMember(writer, membersItem, version);
  }
  else if (value.members !== undefined && value.members.length > 0) absentField('LeaveGroupResponse.members', version);
  if (flexible) writer.uvarint(0);
}

function encodeLeaveGroupResponseMember(writer: WireWriter, value: LeaveGroupResponseMemberInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.memberId, 'LeaveGroupResponse.members.memberId');
  writer.nullableString(flexible, value.groupInstanceId, 'LeaveGroupResponse.members.groupInstanceId');
  writer.int16(value.errorCode, 'LeaveGroupResponse.members.errorCode');
  if (flexible) writer.uvarint(0);
}
