import type { Millis } from '@drave/base';

/** The mechanisms that a listener may offer, under the names that SASL has for them. */
export type SaslMechanismName = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** One way for a client to say who it is. It does no I/O: tokens go in, tokens come out. */
export interface SaslMechanism {
  readonly name: SaslMechanismName;
  /** A new exchange, for one connection and one attempt. */
  begin(): SaslExchange;
}

export interface SaslExchange {
  /**
   * Takes the client's next token. `wallMs` is the time of day, by which tokens expire. Whatever a client sends is an
   * outcome: it never throws.
   */
  step(token: Buffer, wallMs: Millis): SaslStep;
}

export type SaslStep =
  /** The client has to answer this before it is decided. */
  | { readonly kind: 'challenge'; readonly token: Buffer }
  | {
      readonly kind: 'proved';
      /** Whom the client has proved to be; a name without a type. */
      readonly user: string;
      /** What the mechanism says last. */
      readonly token: Buffer;
      /** The time of day until which the proof holds; undefined for always. */
      readonly expiresAtMs?: Millis;
    }
  | {
      readonly kind: 'refused';
      /**
       * What the client may know, where it is a mistake of form; undefined where more would tell of users or secrets.
       */
      readonly message?: string;
      /** What the log may know besides: no secret, and nothing of a token. */
      readonly why?: string;
    };

/** The client is told no more than that it failed. */
export const REFUSED: SaslStep = { kind: 'refused' };

export function refusedBecause(message: string): SaslStep {
  return { kind: 'refused', message };
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a token; undefined when it is no UTF-8. */
export function textOf(token: Uint8Array): string | undefined {
  try {
    return strict.decode(token);
  } catch {
    return undefined;
  }
}
