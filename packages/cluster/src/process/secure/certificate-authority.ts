import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Millis } from '@drave/base';
import {
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  trueValue,
  utf8String,
} from './der.js';

const HOUR_MS: Millis = 3_600_000;
const VALID_MS: Millis = 10 * 365 * 24 * HOUR_MS;
const SERIAL_BYTES = 16;

export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

interface Subject {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/**
 * Signs the certificates of one local cluster (RFC 5280, ECDSA with P-256). Its key is in memory alone: when the
 * cluster has its certificates, nobody can sign more of them.
 */
export class CertificateAuthority {
  readonly pem: string;
  private readonly commonName: string;
  private readonly publicKey: KeyObject;
  private readonly privateKey: KeyObject;
  private readonly nowMs: Millis;

  constructor(commonName: string, nowMs: Millis) {
    this.commonName = commonName;
    this.nowMs = nowMs;
    ({ publicKey: this.publicKey, privateKey: this.privateKey } = newKeys());
    const { publicKey } = this;
    this.pem = this.certify({ commonName, publicKey, extensions: authorityExtensions(publicKey) });
  }

  /** For a server at `hosts`, names or IPv4 addresses, and for a client, of this name. */
  issue(commonName: string, hosts: readonly string[]): IssuedCertificate {
    const { publicKey, privateKey } = newKeys();
    const extensions = leafExtensions(this.publicKey, publicKey, hosts);
    return {
      certificatePem: this.certify({ commonName, publicKey, extensions }),
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  private certify({ commonName, publicKey, extensions }: Subject): string {
    const algorithm = sequence(objectIdentifier(oids.ecdsaWithSha256));
    const content = sequence(
      explicit(0, integer(Buffer.of(2))),
      integer(randomBytes(SERIAL_BYTES)),
      algorithm,
      nameOf(this.commonName),
      // A little in the past, for whoever has another clock.
      sequence(time(this.nowMs - HOUR_MS), time(this.nowMs + VALID_MS)),
      nameOf(commonName),
      publicKey.export({ type: 'spki', format: 'der' }),
      explicit(3, sequence(...extensions)),
    );
    const signature = sign('sha256', content, this.privateKey);
    return pemOf(sequence(content, algorithm, bitString(signature)));
  }
}

const oids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
} as const;

/** Bits 5 and 6 of `KeyUsage`: it signs certificates, and lists of revoked ones. */
const SIGNS_CERTIFICATES = bitString(Buffer.of(0b0000_0110), 1);
/** Bit 0 of `KeyUsage`. */
const SIGNS_HANDSHAKES = bitString(Buffer.of(0b1000_0000), 7);

function authorityExtensions(own: KeyObject): readonly Buffer[] {
  return [
    extension(oids.basicConstraints, sequence(trueValue()), 'critical'),
    extension(oids.keyUsage, SIGNS_CERTIFICATES, 'critical'),
    extension(oids.subjectKeyIdentifier, octetString(keyIdentifier(own))),
  ];
}

function leafExtensions(authority: KeyObject, own: KeyObject, hosts: readonly string[]): readonly Buffer[] {
  const purposes = [oids.serverAuthentication, oids.clientAuthentication].map(objectIdentifier);
  const names = hosts.map((host) =>
    isIPv4(host) ? implicit(7, Buffer.from(host.split('.').map(Number))) : implicit(2, Buffer.from(host, 'ascii')),
  );
  return [
    extension(oids.keyUsage, SIGNS_HANDSHAKES, 'critical'),
    extension(oids.extendedKeyUsage, sequence(...purposes)),
    extension(oids.subjectKeyIdentifier, octetString(keyIdentifier(own))),
    // Two authorities of one name are told apart by their keys.
    extension(oids.authorityKeyIdentifier, sequence(implicit(0, keyIdentifier(authority)))),
    ...(names.length === 0 ? [] : [extension(oids.subjectAlternativeName, sequence(...names))]),
  ];
}

function extension(oid: string, content: Buffer, critical?: 'critical'): Buffer {
  const mark = critical === undefined ? [] : [trueValue()];
  return sequence(objectIdentifier(oid), ...mark, octetString(content));
}

/** Any text that is the key's own will do; this is as long as those of RFC 5280. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function nameOf(commonName: string): Buffer {
  return sequence(setOf(sequence(objectIdentifier(oids.commonName), utf8String(commonName))));
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
