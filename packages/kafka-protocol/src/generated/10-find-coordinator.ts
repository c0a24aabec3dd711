// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface FindCoordinatorRequest {
  readonly key: string;
  readonly keyType: number;
  readonly coordinatorKeys: readonly string[];
}

export interface FindCoordinatorRequestInput {
  readonly key?: string | undefined;
  readonly keyType?: number | undefined;
  readonly coordinatorKeys?: readonly string[] | undefined;
}

export const findCoordinatorRequest: Codec<FindCoordinatorRequest, FindCoordinatorRequestInput> = {
  name: 'FindCoordinatorRequest',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 3,
  decode: decodeFindCoordinatorRequest,
  encode: encodeFindCoordinatorRequest,
};

function decodeFindCoordinatorRequest(reader: WireReader, version: number): FindCoordinatorRequest {
  const flexible = version >= 3;
  const key = version <= 3 ? reader.string(flexible, 'key') : '';
  const keyType = version >= 1 ? reader.int8('keyType') : 0;
  let coordinatorKeys: string[] = [];
  if (version >= 4) {
    const coordinatorKeysCount = reader.listLength(flexible, 1, 'coordinatorKeys');
    const coordinatorKeysItems: string[] = [];
    for (let i = 0; i < coordinatorKeysCount; i++) coordinatorKeysItems.push(reader.string(flexible, 'coordinatorKeys'));
    coordinatorKeys = coordinatorKeysItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { key, keyType, coordinatorKeys };
}

function encodeFindCoordinatorRequest(writer: WireWriter, value: FindCoordinatorRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version <= 3) {
    writer.string(flexible, (value.key ?? ''), 'FindCoordinatorRequest.key');
  }
  else if (value.key !== undefined && value.key !== '') absentField('FindCoordinatorRequest.key', version);
  if (version >= 1) {
    writer.int8((value.keyType ?? 0), 'FindCoordinatorRequest.keyType');
  }
  else if (value.keyType !== undefined && value.keyType !== 0) absentField('FindCoordinatorRequest.keyType', version);
  if (version >= 4) {
    const coordinatorKeysList = (value.coordinatorKeys ?? []);
    writer.listLength(flexible, coordinatorKeysList.length, 'FindCoordinatorRequest.coordinatorKeys');
    for (const coordinatorKeysItem of coordinatorKeysList) writer.string(flexible, coordinatorKeysItem, 'FindCoordinatorRequest.coordinatorKeys');
  }
  else if (value.coordinatorKeys !== undefined && value.coordinatorKeys.length > 0) absentField('FindCoordinatorRequest.coordinatorKeys', version);
  if (flexible) writer.uvarint(0);
}

export interface FindCoordinatorResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly coordinators: readonly FindCoordinatorResponseCoordinator[];
}

export interface FindCoordinatorResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly nodeId?: number | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly coordinators?: readonly FindCoordinatorResponseCoordinatorInput[] | undefined;
}

export interface FindCoordinatorResponseCoordinator {
  readonly key: string;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export type FindCoordinatorResponseCoordinatorInput = FindCoordinatorResponseCoordinator;

export const findCoordinatorResponse: Codec<FindCoordinatorResponse, FindCoordinatorResponseInput> = {
  name: 'FindCoordinatorResponse',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 3,
  decode: decodeFindCoordinatorResponse,
  encode: encodeFindCoordinatorResponse,
};

function decodeFindCoordinatorResponse(reader: WireReader, version: number): FindCoordinatorResponse {
  const flexible = version >= 3;
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  const errorCode = version <= 3 ? reader.int16('errorCode') : 0;
  const errorMessage = version >= 1 && version <= 3 ? reader.nullableString(flexible, 'errorMessage') : '';
  const nodeId = version <= 3 ? reader.int32('nodeId') : 0;
  const host = version <= 3 ? reader.string(flexible, 'host') : '';
  const port = version <= 3 ? reader.int32('port') : 0;
  let coordinators: FindCoordinatorResponseCoordinator[] = [];
  if (version >= 4) {
    const coordinatorsCount = reader.structListLength(flexible, 14, 'coordinators');
    const coordinatorsItems: FindCoordinatorResponseCoordinator[] = [];
    for (let i = 0; i < coordinatorsCount; i++) coordinatorsItems.push(decodeFindCoordinatorResponseCoordinator(reader, version));
    coordinators = coordinatorsItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, nodeId, host, port, coordinators };
}

function decodeFindCoordinatorResponseCoordinator(reader: WireReader, _version: number): FindCoordinatorResponseCoordinator {
  const key = reader.string(true, 'coordinators.key');
  const nodeId = reader.int32('coordinators.nodeId');
  const host = reader.string(true, 'coordinators.host');
  const port = reader.int32('coordinators.port');
  const errorCode = reader.int16('coordinators.errorCode');
  const errorMessage = reader.nullableString(true, 'coordinators.errorMessage');
  reader.skipTags('coordinators.tagged fields');
  return { key, nodeId, host, port, errorCode, errorMessage };
}

function encodeFindCoordinatorResponse(writer: WireWriter, value: FindCoordinatorResponseInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'FindCoordinatorResponse.throttleTimeMs');
  }
  if (version <= 3) {
    writer.int16((value.errorCode ?? 0), 'FindCoordinatorResponse.errorCode');
  }
  else if (value.errorCode !== undefined && value.errorCode !== 0) absentField('FindCoordinatorResponse.errorCode', version);
  if (version >= 1 && version <= 3) {
    writer.nullableString(flexible, (value.errorMessage === undefined ? '' : value.errorMessage), 'FindCoordinatorResponse.errorMessage');
  }
  if (version <= 3) {
    writer.int32((value.nodeId ?? 0), 'FindCoordinatorResponse.nodeId');
  }
  else if (value.nodeId !== undefined && value.nodeId !== 0) absentField('FindCoordinatorResponse.nodeId', version);
  if (version <= 3) {
    writer.string(flexible, (value.host ?? ''), 'FindCoordinatorResponse.host');
  }
  else if (value.host !== undefined && value.host !== '') absentField('FindCoordinatorResponse.host', version);
  if (version <= 3) {
    writer.int32((value.port ?? 0), 'FindCoordinatorResponse.port');
  }
  else if (value.port !== undefined && value.port !== 0) absentField('FindCoordinatorResponse.port', version);
  if (version >= 4) {
    const coordinatorsList = (value.coordinators ?? []);
    writer.listLength(flexible, coordinatorsList.length, 'FindCoordinatorResponse.coordinators');
    for (const coordinatorsItem of coordinatorsList) encodeFindCoordinatorResponseCoordinator(writer, coordinatorsItem, version);
  }
  else if (value.coordinators !== undefined && value.coordinators.length > 0) absentField('FindCoordinatorResponse.coordinators', version);
  if (flexible) writer.uvarint(0);
}

function encodeFindCoordinatorResponseCoordinator(writer: WireWriter, value: FindCoordinatorResponseCoordinatorInput, _version: number): void {
  writer.string(true, value.key, 'FindCoordinatorResponse.coordinators.key');
  writer.int32(value.nodeId, 'FindCoordinatorResponse.coordinators.nodeId');
  writer.string(true, value.host, 'FindCoordinatorResponse.coordinators.host');
  writer.int32(value.port, 'FindCoordinatorResponse.coordinators.port');
  writer.int16(value.errorCode, 'FindCoordinatorResponse.coordinators.errorCode');
  writer.nullableString(true, value.errorMessage, 'FindCoordinatorResponse.coordinators.errorMessage');
  writer.uvarint(0);
}
