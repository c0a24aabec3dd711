import { describe, expect, it } from 'vitest';
import { requireOwnChange, requireOwnHost } from './guard.js';

const options = { hostNames: new Set(['console.example']), token: 'the-token', namesSetting: 'drave.console.hosts' };

function asked(headers: Readonly<Record<string, string>>) {
  return { header: (name: string) => headers[name] };
}

describe('the name that the console is asked for', () => {
  it('is localhost, an address, or one that was configured', () => {
    for (const host of ['localhost:9644', '127.0.0.1:9644', '[::1]:9644', '10.1.2.3', 'Console.Example:80'])
      expect(() => requireOwnHost(asked({ host }), options)).not.toThrow();
  });

  it('is no other, because a name of another site may lead here', () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:9644', '', 'a@localhost'])
      expect(() => requireOwnHost(asked({ host }), options)).toThrow(/none of this console's.*drave\.console\.hosts/);
    expect(() => requireOwnHost(asked({}), options)).toThrow(/none of this console's/);
  });
});

describe('a change', () => {
  const own = {
    host: 'localhost:9644',
    origin: 'http://localhost:9644',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json; charset=utf-8',
    'x-drave-console-token': 'the-token',
  };

  it('is taken from a page of the console, and from a program that shows the token', () => {
    expect(() => requireOwnChange(asked(own), options)).not.toThrow();
    const program = { host: own.host, 'content-type': 'application/json', 'x-drave-console-token': 'the-token' };
    expect(() => requireOwnChange(asked(program), options)).not.toThrow();
  });

  const foreign: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://localhost:3000' }, 403],
    ['a frame without an origin', { origin: 'null' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port, as browsers call it', { 'sec-fetch-site': 'same-site' }, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text that is JSON', { 'content-type': 'text/plain' }, 415],
    ['a wrong token', { 'x-drave-console-token': 'the-tokem' }, 403],
    ['a longer token', { 'x-drave-console-token': 'the-token-and-more' }, 403],
    ['no token', { 'x-drave-console-token': '' }, 403],
  ];
  it.each(foreign)('is refused from %s', (_who, headers, status) => {
    expect(() => requireOwnChange(asked({ ...own, ...headers }), options)).toThrow(
      expect.objectContaining({ status }) as Error,
    );
  });
});
