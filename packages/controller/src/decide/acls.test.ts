import { limits, runSteps } from '@drave/base';
import { SeededRandom } from '@drave/env';
import { replay, type AclBinding, type AclFilter, type MetadataImage } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../decision.js';
import { decideCreateAcls } from './create-acls.js';
import { decideDeleteAcls } from './delete-acls.js';

const entry: AclBinding = {
  resourceType: 'topic',
  resourceName: 'orders',
  patternType: 'literal',
  principal: 'User:alice',
  host: '*',
  operation: 'read',
  permission: 'allow',
};
const random = new SeededRandom(1);

function create(image: MetadataImage, ...bindings: readonly AclBinding[]) {
  return done(image, runSteps(decideCreateAcls(image, { kind: 'createAcls', bindings }, { random, enabled: true })));
}

function remove(image: MetadataImage, ...filters: readonly AclFilter[]) {
  return done(image, runSteps(decideDeleteAcls(image, { kind: 'deleteAcls', filters }, { enabled: true })));
}

function done<Response>(before: MetadataImage, decision: Decision<Response>) {
  if (decision.kind !== 'accepted') throw new Error(`refused: ${decision.message}`);
  const { records, response } = decision;
  let image = before;
  for (const record of records) image = replay(image, record, 0);
  return { image, records, response };
}

describe('access control entries', () => {
  it('are added once, whatever is asked how often', () => {
    const first = create(new TestMetadata().image, entry, entry, { ...entry, host: '10.0.0.1' });
    expect(first.image.acls.size).toBe(2);
    expect(first.response).toEqual(Array(3).fill({ kind: 'ok', value: null }));
    expect(create(first.image, entry).records).toEqual([]);
  });

  it.each<[Partial<AclBinding>, string]>([
    [{ resourceName: '' }, 'empty'],
    [{ resourceName: 'x'.repeat(40_000) }, '32767'],
    [{ resourceType: 'cluster' }, "'kafka-cluster', not 'orders'"],
    [{ principal: 'alice' }, "'alice' is no principal"],
    [{ principal: 'User:' }, 'is no principal'],
    [{ principal: `User:${'x'.repeat(limits.principalLengthMax)}` }, 'may have 1024'],
    [{ host: '' }, 'a host is an address'],
  ])('%o is refused, and the others are added', (fields, reason) => {
    const { image, response } = create(new TestMetadata().image, { ...entry, ...fields }, entry);
    expect(image.acls.size).toBe(1);
    expect(response).toMatchObject([
      { kind: 'rejected', code: 'INVALID_REQUEST', message: expect.stringContaining(reason) as string },
      { kind: 'ok' },
    ]);
  });

  it('are deleted by what each filter means, none of them twice', () => {
    const bob = { ...entry, principal: 'User:bob' };
    const prefix: AclBinding = { ...entry, resourceName: 'ord', patternType: 'prefixed', permission: 'deny' };
    const { image } = create(new TestMetadata().image, entry, bob, prefix);
    const exact = remove(image, bob);
    expect(exact.response).toEqual([{ kind: 'ok', value: [bob] }]);
    const all = remove(image, { patternType: 'match', resourceName: 'orders', permission: 'deny' }, {}, {});
    expect(all.response).toMatchObject([{ value: [prefix] }, { value: { length: 2 } }, { value: [] }]);
    expect(all.image.acls.size).toBe(0);
    expect(remove(all.image, entry).records).toEqual([]);
  });

  it('of three that are deleted one by one, the others go on to hold (CVE-2024-27309)', () => {
    const deny: AclBinding = { ...entry, permission: 'deny' };
    const third: AclBinding = { ...entry, operation: 'write' };
    const { image } = create(new TestMetadata().image, entry, deny, third);
    const left = remove(image, third).image.acls;
    expect(left.find(entry)).toBeDefined();
    expect(left.find(deny)).toBeDefined();
  });

  it('are compared with no more open filters than one turn of the controller is worth', () => {
    const filters = Array.from({ length: 101 }, (): AclFilter => ({ principal: 'User:alice' }));
    const command = { kind: 'deleteAcls', filters } as const;
    const { image } = new TestMetadata();
    expect(runSteps(decideDeleteAcls(image, command, { enabled: true }))).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('are nothing that anybody can have without an authorizer', () => {
    const { image } = new TestMetadata();
    const off = { random, enabled: false };
    const creation = runSteps(decideCreateAcls(image, { kind: 'createAcls', bindings: [entry] }, off));
    const deletion = runSteps(decideDeleteAcls(image, { kind: 'deleteAcls', filters: [{}] }, off));
    for (const decision of [creation, deletion]) expect(decision).toMatchObject({ code: 'SECURITY_DISABLED' });
  });
});
