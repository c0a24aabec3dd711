import type { Caller } from '@drave/base/access';
import { describe, expect, it } from 'vitest';
import { MetadataImage } from '../image.js';
import type { MetadataRecord } from '../record.js';
import { TestMetadata, testUuid } from '../testing/index.js';
import { AclAuthorizer } from './acl-authorizer.js';

const caller = (clientHost: string, principal = 'User:alice'): Caller => ({
  principal,
  listener: 'PLAINTEXT',
  clientId: '',
  clientHost,
  deadlineMs: 0,
});

const orders = { kind: 'topic', name: 'orders' } as const;

const entry: MetadataRecord = {
  kind: 'accessControlEntry',
  id: testUuid(1),
  resourceType: 'topic',
  resourceName: 'orders',
  patternType: 'literal',
  principal: 'User:alice',
  host: '10.0.0.1',
  operation: 'write',
  permission: 'allow',
};

describe('the authorizer of the access control lists', () => {
  it('follows the metadata, entry by entry', () => {
    const metadata = new TestMetadata();
    const policy = { superUsers: new Set<string>(), allowEveryoneIfNoAclFound: false };
    const authorizer = new AclAuthorizer(() => metadata.image, policy);
    expect(authorizer.allows(caller('10.0.0.1'), 'write', orders)).toBe(false);
    metadata.apply(entry);
    expect(authorizer.allows(caller('10.0.0.1'), 'write', orders)).toBe(true);
    expect(authorizer.allowsSome(caller('10.0.0.1'), 'write', 'topic')).toBe(true);
    expect(authorizer.allows(caller('10.0.0.2'), 'write', orders)).toBe(false);
    expect(authorizer.allowsSome(caller('10.0.0.2'), 'write', 'topic')).toBe(false);
    metadata.apply({ kind: 'removeAccessControlEntry', id: testUuid(1) });
    expect(authorizer.allows(caller('10.0.0.1'), 'write', orders)).toBe(false);
  });

  it('knows an address of version 4 as a socket of both families tells it', () => {
    const metadata = new TestMetadata();
    metadata.apply(entry);
    const policy = { superUsers: new Set<string>(), allowEveryoneIfNoAclFound: false };
    const authorizer = new AclAuthorizer(() => metadata.image, policy);
    expect(authorizer.allows(caller('::ffff:10.0.0.1'), 'write', orders)).toBe(true);
    expect(authorizer.allows(caller('::ffff:10.0.0.10'), 'write', orders)).toBe(false);
  });

  it('lets in nobody but super users before it has any metadata, whatever holds without entries', () => {
    let image = MetadataImage.empty;
    const policy = { superUsers: new Set(['User:root']), allowEveryoneIfNoAclFound: true };
    const authorizer = new AclAuthorizer(() => image, policy);
    expect(authorizer.allows(caller('::1'), 'write', orders)).toBe(false);
    expect(authorizer.allowsSome(caller('::1'), 'write', 'topic')).toBe(false);
    expect(authorizer.allows(caller('::1', 'User:root'), 'write', orders)).toBe(true);
    image = new TestMetadata().image;
    expect(authorizer.allows(caller('::1'), 'write', orders)).toBe(true);
  });
});
