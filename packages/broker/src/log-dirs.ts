import { isDraveError, type Bytes, type Offset } from '@drave/base';
import type { Disk, DiskSpace } from '@drave/env';
import type { LogDirectory, PartitionLog } from '@drave/log';
import type { ReplicaManager } from '@drave/replica';
import { type BrokerDomain, refuseTopic } from './domain.js';
import type { RequestContext } from './request-context.js';
import type { DescribeLogDirsRequest, LogDirDescription, LogDirReplica, PartitionRef } from './requests.js';

/**
 * What lies in each log directory of this broker (KIP-113, KIP-827). A directory that failed is listed without
 * replicas; replicas of topics that the caller may not see are left out.
 */
export async function describeLogDirs(
  domain: BrokerDomain,
  replicas: ReplicaManager,
  disk: Pick<Disk, 'space'>,
  context: RequestContext,
  request: DescribeLogDirsRequest,
): Promise<LogDirDescription[]> {
  const wanted = wantedFrom(request.partitions);
  const isShown = (log: PartitionLog): boolean =>
    wanted(log) && refuseTopic(domain, context, 'describe', log.topicPartition.topic, 'passedOver') === undefined;
  const found: LogDirDescription[] = [];
  for (const directory of replicas.directories.all) {
    if (!directory.online) {
      found.push(failed(directory.path, 'the log directory is offline'));
      continue;
    }
    const { totalBytes, freeBytes } = await spaceOf(disk, directory);
    found.push({
      path: directory.path,
      failure: undefined,
      totalBytes,
      usableBytes: freeBytes,
      replicas: [
        ...directory.logs.filter(isShown).map((log) => replicaOf(replicas, log)),
        ...directory.futures.all.filter(isShown).map((log) => futureOf(replicas, log)),
      ],
    });
  }
  for (const [path, reason] of replicas.directories.failed) found.push(failed(path, reason.message));
  return found;
}

/** -1: the file system does not say. */
const UNKNOWN_BYTES: Bytes = -1;

async function spaceOf(disk: Pick<Disk, 'space'>, directory: LogDirectory): Promise<DiskSpace> {
  try {
    return await disk.space(directory.path);
  } catch (reason) {
    if (!isDraveError(reason)) throw reason;
    // The description is about replicas; a file system that cannot be asked is told as unknown.
    return { totalBytes: UNKNOWN_BYTES, freeBytes: UNKNOWN_BYTES };
  }
}

function failed(path: string, message: string): LogDirDescription {
  const failure = { code: 'KAFKA_STORAGE_ERROR', message } as const;
  return { path, failure, totalBytes: UNKNOWN_BYTES, usableBytes: UNKNOWN_BYTES, replicas: [] };
}

function wantedFrom(partitions: readonly PartitionRef[] | 'all'): (log: PartitionLog) => boolean {
  if (partitions === 'all') return () => true;
  const keys = new Set(partitions.map(({ topic, partition }) => `${topic}/${partition}`));
  return ({ topicPartition: { topic, partition } }) => keys.has(`${topic}/${partition}`);
}

function replicaOf(replicas: ReplicaManager, log: PartitionLog): LogDirReplica {
  const partition = replicas.partitionOf(log.topicId, log.topicPartition.partition);
  const { topic, partition: index } = log.topicPartition;
  return {
    topicId: log.topicId,
    topic,
    partition: index,
    sizeBytes: log.size,
    offsetLag: lagOf(log, partition?.highWatermark ?? 0),
    isFuture: false,
  };
}

/** Until it has caught up with the replica whose place it is to take. */
function futureOf(replicas: ReplicaManager, log: PartitionLog): LogDirReplica {
  const partition = replicas.partitionOf(log.topicId, log.topicPartition.partition);
  const offsetLag = lagOf(log, partition?.log.logEndOffset ?? 0);
  return { ...replicaOf(replicas, log), offsetLag, isFuture: true };
}

/** How far the log's end lies behind what is there: above 0 only on a replica that has to catch up. */
function lagOf(log: PartitionLog, endOffset: Offset): Offset {
  return Math.max(0, endOffset - log.logEndOffset);
}
