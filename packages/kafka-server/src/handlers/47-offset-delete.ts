import { apis, type OffsetDeleteRequest, type OffsetDeleteResponseInput } from '@drave/kafka-protocol';
import { committedTopics } from './08-offset-commit.js';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * OffsetDelete, version 0.
 *
 * Committed offsets of topics that no member of the group is subscribed to (KIP-496).
 */
export const offsetDeleteRow: HandlerRow<OffsetDeleteRequest, OffsetDeleteResponseInput> = {
  api: apis.OffsetDelete,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode) => ({ errorCode, topics: [] }),
};

async function handle(
  { domain, caller }: HandlerContext,
  request: OffsetDeleteRequest,
): Promise<OffsetDeleteResponseInput> {
  const response = await domain.broker.groups.deleteOffsets(caller, {
    groupId: request.groupId,
    topics: request.topics.map(({ name: topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partitionIndex }) => partitionIndex),
    })),
  });
  return { errorCode: kafkaCodeOf(response.failure), topics: committedTopics(response.topics) };
}
