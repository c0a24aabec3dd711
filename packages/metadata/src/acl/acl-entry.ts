import type { Uuid } from '@drave/base';
import type { Operation, ResourceRef } from '@drave/base/access';

/** What an access control list can be about; only the kinds of `ResourceRef` are asked about here. */
export type AclResourceType = ResourceRef['kind'] | 'delegationToken' | 'user';

/**
 * What an entry can name: an operation that somebody asks about, all of them, or one of Kafka's that nobody asks about.
 */
export type AclOperation = Operation | 'all' | 'createTokens' | 'describeTokens' | 'twoPhaseCommit';

export type AclPatternType = 'literal' | 'prefixed';
export type AclPermission = 'allow' | 'deny';

/** One entry of the access control lists, as its author wrote it (KIP-11, KIP-290). */
export interface AclBinding {
  readonly resourceType: AclResourceType;
  /** A literal `*` stands for every resource of the type; a prefixed one is a prefix like any other. */
  readonly resourceName: string;
  readonly patternType: AclPatternType;
  /** Type and name, such as `User:alice`; `User:*` stands for everybody. */
  readonly principal: string;
  /** An address as text, compared letter by letter; `*` stands for every one. */
  readonly host: string;
  readonly operation: AclOperation;
  readonly permission: AclPermission;
}

/** The entry as the metadata log keeps it: nothing but its id is needed to remove it. */
export interface AclEntry extends AclBinding {
  readonly id: Uuid;
}

/** The name that stands for every resource, and the host that stands for every one. */
export const ACL_WILDCARD = '*';
/** The principal that stands for everybody. */
export const ACL_EVERYBODY = 'User:*';
/** Under this name the lists speak of the cluster, as in Kafka. */
export const ACL_CLUSTER_NAME = 'kafka-cluster';

/** Under which name the lists speak of a resource. */
export function aclNameOf(resource: ResourceRef): string {
  return resource.kind === 'cluster' ? ACL_CLUSTER_NAME : resource.name;
}

/** By resource, then by principal; no two entries have the same. */
export function aclSortKey(binding: AclBinding): string {
  const { resourceType, resourceName, patternType, principal, host, operation, permission } = binding;
  return [resourceType, resourceName, patternType, principal, host, operation, permission].join('\0');
}
