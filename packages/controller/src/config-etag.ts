import { textHash } from './text-hash.js';

/** A text that changes with what is set, and is the same for the same settings on every node. */
export function configEtag(settings: ReadonlyMap<string, string>): string {
  const sorted = [...settings].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return textHash(JSON.stringify(sorted));
}
