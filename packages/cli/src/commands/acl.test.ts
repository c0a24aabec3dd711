import { describe, expect, it } from 'vitest';
import { recordedTerminal } from '../testing/recorded-terminal.js';
import { checkAccess, grantAcls, listAcls, revokeAcls } from './acl.js';

const options = { output: 'table' } as const;

describe('a wrong command line about access control lists', () => {
  it.each([
    [['alice', 'read', 'table', 'orders'], "'table' is no resource type: topic, group, cluster, transactional-id"],
    [['alice', 'read,eat', 'topic', 'orders'], "'eat' is no operation: all, read, write"],
    [['alice', 'read', 'topic'], 'a topic needs its name'],
    [['alice', 'alter', 'cluster', 'mine'], 'a cluster has no name here'],
  ])('%j is told before anybody is asked', async (words, message) => {
    const terminal = recordedTerminal();
    await expect(grantAcls(terminal, words, options)).rejects.toThrow(message);
    await expect(revokeAcls(terminal, words, options)).rejects.toThrow(message);
    await expect(checkAccess(terminal, words, options)).rejects.toThrow(message);
  });

  it('asks which kind of resource a name is of, and checks one operation at a time', async () => {
    expect(() => listAcls(recordedTerminal(), { ...options, name: 'orders' })).toThrow('--name needs --type');
    const words = ['alice', 'read,write', 'topic', 'orders'];
    await expect(checkAccess(recordedTerminal(), words, options)).rejects.toThrow('one operation at a time');
  });
});
