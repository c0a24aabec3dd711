import { DraveError } from '@drave/base';
import type { metadataV1 as wire } from '@drave/rpc';
import type { AclOperation, AclPatternType, AclPermission, AclResourceType } from './acl/acl-entry.js';
import type { QuotaEntityType } from './client-quotas.js';
import type { ScramMechanism } from './scram-credentials.js';

/** The names of users' rights, credentials and limits in the records of the log. */
interface Names<Own extends string, Wire extends string> {
  /** Every name of ours. */
  readonly all: readonly Own[];
  toWire(own: Own): Wire;
  /** @throws DraveError CORRUPT_DATA for `UNSPECIFIED`, which stands where nothing was written. */
  fromWire(name: Wire | 'UNSPECIFIED'): Own;
}

export const aclResourceTypes: Names<AclResourceType, wire.AclResourceType> = names('a resource type', {
  topic: 'TOPIC',
  group: 'GROUP',
  cluster: 'CLUSTER',
  transactionalId: 'TRANSACTIONAL_ID',
  delegationToken: 'DELEGATION_TOKEN',
  user: 'USER',
});

export const aclPatternTypes: Names<AclPatternType, wire.AclPatternType> = names('a pattern type', {
  literal: 'LITERAL',
  prefixed: 'PREFIXED',
});

export const aclOperations: Names<AclOperation, wire.AclOperation> = names('an operation', {
  all: 'ALL',
  read: 'READ',
  write: 'WRITE',
  create: 'CREATE',
  delete: 'DELETE',
  alter: 'ALTER',
  describe: 'DESCRIBE',
  clusterAction: 'CLUSTER_ACTION',
  describeConfigs: 'DESCRIBE_CONFIGS',
  alterConfigs: 'ALTER_CONFIGS',
  idempotentWrite: 'IDEMPOTENT_WRITE',
  createTokens: 'CREATE_TOKENS',
  describeTokens: 'DESCRIBE_TOKENS',
  twoPhaseCommit: 'TWO_PHASE_COMMIT',
});

export const aclPermissions: Names<AclPermission, wire.AclPermission> = names('a permission', {
  allow: 'ALLOW',
  deny: 'DENY',
});

export const scramMechanismNames: Names<ScramMechanism, wire.ScramMechanism> = names('a mechanism', {
  'SCRAM-SHA-256': 'SHA_256',
  'SCRAM-SHA-512': 'SHA_512',
});

export const quotaEntityTypeNames: Names<QuotaEntityType, wire.QuotaEntityType> = names('an entity type', {
  user: 'USER',
  clientId: 'CLIENT_ID',
  ip: 'IP',
});

function names<Own extends string, Wire extends string>(
  what: string,
  table: Readonly<Record<Own, Exclude<Wire, 'UNSPECIFIED'>>>,
): Names<Own, Wire> {
  const all = Object.keys(table) as Own[];
  const owns = new Map<string, Own>(all.map((own) => [table[own], own]));
  return {
    all,
    toWire: (own) => table[own],
    fromWire: (name) => {
      const own = owns.get(name);
      if (own === undefined) throw new DraveError('CORRUPT_DATA', `a metadata record without ${what}`);
      return own;
    },
  };
}
