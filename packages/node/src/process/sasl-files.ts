import { readFileSync, statSync } from 'node:fs';
import { DraveError, type Bytes } from '@drave/base';
import { principalOfUser } from '@drave/base/access';
import type { KafkaSaslEntry, NodeConfig } from '../node-config.js';
import type { SaslFiles } from '../node-parts.js';
import { parseText } from './parse-node-config.js';

const FILE_BYTES_MAX: Bytes = 1024 * 1024;
const SHOWN_MAX = 100;

/**
 * What each Kafka listener with SASL judges by, by its name.
 * @throws DraveError INVALID_CONFIG when a file cannot be read, is too large, or is none of users and passwords. What
 * stands in such a file is in no message.
 */
export function kafkaSaslOf({ listeners }: NodeConfig): ReadonlyMap<string, SaslFiles> {
  const loaded = new Map<string, SaslFiles>();
  for (const { name, sasl } of listeners.kafka ?? [])
    if (sasl !== undefined) loaded.set(name, load(`listeners.kafka.${name}.sasl`, sasl));
  return loaded;
}

export function mapSaslPaths(sasl: KafkaSaslEntry, change: (path: string) => string): KafkaSaslEntry {
  const { plainUsersFile, oauthBearer } = sasl;
  const jwksFile = oauthBearer?.jwksFile;
  return {
    ...sasl,
    ...(plainUsersFile === undefined ? {} : { plainUsersFile: change(plainUsersFile) }),
    ...(oauthBearer === undefined || jwksFile === undefined
      ? {}
      : { oauthBearer: { ...oauthBearer, jwksFile: change(jwksFile) } }),
  };
}

function load(key: string, { plainUsersFile, oauthBearer }: KafkaSaslEntry): SaslFiles {
  const jwksFile = oauthBearer?.jwksFile;
  return {
    plainUsers: plainUsersFile === undefined ? new Map() : usersOf(`${key}.plainUsersFile`, plainUsersFile),
    tokenKeys: jwksFile === undefined ? undefined : read(`${key}.oauthBearer.jwksFile`, jwksFile),
  };
}

function usersOf(key: string, path: string): ReadonlyMap<string, string> {
  const invalid = (problem: string) => new DraveError('INVALID_CONFIG', `'${key}': '${path}' ${problem}`);
  const text = read(key, path);
  let parsed: unknown;
  try {
    parsed = parseText(text, path);
  } catch {
    throw invalid('is neither YAML nor JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid('is no mapping of users to passwords; example: alice: "a password"');
  const users = new Map<string, string>();
  for (const [user, password] of Object.entries(parsed)) {
    if (principalOfUser(user) === undefined)
      throw invalid(`has the user '${user.slice(0, SHOWN_MAX)}', and no user may have that name`);
    if (typeof password !== 'string' || password === '' || password.includes('\0'))
      throw invalid(`has no password for '${user}': give a text that is not empty, in quotes`);
    users.set(user, password);
  }
  return users;
}

function read(key: string, path: string): string {
  try {
    const { size } = statSync(path);
    if (size > FILE_BYTES_MAX) throw new Error(`it has ${size} bytes; at most ${FILE_BYTES_MAX} are taken`);
    return readFileSync(path, 'utf8');
  } catch (reason) {
    const text = `'${key}': cannot read '${path}': ${(reason as Error).message}`;
    throw new DraveError('INVALID_CONFIG', text, { cause: reason });
  }
}
