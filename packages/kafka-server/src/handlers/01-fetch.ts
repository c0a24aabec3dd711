import { DraveError, errors, type ErrorCode } from '@drave/base';
import type { FetchedData, LeaderHint, ReadBudget } from '@drave/broker';
import {
  apis,
  type FetchRequest,
  type FetchResponseInput,
  type FetchResponsePartitionInput,
} from '@drave/kafka-protocol';
import type { MetadataImage } from '@drave/metadata';
import type { FetchPosition } from '../fetch-sessions/fetch-session.js';
import type { SessionVerdict } from '../fetch-sessions/fetch-sessions.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { nodeEndpoints } from './leader-hints.js';

/*
 * Fetch, versions 4 to 18.
 *
 * Whole batches from the fetch offset on, the one that the offset lies in included; up to the high watermark, or at
 * read_committed up to the last stable offset with the list of aborted transactions. Topics go by id from version 13
 * on. Incremental sessions (KIP-227) from version 7, truncation detection (KIP-320) from 12, another replica to read
 * from (KIP-392) from 11, leader hints (KIP-951) from 16. Records are slices of the log, never copied. A session keeps
 * the names of its topics: one that goes is UNKNOWN_TOPIC_OR_PARTITION in it, and one made anew INCONSISTENT_TOPIC_ID.
 *
 * Deviations: replicas fetch over gRPC, so a request with a replica id is refused. An answer holds at most
 * `fetch.max.bytes` and what the node has room for among the answers not yet sent.
 */
export const fetchRow: HandlerRow<FetchRequest, FetchResponseInput> = {
  api: apis.Fetch,
  minVersion: 4,
  maxVersion: 18,
  handle,
  refuse: (errorCode, _message, request, version) =>
    version >= SESSION_VERSION ? { ...EMPTY_RESPONSE, errorCode } : refusedPartitions(request, errorCode),
  refuseEach: (errorCode, _message, request) =>
    sessionErrors.has(errorCode) ? { ...EMPTY_RESPONSE, errorCode } : refusedPartitions(request, errorCode),
};

/** They are never about a partition. */
const sessionErrors: ReadonlySet<number> = new Set([
  errors.FETCH_SESSION_ID_NOT_FOUND.kafka,
  errors.INVALID_FETCH_SESSION_EPOCH.kafka,
]);

const SESSION_VERSION = 7;
const TOPIC_ID_VERSION = 13;
const HINT_VERSION = 16;
const EMPTY_RESPONSE: FetchResponseInput = { throttleTimeMs: 0, sessionId: 0, responses: [] };

async function handle(context: HandlerContext, request: FetchRequest): Promise<FetchResponseInput> {
  const replicaId = request.replicaState.replicaId >= 0 ? request.replicaState.replicaId : request.replicaId;
  if (replicaId >= 0)
    throw new DraveError('CLUSTER_AUTHORIZATION_FAILED', 'replicas fetch over the inter-broker listener');
  const usesTopicIds = context.version >= TOPIC_ID_VERSION;
  const verdict = context.sessions.open({
    sessionId: request.sessionId,
    sessionEpoch: request.sessionEpoch,
    usesTopicIds,
    positions: positionsOf(request, usesTopicIds ? context.domain.feed.image : undefined),
    forgotten: request.forgottenTopicsData,
  });
  if (verdict.kind === 'failed') throw new DraveError(verdict.code);
  if (context.answers.room <= 0) await context.answers.whenRoom(context.connection.signal);
  const reserved = context.answers.reserve();
  try {
    return await read(context, request, verdict, reserved);
  } finally {
    // The answer itself is counted from now on, until it is sent.
    reserved.end();
  }
}

async function read(
  context: HandlerContext,
  request: FetchRequest,
  verdict: Exclude<SessionVerdict, { kind: 'failed' }>,
  budget: ReadBudget,
): Promise<FetchResponseInput> {
  const usesTopicIds = context.version >= TOPIC_ID_VERSION;
  const { settings, broker } = context.domain;
  const { partitions, throttleTimeMs } = await broker.fetch(context.caller, {
    isolation: request.isolationLevel === 1 ? 'readCommitted' : 'readUncommitted',
    rack: request.rackId === '' ? undefined : request.rackId,
    minBytes: request.minBytes,
    maxWaitMs: request.maxWaitMs,
    maxBytes: Math.min(request.maxBytes, settings.fetchMaxBytes),
    budget,
    signal: context.connection.signal,
    partitions: verdict.positions.map((position) => askedOf(position, usesTopicIds)),
  });
  const answered = partitions.map(({ data }, at) => ({ position: verdict.positions[at] as FetchPosition, data }));
  return respond(context, request, verdict, answered, throttleTimeMs);
}

interface Answered {
  readonly position: FetchPosition;
  readonly data: FetchedData;
}

/** With an image, topics are asked for by id, and it says their names; '' for one that it does not know. */
function positionsOf({ topics }: FetchRequest, image: MetadataImage | undefined): FetchPosition[] {
  return topics.flatMap(({ topic: asked, topicId, partitions }) => {
    const topic = image === undefined ? asked : (image.topic(topicId)?.name ?? '');
    return partitions.map(({ partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch, partitionMaxBytes }) => {
      const maxBytes = Math.max(0, partitionMaxBytes);
      return { topic, topicId, partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch, maxBytes };
    });
  });
}

function askedOf(position: FetchPosition, usesTopicIds: boolean) {
  const { partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch, maxBytes } = position;
  return {
    ...(usesTopicIds ? { topicId: position.topicId } : { topic: position.topic }),
    partition,
    fetchOffset,
    currentLeaderEpoch: currentLeaderEpoch < 0 ? undefined : currentLeaderEpoch,
    lastFetchedEpoch: lastFetchedEpoch < 0 ? undefined : lastFetchedEpoch,
    maxBytes,
  };
}

function respond(
  context: HandlerContext,
  request: FetchRequest,
  verdict: Exclude<SessionVerdict, { kind: 'failed' }>,
  answered: readonly Answered[],
  throttleTimeMs: number,
): FetchResponseInput {
  const { session } = verdict;
  const included = answered.filter(({ position, data }) => {
    const hasChanged = session?.tell(position, data) ?? true;
    return verdict.kind === 'full' || hasChanged;
  });
  const hints =
    context.version >= HINT_VERSION ? included.flatMap(({ data }) => data.leader ?? []) : ([] as readonly LeaderHint[]);
  return {
    throttleTimeMs,
    errorCode: 0,
    sessionId: session?.id ?? 0,
    responses: byTopic(included, request.isolationLevel === 1, context.domain.feed.image),
    nodeEndpoints: nodeEndpoints(context.domain.feed.image, hints),
  };
}

/** Neighbours of one topic share an entry; the order of the partitions stays as it is. */
function byTopic(included: readonly Answered[], committed: boolean, image: MetadataImage) {
  const responses: { topic: string; topicId: string; partitions: FetchResponsePartitionInput[] }[] = [];
  for (const { position, data } of included) {
    const { topic, topicId } = position;
    let last = responses.at(-1);
    if (last === undefined || last.topic !== topic || last.topicId !== topicId) {
      last = { topic, topicId, partitions: [] };
      responses.push(last);
    }
    last.partitions.push(partitionResponse(position, data, committed, image));
  }
  return responses;
}

function partitionResponse(
  position: FetchPosition,
  data: FetchedData,
  committed: boolean,
  image: MetadataImage,
): FetchResponsePartitionInput {
  const { failure, leader, diverging, preferredReadReplica } = data;
  return {
    partitionIndex: position.partition,
    errorCode: failure === undefined ? 0 : errors[codeFor(position, failure.code, image)].kafka,
    highWatermark: data.highWatermark,
    lastStableOffset: data.lastStableOffset,
    logStartOffset: data.logStartOffset,
    abortedTransactions: committed ? data.abortedTransactions : null,
    records: data.records,
    ...(diverging === undefined ? {} : { divergingEpoch: diverging }),
    ...(leader === undefined ? {} : { currentLeader: { leaderId: leader.leaderId, leaderEpoch: leader.leaderEpoch } }),
    ...(preferredReadReplica === undefined ? {} : { preferredReadReplica }),
  };
}

/** A client that names a topic is told more than that its id is unknown. */
function codeFor({ topic }: FetchPosition, code: ErrorCode, image: MetadataImage): ErrorCode {
  if (code !== 'UNKNOWN_TOPIC_ID' || topic === '') return code;
  return image.topicByName(topic) === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INCONSISTENT_TOPIC_ID';
}

/** Before version 7 an error has no other place. */
function refusedPartitions({ topics }: FetchRequest, errorCode: number): FetchResponseInput {
  return {
    ...EMPTY_RESPONSE,
    responses: topics.map(({ topic, topicId, partitions }) => ({
      topic,
      topicId,
      partitions: partitions.map(({ partition: partitionIndex }) => ({
        partitionIndex,
        errorCode,
        highWatermark: -1,
        abortedTransactions: null,
        records: [],
      })),
    })),
  };
}
