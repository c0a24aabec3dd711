import { errors, type PartitionIndex, type TopicName } from '@drave/base';
import type { LogDirDescription, LogDirReplica, PartitionRef } from '@drave/broker';
import {
  apis,
  type DescribeLogDirsRequest,
  type DescribeLogDirsResponseInput,
  type DescribeLogDirsResponseLogDirInput,
} from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeLogDirs, versions 1 to 5.
 *
 * The log directories of this broker and the replicas in them, and the future ones of replicas that are being moved.
 * Null topics ask for all; what is not here is left out. None is ever cordoned (KIP-1066), as version 5 says of each.
 *
 * Deviations: none known.
 */
export const describeLogDirsRow: HandlerRow<DescribeLogDirsRequest, DescribeLogDirsResponseInput> = {
  api: apis.DescribeLogDirs,
  minVersion: 1,
  maxVersion: 5,
  handle,
  refuse: (errorCode) => ({ errorCode, results: [] }),
};

async function handle(context: HandlerContext, request: DescribeLogDirsRequest): Promise<DescribeLogDirsResponseInput> {
  const partitions = request.topics === null ? 'all' : request.topics.flatMap(refsOf);
  const directories = await context.domain.broker.describeLogDirs(context.caller, { partitions });
  return { errorCode: 0, results: directories.map(directoryAnswer) };
}

function refsOf({ topic, partitions }: NonNullable<DescribeLogDirsRequest['topics']>[number]): PartitionRef[] {
  return partitions.map((partition) => ({ topic, partition }));
}

function directoryAnswer(directory: LogDirDescription): DescribeLogDirsResponseLogDirInput {
  const { path, failure, totalBytes, usableBytes, replicas } = directory;
  const byTopic = new Map<TopicName, LogDirReplica[]>();
  for (const replica of replicas) {
    const list = byTopic.get(replica.topic);
    if (list === undefined) byTopic.set(replica.topic, [replica]);
    else list.push(replica);
  }
  return {
    errorCode: failure === undefined ? 0 : errors[failure.code].kafka,
    logDir: path,
    topics: [...byTopic].map(([name, list]) => ({ name, partitions: list.map(replicaAnswer) })),
    totalBytes,
    usableBytes,
  };
}

function replicaAnswer({ partition, sizeBytes, offsetLag, isFuture }: LogDirReplica): {
  readonly partitionIndex: PartitionIndex;
  readonly partitionSize: number;
  readonly offsetLag: number;
  readonly isFutureKey: boolean;
} {
  return { partitionIndex: partition, partitionSize: sizeBytes, offsetLag, isFutureKey: isFuture };
}
