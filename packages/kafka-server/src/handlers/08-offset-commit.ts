import type { OffsetCommitResponse } from '@drave/coordinator';
import { apis, type OffsetCommitRequest, type OffsetCommitResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * OffsetCommit, versions 2 to 9.
 *
 * Generation -1 and no member id commit for a group without members. Every partition is committed or refused on its
 * own; the answer comes when the commits are replicated. Versions 2 to 4 may say how long the offsets are kept. Version
 * 9 is for members of KIP-848 too, whose epoch stands for the generation; below it they are told UNSUPPORTED_VERSION.
 */
export const offsetCommitRow: HandlerRow<OffsetCommitRequest, OffsetCommitResponseInput> = {
  api: apis.OffsetCommit,
  minVersion: 2,
  maxVersion: 9,
  handle,
  refuse: (errorCode, _message, request) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }),
};

async function handle(
  { domain, caller, version }: HandlerContext,
  request: OffsetCommitRequest,
): Promise<OffsetCommitResponseInput> {
  const response = await domain.broker.groups.commitOffsets(caller, {
    groupId: request.groupId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    generationId: request.generationIdOrMemberEpoch,
    memberEpochKnown: version >= 9,
    retentionTimeMs: request.retentionTimeMs < 0 ? undefined : request.retentionTimeMs,
    topics: request.topics.map(({ name: topic, partitions }) => ({
      topic,
      partitions: partitions.map((one) => ({
        partition: one.partitionIndex,
        offset: one.committedOffset,
        leaderEpoch: one.committedLeaderEpoch,
        metadata: one.committedMetadata ?? '',
      })),
    })),
  });
  return { topics: committedTopics(response.topics) };
}

/** OffsetDelete has the same answer. */
export function committedTopics(topics: OffsetCommitResponse['topics']) {
  return topics.map(({ topic: name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition: partitionIndex, failure }) => ({
      partitionIndex,
      errorCode: kafkaCodeOf(failure),
    })),
  }));
}
