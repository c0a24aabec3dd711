import type { Operation, Principal, ResourceRef } from '@drave/base/access';
import { ACL_WILDCARD, aclNameOf, type AclEntry, type AclOperation, type AclResourceType } from './acl-entry.js';
import type { AclIndex } from './acl-index.js';

/** What holds beside the entries. */
export interface AclPolicy {
  /** They may do everything, whatever the entries say. */
  readonly superUsers: ReadonlySet<Principal>;
  /** Whether everybody may do everything with a resource that no entry speaks of. */
  readonly allowEveryoneIfNoAclFound: boolean;
}

/** Who wants to do something, and from which address. */
export interface AclCaller {
  readonly principal: Principal;
  readonly host: string;
}

/** Why somebody may do something, or may not. */
export type AclVerdict =
  | { readonly kind: 'superUser'; readonly allowed: true }
  | { readonly kind: 'entry'; readonly allowed: boolean; readonly entry: AclEntry }
  /** No entry speaks of the resource, for whomever. */
  | { readonly kind: 'noEntryOfResource'; readonly allowed: boolean }
  /** Entries speak of the resource, and none allows this. */
  | { readonly kind: 'noEntryAllows'; readonly allowed: false };

/**
 * Kafka's rules: a super user may; else an entry that denies decides; else one that allows; else nobody may, but for
 * resources without any entry, of which the policy decides.
 */
export function decideAccess(
  index: AclIndex,
  policy: AclPolicy,
  { principal, host }: AclCaller,
  operation: Operation,
  resource: ResourceRef,
): AclVerdict {
  if (policy.superUsers.has(principal)) return { kind: 'superUser', allowed: true };
  const name = aclNameOf(resource);
  let allowing: AclEntry | undefined;
  for (const entry of index.applying(resource.kind, name, principal, host)) {
    if (!covers(entry, operation)) continue;
    if (entry.permission === 'deny') return { kind: 'entry', allowed: false, entry };
    allowing ??= entry;
  }
  if (allowing !== undefined) return { kind: 'entry', allowed: true, entry: allowing };
  if (index.speaksOf(resource.kind, name)) return { kind: 'noEntryAllows', allowed: false };
  return { kind: 'noEntryOfResource', allowed: policy.allowEveryoneIfNoAclFound };
}

/**
 * Whether the operation is allowed on at least one resource of the type, there or not (KIP-679). Operations that imply
 * this one do not count, as in Kafka.
 */
export function mayAccessSome(
  index: AclIndex,
  policy: AclPolicy,
  { principal, host }: AclCaller,
  operation: Operation,
  type: AclResourceType,
): boolean {
  if (policy.superUsers.has(principal)) return true;
  const entries = [...index.entriesFor(type, principal, host)].filter(
    (entry) => entry.operation === operation || entry.operation === 'all',
  );
  const denying = entries.filter(({ permission }) => permission === 'deny');
  if (denying.some(isAboutEverything)) return false;
  if (policy.allowEveryoneIfNoAclFound && !index.speaksOf(type, NAME_OF_NOTHING)) return true;
  const allowing = entries.filter(({ permission }) => permission === 'allow');
  if (allowing.some(isAboutEverything)) return true;
  const literals = new Set<string>();
  const prefixes = new Set<string>();
  for (const { patternType, resourceName } of denying)
    (patternType === 'literal' ? literals : prefixes).add(resourceName);
  const lengths = [...new Set([...prefixes].map(({ length }) => length))];
  return allowing.some(({ patternType, resourceName }) => {
    if (patternType === 'literal' && literals.has(resourceName)) return false;
    return !lengths.some((length) => length <= resourceName.length && prefixes.has(resourceName.slice(0, length)));
  });
}

/** No resource has an empty name, and no pattern matches it but the one of every name. */
const NAME_OF_NOTHING = '';

function isAboutEverything({ patternType, resourceName }: AclEntry): boolean {
  return patternType === 'literal' && resourceName === ACL_WILDCARD;
}

function covers(entry: AclEntry, operation: Operation): boolean {
  if (entry.operation === operation || entry.operation === 'all') return true;
  // To deny what implies an operation does not deny that.
  return entry.permission === 'allow' && (implying[operation]?.has(entry.operation) ?? false);
}

/** Who may do one of these may do the other as well. */
const implying: Partial<Readonly<Record<Operation, ReadonlySet<AclOperation>>>> = {
  describe: new Set(['read', 'write', 'delete', 'alter']),
  describeConfigs: new Set(['alterConfigs']),
};
