import { limits, uuidFrom } from '@drave/base';
import type { Random } from '@drave/env';
import {
  ACL_CLUSTER_NAME,
  type AclBinding,
  type AclEntry,
  type MetadataImage,
  type MetadataRecord,
} from '@drave/metadata';
import type { CreateAclsCommand } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';

/** What Kafka's protocol can carry. */
const NAME_LENGTH_MAX = 32_767;
/** The longest text of an address, with the name of an interface. */
const HOST_LENGTH_MAX = 255;
/** Entries of one cluster: every node keeps all of them in memory. */
const ENTRIES_MAX = 1_000_000;

/**
 * Adds entries to the access control lists. Each stands or falls on its own; one that is there already changes nothing.
 */
export function* decideCreateAcls(
  image: MetadataImage,
  command: CreateAclsCommand,
  { random, enabled }: { readonly random: Random; readonly enabled: boolean },
): DecisionSteps<readonly ItemResult<null>[]> {
  if (!enabled) return noAuthorizer();
  const records: MetadataRecord[] = [];
  const results: ItemResult<null>[] = [];
  let { acls } = image;
  for (const binding of command.bindings) {
    const refused = invalidAclBinding(binding) ?? (acls.size >= ENTRIES_MAX ? tooMany() : undefined);
    results.push(refused ?? { kind: 'ok', value: null });
    if (refused !== undefined || acls.find(binding) !== undefined) continue;
    let id = uuidFrom((length) => random.bytes(length));
    while (acls.get(id) !== undefined) id = uuidFrom((length) => random.bytes(length));
    const entry: AclEntry = { id, ...contentOf(binding) };
    acls = acls.with(entry);
    records.push({ kind: 'accessControlEntry', ...entry });
    yield;
  }
  return accept(records, results);
}

/** What makes an entry of no use, whatever the lists hold. */
export function invalidAclBinding({ resourceType, resourceName, principal, host }: AclBinding): Rejection | undefined {
  if (resourceName === '') return invalid('the name of the resource is empty');
  if (resourceName.length > NAME_LENGTH_MAX)
    return invalid(`the name of the resource has ${resourceName.length} characters and may have ${NAME_LENGTH_MAX}`);
  if (resourceType === 'cluster' && resourceName !== ACL_CLUSTER_NAME)
    return invalid(`the only name of the cluster is '${ACL_CLUSTER_NAME}', not '${resourceName}'`);
  if (principal.length > limits.principalLengthMax)
    return invalid(`the principal has ${principal.length} characters and may have ${limits.principalLengthMax}`);
  if (!/^[^:]+:./.test(principal))
    return invalid(`'${principal}' is no principal: write its type and its name, as User:alice`);
  if (host === '' || host.length > HOST_LENGTH_MAX) return invalid('a host is an address, or * for every one');
  return undefined;
}

/** Kafka's answer as long as no lists are asked. */
export function noAuthorizer(): Rejection {
  return reject(
    'SECURITY_DISABLED',
    'no authorizer is configured, so access control lists would have no effect: set authorizer.class.name on all nodes',
  );
}

// A binding that came over the wire may have fields of another version.
function contentOf(binding: AclBinding): AclBinding {
  const { resourceType, resourceName, patternType, principal, host, operation, permission } = binding;
  return { resourceType, resourceName, patternType, principal, host, operation, permission };
}

function tooMany(): Rejection {
  return invalid(`the cluster has ${ENTRIES_MAX} access control entries, and no room for more: delete some first`);
}

function invalid(message: string): Rejection {
  return reject('INVALID_REQUEST', message);
}
