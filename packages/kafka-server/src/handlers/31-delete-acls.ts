import { apis, type DeleteAclsRequest, type DeleteAclsResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import type { HandlerRow } from './handler-row.js';
import { NO_AUTHORIZER, switchedOff } from './switched-off.js';

/*
 * DeleteAcls, versions 1 to 3.
 *
 * SECURITY_DISABLED for each filter: there is no authorizer that could hold any.
 */
export const deleteAclsRow: HandlerRow<DeleteAclsRequest, DeleteAclsResponseInput> = switchedOff({
  api: apis.DeleteAcls,
  minVersion: 1,
  maxVersion: 3,
  off: NO_AUTHORIZER,
  deny: (context) => denyCluster(context, 'alter'),
  refuse: (errorCode, errorMessage, { filters }) => ({
    filterResults: filters.map(() => ({ errorCode, errorMessage, matchingAcls: [] })),
  }),
});
