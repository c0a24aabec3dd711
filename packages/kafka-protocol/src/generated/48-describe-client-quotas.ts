// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeClientQuotasRequest {
  readonly components: readonly DescribeClientQuotasRequestComponent[];
  readonly strict: boolean;
}

export type DescribeClientQuotasRequestInput = DescribeClientQuotasRequest;

export interface DescribeClientQuotasRequestComponent {
  readonly entityType: string;
  readonly matchType: number;
  readonly match: string | null;
}

export type DescribeClientQuotasRequestComponentInput = DescribeClientQuotasRequestComponent;

export const describeClientQuotasRequest: Codec<DescribeClientQuotasRequest, DescribeClientQuotasRequestInput> = {
  name: 'DescribeClientQuotasRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeDescribeClientQuotasRequest,
  encode: encodeDescribeClientQuotasRequest,
};

function decodeDescribeClientQuotasRequest(reader: WireReader, version: number): DescribeClientQuotasRequest {
  const flexible = version >= 1;
  const componentsCount = reader.structListLength(flexible, 4, 'components');
  const components: DescribeClientQuotasRequestComponent[] = [];
  for (let i = 0; i < componentsCount; i++) components.push(decodeDescribeClientQuotasRequestComponent(reader, version));
  const strict = reader.bool('strict');
  if (flexible) reader.skipTags('tagged fields');
  return { components, strict };
}

function decodeDescribeClientQuotasRequestComponent(reader: WireReader, version: number): DescribeClientQuotasRequestComponent {
  const flexible = version >= 1;
  const entityType = reader.string(flexible, 'components.entityType');
  const matchType = reader.int8('components.matchType');
  const match = reader.nullableString(flexible, 'components.match');
  if (flexible) reader.skipTags('components.tagged fields');
  return { entityType, matchType, match };
}

function encodeDescribeClientQuotasRequest(writer: WireWriter, value: DescribeClientQuotasRequestInput, version: number): void {
  const flexible = version >= 1;
  const componentsList = value.components;
  writer.listLength(flexible, componentsList.length, 'DescribeClientQuotasRequest.components');
  for (const componentsItem of componentsList) encodeDescribeClientQuotasRequestComponent(writer, componentsItem, version);
  writer.bool(value.strict);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeClientQuotasRequestComponent(writer: WireWriter, value: DescribeClientQuotasRequestComponentInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.entityType, 'DescribeClientQuotasRequest.components.entityType');
  writer.int8(value.matchType, 'DescribeClientQuotasRequest.components.matchType');
  writer.nullableString(flexible, value.match, 'DescribeClientQuotasRequest.components.match');
  if (flexible) writer.uvarint(0);
}

export interface DescribeClientQuotasResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly entries: readonly DescribeClientQuotasResponseEntry[] | null;
}

export interface DescribeClientQuotasResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly entries: readonly DescribeClientQuotasResponseEntryInput[] | null;
}

export interface DescribeClientQuotasResponseEntry {
  readonly entity: readonly DescribeClientQuotasResponseEntity[];
  readonly values: readonly DescribeClientQuotasResponseValue[];
}

export type DescribeClientQuotasResponseEntryInput = DescribeClientQuotasResponseEntry;

export interface DescribeClientQuotasResponseValue {
  readonly key: string;
  readonly value: number;
}

export type DescribeClientQuotasResponseValueInput = DescribeClientQuotasResponseValue;

export interface DescribeClientQuotasResponseEntity {
  readonly entityType: string;
  readonly entityName: string | null;
}

export type DescribeClientQuotasResponseEntityInput = DescribeClientQuotasResponseEntity;

export const describeClientQuotasResponse: Codec<DescribeClientQuotasResponse, DescribeClientQuotasResponseInput> = {
  name: 'DescribeClientQuotasResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  decode: decodeDescribeClientQuotasResponse,
  encode: encodeDescribeClientQuotasResponse,
};

function decodeDescribeClientQuotasResponse(reader: WireReader, version: number): DescribeClientQuotasResponse {
  const flexible = version >= 1;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(flexible, 'errorMessage');
  let entries: DescribeClientQuotasResponseEntry[] | null = [];
  const entriesCount = reader.nullableStructListLength(flexible, 3, 'entries');
  if (entriesCount < 0) entries = null;
  else {
    const entriesItems: DescribeClientQuotasResponseEntry[] = [];
    for (let i = 0; i < entriesCount; i++) entriesItems.push(decodeDescribeClientQuotasResponseEntry(reader, version));
    entries = entriesItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, entries };
}

function decodeDescribeClientQuotasResponseEntry(reader: WireReader, version: number): DescribeClientQuotasResponseEntry {
  const flexible = version >= 1;
  const entityCount = reader.structListLength(flexible, 3, 'entries.entity');
  const entity: DescribeClientQuotasResponseEntity[] = [];
  for (let i = 0; i < entityCount; i++) entity.push(decodeDescribeClientQuotasResponseEntity(reader, version));
  const valuesCount = reader.structListLength(flexible, 10, 'entries.values');
  const values: DescribeClientQuotasResponseValue[] = [];
  for (let i = 0; i < valuesCount; i++) values.push(decodeDescribeClientQuotasResponseValue(reader, version));
  if (flexible) reader.skipTags('entries.tagged fields');
  return { entity, values };
}

function decodeDescribeClientQuotasResponseValue(reader: WireReader, version: number): DescribeClientQuotasResponseValue {
  const flexible = version >= 1;
  const key = reader.string(flexible, 'entries.values.key');
  const value = reader.float64('entries.values.value');
  if (flexible) reader.skipTags('entries.values.tagged fields');
  return { key, value };
}

function decodeDescribeClientQuotasResponseEntity(reader: WireReader, version: number): DescribeClientQuotasResponseEntity {
  const flexible = version >= 1;
  const entityType = reader.string(flexible, 'entries.entity.entityType');
  const entityName = reader.nullableString(flexible, 'entries.entity.entityName');
  if (flexible) reader.skipTags('entries.entity.tagged fields');
  return { entityType, entityName };
}

function encodeDescribeClientQuotasResponse(writer: WireWriter, value: DescribeClientQuotasResponseInput, version: number): void {
  const flexible = version >= 1;
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeClientQuotasResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'DescribeClientQuotasResponse.errorCode');
  writer.nullableString(flexible, value.errorMessage, 'DescribeClientQuotasResponse.errorMessage');
  const entriesList = value.entries;
  writer.listLength(flexible, entriesList === null ? -1 : entriesList.length, 'DescribeClientQuotasResponse.entries');
  if (entriesList !== null) for (const entriesItem of entriesList) encodeDescribeClientQuotasResponseEntry(writer, entriesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeClientQuotasResponseEntry(writer: WireWriter, value: DescribeClientQuotasResponseEntryInput, version: number): void {
  const flexible = version >= 1;
  const entityList = value.entity;
  writer.listLength(flexible, entityList.length, 'DescribeClientQuotasResponse.entries.entity');
  for (const entityItem of entityList) encodeDescribeClientQuotasResponseEntity(writer, entityItem, version);
  const valuesList = value.values;
  writer.listLength(flexible, valuesList.length, 'DescribeClientQuotasResponse.entries.values');
  for (const valuesItem of valuesList) encodeDescribeClientQuotasResponseValue(writer, valuesItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeClientQuotasResponseValue(writer: WireWriter, value: DescribeClientQuotasResponseValueInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.key, 'DescribeClientQuotasResponse.entries.values.key');
  writer.float64(value.value);
  if (flexible) writer.uvarint(0);
}

function encodeDescribeClientQuotasResponseEntity(writer: WireWriter, value: DescribeClientQuotasResponseEntityInput, version: number): void {
  const flexible = version >= 1;
  writer.string(flexible, value.entityType, 'DescribeClientQuotasResponse.entries.entity.entityType');
  writer.nullableString(flexible, value.entityName, 'DescribeClientQuotasResponse.entries.entity.entityName');
  if (flexible) writer.uvarint(0);
}
