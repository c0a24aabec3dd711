import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeConfigSchema } from '../node-config.js';
import { kafkaSaslOf } from './sasl-files.js';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'drave-sasl-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function usersOf(text: string): ReadonlyMap<string, string> | undefined {
  const plainUsersFile = join(folder, 'users.yaml');
  writeFileSync(plainUsersFile, text);
  const config = nodeConfigSchema.parse({
    cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa' },
    node: { id: 1, roles: ['broker'] },
    dataDirectories: ['data'],
    listeners: { grpc: { port: 0 }, kafka: [{ port: 0, sasl: { mechanisms: ['PLAIN'], plainUsersFile } }] },
    quorum: { voters: [{ id: 2, host: 'c1', port: 1, directoryId: 'aaaaaaaaaaaaaaaaaaaaaa' }] },
  });
  return kafkaSaslOf(config).get('PLAINTEXT')?.plainUsers;
}

describe('a file of users and passwords', () => {
  it('gives each user its password', () => {
    expect(usersOf('alice: "her password"\n"b,c=d": "1234"')).toEqual(
      new Map([
        ['alice', 'her password'],
        ['b,c=d', '1234'],
      ]),
    );
  });

  it.each([
    ['"": "s3cret"', 'no user may have'],
    ['broker: "s3cret"', "'broker'"],
    ['ANONYMOUS: "s3cret"', "'ANONYMOUS'"],
    ['CN=operator: "s3cret"', "'CN=operator'"],
    ['"a\\0b": "s3cret"', 'no user may have'],
    ['alice: 5330', "no password for 'alice'"],
    ['- alice', 'is no mapping'],
    ['alice: "s3cret', 'is neither YAML nor JSON'],
  ])('is refused when it is %j, and says no password', (text, why) => {
    expect(() => usersOf(text)).toThrow(why);
    expect(() => usersOf(text)).toThrow(/^(?!.*(?:s3cret|5330))/s);
  });
});
