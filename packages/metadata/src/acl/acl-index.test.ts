import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aclSortKey, type AclEntry } from './acl-entry.js';
import { matchingAclsAfter } from './acl-filter.js';
import { AclIndex } from './acl-index.js';

function entryOf(resourceName: string, principal: string): AclEntry {
  return {
    id: `${resourceName} ${principal}`,
    resourceType: 'topic',
    resourceName,
    patternType: 'literal',
    principal,
    host: '*',
    operation: 'read',
    permission: 'allow',
  };
}

describe('entries of access control lists', () => {
  it('come in the order of their keys from any place on, whatever was put in and taken out', () => {
    const step = fc.tuple(fc.boolean(), fc.constantFrom('a', 'ab', 'b', 'c'), fc.constantFrom('User:x', 'User:y'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(undefined, 'topic\0ab', 'zzz'), (steps, after) => {
        const model = new Map<string, AclEntry>();
        let index = AclIndex.empty;
        for (const [put, name, principal] of steps) {
          const entry = entryOf(name, principal);
          const isThere = model.has(entry.id);
          if (put && !isThere) index = index.with(entry);
          if (!put && isThere) index = index.without(entry.id);
          if (put) model.set(entry.id, entry);
          else model.delete(entry.id);
        }
        const keys = [...model.values()].map(aclSortKey).sort();
        const expected = keys.filter((key) => after === undefined || key > after);
        expect(Array.from(index.after(after), aclSortKey)).toEqual(expected);
        expect(Array.from(matchingAclsAfter(index, {}, after), aclSortKey)).toEqual(expected);
        const ofOne = Array.from(matchingAclsAfter(index, { resourceName: 'ab' }, after), aclSortKey);
        expect(ofOne).toEqual(expected.filter((key) => key.startsWith('topic\0ab\0')));
      }),
    );
  });
});
