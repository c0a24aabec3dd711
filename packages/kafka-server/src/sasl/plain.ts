import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  refusedBecause,
  REFUSED,
  textOf,
  type SaslExchange,
  type SaslMechanism,
  type SaslStep,
} from './sasl-mechanism.js';

/**
 * SASL's PLAIN (RFC 4616): the client sends its password. Passwords are compared as keyed hashes in constant time, and
 * an unknown user takes as long as a known one (CVE-2021-38153).
 */
export class Plain implements SaslMechanism {
  readonly name = 'PLAIN';
  private readonly key: Uint8Array;
  private readonly hashes = new Map<string, Buffer>();

  /** The key is of this process alone; the hashes leave no passwords in its memory. */
  constructor(passwords: ReadonlyMap<string, string>, key: Uint8Array) {
    this.key = key;
    for (const [user, password] of passwords) this.hashes.set(user, this.hashOf(password));
  }

  begin(): SaslExchange {
    return { step: (token) => this.check(token) };
  }

  private check(token: Buffer): SaslStep {
    const parts = textOf(token)?.split('\0', PARTS + 1);
    if (parts?.length !== PARTS) return refusedBecause('Invalid SASL/PLAIN response: expected 3 tokens');
    const [authorizationId = '', user = '', password = ''] = parts;
    if (user === '') return refusedBecause('Authentication failed: username not specified');
    if (password === '') return refusedBecause('Authentication failed: password not specified');
    const known = this.hashes.get(user);
    const isRight = timingSafeEqual(this.hashOf(password), known ?? NO_HASH) && known !== undefined;
    if (!isRight) return REFUSED;
    if (authorizationId !== '' && authorizationId !== user)
      return refusedBecause(
        'Authentication failed: Client requested an authorization id that is different from username',
      );
    return { kind: 'proved', user, token: NOTHING };
  }

  private hashOf(password: string): Buffer {
    return createHmac('sha256', this.key).update(password, 'utf8').digest();
  }
}

const PARTS = 3;
const NOTHING = Buffer.alloc(0);
const NO_HASH = Buffer.alloc(32);
