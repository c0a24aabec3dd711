import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { DraveError } from '@drave/base';

/** The mechanisms by which a client proves that it knows a password, and says it to nobody. */
export type ScramMechanismName = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

const hashes = {
  'SCRAM-SHA-256': { name: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { name: 'sha512', bytes: 64 },
} as const;

/** What a server may make a client work: fewer are guessed too soon, more would hold everything else up. */
const ITERATIONS_MIN = 4_096;
const ITERATIONS_MAX = 65_536;
const CHALLENGE = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=([1-9]\d{0,8})(?:,|$)/;

/** The client's side of one exchange by SCRAM (RFC 5802, RFC 7677), without channel binding. */
export class ScramClient {
  private readonly mechanism: ScramMechanismName;
  private readonly password: string;
  private readonly nonce: string;
  private readonly bare: string;
  private verifier: Buffer | undefined;

  /** The nonce is printable, without commas, and nobody can foresee it. */
  constructor(mechanism: ScramMechanismName, user: string, password: string, nonce: string) {
    this.mechanism = mechanism;
    this.password = password;
    this.nonce = nonce;
    this.bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  }

  first(): Buffer {
    return Buffer.from(`n,,${this.bare}`);
  }

  /** The proof that answers the server's challenge. @throws DraveError UNAUTHENTICATED when that is none. */
  final(challenge: Buffer): Buffer {
    const text = challenge.toString('utf8');
    const [, nonce = '', salt = '', count = ''] = CHALLENGE.exec(text) ?? [];
    const iterations = Number(count);
    if (!nonce.startsWith(this.nonce) || nonce.length === this.nonce.length)
      throw new DraveError('UNAUTHENTICATED', `the broker does not go on as ${this.mechanism} wants`);
    if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX)
      throw new DraveError(
        'UNAUTHENTICATED',
        `the broker wants ${iterations} iterations; ${ITERATIONS_MIN} to ${ITERATIONS_MAX} are done here`,
      );
    const { name: hash, bytes } = hashes[this.mechanism];
    const salted = pbkdf2Sync(this.password, Buffer.from(salt, 'base64'), iterations, bytes, hash);
    const clientKey = createHmac(hash, salted).update('Client Key').digest();
    const withoutProof = `c=${NO_BINDING},r=${nonce}`;
    const said = `${this.bare},${text},${withoutProof}`;
    const signature = createHmac(hash, createHash(hash).update(clientKey).digest()).update(said).digest();
    const serverKey = createHmac(hash, salted).update('Server Key').digest();
    this.verifier = createHmac(hash, serverKey).update(said).digest();
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
    return Buffer.from(`${withoutProof},p=${proof.toString('base64')}`);
  }

  /** @throws DraveError UNAUTHENTICATED when it is no server that knows the user. */
  finish(last: Buffer): void {
    const [, given = ''] = /^v=([A-Za-z0-9+/=]+)(?:,|$)/.exec(last.toString('utf8')) ?? [];
    const shown = Buffer.from(given, 'base64');
    if (this.verifier === undefined || shown.length !== this.verifier.length || !timingSafeEqual(shown, this.verifier))
      throw new DraveError('UNAUTHENTICATED', 'the broker has not proved that it knows the user');
  }
}

/** `n,,` in base64. */
const NO_BINDING = 'biws';
