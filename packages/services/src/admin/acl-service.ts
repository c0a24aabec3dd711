import { DraveError, limits } from '@drave/base';
import { CLUSTER, type Operation, type ResourceRef } from '@drave/base/access';
import { invalidAclBinding, noAuthorizer, page } from '@drave/controller';
import { aclOperations, aclResourceTypes, aclSortKey, matchingAclsAfter, type AclAuthorizer } from '@drave/metadata';
import { aclService, implement, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { aclMessage, bindingOf, filterOf, said } from './acl-messages.js';
import { execute, onlyItem, readImage, requireRight, type AdminDomain } from './admin-domain.js';
import { invalidField } from './explained.js';

/** `drave.admin.v1.AclService`; any node offers it. */
export function createAclService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(aclService, {
    async createAcls({ entries, validateOnly, requestId }, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      requireAcls(domain);
      if (entries.length > limits.itemsPerRequestMax)
        throw invalidField('entries', `${entries.length} of them, and ${limits.itemsPerRequestMax} are allowed`);
      const bindings = entries.map(bindingOf);
      // All of them or none: what the controller would refuse is found before anything is changed.
      for (const refused of bindings.map(invalidAclBinding))
        if (refused !== undefined) throw invalidField('entries', refused.message);
      const { response } = await execute(domain, call, { kind: 'createAcls', bindings, validateOnly, requestId });
      for (const result of response) onlyItem([result]);
      return { header: header() };
    },
    async deleteAcls({ filter, validateOnly, requestId }, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      requireAcls(domain);
      if (filter === undefined) throw invalidField('filter', 'is not said: an empty one deletes every entry');
      const filters = [filterOf(filter)];
      const { response } = await execute(domain, call, { kind: 'deleteAcls', filters, validateOnly, requestId });
      return { header: header(), deleted: onlyItem(response).map(aclMessage) };
    },
    async listAcls({ filter, pageSize, pageToken, local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const { acls } = await readImage(domain, call, local);
      const wanted = filterOf(filter);
      const found = page(
        { pageSize, pageToken, query: ['acls', wanted] },
        (key) => matchingAclsAfter(acls, wanted, key),
        aclSortKey,
      );
      // Last, so that a request that is wrong is told so on every cluster.
      requireAcls(domain);
      return { header: header(), entries: found.items.map(aclMessage), nextPageToken: found.nextPageToken };
    },
    async checkAccess(request, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const authorizer = requireAcls(domain);
      const { principal, host, local } = request;
      const operation = operationOf(request);
      const resource = resourceOf(request);
      // The authorizer answers by this node's metadata, which is brought up to date first.
      await readImage(domain, call, local);
      const verdict = authorizer.explain({ principal, host }, operation, resource);
      const entry = verdict.kind === 'entry' ? aclMessage(verdict.entry) : undefined;
      return { header: header(), allowed: verdict.allowed, reason: reasons[verdict.kind], entry };
    },
  });
}

/** @throws DraveError SECURITY_DISABLED. */
function requireAcls({ acls }: AdminDomain): AclAuthorizer {
  if (acls !== undefined) return acls;
  const { code, message } = noAuthorizer();
  throw new DraveError(code, message);
}

function operationOf(request: adminV1.CheckAccessRequest): Operation {
  const operation = aclOperations.fromWire(said('operation', 'it', request.operation));
  if (
    operation === 'all' ||
    operation === 'createTokens' ||
    operation === 'describeTokens' ||
    operation === 'twoPhaseCommit'
  )
    throw invalidField('operation', `nobody is asked about ${request.operation}: name one operation`);
  return operation;
}

function resourceOf({ resourceType, resourceName: name }: adminV1.CheckAccessRequest): ResourceRef {
  const kind = aclResourceTypes.fromWire(said('resource_type', 'it', resourceType));
  if (kind === 'cluster') return CLUSTER;
  if (kind === 'delegationToken' || kind === 'user')
    throw invalidField('resource_type', `nobody is asked about a ${resourceType}`);
  if (name === '') throw invalidField('resource_name', 'is empty');
  return { kind, name };
}

const reasons = {
  superUser: 'SUPER_USER',
  entry: 'ENTRY',
  noEntryOfResource: 'NO_ENTRY_OF_RESOURCE',
  noEntryAllows: 'NO_ENTRY_ALLOWS',
} as const satisfies Record<ReturnType<AclAuthorizer['explain']>['kind'], adminV1.AccessReason>;
