import { assert, type Bytes, type PartitionIndex, type TopicName } from '@drave/base';
import type { Random } from '@drave/env';
import { partitionForKey } from '@drave/records';

/** What a partitioner decides by. */
export interface PartitionerInput {
  readonly topic: TopicName;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly partitionCount: number;
  /** The partitions that have a leader; all partitions when none has. Never empty. */
  readonly available: readonly PartitionIndex[];
}

/** A rule that chooses the partition of a record. It runs once per record, so it must be cheap. */
export interface Partitioner {
  /** The partition index, from 0 to partitionCount - 1. */
  partition(input: PartitionerInput): PartitionIndex;
  /** Called after a record without a key or partition was appended, so that the partitioner can count bytes. */
  appended?(topic: TopicName, partition: PartitionIndex, bytes: Bytes): void;
}

/**
 * Kafka's default: records with a key go by murmur2 of the key, so that one key stays in one partition and in order;
 * records without one fill a partition with `batchSize` bytes before the next is drawn (KIP-794).
 */
export class DefaultPartitioner implements Partitioner {
  private readonly random: Random;
  private readonly batchBytes: Bytes;
  private readonly sticky = new Map<TopicName, { partition: PartitionIndex; bytesLeft: number }>();

  constructor(random: Random, batchBytes: Bytes) {
    this.random = random;
    this.batchBytes = batchBytes;
  }

  partition(input: PartitionerInput): PartitionIndex {
    if (input.key !== null) return partitionForKey(input.key, input.partitionCount);
    const current = this.sticky.get(input.topic);
    if (current !== undefined && current.bytesLeft > 0 && input.available.includes(current.partition)) {
      return current.partition;
    }
    const partition = input.available[this.random.integer(input.available.length)];
    assert(partition !== undefined, 'there is always a partition to choose');
    this.sticky.set(input.topic, { partition, bytesLeft: this.batchBytes });
    return partition;
  }

  appended(topic: TopicName, partition: PartitionIndex, bytes: Bytes): void {
    const current = this.sticky.get(topic);
    if (current?.partition === partition) current.bytesLeft -= bytes;
  }
}
