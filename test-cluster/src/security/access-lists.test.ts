import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { drave, type CommandResult } from '../command-line.js';

/*
 * A cluster that goes by access control lists, from the command line and the SDK. Every caller here is nobody: first
 * allowed to administer, then nothing but that.
 */
describe('a cluster with an authorizer', () => {
  let home: string;
  let test: ClusterUnderTest;
  const run = (parameters: string, input = ''): Promise<CommandResult> => {
    const bootstrap = `127.0.0.1:${test.cluster.node('c1').grpc.port}`;
    return drave(home, [...parameters.split(' '), '--bootstrap', bootstrap], input);
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    const brokerConfig = {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': 'true',
      'drave.cluster.secret': 'what only its nodes know',
    };
    test = await ClusterUnderTest.start({ controllers: 1, brokers: 1, brokerConfig });
  });
  afterAll(async () => {
    await test.close();
    rmSync(home, { recursive: true });
  });

  it('entries are granted, listed, explained and revoked', async () => {
    expect(await run('acl grant alice read,write topic orders')).toMatchObject({
      exitCode: 0,
      stdout: 'added: allow User:alice read topic orders\nadded: allow User:alice write topic orders\n',
    });
    expect((await run('acl ls')).stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(await run('acl check alice write topic orders')).toMatchObject({
      exitCode: 0,
      stdout: 'User:alice may write topic orders\nbecause of: allow User:alice write topic orders\n',
    });
    const refused = await run('acl check bob write topic orders');
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain('User:bob may not write topic orders\nbecause there are entries about this');
    expect((await run('acl revoke alice write topic orders')).stdout).toBe(
      'removed: allow User:alice write topic orders\n',
    );
    expect((await run('acl revoke alice write topic orders')).stdout).toContain('there is no such entry');
    expect((await run('acl check alice write topic orders')).exitCode).toBe(1);
  });

  it('passwords are read from standard input, and shown nowhere', async () => {
    const added = await run('user add alice --iterations 8192', 'open sesame\n');
    expect(added).toMatchObject({ exitCode: 0, stdout: 'alice can log in with SCRAM-SHA-256\n' });
    const listed = await run('user ls -o json');
    expect(JSON.parse(listed.stdout)).toEqual([
      { name: 'alice', credentials: [{ mechanism: 'SHA_256', iterations: 8_192 }] },
    ]);
    expect(added.stdout + added.stderr + listed.stdout).not.toContain('sesame');
    expect(await run('user rm alice')).toMatchObject({ exitCode: 0 });
    expect((await run('user rm alice')).stderr).toContain('no SCRAM-SHA-256 credential');
  });

  it('a right that is taken away is gone with the answer', async () => {
    const admin = test.client.admin();
    const denied = { resourceType: 'TOPIC', resourceName: 'secret', principal: 'User:*', operation: 'ALL' } as const;
    await admin.topics.create('secret');
    expect((await admin.topics.get('secret')).name).toBe('secret');
    await admin.acls.create([{ ...denied, permission: 'DENY' }]);
    await expect(admin.topics.get('secret')).rejects.toMatchObject({ code: 'TOPIC_AUTHORIZATION_FAILED' });
    expect(await admin.acls.delete({ principal: 'User:*' })).toMatchObject([{ resourceName: 'secret' }]);
    expect((await admin.topics.get('secret')).name).toBe('secret');
  });

  it('what was refused and what was changed stands in the logs of the nodes, and no more at this level', () => {
    const lines = test.cluster.nodes
      .flatMap(({ logFile }) => readFileSync(logFile, 'utf8').trim().split('\n'))
      .filter((line) => line.includes('"component":"audit"'))
      .map((line) => JSON.parse(line) as { readonly msg: string });
    const caller = { principal: 'User:ANONYMOUS', host: '127.0.0.1', listener: 'grpc', level: 'info' };
    expect(lines.filter(({ msg }) => msg === 'denied')).toMatchObject([
      { ...caller, operation: 'DESCRIBE', resourceType: 'TOPIC', resourceName: 'secret', allowed: false },
    ]);
    const added = { ...caller, changes: [{ principal: 'User:*', permission: 'DENY', resourceName: 'secret' }] };
    expect(lines.filter(({ msg }) => msg === 'access control entries are added').at(-1)).toMatchObject(added);
    expect(lines.filter(({ msg }) => msg === 'passwords of users are changed')).toMatchObject([
      { ...caller, changes: [{ change: 'set', user: 'alice' }] },
      { ...caller, changes: [{ change: 'delete', user: 'alice' }] },
      { ...caller, changes: [{ change: 'delete', user: 'alice', failure: 'RESOURCE_NOT_FOUND' }] },
    ]);
    expect(lines.filter(({ msg }) => msg === 'allowed')).toEqual([]);
  });
});
