import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { saltedPassword } from './salted-password.js';

/** RFC 7677, section 3. */
it('a salted password is that of the exchange in RFC 7677', () => {
  const salted = saltedPassword('SCRAM-SHA-256', 'pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), 4_096);
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const authMessage = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;
  const storedKey = createHash('sha256').update(clientKey).digest();
  const signature = createHmac('sha256', storedKey).update(authMessage).digest();
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
  expect(proof.toString('base64')).toBe('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=');
});

it('a salted password is as long as the hash of the mechanism', () => {
  expect(saltedPassword('SCRAM-SHA-512', 'pencil', Buffer.from('salt'), 4_096)).toHaveLength(64);
});
