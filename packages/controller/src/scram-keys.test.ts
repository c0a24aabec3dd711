import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { expect, it } from 'vitest';
import { scramKeys } from './scram-keys.js';

/** The exchange of RFC 7677, section 3: user `user`, password `pencil`. */
it('keys are those with which the exchange of RFC 7677 comes out', () => {
  const salted = pbkdf2Sync('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), 4_096, 32, 'sha256');
  const { storedKey, serverKey } = scramKeys('SCRAM-SHA-256', salted);
  const authMessage = [
    'n=user,r=rOprNGfwEbeRWgbNEkqO',
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  ].join(',');
  // The proof of the client gives its key back, whose hash is the stored key.
  const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
  const signature = createHmac('sha256', storedKey).update(authMessage).digest();
  const clientKey = proof.map((byte, at) => byte ^ (signature[at] ?? 0));
  expect(createHash('sha256').update(clientKey).digest()).toEqual(storedKey);
  const serverSignature = createHmac('sha256', serverKey).update(authMessage).digest('base64');
  expect(serverSignature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

it('keys are as long as the hash of the mechanism', () => {
  const { storedKey, serverKey } = scramKeys('SCRAM-SHA-512', Buffer.alloc(64, 1));
  expect([storedKey.length, serverKey.length]).toEqual([64, 64]);
});
