// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface InitProducerIdRequest {
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdRequestInput {
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly producerId?: number | undefined;
  readonly producerEpoch?: number | undefined;
}

export const initProducerIdRequest: Codec<InitProducerIdRequest, InitProducerIdRequestInput> = {
  name: 'InitProducerIdRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 2,
  decode: decodeInitProducerIdRequest,
  encode: encodeInitProducerIdRequest,
};

function decodeInitProducerIdRequest(reader: WireReader, version: number): InitProducerIdRequest {
  const flexible = version >= 2;
  const transactionalId = reader.nullableString(flexible, 'transactionalId');
  const transactionTimeoutMs = reader.int32('transactionTimeoutMs');
  const producerId = version >= 3 ? reader.int64('producerId') : -1;
  const producerEpoch = version >= 3 ? reader.int16('producerEpoch') : -1;
  if (flexible) reader.skipTags('tagged fields');
  return { transactionalId, transactionTimeoutMs, producerId, producerEpoch };
}

function encodeInitProducerIdRequest(writer: WireWriter, value: InitProducerIdRequestInput, version: number): void {
  const flexible = version >= 2;
  writer.nullableString(flexible, value.transactionalId, 'InitProducerIdRequest.transactionalId');
  writer.int32(value.transactionTimeoutMs, 'InitProducerIdRequest.transactionTimeoutMs');
  if (version >= 3) {
    writer.int64((value.producerId ?? -1), 'InitProducerIdRequest.producerId');
  }
  else if (value.producerId !== undefined && value.producerId !== -1) absentField('InitProducerIdRequest.producerId', version);
  if (version >= 3) {
    writer.int16((value.producerEpoch ?? -1), 'InitProducerIdRequest.producerEpoch');
  }
  else if (value.producerEpoch !== undefined && value.producerEpoch !== -1) absentField('InitProducerIdRequest.producerEpoch', version);
  if (flexible) writer.uvarint(0);
}

export interface InitProducerIdResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly producerId?: number | undefined;
  readonly producerEpoch: number;
}

export const initProducerIdResponse: Codec<InitProducerIdResponse, InitProducerIdResponseInput> = {
  name: 'InitProducerIdResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 2,
  decode: decodeInitProducerIdResponse,
  encode: encodeInitProducerIdResponse,
};

function decodeInitProducerIdResponse(reader: WireReader, version: number): InitProducerIdResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const producerId = reader.int64('producerId');
  const producerEpoch = reader.int16('producerEpoch');
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, producerId, producerEpoch };
}

function encodeInitProducerIdResponse(writer: WireWriter, value: InitProducerIdResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0), 'InitProducerIdResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'InitProducerIdResponse.errorCode');
  writer.int64((value.producerId ?? -1), 'InitProducerIdResponse.producerId');
  writer.int16(value.producerEpoch, 'InitProducerIdResponse.producerEpoch');
  if (flexible) writer.uvarint(0);
}
