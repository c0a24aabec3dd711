// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AlterClientQuotasRequest {
  readonly entries: readonly AlterClientQuotasRequestEntry[];
  readonly validateOnly: boolean;
}

export type AlterClientQuotasRequestInput = AlterClientQuotasRequest;

export interface AlterClientQuotasRequestEntry {
  readonly entity: readonly AlterClientQuotasRequestEntity[];
  readonly ops: readonly AlterClientQuotasRequestOp[];
}

export type AlterClientQuotasRequestEntryInput = AlterClientQuotasRequestEntry;

export interface AlterClientQuotasRequestOp {
  readonly key: string;
  readonly value: number;
  readonly remove: boolean;
}

export type AlterClientQuotasRequestOpInput = AlterClientQuotasRequestOp;

export interface AlterClientQuotasRequestEntity {
  readonly entityType: string;
  readonly entityName: string | null;
}

export type AlterClientQuotasRequestEntityInput = AlterClientQuotasRequestEntity;

export const alterClientQuotasRequest: Codec<AlterClientQuotasRequest, AlterClientQuotasRequestInput> = {
  name: 'AlterClientQuotasRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeAlterClientQuotasRequest,
  encode: encodeAlterClientQuotasRequest,
};

function decodeAlterClientQuotasRequest(reader: WireReader, version: number): AlterClientQuotasRequest {
  const flexible = version >= 1;
  const entriesCount = reader.structListLength(flexible, 3, 'entries');
  const entries: AlterClientQuotasRequestEntry[] = [];
  for (let i = 0; i < entriesCount; i++) entries.push(decodeAlterClientQuotasRequestEntry(reader, version));
  const validateOnly = reader.bool('validateOnly');
  if (flexible) reader.skipTags('tagged fields');
  return { entries, validateOnly };
}

function decodeAlterClientQuotasRequestEntry(reader: WireReader, version: number): AlterClientQuotasRequestEntry {
  const flexible = version >= 1;
  const entityCount = reader.structListLength(flexible, 3, 'entries.entity');
  const entity: AlterClientQuotasRequestEntity[] = [];
  for (let i = 0; i < entityCount; i++) entity.push(decodeAlterClientQuotasRequestEntity(reader, version));
  const opsCount = reader.structListLength(flexible, 11, 'entries.ops');
  const ops: AlterClientQuotasRequestOp[] = [];
  for (let i = 0; i < opsCount; i++) ops.push(decodeAlterClientQuotasRequestOp(reader, version));
  if (flexible) reader.skipTags('entries.tagged fields');
  return { entity, ops };
}

function decodeAlterClientQuotasRequestOp(reader: WireReader, version: number): AlterClientQuotasRequestOp {
  const flexible = version >= 1;
  const key = reader.string(flexible, 'entries.ops.key');
  const value = reader.float64('entries.ops.value');
  const remove = reader.bool('entries.ops.remove');
  if (flexible) reader.skipTags('entries.ops.tagged fields');
  return { key, value, remove };
}

function decodeAlterClientQuotasRequestEntity(reader: WireReader, version: number): AlterClientQuotasRequestEntity {
  const flexible = version >= 1;
  const entityType = reader.string(flexible, 'entries.entity.entityType');
  const entityName = reader.nullableString(flexible, 'entries.entity.entityName');
  if (flexible) reader.skipTags('entries.entity.tagged fields');
  return { entityType, entityName };
}

function encodeAlterClientQuotasRequest(writer: WireWriter, value: AlterClientQuotasRequestInput, version: number): void {
  const flexible = version >= 1;
  const entriesList = value.entries;
  writer.listLength(flexible, entriesList.length, 'AlterClientQuotasRequest.entries');
  for (const entriesItem of entriesList) encodeAlterClientQuotasRequestEntry(writer, entriesItem, version);
  writer.bool(value.validateOnly);
  if (flexible) writer.uvarint(0);
}

function encodeAlterClientQuotasRequestEntry(writer: WireWriter, value: AlterClientQuotasRequestEntryInput, version: number): void {
  const flexible = version >= 1;
  const entityList = value.entity;
  writer.listLength(flexible, entityList.length, 'AlterClientQuotasRequest.entries.entity');
  for (const entityItem of entityList) encodeAlterClientQuotasRequestEntity(writer, entityItem, version);
  const opsList = value.ops;
  writer.listLength(flexible, opsList.length, 'AlterClientQuotasRequest.entries.ops');
  for (const opsItem of opsList) encodeAlterClientQuotasRequestOp(writer, opsItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterClientQuotasRequestOp(writer: WireWriter, value: AlterClientQuotasRequestOpInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.key, 'AlterClientQuotasRequest.entries.ops.key');
  writer.float64(value.value);
  writer.bool(value.remove);
  if (flexible) writer.uvarint(0);
}

function encodeAlterClientQuotasRequestEntity(writer: WireWriter, value: AlterClientQuotasRequestEntityInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.entityType, 'AlterClientQuotasRequest.entries.entity.entityType');
  writer.nullableString(flexible, value.entityName, 'AlterClientQuotasRequest.entries.entity.entityName');
  if (flexible) writer.uvarint(0);
}

export interface AlterClientQuotasResponse {
  readonly throttleTimeMs: number;
  readonly entries: readonly AlterClientQuotasResponseEntry[];
}

export interface AlterClientQuotasResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly entries: readonly AlterClientQuotasResponseEntryInput[];
}

export interface AlterClientQuotasResponseEntry {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly entity: readonly AlterClientQuotasResponseEntity[];
}

export type AlterClientQuotasResponseEntryInput = AlterClientQuotasResponseEntry;

export interface AlterClientQuotasResponseEntity {
  readonly entityType: string;
  readonly entityName: string | null;
}

export type AlterClientQuotasResponseEntityInput = AlterClientQuotasResponseEntity;

export const alterClientQuotasResponse: Codec<AlterClientQuotasResponse, AlterClientQuotasResponseInput> = {
  name: 'AlterClientQuotasResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeAlterClientQuotasResponse,
  encode: encodeAlterClientQuotasResponse,
};

function decodeAlterClientQuotasResponse(reader: WireReader, version: number): AlterClientQuotasResponse {
  const flexible = version >= 1;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const entriesCount = reader.structListLength(flexible, 5, 'entries');
  const entries: AlterClientQuotasResponseEntry[] = [];
  for (let i = 0; i < entriesCount; i++) entries.push(decodeAlterClientQuotasResponseEntry(reader, version));
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, entries };
}

function decodeAlterClientQuotasResponseEntry(reader: WireReader, version: number): AlterClientQuotasResponseEntry {
  const flexible = version >= 1;
  const errorCode = reader.int16('entries.errorCode');
  const errorMessage = reader.nullableString(flexible, 'entries.errorMessage');
  const entityCount = reader.structListLength(flexible, 3, 'entries.entity');
  const entity: AlterClientQuotasResponseEntity[] = [];
  for (let i = 0; i < entityCount; i++) entity.push(decodeAlterClientQuotasResponseEntity(reader, version));
  if (flexible) reader.skipTags('entries.tagged fields');
  return { errorCode, errorMessage, entity };
}

function decodeAlterClientQuotasResponseEntity(reader: WireReader, version: number): AlterClientQuotasResponseEntity {
  const flexible = version >= 1;
  const entityType = reader.string(flexible, 'entries.entity.entityType');
  const entityName = reader.nullableString(flexible, 'entries.entity.entityName');
  if (flexible) reader.skipTags('entries.entity.tagged fields');
  return { entityType, entityName };
}

function encodeAlterClientQuotasResponse(writer: WireWriter, value: AlterClientQuotasResponseInput, version: number): void {
  const flexible = version >= 1;
  writer.int32((value.throttleTimeMs ?? 0), 'AlterClientQuotasResponse.throttleTimeMs');
  const entriesList = value.entries;
  writer.listLength(flexible, entriesList.length, 'AlterClientQuotasResponse.entries');
  for (const entriesItem of entriesList) encodeAlterClientQuotasResponseEntry(writer, entriesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterClientQuotasResponseEntry(writer: WireWriter, value: AlterClientQuotasResponseEntryInput, version: number): void {
  const flexible = version >= 1;
  writer.int16(value.errorCode, 'AlterClientQuotasResponse.entries.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'AlterClientQuotasResponse.entries.errorMessage');
  const entityList = value.entity;
  writer.listLength(flexible, entityList.length, 'AlterClientQuotasResponse.entries.entity');
  for (const entityItem of entityList) encodeAlterClientQuotasResponseEntity(writer, entityItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAlterClientQuotasResponseEntity(writer: WireWriter, value: AlterClientQuotasResponseEntityInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.entityType, 'AlterClientQuotasResponse.entries.entity.entityType');
  writer.nullableString(flexible, value.entityName, 'AlterClientQuotasResponse.entries.entity.entityName');
  if (flexible) writer.uvarint(0);
}
