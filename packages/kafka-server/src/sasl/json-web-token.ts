import type { Bytes, Millis } from '@drave/base';
import type { TokenKeys } from './json-web-keys.js';
import { textOf } from './sasl-mechanism.js';

export interface TokenRules {
  /** Whose signatures count; undefined where no signed token is taken. */
  readonly keys: TokenKeys | undefined;
  /** Whether tokens without a signature are taken, which anybody can write. */
  readonly allowUnsecured: boolean;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** By how much the clock of the issuer may differ from ours. */
  readonly clockSkewMs: Millis;
}

export type TokenVerdict =
  /** Beyond that time the token would be refused: a moment later than it says itself, by the skew of clocks. */
  | { readonly kind: 'valid'; readonly subject: string; readonly expiresAtMs: Millis }
  /** `why` is for the log: it says nothing of what is in the token. */
  | { readonly kind: 'invalid'; readonly why: string };

const TOKEN_BYTES_MAX: Bytes = 64 * 1024;
const BASE64URL = /^[A-Za-z0-9_-]*$/;
const SECOND_MS = 1_000;
/** The last instant that a date can be, in seconds. */
const SECONDS_MAX = 8_640_000_000_000;

/** Judges a JSON Web Token in its compact form (RFC 7515, RFC 7519). */
export function judgeToken(token: string, rules: TokenRules, wallMs: Millis): TokenVerdict {
  if (token.length > TOKEN_BYTES_MAX)
    return invalid(`it has ${token.length} bytes; at most ${TOKEN_BYTES_MAX} are taken`);
  const parts = token.split('.', PARTS + 1);
  if (parts.length !== PARTS || !parts.every((part) => BASE64URL.test(part))) return invalid('it is no JSON Web Token');
  const [headerText = '', claimsText = '', signatureText = ''] = parts;
  const header = objectOf(headerText);
  if (header === undefined) return invalid('its header is no JSON');
  if (header.crit !== undefined) return invalid('its header wants extensions that are not here');
  const forged = unproved(header, `${headerText}.${claimsText}`, signatureText, rules);
  if (forged !== undefined) return invalid(forged);
  const claims = objectOf(claimsText);
  return claims === undefined ? invalid('its claims are no JSON') : judgeClaims(claims, rules, wallMs);
}

/** Why nobody who counts stands for the token. */
function unproved(header: Claims, signed: string, signatureText: string, rules: TokenRules): string | undefined {
  const { alg, kid } = header;
  if (typeof alg !== 'string') return 'its header names no algorithm';
  if (alg === 'none') {
    if (!rules.allowUnsecured) return 'it has no signature';
    return signatureText === '' ? undefined : 'it says that it has no signature, and has one';
  }
  if (kid !== undefined && typeof kid !== 'string') return 'its header names its key by no text';
  const signature = Buffer.from(signatureText, 'base64url');
  const isSigned = rules.keys?.hasSigned(alg, kid, Buffer.from(signed), signature) ?? false;
  return isSigned ? undefined : 'no key that is known here has signed it';
}

function judgeClaims({ sub, exp, nbf, iat, iss, aud }: Claims, rules: TokenRules, wallMs: Millis): TokenVerdict {
  const { clockSkewMs } = rules;
  if (typeof sub !== 'string') return invalid('it has no subject');
  if (!isInstant(exp)) return invalid('it does not say when it expires');
  if (exp * SECOND_MS + clockSkewMs <= wallMs) return invalid('it has expired');
  if (nbf !== undefined && !(isInstant(nbf) && nbf * SECOND_MS - clockSkewMs <= wallMs))
    return invalid('it does not hold yet');
  if (iat !== undefined && !(isInstant(iat) && iat * SECOND_MS - clockSkewMs <= wallMs && iat < exp))
    return invalid('it was not issued before now, and before it expires');
  if (rules.issuer !== undefined && iss !== rules.issuer) return invalid('another has issued it');
  if (rules.audience !== undefined && !(Array.isArray(aud) ? aud : [aud]).includes(rules.audience))
    return invalid('it is for others');
  return { kind: 'valid', subject: sub, expiresAtMs: exp * SECOND_MS + clockSkewMs };
}

type Claims = Readonly<Record<string, unknown>>;

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= SECONDS_MAX;
}

function objectOf(base64: string): Claims | undefined {
  try {
    const parsed: unknown = JSON.parse(textOf(Buffer.from(base64, 'base64url')) ?? '');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Claims) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(why: string): TokenVerdict {
  return { kind: 'invalid', why };
}

const PARTS = 3;
