// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import { UUID_ZERO, type Uuid } from '@drave/base';
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface DescribeQuorumRequest {
  readonly topics: readonly DescribeQuorumRequestTopic[];
}

export type DescribeQuorumRequestInput = DescribeQuorumRequest;

export interface DescribeQuorumRequestTopic {
  readonly topicName: string;
  readonly partitions: readonly DescribeQuorumRequestPartition[];
}

export type DescribeQuorumRequestTopicInput = DescribeQuorumRequestTopic;

export interface DescribeQuorumRequestPartition {
  readonly partitionIndex: number;
}

export type DescribeQuorumRequestPartitionInput = DescribeQuorumRequestPartition;

export const describeQuorumRequest: Codec<DescribeQuorumRequest, DescribeQuorumRequestInput> = {
  name: 'DescribeQuorumRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeDescribeQuorumRequest,
  encode: encodeDescribeQuorumRequest,
};

function decodeDescribeQuorumRequest(reader: WireReader, version: number): DescribeQuorumRequest {
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: DescribeQuorumRequestTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeQuorumRequestTopic(reader, version));
  reader.skipTags('tagged fields');
  return { topics };
}

function decodeDescribeQuorumRequestTopic(reader: WireReader, version: number): DescribeQuorumRequestTopic {
  const topicName = reader.string(true, 'topics.topicName');
  const partitionsCount = reader.structListLength(true, 5, 'topics.partitions');
  const partitions: DescribeQuorumRequestPartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDescribeQuorumRequestPartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { topicName, partitions };
}

function decodeDescribeQuorumRequestPartition(reader: WireReader, _version: number): DescribeQuorumRequestPartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex };
}

function encodeDescribeQuorumRequest(writer: WireWriter, value: DescribeQuorumRequestInput, version: number): void {
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeQuorumRequest.topics');
  for (const topicsItem of topicsList) encodeDescribeQuorumRequestTopic(writer, topicsItem, version);
  writer.uvarint(0);
}

function encodeDescribeQuorumRequestTopic(writer: WireWriter, value: DescribeQuorumRequestTopicInput, version: number): void {
  writer.string(true, value.topicName, 'DescribeQuorumRequest.topics.topicName');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeQuorumRequest.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDescribeQuorumRequestPartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeDescribeQuorumRequestPartition(writer: WireWriter, value: DescribeQuorumRequestPartitionInput, _version: number): void {
  writer.int32(value.partitionIndex, 'DescribeQuorumRequest.topics.partitions.partitionIndex');
  writer.uvarint(0);
}

export interface DescribeQuorumResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topics: readonly DescribeQuorumResponseTopic[];
  readonly nodes: readonly DescribeQuorumResponseNode[];
}

export interface DescribeQuorumResponseInput {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topics: readonly DescribeQuorumResponseTopicInput[];
  readonly nodes: readonly DescribeQuorumResponseNodeInput[];
}

export interface DescribeQuorumResponseNode {
  readonly nodeId: number;
  readonly listeners: readonly DescribeQuorumResponseListener[];
}

export type DescribeQuorumResponseNodeInput = DescribeQuorumResponseNode;

export interface DescribeQuorumResponseListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export type DescribeQuorumResponseListenerInput = DescribeQuorumResponseListener;

export interface DescribeQuorumResponseTopic {
  readonly topicName: string;
  readonly partitions: readonly DescribeQuorumResponsePartition[];
}

export interface DescribeQuorumResponseTopicInput {
  readonly topicName: string;
  readonly partitions: readonly DescribeQuorumResponsePartitionInput[];
}

export interface DescribeQuorumResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly currentVoters: readonly DescribeQuorumResponseReplica[];
  readonly observers: readonly DescribeQuorumResponseReplica[];
}

export interface DescribeQuorumResponsePartitionInput {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly currentVoters: readonly DescribeQuorumResponseReplicaInput[];
  readonly observers: readonly DescribeQuorumResponseReplicaInput[];
}

export interface DescribeQuorumResponseReplica {
  readonly replicaId: number;
  readonly replicaDirectoryId: Uuid;
  readonly logEndOffset: number;
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}

export interface DescribeQuorumResponseReplicaInput {
  readonly replicaId: number;
  readonly replicaDirectoryId: Uuid;
  readonly logEndOffset: number;
  readonly lastFetchTimestamp?: number | undefined;
  readonly lastCaughtUpTimestamp?: number | undefined;
}

export const describeQuorumResponse: Codec<DescribeQuorumResponse, DescribeQuorumResponseInput> = {
  name: 'DescribeQuorumResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeDescribeQuorumResponse,
  encode: encodeDescribeQuorumResponse,
};

function decodeDescribeQuorumResponse(reader: WireReader, version: number): DescribeQuorumResponse {
  const errorCode = reader.int16('errorCode');
  const errorMessage = version >= 2 ? reader.nullableString(true, 'errorMessage') : '';
  const topicsCount = reader.structListLength(true, 3, 'topics');
  const topics: DescribeQuorumResponseTopic[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(decodeDescribeQuorumResponseTopic(reader, version));
  let nodes: DescribeQuorumResponseNode[] = [];
  if (version >= 2) {
    const nodesCount = reader.structListLength(true, 6, 'nodes');
    const nodesItems: DescribeQuorumResponseNode[] = [];
    for (let i = 0; i < nodesCount; i++) nodesItems.push(decodeDescribeQuorumResponseNode(reader, version));
    nodes = nodesItems;
  }
  reader.skipTags('tagged fields');
  return { errorCode, errorMessage, topics, nodes };
}

function decodeDescribeQuorumResponseNode(reader: WireReader, version: number): DescribeQuorumResponseNode {
  const nodeId = reader.int32('nodes.nodeId');
  const listenersCount = reader.structListLength(true, 5, 'nodes.listeners');
  const listeners: DescribeQuorumResponseListener[] = [];
  for (let i = 0; i < listenersCount; i++) listeners.push(decodeDescribeQuorumResponseListener(reader, version));
  reader.skipTags('nodes.tagged fields');
  return { nodeId, listeners };
}

function decodeDescribeQuorumResponseListener(reader: WireReader, _version: number): DescribeQuorumResponseListener {
  const name = reader.string(true, 'nodes.listeners.name');
  const host = reader.string(true, 'nodes.listeners.host');
  const port = reader.uint16('nodes.listeners.port');
  reader.skipTags('nodes.listeners.tagged fields');
  return { name, host, port };
}

function decodeDescribeQuorumResponseTopic(reader: WireReader, version: number): DescribeQuorumResponseTopic {
  const topicName = reader.string(true, 'topics.topicName');
  const partitionsCount = reader.structListLength(true, 25, 'topics.partitions');
  const partitions: DescribeQuorumResponsePartition[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(decodeDescribeQuorumResponsePartition(reader, version));
  reader.skipTags('topics.tagged fields');
  return { topicName, partitions };
}

function decodeDescribeQuorumResponsePartition(reader: WireReader, version: number): DescribeQuorumResponsePartition {
  const partitionIndex = reader.int32('topics.partitions.partitionIndex');
  const errorCode = reader.int16('topics.partitions.errorCode');
  const errorMessage = version >= 2 ? reader.nullableString(true, 'topics.partitions.errorMessage') : '';
  const leaderId = reader.int32('topics.partitions.leaderId');
  const leaderEpoch = reader.int32('topics.partitions.leaderEpoch');
  const highWatermark = reader.int64('topics.partitions.highWatermark');
  const currentVotersCount = reader.structListLength(true, 13, 'topics.partitions.currentVoters');
  const currentVoters: DescribeQuorumResponseReplica[] = [];
  for (let i = 0; i < currentVotersCount; i++) currentVoters.push(decodeDescribeQuorumResponseReplica(reader, version));
  const observersCount = reader.structListLength(true, 13, 'topics.partitions.observers');
  const observers: DescribeQuorumResponseReplica[] = [];
  for (let i = 0; i < observersCount; i++) observers.push(decodeDescribeQuorumResponseReplica(reader, version));
  reader.skipTags('topics.partitions.tagged fields');
  return { partitionIndex, errorCode, errorMessage, leaderId, leaderEpoch, highWatermark, currentVoters, observers };
}

function decodeDescribeQuorumResponseReplica(reader: WireReader, version: number): DescribeQuorumResponseReplica {
  const replicaId = reader.int32('topics.partitions.currentVoters.replicaId');
  const replicaDirectoryId = version >= 2 ? reader.uuid('topics.partitions.currentVoters.replicaDirectoryId') : UUID_ZERO;
  const logEndOffset = reader.int64('topics.partitions.currentVoters.logEndOffset');
  const lastFetchTimestamp = version >= 1 ? reader.int64('topics.partitions.currentVoters.lastFetchTimestamp') : -1;
  const lastCaughtUpTimestamp = version >= 1 ? reader.int64('topics.partitions.currentVoters.lastCaughtUpTimestamp') : -1;
  reader.skipTags('topics.partitions.currentVoters.tagged fields');
  return { replicaId, replicaDirectoryId, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp };
}

function encodeDescribeQuorumResponse(writer: WireWriter, value: DescribeQuorumResponseInput, version: number): void {
  writer.int16(value.errorCode, 'DescribeQuorumResponse.errorCode');
  if (version >= 2) {
    writer.nullableString(true, value.errorMessage, 'DescribeQuorumResponse.errorMessage');
  }
  const topicsList = value.topics;
  writer.listLength(true, topicsList.length, 'DescribeQuorumResponse.topics');
  for (const topicsItem of topicsList) encodeDescribeQuorumResponseTopic(writer, topicsItem, version);
  if (version >= 2) {
    const nodesList = value.nodes;
    writer.listLength(true, nodesList.length, 'DescribeQuorumResponse.nodes');
    for (const nodesItem of nodesList) encodeDescribeQuorumResponseNode(writer, nodesItem, version);
  }
  writer.uvarint(0);
}

function encodeDescribeQuorumResponseNode(writer: WireWriter, value: DescribeQuorumResponseNodeInput, version: number): void {
  writer.int32(value.nodeId, 'DescribeQuorumResponse.nodes.nodeId');
  const listenersList = value.listeners;
  writer.listLength(true, listenersList.length, 'DescribeQuorumResponse.nodes.listeners');
  for (const listenersItem of listenersList) encodeDescribeQuorumResponseListener(writer, listenersItem, version);
  writer.uvarint(0);
}

function encodeDescribeQuorumResponseListener(writer: WireWriter, value: DescribeQuorumResponseListenerInput, _version: number): void {
  writer.string(true, value.name, 'DescribeQuorumResponse.nodes.listeners.name');
  writer.string(true, value.host, 'DescribeQuorumResponse.nodes.listeners.host');
  writer.uint16(value.port, 'DescribeQuorumResponse.nodes.listeners.port');
  writer.uvarint(0);
}

function encodeDescribeQuorumResponseTopic(writer: WireWriter, value: DescribeQuorumResponseTopicInput, version: number): void {
  writer.string(true, value.topicName, 'DescribeQuorumResponse.topics.topicName');
  const partitionsList = value.partitions;
  writer.listLength(true, partitionsList.length, 'DescribeQuorumResponse.topics.partitions');
  for (const partitionsItem of partitionsList) encodeDescribeQuorumResponsePartition(writer, partitionsItem, version);
  writer.uvarint(0);
}

function encodeDescribeQuorumResponsePartition(writer: WireWriter, value: DescribeQuorumResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex, 'DescribeQuorumResponse.topics.partitions.partitionIndex');
  writer.int16(value.errorCode, 'DescribeQuorumResponse.topics.partitions.errorCode');
  if (version >= 2) {
    writer.nullableString(true, value.errorMessage, 'DescribeQuorumResponse.topics.partitions.errorMessage');
  }
  writer.int32(value.leaderId, 'DescribeQuorumResponse.topics.partitions.leaderId');
  writer.int32(value.leaderEpoch, 'DescribeQuorumResponse.topics.partitions.leaderEpoch');
  writer.int64(value.highWatermark, 'DescribeQuorumResponse.topics.partitions.highWatermark');
  const currentVotersList = value.currentVoters;
  writer.listLength(true, currentVotersList.length, 'DescribeQuorumResponse.topics.partitions.currentVoters');
  for (const currentVotersItem of currentVotersList) encodeDescribeQuorumResponseReplica(writer, currentVotersItem, version);
  const observersList = value.observers;
  writer.listLength(true, observersList.length, 'DescribeQuorumResponse.topics.partitions.observers');
  for (const observersItem of observersList) encodeDescribeQuorumResponseReplica(writer, observersItem, version);
  writer.uvarint(0);
}

function encodeDescribeQuorumResponseReplica(writer: WireWriter, value: DescribeQuorumResponseReplicaInput, version: number): void {
  writer.int32(value.replicaId, 'DescribeQuorumResponse.topics.partitions.currentVoters.replicaId');
  if (version >= 2) {
    writer.uuid(value.replicaDirectoryId, 'DescribeQuorumResponse.topics.partitions.currentVoters.replicaDirectoryId');
  }
  writer.int64(value.logEndOffset, 'DescribeQuorumResponse.topics.partitions.currentVoters.logEndOffset');
  if (version >= 1) {
    writer.int64((value.lastFetchTimestamp ?? -1), 'DescribeQuorumResponse.topics.partitions.currentVoters.lastFetchTimestamp');
  }
  if (version >= 1) {
    writer.int64((value.lastCaughtUpTimestamp ?? -1), 'DescribeQuorumResponse.topics.partitions.currentVoters.lastCaughtUpTimestamp');
  }
  writer.uvarint(0);
}
