import { DraveError } from '@drave/base';

const pageSizeDefault = 100;
const pageSizeMax = 1_000;

export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty at the end. */
  readonly nextPageToken: string;
}

/**
 * One page of a sequence that is ordered by `keyOf` (AIP-158). The token holds the last key of the page before and the
 * arguments it belongs to, so items may come and go between two pages without shifting the rest.
 *
 * @throws DraveError INVALID_REQUEST for a negative size and for a token of other arguments.
 */
export function pageOf<Item>(
  request: PageRequest,
  ordered: Iterable<Item>,
  keyOf: (item: Item) => string,
  compareKeys: (left: string, right: string) => number,
  otherArguments: string,
): Page<Item> {
  if (request.pageSize < 0) throw new DraveError('INVALID_REQUEST', `page_size is ${request.pageSize}: use 0 or more`);
  const size = Math.min(request.pageSize === 0 ? pageSizeDefault : request.pageSize, pageSizeMax);
  const after = decodeToken(request.pageToken, otherArguments);
  const items: Item[] = [];
  for (const item of ordered) {
    if (after !== undefined && compareKeys(keyOf(item), after) <= 0) continue;
    if (items.length === size)
      return { items, nextPageToken: encodeToken(keyOf(items.at(-1) ?? item), otherArguments) };
    items.push(item);
  }
  return { items, nextPageToken: '' };
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function encodeToken(lastKey: string, otherArguments: string): string {
  return Buffer.from(JSON.stringify([lastKey, otherArguments])).toString('base64url');
}

function decodeToken(token: string, otherArguments: string): string | undefined {
  if (token === '') return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch (reason) {
    throw new DraveError('INVALID_REQUEST', 'page_token is not one that this service gave', { cause: reason });
  }
  const [lastKey, sameArguments] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof lastKey !== 'string' || sameArguments !== otherArguments) {
    throw new DraveError(
      'INVALID_REQUEST',
      'page_token belongs to a list with other arguments: start again without it',
    );
  }
  return lastKey;
}
