// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField, notNull } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface JoinGroupRequest {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  readonly protocols: readonly JoinGroupRequestProtocol[];
  readonly reason: string | null;
}

export interface JoinGroupRequestInput {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
  readonly protocolType: string;
  readonly protocols: readonly JoinGroupRequestProtocolInput[];
  readonly reason?: string | null | undefined;
}

export interface JoinGroupRequestProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export type JoinGroupRequestProtocolInput = JoinGroupRequestProtocol;

export const joinGroupRequest: Codec<JoinGroupRequest, JoinGroupRequestInput> = {
  name: 'JoinGroupRequest',
  minVersion: 0,
  maxVersion: 9,
  flexibleFrom: 6,
  decode: decodeJoinGroupRequest,
  encode: encodeJoinGroupRequest,
};

function decodeJoinGroupRequest(reader: WireReader, version: number): JoinGroupRequest {
  const flexible = version >= 6;
  const groupId = reader.string(flexible, 'groupId');
  const sessionTimeoutMs = reader.int32('sessionTimeoutMs');
  const rebalanceTimeoutMs = version >= 1 ? reader.int32('rebalanceTimeoutMs') : -1;
  const memberId = reader.string(flexible, 'memberId');
  const groupInstanceId = version >= 5 ? reader.nullableString(flexible, 'groupInstanceId') : null;
  const protocolType = reader.string(flexible, 'protocolType');
  const protocolsCount = reader.structListLength(flexible, 3, 'protocols');
  const protocols: JoinGroupRequestProtocol[] = [];
  for (let i = 0; i < protocolsCount; i++) protocols.push(decodeJoinGroupRequestProtocol(reader, version));
  const reason = version >= 8 ? reader.nullableString(flexible, 'reason') : null;
  if (flexible) reader.skipTags('tagged fields');
  return { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, protocols, reason };
}

function decodeJoinGroupRequestProtocol(reader: WireReader, version: number): JoinGroupRequestProtocol {
  const flexible = version >= 6;
  const name = reader.string(flexible, 'protocols.name');
  const metadata = reader.bytes(flexible, 'protocols.metadata');
  if (flexible) reader.skipTags('protocols.tagged fields');
  return { name, metadata };
}

function encodeJoinGroupRequest(writer: WireWriter, value: JoinGroupRequestInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.groupId, 'JoinGroupRequest.groupId');
  writer.int32(value.sessionTimeoutMs, 'JoinGroupRequest.sessionTimeoutMs');
  if (version >= 1) {
    writer.int32((value.rebalanceTimeoutMs ?? -1), 'JoinGroupRequest.rebalanceTimeoutMs');
  }
  writer.string(flexible, value.memberId, 'JoinGroupRequest.memberId');
  if (version >= 5) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'JoinGroupRequest.groupInstanceId');
  }
  else if (value.groupInstanceId !== undefined && value.groupInstanceId !== null) absentField('JoinGroupRequest.groupInstanceId', version);
  writer.string(flexible, value.protocolType, 'JoinGroupRequest.protocolType');
  const protocolsList = value.protocols;
  writer.listLength(flexible, protocolsList.length, 'JoinGroupRequest.protocols');
  for (const protocolsItem of protocolsList) encodeJoinGroupRequestProtocol(writer, protocolsItem, version);
  if (version >= 8) {
    writer.nullableString(flexible, (value.reason ?? null), 'JoinGroupRequest.reason');
  }
  if (flexible) writer.uvarint(0);
}

function encodeJoinGroupRequestProtocol(writer: WireWriter, value: JoinGroupRequestProtocolInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.name, 'JoinGroupRequest.protocols.name');
  writer.bytes(flexible, value.metadata, 'JoinGroupRequest.protocols.metadata');
  if (flexible) writer.uvarint(0);
}

export interface JoinGroupResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  readonly members: readonly JoinGroupResponseMember[];
}

export interface JoinGroupResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly generationId?: number | undefined;
  readonly protocolType?: string | null | undefined;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment?: boolean | undefined;
  readonly memberId: string;
  readonly members: readonly JoinGroupResponseMemberInput[];
}

export interface JoinGroupResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Buffer;
}

export interface JoinGroupResponseMemberInput {
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
  readonly metadata: Uint8Array;
}

export const joinGroupResponse: Codec<JoinGroupResponse, JoinGroupResponseInput> = {
  name: 'JoinGroupResponse',
  minVersion: 0,
  maxVersion: 9,
  flexibleFrom: 6,
  decode: decodeJoinGroupResponse,
  encode: encodeJoinGroupResponse,
};

function decodeJoinGroupResponse(reader: WireReader, version: number): JoinGroupResponse {
  const flexible = version >= 6;
  const throttleTimeMs = version >= 2 ? reader.int32('throttleTimeMs') : 0;
  const errorCode = reader.int16('errorCode');
  const generationId = reader.int32('generationId');
  const protocolType = version >= 7 ? reader.nullableString(flexible, 'protocolType') : null;
  const protocolName = (version >= 7 ? reader.nullableString(flexible, 'protocolName') : reader.string(flexible, 'protocolName'));
  const leader = reader.string(flexible, 'leader');
  const skipAssignment = version >= 9 ? reader.bool('skipAssignment') : false;
  const memberId = reader.string(flexible, 'memberId');
  const membersCount = reader.structListLength(flexible, 4, 'members');
  const members: JoinGroupResponseMember[] = [];
  for (let i = 0; i < membersCount; i++) members.push(decodeJoinGroupResponseMember(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader, skipAssignment, memberId, members };
}

function decodeJoinGroupResponseMember(reader: WireReader, version: number): JoinGroupResponseMember {
  const flexible = version >= 6;
  const memberId = reader.string(flexible, 'members.memberId');
  const groupInstanceId = version >= 5 ? reader.nullableString(flexible, 'members.groupInstanceId') : null;
  const metadata = reader.bytes(flexible, 'members.metadata');
  if (flexible) reader.skipTags('members.tagged fields');
  return { memberId, groupInstanceId, metadata };
}

function encodeJoinGroupResponse(writer: WireWriter, value: JoinGroupResponseInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 2) {
    writer.int32((value.throttleTimeMs ?? 0), 'JoinGroupResponse.throttleTimeMs');
  }
  writer.int16(value.errorCode, 'JoinGroupResponse.errorCode');
  writer.int32((value.generationId ?? -1), 'JoinGroupResponse.generationId');
  if (version >= 7) {
    writer.nullableString(flexible, (value.protocolType ?? null), 'JoinGroupResponse.protocolType');
  }
  if (version >= 7) writer.nullableString(flexible, value.protocolName, 'JoinGroupResponse.protocolName');
  else writer.string(flexible, notNull(value.protocolName, 'JoinGroupResponse.protocolName', version), 'JoinGroupResponse.protocolName');
  writer.string(flexible, value.leader, 'JoinGroupResponse.leader');
  if (version >= 9) {
    writer.bool((value.skipAssignment ?? false));
  }
  else if (value.skipAssignment !== undefined && value.skipAssignment !== false) absentField('JoinGroupResponse.skipAssignment', version);
  writer.string(flexible, value.memberId, 'JoinGroupResponse.memberId');
  const membersList = value.members;
  writer.listLength(flexible, membersList.length, 'JoinGroupResponse.members');
  for (const membersItem of membersList) encodeJoinGroupResponseMember(writer, membersItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeJoinGroupResponseMember(writer: WireWriter, value: JoinGroupResponseMemberInput, version: number): void {
  const flexible = version >= 6;
  writer.string(flexible, value.memberId, 'JoinGroupResponse.members.memberId');
  if (version >= 5) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'JoinGroupResponse.members.groupInstanceId');
  }
  writer.bytes(flexible, value.metadata, 'JoinGroupResponse.members.metadata');
  if (flexible) writer.uvarint(0);
}
