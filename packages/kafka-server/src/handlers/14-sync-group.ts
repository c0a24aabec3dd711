import { apis, EMPTY_BYTES, type SyncGroupRequest, type SyncGroupResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf, ownBytes } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * SyncGroup, versions 0 to 5.
 *
 * The leader brings the assignments of all members; every answer waits until those are replicated.
 */
export const syncGroupRow: HandlerRow<SyncGroupRequest, SyncGroupResponseInput> = {
  api: apis.SyncGroup,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode) => ({ errorCode, assignment: EMPTY_BYTES }),
};

async function handle({ domain, caller }: HandlerContext, request: SyncGroupRequest): Promise<SyncGroupResponseInput> {
  const response = await domain.broker.groups.syncGroup(caller, {
    groupId: request.groupId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    generationId: request.generationId,
    protocolType: request.protocolType ?? undefined,
    protocolName: request.protocolName ?? undefined,
    assignments: request.assignments.map(({ memberId, assignment }) => ({
      memberId,
      assignment: ownBytes(assignment),
    })),
  });
  return {
    errorCode: kafkaCodeOf(response.failure),
    protocolType: response.protocolType ?? null,
    protocolName: response.protocolName ?? null,
    assignment: response.assignment,
  };
}
