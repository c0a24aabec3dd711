import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority, type IssuedCertificate } from './certificate-authority.js';
import { time } from './der.js';

const nowMs = Date.now();
const authority = new CertificateAuthority('an authority', nowMs);
const node = authority.issue('node', ['localhost', '127.0.0.1']);

describe('CertificateAuthority', () => {
  it('signs certificates that say who and where', () => {
    const [own, issued] = [new X509Certificate(authority.pem), new X509Certificate(node.certificatePem)];
    expect(own.ca).toBe(true);
    expect(own.verify(own.publicKey)).toBe(true);
    expect(issued.ca).toBe(false);
    expect(issued.verify(own.publicKey)).toBe(true);
    expect(issued.checkIssued(own)).toBe(true);
    expect(issued.subject).toBe('CN=node');
    expect(issued.issuer).toBe('CN=an authority');
    expect(issued.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(issued.checkHost('localhost')).toBe('localhost');
    expect(issued.checkHost('elsewhere.example')).toBeUndefined();
    expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(Date.parse(issued.validFrom)).toBeLessThan(nowMs);
    expect(Date.parse(issued.validTo)).toBe(Math.floor(nowMs / 1_000) * 1_000 + 10 * 365 * 86_400_000);
  });

  it('gives each certificate another number, which is never negative', () => {
    const serials = Array.from({ length: 64 }, () => {
      const { certificatePem } = authority.issue('many', []);
      return new X509Certificate(certificatePem).serialNumber;
    });
    expect(new Set(serials).size).toBe(64);
    expect(serials.filter((serial) => serial.startsWith('-'))).toEqual([]);
  });

  it('writes the years from 2050 on with four digits', () => {
    const text = (iso: string): string => time(Date.parse(iso)).subarray(2).toString('ascii');
    expect(text('2049-12-31T23:59:59Z')).toBe('491231235959Z');
    expect(text('2050-01-01T00:00:00Z')).toBe('20500101000000Z');
  });

  it('is trusted on both sides of a connection, and another authority of its name is not', async () => {
    expect(await greeting(authority.issue('admin', []), authority.pem)).toBe('admin is known');
    const other = new CertificateAuthority('an authority', Date.now());
    expect(await greeting(other.issue('admin', []), authority.pem)).toBe('admin is unknown');
    await expect(greeting(authority.issue('admin', []), other.pem)).rejects.toThrow(/certificate|signature/);
  });
});

/** What the server says of a client that shows `mine` and trusts `caPem`. */
async function greeting(mine: IssuedCertificate, caPem: string): Promise<string> {
  const { certificatePem: cert, privateKeyPem: key } = node;
  const server = createServer(
    { cert, key, ca: authority.pem, requestCert: true, rejectUnauthorized: false },
    (socket) => socket.end(`${socket.getPeerCertificate().subject.CN} is ${socket.authorized ? 'known' : 'unknown'}`),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', ca: caPem, cert: mine.certificatePem, key: mine.privateKeyPem });
  try {
    return await new Promise((resolve, reject) => {
      client.once('data', (said: Buffer) => resolve(said.toString()));
      client.once('error', reject);
      client.once('close', () => reject(new Error('the connection has ended without a word')));
    });
  } finally {
    client.destroy();
    server.close();
  }
}
