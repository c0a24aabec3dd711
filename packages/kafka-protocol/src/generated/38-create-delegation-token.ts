// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface CreateDelegationTokenRequest {
  readonly ownerPrincipalType: string | null;
  readonly ownerPrincipalName: string | null;
  readonly renewers: readonly CreateDelegationTokenRequestRenewer[];
  readonly maxLifetimeMs: number;
}

export interface CreateDelegationTokenRequestInput {
  readonly ownerPrincipalType?: string | null | undefined;
  readonly ownerPrincipalName?: string | null | undefined;
  readonly renewers: readonly CreateDelegationTokenRequestRenewerInput[];
  readonly maxLifetimeMs: number;
}

export interface CreateDelegationTokenRequestRenewer {
  readonly principalType: string;
  readonly principalName: string;
}

export type CreateDelegationTokenRequestRenewerInput = CreateDelegationTokenRequestRenewer;

export const createDelegationTokenRequest: Codec<CreateDelegationTokenRequest, CreateDelegationTokenRequestInput> = {
  name: 'CreateDelegationTokenRequest',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeCreateDelegationTokenRequest,
  encode: encodeCreateDelegationTokenRequest,
};

function decodeCreateDelegationTokenRequest(reader: WireReader, version: number): CreateDelegationTokenRequest {
  const flexible = version >= 2;
  const ownerPrincipalType = version >= 3 ? reader.nullableString(flexible, 'ownerPrincipalType') : "";
  const ownerPrincipalName = version >= 3 ? reader.nullableString(flexible, 'ownerPrincipalName') : "";
  const renewersCount = reader.structListLength(flexible, 3, 'renewers');
  const renewers: CreateDelegationTokenRequestRenewer[] = [];
  for (let i = 0; i < renewersCount; i++) renewers.push(decodeCreateDelegationTokenRequestRenewer(reader, version));
  const maxLifetimeMs = reader.int64('maxLifetimeMs');
  if (flexible) reader.skipTags('tagged fields');
  return { ownerPrincipalType, ownerPrincipalName, renewers, maxLifetimeMs };
}

function decodeCreateDelegationTokenRequestRenewer(reader: WireReader, version: number): CreateDelegationTokenRequestRenewer {
  const flexible = version >= 2;
  const principalType = reader.string(flexible, 'renewers.principalType');
  const principalName = reader.string(flexible, 'renewers.principalName');
  if (flexible) reader.skipTags('renewers.tagged fields');
  return { principalType, principalName };
}

function encodeCreateDelegationTokenRequest(writer: WireWriter, value: CreateDelegationTokenRequestInput, version: number): void {
  const flexible = version >= 2;
  if (version >= 3) {
    writer.nullableString(flexible, (value.ownerPrincipalType === undefined ? "" : value.ownerPrincipalType), 'CreateDelegationTokenRequest.ownerPrincipalType');
  }
  else if (value.ownerPrincipalType !== undefined && value.ownerPrincipalType !== "") absentField('CreateDelegationTokenRequest.ownerPrincipalType', version);
  if (version >= 3) {
    writer.nullableString(flexible, (value.ownerPrincipalName === undefined ? "" : value.ownerPrincipalName), 'CreateDelegationTokenRequest.ownerPrincipalName');
  }
  else if (value.ownerPrincipalName !== undefined && value.ownerPrincipalName !== "") absentField('CreateDelegationTokenRequest.ownerPrincipalName', version);
  const renewersList = value.renewers;
  writer.listLength(flexible, renewersList.length, 'CreateDelegationTokenRequest.renewers');
  for (const renewersItem of renewersList) encodeCreateDelegationTokenRequestRenewer(writer, renewersItem, version);
  writer.int64(value.maxLifetimeMs, 'CreateDelegationTokenRequest.maxLifetimeMs');
  if (flexible) writer.uvarint(0);
}

function encodeCreateDelegationTokenRequestRenewer(writer: WireWriter, value: CreateDelegationTokenRequestRenewerInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.principalType, 'CreateDelegationTokenRequest.renewers.principalType');
  writer.string(flexible, value.principalName, 'CreateDelegationTokenRequest.renewers.principalName');
  if (flexible) writer.uvarint(0);
}

export interface CreateDelegationTokenResponse {
  readonly errorCode: number;
  readonly principalType: string;
  readonly principalName: string;
  readonly tokenRequesterPrincipalType: string;
  readonly tokenRequesterPrincipalName: string;
  readonly issueTimestampMs: number;
  readonly expiryTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly tokenId: string;
  readonly hmac: Buffer;
  readonly throttleTimeMs: number;
}

export interface CreateDelegationTokenResponseInput {
  readonly errorCode: number;
  readonly principalType: string;
  readonly principalName: string;
  readonly tokenRequesterPrincipalType?: string | undefined;
  readonly tokenRequesterPrincipalName?: string | undefined;
  readonly issueTimestampMs: number;
  readonly expiryTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly tokenId: string;
  readonly hmac: Uint8Array;
  readonly throttleTimeMs?: number | undefined;
}

export const createDelegationTokenResponse: Codec<CreateDelegationTokenResponse, CreateDelegationTokenResponseInput> = {
  name: 'CreateDelegationTokenResponse',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeCreateDelegationTokenResponse,
  encode: encodeCreateDelegationTokenResponse,
};

function decodeCreateDelegationTokenResponse(reader: WireReader, version: number): CreateDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16('errorCode');
  const principalType = reader.string(flexible, 'principalType');
  const principalName = reader.string(flexible, 'principalName');
  const tokenRequesterPrincipalType = version >= 3 ? reader.string(flexible, 'tokenRequesterPrincipalType') : "";
  const tokenRequesterPrincipalName = version >= 3 ? reader.string(flexible, 'tokenRequesterPrincipalName') : "";
  const issueTimestampMs = reader.int64('issueTimestampMs');
  const expiryTimestampMs = reader.int64('expiryTimestampMs');
  const maxTimestampMs = reader.int64('maxTimestampMs');
  const tokenId = reader.string(flexible, 'tokenId');
  const hmac = reader.bytes(flexible, 'hmac');
  const throttleTimeMs = reader.int32('throttleTimeMs');
  if (flexible) reader.skipTags('tagged fields');
  return { errorCode, principalType, principalName, tokenRequesterPrincipalType, tokenRequesterPrincipalName, issueTimestampMs, expiryTimestampMs, maxTimestampMs, tokenId, hmac, throttleTimeMs };
}

function encodeCreateDelegationTokenResponse(writer: WireWriter, value: CreateDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'CreateDelegationTokenResponse.errorCode');
  writer.string(flexible, value.principalType, 'CreateDelegationTokenResponse.principalType');
  writer.string(flexible, value.principalName, 'CreateDelegationTokenResponse.principalName');
  if (version >= 3) {
    writer.string(flexible, (value.tokenRequesterPrincipalType ?? ""), 'CreateDelegationTokenResponse.tokenRequesterPrincipalType');
  }
  if (version >= 3) {
    writer.string(flexible, (value.tokenRequesterPrincipalName ?? ""), 'CreateDelegationTokenResponse.tokenRequesterPrincipalName');
  }
  writer.int64(value.issueTimestampMs, 'CreateDelegationTokenResponse.issueTimestampMs');
  writer.int64(value.expiryTimestampMs, 'CreateDelegationTokenResponse.expiryTimestampMs');
  writer.int64(value.maxTimestampMs, 'CreateDelegationTokenResponse.maxTimestampMs');
  writer.string(flexible, value.tokenId, 'CreateDelegationTokenResponse.tokenId');
  writer.bytes(flexible, value.hmac, 'CreateDelegationTokenResponse.hmac');
  writer.int32((value.throttleTimeMs ?? 0), 'CreateDelegationTokenResponse.throttleTimeMs');
  if (flexible) writer.uvarint(0);
}
