import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AdminBench } from '../testing/admin-bench.js';
import { describeUserScramCredentialsRow } from './50-describe-user-scram-credentials.js';
import { alterUserScramCredentialsRow } from './51-alter-user-scram-credentials.js';

let bench: AdminBench;

beforeEach(async () => {
  bench = await AdminBench.start();
});
afterEach(() => bench.stop());

const OK = { errorCode: 0, errorMessage: null };
const set = (name: string, mechanism = 1, iterations = 4_096) => ({
  ...{ name, mechanism, iterations },
  salt: Buffer.from('salt'),
  saltedPassword: Buffer.alloc(32, 5),
});
const alter = (
  upsertions: readonly ReturnType<typeof set>[],
  deletions: readonly { name: string; mechanism: number }[] = [],
) => bench.ask(alterUserScramCredentialsRow, apis.AlterUserScramCredentials, 0, { upsertions, deletions });
const describeUsers = (...names: readonly string[]) =>
  bench.ask(describeUserScramCredentialsRow, apis.DescribeUserScramCredentials, 0, {
    users: names.map((name) => ({ name })),
  });

it('credentials are set, described without secrets, and deleted', async () => {
  expect((await alter([set('alice'), set('alice', 2, 8_192), set('bob')])).results).toEqual([
    { user: 'alice', ...OK },
    { user: 'bob', ...OK },
  ]);
  expect((await describeUsers()).results).toMatchObject([
    {
      user: 'alice',
      ...OK,
      credentialInfos: [
        { mechanism: 1, iterations: 4_096 },
        { mechanism: 2, iterations: 8_192 },
      ],
    },
    { user: 'bob', ...OK, credentialInfos: [{ mechanism: 1, iterations: 4_096 }] },
  ]);
  expect((await alter([], [{ name: 'bob', mechanism: 1 }])).results).toEqual([{ user: 'bob', ...OK }]);
  expect((await describeUsers('bob', 'alice')).results).toMatchObject([
    { user: 'bob', errorCode: errors.RESOURCE_NOT_FOUND.kafka, credentialInfos: [] },
    { user: 'alice', ...OK },
  ]);
});

it('each user has its own outcome, under Kafka’s codes', async () => {
  const { results } = await alter(
    [set('few', 1, 1), set('what', 3), set(''), set('twice'), set('good')],
    [
      { name: 'gone', mechanism: 1 },
      { name: 'twice', mechanism: 1 },
    ],
  );
  const codes = new Map(results.map(({ user, errorCode }) => [user, errorCode]));
  expect(codes).toEqual(
    new Map([
      ['gone', errors.RESOURCE_NOT_FOUND.kafka],
      ['twice', errors.RESOURCE_NOT_FOUND.kafka],
      ['few', errors.UNACCEPTABLE_CREDENTIAL.kafka],
      ['what', errors.UNSUPPORTED_SASL_MECHANISM.kafka],
      ['', errors.UNACCEPTABLE_CREDENTIAL.kafka],
      ['good', 0],
    ]),
  );
  const again = await alter([set('good')], [{ name: 'good', mechanism: 1 }]);
  expect(again.results).toMatchObject([{ user: 'good', errorCode: errors.DUPLICATE_RESOURCE.kafka }]);
});

it('the salted password is kept nowhere: neither in the log of metadata nor in an answer', async () => {
  await alter([set('alice')]);
  const credential = bench.cluster.image.scramCredential('alice', 'SCRAM-SHA-256');
  expect(credential?.storedKey).toHaveLength(32);
  const salted = Buffer.alloc(32, 5);
  for (const bytes of [credential?.storedKey, credential?.serverKey, credential?.salt])
    expect(Buffer.from(bytes ?? [])).not.toEqual(salted);
});
