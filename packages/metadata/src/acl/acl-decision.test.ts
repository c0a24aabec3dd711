import { SeededRandom } from '@drave/env';
import type { Operation, ResourceRef } from '@drave/base/access';
import { describe, expect, it } from 'vitest';
import { testUuid } from '../testing/test-metadata.js';
import { decideAccess, mayAccessSome, type AclCaller, type AclPolicy } from './acl-decision.js';
import { aclNameOf, type AclBinding, type AclEntry, type AclOperation } from './acl-entry.js';
import { AclIndex } from './acl-index.js';

const strict: AclPolicy = { superUsers: new Set(['User:root']), allowEveryoneIfNoAclFound: false };
const lax: AclPolicy = { ...strict, allowEveryoneIfNoAclFound: true };
const alice: AclCaller = { principal: 'User:alice', host: '10.0.0.1' };
const orders: ResourceRef = { kind: 'topic', name: 'orders' };

let ids = 0;

function entry(fields: Partial<AclBinding> = {}): AclEntry {
  return {
    id: testUuid(++ids),
    resourceType: 'topic',
    resourceName: 'orders',
    patternType: 'literal',
    principal: 'User:alice',
    host: '*',
    operation: 'read',
    permission: 'allow',
    ...fields,
  };
}

function indexOf(...entries: readonly AclEntry[]): AclIndex {
  return entries.reduce((index, one) => index.with(one), AclIndex.empty);
}

function allows(index: AclIndex, operation: Operation, caller = alice, policy = strict, resource = orders): boolean {
  return decideAccess(index, policy, caller, operation, resource).allowed;
}

describe('a question to the access control lists', () => {
  it('is refused without an entry, unless the policy allows what no entry speaks of', () => {
    expect(allows(AclIndex.empty, 'read')).toBe(false);
    expect(allows(AclIndex.empty, 'read', alice, lax)).toBe(true);
    const others = indexOf(entry({ principal: 'User:bob', host: '10.9.9.9', operation: 'delete', permission: 'deny' }));
    expect(decideAccess(others, lax, alice, 'read', orders)).toEqual({ kind: 'noEntryAllows', allowed: false });
  });

  it.each([
    ['this principal', {}, true],
    ['everybody', { principal: 'User:*' }, true],
    ['another principal', { principal: 'User:alice2' }, false],
    ['the principal in other letters', { principal: 'User:Alice' }, false],
    ['this address', { host: '10.0.0.1' }, true],
    ['another address', { host: '10.0.0.2' }, false],
    ['every topic', { resourceName: '*' }, true],
    ['topics that begin so', { resourceName: 'ord', patternType: 'prefixed' }, true],
    ['a prefix that is the whole name', { resourceName: 'orders', patternType: 'prefixed' }, true],
    ['a longer prefix', { resourceName: 'orders2', patternType: 'prefixed' }, false],
    ['a prefix of a star', { resourceName: '*', patternType: 'prefixed' }, false],
    ['a literal that only begins so', { resourceName: 'ord' }, false],
    ['a group of that name', { resourceType: 'group' }, false],
    ['all operations', { operation: 'all' }, true],
    ['another operation', { operation: 'write' }, false],
  ] as const)('an entry for %s: %o', (_, fields, allowed) => {
    expect(allows(indexOf(entry(fields)), 'read')).toBe(allowed);
  });

  it('G19: a denial wins over every kind of allowance, and says which entry it is', () => {
    const allowing = [entry(), entry({ resourceName: '*' }), entry({ resourceName: 'o', patternType: 'prefixed' })];
    for (const denial of [
      entry({ permission: 'deny' }),
      entry({ permission: 'deny', resourceName: '*', principal: 'User:*' }),
      entry({ permission: 'deny', resourceName: 'or', patternType: 'prefixed', host: '10.0.0.1' }),
      entry({ permission: 'deny', operation: 'all' }),
    ]) {
      const verdict = decideAccess(indexOf(...allowing, denial), strict, alice, 'read', orders);
      expect(verdict).toEqual({ kind: 'entry', allowed: false, entry: denial });
    }
  });

  it('a super user may do what is denied to everybody', () => {
    const index = indexOf(entry({ principal: 'User:*', operation: 'all', permission: 'deny' }));
    expect(allows(index, 'write', { principal: 'User:root', host: '::1' })).toBe(true);
    expect(allows(index, 'write', { principal: 'User:root2', host: '::1' })).toBe(false);
  });

  it.each(['read', 'write', 'delete', 'alter'] as const)(
    '%s implies describe, and to deny it does not',
    (operation) => {
      expect(allows(indexOf(entry({ operation })), 'describe')).toBe(true);
      expect(allows(indexOf(entry({ operation })), 'describeConfigs')).toBe(false);
      const denied = indexOf(entry({ operation: 'describe' }), entry({ operation, permission: 'deny' }));
      expect(allows(denied, 'describe')).toBe(true);
    },
  );

  it('alterConfigs implies describeConfigs, and nothing else', () => {
    const index = indexOf(entry({ operation: 'alterConfigs' }));
    expect(allows(index, 'describeConfigs')).toBe(true);
    expect(allows(index, 'describe')).toBe(false);
  });

  it('of the cluster is answered by the entries of Kafka’s name for it', () => {
    const index = indexOf(entry({ resourceType: 'cluster', resourceName: 'kafka-cluster', operation: 'alter' }));
    expect(allows(index, 'alter', alice, strict, { kind: 'cluster' })).toBe(true);
  });
});

describe('G17: whether something is allowed on any topic at all', () => {
  const some = (policy: AclPolicy, ...entries: readonly AclEntry[]): boolean =>
    mayAccessSome(indexOf(...entries), policy, alice, 'write', 'topic');
  const write = (fields: Partial<AclBinding> = {}): AclEntry => entry({ operation: 'write', ...fields });
  const deny = (fields: Partial<AclBinding> = {}): AclEntry => write({ permission: 'deny', ...fields });

  it.each([
    ['nothing', [], false],
    ['one topic', [write()], true],
    ['all operations on one topic', [write({ operation: 'all' })], true],
    ['another operation', [entry()], false],
    ['one topic that is denied as well', [write(), deny()], false],
    ['one topic, another is denied', [write(), deny({ resourceName: 'other' })], true],
    ['one topic whose prefix is denied', [write(), deny({ resourceName: 'ord', patternType: 'prefixed' })], false],
    ['a prefix, one topic of it is denied', [write({ resourceName: 'orders', patternType: 'prefixed' }), deny()], true],
    [
      'a prefix that is denied',
      [write({ patternType: 'prefixed' }), deny({ resourceName: 'o', patternType: 'prefixed' })],
      false,
    ],
    [
      'a prefix, a longer one is denied',
      [write({ resourceName: 'o', patternType: 'prefixed' }), deny({ patternType: 'prefixed' })],
      true,
    ],
    ['every topic, some are denied', [write({ resourceName: '*' }), deny()], true],
    ['one topic, every topic is denied', [write(), deny({ resourceName: '*' })], false],
  ] as const)('with %s', (_, entries, allowed) => {
    expect(some(strict, ...entries)).toBe(allowed);
  });

  it('with a policy that allows what no entry speaks of, unless one speaks of every topic', () => {
    expect(some(lax, deny())).toBe(true);
    expect(some(lax, deny({ resourceName: '*' }))).toBe(false);
    expect(some(lax, entry({ resourceName: '*', principal: 'User:bob' }))).toBe(false);
  });

  it('with a super user', () => {
    expect(mayAccessSome(indexOf(), strict, { principal: 'User:root', host: '' }, 'write', 'topic')).toBe(true);
  });
});

describe('entries added, removed and asked in any order', () => {
  /** The rules in their plainest form, over a list. */
  function naive(
    entries: readonly AclEntry[],
    { principal, host }: AclCaller,
    operation: Operation,
    what: ResourceRef,
  ) {
    const name = aclNameOf(what);
    const ofResource = entries.filter(
      (one) =>
        one.resourceType === what.kind &&
        (one.patternType === 'prefixed'
          ? name.startsWith(one.resourceName)
          : one.resourceName === '*' || one.resourceName === name),
    );
    const implied: readonly AclOperation[] =
      operation === 'describe'
        ? ['read', 'write', 'delete', 'alter']
        : operation === 'describeConfigs'
          ? ['alterConfigs']
          : [];
    const covering = ofResource.filter(
      (one) =>
        (one.principal === 'User:*' || one.principal === principal) &&
        (one.host === '*' || one.host === host) &&
        (one.operation === 'all' ||
          one.operation === operation ||
          (one.permission === 'allow' && implied.includes(one.operation))),
    );
    if (covering.some(({ permission }) => permission === 'deny')) return false;
    return covering.length > 0 || ofResource.length === 0;
  }

  it('G3: answer 100,000 times as a list that is searched whole', () => {
    const random = new SeededRandom(7);
    const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)] as Item;
    const names = ['*', 'a', 'ab', 'abc', 'abd', 'b', 'ba', 'kafka-cluster'];
    const draw = (): AclEntry =>
      entry({
        resourceType: pick(['topic', 'group', 'cluster']),
        resourceName: pick(names),
        patternType: pick(['literal', 'prefixed']),
        principal: pick(['User:*', 'User:alice', 'User:bob']),
        host: pick(['*', '10.0.0.1', '10.0.0.2']),
        operation: pick(['all', 'read', 'alter', 'alterConfigs', 'describe', 'describeConfigs']),
        permission: pick(['allow', 'allow', 'allow', 'deny']),
      });
    let index = AclIndex.empty;
    const entries: AclEntry[] = [];
    const there = new Set<string>();
    let refused = 0;
    for (let step = 0; step < 100_000; step++) {
      const change = random.integer(10);
      if (change === 0 && entries.length < 24) {
        const added = draw();
        const isNew = !there.has(contentOf(added));
        if ((index.find(added) === undefined) !== isNew) expect.fail(`step ${step}: ${contentOf(added)}`);
        if (isNew) {
          index = index.with(added);
          entries.push(added);
          there.add(contentOf(added));
        }
      } else if (change <= 1 && entries.length > 0) {
        for (const removed of entries.splice(random.integer(entries.length), 1)) {
          index = index.without(removed.id);
          there.delete(contentOf(removed));
        }
      }
      const caller = {
        principal: pick(['User:alice', 'User:bob', 'User:carol']),
        host: pick(['10.0.0.1', '10.0.0.9']),
      };
      const operation = pick<Operation>(['read', 'alter', 'alterConfigs', 'describe', 'describeConfigs']);
      const kind = pick(['topic', 'group', 'cluster'] as const);
      const what: ResourceRef = kind === 'cluster' ? { kind } : { kind, name: pick([...names.slice(1), 'abcd', 'x']) };
      const wanted = naive(entries, caller, operation, what);
      if (!wanted) refused++;
      const { allowed } = decideAccess(index, lax, caller, operation, what);
      if (allowed !== wanted) expect.fail(`step ${step}: ${JSON.stringify({ caller, operation, what, entries })}`);
    }
    expect(index.size).toBe(entries.length);
    // Neither answer is a rare one.
    expect(refused).toBeGreaterThan(20_000);
    expect(refused).toBeLessThan(80_000);
    for (const { id } of entries) index = index.without(id);
    expect([...index.applying('topic', 'a', 'User:*', '*')]).toEqual([]);
    expect(index.speaksOf('topic', 'a')).toBe(false);
  });

  function contentOf({ id: _, ...content }: AclEntry): string {
    return JSON.stringify(content);
  }
});
