import { TestMetadata } from '@drave/metadata/testing';
import type { QuotaEntity } from '@drave/metadata';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientLimit, levelsOf } from './client-limit.js';
import { ClientQuotas, unlimitedQuota } from './client-quotas.js';
import { ConnectionRates } from './connection-rates.js';
import { MutationQuotas } from './mutation-quotas.js';
import type { QuotaKey } from './quota-keys.js';
import { quotaUserOf } from './tracked.js';

const windows = { samples: 11, sampleMs: 1_000 };
let metadata: TestMetadata;
let nowMs: number;
let quotas: ClientQuotas;

const clock = { monotonicMs: () => nowMs };
const user = (name?: string) => ({ type: 'user', name }) as const;
const client = (name?: string) => ({ type: 'clientId', name }) as const;
const ip = (name?: string) => ({ type: 'ip', name }) as const;

function set(entity: QuotaEntity, key: QuotaKey, value: number | undefined): void {
  metadata.apply({ kind: 'clientQuota', entity, key, value });
}

beforeEach(() => {
  metadata = new TestMetadata();
  nowMs = 1_000_000;
  quotas = new ClientQuotas({ clock, image: () => metadata.image, windows });
});

describe('whose limit holds', () => {
  /** Kafka's order. */
  const order: readonly QuotaEntity[] = [
    [user('alice'), client('app')],
    [user('alice'), client()],
    [user('alice')],
    [user(), client('app')],
    [user(), client()],
    [user()],
    [client('app')],
    [client()],
  ];

  it('is that of the first level that has one, each key by itself', () => {
    const some = fc.subarray(order.map((_, at) => at));
    fc.assert(
      fc.property(some, some, (produce, fetch) => {
        metadata = new TestMetadata();
        for (const at of produce) set(order[at] as QuotaEntity, 'producer_byte_rate', at + 1);
        for (const at of fetch) set(order[at] as QuotaEntity, 'consumer_byte_rate', at + 1);
        const levels = levelsOf(metadata.image, 'alice', 'app');
        expect(clientLimit(levels, 'producer_byte_rate')?.limit).toBe(
          produce.length ? Math.min(...produce) + 1 : undefined,
        );
        expect(clientLimit(levels, 'consumer_byte_rate')?.limit).toBe(
          fetch.length ? Math.min(...fetch) + 1 : undefined,
        );
      }),
    );
  });

  it('is counted by the kinds of that level: for each that a default stands for', () => {
    const tags = order.map((entity) => {
      metadata = new TestMetadata();
      set(entity, 'producer_byte_rate', 1);
      const { limit: _, ...found } = clientLimit(levelsOf(metadata.image, 'alice', 'app'), 'producer_byte_rate') ?? {};
      return found;
    });
    const both = { user: 'alice', clientId: 'app' };
    const alone = { user: 'alice', clientId: undefined };
    const id = { user: undefined, clientId: 'app' };
    expect(tags).toEqual([both, both, alone, both, both, alone, id, id]);
  });

  it('is for names without the kind of the principal', () => {
    expect(quotaUserOf('User:CN=app:x')).toBe('CN=app:x');
    set([user('ANONYMOUS')], 'producer_byte_rate', 1);
    expect(quotas.of('User:ANONYMOUS', 'x').chargeProduced(1_000)).toBeGreaterThan(0);
    expect(quotas.of('User:bob', 'x').chargeProduced(1_000)).toBe(0);
  });
});

describe('use', () => {
  it('is not looked at while nobody is limited', () => {
    expect(quotas.of('User:alice', 'app')).toBe(unlimitedQuota);
    set([user('bob')], 'producer_byte_rate', 1);
    set([user('bob')], 'producer_byte_rate', undefined);
    expect(quotas.of('User:bob', 'app')).toBe(unlimitedQuota);
  });

  it('of a user counts together whatever its client ids, and not with that of others', () => {
    set([user('alice')], 'producer_byte_rate', 1_000);
    expect(quotas.of('User:alice', 'one').chargeProduced(10_000)).toBe(0);
    expect(quotas.of('User:alice', 'two').chargeProduced(1_000)).toBe(1_000);
    expect(quotas.of('User:bob', 'two').chargeProduced(100_000)).toBe(0);
    expect([...quotas.uses('produce')]).toMatchObject([
      { tags: { user: 'alice', clientId: undefined }, rate: 1_100, throttleMs: 1_000 },
    ]);
    nowMs += 20_000;
    expect([...quotas.uses('produce')]).toMatchObject([{ rate: 0, throttleMs: 0 }]);
  });

  it('goes on under a limit that has changed', () => {
    set([client()], 'producer_byte_rate', 1_000);
    const before = quotas.changes;
    quotas.of('User:alice', 'app').chargeProduced(10_000);
    set([client('app')], 'producer_byte_rate', 2_000);
    expect(quotas.changes).toBe(before + 1);
    expect(quotas.of('User:alice', 'app').chargeProduced(10_000)).toBe(0);
    expect(quotas.of('User:alice', 'app').chargeProduced(2_000)).toBe(1_000);
    set([client('app')], 'producer_byte_rate', undefined);
    set([client()], 'producer_byte_rate', undefined);
    expect(quotas.of('User:alice', 'app').chargeProduced(1e9)).toBe(0);
  });

  it('of fetches is withheld beyond the limit, and then not counted', () => {
    set([client('app')], 'consumer_byte_rate', 1_000);
    const quota = quotas.of('User:alice', 'app');
    expect(quota.fetchBytesMax).toBe(10_000);
    expect(quota.chargeFetched(9_000)).toEqual({ throttleMs: 0, withheld: false });
    for (let i = 0; i < 3; i++) expect(quota.chargeFetched(2_000)).toEqual({ throttleMs: 1_000, withheld: true });
    expect(quota.chargeFetched(1_000)).toEqual({ throttleMs: 0, withheld: false });
  });

  it('of fetches lets a batch through that is larger than any window, once in its time', () => {
    set([client('app')], 'consumer_byte_rate', 1_000);
    const quota = quotas.of('User:alice', 'app');
    expect(quota.chargeFetched(100_000)).toEqual({ throttleMs: 90_000, withheld: false });
    nowMs += 5_000;
    expect(quota.chargeFetched(100_000).withheld).toBe(true);
    nowMs += 90_000;
    expect(quota.chargeFetched(100_000)).toEqual({ throttleMs: 90_000, withheld: false });
  });

  it('of time is told in percent, and nobody holds back longer than a sample for it', () => {
    set([user('alice')], 'request_percentage', 1);
    const quota = quotas.of('User:alice', 'app');
    expect(quota.chargeRequestTime(100)).toBe(0);
    expect(quota.chargeRequestTime(5)).toBe(500);
    expect(quota.chargeRequestTime(500)).toBe(1_000);
  });

  it('by changes of the cluster may come in a burst, and pays its debt', () => {
    const mutations = new MutationQuotas({ clock, image: () => metadata.image, windows });
    set([user()], 'controller_mutation_rate', 2);
    expect(mutations.throttleMs('User:alice', 'app')).toBe(0);
    mutations.charge('User:alice', 'app', 22);
    expect(mutations.throttleMs('User:alice', 'app')).toBe(0);
    mutations.charge('User:alice', 'other', 10);
    expect(mutations.throttleMs('User:alice', 'app')).toBe(5_000);
    expect(mutations.throttleMs('User:bob', 'app')).toBe(0);
    nowMs += 5_000;
    expect(mutations.throttleMs('User:alice', 'app')).toBe(0);
    nowMs += 1_000_000;
    mutations.charge('User:alice', 'app', 23);
    expect(mutations.throttleMs('User:alice', 'app')).toBe(500);
  });

  it('by changes of the cluster may be as small as a number can be, and is still told', () => {
    const mutations = new MutationQuotas({ clock, image: () => metadata.image, windows });
    set([user()], 'controller_mutation_rate', Number.MIN_VALUE);
    mutations.charge('User:alice', 'app', 1);
    expect(mutations.throttleMs('User:alice', 'app')).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is kept of a bounded number of clients, whatever they call themselves', () => {
    set([client()], 'producer_byte_rate', 1_000);
    for (let i = 0; i < 12_000; i++) quotas.of('User:alice', `${i}-${'x'.repeat(i % 3_000)}`).chargeProduced(1);
    expect([...quotas.uses('produce')]).toHaveLength(10_000);
    for (const { tags } of quotas.uses('produce')) expect(tags.clientId?.length).toBeLessThanOrEqual(1_024);
  });
});

describe('connections of an address', () => {
  it('are held up beyond the limit for it, or the default', () => {
    const rates = new ConnectionRates({ clock, image: () => metadata.image, windows });
    expect(rates.charge('10.0.0.1')).toBe(0);
    set([ip()], 'connection_creation_rate', 1);
    set([ip('10.0.0.2')], 'connection_creation_rate', 100);
    for (let i = 0; i < 10; i++) expect(rates.charge('10.0.0.1')).toBe(0);
    for (let i = 0; i < 3; i++) expect(rates.charge('10.0.0.1')).toBe(1_000);
    for (let i = 0; i < 50; i++) expect(rates.charge('10.0.0.2')).toBe(0);
    nowMs += 11_000;
    expect(rates.charge('10.0.0.1')).toBe(0);
  });
});
