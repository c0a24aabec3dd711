// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface SaslHandshakeRequest {
  readonly mechanism: string;
}

export type SaslHandshakeRequestInput = SaslHandshakeRequest;

export const saslHandshakeRequest: Codec<SaslHandshakeRequest, SaslHandshakeRequestInput> = {
  name: 'SaslHandshakeRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeSaslHandshakeRequest,
  encode: encodeSaslHandshakeRequest,
};

function decodeSaslHandshakeRequest(reader: WireReader, _version: number): SaslHandshakeRequest {
  const mechanism = reader.string(false, 'mechanism');
  return { mechanism };
}

function encodeSaslHandshakeRequest(writer: WireWriter, value: SaslHandshakeRequestInput, _version: number): void {
  writer.string(false, value.mechanism, 'SaslHandshakeRequest.mechanism');
}

export interface SaslHandshakeResponse {
  readonly errorCode: number;
  readonly mechanisms: readonly string[];
}

export type SaslHandshakeResponseInput = SaslHandshakeResponse;

export const saslHandshakeResponse: Codec<SaslHandshakeResponse, SaslHandshakeResponseInput> = {
  name: 'SaslHandshakeResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeSaslHandshakeResponse,
  encode: encodeSaslHandshakeResponse,
};

function decodeSaslHandshakeResponse(reader: WireReader, _version: number): SaslHandshakeResponse {
  const errorCode = reader.int16('errorCode');
  const mechanismsCount = reader.listLength(false, 2, 'mechanisms');
  const mechanisms: string[] = [];
  for (let i = 0; i < mechanismsCount; i++) mechanisms.push(reader.string(false, 'mechanisms'));
  return { errorCode, mechanisms };
}

function encodeSaslHandshakeResponse(writer: WireWriter, value: SaslHandshakeResponseInput, _version: number): void {
  writer.int16(value.errorCode, 'SaslHandshakeResponse.errorCode');
  const mechanismsList = value.mechanisms;
  writer.listLength(false, mechanismsList.length, 'SaslHandshakeResponse.mechanisms');
  for (const mechanismsItem of mechanismsList) writer.string(false, mechanismsItem, 'SaslHandshakeResponse.mechanisms');
}
