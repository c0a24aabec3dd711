import type { OffsetFetchResponse } from '@drave/coordinator';
import { UUID_ZERO } from '@drave/base';
import { apis, type OffsetFetchRequest, type OffsetFetchResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { namesOfTopics, topicIdOf, UNKNOWN_TOPIC_ID } from './topic-ids.js';

/*
 * OffsetFetch, versions 1 to 10.
 *
 * What a group has committed, for the named partitions or (null topics, version 2 on) for all. A partition without a
 * commit answers -1 and an empty text, also in a group that is not known. Several groups from version 8 on. From
 * version 9 on a member of KIP-848 is refused when its epoch has moved on. From version 10 on topics go by id; offsets
 * of a topic that does not exist any more are left out of an answer for all.
 *
 * Deviations: none known.
 */
export const offsetFetchRow: HandlerRow<OffsetFetchRequest, OffsetFetchResponseInput> = {
  api: apis.OffsetFetch,
  minVersion: 1,
  maxVersion: 10,
  handle,
  refuse,
};

const TOPIC_ID_VERSION = 10;
type AskedTopics = OffsetFetchRequest['topics'];
type AskedGroup = OffsetFetchRequest['groups'][number];
type AnswerGroup = NonNullable<OffsetFetchResponseInput['groups']>[number];

async function handle(context: HandlerContext, request: OffsetFetchRequest): Promise<OffsetFetchResponseInput> {
  const { version } = context;
  if (version >= 8) {
    const askOne = version < TOPIC_ID_VERSION ? askGroup : askGroupById;
    const groups = await Promise.all(request.groups.map((group) => askOne(context, group, request.requireStable)));
    return { topics: [], groups };
  }
  const response = await ask(context, request.groupId, request.topics, request.requireStable);
  const errorCode = kafkaCodeOf(response.failure);
  // Version 1 has no place for an error of the whole request.
  if (version < 2 && errorCode !== 0) return { topics: refusedTopics(request.topics, errorCode) };
  return { topics: fetchedTopics(response), errorCode };
}

async function askGroup(context: HandlerContext, group: AskedGroup, requireStable: boolean): Promise<AnswerGroup> {
  const { groupId, topics, memberId, memberEpoch } = group;
  const member = memberId === null && memberEpoch < 0 ? undefined : { memberId: memberId ?? '', memberEpoch };
  const response = await ask(context, groupId, topics, requireStable, member);
  return { groupId, topics: fetchedTopics(response), errorCode: kafkaCodeOf(response.failure) };
}

async function askGroupById(context: HandlerContext, group: AskedGroup, requireStable: boolean): Promise<AnswerGroup> {
  const { topics } = group;
  if (topics === null) {
    const all = await askGroup(context, group, requireStable);
    const known = all.topics.map((topic) => ({ ...topic, topicId: topicIdOf(context, topic.name ?? '') }));
    return { ...all, topics: known.filter(({ topicId }) => topicId !== UUID_ZERO) };
  }
  const names = await namesOfTopics(context, topics);
  const known = topics.flatMap((topic) => {
    const name = names.get(topic.topicId);
    return name === undefined ? [] : [{ ...topic, name }];
  });
  const found = await askGroup(context, { ...group, topics: known }, requireStable);
  // A group that is refused as a whole has no topics in its answer.
  if (found.errorCode !== undefined && found.errorCode !== 0) return found;
  const byName = new Map(found.topics.map((topic) => [topic.name, topic]));
  const answers = topics.map((topic) => {
    const answer = byName.get(names.get(topic.topicId));
    if (answer !== undefined) return { ...answer, topicId: topic.topicId };
    return { topicId: topic.topicId, partitions: refusedPartitions(topic.partitionIndexes, UNKNOWN_TOPIC_ID) };
  });
  return { ...found, topics: answers };
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
    partitions: refusedPartitions(partitionIndexes, errorCode),
  }));
}

function refusedPartitions(partitionIndexes: readonly number[], errorCode: number) {
  return partitionIndexes.map((partitionIndex) => ({ partitionIndex, committedOffset: -1, metadata: '', errorCode }));
}
