import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const notBefore = new Date('2024-01-01');
const notAfter = new Date('2044-01-01');

export interface Issued {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** A certificate authority for one test. */
export class Authority {
  readonly pem: string;
  private readonly certificate: X509Certificate;
  private readonly keys: webcrypto.CryptoKeyPair;
  private serial = 1;

  private constructor(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.certificate = certificate;
    this.keys = keys;
    this.pem = certificate.toString('pem');
  }

  static async create(name: string): Promise<Authority> {
    const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      notBefore,
      notAfter,
      signingAlgorithm: keyAlgorithm,
      keys,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new Authority(certificate, keys);
  }

  /** A certificate for this machine under `name`. */
  async issue(name: string): Promise<Issued> {
    const own = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
    this.serial += 1;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: this.serial.toString(16).padStart(2, '0'),
      subject: `CN=${name}`,
      issuer: this.certificate.subject,
      notBefore,
      notAfter,
      signingAlgorithm: keyAlgorithm,
      publicKey: own.publicKey,
      signingKey: this.keys.privateKey,
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    });
    const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey));
    return { certificatePem: certificate.toString('pem'), privateKeyPem: pemOf('PRIVATE KEY', der) };
  }
}

function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
