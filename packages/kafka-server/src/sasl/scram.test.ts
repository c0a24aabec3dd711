import { scramMechanisms, type ScramCredential, type ScramMechanism } from '@drave/metadata';
import { describe, expect, it } from 'vitest';
import { ScramUser } from './testing/scram-user.js';
import { Scram } from './scram.js';

const SALT = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const SERVER_NONCE = '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';

function serverOf(
  mechanism: ScramMechanism,
  users: Readonly<Record<string, ScramCredential>>,
  secret: Uint8Array = Buffer.from('secret'),
): Scram {
  const credentialOf = (user: string): ScramCredential | undefined => new Map(Object.entries(users)).get(user);
  return new Scram({ mechanism, credentialOf, nonce: () => SERVER_NONCE, secret });
}

function pencil(mechanism: ScramMechanism): ScramCredential {
  return ScramUser.credential(mechanism, 'pencil', SALT, 4_096);
}

function challengeOf(step: { readonly kind: string }): Buffer {
  if (step.kind !== 'challenge') throw new Error(`a ${step.kind} where a challenge was due`);
  return (step as unknown as { readonly token: Buffer }).token;
}

describe('SCRAM', () => {
  it('speaks as in the example of RFC 7677', () => {
    const exchange = serverOf('SCRAM-SHA-256', { user: pencil('SCRAM-SHA-256') }).begin();
    const first = exchange.step(Buffer.from('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'), 0);
    expect(challengeOf(first).toString()).toBe(
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    );
    const proof =
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
    const last = exchange.step(Buffer.from(proof), 0);
    const token = Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
    expect(last).toEqual({ kind: 'proved', user: 'user', token });
  });

  describe.each(scramMechanisms)('%s', (mechanism) => {
    const server = serverOf(mechanism, { user: pencil(mechanism), 'a,b=c': pencil(mechanism) });

    it.each(['user', 'a,b=c'])('lets %s in by a password, and proves itself', (name) => {
      const user = new ScramUser(mechanism, name, 'pencil');
      const exchange = server.begin();
      const last = exchange.step(user.final(challengeOf(exchange.step(user.first(), 0))), 0);
      expect(last).toMatchObject({ kind: 'proved', user: name });
      expect(last.kind === 'proved' && user.believes(last.token)).toBe(true);
    });

    it('refuses a wrong password and an unknown user alike', () => {
      for (const user of [new ScramUser(mechanism, 'user', 'pen'), new ScramUser(mechanism, 'nobody', 'pencil')]) {
        const exchange = server.begin();
        const challenge = challengeOf(exchange.step(user.first(), 0));
        expect(`${challenge}`).toMatch(/,i=4096$/);
        expect(exchange.step(user.final(challenge), 0)).toEqual({ kind: 'refused' });
      }
    });

    it('lets librdkafka before 2.6.1 in, which says its own nonce twice', () => {
      const user = new ScramUser(mechanism, 'user', 'pencil', 'own');
      const exchange = server.begin();
      const final = user.final(challengeOf(exchange.step(user.first(), 0)), { nonce: `ownown${SERVER_NONCE}` });
      expect(exchange.step(final, 0).kind).toBe('proved');
    });

    it.each([
      ['only the end of the nonce', { nonce: SERVER_NONCE }],
      ['a longer nonce', { nonce: `rOprNGfwEbeRWgbNEkqO${SERVER_NONCE}x` }],
      ['a foreign nonce before it', { nonce: `anotherrOprNGfwEbeRWgbNEkqO${SERVER_NONCE}` }],
      ['a foreign nonce', { nonce: `another${SERVER_NONCE}` }],
      ['another channel binding', { binding: Buffer.from('y,,').toString('base64') }],
    ])('refuses %s, although the proof covers it', (_, bend) => {
      const user = new ScramUser(mechanism, 'user', 'pencil');
      const exchange = server.begin();
      expect(exchange.step(user.final(challengeOf(exchange.step(user.first(), 0)), bend), 0).kind).toBe('refused');
    });
  });

  it('gives an unknown user the same salt each time and on each node, and each user another', () => {
    const saltOf = (name: string, secret?: Buffer): string | undefined => {
      const first = new ScramUser('SCRAM-SHA-256', name, '').first();
      const challenge = challengeOf(serverOf('SCRAM-SHA-256', {}, secret).begin().step(first, 0));
      return /s=([^,]+)/.exec(`${challenge}`)?.[1];
    };
    expect(saltOf('nobody')).toBe(saltOf('nobody'));
    expect(saltOf('nobody')).not.toBe(saltOf('anybody'));
    expect(saltOf('nobody')).not.toBe(saltOf('nobody', Buffer.from('another secret')));
  });

  it.each([
    'p=tls-unique,,n=user,r=abc',
    'n,a=other,n=user,r=abc',
    'n,,n=,r=abc',
    'n,,n=us=2er,r=abc',
    'n,,n=user,r=',
    'n,,n=user,r=a b',
    'n,,m=x,n=user,r=abc',
    'n,,n=user,r=abc,tokenauth=true',
    'n,,r=abc,n=user',
    '',
    `n,,n=${'u'.repeat(20_000)},r=abc`,
  ])('refuses the first message %j', (text) => {
    const server = serverOf('SCRAM-SHA-256', { user: pencil('SCRAM-SHA-256') });
    expect(server.begin().step(Buffer.from(text, 'latin1'), 0).kind).toBe('refused');
  });

  it.each([
    ['is removed', undefined],
    ['gets another password', ScramUser.credential('SCRAM-SHA-256', 'pen', SALT, 4_096)],
  ])('refuses a user that %s in the middle of the exchange', (_, changed) => {
    let credential: ScramCredential | undefined = pencil('SCRAM-SHA-256');
    const server = new Scram({
      mechanism: 'SCRAM-SHA-256',
      credentialOf: () => credential,
      nonce: () => SERVER_NONCE,
      secret: Buffer.from('secret'),
    });
    const user = new ScramUser('SCRAM-SHA-256', 'user', 'pencil');
    const exchange = server.begin();
    const final = user.final(challengeOf(exchange.step(user.first(), 0)));
    credential = changed;
    expect(exchange.step(final, 0)).toEqual({ kind: 'refused' });
  });

  it('takes no third message, and no second one of the same exchange', () => {
    const server = serverOf('SCRAM-SHA-256', { user: pencil('SCRAM-SHA-256') });
    const user = new ScramUser('SCRAM-SHA-256', 'user', 'pencil');
    const exchange = server.begin();
    const proof = user.final(challengeOf(exchange.step(user.first(), 0)));
    expect(exchange.step(Buffer.from('c=biws'), 0).kind).toBe('refused');
    expect(exchange.step(proof, 0).kind).toBe('refused');
  });
});
