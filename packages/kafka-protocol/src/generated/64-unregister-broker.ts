// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface UnregisterBrokerRequest {
  readonly brokerId: number;
}

export type UnregisterBrokerRequestInput = UnregisterBrokerRequest;

export const unregisterBrokerRequest: Codec<UnregisterBrokerRequest, UnregisterBrokerRequestInput> = {
  name: 'UnregisterBrokerRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeUnregisterBrokerRequest,
  encode: encodeUnregisterBrokerRequest,
};

function decodeUnregisterBrokerRequest(reader: WireReader, _version: number): UnregisterBrokerRequest {
  const brokerId = reader.int32('brokerId');
  reader.skipTags('tagged fields');
  return { brokerId };
}

function encodeUnregisterBrokerRequest(writer: WireWriter, value: UnregisterBrokerRequestInput, _version: number): void {
  writer.int32(value.brokerId, 'UnregisterBrokerRequest.brokerId');
  writer.uvarint(0);
}

export interface UnregisterBrokerResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface UnregisterBrokerResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export const unregisterBrokerResponse: Codec<UnregisterBrokerResponse, UnregisterBrokerResponseInput> = {
  name: 'UnregisterBrokerResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeUnregisterBrokerResponse,
  encode: encodeUnregisterBrokerResponse,
};

function decodeUnregisterBrokerResponse(reader: WireReader, _version: number): UnregisterBrokerResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage };
}

function encodeUnregisterBrokerResponse(writer: WireWriter, value: UnregisterBrokerResponseInput, _version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'UnregisterBrokerResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'UnregisterBrokerResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'UnregisterBrokerResponse.errorMessage');
  writer.uvarint(0);
}
