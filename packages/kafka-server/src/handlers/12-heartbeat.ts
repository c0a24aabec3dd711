import { apis, type HeartbeatRequest, type HeartbeatResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * Heartbeat, versions 0 to 4.
 *
 * Keeps a member's session. REBALANCE_IN_PROGRESS calls it to join again.
 */
export const heartbeatRow: HandlerRow<HeartbeatRequest, HeartbeatResponseInput> = {
  api: apis.Heartbeat,
  minVersion: 0,
  maxVersion: 4,
  handle,
  refuse: (errorCode) => ({ errorCode }),
};

async function handle({ domain, caller }: HandlerContext, request: HeartbeatRequest): Promise<HeartbeatResponseInput> {
  const { failure } = await domain.broker.groups.heartbeat(caller, {
    groupId: request.groupId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    generationId: request.generationId,
  });
  return { errorCode: kafkaCodeOf(failure) };
}
