// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ConsumerProtocolSubscription {
  readonly topics: readonly string[];
  readonly userData: Buffer | null;
  readonly ownedPartitions: readonly ConsumerProtocolSubscriptionTopicPartition[];
  readonly generationId: number;
  readonly rackId: string | null;
}

export interface ConsumerProtocolSubscriptionInput {
  readonly topics: readonly string[];
  readonly userData?: Uint8Array | null | undefined;
  readonly ownedPartitions?: readonly ConsumerProtocolSubscriptionTopicPartitionInput[] | undefined;
  readonly generationId?: number | undefined;
  readonly rackId?: string | null | undefined;
}

export interface ConsumerProtocolSubscriptionTopicPartition {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export type ConsumerProtocolSubscriptionTopicPartitionInput = ConsumerProtocolSubscriptionTopicPartition;

export const consumerProtocolSubscription: Codec<ConsumerProtocolSubscription, ConsumerProtocolSubscriptionInput> = {
  name: 'ConsumerProtocolSubscription',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerProtocolSubscription,
  encode: encodeConsumerProtocolSubscription,
};

function decodeConsumerProtocolSubscription(reader: WireReader, version: number): ConsumerProtocolSubscription {
  const topicsCount = reader.listLength(false, 2, 'topics');
  const topics: string[] = [];
  for (let i = 0; i < topicsCount; i++) topics.push(reader.string(false, 'topics'));
  const userData = reader.nullableBytes(false, 'userData');
  let ownedPartitions: ConsumerProtocolSubscriptionTopicPartition[] = [];
  if (version >= 1) {
    const ownedPartitionsCount = reader.structListLength(false, 6, 'ownedPartitions');
    const ownedPartitionsItems: ConsumerProtocolSubscriptionTopicPartition[] = [];
    for (let i = 0; i < ownedPartitionsCount; i++) ownedPartitionsItems.push(decodeConsumerProtocolSubscriptionTopicPartition(reader, version));
    ownedPartitions = ownedPartitionsItems;
  }
  const generationId = version >= 2 ? reader.int32('generationId') : -1;
  const rackId = version >= 3 ? reader.nullableString(false, 'rackId') : null;
  return { topics, userData, ownedPartitions, generationId, rackId };
}

function decodeConsumerProtocolSubscriptionTopicPartition(reader: WireReader, _version: number): ConsumerProtocolSubscriptionTopicPartition {
  const topic = reader.string(false, 'ownedPartitions.topic');
  const partitionsCount = reader.listLength(false, 4, 'ownedPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('ownedPartitions.partitions'));
  return { topic, partitions };
}

function encodeConsumerProtocolSubscription(writer: WireWriter, value: ConsumerProtocolSubscriptionInput, version: number): void {
  const topicsList = value.topics;
  writer.listLength(false, topicsList.length, 'ConsumerProtocolSubscription.topics');
  for (const topicsItem of topicsList) writer.string(false, topicsItem, 'ConsumerProtocolSubscription.topics');
  writer.nullableBytes(false, (value.userData ?? null), 'ConsumerProtocolSubscription.userData');
  if (version >= 1) {
    const ownedPartitionsList = (value.ownedPartitions ?? []);
    writer.listLength(false, ownedPartitionsList.length, 'ConsumerProtocolSubscription.ownedPartitions');
    for (const ownedPartitionsItem of ownedPartitionsList) encodeConsumerProtocolSubscriptionTopicPartition(writer, ownedPartitionsItem, version);
  }
  if (version >= 2) {
    writer.int32((value.generationId ?? -1), 'ConsumerProtocolSubscription.generationId');
  }
  if (version >= 3) {
    writer.nullableString(false, (value.rackId ?? null), 'ConsumerProtocolSubscription.rackId');
  }
}

function encodeConsumerProtocolSubscriptionTopicPartition(writer: WireWriter, value: ConsumerProtocolSubscriptionTopicPartitionInput, _version: number): void {
  writer.string(false, value.topic, 'ConsumerProtocolSubscription.ownedPartitions.topic');
  const partitionsList = value.partitions;
  writer.listLength(false, partitionsList.length, 'ConsumerProtocolSubscription.ownedPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerProtocolSubscription.ownedPartitions.partitions');
}

export interface ConsumerProtocolAssignment {
  readonly assignedPartitions: readonly ConsumerProtocolAssignmentTopicPartition[];
  readonly userData: Buffer | null;
}

export interface ConsumerProtocolAssignmentInput {
  readonly assignedPartitions: readonly ConsumerProtocolAssignmentTopicPartitionInput[];
  readonly userData?: Uint8Array | null | undefined;
}

export interface ConsumerProtocolAssignmentTopicPartition {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export type ConsumerProtocolAssignmentTopicPartitionInput = ConsumerProtocolAssignmentTopicPartition;

export const consumerProtocolAssignment: Codec<ConsumerProtocolAssignment, ConsumerProtocolAssignmentInput> = {
  name: 'ConsumerProtocolAssignment',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: Number.POSITIVE_INFINITY,
  decode: decodeConsumerProtocolAssignment,
  encode: encodeConsumerProtocolAssignment,
};

function decodeConsumerProtocolAssignment(reader: WireReader, version: number): ConsumerProtocolAssignment {
  const assignedPartitionsCount = reader.structListLength(false, 6, 'assignedPartitions');
  const assignedPartitions: ConsumerProtocolAssignmentTopicPartition[] = [];
  for (let i = 0; i < assignedPartitionsCount; i++) assignedPartitions.push(decodeConsumerProtocolAssignmentTopicPartition(reader, version));
  const userData = reader.nullableBytes(false, 'userData');
  return { assignedPartitions, userData };
}

function decodeConsumerProtocolAssignmentTopicPartition(reader: WireReader, _version: number): ConsumerProtocolAssignmentTopicPartition {
  const topic = reader.string(false, 'assignedPartitions.topic');
  const partitionsCount = reader.listLength(false, 4, 'assignedPartitions.partitions');
  const partitions: number[] = [];
  for (let i = 0; i < partitionsCount; i++) partitions.push(reader.int32('assignedPartitions.partitions'));
  return { topic, partitions };
}

function encodeConsumerProtocolAssignment(writer: WireWriter, value: ConsumerProtocolAssignmentInput, version: number): void {
  const assignedPartitionsList = value.assignedPartitions;
  writer.listLength(false, assignedPartitionsList.length, 'ConsumerProtocolAssignment.assignedPartitions');
  for (const assignedPartitionsItem of assignedPartitionsList) encodeConsumerProtocolAssignmentTopicPartition(writer, assignedPartitionsItem, version);
  writer.nullableBytes(false, (value.userData ?? null), 'ConsumerProtocolAssignment.userData');
}

function encodeConsumerProtocolAssignmentTopicPartition(writer: WireWriter, value: ConsumerProtocolAssignmentTopicPartitionInput, _version: number): void {
  writer.string(false, value.topic, 'ConsumerProtocolAssignment.assignedPartitions.topic');
  const partitionsList = value.partitions;
  writer.listLength(false, partitionsList.length, 'ConsumerProtocolAssignment.assignedPartitions.partitions');
  for (const partitionsItem of partitionsList) writer.int32(partitionsItem, 'ConsumerProtocolAssignment.assignedPartitions.partitions');
}
