import type { Bytes, Millis } from '@drave/base';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { propertyOf, readConfig } from './config-of.js';
import { describeBrokerConfigs, describeGroupConfigs, describeTable, describeTopicConfigs } from './describe.js';
import { type BrokerConfig, effectiveBrokerConfig, effectiveTopicConfig, type TopicConfig } from './effective.js';
import { unusedKafkaFileKeys } from './unused-kafka-keys.js';
import { configurationPage, sections } from './generator/configuration-page.js';
import { boolean, decoded, double, int, list, long, rows, string } from './notation.js';
import { INT_MAX, LONG_MAX, tableOf, type ConfigOf } from './row.js';
import { groupOverrideRows } from './rows/group-override-rows.js';
import { topicDefaultRows } from './rows/topic-default-rows.js';
import { brokerConfigs, groupConfigs, topicConfigs } from './tables.js';

const settings = (values: Record<string, string>) => new Map(Object.entries(values));

describe('a key', () => {
  it('is one row: typed field, description and documentation follow', () => {
    const nap = rows({
      'replica.nap.time.max.ms': long({ scope: 'file', default: 30_000, min: 1, doc: 'How long a replica naps.' }),
    });
    const file = settings({ 'replica.nap.time.max.ms': '5' });
    expectTypeOf(readConfig(nap, { file })).toEqualTypeOf<{ readonly replicaNapTimeMaxMs: Millis }>();
    expect(readConfig(nap, {})).toEqual({ replicaNapTimeMaxMs: 30_000 });
    expect(readConfig(nap, { file })).toEqual({ replicaNapTimeMaxMs: 5 });
    expect(describeTable(tableOf(nap), { file })).toMatchObject([
      { key: 'replica.nap.time.max.ms', value: '5', type: 'long', readOnly: true, doc: 'How long a replica naps.' },
    ]);
    const line = '| `replica.nap.time.max.ms` | long | `30000` | 1 and more | file | How long a replica naps. |';
    expect(configurationPage({ Naps: nap }).split('\n')).toContain(line);
  });

  it('of the tables is nowhere forgotten', () => {
    const typed = { ...effectiveBrokerConfig({}), ...effectiveTopicConfig({}), ...readConfig(groupOverrideRows, {}) };
    const described = new Set(
      [describeTopicConfigs({}), describeBrokerConfigs({}), describeGroupConfigs({})].flat().map(({ key }) => key),
    );
    const page = configurationPage(sections);
    const all = [...topicConfigs.values(), ...brokerConfigs.values(), ...groupConfigs.values()];
    expect(all.length).toBeGreaterThan(150);
    for (const { key, internal, draveKey } of all) {
      const elsewhere = draveKey !== undefined || key in topicDefaultRows;
      expect(elsewhere || propertyOf(key) in typed, `${key} has a typed field`).toBe(true);
      expect(described.has(key), `${key} is described`).toBe(internal !== true);
      expect(page.includes(`\n| \`${key}\` |`), `${key} is documented`).toBe(internal !== true);
    }
  });
});

describe('a key of Kafka’s that is not here', () => {
  it('has no row', () => {
    const rowsOfUnused = [...topicConfigs.keys(), ...brokerConfigs.keys(), ...groupConfigs.keys()].filter((key) =>
      unusedKafkaFileKeys.has(key),
    );
    expect(rowsOfUnused.map((key) => `${key} has a row: take it out of unused-kafka-keys.ts`)).toEqual([]);
  });
});

describe('ConfigOf', () => {
  it('makes one name of the dotted one, units whole, and has the type of the notation', () => {
    const all = rows({
      one: boolean({ scope: 'file', default: true, doc: 'One.' }),
      'two.words': int({ scope: 'file', default: INT_MAX, doc: 'Two.' }),
      'of.some.bytes': int({ scope: 'file', default: 1, doc: 'Bytes.' }),
      'maybe.some.ms': long({ scope: 'file', default: null, doc: 'Unset.' }),
      'never.in.hours': long({ scope: 'file', default: LONG_MAX, doc: 'Never.' }),
      'a.share': double({ scope: 'file', default: 0.5, doc: 'A share.' }),
      'a.name': string({ scope: 'file', default: null, doc: 'Any text.' }),
      'a.word': string({ scope: 'file', default: 'up', values: ['up', 'down'], doc: 'A word.' }),
      'some.words': list({ scope: 'file', default: ['b', 'a'], values: ['a', 'b'], doc: 'Words.' }),
      'any.words': list({ scope: 'file', default: [], doc: 'Any words.' }),
      'a.day': decoded((day: number): Day => ({ day }), int({ scope: 'file', default: 7, doc: 'Decoded.' })),
    });
    interface Day {
      readonly day: number;
    }
    interface Expected {
      readonly one: boolean;
      readonly twoWords: number;
      readonly ofSomeBytes: Bytes;
      readonly maybeSomeMs: Millis | undefined;
      readonly neverInHours: number;
      readonly aShare: number;
      readonly aName: string | undefined;
      readonly aWord: 'up' | 'down';
      readonly someWords: readonly ('a' | 'b')[];
      readonly anyWords: readonly string[];
      readonly aDay: Day;
    }
    expectTypeOf<ConfigOf<typeof all>>().toEqualTypeOf<Expected>();
    expect(readConfig(all, {})).toEqual({
      one: true,
      twoWords: 2_147_483_647,
      ofSomeBytes: 1,
      maybeSomeMs: undefined,
      neverInHours: Number.MAX_SAFE_INTEGER,
      aShare: 0.5,
      aName: undefined,
      aWord: 'up',
      someWords: ['b', 'a'],
      anyWords: [],
      aDay: { day: 7 },
    } satisfies Expected);
  });

  it('has the names and types that the packages know', () => {
    expectTypeOf<BrokerConfig['replicaLagTimeMaxMs']>().toEqualTypeOf<Millis>();
    expectTypeOf<BrokerConfig['brokerRack']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<BrokerConfig['maxConnectionsPerIpOverrides']>().toEqualTypeOf<ReadonlyMap<string, number>>();
    expectTypeOf<TopicConfig['messageTimestampType']>().toEqualTypeOf<'CreateTime' | 'LogAppendTime'>();
    expectTypeOf<TopicConfig['retentionBytes']>().toEqualTypeOf<Bytes>();
    const file = settings({
      'max.connections.per.ip.overrides': 'one:1, other:3',
      'offsets.topic.compression.codec': '4',
    });
    const config = effectiveBrokerConfig({ file });
    expect([...config.maxConnectionsPerIpOverrides]).toEqual([
      ['one', 1],
      ['other', 3],
    ]);
    expect(config.offsetsTopicCompressionCodec).toBe('zstd');
  });
});
