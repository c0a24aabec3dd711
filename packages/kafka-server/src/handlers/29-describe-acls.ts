import { apis, type DescribeAclsRequest, type DescribeAclsResponseInput } from '@drave/kafka-protocol';
import { matchingAcls } from '@drave/metadata';
import { denyCluster } from './access.js';
import { bindingToWire, filterFromWire } from './acl-codes.js';
import { NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { noAuthorizer } from './switched-off.js';

/*
 * DescribeAcls, versions 1 to 3.
 *
 * The entries that a filter means, by the patterns that they are for. Without an authorizer SECURITY_DISABLED:
 * MirrorMaker 2 and tools go on without access control then.
 *
 * Deviations: entries come in a fixed order, and with every change acknowledged before the request.
 */
export const describeAclsRow: HandlerRow<DescribeAclsRequest, DescribeAclsResponseInput> = {
  api: apis.DescribeAcls,
  minVersion: 1,
  maxVersion: 3,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, resources: [] }),
};

async function handle(context: HandlerContext, request: DescribeAclsRequest): Promise<DescribeAclsResponseInput> {
  const refused = denyCluster(context, 'describe') ?? noAuthorizer(context);
  if (refused !== undefined) return { ...refused, resources: [] };
  const filter = filterFromWire(request);
  await context.domain.broker.bringUpToDate();
  const resources = new Map<string, DescribeAclsResponseInput['resources'][number] & { acls: WireEntry[] }>();
  for (const binding of matchingAcls(context.domain.feed.image.acls, filter)) {
    const { resourceType, resourceName, patternType, ...entry } = bindingToWire(binding);
    const key = `${resourceType} ${patternType} ${resourceName}`;
    let resource = resources.get(key);
    if (resource === undefined) resources.set(key, (resource = { resourceType, resourceName, patternType, acls: [] }));
    resource.acls.push(entry);
  }
  return { ...NO_ERROR, resources: [...resources.values()] };
}

interface WireEntry {
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}
