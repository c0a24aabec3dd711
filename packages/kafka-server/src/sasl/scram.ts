import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { scramHashes } from '@drave/controller';
import type { ScramCredential, ScramMechanism } from '@drave/metadata';
import {
  refusedBecause,
  REFUSED,
  textOf,
  type SaslExchange,
  type SaslMechanism,
  type SaslStep,
} from './sasl-mechanism.js';

interface ScramOptions {
  readonly mechanism: ScramMechanism;
  readonly credentialOf: (user: string) => ScramCredential | undefined;
  /** Printable, without commas, and nothing that a client can foresee. */
  readonly nonce: () => string;
  /** What salts of unknown users are made of. It is the same on all nodes, or a user would show by its steady salt. */
  readonly secret: Uint8Array;
}

/**
 * The server's side of SCRAM (RFC 5802, RFC 7677): a challenge with the user's salt, then a proof. A user that does not
 * exist gets a salt as steady as a real one, and fails at the same message, after the same work.
 */
export class Scram implements SaslMechanism {
  readonly name: ScramMechanism;
  private readonly options: ScramOptions;

  constructor(options: ScramOptions) {
    this.name = options.mechanism;
    this.options = options;
  }

  begin(): SaslExchange {
    return new ScramExchange(this.options);
  }
}

/** Names and nonces are short; more is no honest client's. */
const MESSAGE_BYTES_MAX = 16 * 1024;
/** As many as the salts have that `drave user` makes. */
const DUMMY_SALT_BYTES = 24;
const DUMMY_ITERATIONS = 4_096;

/** What a client says first, `n,a=identity,n=user,r=nonce`: the header for channel binding, then the bare message. */
const FIRST = /^([ny],(?:a=([^,]*))?,)(n=([^,]*),r=([\x21-\x2b\x2d-\x7e]+)((?:,[^,]*)*))$/s;
/** And then, `c=header,r=nonce,p=proof`: the proof covers all that stands before it. */
const FINAL = /^(c=([A-Za-z0-9+/=]*),r=([\x21-\x2b\x2d-\x7e]+)(?:,[^,]*)*),p=([A-Za-z0-9+/=]*)$/s;

type Stage =
  | { readonly kind: 'first' }
  | {
      readonly kind: 'final';
      readonly user: string;
      readonly header: string;
      readonly clientNonce: string;
      /** The client's, and ours after it. */
      readonly nonce: string;
      /** Both first messages, as the proof covers them. */
      readonly said: string;
      readonly credential: ScramCredential;
    }
  | { readonly kind: 'over' };

class ScramExchange implements SaslExchange {
  private readonly options: ScramOptions;
  private stage: Stage = { kind: 'first' };

  constructor(options: ScramOptions) {
    this.options = options;
  }

  step(token: Buffer): SaslStep {
    const { stage } = this;
    this.stage = { kind: 'over' };
    const text = token.length > MESSAGE_BYTES_MAX ? undefined : textOf(token);
    if (text === undefined) return refusedBecause('Invalid SASL/SCRAM message');
    switch (stage.kind) {
      case 'first':
        return this.first(text);
      case 'final':
        return this.final(text, stage);
      case 'over':
        return refusedBecause('Invalid SASL/SCRAM message: the exchange is over');
    }
  }

  private first(text: string): SaslStep {
    const [, header, identity, bare, name, clientNonce, extensions] = FIRST.exec(text) ?? [];
    if (header === undefined || bare === undefined || clientNonce === undefined)
      return refusedBecause('Invalid SASL/SCRAM message: the first one is n,,n=user,r=nonce');
    const user = nameOf(name ?? '');
    if (user === undefined || user === '') return refusedBecause('Invalid SASL/SCRAM message: the name of the user');
    if (identity !== undefined && identity !== '' && nameOf(identity) !== user)
      return refusedBecause(
        'Authentication failed: Client requested an authorization id that is different from username',
      );
    if (/(?:^|,)(?:tokenauth=true|m=)/.test(extensions ?? ''))
      return refusedBecause('Authentication failed: neither delegation tokens nor mandatory extensions are here');
    const credential = this.options.credentialOf(user) ?? this.dummyOf(user);
    const nonce = clientNonce + this.options.nonce();
    const salt = Buffer.from(credential.salt).toString('base64');
    const answer = `r=${nonce},s=${salt},i=${credential.iterations}`;
    const said = `${bare},${answer}`;
    this.stage = { kind: 'final', user, header, clientNonce, nonce, said, credential };
    return { kind: 'challenge', token: Buffer.from(answer) };
  }

  private final(text: string, stage: Extract<Stage, { readonly kind: 'final' }>): SaslStep {
    const [, withoutProof, binding, nonce, proof] = FINAL.exec(text) ?? [];
    if (withoutProof === undefined || binding === undefined || proof === undefined)
      return refusedBecause('Invalid SASL/SCRAM message: the final one is c=header,r=nonce,p=proof');
    // All of it, and not its end alone (CVE-2024-56128). librdkafka before 2.6.1 says its own part once more.
    if (nonce !== stage.nonce && nonce !== stage.clientNonce + stage.nonce)
      return refusedBecause('Invalid SASL/SCRAM message: the nonce of the final one');
    if (binding !== Buffer.from(stage.header).toString('base64'))
      return refusedBecause('Invalid SASL/SCRAM message: the channel binding of the final one');
    const { name: hash, bytes } = scramHashes[this.options.mechanism];
    const { storedKey, serverKey } = stage.credential;
    const said = `${stage.said},${withoutProof}`;
    const signature = createHmac(hash, storedKey).update(said).digest();
    const clientKey = xor(signature, Buffer.from(proof, 'base64'), bytes);
    // Whoever was removed since the first message, or has got another password, is let in no more.
    const current = this.options.credentialOf(stage.user)?.storedKey;
    const isCurrent = current !== undefined && Buffer.compare(current, storedKey) === 0;
    const isRight = timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey) && isCurrent;
    const verifier = createHmac(hash, serverKey).update(said).digest('base64');
    return isRight ? { kind: 'proved', user: stage.user, token: Buffer.from(`v=${verifier}`) } : REFUSED;
  }

  private dummyOf(user: string): ScramCredential {
    const { mechanism, secret } = this.options;
    const { name, bytes } = scramHashes[mechanism];
    const made = (what: string): Buffer =>
      createHmac(name, secret)
        .update(JSON.stringify([what, mechanism, user]))
        .digest();
    return {
      salt: made('salt').subarray(0, DUMMY_SALT_BYTES),
      storedKey: made('stored key').subarray(0, bytes),
      serverKey: made('server key').subarray(0, bytes),
      iterations: DUMMY_ITERATIONS,
    };
  }
}

/** A proof of another length is wrong, whatever is in it. */
function xor(signature: Buffer, proof: Buffer, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  if (proof.length !== bytes) return out;
  for (let at = 0; at < bytes; at++) out[at] = (signature[at] ?? 0) ^ (proof[at] ?? 0);
  return out;
}

/** Commas and equal signs of a name are written as `=2C` and `=3D`; undefined when others are. */
function nameOf(escaped: string): string | undefined {
  if (/=(?!2C|3D)/.test(escaped)) return undefined;
  return escaped.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
