import { HttpRefusal } from './answers.js';
import type { HttpRequest } from './exchange.js';
import { isOwnHost } from './own-host.js';

/** The header that carries the token of the session. */
const TOKEN_HEADER = 'x-drave-console-token';

export interface GuardOptions {
  /** Names under which the console may be asked for, in lower case, beside addresses and `localhost`. */
  readonly hostNames: ReadonlySet<string>;
  readonly token: string;
  /** The setting that adds a name, for the refusal; undefined where there is none. */
  readonly namesSetting: string | undefined;
}

/**
 * A page of another site may make a browser send requests here: by a name of its own that leads to this address (DNS
 * rebinding), or across sites. So the name must be one of ours, or an address, which no other site can have as its
 * name.
 * @throws HttpRefusal 421.
 */
export function requireOwnHost(
  { header }: Pick<HttpRequest, 'header'>,
  { hostNames, namesSetting }: GuardOptions,
): void {
  const host = header('host');
  if (host !== undefined && isOwnHost(host, hostNames)) return;
  const shown = (host ?? '').slice(0, 100);
  const cure = namesSetting === undefined ? 'ask for localhost' : `add it to '${namesSetting}'`;
  throw new HttpRefusal(421, 'FORBIDDEN', `the name '${shown}' is none of this console's: ${cure}`);
}

/**
 * What changes something must come from a page of ours, or from no page at all, and show the token, which only a page
 * that could read our answers has. A form of another site can send no JSON without asking first, and is never allowed
 * to.
 * @throws HttpRefusal 403, 415.
 */
export function requireOwnChange({ header }: Pick<HttpRequest, 'header'>, { token }: GuardOptions): void {
  const origin = header('origin');
  if (origin !== undefined && origin !== `http://${header('host') ?? ''}`)
    throw new HttpRefusal(403, 'FORBIDDEN', `'${origin.slice(0, 100)}' may not change anything here`);
  const site = header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin')
    throw new HttpRefusal(403, 'FORBIDDEN', 'only a page of this console may change anything here');
  const type = header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new HttpRefusal(415, 'INVALID_REQUEST', `the body must be JSON: send 'content-type: application/json'`);
  if (!isSameText(header(TOKEN_HEADER) ?? '', token))
    throw new HttpRefusal(403, 'FORBIDDEN', `the token in ${TOKEN_HEADER} is not this session's: ask for it again`);
}

/** Takes as long wherever the difference is. */
function isSameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < other.length; at++) difference |= one.charCodeAt(at % (one.length || 1)) ^ other.charCodeAt(at);
  return difference === 0;
}
