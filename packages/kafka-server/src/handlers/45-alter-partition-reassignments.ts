import {
  apis,
  type AlterPartitionReassignmentsRequest,
  type AlterPartitionReassignmentsResponseInput,
} from '@drave/kafka-protocol';
import { change, NO_ERROR, resultError, wireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * AlterPartitionReassignments, versions 0 to 1 (KIP-455).
 *
 * Begins to move partitions to other brokers, or with null replicas takes a move back. The moves end on their own. From
 * version 1 on the client may insist on the number of replicas (KIP-860).
 *
 * Deviations: none known.
 */
export const alterPartitionReassignmentsRow: HandlerRow<
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponseInput
> = {
  api: apis.AlterPartitionReassignments,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, responses: [] }),
};

async function handle(
  context: HandlerContext,
  request: AlterPartitionReassignmentsRequest,
): Promise<AlterPartitionReassignmentsResponseInput> {
  const { timeoutMs, topics, allowReplicationFactorChange } = request;
  const reassignments = topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, replicas }) => ({ topic, partition, target: replicas ?? undefined })),
  );
  const command = { kind: 'reassignPartitions', reassignments, allowReplicationFactorChange } as const;
  const { response } = await change(context, timeoutMs, command);
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
  return { ...NO_ERROR, allowReplicationFactorChange, responses };
}
