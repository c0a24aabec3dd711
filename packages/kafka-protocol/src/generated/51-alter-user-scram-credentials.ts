// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AlterUserScramCredentialsRequest {
  readonly deletions: readonly AlterUserScramCredentialsRequestDeletion[];
  readonly upsertions: readonly AlterUserScramCredentialsRequestUpsertion[];
}

export type AlterUserScramCredentialsRequestInput = AlterUserScramCredentialsRequest;

export interface AlterUserScramCredentialsRequestUpsertion {
  readonly name: string;
  readonly mechanism: number;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly saltedPassword: Buffer;
}

export type AlterUserScramCredentialsRequestUpsertionInput = AlterUserScramCredentialsRequestUpsertion;

export interface AlterUserScramCredentialsRequestDeletion {
  readonly name: string;
  readonly mechanism: number;
}

export type AlterUserScramCredentialsRequestDeletionInput = AlterUserScramCredentialsRequestDeletion;

export const alterUserScramCredentialsRequest: Codec<AlterUserScramCredentialsRequest, AlterUserScramCredentialsRequestInput> = {
  name: 'AlterUserScramCredentialsRequest',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeAlterUserScramCredentialsRequest,
  encode: encodeAlterUserScramCredentialsRequest,
};

function decodeAlterUserScramCredentialsRequest(reader: WireReader, version: number): AlterUserScramCredentialsRequest {
  const deletionsCount = reader.structListLength(true, 3, 'deletions');
  const deletions: AlterUserScramCredentialsRequestDeletion[] = [];
  for (let i = 0; i < deletionsCount; i++) deletions.push(decodeAlterUserScramCredentialsRequestDeletion(reader, version));
  const upsertionsCount = reader.structListLength(true, 9, 'upsertions');
  const upsertions: AlterUserScramCredentialsRequestUpsertion[] = [];
  for (let i = 0; i < upsertionsCount; i++) upsertions.push(decodeAlterUserScramCredentialsRequestUpsertion(reader, version));
  reader.skipTags('tagged fields');
  return { deletions, upsertions };
}

function decodeAlterUserScramCredentialsRequestUpsertion(reader: WireReader, _version: number): AlterUserScramCredentialsRequestUpsertion {
  const name = reader.string(true, 'upsertions.name');
  const mechanism = reader.int8('upsertions.mechanism');
  const iterations = reader.int32('upsertions.iterations');
  const salt = reader.bytes(true, 'upsertions.salt');
  const saltedPassword = reader.bytes(true, 'upsertions.saltedPassword');
  reader.skipTags('upsertions.tagged fields');
  return { name, mechanism, iterations, salt, saltedPassword };
}

function decodeAlterUserScramCredentialsRequestDeletion(reader: WireReader, _version: number): AlterUserScramCredentialsRequestDeletion {
  const name = reader.string(true, 'deletions.name');
  const mechanism = reader.int8('deletions.mechanism');
  reader.skipTags('deletions.tagged fields');
  return { name, mechanism };
}

function encodeAlterUserScramCredentialsRequest(writer: WireWriter, value: AlterUserScramCredentialsRequestInput, version: number): void {
  const deletionsList = value.deletions;
  writer.listLength(true, deletionsList.length, 'AlterUserScramCredentialsRequest.deletions');
  for (const deletionsItem of deletionsList) encodeAlterUserScramCredentialsRequestDeletion(writer, deletionsItem, version);
  const upsertionsList = value.upsertions;
  writer.listLength(true, upsertionsList.length, 'AlterUserScramCredentialsRequest.upsertions');
  for (const upsertionsItem of upsertionsList) encodeAlterUserScramCredentialsRequestUpsertion(writer, upsertionsItem, version);
  writer.uvarint(0);
}

function encodeAlterUserScramCredentialsRequestUpsertion(writer: WireWriter, value: AlterUserScramCredentialsRequestUpsertionInput, _version: number): void {
  writer.string(true, value.name, 'AlterUserScramCredentialsRequest.upsertions.name');
  writer.int8(value.mechanism, 'AlterUserScramCredentialsRequest.upsertions.mechanism');
  writer.int32(value.iterations, 'AlterUserScramCredentialsRequest.upsertions.iterations');
  writer.bytes(true, value.salt, 'AlterUserScramCredentialsRequest.upsertions.salt');
  writer.bytes(true, value.saltedPassword, 'AlterUserScramCredentialsRequest.upsertions.saltedPassword');
  writer.uvarint(0);
}

function encodeAlterUserScramCredentialsRequestDeletion(writer: WireWriter, value: AlterUserScramCredentialsRequestDeletionInput, _version: number): void {
  writer.string(true, value.name, 'AlterUserScramCredentialsRequest.deletions.name');
  writer.int8(value.mechanism, 'AlterUserScramCredentialsRequest.deletions.mechanism');
  writer.uvarint(0);
}

export interface AlterUserScramCredentialsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly AlterUserScramCredentialsResponseResult[];
}

export interface AlterUserScramCredentialsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly AlterUserScramCredentialsResponseResultInput[];
}

export interface AlterUserScramCredentialsResponseResult {
  readonly user: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export type AlterUserScramCredentialsResponseResultInput = AlterUserScramCredentialsResponseResult;

export const alterUserScramCredentialsResponse: Codec<AlterUserScramCredentialsResponse, AlterUserScramCredentialsResponseInput> = {
  name: 'AlterUserScramCredentialsResponse',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  decode: decodeAlterUserScramCredentialsResponse,
  encode: encodeAlterUserScramCredentialsResponse,
};

function decodeAlterUserScramCredentialsResponse(reader: WireReader, version: number): AlterUserScramCredentialsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const resultsCount = reader.structListLength(true, 5, 'results');
  const results: AlterUserScramCredentialsResponseResult[] = [];
  for (let i = 0; i < resultsCount; i++) results.push(decodeAlterUserScramCredentialsResponseResult(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, results };
}

function decodeAlterUserScramCredentialsResponseResult(reader: WireReader, _version: number): AlterUserScramCredentialsResponseResult {
  const user = reader.string(true, 'results.user');
  const errorCode = reader.int16('results.errorCode');
  const errorMessage = reader.nullableString(true, 'results.errorMessage');
  reader.skipTags('results.tagged fields');
  return { user, errorCode, errorMessage };
}

function encodeAlterUserScramCredentialsResponse(writer: WireWriter, value: AlterUserScramCredentialsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'AlterUserScramCredentialsResponse.throttleTimeMs');
  const resultsList = value.results;
  writer.listLength(true, resultsList.length, 'AlterUserScramCredentialsResponse.results');
  for (const resultsItem of resultsList) encodeAlterUserScramCredentialsResponseResult(writer, resultsItem, version);
  writer.uvarint(0);
}

function encodeAlterUserScramCredentialsResponseResult(writer: WireWriter, value: AlterUserScramCredentialsResponseResultInput, _version: number): void {
  writer.string(true, value.user, 'AlterUserScramCredentialsResponse.results.user');
  writer.int16(value.errorCode, 'AlterUserScramCredentialsResponse.results.errorCode');
  writer.nullableString(true, value.errorMessage, 'AlterUserScramCredentialsResponse.results.errorMessage');
  writer.uvarint(0);
}
