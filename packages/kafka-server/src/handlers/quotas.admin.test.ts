import { errors } from '@drave/base';
import { apis, type AlterClientQuotasRequestEntry } from '@drave/kafka-protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AdminBench } from '../testing/admin-bench.js';
import { describeClientQuotasRow } from './48-describe-client-quotas.js';
import { alterClientQuotasRow } from './49-alter-client-quotas.js';

let bench: AdminBench;

beforeEach(async () => {
  bench = await AdminBench.start();
});
afterEach(() => bench.stop());

type Entity = AlterClientQuotasRequestEntry['entity'];

const OK = { errorCode: 0, errorMessage: null };
const alice = { entityType: 'user', entityName: 'alice' };
const anyone = { entityType: 'user', entityName: null };
const app = { entityType: 'client-id', entityName: 'app' };
const set = (entity: Entity, key: string, value: number, remove = false) => ({ entity, ops: [{ key, value, remove }] });
const alter = (entries: readonly AlterClientQuotasRequestEntry[], validateOnly = false, version = 1) =>
  bench.ask(alterClientQuotasRow, apis.AlterClientQuotas, version, { entries, validateOnly });

async function described(
  components: readonly { entityType: string; matchType: number; match: string | null }[] = [],
  strict = false,
) {
  const { entries } = await bench.ask(describeClientQuotasRow, apis.DescribeClientQuotas, 1, { components, strict });
  return entries?.map(({ entity, values }) => [
    entity.map(({ entityType, entityName }) => `${entityType}=${entityName}`).join(),
    ...values.map(({ key, value }) => `${key}=${value}`),
  ]);
}

it.each([0, 1])('limits are set, described and taken away in version %i', async (version) => {
  const entries = [set([alice, app], 'producer_byte_rate', 1_000), set([anyone], 'request_percentage', 12.5)];
  const outcome = await alter(entries, true, version);
  expect(outcome.entries).toMatchObject(entries.map(({ entity }) => ({ ...OK, entity })));
  expect(await described()).toEqual([]);
  await alter(entries, false, version);
  expect(await described()).toEqual([
    ['user=alice,client-id=app', 'producer_byte_rate=1000'],
    ['user=null', 'request_percentage=12.5'],
  ]);
  await alter([set([alice, app], 'producer_byte_rate', 0, true)], false, version);
  expect(await described()).toEqual([['user=null', 'request_percentage=12.5']]);
});

it('entities are found by name, default, or type, and strictly or not', async () => {
  await alter([
    set([alice], 'producer_byte_rate', 1),
    set([alice, app], 'producer_byte_rate', 2),
    set([anyone, app], 'producer_byte_rate', 3),
    set([{ entityType: 'ip', entityName: '10.0.0.4' }], 'connection_creation_rate', 4),
  ]);
  const values = async (...given: Parameters<typeof described>) =>
    (await described(...given))?.map(([, value]) => Number(value?.split('=')[1])).sort();
  const exactly = [{ entityType: 'user', matchType: 0, match: 'alice' }];
  const anyClient = [{ entityType: 'client-id', matchType: 2, match: null }];
  expect(await values(exactly)).toEqual([1, 2]);
  expect(await values(exactly, true)).toEqual([1]);
  expect(await values([{ entityType: 'user', matchType: 1, match: null }])).toEqual([3]);
  expect(await values(anyClient)).toEqual([2, 3]);
  expect(await values(anyClient, true)).toEqual([]);
  expect(await values([...exactly, ...anyClient], true)).toEqual([2]);
  expect(await values([{ entityType: 'ip', matchType: 2, match: null }], true)).toEqual([4]);
});

it('each entity has its own outcome, under Kafka’s codes', async () => {
  const { entries } = await alter([
    set([{ entityType: 'team', entityName: 'a' }], 'producer_byte_rate', 1),
    set([alice], 'no_such_rate', 1),
    set([alice, { entityType: 'ip', entityName: null }], 'connection_creation_rate', 1),
    set([app], 'producer_byte_rate', Number.NaN),
    set([app], 'producer_byte_rate', 0.5),
    set([anyone], 'consumer_byte_rate', 1),
  ]);
  const invalid = errors.INVALID_REQUEST.kafka;
  expect(entries.map(({ errorCode }) => errorCode)).toEqual([invalid, invalid, invalid, invalid, invalid, 0]);
  expect(entries[1]?.errorMessage).toContain('no_such_rate');
  expect(await described()).toEqual([['user=null', 'consumer_byte_rate=1']]);
});
