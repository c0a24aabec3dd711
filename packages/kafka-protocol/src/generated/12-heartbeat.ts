// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface HeartbeatRequestInput {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId?: string | null | undefined;
}

export const heartbeatRequest: Codec<HeartbeatRequest, HeartbeatRequestInput> = {
  name: 'HeartbeatRequest',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeHeartbeatRequest,
  encode: encodeHeartbeatRequest,
};

function decodeHeartbeatRequest(reader: WireReader, version: number): HeartbeatRequest {
  const flexible = version >= 4;
  const groupId = reader.string(flexible, 'groupId');
  const generationId = reader.int32('generationId');
  const memberId = reader.string(flexible, 'memberId');
  const groupInstanceId = version >= 3 ? reader.nullableString(flexible, 'groupInstanceId') : null;
  if (flexible) reader.skipTags('tagged fields');
  return { groupId, generationId, memberId, groupInstanceId };
}

function encodeHeartbeatRequest(writer: WireWriter, value: HeartbeatRequestInput, version: number): void {
  const flexible = version >= 4;
  writer.string(flexible, value.groupId, 'HeartbeatRequest.groupId');
  writer.int32(value.generationId, 'HeartbeatRequest.generationId');
  writer.string(flexible, value.memberId, 'HeartbeatRequest.memberId');
  if (version >= 3) {
    writer.nullableString(flexible, (value.groupInstanceId ?? null), 'HeartbeatRequest.groupInstanceId');
  }
  else if (value.groupInstanceId !== undefined && value.groupInstanceId !== null) absentField('HeartbeatRequest.groupInstanceId', version);
  if (flexible) writer.uvarint(0);
}

export interface HeartbeatResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
}

export interface HeartbeatResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
}

export const heartbeatResponse: Codec<HeartbeatResponse, HeartbeatResponseInput> = {
  name: 'HeartbeatResponse',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  decode: decodeHeartbeatResponse,
  encode: encodeHeartbeatResponse,
};

function decodeHeartbeatResponse(reader: WireReader, version: number): HeartbeatResponse {
  const flexible = version >= 4;
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  const errorCode = reader.int16('errorCode');
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode };
}

function encodeHeartbeatResponse(writer: WireWriter, value: HeartbeatResponseInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'HeartbeatResponse.throttleTimeMs');
  }
  writer.int16(value.errorCode, 'HeartbeatResponse.errorCode');
  if (flexible) writer.uvarint(0);
}
