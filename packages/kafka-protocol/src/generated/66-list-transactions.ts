// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ListTransactionsRequest {
  readonly stateFilters: readonly string[];
  readonly producerIdFilters: readonly number[];
  readonly durationFilter: number;
  readonly transactionalIdPattern: string | null;
}

export interface ListTransactionsRequestInput {
  readonly stateFilters: readonly string[];
  readonly producerIdFilters: readonly number[];
  readonly durationFilter?: number | undefined;
  readonly transactionalIdPattern?: string | null | undefined;
}

export const listTransactionsRequest: Codec<ListTransactionsRequest, ListTransactionsRequestInput> = {
  name: 'ListTransactionsRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeListTransactionsRequest,
  encode: encodeListTransactionsRequest,
};

function decodeListTransactionsRequest(reader: WireReader, version: number): ListTransactionsRequest {
  const stateFiltersCount = reader.listLength(true, 1, 'stateFilters');
  const stateFilters: string[] = [];
  for (let i = 0; i < stateFiltersCount; i++) stateFilters.push(reader.string(true, 'stateFilters'));
  const producerIdFiltersCount = reader.listLength(true, 8, 'producerIdFilters');
  const producerIdFilters: number[] = [];
  for (let i = 0; i < producerIdFiltersCount; i++) producerIdFilters.push(reader.int64('producerIdFilters'));
  const durationFilter = version >= 1 ? reader.int64('durationFilter') : -1;
  const transactionalIdPattern = version >= 2 ? reader.nullableString(true, 'transactionalIdPattern') : null;
  reader.skipTags('tagged fields');
  return { stateFilters, producerIdFilters, durationFilter, transactionalIdPattern };
}

function encodeListTransactionsRequest(writer: WireWriter, value: ListTransactionsRequestInput, version: number): void {
  const stateFiltersList = value.stateFilters;
  writer.listLength(true, stateFiltersList.length, 'ListTransactionsRequest.stateFilters');
  for (const stateFiltersItem of stateFiltersList) writer.string(true, stateFiltersItem, 'ListTransactionsRequest.stateFilters');
  const producerIdFiltersList = value.producerIdFilters;
  writer.listLength(true, producerIdFiltersList.length, 'ListTransactionsRequest.producerIdFilters');
  for (const producerIdFiltersItem of producerIdFiltersList) writer.int64(producerIdFiltersItem, 'ListTransactionsRequest.producerIdFilters');
  if (version >= 1) {
    writer.int64((value.durationFilter ?? -1), 'ListTransactionsRequest.durationFilter');
  }
  else if (value.durationFilter !== undefined && value.durationFilter !== -1) absentField('ListTransactionsRequest.durationFilter', version);
  if (version >= 2) {
    writer.nullableString(true, (value.transactionalIdPattern ?? null), 'ListTransactionsRequest.transactionalIdPattern');
  }
  else if (value.transactionalIdPattern !== undefined && value.transactionalIdPattern !== null) absentField('ListTransactionsRequest.transactionalIdPattern', version);
  writer.uvarint(0);
}

export interface ListTransactionsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly unknownStateFilters: readonly string[];
  readonly transactionStates: readonly ListTransactionsResponseTransactionState[];
}

export interface ListTransactionsResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly unknownStateFilters: readonly string[];
  readonly transactionStates: readonly ListTransactionsResponseTransactionStateInput[];
}

export interface ListTransactionsResponseTransactionState {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly transactionState: string;
}

export type ListTransactionsResponseTransactionStateInput = ListTransactionsResponseTransactionState;

export const listTransactionsResponse: Codec<ListTransactionsResponse, ListTransactionsResponseInput> = {
  name: 'ListTransactionsResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeListTransactionsResponse,
  encode: encodeListTransactionsResponse,
};

function decodeListTransactionsResponse(reader: WireReader, version: number): ListTransactionsResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const unknownStateFiltersCount = reader.listLength(true, 1, 'unknownStateFilters');
  const unknownStateFilters: string[] = [];
  for (let i = 0; i < unknownStateFiltersCount; i++) unknownStateFilters.push(reader.string(true, 'unknownStateFilters'));
  const transactionStatesCount = reader.structListLength(true, 11, 'transactionStates');
  const transactionStates: ListTransactionsResponseTransactionState[] = [];
  for (let i = 0; i < transactionStatesCount; i++) transactionStates.push(decodeListTransactionsResponseTransactionState(reader, version));
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, unknownStateFilters, transactionStates };
}

function decodeListTransactionsResponseTransactionState(reader: WireReader, _version: number): ListTransactionsResponseTransactionState {
  const transactionalId = reader.string(true, 'transactionStates.transactionalId');
  const producerId = reader.int64('transactionStates.producerId');
  const transactionState = reader.string(true, 'transactionStates.transactionState');
  reader.skipTags('transactionStates.tagged fields');
  return { transactionalId, producerId, transactionState };
}

function encodeListTransactionsResponse(writer: WireWriter, value: ListTransactionsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'ListTransactionsResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'ListTransactionsResponse.errorCode');
  const unknownStateFiltersList = value.unknownStateFilters;
  writer.listLength(true, unknownStateFiltersList.length, 'ListTransactionsResponse.unknownStateFilters');
  for (const unknownStateFiltersItem of unknownStateFiltersList) writer.string(true, unknownStateFiltersItem, 'ListTransactionsResponse.unknownStateFilters');
  const transactionStatesList = value.transactionStates;
  writer.listLength(true, transactionStatesList.length, 'ListTransactionsResponse.transactionStates');
  for (const transactionStatesItem of transactionStatesList) encodeListTransactionsResponseTransactionState(writer, transactionStatesItem, version);
  writer.uvarint(0);
}

function encodeListTransactionsResponseTransactionState(writer: WireWriter, value: ListTransactionsResponseTransactionStateInput, _version: number): void {
  writer.string(true, value.transactionalId, 'ListTransactionsResponse.transactionStates.transactionalId');
  writer.int64(value.producerId, 'ListTransactionsResponse.transactionStates.producerId');
  writer.string(true, value.transactionState, 'ListTransactionsResponse.transactionStates.transactionState');
  writer.uvarint(0);
}
