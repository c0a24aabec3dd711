import { DraveError } from '@drave/base';
import type { ConsumerHeartbeatRequest } from './heartbeat-messages.js';
import { STATIC_LEAVE_EPOCH } from './member.js';

/** Topic names in one subscription; a request larger than that is a mistake or an attack. */
const SUBSCRIBED_NAMES_MAX = 100_000;

/** What is wrong with a heartbeat, whatever the group is like. */
export function invalidHeartbeat(
  request: ConsumerHeartbeatRequest,
  assignorNames: readonly string[],
): DraveError | undefined {
  const shape = malformed(request);
  if (shape !== undefined) return new DraveError('INVALID_REQUEST', shape);
  const { serverAssignor } = request;
  if (serverAssignor === null || assignorNames.includes(serverAssignor)) return undefined;
  const message = `there is no assignor '${serverAssignor}': the cluster has ${assignorNames.join(', ')}`;
  return new DraveError('UNSUPPORTED_ASSIGNOR', message);
}

function malformed(request: ConsumerHeartbeatRequest): string | undefined {
  if (request.groupId === '') return 'the group id is empty';
  if (request.memberId === '') return 'the member id is empty';
  if (request.instanceId === '') return 'the group instance id is empty: leave it out for a dynamic member';
  if (request.rackId === '') return 'the rack id is empty: leave it out for none';
  if (request.memberEpoch < STATIC_LEAVE_EPOCH) return `${request.memberEpoch} is no member epoch`;
  if (request.rebalanceTimeoutMs < -1) return `${request.rebalanceTimeoutMs} ms is no rebalance timeout`;
  if ((request.subscribedTopicNames?.length ?? 0) > SUBSCRIBED_NAMES_MAX) {
    return `at most ${SUBSCRIBED_NAMES_MAX} topics can be subscribed to by name`;
  }
  if (request.memberEpoch === STATIC_LEAVE_EPOCH && request.instanceId === null) {
    return 'only a static member leaves with epoch -2: the group instance id is missing';
  }
  return request.memberEpoch === 0 ? malformedJoin(request) : undefined;
}

function malformedJoin(request: ConsumerHeartbeatRequest): string | undefined {
  if (request.rebalanceTimeoutMs === -1) return 'a member that joins must tell its rebalance timeout';
  if (request.owned === null || request.owned.length > 0) return 'a member that joins owns no partitions';
  if (request.subscribedTopicNames === null && request.subscribedTopicRegex === null) {
    return 'a member that joins must tell its subscription, by names or by a regular expression';
  }
  return undefined;
}
