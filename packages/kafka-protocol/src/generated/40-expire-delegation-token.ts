// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ExpireDelegationTokenRequest {
  readonly hmac: Buffer;
  readonly expiryTimePeriodMs: number;
}

export type ExpireDelegationTokenRequestInput = ExpireDelegationTokenRequest;

export const expireDelegationTokenRequest: Codec<ExpireDelegationTokenRequest, ExpireDelegationTokenRequestInput> = {
  name: 'ExpireDelegationTokenRequest',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeExpireDelegationTokenRequest,
  encode: encodeExpireDelegationTokenRequest,
};

function decodeExpireDelegationTokenRequest(reader: WireReader, version: number): ExpireDelegationTokenRequest {
  const flexible = version >= 2;
  const hmac = reader.bytes(flexible, 'hmac');
  const expiryTimePeriodMs = reader.int64('expiryTimePeriodMs');
  if (flexible) reader.skipTags('tagged fields');
  return { hmac, expiryTimePeriodMs };
}

function encodeExpireDelegationTokenRequest(writer: WireWriter, value: ExpireDelegationTokenRequestInput, version: number): void {
  const flexible = version >= 2;
  writer.bytes(flexible, value.hmac, 'ExpireDelegationTokenRequest.hmac');
  writer.int64(value.expiryTimePeriodMs, 'ExpireDelegationTokenRequest.expiryTimePeriodMs');
  if (flexible) writer.uvarint(0);
}

export interface ExpireDelegationTokenResponse {
  readonly errorCode: number;
  readonly expiryTimestampMs: number;
  readonly throttleTimeMs: number;
}

export interface ExpireDelegationTokenResponseInput {
  readonly errorCode: number;
  readonly expiryTimestampMs: number;
  readonly throttleTimeMs?: number | undefined;
}

export const expireDelegationTokenResponse: Codec<ExpireDelegationTokenResponse, ExpireDelegationTokenResponseInput> = {
  name: 'ExpireDelegationTokenResponse',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeExpireDelegationTokenResponse,
  encode: encodeExpireDelegationTokenResponse,
};

function decodeExpireDelegationTokenResponse(reader: WireReader, version: number): ExpireDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16('errorCode');
  const expiryTimestampMs = reader.int64('expiryTimestampMs');
  const throttleTimeMs = reader.int32('throttleTimeMs');
  if (flexible) reader.skipTags('tagged fields');
  return { errorCode, expiryTimestampMs, throttleTimeMs };
}

function encodeExpireDelegationTokenResponse(writer: WireWriter, value: ExpireDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'ExpireDelegationTokenResponse.errorCode');
  writer.int64(value.expiryTimestampMs, 'ExpireDelegationTokenResponse.expiryTimestampMs');
  writer.int32((value.throttleTimeMs ?? 0), 'ExpireDelegationTokenResponse.throttleTimeMs');
  if (flexible) writer.uvarint(0);
}
