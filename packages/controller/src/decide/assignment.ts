import { limits, type NodeId } from '@drave/base';
import { isActive, type MetadataImage } from '@drave/metadata';
import { reject, type Rejection } from '../decision.js';
import { usableBrokers } from '../placement.js';

/** What is wrong with explicit replicas of some partitions; undefined when nothing is. */
export function invalidAssignment(
  image: MetadataImage,
  assignments: readonly (readonly NodeId[])[],
  replicationFactor: number,
): Rejection | undefined {
  if (assignments.length === 0) return reject('INVALID_PARTITIONS', 'the assignment has no partitions');
  for (const [index, replicas] of assignments.entries()) {
    const refused = invalidReplicas(image, index, replicas);
    if (refused !== undefined) return refused;
    if (replicas.length !== replicationFactor) {
      const message = `partition ${index} has ${replicas.length} replicas and the others have ${replicationFactor}`;
      return reject('INVALID_REPLICA_ASSIGNMENT', message);
    }
    if (!replicas.some((id) => isActive(image.broker(id)))) {
      const message = `none of the replicas of partition ${index} (${replicas.join(', ')}) is in service`;
      return reject('INVALID_REPLICA_ASSIGNMENT', message);
    }
  }
  return undefined;
}

/** What is wrong with explicit replicas of one partition, whichever brokers are alive; undefined when nothing is. */
export function invalidReplicas(
  image: MetadataImage,
  index: number,
  replicas: readonly NodeId[],
): Rejection | undefined {
  if (replicas.length === 0) {
    return reject('INVALID_REPLICA_ASSIGNMENT', `the assignment of partition ${index} names no broker`);
  }
  if (new Set(replicas).size !== replicas.length) {
    return reject('INVALID_REPLICA_ASSIGNMENT', `the assignment of partition ${index} names a broker twice`);
  }
  const unknown = replicas.find((id) => image.broker(id) === undefined);
  if (unknown === undefined) return undefined;
  const message = `the assignment of partition ${index} names broker ${unknown}, which is not registered`;
  return reject('INVALID_REPLICA_ASSIGNMENT', message);
}

export function invalidPartitionCount(partitionCount: number): Rejection | undefined {
  if (!Number.isSafeInteger(partitionCount) || partitionCount < 1) {
    return reject('INVALID_PARTITIONS', `a topic has at least 1 partition, not ${partitionCount}`);
  }
  if (partitionCount <= limits.partitionsPerTopicMax) return undefined;
  const max = limits.partitionsPerTopicMax;
  return reject('INVALID_PARTITIONS', `a topic has at most ${max} partitions, not ${partitionCount}`);
}

export function invalidReplicationFactor(image: MetadataImage, replicationFactor: number): Rejection | undefined {
  if (!Number.isSafeInteger(replicationFactor) || replicationFactor < 1) {
    return reject('INVALID_REPLICATION_FACTOR', `a replication factor is at least 1, not ${replicationFactor}`);
  }
  const brokers = usableBrokers(image).length;
  if (replicationFactor <= brokers) return undefined;
  const message = `replication factor ${replicationFactor} needs as many brokers, and ${brokers} are registered`;
  return reject('INVALID_REPLICATION_FACTOR', message);
}
