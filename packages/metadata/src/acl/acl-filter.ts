import {
  ACL_WILDCARD,
  type AclBinding,
  type AclEntry,
  type AclOperation,
  type AclPatternType,
  type AclPermission,
  type AclResourceType,
} from './acl-entry.js';
import type { AclIndex } from './acl-index.js';

/** Which entries are meant; what is undefined excludes none (KIP-290). */
export interface AclFilter {
  readonly resourceType?: AclResourceType | undefined;
  readonly resourceName?: string | undefined;
  /**
   * Undefined takes the name as that of a pattern of any type; `match` as that of a resource that a pattern is about.
   */
  readonly patternType?: AclPatternType | 'match' | undefined;
  readonly principal?: string | undefined;
  readonly host?: string | undefined;
  readonly operation?: AclOperation | undefined;
  readonly permission?: AclPermission | undefined;
}

export function aclMatches(filter: AclFilter, binding: AclBinding): boolean {
  return (
    allows(filter.resourceType, binding.resourceType) &&
    allows(filter.principal, binding.principal) &&
    allows(filter.host, binding.host) &&
    allows(filter.operation, binding.operation) &&
    allows(filter.permission, binding.permission) &&
    matchesPattern(filter, binding)
  );
}

/** The one entry that a filter without gaps can mean; undefined where it may mean several. */
export function bindingOfFilter(filter: AclFilter): AclBinding | undefined {
  const { resourceType, resourceName, patternType, principal, host, operation, permission } = filter;
  if (resourceType === undefined || resourceName === undefined || principal === undefined || host === undefined)
    return undefined;
  if (patternType === undefined || patternType === 'match' || operation === undefined || permission === undefined)
    return undefined;
  return { resourceType, resourceName, patternType, principal, host, operation, permission };
}

function allows<Value>(wanted: Value | undefined, value: Value): boolean {
  return wanted === undefined || wanted === value;
}

function matchesPattern({ patternType, resourceName: name }: AclFilter, binding: AclBinding): boolean {
  if (patternType !== 'match') return allows(patternType, binding.patternType) && allows(name, binding.resourceName);
  if (name === undefined || name === binding.resourceName) return true;
  return binding.patternType === 'literal'
    ? binding.resourceName === ACL_WILDCARD
    : name.startsWith(binding.resourceName);
}

/** The entries that the filter means, in a fixed order; see `AclIndex.after`. */
export function matchingAcls(acls: AclIndex, filter: AclFilter): readonly AclEntry[] {
  const exact = bindingOfFilter(filter);
  if (exact !== undefined) {
    const entry = acls.find(exact);
    return entry === undefined ? [] : [entry];
  }
  return [...matchingAclsAfter(acls, filter, undefined)];
}

/** Those behind a key, one after the other: it looks at no more entries than are taken, and those between them. */
export function* matchingAclsAfter(acls: AclIndex, filter: AclFilter, after: string | undefined): Iterable<AclEntry> {
  for (const entry of acls.after(after)) if (aclMatches(filter, entry)) yield entry;
}
