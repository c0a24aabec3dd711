import type { Steps } from '@drave/base';
import {
  aclMatches,
  bindingOfFilter,
  type AclBinding,
  type AclEntry,
  type AclFilter,
  type AclIndex,
  type MetadataImage,
  type MetadataRecord,
} from '@drave/metadata';
import type { DeleteAclsCommand } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult } from '../decision.js';
import { noAuthorizer } from './create-acls.js';

/** A filter that leaves something open is compared with every entry there is, while other changes wait. */
const OPEN_FILTERS_MAX = 100;
/** Entries compared in one step. */
const ENTRIES_PER_STEP = 1_000;

/**
 * Removes what each filter means from the access control lists, and answers with it. Later filters find what is left.
 */
export function* decideDeleteAcls(
  image: MetadataImage,
  command: DeleteAclsCommand,
  { enabled }: { readonly enabled: boolean },
): DecisionSteps<readonly ItemResult<readonly AclBinding[]>[]> {
  if (!enabled) return noAuthorizer();
  const open = command.filters.filter((filter) => bindingOfFilter(filter) === undefined).length;
  if (open > OPEN_FILTERS_MAX)
    return reject(
      'INVALID_REQUEST',
      `${open} filters in one request may each mean several entries, and ${OPEN_FILTERS_MAX} are allowed: ask several times`,
    );
  const records: MetadataRecord[] = [];
  const results: ItemResult<readonly AclBinding[]>[] = [];
  let { acls } = image;
  for (const filter of command.filters) {
    const found = yield* entriesOf(acls, filter);
    for (const { id } of found) {
      records.push({ kind: 'removeAccessControlEntry', id });
      acls = acls.without(id);
      if (records.length % ENTRIES_PER_STEP === 0) yield;
    }
    results.push({ kind: 'ok', value: found.map(({ id: _, ...binding }) => binding) });
    yield;
  }
  return accept(records, results);
}

function* entriesOf(acls: AclIndex, filter: AclFilter): Steps<readonly AclEntry[]> {
  const exact = bindingOfFilter(filter);
  if (exact !== undefined) {
    const entry = acls.find(exact);
    return entry === undefined ? [] : [entry];
  }
  const found: AclEntry[] = [];
  let seen = 0;
  for (const entry of acls.entries()) {
    if (aclMatches(filter, entry)) found.push(entry);
    if (++seen % ENTRIES_PER_STEP === 0) yield;
  }
  return found;
}
