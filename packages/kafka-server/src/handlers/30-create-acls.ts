import { DraveError } from '@drave/base';
import { apis, type CreateAclsRequest, type CreateAclsResponseInput } from '@drave/kafka-protocol';
import type { AclBinding } from '@drave/metadata';
import { denyCluster } from './access.js';
import { bindingFromWire } from './acl-codes.js';
import { change, resultError, wireError, type WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { noAuthorizer } from './switched-off.js';

/*
 * CreateAcls, versions 1 to 3.
 *
 * Adds entries to the access control lists, each on its own; one that is there already is a success. Answers when this
 * broker goes by them. Without an authorizer SECURITY_DISABLED for each.
 *
 * Deviations: none known.
 */
export const createAclsRow: HandlerRow<CreateAclsRequest, CreateAclsResponseInput> = {
  api: apis.CreateAcls,
  minVersion: 1,
  maxVersion: 3,
  handle,
  refuse: (errorCode, errorMessage, { creations }) => ({
    results: creations.map(() => ({ errorCode, errorMessage })),
  }),
};

/** The request has no time of its own. */
const TIMEOUT_MS = 30_000;

async function handle(context: HandlerContext, { creations }: CreateAclsRequest): Promise<CreateAclsResponseInput> {
  const refused = denyCluster(context, 'alter') ?? noAuthorizer(context);
  if (refused !== undefined) return { results: creations.map(() => refused) };
  const read = creations.map(({ resourcePatternType: patternType, ...rest }) => readBinding({ patternType, ...rest }));
  const bindings = read.filter((one): one is AclBinding => 'host' in one);
  if (bindings.length === 0) return { results: read.filter((one): one is WireError => 'errorCode' in one) };
  const { response } = await change(context, TIMEOUT_MS, { kind: 'createAcls', bindings });
  const results = response.values();
  return {
    results: read.map((one) => ('errorCode' in one ? one : resultError(results.next().value ?? NO_RESULT))),
  };
}

const NO_RESULT = { kind: 'rejected', code: 'UNKNOWN_SERVER_ERROR', message: 'the controller gave no result' } as const;

function readBinding(wire: Parameters<typeof bindingFromWire>[0]): AclBinding | WireError {
  try {
    return bindingFromWire(wire);
  } catch (reason) {
    const { code, message } = DraveError.from(reason);
    return wireError(code, message);
  }
}
