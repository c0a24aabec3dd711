import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export interface Issued {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface TestAuthority {
  readonly pem: string;
  /** `name` is the common name and the DNS name. */
  issue(name: string): Issued;
}

/**
 * For tests: a certificate authority in a few lines of DER (X.690, RFC 5280): P-256 keys, one name, valid for years.
 */
export function makeAuthority(name: string): TestAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = sign(name, name, keys.publicKey, keys.privateKey, true);
  return {
    pem: certificate,
    issue(subject) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        certificatePem: sign(subject, name, own.publicKey, keys.privateKey, false),
        privateKeyPem: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

function sign(subject: string, issuer: string, key: KeyObject, issuerKey: KeyObject, authority: boolean): string {
  const algorithm = der(0x30, oid('2a8648ce3d040302'));
  const constraints = der(0x30, authority ? der(0x01, Buffer.from([0xff])) : Buffer.alloc(0));
  const names = der(0x30, der(0x82, Buffer.from(subject.replaceAll(' ', '-'))));
  const extension = (id: string, value: Buffer): Buffer => der(0x30, oid(id), der(0x04, value));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer),
    der(0x30, der(0x17, Buffer.from('240101000000Z')), der(0x17, Buffer.from('440101000000Z'))),
    distinguishedName(subject),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension('551d13', constraints), extension('551d11', names))),
  );
  const signature = createSign('SHA256').update(body).sign(issuerKey);
  const certificate = der(0x30, body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function distinguishedName(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(name)))));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
