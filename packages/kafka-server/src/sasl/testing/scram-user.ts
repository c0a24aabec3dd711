import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { scramHashes, scramKeys } from '@drave/controller';
import type { ScramCredential, ScramMechanism } from '@drave/metadata';

/** A client's side of SCRAM (RFC 5802, section 3), written down once more from the text. */
export class ScramUser {
  private readonly mechanism: ScramMechanism;
  private readonly name: string;
  private readonly password: string;
  private readonly nonce: string;
  private said = '';
  private verifier = '';

  constructor(mechanism: ScramMechanism, name: string, password: string, nonce = 'rOprNGfwEbeRWgbNEkqO') {
    this.mechanism = mechanism;
    this.name = name;
    this.password = password;
    this.nonce = nonce;
  }

  /** What a cluster keeps of the user. */
  static credential(
    mechanism: ScramMechanism,
    password: string,
    salt: Uint8Array,
    iterations: number,
  ): ScramCredential {
    const { name, bytes } = scramHashes[mechanism];
    return { salt, iterations, ...scramKeys(mechanism, pbkdf2Sync(password, salt, iterations, bytes, name)) };
  }

  first(): Buffer {
    this.said = `n=${this.name.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${this.nonce}`;
    return Buffer.from(`n,,${this.said}`);
  }

  /** What the proof is for may be bent by the test. */
  final(challenge: Buffer, bend: { readonly nonce?: string; readonly binding?: string } = {}): Buffer {
    const { name: hash, bytes } = scramHashes[this.mechanism];
    const [, nonce = '', salt = '', iterations = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(`${challenge}`) ?? [];
    const withoutProof = `c=${bend.binding ?? 'biws'},r=${bend.nonce ?? nonce}`;
    const message = `${this.said},${challenge},${withoutProof}`;
    const salted = pbkdf2Sync(this.password, Buffer.from(salt, 'base64'), Number(iterations), bytes, hash);
    const clientKey = createHmac(hash, salted).update('Client Key').digest();
    const storedKey = createHash(hash).update(clientKey).digest();
    const signature = createHmac(hash, storedKey).update(message).digest();
    const serverKey = createHmac(hash, salted).update('Server Key').digest();
    this.verifier = createHmac(hash, serverKey).update(message).digest('base64');
    const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0));
    return Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`);
  }

  /** Whether the server has proved that it knows the user. */
  believes(last: Buffer): boolean {
    return last.toString() === `v=${this.verifier}`;
  }
}
