import { apis, type DeleteGroupsRequest, type DeleteGroupsResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DeleteGroups, versions 0 to 2.
 *
 * Groups without members go, with everything that they have committed.
 */
export const deleteGroupsRow: HandlerRow<DeleteGroupsRequest, DeleteGroupsResponseInput> = {
  api: apis.DeleteGroups,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode, _message, request) => ({
    results: request.groupsNames.map((groupId) => ({ groupId, errorCode })),
  }),
};

async function handle(
  { domain, caller }: HandlerContext,
  { groupsNames }: DeleteGroupsRequest,
): Promise<DeleteGroupsResponseInput> {
  const outcomes = await domain.broker.groups.deleteGroups(caller, groupsNames);
  return { results: groupsNames.map((groupId, at) => ({ groupId, errorCode: kafkaCodeOf(outcomes[at]) })) };
}
