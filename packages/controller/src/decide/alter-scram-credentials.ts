import { limits } from '@drave/base';
import { principalOfUser } from '@drave/base/access';
import { scramMechanisms, type MetadataImage, type MetadataRecord, type ScramMechanism } from '@drave/metadata';
import type { AlterScramCredentialsCommand, ScramAlteration, UserOutcome } from '../commands.js';
import { accept, reject, type DecisionSteps, type Rejection } from '../decision.js';
import { scramHashes } from '../scram-keys.js';

/** Kafka's bounds, of both mechanisms. */
const ITERATIONS_MIN = 4_096;
const ITERATIONS_MAX = 16_384;
const SALT_BYTES_MAX = 1_024;
/** `User:` stands before it, in what callers are called. */
const USER_NAME_LENGTH_MAX = limits.principalLengthMax - 'User:'.length;
/** Credentials of one cluster: every node keeps all of them in memory. */
const USERS_MAX = 1_000_000;

/**
 * Sets and deletes credentials (KIP-554). Each user stands or falls on its own, with all that the request says of it;
 * the outcomes are in the order in which the request names the users.
 */
export function* decideAlterScramCredentials(
  image: MetadataImage,
  { alterations }: AlterScramCredentialsCommand,
): DecisionSteps<readonly UserOutcome[]> {
  const users = new Map<
    string,
    { refused?: Rejection | undefined; readonly byMechanism: Map<ScramMechanism, MetadataRecord> }
  >();
  const isFull = image.state.scramCredentials.size >= USERS_MAX;
  for (const alteration of alterations) {
    const { user, mechanism } = alteration;
    let found = users.get(user);
    if (found === undefined) users.set(user, (found = { byMechanism: new Map() }));
    const refused = found.byMechanism.has(mechanism)
      ? reject('DUPLICATE_RESOURCE', 'a credential cannot be altered twice in one request')
      : invalidAlteration(image, alteration, isFull);
    found.refused ??= refused;
    found.byMechanism.set(mechanism, recordOf(alteration));
    yield;
  }
  const records: MetadataRecord[] = [];
  for (const { refused, byMechanism } of users.values())
    if (refused === undefined) for (const record of byMechanism.values()) records.push(record);
  return accept(
    records,
    [...users].map(([user, { refused }]) => ({ user, result: refused ?? { kind: 'ok', value: null } })),
  );
}

function invalidAlteration(image: MetadataImage, alteration: ScramAlteration, isFull: boolean): Rejection | undefined {
  const { user, mechanism } = alteration;
  if (!scramMechanisms.includes(mechanism))
    return reject('UNSUPPORTED_SASL_MECHANISM', `'${mechanism}' is no mechanism here: ${scramMechanisms.join(', ')}`);
  if (user === '') return unacceptable('the name of a user is not empty');
  if (user.length > USER_NAME_LENGTH_MAX)
    return unacceptable(`the name of the user has ${user.length} characters and may have ${USER_NAME_LENGTH_MAX}`);
  const existing = image.scramCredential(user, mechanism);
  if (alteration.kind === 'delete')
    return existing === undefined
      ? reject('RESOURCE_NOT_FOUND', `the user has no ${mechanism} credential that could be deleted`)
      : undefined;
  if (isFull && image.state.scramCredentials.get(user) === undefined)
    return unacceptable(`the cluster has ${USERS_MAX} users, and no room for more: delete some first`);
  if (principalOfUser(user) === undefined)
    return unacceptable(
      'no user may have this name: not broker, ANONYMOUS, * and CN=…, and none with control characters',
    );
  const { iterations, salt, storedKey, serverKey } = alteration;
  if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX)
    return unacceptable(`${iterations} iterations: ${ITERATIONS_MIN} to ${ITERATIONS_MAX} are allowed`);
  const saltBytes = bytesOf(salt).length;
  if (saltBytes === 0 || saltBytes > SALT_BYTES_MAX)
    return unacceptable(`a salt of ${saltBytes} bytes: 1 to ${SALT_BYTES_MAX} are allowed`);
  const { bytes } = scramHashes[mechanism];
  if (bytesOf(storedKey).length !== bytes || bytesOf(serverKey).length !== bytes)
    return unacceptable(`the keys of ${mechanism} have ${bytes} bytes each`);
  return undefined;
}

function recordOf(alteration: ScramAlteration): MetadataRecord {
  const { user: name, mechanism } = alteration;
  if (alteration.kind === 'delete') return { kind: 'removeUserScramCredential', name, mechanism };
  return {
    kind: 'userScramCredential',
    name,
    mechanism,
    salt: bytesOf(alteration.salt),
    storedKey: bytesOf(alteration.storedKey),
    serverKey: bytesOf(alteration.serverKey),
    iterations: alteration.iterations,
  };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

function unacceptable(message: string): Rejection {
  return reject('UNACCEPTABLE_CREDENTIAL', message);
}
