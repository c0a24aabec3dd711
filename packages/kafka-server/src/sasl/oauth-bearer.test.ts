import { describe, expect, it } from 'vitest';
import { OAuthBearer } from './oauth-bearer.js';

const NOW_MS = 1_800_000_000_000;
const rules = { keys: undefined, allowUnsecured: true, issuer: undefined, audience: undefined, clockSkewMs: 0 };
const bearer = new OAuthBearer(rules);

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const token = `${part({ alg: 'none' })}.${part({ sub: 'alice', exp: NOW_MS / 1_000 + 60 })}.`;

function say(text: string) {
  return bearer.begin().step(Buffer.from(text, 'latin1'), NOW_MS);
}

describe('OAUTHBEARER', () => {
  it.each([
    `n,,\x01auth=Bearer ${token}\x01\x01`,
    `n,a=alice,\x01auth=bearer  ${token} \x01\x01`,
    `n,,\x01host=server.example.com\x01port=9092\x01auth=Bearer ${token}\x01traceId=1\x01\x01`,
  ])('lets in who shows a token, until that expires: %j', (text) => {
    expect(say(text)).toEqual({
      kind: 'proved',
      user: 'alice',
      token: Buffer.alloc(0),
      expiresAtMs: NOW_MS + 60_000,
    });
  });

  it('answers a bad token with an error, and refuses when the client has taken note of it', () => {
    const exchange = bearer.begin();
    const challenge = exchange.step(Buffer.from(`n,,\x01auth=Bearer x.y.z\x01\x01`), NOW_MS);
    expect(challenge).toEqual({ kind: 'challenge', token: Buffer.from('{"status":"invalid_token"}') });
    expect(exchange.step(Buffer.from('\x01'), NOW_MS)).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/^the token is not taken: /) as string,
    });
  });

  it('gives no second chance after a bad token', () => {
    const exchange = bearer.begin();
    exchange.step(Buffer.from(`n,,\x01auth=Bearer x.y.z\x01\x01`), NOW_MS);
    expect(exchange.step(Buffer.from(`n,,\x01auth=Bearer ${token}\x01\x01`), NOW_MS).kind).toBe('refused');
  });

  it.each([
    ['nothing', ''],
    ['another identity', `n,a=bob,\x01auth=Bearer ${token}\x01\x01`],
    ['channel binding', `p=tls-unique,,\x01auth=Bearer ${token}\x01\x01`],
    ['no token', 'n,,\x01host=a\x01\x01'],
    ['two tokens', `n,,\x01auth=Bearer ${token}\x01auth=Bearer ${token}\x01\x01`],
    ['another scheme', `n,,\x01auth=Basic ${token}\x01\x01`],
    ['no end', `n,,\x01auth=Bearer ${token}\x01`],
    ['more after the end', `n,,\x01auth=Bearer ${token}\x01\x01x`],
    ['a pair without a key', `n,,\x01=x\x01auth=Bearer ${token}\x01\x01`],
    ['a control character', `n,,\x01auth=Bearer ${token}\x02\x01\x01`],
    ['a thousand pairs', `n,,\x01auth=Bearer ${token}\x01${'a=b\x01'.repeat(1_000)}\x01`],
    ['no UTF-8', 'n,a=\xff,\x01auth=Bearer x\x01\x01'],
  ])('refuses %s', (_, text) => expect(say(text).kind).toBe('refused'));
});
