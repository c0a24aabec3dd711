import { limits } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { describeBrokerConfigs, describeTopicConfigs } from './describe.js';
import { effectiveBrokerConfig, effectiveTopicConfig } from './effective.js';
import { parseConfigValue, parseRow } from './parse.js';
import { resolve, resolveValue } from './resolve.js';
import type { ConfigRow } from './row.js';
import { topicRows } from './rows/topic-rows.js';
import { brokerConfigs, topicConfigs } from './tables.js';
import { timerProfiles } from './timer-profiles.js';

const allRows = [...topicConfigs.values(), ...brokerConfigs.values()];
const settings = (values: Record<string, string>) => new Map(Object.entries(values));

describe('the tables', () => {
  it.each(allRows.map((row) => [row.key, row] as const))('%s: default, bounds and example hold together', (_, row) => {
    const inside = [row.default, row.example].flatMap((text) => text ?? []);
    expect(inside.filter((text) => parseRow(row, text).kind === 'invalid')).toEqual([]);
    expect(new Set(inside).size).toBe(inside.length);
    expect(outsideOf(row).filter((text) => parseRow(row, text).kind === 'ok')).toEqual([]);
    expect(row.doc).toMatch(/^[A-Z].*\.$/);
  });

  it('every topic key falls back to broker keys of the table, in the same bounds', () => {
    const faults: string[] = [];
    for (const row of topicConfigs.values()) {
      for (const { key, unitMs } of row.synonyms ?? []) {
        const synonym = brokerConfigs.get(key);
        if (synonym === undefined) faults.push(`${key} is missing`);
        const same = unitMs !== undefined || parseRow(row, synonym?.default ?? null).kind === 'ok';
        if (!same) faults.push(`${key} has another range`);
      }
      // With nothing set anywhere, the chain of synonyms ends at the default of the row.
      const { source, text } = resolve(row, {})[0] ?? {};
      if (source !== 'DEFAULT_CONFIG' || text !== row.default) faults.push(`${row.key} defaults to ${text}`);
    }
    expect(faults).toEqual([]);
  });

  it('has what Kafka 4 documents', () => {
    const defaults = Object.fromEntries([...topicConfigs].map(([key, row]) => [key, row.default]));
    expect(defaults).toMatchObject({
      'cleanup.policy': 'delete',
      'max.message.bytes': '1048588',
      'retention.ms': '604800000',
      'segment.bytes': '1073741824',
      'min.insync.replicas': '1',
      'message.timestamp.after.max.ms': '3600000',
      'flush.messages': '9223372036854775807',
      'unclean.leader.election.enable': 'false',
    });
    expect(brokerConfigs.get('replica.lag.time.max.ms')?.default).toBe('30000');
    expect(brokerConfigs.get('log.cleaner.min.compaction.lag.ms')?.default).toBe('0');
  });
});

describe('parseConfigValue', () => {
  it.each<[string, string, unknown]>([
    ['retention.ms', '-1', -1],
    ['retention.ms', ' 1000 ', 1000],
    ['flush.ms', '9223372036854775807', Number.MAX_SAFE_INTEGER],
    ['preallocate', 'TRUE', true],
    ['min.cleanable.dirty.ratio', '.25', 0.25],
    ['cleanup.policy', ' compact , delete ', ['compact', 'delete']],
    ['follower.replication.throttled.replicas', '', []],
    ['max.message.bytes', String(limits.recordBatchBytesMax), limits.recordBatchBytesMax],
  ])('%s=%s', (key, text, value) => {
    expect(parseConfigValue(topicConfigs, key, text)).toEqual({ kind: 'ok', value });
  });

  it.each<[string, string, string]>([
    [
      'retention.ms',
      '1d',
      "retention.ms: '1d' is not valid; expected a whole number from -1 to 9223372036854775807, for example retention.ms=604800000",
    ],
    ['retention.ms', '9223372036854775808', "retention.ms: '9223372036854775808' is not valid"],
    ['retention.ms', '1e3', "retention.ms: '1e3' is not valid"],
    ['retention.ms', '', "retention.ms: '' is not valid"],
    [
      'min.insync.replicas',
      '0',
      "min.insync.replicas: '0' is not valid; expected a whole number from 1 to 2147483647, for example min.insync.replicas=2",
    ],
    [
      'cleanup.policy',
      'keep',
      "cleanup.policy: 'keep' is not valid; expected a list of compact, delete, for example cleanup.policy=compact,delete",
    ],
    ['cleanup.policy', 'delete,delete', "cleanup.policy: 'delete,delete' is not valid"],
    ['cleanup.policy', '', "cleanup.policy: '' is not valid"],
    [
      'min.cleanable.dirty.ratio',
      '1.5',
      "min.cleanable.dirty.ratio: '1.5' is not valid; expected a number from 0 to 1",
    ],
    ['min.cleanable.dirty.ratio', 'NaN', "min.cleanable.dirty.ratio: 'NaN' is not valid"],
    ['preallocate', 'yes', "preallocate: 'yes' is not valid; expected true or false"],
    [
      'message.timestamp.type',
      'createtime',
      "message.timestamp.type: 'createtime' is not valid; expected one of CreateTime, LogAppendTime",
    ],
    [
      'leader.replication.throttled.replicas',
      '0-1',
      "expected '*', or pairs of partition:broker separated by commas, for example leader.replication.throttled.replicas=*",
    ],
    [
      'max.message.bytes',
      '99999999',
      'expected a whole number from 0 to 67108864 (a batch is held in memory whole, and goes to each follower as one message)',
    ],
    ['retention.msec', '1', 'retention.msec: no such setting here; did you mean retention.ms?'],
    ['zzz', '1', 'zzz: no such setting here'],
  ])('refuses %s=%s with the one clear error', (key, text, message) => {
    const parsed = parseConfigValue(topicConfigs, key, text);
    expect(parsed).toMatchObject({ kind: 'invalid', fault: { key, message: expect.stringContaining(message) } });
  });
});

describe('layers', () => {
  it('the topic wins over the broker, the broker over all brokers, those over the file', () => {
    const file = settings({ 'log.retention.bytes': '1' });
    const cluster = settings({ 'log.retention.bytes': '2' });
    const broker = settings({ 'log.retention.bytes': '3' });
    const topic = settings({ 'retention.bytes': '4' });
    const bytes = (layers: Parameters<typeof effectiveTopicConfig>[0]) => effectiveTopicConfig(layers).retentionBytes;
    expect(bytes({})).toBe(-1);
    expect(bytes({ file })).toBe(1);
    expect(bytes({ file, cluster })).toBe(2);
    expect(bytes({ file, cluster, broker })).toBe(3);
    expect(bytes({ file, cluster, broker, topic })).toBe(4);
    const { source } = resolveValue(topicRows['retention.bytes'], { file, cluster });
    expect(source).toBe('DYNAMIC_DEFAULT_BROKER_CONFIG');
  });

  it('milliseconds win over minutes, minutes over hours, whoever says them', () => {
    const retention = (file: Record<string, string>, cluster: Record<string, string> = {}) =>
      effectiveTopicConfig({ file: settings(file), cluster: settings(cluster) }).retentionMs;
    expect(retention({})).toBe(604_800_000);
    expect(retention({ 'log.retention.hours': '2' })).toBe(7_200_000);
    expect(retention({ 'log.retention.hours': '2', 'log.retention.minutes': '3' })).toBe(180_000);
    expect(retention({ 'log.retention.minutes': '3' }, { 'log.retention.ms': '9' })).toBe(9);
    expect(retention({ 'log.retention.hours': '-1' })).toBe(-1);
    expect(effectiveTopicConfig({ file: settings({ 'log.roll.hours': '1' }) }).segmentMs).toBe(3_600_000);
  });

  it('passes over a stored value that this version no longer accepts', () => {
    const topic = settings({ 'segment.bytes': '10' });
    expect(effectiveTopicConfig({ topic, file: settings({ 'log.segment.bytes': '2097152' }) }).segmentBytes).toBe(
      2_097_152,
    );
  });

  it('gives a whole broker configuration', () => {
    const config = effectiveBrokerConfig({});
    expect(config).toMatchObject({ brokerSessionTimeoutMs: 9000, brokerRack: undefined });
    expect(Object.values(config).some((value) => Number.isNaN(value))).toBe(false);
    const file = settings({ 'broker.rack': 'r1' });
    expect(effectiveBrokerConfig({ file })).toMatchObject({ brokerRack: 'r1' });
  });

  it('a timer profile is another set of defaults, and its values stand in sane relations', () => {
    for (const profile of Object.values(timerProfiles)) {
      for (const [key, text] of Object.entries(profile)) {
        expect(parseConfigValue(brokerConfigs, key, text)).toMatchObject({ kind: 'ok' });
      }
      const config = effectiveBrokerConfig({ defaults: settings(profile) });
      expect(config.brokerHeartbeatIntervalMs * 3).toBeLessThanOrEqual(config.brokerSessionTimeoutMs);
      expect(config.replicaFetchWaitMaxMs * 2).toBeLessThanOrEqual(config.replicaLagTimeMaxMs);
      expect(config.controllerQuorumElectionTimeoutMs).toBeLessThanOrEqual(config.controllerQuorumFetchTimeoutMs);
    }
    const defaults = settings(timerProfiles.local);
    expect(effectiveBrokerConfig({ defaults }).brokerSessionTimeoutMs).toBe(1000);
    const file = settings({ 'broker.session.timeout.ms': '5000' });
    expect(effectiveBrokerConfig({ defaults, file }).brokerSessionTimeoutMs).toBe(5000);
  });
});

describe('descriptions', () => {
  it('lists every topic key with value, source and synonyms', () => {
    const layers = { topic: settings({ 'retention.ms': '5' }), file: settings({ 'log.retention.hours': '1' }) };
    const entries = describeTopicConfigs(layers);
    expect(entries.map((entry) => entry.key)).toEqual(
      [...topicConfigs.keys()].filter((key) => !key.startsWith('internal.')),
    );
    expect(entries.find((entry) => entry.key === 'retention.ms')).toMatchObject({
      value: '5',
      source: 'DYNAMIC_TOPIC_CONFIG',
      isDefault: false,
      readOnly: false,
      type: 'long',
      synonyms: [
        { key: 'retention.ms', value: '5', source: 'DYNAMIC_TOPIC_CONFIG' },
        { key: 'log.retention.hours', value: '1', source: 'STATIC_BROKER_CONFIG' },
        { key: 'log.retention.hours', value: '168', source: 'DEFAULT_CONFIG' },
      ],
    });
    expect(describeTopicConfigs({}, ['segment.ms', 'nonsense']).map((entry) => entry.key)).toEqual(['segment.ms']);
  });

  it('tells read-only broker keys and unset ones', () => {
    const entries = new Map(describeBrokerConfigs({}).map((entry) => [entry.key, entry]));
    expect(entries.size).toBe(brokerConfigs.size);
    expect(entries.get('broker.rack')).toMatchObject({ value: null, readOnly: true, isDefault: true });
    expect(entries.get('message.max.bytes')).toMatchObject({ value: '1048588', readOnly: false });
  });

  it('lists broker keys that nobody knows, and keeps what is set under them to itself', () => {
    const broker = settings({ 'plugin.secret': 'x' });
    const cluster = settings({ 'plugin.secret': 'y', 'another.key': 'z' });
    expect(describeBrokerConfigs({ broker, cluster }, ['plugin.secret'])).toEqual([
      {
        key: 'plugin.secret',
        value: null,
        source: 'DYNAMIC_BROKER_CONFIG',
        isDefault: false,
        readOnly: true,
        sensitive: true,
        type: 'unknown',
        doc: '',
        synonyms: [
          { key: 'plugin.secret', value: null, source: 'DYNAMIC_BROKER_CONFIG' },
          { key: 'plugin.secret', value: null, source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' },
        ],
      },
    ]);
    const keys = describeBrokerConfigs({ cluster }).map((entry) => entry.key);
    expect(keys).toContain('another.key');
    expect(keys).toEqual([...keys].sort());
  });
});

/** Values just outside what the row allows. */
function outsideOf(row: ConfigRow): string[] {
  if (row.type === 'boolean') return ['1', 'on', ''];
  if (row.type === 'double') return ['x', '', '-0.1', ...(row.max === undefined ? [] : [String(row.max + 0.1)])];
  if (row.type === 'int')
    return ['x', '', '1.5', String((row.min ?? -2147483648) - 1), String((row.max ?? 2147483647) + 1)];
  if (row.type === 'long') return ['x', '', '9223372036854775808', String((row.min ?? 0) - 1)];
  if (row.values !== undefined) return ['nonsense', `${row.values.join(';')}`];
  return [];
}
