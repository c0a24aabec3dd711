import { repeated } from '@drave/base';
import {
  apis,
  type DescribeUserScramCredentialsRequest,
  type DescribeUserScramCredentialsResponseInput,
} from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { NO_ERROR, wireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeUserScramCredentials, version 0 (KIP-554).
 *
 * No user has SCRAM credentials: the list of all is empty, and each user that is named is RESOURCE_NOT_FOUND. They
 * cannot be set, hence AlterUserScramCredentials is not advertised.
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

function handle(
  context: HandlerContext,
  { users }: DescribeUserScramCredentialsRequest,
): DescribeUserScramCredentialsResponseInput {
  const denied = denyCluster(context, 'describe');
  if (denied !== undefined) return { ...denied, results: [] };
  const names = (users ?? []).map(({ name }) => name);
  const twice = repeated(names);
  const results = [...new Set(names)].map((user) => ({
    user,
    ...(twice.has(user)
      ? wireError(
          'DUPLICATE_RESOURCE',
          `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`,
        )
      : wireError('RESOURCE_NOT_FOUND', `Attempt to describe a user credential that does not exist: ${user}`)),
    credentialInfos: [],
  }));
  return { ...NO_ERROR, results };
}
