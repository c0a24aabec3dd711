import { pageOf, type Page, type PageRequest } from '@drave/controller';

/** What makes one page of those of several brokers, which begin at the same place. */
interface Merging<Item> {
  readonly request: PageRequest;
  readonly countMax: number;
  readonly keyOf: (item: Item) => string;
  /** Where keys do not sort as texts do. */
  readonly compare?: (one: Item, other: Item) => number;
}

/** The first items of all pages. */
export function mergedPages<Item>(
  { request, countMax, keyOf, compare }: Merging<Item>,
  pages: readonly Page<Item>[],
): Page<Item> {
  // What moves from one broker to another meanwhile may be told by both.
  const byKey = new Map(pages.flatMap(({ items }) => items.map((item) => [keyOf(item), item] as const)));
  const items = [...byKey].sort(compare ? ([, a], [, b]) => compare(a, b) : ([a], [b]) => (a < b ? -1 : 1));
  const hasMore = items.length > countMax || pages.some(({ nextPageToken }) => nextPageToken !== '');
  return pageOf(
    request,
    items.slice(0, countMax).map(([, item]) => item),
    keyOf,
    hasMore,
  );
}
