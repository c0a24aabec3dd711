import { describe, expect, it } from 'vitest';
import type { AclBinding } from './acl-entry.js';
import { aclMatches, bindingOfFilter, type AclFilter } from './acl-filter.js';

const entry: AclBinding = {
  resourceType: 'topic',
  resourceName: 'orders',
  patternType: 'literal',
  principal: 'User:alice',
  host: '*',
  operation: 'read',
  permission: 'allow',
};

describe('a filter of access control entries', () => {
  it.each<[AclFilter, boolean]>([
    [{}, true],
    [entry, true],
    [{ resourceType: 'group' }, false],
    [{ resourceName: 'orders' }, true],
    [{ resourceName: 'order' }, false],
    [{ patternType: 'literal' }, true],
    [{ patternType: 'prefixed' }, false],
    [{ principal: 'User:*' }, false],
    [{ host: '10.0.0.1' }, false],
    // 'all' is an operation that an entry can have; what excludes none is undefined.
    [{ operation: 'all' }, false],
    [{ permission: 'deny' }, false],
  ])('%o: %s', (filter, matches) => {
    expect(aclMatches(filter, entry)).toBe(matches);
  });

  it('of what is about a resource finds its literals, those of all, and its prefixes', () => {
    const about = (fields: Partial<AclBinding>): boolean =>
      aclMatches({ patternType: 'match', resourceName: 'orders' }, { ...entry, ...fields });
    expect(about({})).toBe(true);
    expect(about({ resourceName: '*' })).toBe(true);
    expect(about({ resourceName: 'ord', patternType: 'prefixed' })).toBe(true);
    expect(about({ resourceName: 'orders', patternType: 'prefixed' })).toBe(true);
    expect(about({ resourceName: 'ord' })).toBe(false);
    expect(about({ resourceName: '*', patternType: 'prefixed' })).toBe(false);
    expect(about({ resourceName: 'orders2', patternType: 'prefixed' })).toBe(false);
    expect(aclMatches({ patternType: 'match' }, entry)).toBe(true);
  });

  it('means one entry at most when it leaves nothing open', () => {
    expect(bindingOfFilter(entry)).toEqual(entry);
    for (const field of Object.keys(entry)) expect(bindingOfFilter({ ...entry, [field]: undefined })).toBeUndefined();
    expect(bindingOfFilter({ ...entry, patternType: 'match' })).toBeUndefined();
  });
});
