import { DraveError } from '@drave/base';
import { textHash } from './text-hash.js';

export const PAGE_SIZE_DEFAULT = 100;
export const PAGE_SIZE_MAX = 1_000;

export interface PageRequest {
  /** The number of items asked for: 0 for the default; more than the maximum is the maximum (AIP-158). */
  readonly pageSize: number;
  readonly pageToken: string;
  /** Everything else that was asked for: a token fits only the same question. */
  readonly query: unknown;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The token of the next page; '' at the end. */
  readonly nextPageToken: string;
}

/**
 * One page of what `after` gives: items in a fixed order, those behind the key (undefined for all). An item added or
 * removed between two pages is seen or not, and no other is missed or seen twice.
 * @throws DraveError INVALID_REQUEST for a negative size or a foreign token.
 */
export function page<Item>(
  request: PageRequest,
  after: (key: string | undefined) => Iterable<Item>,
  keyOf: (item: Item) => string,
): Page<Item> {
  const start = pageStart(request);
  const items: Item[] = [];
  for (const item of after(start.after)) {
    if (items.length === start.countMax) return pageOf(request, items, keyOf, true);
    items.push(item);
  }
  return pageOf(request, items, keyOf, false);
}

/** Where a page begins and how much it holds. */
export interface PageStart {
  /** The key of the last item before; undefined for the first page. */
  readonly after: string | undefined;
  /** At least 1. */
  readonly countMax: number;
}

/** For pages whose items are asked for elsewhere. @throws DraveError as `page`. */
export function pageStart(request: PageRequest): PageStart {
  const { pageSize } = request;
  if (!Number.isSafeInteger(pageSize) || pageSize < 0) {
    const description = `page_size must be 0 or more, got ${pageSize}`;
    throw new DraveError('INVALID_REQUEST', description, { fieldViolations: [{ field: 'page_size', description }] });
  }
  const countMax = pageSize === 0 ? PAGE_SIZE_DEFAULT : Math.min(pageSize, PAGE_SIZE_MAX);
  return { after: keyOfToken(request), countMax };
}

/** The page of these items; `hasMore` when there are some behind the last one. */
export function pageOf<Item>(
  request: PageRequest,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  hasMore: boolean,
): Page<Item> {
  const last = items[items.length - 1];
  const nextPageToken = hasMore && last !== undefined ? encodeToken(request.query, keyOf(last)) : '';
  return { items, nextPageToken };
}

function encodeToken(query: unknown, key: string): string {
  return Buffer.from(JSON.stringify([textHash(JSON.stringify(query)), key])).toString('base64url');
}

function keyOfToken({ pageToken, query }: PageRequest): string | undefined {
  if (pageToken === '') return undefined;
  const decoded = decodeToken(pageToken);
  if (decoded === undefined || decoded[0] !== textHash(JSON.stringify(query))) {
    const description = 'the page token does not belong to this question: start without a token';
    throw new DraveError('INVALID_REQUEST', description, { fieldViolations: [{ field: 'page_token', description }] });
  }
  return decoded[1];
}

function decodeToken(token: string): readonly [string, string] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (!Array.isArray(value)) return undefined;
    const [hash, key]: unknown[] = value;
    return typeof hash === 'string' && typeof key === 'string' ? [hash, key] : undefined;
  } catch {
    return undefined; // Not a token of ours; the caller says so.
  }
}
