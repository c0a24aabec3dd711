// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeClusterRequest {
  readonly includeClusterAuthorizedOperations: boolean;
  readonly endpointType: number;
  readonly includeFencedBrokers: boolean;
}

export interface DescribeClusterRequestInput {
  readonly includeClusterAuthorizedOperations: boolean;
  readonly endpointType?: number | undefined;
  readonly includeFencedBrokers?: boolean | undefined;
}

export const describeClusterRequest: Codec<DescribeClusterRequest, DescribeClusterRequestInput> = {
  name: 'DescribeClusterRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeDescribeClusterRequest,
  encode: encodeDescribeClusterRequest,
};

function decodeDescribeClusterRequest(reader: WireReader, version: number): DescribeClusterRequest {
  const includeClusterAuthorizedOperations = reader.bool('includeClusterAuthorizedOperations');
  const endpointType = version >= 1 ? reader.int8('endpointType') : 1;
  const includeFencedBrokers = version >= 2 ? reader.bool('includeFencedBrokers') : false;
  reader.skipTags('tagged fields');
  return { includeClusterAuthorizedOperations, endpointType, includeFencedBrokers };
}

function encodeDescribeClusterRequest(writer: WireWriter, value: DescribeClusterRequestInput, version: number): void {
  writer.bool(value.includeClusterAuthorizedOperations);
  if (version >= 1) {
    writer.int8((value.endpointType ?? 1), 'DescribeClusterRequest.endpointType');
  }
  else if (value.endpointType !== undefined && value.endpointType !== 1) absentField('DescribeClusterRequest.endpointType', version);
  if (version >= 2) {
    writer.bool((value.includeFencedBrokers ?? false));
  }
  else if (value.includeFencedBrokers !== undefined && value.includeFencedBrokers !== false) absentField('DescribeClusterRequest.includeFencedBrokers', version);
  writer.uvarint(0);
}

export interface DescribeClusterResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly endpointType: number;
  readonly clusterId: string;
  readonly controllerId: number;
  readonly brokers: readonly DescribeClusterResponseBroker[];
  readonly clusterAuthorizedOperations: number;
}

export interface DescribeClusterResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
  readonly endpointType?: number | undefined;
  readonly clusterId: string;
  readonly controllerId?: number | undefined;
  readonly brokers: readonly DescribeClusterResponseBrokerInput[];
  readonly clusterAuthorizedOperations?: number | undefined;
}

export interface DescribeClusterResponseBroker {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly isFenced: boolean;
}

export interface DescribeClusterResponseBrokerInput {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null | undefined;
  readonly isFenced?: boolean | undefined;
}

export const describeClusterResponse: Codec<DescribeClusterResponse, DescribeClusterResponseInput> = {
  name: 'DescribeClusterResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeDescribeClusterResponse,
  encode: encodeDescribeClusterResponse,
};

function decodeDescribeClusterResponse(reader: WireReader, version: number): DescribeClusterResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  const endpointType = version >= 1 ? reader.int8('endpointType') : 1;
  const clusterId = reader.string(true, 'clusterId');
  const controllerId = reader.int32('controllerId');
  const brokersCount = reader.structListLength(true, 11, 'brokers');
  const brokers: DescribeClusterResponseBroker[] = [];
  for (let i = 0; i < brokersCount; i++) brokers.push(decodeDescribeClusterResponseBroker(reader, version));
  const clusterAuthorizedOperations = reader.int32('clusterAuthorizedOperations');
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, endpointType, clusterId, controllerId, brokers, clusterAuthorizedOperations };
}

function decodeDescribeClusterResponseBroker(reader: WireReader, version: number): DescribeClusterResponseBroker {
  const brokerId = reader.int32('brokers.brokerId');
  const host = reader.string(true, 'brokers.host');
  const port = reader.int32('brokers.port');
  const rack = reader.nullableString(true, 'brokers.rack');
  const isFenced = version >= 2 ? reader.bool('brokers.isFenced') : false;
  reader.skipTags('brokers.tagged fields');
  return { brokerId, host, port, rack, isFenced };
}

function encodeDescribeClusterResponse(writer: WireWriter, value: DescribeClusterResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'DescribeClusterResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'DescribeClusterResponse.errorCode');
  writer.nullableString(true, (value.errorMessage ?? null), 'DescribeClusterResponse.errorMessage');
  if (version >= 1) {
    writer.int8((value.endpointType ?? 1), 'DescribeClusterResponse.endpointType');
  }
  else if (value.endpointType !== undefined && value.endpointType !== 1) absentField('DescribeClusterResponse.endpointType', version);
  writer.string(true, value.clusterId, 'DescribeClusterResponse.clusterId');
  writer.int32((value.controllerId ?? -1), 'DescribeClusterResponse.controllerId');
  const brokersList = value.brokers;
  writer.listLength(true, brokersList.length, 'DescribeClusterResponse.brokers');
  for (const brokersItem of brokersList) encodeDescribeClusterResponseBroker(writer, brokersItem, version);
  writer.int32((value.clusterAuthorizedOperations ?? -2147483648), 'DescribeClusterResponse.clusterAuthorizedOperations');
  writer.uvarint(0);
}

function encodeDescribeClusterResponseBroker(writer: WireWriter, value: DescribeClusterResponseBrokerInput, version: number): void {
  writer.int32(value.brokerId, 'DescribeClusterResponse.brokers.brokerId');
  writer.string(true, value.host, 'DescribeClusterResponse.brokers.host');
  writer.int32(value.port, 'DescribeClusterResponse.brokers.port');
  writer.nullableString(true, (value.rack ?? null), 'DescribeClusterResponse.brokers.rack');
  if (version >= 2) {
    writer.bool((value.isFenced ?? false));
  }
  else if (value.isFenced !== undefined && value.isFenced !== false) absentField('DescribeClusterResponse.brokers.isFenced', version);
  writer.uvarint(0);
}
