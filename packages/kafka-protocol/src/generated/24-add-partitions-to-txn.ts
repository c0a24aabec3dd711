// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface AddPartitionsToTxnRequest {
  readonly transactions: readonly AddPartitionsToTxnRequestTransaction[];
  readonly v3AndBelowTransactionalId: string;
  readonly v3AndBelowProducerId: number;
  readonly v3AndBelowProducerEpoch: number;
  readonly v3AndBelowTopics: readonly AddPartitionsToTxnRequestV3AndBelowTopic[];
}

export interface AddPartitionsToTxnRequestInput {
  readonly transactions: readonly AddPartitionsToTxnRequestTransactionInput[];
  readonly v3AndBelowTransactionalId?: string | undefined;
  readonly v3AndBelowProducerId?: number | undefined;
  readonly v3AndBelowProducerEpoch?: number | undefined;
  readonly v3AndBelowTopics?: readonly AddPartitionsToTxnRequestV3AndBelowTopicInput[] | undefined;
}

export interface AddPartitionsToTxnRequestV3AndBelowTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export type AddPartitionsToTxnRequestV3AndBelowTopicInput = AddPartitionsToTxnRequestV3AndBelowTopic;

export interface AddPartitionsToTxnRequestTransaction {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly verifyOnly: boolean;
  readonly topics: readonly AddPartitionsToTxnRequestTopic[];
}

export interface AddPartitionsToTxnRequestTransactionInput {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly verifyOnly?: boolean | undefined;
  readonly topics: readonly AddPartitionsToTxnRequestTopicInput[];
}

export interface AddPartitionsToTxnRequestTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export type AddPartitionsToTxnRequestTopicInput = AddPartitionsToTxnRequestTopic;

export const addPartitionsToTxnRequest: Codec<AddPartitionsToTxnRequest, AddPartitionsToTxnRequestInput> = {
  name: 'AddPartitionsToTxnRequest',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeAddPartitionsToTxnRequest,
  encode: encodeAddPartitionsToTxnRequest,
};

function decodeAddPartitionsToTxnRequest(reader: WireReader, version: number): AddPartitionsToTxnRequest {
  const flexible = version >= 3;
  let transactions: AddPartitionsToTxnRequestTransaction[] = [];
  if (version >= 4) {
    const transactionsCount = reader.structListLength(flexible, 14, 'transactions');
    const transactionsItems: AddPartitionsToTxnRequestTransaction[] = [];
    for (let i = 0; i < transactionsCount; i++) transactionsItems.push(decodeAddPartitionsToTxnRequestTransaction(reader, version));
    transactions = transactionsItems;
  }
  const v3AndBelowTransactionalId = version <= 3 ? reader.string(flexible, 'v3AndBelowTransactionalId') : '';
  const v3AndBelowProducerId = version <= 3 ? reader.int64('v3AndBelowProducerId') : 0;
  const v3AndBelowProducerEpoch = version <= 3 ? reader.int16('v3AndBelowProducerEpoch') : 0;
  let v3AndBelowTopics: AddPartitionsToTxnRequestV3AndBelowTopic[] = [];
  if (version <= 3) {
    const v3AndBelowTopicsCount = reader.structListLength(flexible, 3, 'v3AndBelowTopics');
    const v3AndBelowTopicsItems: AddPartitionsToTxnRequestV3AndBelowTopic[] = [];
    for (let i = 0; i < v3AndBelowTopicsCount; i++) v3AndBelowTopicsItems.push(decodeAddPartitionsToTxnRequestV3AndBelowTopic(reader, version));
    v3AndBelowTopics = v3AndBelowTopicsItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { transactions, v3AndBelowTransactionalId, v3AndBelowProducerId, v3AndBelowProducerEpoch, v3AndBelowTopics };
}

function decodeAddPartitionsToTxnRequestV3AndBelowTopic(reader: WireReader, version: number): AddPartitionsToTxnRequestV3AndBelowTopic {
  const flexible = version >= 3;
  const name = reader.string(flexible, 'v3AndBelowTopics.name');
  const partitionsCount = reader.listLength(flexible, 4, 'v3AndBelowTopics.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('v3AndBelowTopics.partitions'));
  if (flexible) reader.skipTags('v3AndBelowTopics.tagged fields');
  return { name, partitions };
}

function decodeAddPartitionsToTxnRequestTransaction(reader: WireReader, version: number): AddPartitionsToTxnRequestTransaction {
  const transactionalId = reader.string(true, 'transactions.transactionalId');
  const producerId = reader.int64('transactions.producerId');
  const producerEpoch = reader.int16('transactions.producerEpoch');
  const verifyOnly = reader.bool('transactions.verifyOnly');
  const topicsCount = reader.structListLength(true, 3, 'transactions.topics');
  const topics: AddPartitionsToTxnRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeAddPartitionsToTxnRequestTopic(reader, version));
  reader.skipTags('transactions.tagged fields');
  return { transactionalId, producerId, producerEpoch, verifyOnly, topics };
}

function decodeAddPartitionsToTxnRequestTopic(reader: WireReader, _version: number): AddPartitionsToTxnRequestTopic {
  const name = reader.string(true, 'transactions.topics.name');
  const partitionsCount = reader.listLength(true, 4, 'transactions.topics.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('transactions.topics.partitions'));
  reader.skipTags('transactions.topics.tagged fields');
  return { name, partitions };
}

function encodeAddPartitionsToTxnRequest(writer: WireWriter, value: AddPartitionsToTxnRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 4) {
    const transactionsList = value.transactions;
    writer.listLength(flexible, transactionsList.length, 'AddPartitionsToTxnRequest.transactions');
    for (const transactionsItem of transactionsList) encodeAddPartitionsToTxnRequestTransaction(writer, transactionsItem, version);
  }
  else if (value.transactions.length > 0) absentField('AddPartitionsToTxnRequest.transactions', version);
  if (version <= 3) {
    writer.string(flexible, (value.v3AndBelowTransactionalId ?? ''), 'AddPartitionsToTxnRequest.v3AndBelowTransactionalId');
  }
  else if (value.v3AndBelowTransactionalId !== undefined && value.v3AndBelowTransactionalId !== '') absentField('AddPartitionsToTxnRequest.v3AndBelowTransactionalId', version);
  if (version <= 3) {
    writer.int64((value.v3AndBelowProducerId ?? 0), 'AddPartitionsToTxnRequest.v3AndBelowProducerId');
  }
  else if (value.v3AndBelowProducerId !== undefined && value.v3AndBelowProducerId !== 0) absentField('AddPartitionsToTxnRequest.v3AndBelowProducerId', version);
  if (version <= 3) {
    writer.int16((value.v3AndBelowProducerEpoch ?? 0), 'AddPartitionsToTxnRequest.v3AndBelowProducerEpoch');
  }
  else if (value.v3AndBelowProducerEpoch !== undefined && value.v3AndBelowProducerEpoch !== 0) absentField('AddPartitionsToTxnRequest.v3AndBelowProducerEpoch', version);
  if (version <= 3) {
    const v3AndBelowTopicsList = (value.v3AndBelowTopics ?? []);
    writer.listLength(flexible, v3AndBelowTopicsList.length, 'AddPartitionsToTxnRequest.v3AndBelowTopics');
    for (const v3AndBelowTopicsItem of v3AndBelowTopicsList) encodeAddPartitionsToTxnRequestV3AndBelowTopic(writer, v3AndBelowTopicsItem, version);
  }
  else if (value.v3AndBelowTopics !== undefined && value.v3AndBelowTopics.length > 0) absentField('AddPartitionsToTxnRequest.v3AndBelowTopics', version);
  if (flexible) writer.uvarint(0);
}

function encodeAddPartitionsToTxnRequestV3AndBelowTopic(writer: WireWriter, value: AddPartitionsToTxnRequestV3AndBelowTopicInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.name, 'AddPartitionsToTxnRequest.v3AndBelowTopics.name');
  const partitionsList = value.partitions;
  writer.listLength(flexible, partitionsList.length, 'AddPartitionsToTxnRequest.v3AndBelowTopics.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'AddPartitionsToTxnRequest.v3AndBelowTopics.partitions');
  if (flexible) writer.uvarint(0);
}

function encodeAddPartitionsToTxnRequestTransaction(writer: WireWriter, value: AddPartitionsToTxnRequestTransactionInput, version: number): void {
  writer.string(true, value.transactionalId, 'AddPartitionsToTxnRequest.transactions.transactionalId');
  writer.int64(value.producerId, 'AddPartitionsToTxnRequest.transactions.producerId');
  writer.int16(value.producerEpoch, 'AddPartitionsToTxnRequest.transactions.producerEpoch');
  writer.bool((value.verifyOnly ?? false));
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'AddPartitionsToTxnRequest.transactions.topics');
  for (const topicsItem of topicsList) encodeAddPartitionsToTxnRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeAddPartitionsToTxnRequestTopic(writer: WireWriter, value: AddPartitionsToTxnRequestTopicInput, _version: number): void {
  writer.string(true, value.name, 'AddPartitionsToTxnRequest.transactions.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'AddPartitionsToTxnRequest.transactions.topics.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'AddPartitionsToTxnRequest.transactions.topics.partitions');
  writer.uvarint(0);
}

export interface AddPartitionsToTxnResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly resultsByTransaction: readonly AddPartitionsToTxnResponseTransactionResult[];
  readonly resultsByTopicV3AndBelow: readonly AddPartitionsToTxnResponseV3AndBelowTopicResult[];
}

export interface AddPartitionsToTxnResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly resultsByTransaction: readonly AddPartitionsToTxnResponseTransactionResultInput[];
  readonly resultsByTopicV3AndBelow?: readonly AddPartitionsToTxnResponseV3AndBelowTopicResultInput[] | undefined;
}

export interface AddPartitionsToTxnResponseV3AndBelowTopicResult {
  readonly name: string;
  readonly resultsByPartition: readonly AddPartitionsToTxnResponsePartitionResult[];
}

export type AddPartitionsToTxnResponseV3AndBelowTopicResultInput = AddPartitionsToTxnResponseV3AndBelowTopicResult;

export interface AddPartitionsToTxnResponseTransactionResult {
  readonly transactionalId: string;
  readonly topicResults: readonly AddPartitionsToTxnResponseTopicResult[];
}

export type AddPartitionsToTxnResponseTransactionResultInput = AddPartitionsToTxnResponseTransactionResult;

export interface AddPartitionsToTxnResponseTopicResult {
  readonly name: string;
  readonly resultsByPartition: readonly AddPartitionsToTxnResponsePartitionResult[];
}

export type AddPartitionsToTxnResponseTopicResultInput = AddPartitionsToTxnResponseTopicResult;

export interface AddPartitionsToTxnResponsePartitionResult {
  readonly partitionIndex: number;
  readonly partitionErrorCode: number;
}

export type AddPartitionsToTxnResponsePartitionResultInput = AddPartitionsToTxnResponsePartitionResult;

export const addPartitionsToTxnResponse: Codec<AddPartitionsToTxnResponse, AddPartitionsToTxnResponseInput> = {
  name: 'AddPartitionsToTxnResponse',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  decode: decodeAddPartitionsToTxnResponse,
  encode: encodeAddPartitionsToTxnResponse,
};

function decodeAddPartitionsToTxnResponse(reader: WireReader, version: number): AddPartitionsToTxnResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = version >= 4 ? reader.int16('errorCode') : 0;
  let resultsByTransaction: AddPartitionsToTxnResponseTransactionResult[] = [];
  if (version >= 4) {
    const resultsByTransactionCount = reader.structListLength(flexible, 3, 'resultsByTransaction');
    const resultsByTransactionItems: AddPartitionsToTxnResponseTransactionResult[] = [];
    for (let i = 0; i < resultsByTransactionCount; i++) resultsByTransactionItems.push(decodeAddPartitionsToTxnResponseTransactionResult(reader, version));
    resultsByTransaction = resultsByTransactionItems;
  }
  let resultsByTopicV3AndBelow: AddPartitionsToTxnResponseV3AndBelowTopicResult[] = [];
  if (version <= 3) {
    const resultsByTopicV3AndBelowCount = reader.structListLength(flexible, 3, 'resultsByTopicV3AndBelow');
    const resultsByTopicV3AndBelowItems: AddPartitionsToTxnResponseV3AndBelowTopicResult[] = [];
    for (let i = 0; i < resultsByTopicV3AndBelowCount; i++) resultsByTopicV3AndBelowItems.push(decodeAddPartitionsToTxnResponseV3AndBelowTopicResult(reader, version));
    resultsByTopicV3AndBelow = resultsByTopicV3AndBelowItems;
  }
  if (flexible) reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, resultsByTransaction, resultsByTopicV3AndBelow };
}

function decodeAddPartitionsToTxnResponseV3AndBelowTopicResult(reader: WireReader, version: number): AddPartitionsToTxnResponseV3AndBelowTopicResult {
  const flexible = version >= 3;
  const name = reader.string(flexible, 'resultsByTopicV3AndBelow.name');
  const resultsByPartitionCount = reader.structListLength(flexible, 6, 'resultsByTopicV3AndBelow.resultsByPartition');
  const resultsByPartition: AddPartitionsToTxnResponsePartitionResult[] = [];
  for (let i = 0; i < resultsByPartitionCount; i++) resultsByPartition.push(decodeAddPartitionsToTxnResponsePartitionResult(reader, version));
  if (flexible) reader.skipTags('resultsByTopicV3AndBelow.tagged fields');
  return { name, resultsByPartition };
}

function decodeAddPartitionsToTxnResponseTransactionResult(reader: WireReader, version: number): AddPartitionsToTxnResponseTransactionResult {
  const transactionalId = reader.string(true, 'resultsByTransaction.transactionalId');
  const topicResultsCount = reader.structListLength(true, 3, 'resultsByTransaction.topicResults');
  const topicResults: AddPartitionsToTxnResponseTopicResult[] = [];
  for (let i = 0; i < topicResultsCount; i++) topicResults.push(decodeAddPartitionsToTxnResponseTopicResult(reader, version));
  reader.skipTags('resultsByTransaction.tagged fields');
  return { transactionalId, topicResults };
}

function decodeAddPartitionsToTxnResponseTopicResult(reader: WireReader, version: number): AddPartitionsToTxnResponseTopicResult {
  const name = reader.string(true, 'resultsByTransaction.topicResults.name');
  const resultsByPartitionCount = reader.structListLength(true, 7, 'resultsByTransaction.topicResults.resultsByPartition');
  const resultsByPartition: AddPartitionsToTxnResponsePartitionResult[] = [];
  for (let i = 0; i < resultsByPartitionCount; i++) resultsByPartition.push(decodeAddPartitionsToTxnResponsePartitionResult(reader, version));
  reader.skipTags('resultsByTransaction.topicResults.tagged fields');
  return { name, resultsByPartition };
}

function decodeAddPartitionsToTxnResponsePartitionResult(reader: WireReader, version: number): AddPartitionsToTxnResponsePartitionResult {
  const flexible = version >= 3;
  const partitionIndex = reader.int32('resultsByTransaction.topicResults.resultsByPartition.partitionIndex');
  const partitionErrorCode = reader.int16('resultsByTransaction.topicResults.resultsByPartition.partitionErrorCode');
  if (flexible) reader.skipTags('resultsByTransaction.topicResults.resultsByPartition.tagged fields');
  return { partitionIndex, partitionErrorCode };
}

function encodeAddPartitionsToTxnResponse(writer: WireWriter, value: AddPartitionsToTxnResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0), 'AddPartitionsToTxnResponse.throttleTimeMs');
  if (version >= 4) {
    writer.int16((value.errorCode ?? 0), 'AddPartitionsToTxnResponse.errorCode');
  }
  if (version >= 4) {
    const resultsByTransactionList = value.resultsByTransaction;
    writer.listLength(flexible, resultsByTransactionList.length, 'AddPartitionsToTxnResponse.resultsByTransaction');
    for (const resultsByTransactionItem of resultsByTransactionList) encodeAddPartitionsToTxnResponseTransactionResult(writer, resultsByTransactionItem, version);
  }
  else if (value.resultsByTransaction.length > 0) absentField('AddPartitionsToTxnResponse.resultsByTransaction', version);
  if (version <= 3) {
    const resultsByTopicV3AndBelowList = (value.resultsByTopicV3AndBelow ?? []);
    writer.listLength(flexible, resultsByTopicV3AndBelowList.length, 'AddPartitionsToTxnResponse.resultsByTopicV3AndBelow');
    for (const resultsByTopicV3AndBelowItem of resultsByTopicV3AndBelowList) encodeAddPartitionsToTxnResponseV3AndBelowTopicResult(writer, resultsByTopicV3AndBelowItem, version);
  }
  else if (value.resultsByTopicV3AndBelow !== undefined && value.resultsByTopicV3AndBelow.length > 0) absentField('AddPartitionsToTxnResponse.resultsByTopicV3AndBelow', version);
  if (flexible) writer.uvarint(0);
}

function encodeAddPartitionsToTxnResponseV3AndBelowTopicResult(writer: WireWriter, value: AddPartitionsToTxnResponseV3AndBelowTopicResultInput, version: number): void {
  const flexible = version >= 3;
  writer.string(flexible, value.name, 'AddPartitionsToTxnResponse.resultsByTopicV3AndBelow.name');
  const resultsByPartitionList = value.resultsByPartition;
  writer.listLength(flexible, resultsByPartitionList.length, 'AddPartitionsToTxnResponse.resultsByTopicV3AndBelow.resultsByPartition');
  for (const resultsByPartitionItem of resultsByPartitionList) encodeAddPartitionsToTxnResponsePartitionResult(writer, resultsByPartitionItem, version);
  if (flexible) writer.uvarint(0);
}

function encodeAddPartitionsToTxnResponseTransactionResult(writer: WireWriter, value: AddPartitionsToTxnResponseTransactionResultInput, version: number): void {
  writer.string(true, value.transactionalId, 'AddPartitionsToTxnResponse.resultsByTransaction.transactionalId');
  const topicResultsList = value.topicResults;
  writer.listLength(true, topicResultsList.length, 'AddPartitionsToTxnResponse.resultsByTransaction.topicResults');
  for (const topicResultsItem of topicResultsList) encodeAddPartitionsToTxnResponseTopicResult(writer, topicResultsItem, version);
  writer.uvarint(0);
}

function encodeAddPartitionsToTxnResponseTopicResult(writer: WireWriter, value: AddPartitionsToTxnResponseTopicResultInput, version: number): void {
  writer.string(true, value.name, 'AddPartitionsToTxnResponse.resultsByTransaction.topicResults.name');
  const resultsByPartitionList = value.resultsByPartition;
  writer.listLength(true, resultsByPartitionList.length, 'AddPartitionsToTxnResponse.resultsByTransaction.topicResults.resultsByPartition');
  for (const resultsByPartitionItem of resultsByPartitionList) encodeAddPartitionsToTxnResponsePartitionResult(writer, resultsByPartitionItem, version);
  writer.uvarint(0);
}

function encodeAddPartitionsToTxnResponsePartitionResult(writer: WireWriter, value: AddPartitionsToTxnResponsePartitionResultInput, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex, 'AddPartitionsToTxnResponse.resultsByTransaction.topicResults.resultsByPartition.partitionIndex');
  writer.int16(value.partitionErrorCode, 'AddPartitionsToTxnResponse.resultsByTransaction.topicResults.resultsByPartition.partitionErrorCode');
  if (flexible) writer.uvarint(0);
}
