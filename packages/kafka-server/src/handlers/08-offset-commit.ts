import type { OffsetCommitResponse } from '@drave/coordinator';
import { apis, type OffsetCommitRequest, type OffsetCommitResponseInput } from '@drave/kafka-protocol';
import { deny } from './access.js';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { namesOfTopics, UNKNOWN_TOPIC_ID } from './topic-ids.js';

/*
 * OffsetCommit, versions 2 to 10.
 *
 * Generation -1 and no member id commit for a group without members. Every partition is committed or refused on its
 * own; the answer comes when the commits are replicated. Versions 2 to 4 may say how long the offsets are kept. Version
 * 9 is for members of KIP-848 too, whose epoch stands for the generation; below it they are told UNSUPPORTED_VERSION.
 * From version 10 on topics go by id.
 */
export const offsetCommitRow: HandlerRow<OffsetCommitRequest, OffsetCommitResponseInput> = {
  api: apis.OffsetCommit,
  minVersion: 2,
  maxVersion: 10,
  handle,
  refuse: (errorCode, _message, request) => ({ topics: request.topics.map((topic) => refused(topic, errorCode)) }),
};

const TOPIC_ID_VERSION = 10;
type AskedTopic = OffsetCommitRequest['topics'][number];

async function handle(context: HandlerContext, request: OffsetCommitRequest): Promise<OffsetCommitResponseInput> {
  if (context.version < TOPIC_ID_VERSION) return { topics: await commit(context, request, request.topics) };
  const denied = deny(context, 'read', { kind: 'group', name: request.groupId });
  if (denied !== undefined) return { topics: request.topics.map((topic) => refused(topic, denied.errorCode)) };
  const names = await namesOfTopics(context, request.topics);
  const known = request.topics.flatMap((topic) => {
    const name = names.get(topic.topicId);
    return name === undefined ? [] : [{ ...topic, name }];
  });
  const committed = await commit(context, request, known);
  let at = 0;
  return {
    topics: request.topics.map((topic) =>
      names.has(topic.topicId)
        ? { ...topic, partitions: committed[at++]?.partitions ?? [] }
        : refused(topic, UNKNOWN_TOPIC_ID),
    ),
  };
}

/** In the order of the topics. */
async function commit(
  { domain, caller, version }: HandlerContext,
  request: OffsetCommitRequest,
  topics: readonly AskedTopic[],
) {
  const response = await domain.broker.groups.commitOffsets(caller, {
    groupId: request.groupId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    generationId: request.generationIdOrMemberEpoch,
    memberEpochKnown: version >= 9,
    retentionTimeMs: request.retentionTimeMs < 0 ? undefined : request.retentionTimeMs,
    topics: offsetsToCommit(topics),
  });
  return committedTopics(response.topics);
}

function refused({ name, topicId, partitions }: AskedTopic, errorCode: number) {
  return { name, topicId, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })) };
}

/** The offsets of a request, as the coordinator takes them. */
export function offsetsToCommit(topics: readonly Omit<AskedTopic, 'topicId'>[]) {
  return topics.map(({ name: topic, partitions }) => ({
    topic,
    partitions: partitions.map((one) => ({
      partition: one.partitionIndex,
      offset: one.committedOffset,
      leaderEpoch: one.committedLeaderEpoch,
      metadata: one.committedMetadata ?? '',
    })),
  }));
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
