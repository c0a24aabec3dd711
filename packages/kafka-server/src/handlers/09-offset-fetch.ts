import type { OffsetFetchResponse } from '@drave/coordinator';
import { apis, type OffsetFetchRequest, type OffsetFetchResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * OffsetFetch, versions 1 to 9.
 *
 * What a group has committed, for the named partitions or (null topics, version 2 on) for all. A partition without a
 * commit answers -1 and an empty text, also in a group that is not known. Several groups from version 8 on. From
 * version 9 on a member of KIP-848 is refused when its epoch has moved on.
 *
 * Deviations: `requireStable` waits for nothing, since no transaction commits offsets.
 */
export const offsetFetchRow: HandlerRow<OffsetFetchRequest, OffsetFetchResponseInput> = {
  api: apis.OffsetFetch,
  minVersion: 1,
  maxVersion: 9,
  handle,
  refuse,
};

type AskedTopics = OffsetFetchRequest['topics'];

async function handle(context: HandlerContext, request: OffsetFetchRequest): Promise<OffsetFetchResponseInput> {
  const { version } = context;
  if (version >= 8) {
    const groups = await Promise.all(
      request.groups.map(async ({ groupId, topics, memberId, memberEpoch }) => {
        const member = memberId === null && memberEpoch < 0 ? undefined : { memberId: memberId ?? '', memberEpoch };
        const response = await ask(context, groupId, topics, request.requireStable, member);
        return { groupId, topics: fetchedTopics(response), errorCode: kafkaCodeOf(response.failure) };
      }),
    );
    return { topics: [], groups };
  }
  const response = await ask(context, request.groupId, request.topics, request.requireStable);
  const errorCode = kafkaCodeOf(response.failure);
  // Version 1 has no place for an error of the whole request.
  if (version < 2 && errorCode !== 0) return { topics: refusedTopics(request.topics, errorCode) };
  return { topics: fetchedTopics(response), errorCode };
}

function ask(
  { domain, caller }: HandlerContext,
  groupId: string,
  topics: AskedTopics,
  requireStable: boolean,
  member?: { readonly memberId: string; readonly memberEpoch: number },
): Promise<OffsetFetchResponse> {
  return domain.broker.groups.fetchOffsets(caller, {
    groupId,
    member,
    requireStable,
    topics:
      topics === null ? 'all' : topics.map(({ name: topic, partitionIndexes: partitions }) => ({ topic, partitions })),
  });
}

function fetchedTopics({ topics }: OffsetFetchResponse) {
  return topics.map(({ topic: name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, offset, leaderEpoch, metadata, failure }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: leaderEpoch,
      metadata,
      errorCode: kafkaCodeOf(failure),
    })),
  }));
}

function refuse(
  errorCode: number,
  _message: string,
  request: OffsetFetchRequest,
  version: number,
): OffsetFetchResponseInput {
  if (version < 2) return { topics: refusedTopics(request.topics, errorCode) };
  const groups = request.groups.map(({ groupId }) => ({ groupId, topics: [], errorCode }));
  return { topics: [], errorCode, groups };
}

function refusedTopics(topics: AskedTopics, errorCode: number): OffsetFetchResponseInput['topics'] {
  return (topics ?? []).map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({
      partitionIndex,
      committedOffset: -1,
      metadata: '',
      errorCode,
    })),
  }));
}
