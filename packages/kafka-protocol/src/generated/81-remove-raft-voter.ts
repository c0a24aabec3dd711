// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface RemoveRaftVoterRequest {
  readonly clusterId: string | null;
  readonly voterId: number;
  readonly voterDirectoryId: Uuid;
}

export type RemoveRaftVoterRequestInput = RemoveRaftVoterRequest;

export const removeRaftVoterRequest: Codec<RemoveRaftVoterRequest, RemoveRaftVoterRequestInput> = {
  name: 'RemoveRaftVoterRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeRemoveRaftVoterRequest,
  encode: encodeRemoveRaftVoterRequest,
};

function decodeRemoveRaftVoterRequest(reader: WireReader, _version: number): RemoveRaftVoterRequest {
  const clusterId = reader.nullableString(true, 'clusterId');
  const voterId = reader.int32('voterId');
  const voterDirectoryId = reader.uuid('voterDirectoryId');
  reader.skipTags('tagged fields');
  return { clusterId, voterId, voterDirectoryId };
}

function encodeRemoveRaftVoterRequest(writer: WireWriter, value: RemoveRaftVoterRequestInput, _version: number): void {
  writer.nullableString(true, value.clusterId, 'RemoveRaftVoterRequest.clusterId');
  writer.int32(value.voterId, 'RemoveRaftVoterRequest.voterId');
  writer.uuid(value.voterDirectoryId, 'RemoveRaftVoterRequest.voterDirectoryId');
  writer.uvarint(0);
}

export interface RemoveRaftVoterResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface RemoveRaftVoterResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export const removeRaftVoterResponse: Codec<RemoveRaftVoterResponse, RemoveRaftVoterResponseInput> = {
  name: 'RemoveRaftVoterResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeRemoveRaftVoterResponse,
  encode: encodeRemoveRaftVoterResponse,
};

function decodeRemoveRaftVoterResponse(reader: WireReader, _version: number): RemoveRaftVoterResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage };
}

function encodeRemoveRaftVoterResponse(writer: WireWriter, value: RemoveRaftVoterResponseInput, _version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'RemoveRaftVoterResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'RemoveRaftVoterResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'RemoveRaftVoterResponse.errorMessage');
  writer.uvarint(0);
}
