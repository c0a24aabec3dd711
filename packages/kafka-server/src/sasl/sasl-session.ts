import type { Millis } from '@drave/base';
import { principalOfUser, type Principal } from '@drave/base/access';
import type { SaslExchange, SaslMechanism, SaslMechanismName, SaslStep } from './sasl-mechanism.js';

interface SaslSessionOptions {
  /** What the listener offers, by name. */
  readonly mechanisms: ReadonlyMap<string, SaslMechanism>;
  /** `connections.max.reauth.ms`; 0 where only what a mechanism says about its proof counts. */
  readonly reauthMsMax: Millis;
  readonly onOutcome: (mechanism: SaslMechanismName, outcome: AuthenticationOutcome) => void;
}

export type AuthenticationOutcome = 'success' | 'failure' | 'again';

/** Two clocks: time of day for tokens, a steady one for sessions. */
interface SaslInstant {
  readonly wallMs: Millis;
  readonly monotonicMs: Millis;
}

type HandshakeOutcome =
  | { readonly kind: 'begun' }
  /** The connection ends after the answer. */
  | { readonly kind: 'unsupported' }
  /** The answer says so, and the connection goes on. */
  | { readonly kind: 'illegal'; readonly message: string };

type TokenOutcome =
  | { readonly kind: 'challenge'; readonly token: Buffer }
  | {
      readonly kind: 'authenticated';
      readonly token: Buffer;
      readonly principal: Principal;
      /** When the client has to do it again; 0 for never. */
      readonly lifetimeMs: Millis;
    }
  /** The connection ends after the answer. `why` is for the log. */
  | { readonly kind: 'failed'; readonly message: string; readonly why: string }
  /** The answer says so, and the connection goes on. */
  | { readonly kind: 'illegal'; readonly message: string };

type Attempt =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'exchanging';
      readonly mechanism: SaslMechanism;
      readonly exchange: SaslExchange;
      /** Tokens come without a request around them (SaslHandshake version 0). */
      readonly isRaw: boolean;
    };

/** Who the client has proved to be, and until when. */
interface Authenticated {
  readonly principal: Principal;
  readonly mechanism: SaslMechanismName;
  /** On the steady clock; undefined for always, and for clients that cannot be told. */
  readonly expiresAtMs: Millis | undefined;
}

/** A client that begins anew without end costs signatures and hashes (Kafka's own bound). */
const REAUTHENTICATION_INTERVAL_MS_MIN: Millis = 1_000;
/** The first version of SaslAuthenticate that tells how long a session is (KIP-368). */
const LIFETIME_VERSION_MIN = 1;
const API_VERSIONS_KEY = 18;
const SASL_HANDSHAKE_KEY = 17;
const SASL_AUTHENTICATE_KEY = 36;

/**
 * What one connection of a listener with SASL may ask, and as whom (KIP-43, KIP-152, KIP-368): versions first if it
 * likes, a handshake that names a mechanism, tokens, and then everything. An authenticated client may do it again; it
 * has to before its session is over, and stays who it is.
 */
export class SaslSession {
  private readonly options: SaslSessionOptions;
  private attempt: Attempt = { kind: 'none' };
  private authenticated: Authenticated | undefined;
  private reauthenticatedAtMs: Millis | undefined;
  private hasFailed = false;

  constructor(options: SaslSessionOptions) {
    this.options = options;
  }

  get isAuthenticated(): boolean {
    return this.authenticated !== undefined;
  }

  /** What comes next is a token without a request around it. */
  get expectsRawToken(): boolean {
    return this.attempt.kind === 'exchanging' && this.attempt.isRaw;
  }

  get mechanismNames(): string[] {
    return [...this.options.mechanisms.keys()];
  }

  /** Why a request must not even be read; undefined when it may. */
  whyNot(apiKey: number, nowMs: Millis): string | undefined {
    if (this.hasFailed) return 'its authentication has failed';
    const { authenticated, attempt } = this;
    if (authenticated !== undefined) {
      const isOver = authenticated.expiresAtMs !== undefined && nowMs >= authenticated.expiresAtMs;
      return isOver && !isOfSasl(apiKey) ? 'its session is over, and it has not authenticated again' : undefined;
    }
    const isExpected =
      attempt.kind === 'none'
        ? apiKey === API_VERSIONS_KEY || apiKey === SASL_HANDSHAKE_KEY
        : apiKey === SASL_AUTHENTICATE_KEY && !attempt.isRaw;
    return isExpected ? undefined : `it asks for api key ${apiKey} before it has authenticated`;
  }

  handshake(mechanismName: string, version: number, nowMs: Millis): HandshakeOutcome {
    const isAgain = this.authenticated !== undefined;
    const refused = isAgain ? this.whyNotAgain(version, nowMs) : undefined;
    if (refused !== undefined) return { kind: 'illegal', message: refused };
    const mechanism = this.options.mechanisms.get(mechanismName);
    if (mechanism === undefined) {
      this.hasFailed = true;
      return { kind: 'unsupported' };
    }
    if (isAgain) this.reauthenticatedAtMs = nowMs;
    this.attempt = { kind: 'exchanging', mechanism, exchange: mechanism.begin(), isRaw: version === 0 };
    return { kind: 'begun' };
  }

  /** `version` is that of SaslAuthenticate; undefined for a raw token. */
  token(token: Buffer, version: number | undefined, now: SaslInstant): TokenOutcome {
    const { attempt, authenticated: before } = this;
    if (attempt.kind === 'none')
      return { kind: 'illegal', message: 'SaslAuthenticate request received without a handshake before it' };
    const { mechanism, exchange } = attempt;
    const step = exchange.step(token, now.wallMs);
    if (step.kind === 'challenge') return step;
    this.attempt = { kind: 'none' };
    const outcome = this.judge(mechanism.name, step, version, now);
    const isAgain = before !== undefined;
    this.options.onOutcome(mechanism.name, outcome.kind === 'failed' ? 'failure' : isAgain ? 'again' : 'success');
    return outcome;
  }

  private judge(
    mechanism: SaslMechanismName,
    step: Exclude<SaslStep, { readonly kind: 'challenge' }>,
    version: number | undefined,
    now: SaslInstant,
  ): TokenOutcome {
    if (step.kind === 'refused') {
      const { message = invalidCredentials(mechanism), why = 'the credentials are wrong' } = step;
      return this.fail(message, step.message ?? why);
    }
    return this.prove(mechanism, step, version, now);
  }

  private prove(
    mechanism: SaslMechanismName,
    proof: { readonly user: string; readonly token: Buffer; readonly expiresAtMs?: Millis },
    version: number | undefined,
    now: SaslInstant,
  ): TokenOutcome {
    const principal = principalOfUser(proof.user);
    if (principal === undefined)
      return this.fail(invalidCredentials(mechanism), 'the name of the user is one that no user may have');
    const before = this.authenticated;
    if (before !== undefined && before.mechanism !== mechanism)
      return this.fail(
        `SASL mechanism '${mechanism}' requested by client is not supported for re-authentication of mechanism '${before.mechanism}'`,
        'it authenticates again by another mechanism',
      );
    if (before !== undefined && before.principal !== principal)
      return this.fail(
        `Cannot change principals during re-authentication from ${before.principal} to ${principal}`,
        'it authenticates again as another user',
      );
    const lifetimeMs = this.lifetimeMs(proof.expiresAtMs, now);
    const isTold = version !== undefined && version >= LIFETIME_VERSION_MIN;
    const expiresAtMs = lifetimeMs > 0 && isTold ? now.monotonicMs + lifetimeMs : undefined;
    this.authenticated = { principal, mechanism, expiresAtMs };
    return { kind: 'authenticated', token: proof.token, principal, lifetimeMs };
  }

  /** The shorter of what the listener and the proof allow; 0 when neither says anything. */
  private lifetimeMs(proofExpiresAtMs: Millis | undefined, { wallMs }: SaslInstant): Millis {
    const { reauthMsMax } = this.options;
    const ofProofMs =
      proofExpiresAtMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, proofExpiresAtMs - wallMs);
    const shorterMs = Math.min(reauthMsMax > 0 ? reauthMsMax : Number.POSITIVE_INFINITY, ofProofMs);
    return Number.isFinite(shorterMs) ? Math.floor(shorterMs) : 0;
  }

  private whyNotAgain(version: number, nowMs: Millis): string | undefined {
    if (version === 0) return 'SaslHandshake version 0 received after successful authentication';
    if (this.attempt.kind === 'exchanging') return 'SaslHandshake received in the middle of a re-authentication';
    const sinceMs = nowMs - (this.reauthenticatedAtMs ?? Number.NEGATIVE_INFINITY);
    return sinceMs < REAUTHENTICATION_INTERVAL_MS_MIN
      ? 'SaslHandshake received less than a second after the last re-authentication began'
      : undefined;
  }

  private fail(message: string, why: string): TokenOutcome {
    this.hasFailed = true;
    return { kind: 'failed', message, why };
  }
}

/** Whether it is a request by which a client authenticates. */
export function isOfSasl(apiKey: number): boolean {
  return apiKey === SASL_HANDSHAKE_KEY || apiKey === SASL_AUTHENTICATE_KEY;
}

/** The same for an unknown user and a wrong password. */
function invalidCredentials(mechanism: SaslMechanismName): string {
  return `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`;
}
