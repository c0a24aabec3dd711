import { errors, type TopicName } from '@drave/base';
import type { PartitionOutcome } from '@drave/controller';
import {
  apis,
  type ElectLeadersRequest,
  type ElectLeadersResponseInput,
  type ElectLeadersResponsePartitionInput,
} from '@drave/kafka-protocol';
import { change, resultError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ElectLeaders, versions 0 to 2 (KIP-460).
 *
 * Gives leadership to the preferred replicas, or (type 1) to any living one where nothing complete is left. Null topics
 * ask for every partition that needs it; the answer then lists only those.
 *
 * Deviations: none known.
 */
export const electLeadersRow: HandlerRow<ElectLeadersRequest, ElectLeadersResponseInput> = {
  api: apis.ElectLeaders,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode, errorMessage, { topicPartitions }) => ({
    errorCode,
    replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode, errorMessage })),
    })),
  }),
};

const electionTypes = ['preferred', 'unclean'] as const;

async function handle(context: HandlerContext, request: ElectLeadersRequest): Promise<ElectLeadersResponseInput> {
  const { electionType, topicPartitions, timeoutMs } = request;
  const election = electionTypes[electionType];
  if (election === undefined) return { errorCode: errors.INVALID_REQUEST.kafka, replicaElectionResults: [] };
  const partitions = topicPartitions?.flatMap(({ topic, partitions: indexes }) =>
    indexes.map((partition) => ({ topic, partition })),
  );
  const { response } = await change(context, timeoutMs, { kind: 'electLeaders', election, partitions });
  return { errorCode: 0, replicaElectionResults: byTopic(response) };
}

function byTopic(outcomes: readonly PartitionOutcome[]): ElectLeadersResponseInput['replicaElectionResults'] {
  const topics = new Map<TopicName, ElectLeadersResponsePartitionInput[]>();
  for (const { topic, partition, result } of outcomes) {
    const answer = { partitionId: partition, ...resultError(result) };
    const list = topics.get(topic);
    if (list === undefined) topics.set(topic, [answer]);
    else list.push(answer);
  }
  return [...topics].map(([topic, partitionResult]) => ({ topic, partitionResult }));
}
