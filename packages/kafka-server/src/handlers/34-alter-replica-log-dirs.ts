import { errors, type TopicName } from '@drave/base';
import type { LogDirAssignment } from '@drave/broker';
import {
  apis,
  type AlterReplicaLogDirsRequest,
  type AlterReplicaLogDirsResponseInput,
  type AlterReplicaLogDirsResponsePartitionInput,
} from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * AlterReplicaLogDirs, versions 1 and 2 (KIP-113).
 *
 * Has replicas of this broker moved to other log directories of it, named by their paths. The answer comes when their
 * future logs are there; DescribeLogDirs shows how far the copies are. A replica that is not here yet is answered
 * REPLICA_NOT_AVAILABLE, and the directory is remembered for when it is made.
 *
 * Deviations: a copy for which the other disk has no room is given up, where Kafka takes the directory offline.
 */
export const alterReplicaLogDirsRow: HandlerRow<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponseInput> = {
  api: apis.AlterReplicaLogDirs,
  minVersion: 1,
  maxVersion: 2,
  handle,
  refuse: (errorCode, _message, request) => answer(assignmentsOf(request).map((asked) => ({ ...asked, errorCode }))),
};

async function handle(
  context: HandlerContext,
  request: AlterReplicaLogDirsRequest,
): Promise<AlterReplicaLogDirsResponseInput> {
  const assignments = assignmentsOf(request);
  const { replicas } = await context.domain.broker.alterLogDirs(context.caller, { assignments, validateOnly: false });
  return answer(
    replicas.map(({ topic, partition, failure }) => ({
      topic,
      partition,
      errorCode: failure === undefined ? 0 : errors[failure.code].kafka,
    })),
  );
}

/** A replica that is named with several directories goes to the last one. */
function assignmentsOf({ dirs }: AlterReplicaLogDirsRequest): LogDirAssignment[] {
  const byReplica = new Map<string, LogDirAssignment>();
  for (const { path, topics } of dirs)
    for (const { name: topic, partitions } of topics)
      for (const partition of partitions) byReplica.set(`${topic}/${partition}`, { topic, partition, path });
  return [...byReplica.values()];
}

function answer(
  replicas: readonly { readonly topic: TopicName; readonly partition: number; readonly errorCode: number }[],
): AlterReplicaLogDirsResponseInput {
  const byTopic = new Map<TopicName, AlterReplicaLogDirsResponsePartitionInput[]>();
  for (const { topic, partition, errorCode } of replicas) {
    const list = byTopic.get(topic);
    const result = { partitionIndex: partition, errorCode };
    if (list === undefined) byTopic.set(topic, [result]);
    else list.push(result);
  }
  return { results: [...byTopic].map(([topicName, partitions]) => ({ topicName, partitions })) };
}
