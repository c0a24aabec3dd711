import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { DraveError } from '@drave/base';

/** The keys of whoever issues tokens (RFC 7517): those with which signatures can be checked. */
export interface TokenKeys {
  /** Whether one of the keys has signed this; of the key with that id, where the token names one. */
  hasSigned(algorithm: string, keyId: string | undefined, signed: Buffer, signature: Buffer): boolean;
}

/** No issuer has as many; each is a signature to check when a token does not say which key is its own. */
const KEYS_MAX = 100;
/** A token without the id of its key is tried with so many. */
const TRIED_KEYS_MAX = 8;
const RSA_BITS_MIN = 2_048;

interface Algorithm {
  readonly hash: string | null;
  readonly type: 'rsa' | 'ec' | 'ed25519';
  readonly curve?: string;
  readonly padding?: { readonly padding: number; readonly saltLength: number };
}

/** RFC 7518, section 6.3: PSS with a salt as long as the hash. */
const PSS_PADDING = 6;

/**
 * Signatures by public keys only. With the shared keys of HS256 who checks a token could issue it, and `none` is no
 * signature (RFC 8725, section 3.1).
 */
const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ['RS256', { hash: 'sha256', type: 'rsa' }],
  ['RS384', { hash: 'sha384', type: 'rsa' }],
  ['RS512', { hash: 'sha512', type: 'rsa' }],
  ['PS256', { hash: 'sha256', type: 'rsa', padding: { padding: PSS_PADDING, saltLength: 32 } }],
  ['PS384', { hash: 'sha384', type: 'rsa', padding: { padding: PSS_PADDING, saltLength: 48 } }],
  ['PS512', { hash: 'sha512', type: 'rsa', padding: { padding: PSS_PADDING, saltLength: 64 } }],
  ['ES256', { hash: 'sha256', type: 'ec', curve: 'prime256v1' }],
  ['ES384', { hash: 'sha384', type: 'ec', curve: 'secp384r1' }],
  ['ES512', { hash: 'sha512', type: 'ec', curve: 'secp521r1' }],
  ['EdDSA', { hash: null, type: 'ed25519' }],
]);

interface PublicKey {
  readonly id: string | undefined;
  /** The only algorithm that the key is for, where it says so. */
  readonly algorithm: string | undefined;
  readonly key: KeyObject;
}

/**
 * The keys in the text of a JWKS file. Keys for other purposes are passed over; a key that cannot be read is a mistake.
 * @throws DraveError INVALID_CONFIG.
 */
export function parseTokenKeys(text: string, source: string): TokenKeys {
  const keys = keysOf(text, source).flatMap((one) => publicKeyOf(one, source) ?? []);
  if (keys.length === 0) throw invalid(source, 'has no public key with which a signature can be checked');
  return { hasSigned: (...token) => hasSigned(keys, ...token) };
}

function hasSigned(
  keys: readonly PublicKey[],
  algorithmName: string,
  keyId: string | undefined,
  signed: Buffer,
  signature: Buffer,
): boolean {
  const algorithm = algorithms.get(algorithmName);
  if (algorithm === undefined) return false;
  const { hash, padding } = algorithm;
  return keys
    .filter((one) => (keyId === undefined || one.id === keyId) && fits(one, algorithmName, algorithm))
    .slice(0, TRIED_KEYS_MAX)
    .some(({ key }) => verify(hash, signed, { key, dsaEncoding: 'ieee-p1363', ...padding }, signature));
}

/** A key is used as what it is, whatever the token says (RFC 8725, section 2.1). */
function fits({ key, algorithm: only }: PublicKey, name: string, { type, curve }: Algorithm): boolean {
  if (only !== undefined && only !== name) return false;
  return key.asymmetricKeyType === type && (curve === undefined || key.asymmetricKeyDetails?.namedCurve === curve);
}

function keysOf(text: string, source: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid(source, 'is no JSON');
  }
  const keys = (parsed as { readonly keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw invalid(source, `is no JWKS: it has no list 'keys'`);
  if (keys.length > KEYS_MAX) throw invalid(source, `has ${keys.length} keys; at most ${KEYS_MAX} are taken`);
  return keys;
}

function publicKeyOf(jwk: unknown, source: string): PublicKey | undefined {
  if (typeof jwk !== 'object' || jwk === null) throw invalid(source, `has a key that is no object`);
  const { kid, kty, use, alg } = jwk as Readonly<Record<string, unknown>>;
  if ((use !== undefined && use !== 'sig') || (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP')) return undefined;
  const name = typeof kid === 'string' ? `key '${kid}'` : 'a key';
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk as never, format: 'jwk' });
  } catch (reason) {
    throw invalid(source, `${name} cannot be read: ${(reason as Error).message}`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS_MIN;
  if (bits < RSA_BITS_MIN) throw invalid(source, `${name} has ${bits} bits; at least ${RSA_BITS_MIN} are wanted`);
  return {
    id: typeof kid === 'string' ? kid : undefined,
    algorithm: typeof alg === 'string' ? alg : undefined,
    key,
  };
}

function invalid(source: string, problem: string): DraveError {
  return new DraveError('INVALID_CONFIG', `${source} ${problem}`);
}
