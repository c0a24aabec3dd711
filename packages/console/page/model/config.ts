import type { ConfigEntry, ConfigUpdateRequest, ConfigView } from '../../src/contract.js';

/** What is typed and not yet applied, by key; null takes a value back. */
export type Draft = ReadonlyMap<string, string | null>;

export interface ConfigDifference {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Whether the resource itself sets the key. */
export function isOwn({ source }: ConfigEntry, type: ConfigView['resource']['type']): boolean {
  return source === type;
}

/** What the draft would change; a key that is typed as it was is no change. */
export function differencesOf({ entries, resource }: ConfigView, draft: Draft): readonly ConfigDifference[] {
  return entries.flatMap((entry) => {
    const typed = draft.get(entry.key);
    if (typed === undefined) return [];
    if (typed === null)
      return isOwn(entry, resource.type) ? [{ key: entry.key, before: entry.value, after: entry.defaultValue }] : [];
    return typed === entry.value ? [] : [{ key: entry.key, before: entry.value, after: typed }];
  });
}

export function updateOf(view: ConfigView, draft: Draft, preview: boolean): ConfigUpdateRequest {
  const changes = differencesOf(view, draft).map(({ key }) => ({ key, value: draft.get(key) ?? null }));
  return { preview, etag: view.etag, changes };
}

/** Part of the key or of the value. */
export function matches({ key, value }: ConfigEntry, filter: string): boolean {
  const wanted = filter.toLowerCase();
  return key.toLowerCase().includes(wanted) || (value ?? '').toLowerCase().includes(wanted);
}
