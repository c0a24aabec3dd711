// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface RenewDelegationTokenRequest {
  readonly hmac: Buffer;
  readonly renewPeriodMs: number;
}

export type RenewDelegationTokenRequestInput = RenewDelegationTokenRequest;

export const renewDelegationTokenRequest: Codec<RenewDelegationTokenRequest, RenewDelegationTokenRequestInput> = {
  name: 'RenewDelegationTokenRequest',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeRenewDelegationTokenRequest,
  encode: encodeRenewDelegationTokenRequest,
};

function decodeRenewDelegationTokenRequest(reader: WireReader, version: number): RenewDelegationTokenRequest {
  const flexible = version >= 2;
  const hmac = reader.bytes(flexible, 'hmac');
  const renewPeriodMs = reader.int64('renewPeriodMs');
  if (flexible) reader.skipTags('tagged fields');
  return { hmac, renewPeriodMs };
}

function encodeRenewDelegationTokenRequest(writer: WireWriter, value: RenewDelegationTokenRequestInput, version: number): void {
  const flexible = version >= 2;
  writer.bytes(flexible, value.hmac, 'RenewDelegationTokenRequest.hmac');
  writer.int64(value.renewPeriodMs, 'RenewDelegationTokenRequest.renewPeriodMs');
  if (flexible) writer.uvarint(0);
}

export interface RenewDelegationTokenResponse {
  readonly errorCode: number;
  readonly expiryTimestampMs: number;
  readonly throttleTimeMs: number;
}

export interface RenewDelegationTokenResponseInput {
  readonly errorCode: number;
  readonly expiryTimestampMs: number;
  readonly throttleTimeMs?: number | undefined;
}

export const renewDelegationTokenResponse: Codec<RenewDelegationTokenResponse, RenewDelegationTokenResponseInput> = {
  name: 'RenewDelegationTokenResponse',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeRenewDelegationTokenResponse,
  encode: encodeRenewDelegationTokenResponse,
};

function decodeRenewDelegationTokenResponse(reader: WireReader, version: number): RenewDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16('errorCode');
  const expiryTimestampMs = reader.int64('expiryTimestampMs');
  const throttleTimeMs = reader.int32('throttleTimeMs');
  if (flexible) reader.skipTags('tagged fields');
  return { errorCode, expiryTimestampMs, throttleTimeMs };
}

function encodeRenewDelegationTokenResponse(writer: WireWriter, value: RenewDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'RenewDelegationTokenResponse.errorCode');
  writer.int64(value.expiryTimestampMs, 'RenewDelegationTokenResponse.expiryTimestampMs');
  writer.int32((value.throttleTimeMs ?? 0), 'RenewDelegationTokenResponse.throttleTimeMs');
  if (flexible) writer.uvarint(0);
}
