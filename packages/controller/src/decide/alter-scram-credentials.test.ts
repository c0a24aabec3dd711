import { limits, runSteps } from '@drave/base';
import { replay, type MetadataImage, type ScramMechanism } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import type { ScramAlteration } from '../commands.js';
import { decideAlterScramCredentials } from './alter-scram-credentials.js';

const key = Buffer.alloc(32, 7).toString('base64');
const set = (fields: Partial<Extract<ScramAlteration, { kind: 'set' }>> = {}): ScramAlteration => ({
  kind: 'set',
  user: 'alice',
  mechanism: 'SCRAM-SHA-256',
  iterations: 4_096,
  salt: key,
  storedKey: key,
  serverKey: key,
  ...fields,
});
const remove = (user = 'alice', mechanism: ScramMechanism = 'SCRAM-SHA-256'): ScramAlteration => ({
  kind: 'delete',
  user,
  mechanism,
});

function alter(before: MetadataImage, ...alterations: readonly ScramAlteration[]) {
  const decision = runSteps(decideAlterScramCredentials(before, { kind: 'alterScramCredentials', alterations }));
  if (decision.kind !== 'accepted') throw new Error(decision.message);
  let image = before;
  for (const record of decision.records) image = replay(image, record, 0);
  const codes = decision.response.map(({ user, result }) => [user, result.kind === 'ok' ? 'ok' : result.code]);
  return { image, codes };
}

describe('credentials of users', () => {
  it('are set, replaced and deleted', () => {
    const first = alter(new TestMetadata().image, set(), set({ user: 'bob' }));
    expect(first.codes).toEqual([
      ['alice', 'ok'],
      ['bob', 'ok'],
    ]);
    const second = alter(first.image, set({ iterations: 8_192 }), remove('bob'));
    expect(second.image.scramUsers()).toEqual(['alice']);
    expect(second.image.scramCredential('alice', 'SCRAM-SHA-256')).toMatchObject({ iterations: 8_192 });
    expect(second.image.scramCredential('alice', 'SCRAM-SHA-512')).toBeUndefined();
  });

  it.each<[ScramAlteration, string]>([
    [set({ user: '' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ user: 'x'.repeat(limits.principalLengthMax) }), 'UNACCEPTABLE_CREDENTIAL'],
    // Nobody could ever log in under these: they are nodes, nobody, everybody and holders of certificates.
    [set({ user: 'broker' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ user: 'ANONYMOUS' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ user: '*' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ user: 'CN=operator' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ user: 'two\nlines' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ iterations: 4_095 }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ iterations: 16_385 }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ salt: '' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ salt: Buffer.alloc(2_000).toString('base64') }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ mechanism: 'SCRAM-SHA-512' }), 'UNACCEPTABLE_CREDENTIAL'],
    [set({ mechanism: 'PLAIN' as ScramMechanism }), 'UNSUPPORTED_SASL_MECHANISM'],
    [remove(), 'RESOURCE_NOT_FOUND'],
  ])('%o is %s, and others go on', (wrong, code) => {
    const { codes, image } = alter(new TestMetadata().image, wrong, set({ user: 'bob' }));
    expect(codes).toEqual([
      [wrong.user, code],
      ['bob', 'ok'],
    ]);
    expect(image.scramUsers()).toEqual(['bob']);
  });

  it('of one user stand or fall together, and none is altered twice', () => {
    const long = Buffer.alloc(64, 7).toString('base64');
    const both = [set(), set({ mechanism: 'SCRAM-SHA-512', storedKey: long, serverKey: long })];
    const { image } = alter(new TestMetadata().image, ...both);
    expect(image.scramCredential('alice', 'SCRAM-SHA-512')?.storedKey).toHaveLength(64);
    expect(alter(image, set(), remove()).codes).toEqual([['alice', 'DUPLICATE_RESOURCE']]);
    const half = alter(new TestMetadata().image, set(), set({ mechanism: 'SCRAM-SHA-512' }));
    expect(half.codes).toEqual([['alice', 'UNACCEPTABLE_CREDENTIAL']]);
    expect(half.image.scramUsers()).toEqual([]);
  });
});
