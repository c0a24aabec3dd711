import { uuidFrom } from '@drave/base';
import {
  apis,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponseInput,
} from '@drave/kafka-protocol';
import { clientHostOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ConsumerGroupHeartbeat, versions 0 and 1.
 *
 * The protocol of KIP-848: joins with epoch 0, leaves with -1 (-2 for a static member), reports what the member owns
 * and answers with what it shall own. From version 1 on the client chooses its member id and may subscribe by a regular
 * expression (RE2 syntax).
 *
 * Deviations: a rejoin with epoch 0 under the same member id is always taken.
 */
export const consumerGroupHeartbeatRow: HandlerRow<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponseInput> =
  {
    api: apis.ConsumerGroupHeartbeat,
    minVersion: 0,
    maxVersion: 1,
    handle,
    refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, memberEpoch: 0, heartbeatIntervalMs: 0 }),
  };

async function handle(
  context: HandlerContext,
  request: ConsumerGroupHeartbeatRequest,
): Promise<ConsumerGroupHeartbeatResponseInput> {
  const { domain, caller, version } = context;
  const chosenHere = version < 1 && request.memberId === '' && request.memberEpoch === 0;
  const answer = await domain.broker.groups.consumerGroupHeartbeat(caller, {
    groupId: request.groupId,
    memberId: chosenHere ? uuidFrom((length) => domain.env.random.bytes(length)) : request.memberId,
    memberEpoch: request.memberEpoch,
    instanceId: request.instanceId,
    rackId: request.rackId,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    subscribedTopicNames: request.subscribedTopicNames,
    subscribedTopicRegex: request.subscribedTopicRegex,
    serverAssignor: request.serverAssignor,
    owned: request.topicPartitions,
    clientId: caller.clientId,
    clientHost: clientHostOf(context),
  });
  const { memberId, memberEpoch, heartbeatIntervalMs, assignment } = answer;
  return {
    errorCode: 0,
    memberId,
    memberEpoch,
    heartbeatIntervalMs,
    assignment:
      assignment === null
        ? null
        : { topicPartitions: [...assignment].map(([topicId, partitions]) => ({ topicId, partitions })) },
  };
}
