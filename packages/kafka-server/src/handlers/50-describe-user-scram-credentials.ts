import { repeated } from '@drave/base';
import {
  apis,
  type DescribeUserScramCredentialsRequest,
  type DescribeUserScramCredentialsResponseInput,
} from '@drave/kafka-protocol';
import { scramMechanisms, type MetadataImage } from '@drave/metadata';
import { denyCluster } from './access.js';
import { NO_ERROR, wireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { mechanismToWire } from './scram-codes.js';

/*
 * DescribeUserScramCredentials, version 0 (KIP-554).
 *
 * The mechanisms and iterations of the users that have credentials, of all or of those that are named; one that has
 * none is RESOURCE_NOT_FOUND. Nothing that a password could be guessed from is in the answer.
 *
 * Deviations: none known.
 */
export const describeUserScramCredentialsRow: HandlerRow<
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponseInput
> = {
  api: apis.DescribeUserScramCredentials,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, results: [] }),
};

async function handle(
  context: HandlerContext,
  { users }: DescribeUserScramCredentialsRequest,
): Promise<DescribeUserScramCredentialsResponseInput> {
  const denied = denyCluster(context, 'describe');
  if (denied !== undefined) return { ...denied, results: [] };
  await context.domain.broker.bringUpToDate();
  const { image } = context.domain.feed;
  const names = users === null || users.length === 0 ? image.scramUsers() : users.map(({ name }) => name);
  const twice = repeated(names);
  const results = [...new Set(names)].map((user) => ({
    user,
    ...(twice.has(user)
      ? wireError(
          'DUPLICATE_RESOURCE',
          `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`,
        )
      : existing(image, user)),
  }));
  return { ...NO_ERROR, results: results.map((result) => ({ credentialInfos: [], ...result })) };
}

function existing(image: MetadataImage, user: string) {
  const credentialInfos = scramMechanisms.flatMap((mechanism) => {
    const credential = image.scramCredential(user, mechanism);
    return credential === undefined
      ? []
      : [{ mechanism: mechanismToWire(mechanism), iterations: credential.iterations }];
  });
  if (credentialInfos.length > 0) return { ...NO_ERROR, credentialInfos };
  return wireError('RESOURCE_NOT_FOUND', `Attempt to describe a user credential that does not exist: ${user}`);
}
