import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseTokenKeys } from './json-web-keys.js';
import { judgeToken, type TokenRules } from './json-web-token.js';

const NOW_MS = 1_800_000_000_000;
const NOW_SECONDS = NOW_MS / 1_000;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');

function jwk(key: KeyObject, fields: object = {}): object {
  return { ...key.export({ format: 'jwk' }), ...fields };
}

const keys = parseTokenKeys(
  JSON.stringify({
    keys: [
      jwk(rsa.publicKey, { kid: 'rsa', use: 'sig' }),
      jwk(curve.publicKey, { kid: 'curve', alg: 'ES256' }),
      jwk(edwards.publicKey, { kid: 'edwards' }),
      { kty: 'oct', kid: 'shared', k: Buffer.from('shared').toString('base64url') },
      { kty: 'RSA', use: 'enc', n: 'not read' },
    ],
  }),
  'keys.json',
);

const rules: TokenRules = {
  keys,
  allowUnsecured: false,
  issuer: 'https://login.example.com',
  audience: 'shop',
  clockSkewMs: 30_000,
};
const claims = { sub: 'alice', iss: rules.issuer, aud: ['other', 'shop'], exp: NOW_SECONDS + 60, iat: NOW_SECONDS };

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

type Signer = (signed: Buffer) => Buffer;

const byRsa: Signer = (signed) => sign('sha256', signed, rsa.privateKey);
const byCurve: Signer = (signed) => sign('sha256', signed, { key: curve.privateKey, dsaEncoding: 'ieee-p1363' });
const byEdwards: Signer = (signed) => sign(null, signed, edwards.privateKey);
const byNobody: Signer = () => Buffer.alloc(0);

function tokenOf(header: object, said: unknown, signer: Signer): string {
  const signed = `${part(header)}.${part(said)}`;
  return `${signed}.${signer(Buffer.from(signed)).toString('base64url')}`;
}

function judge(token: string, other: Partial<TokenRules> = {}) {
  return judgeToken(token, { ...rules, ...other }, NOW_MS);
}

describe('a signed token', () => {
  it.each([
    ['RS256', 'rsa', byRsa],
    ['ES256', 'curve', byCurve],
    ['EdDSA', 'edwards', byEdwards],
  ])('is taken with %s, by the id of its key and without', (alg, kid, signer) => {
    const valid = { kind: 'valid', subject: 'alice', expiresAtMs: NOW_MS + 60_000 + rules.clockSkewMs };
    expect(judge(tokenOf({ alg, kid }, claims, signer))).toEqual(valid);
    expect(judge(tokenOf({ alg }, claims, signer))).toEqual(valid);
  });

  it.each([
    ['with the id of another key', { alg: 'RS256', kid: 'edwards' }, byRsa],
    ['with the id of no key', { alg: 'RS256', kid: 'unknown' }, byRsa],
    ['by another algorithm than it says', { alg: 'RS512', kid: 'rsa' }, byRsa],
    ['by another key', { alg: 'RS256' }, (signed: Buffer) => sign('sha256', signed, weak.privateKey)],
    [
      'in the other format of such signatures',
      { alg: 'ES256' },
      (signed: Buffer) => sign('sha256', signed, curve.privateKey),
    ],
    [
      'by a shared key',
      { alg: 'HS256', kid: 'shared' },
      (signed: Buffer) => createHmac('sha256', 'shared').update(signed).digest(),
    ],
    [
      'by the public key as if it were shared',
      { alg: 'HS256', kid: 'rsa' },
      (signed: Buffer) =>
        createHmac('sha256', rsa.publicKey.export({ format: 'pem', type: 'spki' }))
          .update(signed)
          .digest(),
    ],
    ['by nobody', { alg: 'RS256' }, byNobody],
    ['by nobody, as it says', { alg: 'none' }, byNobody],
    ['by nobody, as it says in other letters', { alg: 'None' }, byNobody],
    ['with extensions', { alg: 'RS256', crit: ['b64'] }, byRsa],
    ['without an algorithm', {}, byRsa],
    ['with a key id that is no text', { alg: 'RS256', kid: 7 }, byRsa],
  ])('is not taken when it is signed %s', (_, header, signer) => {
    expect(judge(tokenOf(header, claims, signer)).kind).toBe('invalid');
  });

  it('is not taken when a letter of it is another', () => {
    const [header = '', said = '', signature = ''] = tokenOf({ alg: 'RS256' }, claims, byRsa).split('.');
    const forged = part({ ...claims, sub: 'admin' });
    expect(judge(`${header}.${forged}.${signature}`).kind).toBe('invalid');
    expect(judge(`${header}.${said}.${signature}`).kind).toBe('valid');
  });

  it.each([
    ['it has no subject', { sub: undefined }],
    ['it has no subject', { sub: 7 }],
    ['it does not say when it expires', { exp: undefined }],
    ['it does not say when it expires', { exp: '1800000060' }],
    ['it does not say when it expires', { exp: 1e300 }],
    ['it has expired', { exp: NOW_SECONDS - 30, iat: undefined }],
    ['it does not hold yet', { nbf: NOW_SECONDS + 31 }],
    ['it was not issued before now, and before it expires', { iat: NOW_SECONDS + 31 }],
    ['it was not issued before now, and before it expires', { iat: NOW_SECONDS, exp: NOW_SECONDS - 1 }],
    ['another has issued it', { iss: 'https://evil.example.com' }],
    ['another has issued it', { iss: undefined }],
    ['it is for others', { aud: 'shopping' }],
    ['it is for others', { aud: undefined }],
  ])('is not taken: %s (%j)', (why, other) => {
    expect(judge(tokenOf({ alg: 'RS256' }, { ...claims, ...other }, byRsa))).toEqual({ kind: 'invalid', why });
  });

  it.each([
    ['within the skew of clocks after its end', { exp: NOW_SECONDS - 29, iat: undefined }],
    ['within the skew of clocks before its beginning', { nbf: NOW_SECONDS + 29, iat: NOW_SECONDS + 29 }],
    ['for one audience', { aud: 'shop' }],
  ])('is taken %s', (_, other) => {
    expect(judge(tokenOf({ alg: 'RS256' }, { ...claims, ...other }, byRsa)).kind).toBe('valid');
  });

  it.each(['', 'a', 'a.b', 'a.b.c', 'a.b.c.d', `${part([])}.${part({})}.`, `${'a'.repeat(70_000)}.b.c`, 'ä.ö.ü', '..'])(
    'is not %j',
    (token) => expect(judge(token.slice(0, 70_000)).kind).toBe('invalid'),
  );
});

describe('an unsecured token', () => {
  it('is taken where that is allowed, without a signature alone, and by the other rules', () => {
    const allowed = { allowUnsecured: true, keys: undefined, issuer: undefined, audience: undefined };
    const token = tokenOf({ alg: 'none' }, { sub: 'alice', exp: NOW_SECONDS + 1 }, byNobody);
    expect(judge(token, allowed)).toMatchObject({ kind: 'valid', subject: 'alice' });
    expect(judge(`${token}abcd`, allowed).kind).toBe('invalid');
    expect(judge(token, { ...allowed, audience: 'shop' }).kind).toBe('invalid');
    // A token that says it is signed has to be.
    expect(judge(tokenOf({ alg: 'RS256' }, claims, byNobody), allowed).kind).toBe('invalid');
  });
});

describe('a file of keys', () => {
  it.each([
    ['no JSON', 'is no JSON'],
    ['[]', "no list 'keys'"],
    ['{"keys":{}}', "no list 'keys'"],
    ['{"keys":[7]}', 'no object'],
    ['{"keys":[{"kty":"oct","k":"AAAA"}]}', 'no public key'],
    ['{"keys":[{"kty":"RSA","kid":"broken","n":7}]}', "key 'broken' cannot be read"],
    [JSON.stringify({ keys: [jwk(weak.publicKey, { kid: 'weak' })] }), "key 'weak' has 1024 bits"],
    [JSON.stringify({ keys: new Array(101).fill({}) }), '101 keys'],
  ])('is refused when it is %s', (text, problem) => {
    expect(() => parseTokenKeys(text, 'keys.json')).toThrow(problem);
  });
});
