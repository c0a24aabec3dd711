import { errors, UUID_ZERO, type ErrorCode } from '@drave/base';
import { apis, type AnyApi } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminBench, type AdminBenchOptions } from '../testing/admin-bench.js';
import { describeClientQuotasRow } from './48-describe-client-quotas.js';
import { describeUserScramCredentialsRow } from './50-describe-user-scram-credentials.js';
import { handlerTable } from './table.js';

let bench: AdminBench;

afterEach(() => bench.stop());

async function start(options: AdminBenchOptions = {}): Promise<void> {
  bench = await AdminBench.start(options);
}

const NOBODY = { authorizer: { allows: () => false } };

/** Asks in every version that is advertised, as the dispatcher finds the API. */
async function askInEachVersion(api: AnyApi, request: unknown): Promise<unknown[]> {
  const row = handlerTable.find((one) => one.api.key === api.key);
  if (row === undefined) throw new RangeError(`${api.name} is not advertised`);
  const answers: unknown[] = [];
  for (let version = row.minVersion; version <= row.maxVersion; version += 1)
    answers.push(await bench.ask(row as never, api as never, version, request as never));
  return answers;
}

const code = (name: ErrorCode): { errorCode: number } => ({ errorCode: errors[name].kafka });
const acl = { resourceType: 2, resourceName: 't', principal: 'User:a', host: '*', operation: 3, permissionType: 3 };
const filter = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};
const hmac = Buffer.from('token');
const SECURITY_DISABLED = code('SECURITY_DISABLED');
const NO_TOKENS = code('DELEGATION_TOKEN_AUTH_DISABLED');
const UNSUPPORTED = code('UNSUPPORTED_VERSION');
const share = { groupId: 'g', memberId: 'm', shareSessionEpoch: 0 };

/** What is asked, and what a Kafka broker answers that has the subject switched off. */
const cases: readonly (readonly [api: AnyApi, versions: number, request: unknown, answer: unknown])[] = [
  [apis.DescribeAcls, 3, filter, { ...SECURITY_DISABLED, errorMessage: /No Authorizer/, resources: [] }],
  [apis.CreateAcls, 3, { creations: [acl, acl] }, { results: [SECURITY_DISABLED, SECURITY_DISABLED] }],
  [apis.DeleteAcls, 3, { filters: [filter] }, { filterResults: [{ ...SECURITY_DISABLED, matchingAcls: [] }] }],
  [apis.RenewDelegationToken, 2, { hmac, renewPeriodMs: 1 }, { ...NO_TOKENS, expiryTimestampMs: -1 }],
  [apis.ExpireDelegationToken, 2, { hmac, expiryTimePeriodMs: 1 }, { ...NO_TOKENS, expiryTimestampMs: -1 }],
  [apis.DescribeDelegationToken, 3, { owners: null }, { ...NO_TOKENS, tokens: [] }],
  [apis.ShareGroupHeartbeat, 1, { groupId: 'g', memberId: 'm', memberEpoch: 0 }, UNSUPPORTED],
  [
    apis.ShareGroupDescribe,
    1,
    { groupIds: ['g', 'h'], includeAuthorizedOperations: true },
    {
      groups: [
        { groupId: 'g', ...UNSUPPORTED },
        { groupId: 'h', ...UNSUPPORTED },
      ],
    },
  ],
  [
    apis.ShareFetch,
    2,
    { ...share, maxWaitMs: 1, minBytes: 1, maxRecords: 1, batchSize: 1, topics: [], forgottenTopicsData: [] },
    UNSUPPORTED,
  ],
  [
    apis.ShareAcknowledge,
    2,
    { ...share, topics: [{ topicId: UUID_ZERO, partitions: [{ partitionIndex: 0, acknowledgementBatches: [] }] }] },
    UNSUPPORTED,
  ],
  [
    apis.StreamsGroupHeartbeat,
    1,
    { groupId: 'g', memberId: 'm', memberEpoch: 0, endpointInformationEpoch: 0 },
    UNSUPPORTED,
  ],
  [
    apis.StreamsGroupDescribe,
    1,
    { groupIds: ['g'], includeAuthorizedOperations: false },
    { groups: [{ groupId: 'g', ...UNSUPPORTED }] },
  ],
  [
    apis.DescribeShareGroupOffsets,
    2,
    { groups: [{ groupId: 'g', topics: null }] },
    { groups: [{ groupId: 'g', ...UNSUPPORTED }] },
  ],
  [apis.AlterShareGroupOffsets, 1, { groupId: 'g', topics: [] }, UNSUPPORTED],
  [apis.DeleteShareGroupOffsets, 1, { groupId: 'g', topics: [{ topicName: 't' }] }, UNSUPPORTED],
];

describe('what is switched off', () => {
  it.each(cases.map(([api, ...rest]) => [api.name, api, ...rest] as const))(
    '%s says so as Kafka does, in each version',
    async (_, api, versions, request, answer) => {
      await start();
      const answers = await askInEachVersion(api, request);
      expect(answers).toHaveLength(versions);
      for (const each of answers) expect(each).toMatchObject(matching(answer));
    },
  );

  it.each([
    [apis.DescribeAcls, filter, code('CLUSTER_AUTHORIZATION_FAILED')],
    [apis.CreateAcls, { creations: [acl] }, { results: [code('CLUSTER_AUTHORIZATION_FAILED')] }],
    [apis.DeleteAcls, { filters: [filter] }, { filterResults: [code('CLUSTER_AUTHORIZATION_FAILED')] }],
  ])('$name: who may not even ask hears that first', async (api, request, answer) => {
    await start(NOBODY);
    for (const each of await askInEachVersion(api, request)) expect(each).toMatchObject(answer);
  });

  it('a token is for whom a listener has authenticated', async () => {
    const request = { renewers: [], maxLifetimeMs: -1 };
    await start();
    for (const each of await askInEachVersion(apis.CreateDelegationToken, request))
      expect(each).toMatchObject(NO_TOKENS);
    await bench.stop();
    await start({ principal: 'User:ANONYMOUS' });
    for (const each of await askInEachVersion(apis.CreateDelegationToken, request))
      expect(each).toMatchObject(code('DELEGATION_TOKEN_REQUEST_NOT_ALLOWED'));
  });
});

/** Patterns stand for texts that match them. */
function matching(answer: unknown): object {
  const { errorMessage, ...rest } = answer as { readonly errorMessage?: RegExp };
  return errorMessage === undefined ? rest : { ...rest, errorMessage: expect.stringMatching(errorMessage) as string };
}

describe('DescribeClientQuotas', () => {
  const user = { entityType: 'user', matchType: 0, match: 'alice' };
  const ask = (components: readonly (typeof user | { entityType: string; matchType: number; match: null })[]) =>
    bench.ask(describeClientQuotasRow, apis.DescribeClientQuotas, 1, { components, strict: false });

  it('finds none where none are set', async () => {
    await start();
    for (const version of [0, 1]) {
      const request = { components: [], strict: false };
      const answer = await bench.ask(describeClientQuotasRow, apis.DescribeClientQuotas, version, request);
      expect(answer).toMatchObject({ errorCode: 0, errorMessage: null, entries: [] });
    }
    expect(await ask([user, { entityType: 'client-id', matchType: 1, match: null }])).toMatchObject({ entries: [] });
    expect(await ask([{ entityType: 'ip', matchType: 2, match: null }])).toMatchObject({ entries: [] });
  });

  it.each([
    [[user, user], 'INVALID_REQUEST', 'more than once'],
    [[{ ...user, entityType: '' }], 'INVALID_REQUEST', 'empty entity type'],
    [[{ ...user, entityType: 'team' }], 'UNSUPPORTED_VERSION', 'team'],
    [[{ ...user, matchType: 3 }], 'INVALID_REQUEST', 'match type 3'],
    [[{ ...user, matchType: 1 }], 'INVALID_REQUEST', 'MATCH_TYPE_DEFAULT'],
    [[{ ...user, matchType: 2 }], 'INVALID_REQUEST', 'MATCH_TYPE_SPECIFIED'],
    [[{ entityType: 'user', matchType: 0, match: null }], 'INVALID_REQUEST', 'MATCH_TYPE_EXACT'],
    [[user, { ...user, entityType: 'ip' }], 'INVALID_REQUEST', 'IP filter'],
  ] as const)('refuses the filter %j as Kafka does', async (components, refusal, text) => {
    await start();
    const { errorCode, errorMessage, entries } = await ask(components);
    expect(errorCode).toBe(errors[refusal].kafka);
    expect(errorMessage).toContain(text);
    expect(entries).toBeNull();
  });

  it('is for those who may describe the cluster', async () => {
    await start(NOBODY);
    expect(await ask([])).toMatchObject(code('CLUSTER_AUTHORIZATION_FAILED'));
  });
});

describe('DescribeUserScramCredentials', () => {
  const ask = (users: readonly { name: string }[] | null) =>
    bench.ask(describeUserScramCredentialsRow, apis.DescribeUserScramCredentials, 0, { users });

  it('knows no user', async () => {
    await start();
    expect(await ask(null)).toMatchObject({ errorCode: 0, errorMessage: null, results: [] });
    const { results } = await ask([{ name: 'a' }, { name: 'b' }, { name: 'b' }]);
    expect(results).toMatchObject([
      { user: 'a', ...code('RESOURCE_NOT_FOUND'), credentialInfos: [] },
      { user: 'b', ...code('DUPLICATE_RESOURCE'), credentialInfos: [] },
    ]);
  });

  it('is for those who may describe the cluster', async () => {
    await start(NOBODY);
    expect(await ask(null)).toMatchObject(code('CLUSTER_AUTHORIZATION_FAILED'));
  });
});
