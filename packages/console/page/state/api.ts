import { signal } from '@preact/signals';
import type { Failure, Session } from '../../src/contract.js';

/** What came of a question. A failure is something to show, not something to throw. */
type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: Refusal }
  | { readonly kind: 'aborted' };

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Null until the node has said who it is. */
export const session = signal<Session | null>(null);

export function apiUrl(path: string): string {
  return new URL(`api/v1/${path}`, document.baseURI).href;
}

export function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, { signal: signal ?? null });
}

/**
 * A change. A node that was started anew has another token, which the page then asks for and tries once more: what was
 * refused for its token has changed nothing.
 */
export async function post<T>(path: string, body: object): Promise<Answer<T>> {
  const shown = session.value?.token;
  const first = await send<T>(path, body);
  if (first.kind !== 'failed' || first.failure.code !== 'FORBIDDEN') return first;
  const renewed = await get<Session>('session');
  if (renewed.kind !== 'answered' || renewed.value.token === shown) return first;
  session.value = renewed.value;
  return send<T>(path, body);
}

function send<T>(path: string, body: object): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json', 'x-drave-console-token': session.value?.token ?? '' };
  return ask<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function ask<T>(path: string, options: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(apiUrl(path), { ...options, credentials: 'same-origin', cache: 'no-store' });
    const body: unknown = await response.json();
    if (response.ok) return { kind: 'answered', value: body as T };
    return { kind: 'failed', failure: (body as Failure).error };
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === 'AbortError') return { kind: 'aborted' };
    if (reason instanceof SyntaxError)
      return failed('NOT_JSON', 'Something that is no Drave node answers at this address.');
    if (reason instanceof TypeError)
      return failed(
        'UNREACHABLE',
        'The node that serves this page does not answer. Open the console of another node, or try again.',
      );
    throw reason;
  }
}

function failed<T>(code: string, message: string): Answer<T> {
  return { kind: 'failed', failure: { code, message } };
}
