import { assert, type Uuid } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import { SortedTexts } from '../sorted-texts.js';
import {
  ACL_EVERYBODY,
  ACL_WILDCARD,
  aclSortKey,
  type AclBinding,
  type AclEntry,
  type AclResourceType,
} from './acl-entry.js';
import { PatternMap } from './pattern-map.js';

/**
 * All entries of the access control lists. Never changes: an entry more or less shares everything else with the index
 * it came from. A question costs what the entries cost that answer it, however many others there are: they are kept by
 * whom they are for, then by the pattern of names.
 */
export class AclIndex {
  static readonly empty: AclIndex = new AclIndex(PersistentMap(), PersistentMap(), PersistentMap(), SortedTexts.empty);

  private readonly byId: PersistentMap<Uuid, AclEntry>;
  private readonly types: PersistentMap<AclResourceType, EntriesOfType>;
  private readonly byKey: PersistentMap<string, AclEntry>;
  /** The keys of `byKey`. */
  private readonly keys: SortedTexts;

  private constructor(
    byId: PersistentMap<Uuid, AclEntry>,
    types: PersistentMap<AclResourceType, EntriesOfType>,
    byKey: PersistentMap<string, AclEntry>,
    keys: SortedTexts,
  ) {
    this.byId = byId;
    this.types = types;
    this.byKey = byKey;
    this.keys = keys;
  }

  get size(): number {
    return this.byId.size;
  }

  get(id: Uuid): AclEntry | undefined {
    return this.byId.get(id);
  }

  /** All entries, in no particular order. */
  entries(): Iterable<AclEntry> {
    return this.byId.values();
  }

  /** The entries behind a key, in the order of their keys (`aclSortKey`); undefined gives all. */
  *after(key: string | undefined): Iterable<AclEntry> {
    for (const next of this.keys.after(key)) {
      const entry = this.byKey.get(next);
      assert(entry !== undefined, 'each key is that of an entry');
      yield entry;
    }
  }

  /** The entry that says just this. */
  find(binding: AclBinding): AclEntry | undefined {
    const { resourceType, patternType, resourceName } = binding;
    const grants = this.types.get(resourceType)?.grants.get(granteeKey(binding.principal, binding.host));
    return grants
      ?.get(patternType, resourceName)
      ?.find(({ operation, permission }) => operation === binding.operation && permission === binding.permission);
  }

  with(entry: AclEntry): AclIndex {
    assert(!this.byId.has(entry.id), `access control entry ${entry.id} is new`);
    const { resourceType, patternType, resourceName } = entry;
    const ofType = this.types.get(resourceType) ?? noEntries;
    const grantee = granteeKey(entry.principal, entry.host);
    const grants = ofType.grants.get(grantee) ?? PatternMap.empty();
    const same = grants.get(patternType, resourceName) ?? [];
    const count = (ofType.counts.get(patternType, resourceName) ?? 0) + 1;
    const next: EntriesOfType = {
      grants: ofType.grants.set(grantee, grants.with(patternType, resourceName, [...same, entry])),
      counts: ofType.counts.with(patternType, resourceName, count),
    };
    const key = aclSortKey(entry);
    return new AclIndex(
      this.byId.set(entry.id, entry),
      this.types.set(resourceType, next),
      this.byKey.set(key, entry),
      this.keys.with(key),
    );
  }

  without(id: Uuid): AclIndex {
    const entry = this.byId.get(id);
    assert(entry !== undefined, `access control entry ${id} exists when it is removed`);
    const { resourceType, patternType, resourceName } = entry;
    const ofType = this.types.get(resourceType);
    const grantee = granteeKey(entry.principal, entry.host);
    const grants = ofType?.grants.get(grantee);
    assert(ofType !== undefined && grants !== undefined, 'what is kept by its id is kept by whom it is for');
    const left = (grants.get(patternType, resourceName) ?? []).filter((other) => other.id !== id);
    const count = (ofType.counts.get(patternType, resourceName) ?? 0) - 1;
    const nextGrants =
      left.length === 0 ? grants.without(patternType, resourceName) : grants.with(patternType, resourceName, left);
    const next: EntriesOfType = {
      grants: nextGrants.isEmpty ? ofType.grants.delete(grantee) : ofType.grants.set(grantee, nextGrants),
      counts:
        count === 0
          ? ofType.counts.without(patternType, resourceName)
          : ofType.counts.with(patternType, resourceName, count),
    };
    const key = aclSortKey(entry);
    return new AclIndex(
      this.byId.delete(id),
      this.types.set(resourceType, next),
      this.byKey.delete(key),
      this.keys.without(key),
    );
  }

  /** The entries whose resource, principal and host match, whatever they say of them; some may come twice. */
  *applying(type: AclResourceType, name: string, principal: string, host: string): Iterable<AclEntry> {
    for (const grants of this.grantsOf(type, principal, host))
      for (const entries of grants.matching(name)) yield* entries;
  }

  /** The entries of a type whose principal and host match, for whatever name; some may come twice. */
  *entriesFor(type: AclResourceType, principal: string, host: string): Iterable<AclEntry> {
    for (const grants of this.grantsOf(type, principal, host)) for (const entries of grants.values()) yield* entries;
  }

  /** Whether any entry is about this resource, for whomever. */
  speaksOf(type: AclResourceType, name: string): boolean {
    for (const _ of this.types.get(type)?.counts.matching(name) ?? []) return true;
    return false;
  }

  private *grantsOf(type: AclResourceType, principal: string, host: string): Iterable<PatternMap<readonly AclEntry[]>> {
    const grants = this.types.get(type)?.grants;
    if (grants === undefined) return;
    for (const who of [principal, ACL_EVERYBODY])
      for (const where of [host, ACL_WILDCARD]) {
        const found = grants.get(granteeKey(who, where));
        if (found !== undefined) yield found;
      }
  }
}

interface EntriesOfType {
  /** By `granteeKey`; none is empty. */
  readonly grants: PersistentMap<string, PatternMap<readonly AclEntry[]>>;
  /** How many entries each pattern has, for whomever. */
  readonly counts: PatternMap<number>;
}

const noEntries: EntriesOfType = { grants: PersistentMap(), counts: PatternMap.empty() };

// The length keeps apart what a space in a name would mix.
function granteeKey(principal: string, host: string): string {
  return `${principal.length} ${principal} ${host}`;
}
