import { scramKeys, type ScramAlteration } from '@drave/controller';
import {
  apis,
  type AlterUserScramCredentialsRequest,
  type AlterUserScramCredentialsRequestUpsertion,
  type AlterUserScramCredentialsResponseInput,
} from '@drave/kafka-protocol';
import type { ScramMechanism } from '@drave/metadata';
import { denyCluster } from './access.js';
import { change, resultError, wireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { mechanismFromWire } from './scram-codes.js';

/*
 * AlterUserScramCredentials, version 0 (KIP-554).
 *
 * Sets and deletes credentials, each user on its own. The salted password is turned into the two keys here, and goes no
 * further. Answers when this broker knows of the change.
 *
 * Deviations: none known.
 */
export const alterUserScramCredentialsRow: HandlerRow<
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponseInput
> = {
  api: apis.AlterUserScramCredentials,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, errorMessage, request) => ({
    results: usersOf(request).map((user) => ({ user, errorCode, errorMessage })),
  }),
};

/** The request has no time of its own. */
const TIMEOUT_MS = 30_000;

async function handle(
  context: HandlerContext,
  request: AlterUserScramCredentialsRequest,
): Promise<AlterUserScramCredentialsResponseInput> {
  const denied = denyCluster(context, 'alter');
  if (denied !== undefined) return { results: usersOf(request).map((user) => ({ user, ...denied })) };
  const unknown = new Map<string, number>();
  const alterations: ScramAlteration[] = [];
  for (const { name, mechanism: code } of request.deletions) {
    const mechanism = mechanismFromWire(code);
    if (mechanism === undefined) unknown.set(name, code);
    else alterations.push({ kind: 'delete', user: name, mechanism });
  }
  for (const upsertion of request.upsertions) {
    const mechanism = mechanismFromWire(upsertion.mechanism);
    if (mechanism === undefined) unknown.set(upsertion.name, upsertion.mechanism);
    else alterations.push(set(upsertion, mechanism));
  }
  const known = alterations.filter(({ user }) => !unknown.has(user));
  const { response } =
    known.length === 0
      ? { response: [] }
      : await change(context, TIMEOUT_MS, { kind: 'alterScramCredentials', alterations: known });
  const outcomes = new Map(response.map(({ user, result }) => [user, resultError(result)]));
  return {
    results: usersOf(request).map((user) => {
      const mechanism = unknown.get(user);
      if (mechanism !== undefined)
        return { user, ...wireError('UNSUPPORTED_SASL_MECHANISM', `${mechanism} is no SCRAM mechanism here`) };
      return { user, ...(outcomes.get(user) ?? wireError('UNKNOWN_SERVER_ERROR', 'the controller gave no result')) };
    }),
  };
}

function set(
  { name: user, iterations, salt, saltedPassword }: AlterUserScramCredentialsRequestUpsertion,
  mechanism: ScramMechanism,
): ScramAlteration {
  const { storedKey, serverKey } = scramKeys(mechanism, saltedPassword);
  return {
    kind: 'set',
    user,
    mechanism,
    iterations,
    salt: text(salt),
    storedKey: text(storedKey),
    serverKey: text(serverKey),
  };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Each user once, in the order of the request. */
function usersOf({ deletions, upsertions }: AlterUserScramCredentialsRequest): readonly string[] {
  return [...new Set([...deletions, ...upsertions].map(({ name }) => name))];
}
