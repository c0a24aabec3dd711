// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AddRaftVoterRequest {
  readonly clusterId: string | null;
  readonly timeoutMs: number;
  readonly voterId: number;
  readonly voterDirectoryId: Uuid;
  readonly listeners: readonly AddRaftVoterRequestListener[];
  readonly ackWhenCommitted: boolean;
}

export interface AddRaftVoterRequestInput {
  readonly clusterId: string | null;
  readonly timeoutMs: number;
  readonly voterId: number;
  readonly voterDirectoryId: Uuid;
  readonly listeners: readonly AddRaftVoterRequestListenerInput[];
  readonly ackWhenCommitted?: boolean | undefined;
}

export interface AddRaftVoterRequestListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export type AddRaftVoterRequestListenerInput = AddRaftVoterRequestListener;

export const addRaftVoterRequest: Codec<AddRaftVoterRequest, AddRaftVoterRequestInput> = {
  name: 'AddRaftVoterRequest',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeAddRaftVoterRequest,
  encode: encodeAddRaftVoterRequest,
};

function decodeAddRaftVoterRequest(reader: WireReader, version: number): AddRaftVoterRequest {
  const clusterId = reader.nullableString(true, 'clusterId');
  const timeoutMs = reader.int32('timeoutMs');
  const voterId = reader.int32('voterId');
  const voterDirectoryId = reader.uuid('voterDirectoryId');
  const listenersCount = reader.structListLength(true, 5, 'listeners');
  const listeners: AddRaftVoterRequestListener[] = [];
  for (let i = 0; i < listenersCount; i++) listeners.push(decodeAddRaftVoterRequestListener(reader, version));
  const ackWhenCommitted = version >= 1 ? reader.bool('ackWhenCommitted') : true;
  reader.skipTags('tagged fields');
  return { clusterId, timeoutMs, voterId, voterDirectoryId, listeners, ackWhenCommitted };
}

function decodeAddRaftVoterRequestListener(reader: WireReader, _version: number): AddRaftVoterRequestListener {
  const name = reader.string(true, 'listeners.name');
  const host = reader.string(true, 'listeners.host');
  const port = reader.uint16('listeners.port');
  reader.skipTags('listeners.tagged fields');
  return { name, host, port };
}

function encodeAddRaftVoterRequest(writer: WireWriter, value: AddRaftVoterRequestInput, version: number): void {
  writer.nullableString(true, value.clusterId, 'AddRaftVoterRequest.clusterId');
  writer.int32(value.timeoutMs, 'AddRaftVoterRequest.timeoutMs');
  writer.int32(value.voterId, 'AddRaftVoterRequest.voterId');
  writer.uuid(value.voterDirectoryId, 'AddRaftVoterRequest.voterDirectoryId');
  const listenersList = value.listeners;
  writer.listLength(true, listenersList.length, 'AddRaftVoterRequest.listeners');
  for (const listenersItem of listenersList) encodeAddRaftVoterRequestListener(writer, listenersItem, version);
  if (version >= 1) {
    writer.bool((value.ackWhenCommitted ?? true));
  }
  else if (value.ackWhenCommitted !== undefined && value.ackWhenCommitted !== true) absentField('AddRaftVoterRequest.ackWhenCommitted', version);
  writer.uvarint(0);
}

function encodeAddRaftVoterRequestListener(writer: WireWriter, value: AddRaftVoterRequestListenerInput, _version: number): void {
  writer.string(true, value.name, 'AddRaftVoterRequest.listeners.name');
  writer.string(true, value.host, 'AddRaftVoterRequest.listeners.host');
  writer.uint16(value.port, 'AddRaftVoterRequest.listeners.port');
  writer.uvarint(0);
}

export interface AddRaftVoterResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface AddRaftVoterResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export const addRaftVoterResponse: Codec<AddRaftVoterResponse, AddRaftVoterResponseInput> = {
  name: 'AddRaftVoterResponse',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  decode: decodeAddRaftVoterResponse,
  encode: encodeAddRaftVoterResponse,
};

function decodeAddRaftVoterResponse(reader: WireReader, _version: number): AddRaftVoterResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage };
}

function encodeAddRaftVoterResponse(writer: WireWriter, value: AddRaftVoterResponseInput, _version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'AddRaftVoterResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'AddRaftVoterResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'AddRaftVoterResponse.errorMessage');
  writer.uvarint(0);
}
