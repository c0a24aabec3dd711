import { searchOf } from './search.js';

/**
 * Addresses of the console. What is behind `#` says everything that a page shows: which page, of what, and its filters,
 * so that a copied address shows the same to somebody else. The server sees none of it.
 */
export type PageName =
  | 'overview'
  | 'quorum'
  | 'brokers'
  | 'topics'
  | 'topic'
  | 'messages'
  | 'readers'
  | 'groups'
  | 'group'
  | 'transactions'
  | 'config'
  | 'timeline'
  | 'faults'
  | 'unknown';

export interface Route {
  readonly page: PageName;
  /** The topic, the group, or type and name of the resource that the page is about. */
  readonly names: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Parts of the path; `*` is any name. */
const patterns: readonly (readonly [page: PageName, parts: readonly string[]])[] = [
  ['overview', []],
  ['quorum', ['quorum']],
  ['brokers', ['brokers']],
  ['topics', ['topics']],
  ['topic', ['topics', '*']],
  ['messages', ['topics', '*', 'messages']],
  ['readers', ['topics', '*', 'readers']],
  ['groups', ['groups']],
  ['group', ['groups', '*']],
  ['transactions', ['transactions']],
  ['config', ['configs', '*', '*']],
  ['timeline', ['timeline']],
  ['faults', ['faults']],
];

/** The route of a fragment such as `#/topics/orders?page=abc`; `unknown` for what leads nowhere. */
export function parseRoute(fragment: string): Route {
  const [path, search] = split(fragment.replace(/^#/, ''), '?');
  const parts = path.split('/').filter((part) => part !== '');
  const names = decoded(parts);
  const query = Object.fromEntries(new URLSearchParams(search));
  if (names === undefined) return { page: 'unknown', names: [], query };
  for (const [page, pattern] of patterns) {
    if (pattern.length !== names.length) continue;
    if (pattern.every((part, index) => part === '*' || part === names[index]))
      return { page, names: names.filter((_, index) => pattern[index] === '*'), query };
  }
  return { page: 'unknown', names: [], query };
}

/** The fragment of a page. What is empty or undefined in the query is left out. */
export function hrefOf(
  page: PageName,
  names: readonly string[] = [],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const pattern = patterns.find(([name]) => name === page)?.[1] ?? [];
  const rest = [...names];
  const path = pattern.map((part) => encodeURIComponent(part === '*' ? (rest.shift() ?? '') : part)).join('/');
  return `#/${path}${searchOf(query)}`;
}

/** The same page with some of its query changed; undefined and '' take a part out. */
export function withQuery(route: Route, changes: Readonly<Record<string, string | number | undefined>>): string {
  return hrefOf(route.page, route.names, { ...route.query, ...changes });
}

function split(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** Undefined when somebody has typed an address that is no encoding of anything. */
function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch (reason) {
    if (reason instanceof URIError) return undefined;
    throw reason;
  }
}
