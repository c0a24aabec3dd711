import { errors } from '@drave/base';
import type { DescribeProducersResponse } from '@drave/broker';
import {
  apis,
  type DescribeProducersRequest,
  type DescribeProducersResponseInput,
  type DescribeProducersResponsePartitionInput,
} from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeProducers, version 0 (KIP-664).
 *
 * The idempotent producers that this broker's replica of a partition remembers, whether it leads or follows.
 *
 * Deviations: none known.
 */
export const describeProducersRow: HandlerRow<DescribeProducersRequest, DescribeProducersResponseInput> = {
  api: apis.DescribeProducers,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    topics: request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        return { partitionIndex, errorCode, errorMessage, activeProducers: [] };
      }),
    })),
  }),
};

async function handle(
  { domain, caller }: HandlerContext,
  { topics }: DescribeProducersRequest,
): Promise<DescribeProducersResponseInput> {
  const partitions = topics.flatMap(({ name: topic, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic, partition })),
  );
  const response = await domain.broker.describeProducers(caller, { partitions });
  let at = 0;
  return {
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => answer(partitionIndex, response.partitions[at++])),
    })),
  };
}

function answer(
  partitionIndex: number,
  found: DescribeProducersResponse['partitions'][number] | undefined,
): DescribeProducersResponsePartitionInput {
  const { failure, producers = [] } = found ?? {};
  return {
    partitionIndex,
    errorCode: failure === undefined ? 0 : errors[failure.code].kafka,
    errorMessage: failure?.message ?? null,
    activeProducers: producers.map((producer) => ({
      producerId: producer.producerId,
      producerEpoch: producer.producerEpoch,
      lastSequence: producer.lastSequence,
      lastTimestamp: producer.lastTimestamp,
      coordinatorEpoch: producer.coordinatorEpoch,
      currentTxnStartOffset: producer.currentTransactionFirstOffset ?? -1,
    })),
  };
}
