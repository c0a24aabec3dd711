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

/** The entries that the filter means, in a fixed order; see `aclSortKey`. */
export function matchingAcls(acls: AclIndex, filter: AclFilter): readonly AclEntry[] {
  const exact = bindingOfFilter(filter);
  if (exact !== undefined) {
    const entry = acls.find(exact);
    return entry === undefined ? [] : [entry];
  }
  const keyed: (readonly [string, AclEntry])[] = [];
  for (const entry of acls.entries()) if (aclMatches(filter, entry)) keyed.push([aclSortKey(entry), entry]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** By resource, then by principal; no two entries have the same. */
export function aclSortKey(binding: AclBinding): string {
  const { resourceType, resourceName, patternType, principal, host, operation, permission } = binding;
  return [resourceType, resourceName, patternType, principal, host, operation, permission].join('\0');
}
