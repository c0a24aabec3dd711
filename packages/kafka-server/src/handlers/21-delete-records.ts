import { errors } from '@drave/base';
import {
  apis,
  type DeleteRecordsRequest,
  type DeleteRecordsResponseInput,
  type DeleteRecordsResponsePartitionInput,
} from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DeleteRecords, versions 0 to 2.
 *
 * Raises the log start of partitions that this broker leads; offset -1 stands for the high watermark. The answer comes
 * when every replica on a living broker has done the same, with the earliest offset that any of them still has.
 *
 * Deviations: none known.
 */
export const deleteRecordsRow: HandlerRow<DeleteRecordsRequest, DeleteRecordsResponseInput> = {
  api: apis.DeleteRecords,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode, _message, request) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1, errorCode })),
    })),
  }),
};

async function handle(context: HandlerContext, request: DeleteRecordsRequest): Promise<DeleteRecordsResponseInput> {
  const { timeoutMs, topics } = request;
  const asked = topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, offset }) => ({ topic, partition, offset })),
  );
  const response = await context.domain.broker.deleteRecords(context.caller, { timeoutMs, partitions: asked });
  let at = 0;
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }): DeleteRecordsResponsePartitionInput => {
        const { failure, lowWatermark = -1 } = response.partitions[at++] ?? {};
        return { partitionIndex, lowWatermark, errorCode: failure === undefined ? 0 : errors[failure.code].kafka };
      }),
    })),
  };
}
