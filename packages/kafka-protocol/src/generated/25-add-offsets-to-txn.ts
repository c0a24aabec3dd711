// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AddOffsetsToTxnRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly groupId: string;
}

export type AddOffsetsToTxnRequestInput = AddOffsetsToTxnRequest;

export const addOffsetsToTxnRequest: Codec<AddOffsetsToTxnRequest, AddOffsetsToTxnRequestInput> = {
  name: 'AddOffsetsToTxnRequest',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  decode: decodeAddOffsetsToTxnRequest,
  encode: encodeAddOffsetsToTxnRequest,
};

function decodeAddOffsetsToTxnRequest(reader: WireReader, version: number): AddOffsetsToTxnRequest {
  const flexible = version >= 3;
  const transactionalId = reader.string(flexible, 'transactionalId');
  const producerId = reader.int64('producerId');
  const producerEpoch = reader.int16('producerEpoch');
  const groupId = reader.string(flexible, 'groupId');
  if (flexible) reader.skipTags('tagged fields');
  return { transactionalId, producerId, producerEpoch, groupId };
}

function encodeAddOffsetsToTxnRequest(writer: WireWriter, value: AddOffsetsToTxnRequestInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.transactionalId, 'AddOffsetsToTxnRequest.transactionalId');
  writer.int64(value.producerId, 'AddOffsetsToTxnRequest.producerId');
  writer.int16(value.producerEpoch, 'AddOffsetsToTxnRequest.producerEpoch');
  writer.string(flexible, value.groupId, 'AddOffsetsToTxnRequest.groupId');
  if (flexible) writer.uvarint(0);
}

export interface AddOffsetsToTxnResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
}

export interface AddOffsetsToTxnResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
}

export const addOffsetsToTxnResponse: Codec<AddOffsetsToTxnResponse, AddOffsetsToTxnResponseInput> = {
  name: 'AddOffsetsToTxnResponse',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  decode: decodeAddOffsetsToTxnResponse,
  encode: encodeAddOffsetsToTxnResponse,
};

function decodeAddOffsetsToTxnResponse(reader: WireReader, version: number): AddOffsetsToTxnResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode };
}

function encodeAddOffsetsToTxnResponse(writer: WireWriter, value: AddOffsetsToTxnResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0), 'AddOffsetsToTxnResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'AddOffsetsToTxnResponse.errorCode');
  if (flexible) writer.uvarint(0);
}
