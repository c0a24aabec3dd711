// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface SyncGroupRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly SyncGroupRequestAssignment[];
}

export interface SyncGroupRequestInput {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
  readonly protocolType?: string | null | undefined;
  readonly protocolName?: string | null | undefined;
  readonly assignments: readonly SyncGroupRequestAssignmentInput[];
}

export interface SyncGroupRequestAssignment {
  readonly memberId: string;
  readonly assignment: Buffer;
}

export type SyncGroupRequestAssignmentInput = SyncGroupRequestAssignment;

export const syncGroupRequest: Codec<SyncGroupRequest, SyncGroupRequestInput> = {
  name: 'SyncGroupRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 4,
  decode: decodeSyncGroupRequest,
  encode: encodeSyncGroupRequest,
};

function decodeSyncGroupRequest(reader: WireReader, version: number): SyncGroupRequest {
  const flexible = version >= 4;
  const groupId = reader.string(flexible, 'groupId');
  const generationId = reader.int32('generationId');
  const memberId = reader.string(flexible, 'memberId');
  const groupInstanceId = version >= 3 ? reader.nullableString(flexible, 'groupInstanceId') : null;
  const protocolType = version >= 5 ? reader.nullableString(flexible, 'protocolType') : null;
  const protocolName = version >= 5 ? reader.nullableString(flexible, 'protocolName') : null;
  const assignmentsCount = reader.structListLength(flexible, 3, 'assignments');
  const assignments: SyncGroupRequestAssignment[] = [];
  for (let i = 0; i < assignmentsCount; i++) assignments.push(decodeSyncGroupRequestAssignment(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments };
}

function decodeSyncGroupRequestAssignment(reader: WireReader, version: number): SyncGroupRequestAssignment {
  const flexible = version >= 4;
  const memberId = reader.string(flexible, 'assignments.memberId');
  const assignment = reader.bytes(flexible, 'assignments.assignment');
  if (flexible) reader.skipTags('assignments.tagged fields');
  return { memberId, assignment };
}

function encodeSyncGroupRequest(writer: WireWriter, value: SyncGroupRequestInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.groupId, 'SyncGroupRequest.groupId');
  writer.int32(value.generationId, 'SyncGroupRequest.generationId');
  writer.string(flexible, value.memberId, 'SyncGroupRequest.memberId');
  if (version >= 3) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'SyncGroupRequest.groupInstanceId');
  }
  else if (value.groupInstanceId !== undefined && value.groupInstanceId !== null) absentField('SyncGroupRequest.groupInstanceId', version);
  if (version >= 5) {
    writer.nullableString(flexible, (value.protocolType ?? null), 'SyncGroupRequest.protocolType');
  }
  if (version >= 5) {
    writer.nullableString(flexible, (value.protocolName ?? null), 'SyncGroupRequest.protocolName');
  }
  const assignmentsList = value.assignments;
  writer.listLength(flexible, assignmentsList.length, 'SyncGroupRequest.assignments');
  for (const assignmentsItem of assignmentsList) encodeSyncGroupRequestAssignment(writer, assignmentsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeSyncGroupRequestAssignment(writer: WireWriter, value: SyncGroupRequestAssignmentInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.memberId, 'SyncGroupRequest.assignments.memberId');
  writer.bytes(flexible, value.assignment, 'SyncGroupRequest.assignments.assignment');
  if (flexible) writer.uvarint(0);
}

export interface SyncGroupResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

export interface SyncGroupResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly protocolType?: string | null | undefined;
  readonly protocolName?: string | null | undefined;
  readonly assignment: Uint8Array;
}

export const syncGroupResponse: Codec<SyncGroupResponse, SyncGroupResponseInput> = {
  name: 'SyncGroupResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 4,
  decode: decodeSyncGroupResponse,
  encode: encodeSyncGroupResponse,
};

function decodeSyncGroupResponse(reader: WireReader, version: number): SyncGroupResponse {
  const flexible = version >= 4;
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  const errorCode = reader.int16('errorCode');
  const protocolType = version >= 5 ? reader.nullableString(flexible, 'protocolType') : null;
  const protocolName = version >= 5 ? reader.nullableString(flexible, 'protocolName') : null;
  const assignment = reader.bytes(flexible, 'assignment');
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, protocolType, protocolName, assignment };
}

function encodeSyncGroupResponse(writer: WireWriter, value: SyncGroupResponseInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'SyncGroupResponse.throttleTimeMs');
  }
  writer.int16(value.errorCode, 'SyncGroupResponse.errorCode');
  if (version >= 5) {
    writer.nullableString(flexible, (value.protocolType ?? null), 'SyncGroupResponse.protocolType');
  }
  if (version >= 5) {
    writer.nullableString(flexible, (value.protocolName ?? null), 'SyncGroupResponse.protocolName');
  }
  writer.bytes(flexible, value.assignment, 'SyncGroupResponse.assignment');
  if (flexible) writer.uvarint(0);
}
