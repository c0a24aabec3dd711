import { apis, type CreateAclsRequest, type CreateAclsResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import type { HandlerRow } from './handler-row.js';
import { NO_AUTHORIZER, switchedOff } from './switched-off.js';

/*
 * CreateAcls, versions 1 to 3.
 *
 * SECURITY_DISABLED for each: there is no authorizer that could hold them.
 */
export const createAclsRow: HandlerRow<CreateAclsRequest, CreateAclsResponseInput> = switchedOff({
  api: apis.CreateAcls,
  minVersion: 1,
  maxVersion: 3,
  off: NO_AUTHORIZER,
  deny: (context) => denyCluster(context, 'alter'),
  refuse: (errorCode, errorMessage, { creations }) => ({
    results: creations.map(() => ({ errorCode, errorMessage })),
  }),
});
