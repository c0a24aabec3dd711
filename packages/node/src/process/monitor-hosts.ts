import { hostname } from 'node:os';
import { isOwnHost } from '@drave/console/own-host';
import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';
import { textAnswer } from './http-listener.js';

/** What the listener of a monitor takes beside GET. */
export const monitorExchanges = { methods: ['DELETE', 'POST'], bodyBytesMax: 4 * 1024 } as const;

/** Answers who calls by one of these names, by that of this machine, or by an address; refuses others. */
export function answerOurs(
  hosts: readonly string[],
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
): (request: HttpRequest) => Promise<HttpAnswer> {
  const names = new Set(['localhost', hostname(), ...hosts].map((name) => name.toLowerCase()));
  return async (request) => {
    const refusal = refusalOf(request, names);
    return refusal === undefined ? answer(request) : textAnswer(403, `${refusal}\n`);
  };
}

/**
 * Why a request is refused before anybody looks at what it asks; undefined for one that is not. A page of another site
 * may make a browser send requests here: by a name of its own that leads to this address, or across sites. So the name
 * must be one of ours, or an address, which no other site can have as its name; and what changes something must come
 * from a page of ours, if it comes from a page at all. `names` are in lower case.
 */
function refusalOf({ method, header }: HttpRequest, names: ReadonlySet<string>): string | undefined {
  const host = header('host');
  const origin = header('origin');
  if (host === undefined || !isOwnHost(host, names))
    return `the name '${host ?? ''}' is none of this monitor's: add it to 'http.allowedHosts'`;
  if (method !== 'GET' && origin !== undefined && origin !== `http://${host}`)
    return `'${origin}' may not change anything here`;
  return undefined;
}
