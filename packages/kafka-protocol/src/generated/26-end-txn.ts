// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface EndTxnRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
}

export type EndTxnRequestInput = EndTxnRequest;

export const endTxnRequest: Codec<EndTxnRequest, EndTxnRequestInput> = {
  name: 'EndTxnRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeEndTxnRequest,
  encode: encodeEndTxnRequest,
};

function decodeEndTxnRequest(reader: WireReader, version: number): EndTxnRequest {
  const flexible = version >= 3;
  const transactionalId = reader.string(flexible, 'transactionalId');
  const producerId = reader.int64('producerId');
  const producerEpoch = reader.int16('producerEpoch');
  const committed = reader.bool('committed');
  if (flexible) reader.skipTags('tagged fields');
  return { transactionalId, producerId, producerEpoch, committed };
}

function encodeEndTxnRequest(writer: WireWriter, value: EndTxnRequestInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.transactionalId, 'EndTxnRequest.transactionalId');
  writer.int64(value.producerId, 'EndTxnRequest.producerId');
  writer.int16(value.producerEpoch, 'EndTxnRequest.producerEpoch');
  writer.bool(value.committed);
  if (flexible) writer.uvarint(0);
}

export interface EndTxnResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface EndTxnResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly producerId?: number | undefined;
  readonly producerEpoch?: number | undefined;
}

export const endTxnResponse: Codec<EndTxnResponse, EndTxnResponseInput> = {
  name: 'EndTxnResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeEndTxnResponse,
  encode: encodeEndTxnResponse,
};

function decodeEndTxnResponse(reader: WireReader, version: number): EndTxnResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const producerId = version >= 5 ? reader.int64('producerId') : -1;
  const producerEpoch = version >= 5 ? reader.int16('producerEpoch') : -1;
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, producerId, producerEpoch };
}

function encodeEndTxnResponse(writer: WireWriter, value: EndTxnResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0), 'EndTxnResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'EndTxnResponse.errorCode');
  if (version >= 5) {
    writer.int64((value.producerId ?? -1), 'EndTxnResponse.producerId');
  }
  if (version >= 5) {
    writer.int16((value.producerEpoch ?? -1), 'EndTxnResponse.producerEpoch');
  }
  if (flexible) writer.uvarint(0);
}
