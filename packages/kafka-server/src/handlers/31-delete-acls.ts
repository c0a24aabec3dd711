import { DraveError } from '@drave/base';
import { apis, type DeleteAclsRequest, type DeleteAclsResponseInput } from '@drave/kafka-protocol';
import type { AclFilter } from '@drave/metadata';
import { denyCluster } from './access.js';
import { bindingToWire, filterFromWire, type WireFilter } from './acl-codes.js';
import { change, NO_ERROR, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { noAuthorizer } from './switched-off.js';

/*
 * DeleteAcls, versions 1 to 3.
 *
 * Removes what each filter means, and answers with it. Without an authorizer SECURITY_DISABLED for each filter.
 *
 * Deviations: an entry that two filters mean stands in the answer to the first; at most 100 filters of one request may
 * leave something open.
 */
export const deleteAclsRow: HandlerRow<DeleteAclsRequest, DeleteAclsResponseInput> = {
  api: apis.DeleteAcls,
  minVersion: 1,
  maxVersion: 3,
  handle,
  refuse: (errorCode, errorMessage, { filters }) => ({
    filterResults: filters.map(() => ({ errorCode, errorMessage, matchingAcls: [] })),
  }),
};

/** The request has no time of its own. */
const TIMEOUT_MS = 30_000;

async function handle(context: HandlerContext, { filters }: DeleteAclsRequest): Promise<DeleteAclsResponseInput> {
  const refused = denyCluster(context, 'alter') ?? noAuthorizer(context);
  if (refused !== undefined) return { filterResults: filters.map(() => ({ ...refused, matchingAcls: [] })) };
  const read = filters.map(readFilter);
  const valid = read.flatMap((one) => ('filter' in one ? [one.filter] : []));
  const results = valid.length === 0 ? [] : await deleted(context, valid);
  const next = results.values();
  return {
    filterResults: read.map((one) => {
      const result = 'filter' in one ? next.next().value : undefined;
      if (result?.kind === 'ok')
        return {
          ...NO_ERROR,
          matchingAcls: result.value.map((binding) => ({ ...NO_ERROR, ...bindingToWire(binding) })),
        };
      const error = 'filter' in one ? wireError('UNKNOWN_SERVER_ERROR', 'the controller gave no result') : one;
      return { ...error, matchingAcls: [] };
    }),
  };
}

async function deleted(context: HandlerContext, filters: readonly AclFilter[]) {
  return (await change(context, TIMEOUT_MS, { kind: 'deleteAcls', filters })).response;
}

function readFilter(wire: WireFilter): { readonly filter: AclFilter } | WireError {
  try {
    return { filter: filterFromWire(wire) };
  } catch (reason) {
    const { code, message } = DraveError.from(reason);
    return wireError(code, message);
  }
}
