// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface SaslAuthenticateRequest {
  readonly authBytes: Buffer;
}

export type SaslAuthenticateRequestInput = SaslAuthenticateRequest;

export const saslAuthenticateRequest: Codec<SaslAuthenticateRequest, SaslAuthenticateRequestInput> = {
  name: 'SaslAuthenticateRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeSaslAuthenticateRequest,
  encode: encodeSaslAuthenticateRequest,
};

function decodeSaslAuthenticateRequest(reader: WireReader, version: number): SaslAuthenticateRequest {
  const flexible = version >= 2;
  const authBytes = reader.bytes(flexible, 'authBytes');
  if (flexible) reader.skipTags('tagged fields');
  return { authBytes };
}

function encodeSaslAuthenticateRequest(writer: WireWriter, value: SaslAuthenticateRequestInput, version: number): void {
  const flexible = version >= 2;
  writer.bytes(flexible, value.authBytes, 'SaslAuthenticateRequest.authBytes');
  if (flexible) writer.uvarint(0);
}

export interface SaslAuthenticateResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly authBytes: Buffer;
  readonly sessionLifetimeMs: number;
}

export interface SaslAuthenticateResponseInput {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly authBytes: Uint8Array;
  readonly sessionLifetimeMs?: number | undefined;
}

export const saslAuthenticateResponse: Codec<SaslAuthenticateResponse, SaslAuthenticateResponseInput> = {
  name: 'SaslAuthenticateResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  decode: decodeSaslAuthenticateResponse,
  encode: encodeSaslAuthenticateResponse,
};

function decodeSaslAuthenticateResponse(reader: WireReader, version: number): SaslAuthenticateResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(flexible, 'errorMessage');
  const authBytes = reader.bytes(flexible, 'authBytes');
  const sessionLifetimeMs = version >= 1 ? reader.int64('sessionLifetimeMs') : 0;
  if (flexible) reader.skipTags('tagged fields');
  return { errorCode, errorMessage, authBytes, sessionLifetimeMs };
}

function encodeSaslAuthenticateResponse(writer: WireWriter, value: SaslAuthenticateResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'SaslAuthenticateResponse.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'SaslAuthenticateResponse.errorMessage');
  writer.bytes(flexible, value.authBytes, 'SaslAuthenticateResponse.authBytes');
  if (version >= 1) {
    writer.int64((value.sessionLifetimeMs ?? 0), 'SaslAuthenticateResponse.sessionLifetimeMs');
  }
  if (flexible) writer.uvarint(0);
}
