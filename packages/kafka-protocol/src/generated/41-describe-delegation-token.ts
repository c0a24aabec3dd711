// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeDelegationTokenRequest {
  readonly owners: readonly DescribeDelegationTokenRequestOwner[] | null;
}

export type DescribeDelegationTokenRequestInput = DescribeDelegationTokenRequest;

export interface DescribeDelegationTokenRequestOwner {
  readonly principalType: string;
  readonly principalName: string;
}

export type DescribeDelegationTokenRequestOwnerInput = DescribeDelegationTokenRequestOwner;

export const describeDelegationTokenRequest: Codec<DescribeDelegationTokenRequest, DescribeDelegationTokenRequestInput> = {
  name: 'DescribeDelegationTokenRequest',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeDescribeDelegationTokenRequest,
  encode: encodeDescribeDelegationTokenRequest,
};

function decodeDescribeDelegationTokenRequest(reader: WireReader, version: number): DescribeDelegationTokenRequest {
  const flexible = version >= 2;
  let owners: DescribeDelegationTokenRequestOwner[] | null = [];
  const ownersCount = reader.nullableStructListLength(flexible, 3, 'owners');
  if (ownersCount < 0) owners = null;
  else {
    const ownersItems: DescribeDelegationTokenRequestOwner[] = [];
    for (let i = 0; i < ownersCount; i++) ownersItems.push(decodeDescribeDelegationTokenRequestOwner(reader, version));
    owners = ownersItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { owners };
}

function decodeDescribeDelegationTokenRequestOwner(reader: WireReader, version: number): DescribeDelegationTokenRequestOwner {
  const flexible = version >= 2;
  const principalType = reader.string(flexible, 'owners.principalType');
  const principalName = reader.string(flexible, 'owners.principalName');
  if (flexible) reader.skipTags('owners.tagged fields');
  return { principalType, principalName };
}

function encodeDescribeDelegationTokenRequest(writer: WireWriter, value: DescribeDelegationTokenRequestInput, version: number): void {
  const flexible = version >= 2;
  const ownersList = value.owners;
  writer.listLength(flexible, ownersList === null ? -1 : ownersList.length, 'DescribeDelegationTokenRequest.owners');
  if (ownersList !== null) for (const ownersItem of ownersList) encodeDescribeDelegationTokenRequestOwner(writer, ownersItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeDelegationTokenRequestOwner(writer: WireWriter, value: DescribeDelegationTokenRequestOwnerInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.principalType, 'DescribeDelegationTokenRequest.owners.principalType');
  writer.string(flexible, value.principalName, 'DescribeDelegationTokenRequest.owners.principalName');
  if (flexible) writer.uvarint(0);
}

export interface DescribeDelegationTokenResponse {
  readonly errorCode: number;
  readonly tokens: readonly DescribeDelegationTokenResponseToken[];
  readonly throttleTimeMs: number;
}

export interface DescribeDelegationTokenResponseInput {
  readonly errorCode: number;
  readonly tokens: readonly DescribeDelegationTokenResponseTokenInput[];
  readonly throttleTimeMs?: number | undefined;
}

export interface DescribeDelegationTokenResponseToken {
  readonly principalType: string;
  readonly principalName: string;
  readonly tokenRequesterPrincipalType: string;
  readonly tokenRequesterPrincipalName: string;
  readonly issueTimestamp: number;
  readonly expiryTimestamp: number;
  readonly maxTimestamp: number;
  readonly tokenId: string;
  readonly hmac: Buffer;
  readonly renewers: readonly DescribeDelegationTokenResponseRenewer[];
}

export interface DescribeDelegationTokenResponseTokenInput {
  readonly principalType: string;
  readonly principalName: string;
  readonly tokenRequesterPrincipalType?: string | undefined;
  readonly tokenRequesterPrincipalName?: string | undefined;
  readonly issueTimestamp: number;
  readonly expiryTimestamp: number;
  readonly maxTimestamp: number;
  readonly tokenId: string;
  readonly hmac: Uint8Array;
  readonly renewers: readonly DescribeDelegationTokenResponseRenewerInput[];
}

export interface DescribeDelegationTokenResponseRenewer {
  readonly principalType: string;
  readonly principalName: string;
}

export type DescribeDelegationTokenResponseRenewerInput = DescribeDelegationTokenResponseRenewer;

export const describeDelegationTokenResponse: Codec<DescribeDelegationTokenResponse, DescribeDelegationTokenResponseInput> = {
  name: 'DescribeDelegationTokenResponse',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 2,
  decode: decodeDescribeDelegationTokenResponse,
  encode: encodeDescribeDelegationTokenResponse,
};

function decodeDescribeDelegationTokenResponse(reader: WireReader, version: number): DescribeDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16('errorCode');
  const tokensCount = reader.structListLength(flexible, 30, 'tokens');
  const tokens: DescribeDelegationTokenResponseToken[] = [];
  for (let i = 0; i < tokensCount; i++) tokens.push(decodeDescribeDelegationTokenResponseToken(reader, version));
  const throttleTimeMs = reader.int32('throttleTimeMs');
  if (flexible) reader.skipTags('tagged fields');
  return { errorCode, tokens, throttleTimeMs };
}

function decodeDescribeDelegationTokenResponseToken(reader: WireReader, version: number): DescribeDelegationTokenResponseToken {
  const flexible = version >= 2;
  const principalType = reader.string(flexible, 'tokens.principalType');
  const principalName = reader.string(flexible, 'tokens.principalName');
  const tokenRequesterPrincipalType = version >= 3 ? reader.string(flexible, 'tokens.tokenRequesterPrincipalType') : "";
  const tokenRequesterPrincipalName = version >= 3 ? reader.string(flexible, 'tokens.tokenRequesterPrincipalName') : "";
  const issueTimestamp = reader.int64('tokens.issueTimestamp');
  const expiryTimestamp = reader.int64('tokens.expiryTimestamp');
  const maxTimestamp = reader.int64('tokens.maxTimestamp');
  const tokenId = reader.string(flexible, 'tokens.tokenId');
  const hmac = reader.bytes(flexible, 'tokens.hmac');
  const renewersCount = reader.structListLength(flexible, 3, 'tokens.renewers');
  const renewers: DescribeDelegationTokenResponseRenewer[] = [];
  for (let i = 0; i < renewersCount; i++) renewers.push(decodeDescribeDelegationTokenResponseRenewer(reader, version));
  if (flexible) reader.skipTags('tokens.tagged fields');
  return { principalType, principalName, tokenRequesterPrincipalType, tokenRequesterPrincipalName, issueTimestamp, expiryTimestamp, maxTimestamp, tokenId, hmac, renewers };
}

function decodeDescribeDelegationTokenResponseRenewer(reader: WireReader, version: number): DescribeDelegationTokenResponseRenewer {
  const flexible = version >= 2;
  const principalType = reader.string(flexible, 'tokens.renewers.principalType');
  const principalName = reader.string(flexible, 'tokens.renewers.principalName');
  if (flexible) reader.skipTags('tokens.renewers.tagged fields');
  return { principalType, principalName };
}

function encodeDescribeDelegationTokenResponse(writer: WireWriter, value: DescribeDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode, 'DescribeDelegationTokenResponse.errorCode');
  const tokensList = value.tokens;
  writer.listLength(flexible, tokensList.length, 'DescribeDelegationTokenResponse.tokens');
  for (const tokensItem of tokensList) encodeDescribeDelegationTokenResponseToken(writer, tokensItem, version);
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeDelegationTokenResponse.throttleTimeMs');
  if (flexible) writer.uvarint(0);
}

function encodeDescribeDelegationTokenResponseToken(writer: WireWriter, value: DescribeDelegationTokenResponseTokenInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.principalType, 'DescribeDelegationTokenResponse.tokens.principalType');
  writer.string(flexible, value.principalName, 'DescribeDelegationTokenResponse.tokens.principalName');
  if (version >= 3) {
    writer.string(flexible, (value.tokenRequesterPrincipalType ?? ""), 'DescribeDelegationTokenResponse.tokens.tokenRequesterPrincipalType');
  }
  if (version >= 3) {
    writer.string(flexible, (value.tokenRequesterPrincipalName ?? ""), 'DescribeDelegationTokenResponse.tokens.tokenRequesterPrincipalName');
  }
  writer.int64(value.issueTimestamp, 'DescribeDelegationTokenResponse.tokens.issueTimestamp');
  writer.int64(value.expiryTimestamp, 'DescribeDelegationTokenResponse.tokens.expiryTimestamp');
  writer.int64(value.maxTimestamp, 'DescribeDelegationTokenResponse.tokens.maxTimestamp');
  writer.string(flexible, value.tokenId, 'DescribeDelegationTokenResponse.tokens.tokenId');
  writer.bytes(flexible, value.hmac, 'DescribeDelegationTokenResponse.tokens.hmac');
  const renewersList = value.renewers;
  writer.listLength(flexible, renewersList.length, 'DescribeDelegationTokenResponse.tokens.renewers');
  for (const renewersItem of renewersList) encodeDescribeDelegationTokenResponseRenewer(writer, renewersItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeDelegationTokenResponseRenewer(writer: WireWriter, value: DescribeDelegationTokenResponseRenewerInput, version: number): void {
  const flexible = version >= 2;
  writer.string(flexible, value.principalType, 'DescribeDelegationTokenResponse.tokens.renewers.principalType');
  writer.string(flexible, value.principalName, 'DescribeDelegationTokenResponse.tokens.renewers.principalName');
  if (flexible) writer.uvarint(0);
}
