import { limits, runSteps } from '@drave/base';
import { replay, type MetadataImage } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import type { QuotaAlteration } from '../commands.js';
import { decideAlterClientQuotas } from './alter-client-quotas.js';

const user = (name: string | null) => ({ type: 'user', name }) as const;
const client = (name: string | null) => ({ type: 'clientId', name }) as const;
const ip = (name: string | null) => ({ type: 'ip', name }) as const;

function alter(before: MetadataImage, ...alterations: readonly QuotaAlteration[]) {
  const decision = runSteps(decideAlterClientQuotas(before, { kind: 'alterClientQuotas', alterations }));
  if (decision.kind !== 'accepted') throw new Error(decision.message);
  let image = before;
  for (const record of decision.records) image = replay(image, record, 0);
  const codes = decision.response.map((result) => (result.kind === 'ok' ? 'ok' : result.code));
  return { image, codes, records: decision.records.length };
}

const rate = (value: number | null, key = 'producer_byte_rate') => [{ key, value }];

describe('limits of clients', () => {
  it('are set, replaced and taken away, in whatever order an entity is said', () => {
    const { image, codes } = alter(
      new TestMetadata().image,
      { entity: [client('app'), user('alice')], changes: rate(100) },
      { entity: [user(null)], changes: [...rate(5), ...rate(0.5, 'request_percentage')] },
      { entity: [ip('10.0.0.4')], changes: rate(3, 'connection_creation_rate') },
    );
    expect(codes).toEqual(['ok', 'ok', 'ok']);
    const both = [
      { type: 'user', name: 'alice' },
      { type: 'clientId', name: 'app' },
    ] as const;
    expect(image.clientQuota(both)).toEqual(new Map([['producer_byte_rate', 100]]));
    const again = alter(image, { entity: [user('alice'), client('app')], changes: rate(100) });
    expect(again).toMatchObject({ codes: ['ok'], records: 0 });
    const less = alter(image, {
      entity: [user(null)],
      changes: [...rate(null), ...rate(2, 'controller_mutation_rate')],
    });
    expect(less.image.clientQuota([{ type: 'user', name: undefined }])).toEqual(
      new Map([
        ['request_percentage', 0.5],
        ['controller_mutation_rate', 2],
      ]),
    );
    const gone = alter(image, { entity: [user('alice'), client('app')], changes: rate(null) });
    expect(gone.image.quotaEntities()).toHaveLength(2);
  });

  it.each<[string, QuotaAlteration]>([
    ['nobody', { entity: [], changes: rate(1) }],
    ['a type twice', { entity: [user('a'), user('b')], changes: rate(1) }],
    ['an empty name', { entity: [user('')], changes: rate(1) }],
    ['a long name', { entity: [client('x'.repeat(limits.principalLengthMax + 1))], changes: rate(1) }],
    ['an address and a user', { entity: [ip(null), user('a')], changes: rate(1, 'connection_creation_rate') }],
    ['no address', { entity: [ip('some.host')], changes: rate(1, 'connection_creation_rate') }],
    ['a limit of addresses for a user', { entity: [user('a')], changes: rate(1, 'connection_creation_rate') }],
    ['a limit of users for an address', { entity: [ip(null)], changes: rate(1) }],
    ['no limit that there is', { entity: [user('a')], changes: rate(1, 'bytes') }],
    ['a limit twice', { entity: [user('a')], changes: [...rate(1), ...rate(2)] }],
    ['zero', { entity: [user('a')], changes: rate(0) }],
    ['less than nothing', { entity: [user('a')], changes: rate(-1, 'request_percentage') }],
    ['half a byte', { entity: [user('a')], changes: rate(0.5) }],
    ['too many connections', { entity: [ip(null)], changes: rate(2 ** 31, 'connection_creation_rate') }],
  ])('of %s are refused whole, and others go on', (_, wrong) => {
    const right = { entity: [user('bob')], changes: rate(1) };
    const mixed = { ...wrong, changes: [...rate(7, 'controller_mutation_rate'), ...wrong.changes] };
    const { codes, image } = alter(new TestMetadata().image, mixed, right, right);
    expect(codes).toEqual(['INVALID_REQUEST', 'ok', 'INVALID_REQUEST']);
    expect(image.quotaEntities()).toEqual([[{ type: 'user', name: 'bob' }]]);
  });
});
