import { DraveError, errors, type ErrorCode, type TopicName } from '@drave/base';
import type { GroupCoordinator, OffsetCommitResponse } from '@drave/coordinator';
import type { Clock } from '@drave/env';
import type { MetadataImage } from '@drave/metadata';
import { type CallContext, type dataV1, groupMemberService, implement, type ServiceImplementation } from '@drave/rpc';
import { requestContext } from '../caller.js';
import { type NodeView, responseHeader } from '../response-header.js';

interface GroupMemberPorts {
  readonly view: NodeView;
  readonly clock: Clock;
  readonly groups: GroupCoordinator;
  readonly image: () => MetadataImage;
}

/** `drave.data.v1.GroupMemberService`: consumer groups, from a member's side. */
export function createGroupMemberService(ports: GroupMemberPorts): ServiceImplementation {
  const { view, clock, groups } = ports;
  const header = () => responseHeader(view);
  return implement(groupMemberService, {
    async findCoordinator({ groupId }, call) {
      const found = await groups.coordinatorFor(requestContext(call, clock), groupId);
      if (found.kind === 'failed') throw new DraveError(found.failure, found.message);
      return { header: header(), brokerId: found.nodeId, endpoint: found.endpoint };
    },
    async groupHeartbeat(request, call) {
      const caller = { ...requestContext(call, clock), clientId: request.clientId };
      const answer = await groups.consumerGroupHeartbeat(caller, heartbeatOf(request, call));
      const { memberId, memberEpoch, heartbeatIntervalMs, assignment } = answer;
      return {
        header: header(),
        memberId,
        memberEpoch,
        heartbeatIntervalMs,
        assignment: assignment === null ? undefined : assignmentMessage(ports.image(), assignment),
      };
    },
    async commitOffsets(request, call) {
      const response = await groups.commitOffsets(requestContext(call, clock), {
        groupId: request.groupId,
        memberId: request.memberId,
        groupInstanceId: request.instanceId,
        generationId: request.memberEpoch,
        memberEpochKnown: true,
        retentionTimeMs: undefined,
        topics: offsetsToCommit(request.partitions),
      });
      return { header: header(), partitions: committedOffsets(request.partitions, response) };
    },
    async fetchOffsets(request, call) {
      const { groupId, memberId, memberEpoch } = request;
      const response = await groups.fetchOffsets(requestContext(call, clock), {
        groupId,
        member: memberEpoch === undefined || memberEpoch < 0 ? undefined : { memberId, memberEpoch },
        topics:
          request.partitions.length === 0
            ? 'all'
            : byTopic(request.partitions).map(([topic, partitions]) => {
                return { topic, partitions: partitions.map(({ partition }) => partition) };
              }),
        requireStable: true,
      });
      if (response.failure !== undefined) throw new DraveError(response.failure);
      const partitions = response.topics.flatMap(({ topic, partitions: fetched }) =>
        fetched.map(({ failure, ...rest }) => ({ topic, ...rest, error: errorMessage(failure) })),
      );
      return { header: header(), partitions };
    },
  });
}

/** @throws DraveError INVALID_REQUEST. */
export function offsetsToCommit(offsets: readonly dataV1.OffsetToCommit[]) {
  return byTopic(offsets).map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map(({ partition, offset, leaderEpoch = -1, metadata }) => {
      if (offset < 0) throw new DraveError('INVALID_REQUEST', `${topic}-${partition}: ${offset} is no offset`);
      return { partition, offset, leaderEpoch, metadata };
    }),
  }));
}

/** One for each offset, in their order. @throws DraveError what concerns the whole commit. */
export function committedOffsets(
  offsets: readonly dataV1.OffsetToCommit[],
  response: OffsetCommitResponse,
): dataV1.OffsetCommitted[] {
  const failures = new Map<string, ErrorCode | undefined>();
  for (const { topic, partitions } of response.topics) {
    for (const { partition, failure } of partitions) failures.set(`${topic}-${partition}`, failure);
  }
  refuseWhole([...failures.values()]);
  return offsets.map(({ topic, partition }) => {
    return { topic, partition, error: errorMessage(failures.get(`${topic}-${partition}`)) };
  });
}

/** What concerns the member or the producer, and so every partition alike, is the status of the call. */
const WHOLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UNKNOWN_MEMBER_ID',
  'STALE_MEMBER_EPOCH',
  'ILLEGAL_GENERATION',
  'FENCED_INSTANCE_ID',
  'FENCED_MEMBER_EPOCH',
  'REBALANCE_IN_PROGRESS',
  'GROUP_ID_NOT_FOUND',
  'GROUP_AUTHORIZATION_FAILED',
  'INVALID_GROUP_ID',
  'INVALID_COMMIT_OFFSET_SIZE',
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_TXN_STATE',
  'CONCURRENT_TRANSACTIONS',
  'TRANSACTION_ABORTABLE',
  'PRODUCER_FENCED',
]);

function refuseWhole(failures: readonly (ErrorCode | undefined)[]): void {
  const whole = failures.find((failure) => failure !== undefined && WHOLE.has(failure));
  if (whole !== undefined) throw new DraveError(whole);
}

function heartbeatOf(request: dataV1.GroupHeartbeatRequest, call: CallContext) {
  const { groupId, memberId, memberEpoch, instanceId, rackId, clientId, subscription, owned } = request;
  const regex = subscription?.topicRegex ?? null;
  return {
    groupId,
    memberId,
    memberEpoch,
    instanceId: instanceId ?? null,
    rackId: rackId ?? null,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs ?? -1,
    subscribedTopicNames: subscription?.topics ?? null,
    subscribedTopicRegex: regex,
    serverAssignor: request.serverAssignor ?? null,
    owned: owned?.topics ?? null,
    clientId,
    clientHost: `/${call.peer.host}`,
  };
}

function assignmentMessage(
  image: MetadataImage,
  assignment: ReadonlyMap<string, readonly number[]>,
): dataV1.GroupAssignment {
  const topics = [...assignment].flatMap(([topicId, partitions]) => {
    const topic = image.topic(topicId)?.name;
    // Deleted this very moment: the next heartbeat takes it away.
    return topic === undefined ? [] : { topicId, topic, partitions };
  });
  return { topics };
}

export function byTopic<Item extends { readonly topic: TopicName }>(items: readonly Item[]): [TopicName, Item[]][] {
  const topics = new Map<TopicName, Item[]>();
  for (const item of items) {
    const list = topics.get(item.topic);
    if (list === undefined) topics.set(item.topic, [item]);
    else list.push(item);
  }
  return [...topics];
}

function errorMessage(failure: ErrorCode | undefined): dataV1.PartitionError | undefined {
  return failure === undefined ? undefined : { code: failure, message: errors[failure].text };
}
