// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface WriteTxnMarkersRequest {
  readonly markers: readonly WriteTxnMarkersRequestMarker[];
}

export interface WriteTxnMarkersRequestInput {
  readonly markers: readonly WriteTxnMarkersRequestMarkerInput[];
}

export interface WriteTxnMarkersRequestMarker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionResult: boolean;
  readonly topics: readonly WriteTxnMarkersRequestTopic[];
  readonly coordinatorEpoch: number;
  readonly transactionVersion: number;
}

export interface WriteTxnMarkersRequestMarkerInput {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionResult: boolean;
  readonly topics: readonly WriteTxnMarkersRequestTopicInput[];
  readonly coordinatorEpoch: number;
  readonly transactionVersion?: number | undefined;
}

export interface WriteTxnMarkersRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export type WriteTxnMarkersRequestTopicInput = WriteTxnMarkersRequestTopic;

export const writeTxnMarkersRequest: Codec<WriteTxnMarkersRequest, WriteTxnMarkersRequestInput> = {
  name: 'WriteTxnMarkersRequest',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 1,
  decode: decodeWriteTxnMarkersRequest,
  encode: encodeWriteTxnMarkersRequest,
};

function decodeWriteTxnMarkersRequest(reader: WireReader, version: number): WriteTxnMarkersRequest {
  const markersCount = reader.structListLength(true, 17, 'markers');
  const markers: WriteTxnMarkersRequestMarker[] = [];
  for (let i = 0; i < markersCount; i++) markers.push(decodeWriteTxnMarkersRequestMarker(reader, version));
  reader.skipTags('tagged fields');
  return { markers };
}

function decodeWriteTxnMarkersRequestMarker(reader: WireReader, version: number): WriteTxnMarkersRequestMarker {
  const producerId = reader.int64('markers.producerId');
  const producerEpoch = reader.int16('markers.producerEpoch');
  const transactionResult = reader.bool('markers.transactionResult');
  const topicsCount = reader.structListLength(true, 3, 'markers.topics');
  const topics: WriteTxnMarkersRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeWriteTxnMarkersRequestTopic(reader, version));
  const coordinatorEpoch = reader.int32('markers.coordinatorEpoch');
  const transactionVersion = version >= 2 ? reader.int8('markers.transactionVersion') : 0;
  reader.skipTags('markers.tagged fields');
  return { producerId, producerEpoch, transactionResult, topics, coordinatorEpoch, transactionVersion };
}

function decodeWriteTxnMarkersRequestTopic(reader: WireReader, _version: number): WriteTxnMarkersRequestTopic {
  const name = reader.string(true, 'markers.topics.name');
  const partitionIndexesCount = reader.listLength(true, 4, 'markers.topics.partitionIndexes');
  const partitionIndexes: number[] = [];
  for (let i = 0; i < partitionIndexesCount; i++) partitionIndexes.push(reader.int32('markers.topics.partitionIndexes'));
  reader.skipTags('markers.topics.tagged fields');
  return { name, partitionIndexes };
}

function encodeWriteTxnMarkersRequest(writer: WireWriter, value: WriteTxnMarkersRequestInput, version: number): void {
  const markersList = value.markers;
  writer.listLength(true, markersList.length, 'WriteTxnMarkersRequest.markers');
  for (const markersItem of markersList) encodeWriteTxnMarkersRequestMarker(writer, markersItem, version);
  writer.uvarint(0);
}

function encodeWriteTxnMarkersRequestMarker(writer: WireWriter, value: WriteTxnMarkersRequestMarkerInput, version: number): void {
  writer.int64(value.producerId, 'WriteTxnMarkersRequest.markers.producerId');
  writer.int16(value.producerEpoch, 'WriteTxnMarkersRequest.markers.producerEpoch');
  writer.bool(value.transactionResult);
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'WriteTxnMarkersRequest.markers.topics');
  for (const topicsItem of topicsList) encodeWriteTxnMarkersRequestTopic(writer, topicsItem, version);
  writer.int32(value.coordinatorEpoch, 'WriteTxnMarkersRequest.markers.coordinatorEpoch');
  if (version >= 2) {
    writer.int8((value.transactionVersion ?? 0), 'WriteTxnMarkersRequest.markers.transactionVersion');
  }
  writer.uvarint(0);
}

function encodeWriteTxnMarkersRequestTopic(writer: WireWriter, value: WriteTxnMarkersRequestTopicInput, _version: number): void {
  writer.string(true, value.name, 'WriteTxnMarkersRequest.markers.topics.name');
  const partitionIndexesList = value.partitionIndexes;
  writer.listLength(true, partitionIndexesList.length, 'WriteTxnMarkersRequest.markers.topics.partitionIndexes');
  for (const partitionIndexesItem of partitionIndexesList) writer.int32(partitionIndexesItem, 'WriteTxnMarkersRequest.markers.topics.partitionIndexes');
  writer.uvarint(0);
}

export interface WriteTxnMarkersResponse {
  readonly markers: readonly WriteTxnMarkersResponseMarkerResult[];
}

export type WriteTxnMarkersResponseInput = WriteTxnMarkersResponse;

export interface WriteTxnMarkersResponseMarkerResult {
  readonly producerId: number;
  readonly topics: readonly WriteTxnMarkersResponseTopicResult[];
}

export type WriteTxnMarkersResponseMarkerResultInput = WriteTxnMarkersResponseMarkerResult;

export interface WriteTxnMarkersResponseTopicResult {
  readonly name: string;
  readonly partitions: readonly WriteTxnMarkersResponsePartitionResult[];
}

export type WriteTxnMarkersResponseTopicResultInput = WriteTxnMarkersResponseTopicResult;

export interface WriteTxnMarkersResponsePartitionResult {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export type WriteTxnMarkersResponsePartitionResultInput = WriteTxnMarkersResponsePartitionResult;

export const writeTxnMarkersResponse: Codec<WriteTxnMarkersResponse, WriteTxnMarkersResponseInput> = {
  name: 'WriteTxnMarkersResponse',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 1,
  decode: decodeWriteTxnMarkersResponse,
  encode: encodeWriteTxnMarkersResponse,
};

function decodeWriteTxnMarkersResponse(reader: WireReader, version: number): WriteTxnMarkersResponse {
  const markersCount = reader.structListLength(true, 10, 'markers');
  const markers: WriteTxnMarkersResponseMarkerResult[] = [];
  for (let i = 0; i < markersCount; i++) markers.push(decodeWriteTxnMarkersResponseMarkerResult(reader, version));
  reader.skipTags('tagged fields');
  return { markers };
}

function decodeWriteTxnMarkersResponseMarkerResult(reader: WireReader, version: number): WriteTxnMarkersResponseMarkerResult {
  const producerId = reader.int64('markers.producerId');
  const topicsCount = reader.structListLength(true, 3, 'markers.topics');
  const topics: WriteTxnMarkersResponseTopicResult[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeWriteTxnMarkersResponseTopicResult(reader, version));
  reader.skipTags('markers.tagged fields');
  return { producerId, topics };
}

function decodeWriteTxnMarkersResponseTopicResult(reader: WireReader, version: number): WriteTxnMarkersResponseTopicResult {
  const name = reader.string(true, 'markers.topics.name');
  const partitionsCount = reader.structListLength(true, 7, 'markers.topics.partitions');
  const partitions: WriteTxnMarkersResponsePartitionResult[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeWriteTxnMarkersResponsePartitionResult(reader, version));
  reader.skipTags('markers.topics.tagged fields');
  return { name, partitions };
}

function decodeWriteTxnMarkersResponsePartitionResult(reader: WireReader, _version: number): WriteTxnMarkersResponsePartitionResult {
  const partitionIndex = reader.int32('markers.topics.partitions.partitionIndex');
  const errorCode = reader.int16('markers.topics.partitions.errorCode');
  reader.skipTags('markers.topics.partitions.tagged fields');
  return { partitionIndex, errorCode };
}

function encodeWriteTxnMarkersResponse(writer: WireWriter, value: WriteTxnMarkersResponseInput, version: number): void {
  const markersList = value.markers;
  writer.listLength(true, markersList.length, 'WriteTxnMarkersResponse.markers');
  for (const markersItem of markersList) encodeWriteTxnMarkersResponseMarkerResult(writer, markersItem, version);
  writer.uvarint(0);
}

function encodeWriteTxnMarkersResponseMarkerResult(writer: WireWriter, value: WriteTxnMarkersResponseMarkerResultInput, version: number): void {
  writer.int64(value.producerId, 'WriteTxnMarkersResponse.markers.producerId');
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'WriteTxnMarkersResponse.markers.topics');
  for (const topicsItem of topicsList) encodeWriteTxnMarkersResponseTopicResult(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeWriteTxnMarkersResponseTopicResult(writer: WireWriter, value: WriteTxnMarkersResponseTopicResultInput, version: number): void {
  writer.string(true, value.name, 'WriteTxnMarkersResponse.markers.topics.name');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'WriteTxnMarkersResponse.markers.topics.partitions');
  for (const partitionsItem of partitionsList) encodeWriteTxnMarkersResponsePartitionResult(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeWriteTxnMarkersResponsePartitionResult(writer: WireWriter, value: WriteTxnMarkersResponsePartitionResultInput, _version: number): void {
  writer.int32(value.partitionIndex, 'WriteTxnMarkersResponse.markers.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'WriteTxnMarkersResponse.markers.topics.partitions.errorCode');
  writer.uvarint(0);
}
