import { describe, expect, it } from 'vitest';
import { Plain } from './plain.js';

const plain = new Plain(
  new Map([
    ['alice', 'pässword'],
    ['bob', 'b'],
  ]),
  Buffer.from('key'),
);

function say(text: string | Buffer) {
  return plain.begin().step(Buffer.from(text), 0);
}

describe('PLAIN', () => {
  it('lets in who says its own password, as itself', () => {
    expect(say('\0alice\0pässword')).toEqual({ kind: 'proved', user: 'alice', token: Buffer.alloc(0) });
    expect(say('alice\0alice\0pässword')).toMatchObject({ kind: 'proved', user: 'alice' });
  });

  it('says the same of a wrong password and an unknown user', () => {
    expect(say('\0alice\0b')).toEqual({ kind: 'refused' });
    expect(say('\0carol\0b')).toEqual({ kind: 'refused' });
    // A name of an object is no user.
    expect(say('\0__proto__\0b')).toEqual({ kind: 'refused' });
  });

  it('lets nobody act for another, and says so only to who knows the password', () => {
    expect(say('bob\0alice\0pässword')).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('authorization id') as string,
    });
    expect(say('bob\0alice\0wrong')).toEqual({ kind: 'refused' });
  });

  it.each([
    ['', /3 tokens/],
    ['alice\0pässword', /3 tokens/],
    ['\0alice\0pässword\0', /3 tokens/],
    ['\0\0pässword', /username not specified/],
    ['\0alice\0', /password not specified/],
    [Buffer.from([0, 0xff, 0xfe, 0, 1]), /3 tokens/],
  ])('refuses %j', (text, message) => {
    const step = say(text);
    expect(step.kind === 'refused' && step.message).toMatch(message);
  });
});
