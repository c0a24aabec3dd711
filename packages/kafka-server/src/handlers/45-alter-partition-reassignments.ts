import {
  apis,
  type AlterPartitionReassignmentsRequest,
  type AlterPartitionReassignmentsResponseInput,
} from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { change, NO_ERROR, resultError, wireError } from './controller-door.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * AlterPartitionReassignments, version 0 (KIP-455).
 *
 * Begins to move partitions to other brokers, or with null replicas takes a move back. The moves end on their own.
 *
 * Deviations: none known.
 */
export const alterPartitionReassignmentsRow: HandlerRow<
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponseInput
> = {
  api: apis.AlterPartitionReassignments,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, responses: [] }),
};

async function handle(
  context: HandlerContext,
  request: AlterPartitionReassignmentsRequest,
): Promise<AlterPartitionReassignmentsResponseInput> {
  const denied = denyCluster(context, 'alter');
  if (denied !== undefined) return { ...denied, responses: [] };
  const { timeoutMs, topics } = request;
  const reassignments = topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, replicas }) => ({ topic, partition, target: replicas ?? undefined })),
  );
  const { response } = await change(context, timeoutMs, { kind: 'reassignPartitions', reassignments });
  let at = 0;
  const responses = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => {
      const outcome = response[at++];
      const error =
        outcome === undefined ? wireError('UNKNOWN_SERVER_ERROR', 'no answer') : resultError(outcome.result);
      return { partitionIndex, ...error };
    }),
  }));
  return { ...NO_ERROR, responses };
}
