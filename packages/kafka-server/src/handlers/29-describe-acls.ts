import { apis, type DescribeAclsRequest, type DescribeAclsResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import type { HandlerRow } from './handler-row.js';
import { NO_AUTHORIZER, switchedOff } from './switched-off.js';

/*
 * DescribeAcls, versions 1 to 3.
 *
 * SECURITY_DISABLED: there is no authorizer, every client may do everything. MirrorMaker 2 and tools go on without
 * access control then.
 */
export const describeAclsRow: HandlerRow<DescribeAclsRequest, DescribeAclsResponseInput> = switchedOff({
  api: apis.DescribeAcls,
  minVersion: 1,
  maxVersion: 3,
  off: NO_AUTHORIZER,
  deny: (context) => denyCluster(context, 'describe'),
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, resources: [] }),
});
