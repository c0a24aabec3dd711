import { apis, type ListGroupsRequest, type ListGroupsResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ListGroups, versions 0 to 5.
 *
 * The groups that this broker coordinates, by state (version 4 on) and type (version 5 on): a client asks every broker.
 */
export const listGroupsRow: HandlerRow<ListGroupsRequest, ListGroupsResponseInput> = {
  api: apis.ListGroups,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode) => ({ errorCode, groups: [] }),
};

async function handle(
  { domain, caller }: HandlerContext,
  request: ListGroupsRequest,
): Promise<ListGroupsResponseInput> {
  const { statesFilter: states, typesFilter: types } = request;
  const { failure, groups } = await domain.broker.groups.lists.groups(caller, { states, types });
  return {
    errorCode: kafkaCodeOf(failure),
    groups: groups.map(({ groupId, protocolType, state, type }) => ({
      groupId,
      protocolType,
      groupState: state,
      groupType: type,
    })),
  };
}
