import { describe, expect, it } from 'vitest';
import { ScramClient } from './scram-client.js';

const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const SERVER_NONCE = `${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`;

function client(): ScramClient {
  return new ScramClient('SCRAM-SHA-256', 'user', 'pencil', NONCE);
}

function challenge(fields: { readonly nonce?: string; readonly iterations?: number } = {}): Buffer {
  const { nonce = SERVER_NONCE, iterations = 4_096 } = fields;
  return Buffer.from(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=${iterations}`);
}

describe('the client of SCRAM', () => {
  it('speaks as in the example of RFC 7677', () => {
    const user = client();
    expect(user.first().toString()).toBe(`n,,n=user,r=${NONCE}`);
    expect(user.final(challenge()).toString()).toBe(
      `c=biws,r=${SERVER_NONCE},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
    );
    expect(() => user.finish(Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))).not.toThrow();
  });

  it('writes commas and equal signs of a name in their own way', () => {
    expect(new ScramClient('SCRAM-SHA-512', 'a,b=c', 'x', 'n').first().toString()).toBe('n,,n=a=2Cb=3Dc,r=n');
  });

  it.each([
    ['another nonce', challenge({ nonce: 'another' })],
    ['only its own nonce', challenge({ nonce: NONCE })],
    ['few iterations', challenge({ iterations: 1 })],
    ['a million iterations', challenge({ iterations: 1_000_000 })],
    ['an error', Buffer.from('e=other-error')],
    ['nothing', Buffer.alloc(0)],
  ])('does not answer %s with a proof', (_, said) => {
    expect(() => client().final(said)).toThrow(/the broker (?:does not go on|wants \d+ iterations)/);
  });

  it.each(['v=AAAA', 'v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', '', 'e=invalid-proof'])(
    'does not believe a broker that ends with %j',
    (last) => {
      const user = client();
      user.final(challenge());
      expect(() => user.finish(Buffer.from(last))).toThrow('has not proved');
    },
  );

  it('does not believe one that ends before it has begun', () => {
    expect(() => client().finish(Buffer.from('v='))).toThrow('has not proved');
  });
});
