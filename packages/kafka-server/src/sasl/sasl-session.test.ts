import { beforeEach, describe, expect, it } from 'vitest';
import type { SaslMechanism, SaslStep } from './sasl-mechanism.js';
import { SaslSession, type AuthenticationOutcome } from './sasl-session.js';

const VERSIONS = 18;
const HANDSHAKE = 17;
const AUTHENTICATE = 36;
const PRODUCE = 0;
const NOTHING = Buffer.alloc(0);

/** Says what the client tells it to: `alice`, `alice until 5000`, `more`, `no`. */
const scripted = (name: SaslMechanism['name']): SaslMechanism => ({
  name,
  begin: () => ({
    step(token): SaslStep {
      const [word = '', , until] = token.toString().split(' ');
      if (word === 'more') return { kind: 'challenge', token: Buffer.from('?') };
      if (word === 'no') return { kind: 'refused' };
      return {
        kind: 'proved',
        user: word,
        token: NOTHING,
        ...(until === undefined ? {} : { expiresAtMs: Number(until) }),
      };
    },
  }),
});

let outcomes: AuthenticationOutcome[];

beforeEach(() => {
  outcomes = [];
});

function sessionOf(reauthMsMax = 0): SaslSession {
  const mechanisms = new Map((['PLAIN', 'OAUTHBEARER'] as const).map((name) => [name, scripted(name)]));
  return new SaslSession({ mechanisms, reauthMsMax, onOutcome: (_, outcome) => outcomes.push(outcome) });
}

function say(session: SaslSession, text: string, nowMs = 0, version = 2) {
  return session.token(Buffer.from(text), version, { wallMs: nowMs, monotonicMs: nowMs });
}

function authenticated(reauthMsMax = 0, text = 'alice', version = 2): SaslSession {
  const session = sessionOf(reauthMsMax);
  session.handshake('PLAIN', 1, 0);
  expect(say(session, text, 0, version)).toMatchObject({ kind: 'authenticated', principal: 'User:alice' });
  return session;
}

describe('what a client may ask', () => {
  const allowed = (session: SaslSession, nowMs = 0): number[] =>
    [PRODUCE, HANDSHAKE, VERSIONS, AUTHENTICATE, 3].filter((key) => session.whyNot(key, nowMs) === undefined);

  it('is versions and a handshake, then tokens, then everything', () => {
    const session = sessionOf();
    expect(allowed(session)).toEqual([HANDSHAKE, VERSIONS]);
    session.handshake('PLAIN', 1, 0);
    expect(allowed(session)).toEqual([AUTHENTICATE]);
    say(session, 'more');
    expect(allowed(session)).toEqual([AUTHENTICATE]);
    say(session, 'alice');
    expect(allowed(session, 1e12)).toHaveLength(5);
    expect(outcomes).toEqual(['success']);
  });

  it('is nothing but raw tokens after a handshake of version 0', () => {
    const session = sessionOf(5_000);
    session.handshake('PLAIN', 0, 0);
    expect(session.expectsRawToken).toBe(true);
    expect(allowed(session)).toEqual([]);
    const token = Buffer.from('alice');
    const now = { wallMs: 0, monotonicMs: 0 };
    expect(session.token(token, undefined, now)).toMatchObject({ kind: 'authenticated' });
    expect(session.expectsRawToken).toBe(false);
    // It was not told how long its session is.
    expect(allowed(session, 1e9)).toHaveLength(5);
  });

  it('is nothing any more when it has failed', () => {
    const refused = sessionOf();
    refused.handshake('PLAIN', 1, 0);
    expect(say(refused, 'no')).toMatchObject({
      kind: 'failed',
      message: 'Authentication failed during authentication due to invalid credentials with SASL mechanism PLAIN',
    });
    expect(allowed(refused)).toEqual([]);
    const unsupported = sessionOf();
    expect(unsupported.handshake('GSSAPI', 1, 0)).toEqual({ kind: 'unsupported' });
    expect(allowed(unsupported)).toEqual([]);
    expect(outcomes).toEqual(['failure']);
  });

  it('is to authenticate again when the session is over, for a client that was told how long it is', () => {
    const session = authenticated(5_000);
    expect(allowed(session, 4_999)).toHaveLength(5);
    expect(allowed(session, 5_000)).toEqual([HANDSHAKE, AUTHENTICATE]);
    expect(allowed(authenticated(5_000, 'alice', 0), 1e9)).toHaveLength(5);
  });
});

describe('how long a session is', () => {
  it.each([
    [0, 'alice', 0],
    [5_000, 'alice', 5_000],
    [0, 'alice until 7000', 7_000],
    [5_000, 'alice until 7000', 5_000],
    [9_000, 'alice until 7000', 7_000],
    // What has just run out is over at once, which 0 would not say.
    [9_000, 'alice until 0', 1],
  ])('with connections.max.reauth.ms %i, and a proof of %j: %i', (reauthMsMax, text, lifetimeMs) => {
    const session = sessionOf(reauthMsMax);
    session.handshake('PLAIN', 1, 0);
    expect(say(session, text)).toMatchObject({ lifetimeMs });
  });
});

describe('to authenticate again', () => {
  it('begins a new session', () => {
    const session = authenticated(5_000);
    expect(session.handshake('PLAIN', 1, 4_000)).toEqual({ kind: 'begun' });
    // What is asked meanwhile is asked by whom the client was before.
    expect(session.whyNot(PRODUCE, 4_001)).toBeUndefined();
    expect(say(session, 'alice', 4_002)).toMatchObject({ kind: 'authenticated', lifetimeMs: 5_000 });
    expect(session.whyNot(PRODUCE, 9_001)).toBeUndefined();
    expect(session.whyNot(PRODUCE, 9_002)).toMatch(/session is over/);
    expect(outcomes).toEqual(['success', 'again']);
  });

  it('is possible after the session is over', () => {
    const session = authenticated(5_000);
    session.handshake('PLAIN', 1, 60_000);
    expect(session.whyNot(PRODUCE, 60_000)).toMatch(/session is over/);
    say(session, 'alice', 60_000);
    expect(session.whyNot(PRODUCE, 60_000)).toBeUndefined();
  });

  it.each([
    ['another user', 'PLAIN', 'bob', 'Cannot change principals during re-authentication from User:alice to User:bob'],
    ['another mechanism', 'OAUTHBEARER', 'alice', "'OAUTHBEARER' requested by client is not supported"],
    ['nobody', 'PLAIN', 'no', 'invalid credentials'],
  ])('as %s fails, and ends it', (_, mechanism, text, message) => {
    const session = authenticated();
    session.handshake(mechanism, 1, 0);
    expect(say(session, text)).toMatchObject({ kind: 'failed', message: expect.stringContaining(message) as string });
    expect(session.whyNot(PRODUCE, 0)).toBeDefined();
    expect(outcomes).toEqual(['success', 'failure']);
  });

  it('without requests around tokens, or in the middle of another time, or too often is illegal, and changes nothing', () => {
    const session = authenticated();
    expect(session.handshake('PLAIN', 0, 0)).toMatchObject({ kind: 'illegal' });
    session.handshake('PLAIN', 1, 10);
    expect(session.handshake('PLAIN', 1, 20)).toMatchObject({ kind: 'illegal' });
    say(session, 'alice', 30);
    expect(session.handshake('PLAIN', 1, 1_009)).toMatchObject({ kind: 'illegal' });
    expect(session.whyNot(PRODUCE, 1_009)).toBeUndefined();
    expect(session.handshake('PLAIN', 1, 1_010)).toEqual({ kind: 'begun' });
  });

  it('needs a handshake', () => {
    expect(say(authenticated(), 'alice')).toMatchObject({ kind: 'illegal' });
  });
});

describe('a name that nobody may have', () => {
  it.each(['broker', 'ANONYMOUS', '*', 'CN=operator', '', 'a\nb', 'x'.repeat(2_000)])('%j proves nothing', (name) => {
    const mechanism: SaslMechanism = {
      name: 'PLAIN',
      begin: () => ({ step: () => ({ kind: 'proved', user: name, token: NOTHING }) }),
    };
    const session = new SaslSession({
      mechanisms: new Map([['PLAIN', mechanism]]),
      reauthMsMax: 0,
      onOutcome: () => {},
    });
    session.handshake('PLAIN', 1, 0);
    expect(say(session, '')).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('invalid credentials') as string,
    });
    expect(session.isAuthenticated).toBe(false);
  });
});
