import { describe, expect, it } from 'vitest';
import { alterConfigs, type ConfigOperation, validateTopicConfigs } from './alter.js';

const current = new Map([
  ['retention.ms', '1000'],
  ['cleanup.policy', 'delete'],
  ['long.gone.key', '1'],
]);

function alter(...operations: ConfigOperation[]) {
  return alterConfigs('topic', current, operations);
}

describe('alterConfigs', () => {
  it('sets and deletes, and names what changed', () => {
    const result = alter(
      { kind: 'set', key: 'segment.ms', value: '5000' },
      { kind: 'delete', key: 'retention.ms' },
      { kind: 'delete', key: 'flush.ms' },
      { kind: 'set', key: 'cleanup.policy', value: 'delete' },
    );
    expect(result).toMatchObject({
      kind: 'ok',
      changes: [
        ['retention.ms', null],
        ['segment.ms', '5000'],
      ],
    });
    expect(result.kind === 'ok' && [...result.next.keys()].sort()).toEqual([
      'cleanup.policy',
      'long.gone.key',
      'segment.ms',
    ]);
    expect(current.get('retention.ms')).toBe('1000');
  });

  it('appends and subtracts, once and from the default', () => {
    expect(alter({ kind: 'append', key: 'cleanup.policy', value: 'compact,compact' })).toMatchObject({
      changes: [['cleanup.policy', 'delete,compact']],
    });
    expect(alter({ kind: 'append', key: 'cleanup.policy', value: 'delete' })).toMatchObject({
      kind: 'ok',
      changes: [],
    });
    const key = 'leader.replication.throttled.replicas';
    const appended = alterConfigs('topic', [], [{ kind: 'append', key, value: '0:1' }]);
    expect(appended).toMatchObject({ changes: [[key, '0:1']] });
    const fromDefault = alterConfigs('topic', [], [{ kind: 'append', key: 'cleanup.policy', value: 'compact' }]);
    expect(fromDefault).toMatchObject({ changes: [['cleanup.policy', 'delete,compact']] });
    const removed = alterConfigs('topic', [[key, '0:1,1:2']], [{ kind: 'subtract', key, value: '0:1,9:9' }]);
    expect(removed).toMatchObject({ changes: [[key, '1:2']] });
    expect(alter({ kind: 'subtract', key: 'cleanup.policy', value: 'delete' })).toMatchObject({ kind: 'invalid' });
  });

  it('an override that no version knows any more can still go', () => {
    expect(alter({ kind: 'delete', key: 'long.gone.key' })).toMatchObject({ changes: [['long.gone.key', null]] });
    expect(alter({ kind: 'delete', key: 'never.was' })).toMatchObject({ kind: 'invalid' });
  });

  it.each([
    ['sasl.jaas.config', 'invalid'],
    ['ssl.keystore.password', 'invalid'],
    ['listener.name.public.sasl.enabled.mechanisms', 'invalid'],
    ['sasl.kerberos.min.time.before.relogin', 'ok'],
  ])('of authentication, %s: %s', (key, kind) => {
    expect(alterConfigs('broker', [], [{ kind: 'set', key, value: '1' }])).toMatchObject({ kind });
  });

  it.each(['broker', 'cluster'] as const)('a key that nobody knows is kept for a %s, not for a topic', (target) => {
    const key = 'plugin.endpoint';
    const set = { kind: 'set', key, value: 'x' } as const;
    expect(alterConfigs(target, [], [set])).toMatchObject({ kind: 'ok', changes: [[key, 'x']] });
    expect(alterConfigs(target, [[key, 'x']], [{ kind: 'delete', key }])).toMatchObject({ changes: [[key, null]] });
    expect(alterConfigs(target, [], [{ kind: 'delete', key }])).toMatchObject({ kind: 'ok', changes: [] });
    expect(alterConfigs(target, [], [{ kind: 'append', key, value: 'x' }])).toMatchObject({ kind: 'invalid' });
    expect(alterConfigs('topic', [], [set])).toMatchObject({ kind: 'invalid' });
  });

  it.each(['node.id', 'listeners', 'process.roles', 'log.dirs'])('%s is told by the file alone', (key) => {
    const set = { kind: 'set', key, value: '7' } as const;
    const message = `${key}: can only be set in the node's configuration file, with a restart`;
    expect(alterConfigs('broker', [], [set])).toEqual({ kind: 'invalid', faults: [{ key, message }] });
  });

  it.each(['log.dir', 'security.providers', 'metadata.log.dir'])(
    '%s, which Kafka changes in files, is no unknown key',
    (key) => {
      const set = { kind: 'set', key, value: '7' } as const;
      expect(alterConfigs('broker', [], [set])).toMatchObject({ kind: 'invalid', faults: [{ key }] });
      expect(alterConfigs('broker', [[key, '7']], [{ kind: 'delete', key }])).toMatchObject({ changes: [[key, null]] });
    },
  );

  it('changes nothing when anything is wrong, and names every fault', () => {
    const result = alter(
      { kind: 'set', key: 'segment.ms', value: '0' },
      { kind: 'append', key: 'retention.ms', value: '5' },
      { kind: 'set', key: 'segment.mss', value: '1' },
      { kind: 'set', key: 'flush.ms', value: '1' },
      { kind: 'delete', key: 'flush.ms' },
    );
    expect(result).toMatchObject({
      kind: 'invalid',
      faults: [
        { key: 'segment.ms' },
        { key: 'retention.ms', message: 'retention.ms: append is for lists only; use set' },
        { key: 'segment.mss', message: expect.stringContaining('did you mean segment.ms?') },
        { key: 'flush.ms', message: 'flush.ms: altered twice in one request' },
      ],
    });
  });

  it('bounds what stays in the metadata, of known keys and of others', () => {
    const long = 'x'.repeat(32_768);
    const set = (key: string, value: string) => alterConfigs('broker', [], [{ kind: 'set', key, value }]);
    expect(set('of.a.plugin', long.slice(1))).toMatchObject({ kind: 'ok' });
    expect(set('of.a.plugin', long)).toMatchObject({ kind: 'invalid', faults: [{ key: 'of.a.plugin' }] });
    expect(set(long, '1')).toMatchObject({ kind: 'invalid', faults: [{ key: 'x'.repeat(64) }] });
    const list = { key: 'follower.replication.throttled.replicas', value: `1:1,${'2:2,'.repeat(8_191)}3:3` };
    expect(alterConfigs('topic', [], [{ kind: 'set', ...list }])).toMatchObject({ kind: 'invalid' });
    expect(validateTopicConfigs([[list.key, list.value]])).toMatchObject([{ key: list.key }]);
  });

  it('keeps keys of the file and of single brokers where they belong', () => {
    const set = (target: 'broker' | 'cluster', key: string, value: string) =>
      alterConfigs(target, [], [{ kind: 'set', key, value }]);
    expect(set('broker', 'broker.rack', 'a')).toMatchObject({
      faults: [{ message: expect.stringContaining('restart') }],
    });
    expect(set('cluster', 'leader.replication.throttled.rate', '5')).toMatchObject({ kind: 'invalid' });
    expect(set('broker', 'leader.replication.throttled.rate', '5')).toMatchObject({ kind: 'ok' });
    expect(set('cluster', 'message.max.bytes', '5000')).toMatchObject({ kind: 'ok' });
  });

  it('lets kafka-reassign-partitions clear the throttles it may have set, which it does after every move', () => {
    const cleared = [
      'leader.replication.throttled.rate',
      'follower.replication.throttled.rate',
      'replica.alter.log.dirs.io.max.bytes.per.second',
    ].map((key) => ({ kind: 'delete' as const, key }));
    expect(alterConfigs('broker', [], cleared)).toMatchObject({ kind: 'ok', changes: [] });
  });

  it('sees relations between keys', () => {
    const result = alter(
      { kind: 'set', key: 'min.compaction.lag.ms', value: '10' },
      { kind: 'set', key: 'max.compaction.lag.ms', value: '5' },
    );
    expect(result).toMatchObject({ kind: 'invalid', faults: [{ key: 'min.compaction.lag.ms' }] });
  });
});

describe('validation of whole sets', () => {
  it('of a topic', () => {
    expect(validateTopicConfigs([['retention.ms', '5']])).toEqual([]);
    expect(
      validateTopicConfigs([
        ['retention.ms', null],
        ['x', '1'],
      ]).map((fault) => fault.key),
    ).toEqual(['retention.ms', 'x']);
    expect(
      validateTopicConfigs([
        ['min.compaction.lag.ms', '9'],
        ['max.compaction.lag.ms', '8'],
      ]),
    ).toHaveLength(1);
  });
});
