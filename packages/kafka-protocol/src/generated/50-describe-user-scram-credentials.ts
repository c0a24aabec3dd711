// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeUserScramCredentialsRequest {
  readonly users: readonly DescribeUserScramCredentialsRequestUser[] | null;
}

export type DescribeUserScramCredentialsRequestInput = DescribeUserScramCredentialsRequest;

export interface DescribeUserScramCredentialsRequestUser {
  readonly name: string;
}

export type DescribeUserScramCredentialsRequestUserInput = DescribeUserScramCredentialsRequestUser;

export const describeUserScramCredentialsRequest: Codec<DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsRequestInput> = {
  name: 'DescribeUserScramCredentialsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeUserScramCredentialsRequest,
  encode: encodeDescribeUserScramCredentialsRequest,
};

function decodeDescribeUserScramCredentialsRequest(reader: WireReader, version: number): DescribeUserScramCredentialsRequest {
  let users: DescribeUserScramCredentialsRequestUser[] | null = [];
  const usersCount = reader.nullableStructListLength(true, 2, 'users');
  if (usersCount < 0) users = null;
  else {
    const usersItems: DescribeUserScramCredentialsRequestUser[] = [];
    for (let i = 0; i < usersCount; i++) usersItems.push(decodeDescribeUserScramCredentialsRequestUser(reader, version));
    users = usersItems;
  }
  reader.skipTags('tagged fields');
  return { users };
}

function decodeDescribeUserScramCredentialsRequestUser(reader: WireReader, _version: number): DescribeUserScramCredentialsRequestUser {
  const name = reader.string(true, 'users.name');
  reader.skipTags('users.tagged fields');
  return { name };
}

function encodeDescribeUserScramCredentialsRequest(writer: WireWriter, value: DescribeUserScramCredentialsRequestInput, version: number): void {
  const usersList = value.users;
  writer.listLength(true, usersList === null ? -1 : usersList.length, 'DescribeUserScramCredentialsRequest.users');
  if (usersList !== null) for (const usersItem of usersList) encodeDescribeUserScramCredentialsRequestUser(writer, usersItem, version);
  writer.uvarint(0);
}

function encodeDescribeUserScramCredentialsRequestUser(writer: WireWriter, value: DescribeUserScramCredentialsRequestUserInput, _version: number): void {
  writer.string(true, value.name, 'DescribeUserScramCredentialsRequest.users.name');
  writer.uvarint(0);
}

export interface DescribeUserScramCredentialsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly results: readonly DescribeUserScramCredentialsResponseResult[];
}

export interface DescribeUserScramCredentialsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly results: readonly DescribeUserScramCredentialsResponseResultInput[];
}

export interface DescribeUserScramCredentialsResponseResult {
  readonly user: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly credentialInfos: readonly DescribeUserScramCredentialsResponseCredentialInfo[];
}

export type DescribeUserScramCredentialsResponseResultInput = DescribeUserScramCredentialsResponseResult;

export interface DescribeUserScramCredentialsResponseCredentialInfo {
  readonly mechanism: number;
  readonly iterations: number;
}

export type DescribeUserScramCredentialsResponseCredentialInfoInput = DescribeUserScramCredentialsResponseCredentialInfo;

export const describeUserScramCredentialsResponse: Codec<DescribeUserScramCredentialsResponse, DescribeUserScramCredentialsResponseInput> = {
  name: 'DescribeUserScramCredentialsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeDescribeUserScramCredentialsResponse,
  encode: encodeDescribeUserScramCredentialsResponse,
};

function decodeDescribeUserScramCredentialsResponse(reader: WireReader, version: number): DescribeUserScramCredentialsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const resultsCount = reader.structListLength(true, 6, 'results');
  const results: DescribeUserScramCredentialsResponseResult[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeDescribeUserScramCredentialsResponseResult(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, results };
}

function decodeDescribeUserScramCredentialsResponseResult(reader: WireReader, version: number): DescribeUserScramCredentialsResponseResult {
  const user = reader.string(true, 'results.user');
  const errorCode = reader.int16('results.errorCode');
  const errorMessage = reader.nullableString(true, 'results.errorMessage');
  const credentialInfosCount = reader.structListLength(true, 6, 'results.credentialInfos');
  const credentialInfos: DescribeUserScramCredentialsResponseCredentialInfo[] = [];
  for (let i = 0; i < credentialInfosCount; i++) credentialInfos.push(decodeDescribeUserScramCredentialsResponseCredentialInfo(reader, version));
  reader.skipTags('results.tagged fields');
  return { user, errorCode, errorMessage, credentialInfos };
}

function decodeDescribeUserScramCredentialsResponseCredentialInfo(reader: WireReader, _version: number): DescribeUserScramCredentialsResponseCredentialInfo {
  const mechanism = reader.int8('results.credentialInfos.mechanism');
  const iterations = reader.int32('results.credentialInfos.iterations');
  reader.skipTags('results.credentialInfos.tagged fields');
  return { mechanism, iterations };
}

function encodeDescribeUserScramCredentialsResponse(writer: WireWriter, value: DescribeUserScramCredentialsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeUserScramCredentialsResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'DescribeUserScramCredentialsResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'DescribeUserScramCredentialsResponse.errorMessage');
  const resultsList = value.results;
  writer.listLength(true, resultsList.length, 'DescribeUserScramCredentialsResponse.results');
  for (const resultsItem of resultsList) encodeDescribeUserScramCredentialsResponseResult(writer, resultsItem, version);
  writer.uvarint(0);
}

function encodeDescribeUserScramCredentialsResponseResult(writer: WireWriter, value: DescribeUserScramCredentialsResponseResultInput, version: number): void {
  writer.string(true, value.user, 'DescribeUserScramCredentialsResponse.results.user');
  writer.int16(value.errorCode, 'DescribeUserScramCredentialsResponse.results.errorCode');
  writer.nullableString(true, value.errorMessage, 'DescribeUserScramCredentialsResponse.results.errorMessage');
  const credentialInfosList = value.credentialInfos;
  writer.listLength(true, credentialInfosList.length, 'DescribeUserScramCredentialsResponse.results.credentialInfos');
  for (const credentialInfosItem of credentialInfosList) encodeDescribeUserScramCredentialsResponseCredentialInfo(writer, credentialInfosItem, version);
  writer.uvarint(0);
}

function encodeDescribeUserScramCredentialsResponseCredentialInfo(writer: WireWriter, value: DescribeUserScramCredentialsResponseCredentialInfoInput, _version: number): void {
  writer.int8(value.mechanism, 'DescribeUserScramCredentialsResponse.results.credentialInfos.mechanism');
  writer.int32(value.iterations, 'DescribeUserScramCredentialsResponse.results.credentialInfos.iterations');
  writer.uvarint(0);
}
