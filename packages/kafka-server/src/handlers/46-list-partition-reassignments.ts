import {
  apis,
  type ListPartitionReassignmentsRequest,
  type ListPartitionReassignmentsResponseInput,
} from '@drave/kafka-protocol';
import { isReassigning, type PartitionRegistration, type TopicImage } from '@drave/metadata';
import { denyCluster } from './access.js';
import { latestImage, NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ListPartitionReassignments, version 0 (KIP-455).
 *
 * Partitions that are being moved now, as every change acknowledged before the request left them. Null topics ask for
 * all; what is not being moved is left out.
 *
 * Deviations: none known.
 */
export const listPartitionReassignmentsRow: HandlerRow<
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponseInput
> = {
  api: apis.ListPartitionReassignments,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, topics: [] }),
};

async function handle(
  context: HandlerContext,
  request: ListPartitionReassignmentsRequest,
): Promise<ListPartitionReassignmentsResponseInput> {
  const denied = denyCluster(context, 'describe');
  if (denied !== undefined) return { ...denied, topics: [] };
  const image = await latestImage(context, request.timeoutMs);
  const asked = request.topics?.map(({ name, partitionIndexes }) => ({
    topic: image.topicByName(name),
    indexes: new Set(partitionIndexes),
  }));
  const found = asked ?? [...image.topics()].map((topic) => ({ topic, indexes: undefined }));
  const topics = found.flatMap(({ topic, indexes }) => {
    const moving = topic === undefined ? [] : movingOf(topic, indexes);
    return topic === undefined || moving.length === 0 ? [] : [{ name: topic.name, partitions: moving }];
  });
  return { ...NO_ERROR, topics };
}

function movingOf(topic: TopicImage, indexes: ReadonlySet<number> | undefined) {
  return [...topic.partitions()]
    .filter((partition) => isReassigning(partition) && (indexes === undefined || indexes.has(partition.index)))
    .map(moveAnswer);
}

function moveAnswer({ index, replicas, addingReplicas, removingReplicas }: PartitionRegistration) {
  return { partitionIndex: index, replicas, addingReplicas, removingReplicas };
}
