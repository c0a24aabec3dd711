import { runSteps } from '@drave/base';
import type { ConfigOperation } from '@drave/config';
import type { ConfigResource } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import type { ConfigAlteration } from '../commands.js';
import { configEtag } from '../config-etag.js';
import { decideAlterConfigs } from './alter-configs.js';

const ORDERS = { type: 'topic', name: 'orders' } as const;
const EVENTS = { type: 'topic', name: 'events' } as const;
const ALL_BROKERS = { type: 'broker', name: '' } as const;

function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2, 3);
  metadata.topic('orders', [{ replicas: [1, 2, 3] }]);
  metadata.topic('events', [{ replicas: [1, 2, 3] }]);
  return metadata;
}

function set(resource: ConfigResource, key: string, value: string, etag?: string): ConfigAlteration {
  return change(resource, [{ kind: 'set', key, value }], etag);
}

function change(resource: ConfigResource, operations: readonly ConfigOperation[], etag?: string): ConfigAlteration {
  return { resource, etag, change: { kind: 'incremental', operations } };
}

function alter(metadata: TestMetadata, ...resources: readonly ConfigAlteration[]) {
  const config = new ClusterConfig({ file: new Map([['min.insync.replicas', '2']]) });
  const decision = runSteps(decideAlterConfigs(metadata.image, { kind: 'alterConfigs', resources }, { config }));
  if (decision.kind === 'rejected') throw new Error(decision.message);
  const outcomes = decision.response.map((result) => (result.kind === 'ok' ? 'ok' : result.code));
  return { outcomes, records: decision.records, response: decision.response };
}

describe('the settings of a resource', () => {
  it('change key by key, or all at once', () => {
    const metadata = cluster();
    metadata.config('orders', 'retention.ms', '1000');
    metadata.config('orders', 'flush.ms', '7');
    const remove = { kind: 'delete', key: 'retention.ms' } as const;
    const add = { kind: 'set', key: 'segment.ms', value: '5000' } as const;
    expect(alter(metadata, change(ORDERS, [remove, add])).records).toEqual([
      { kind: 'config', resource: ORDERS, key: 'retention.ms', value: undefined },
      { kind: 'config', resource: ORDERS, key: 'segment.ms', value: '5000' },
    ]);
    const values = { 'segment.ms': '5000', 'flush.ms': '7' };
    expect(alter(metadata, { resource: ORDERS, change: { kind: 'replace', values } }).records).toEqual([
      { kind: 'config', resource: ORDERS, key: 'retention.ms', value: undefined },
      { kind: 'config', resource: ORDERS, key: 'segment.ms', value: '5000' },
    ]);
  });

  it('that are set already are not written again', () => {
    const metadata = cluster();
    metadata.config('orders', 'retention.ms', '1000');
    expect(alter(metadata, set(ORDERS, 'retention.ms', '1000'))).toMatchObject({ outcomes: ['ok'], records: [] });
  });

  it.each<[name: string, alteration: ConfigAlteration, code: string]>([
    ['a topic that is not there', set({ type: 'topic', name: 'x' }, 'flush.ms', '1'), 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a broker that is not there', set({ type: 'broker', name: '9' }, 'x', '1'), 'BROKER_ID_NOT_REGISTERED'],
    ['a broker that is no number', set({ type: 'broker', name: 'one' }, 'x', '1'), 'BROKER_ID_NOT_REGISTERED'],
    // Its settings would be kept under that name, where nobody looks for them.
    ['a broker by another spelling', set({ type: 'broker', name: '01' }, 'x', '1'), 'BROKER_ID_NOT_REGISTERED'],
    ['all groups together', set({ type: 'group', name: '' }, 'consumer.session.timeout.ms', '1'), 'INVALID_REQUEST'],
    ['a key that topics do not have', set(ORDERS, 'no.such.key', '1'), 'INVALID_CONFIG'],
    ['a value that is none', set(ORDERS, 'retention.ms', 'long'), 'INVALID_CONFIG'],
    ['a key of single brokers for all', set(ALL_BROKERS, 'leader.replication.throttled.rate', '5'), 'INVALID_CONFIG'],
    [
      "a session of a group beyond the brokers' bounds",
      set({ type: 'group', name: 'g' }, 'consumer.session.timeout.ms', '1'),
      'INVALID_CONFIG',
    ],
    ['what has changed since it was read', set(ORDERS, 'flush.ms', '1', 'of-then'), 'INVALID_UPDATE_VERSION'],
  ])('are not altered: %s', (_name, alteration, code) => {
    expect(alter(cluster(), alteration)).toMatchObject({ outcomes: [code], records: [] });
  });

  it.each<[resource: ConfigResource, key: string, value: string]>([
    [ALL_BROKERS, 'message.max.bytes', '5000'],
    [{ type: 'broker', name: '3' }, 'leader.replication.throttled.rate', '5'],
    // A group need not be there yet.
    [{ type: 'group', name: 'g' }, 'consumer.session.timeout.ms', '50000'],
  ])('of %j are altered, too', (resource, key, value) => {
    const { outcomes, records } = alter(cluster(), set(resource, key, value));
    expect(outcomes).toEqual(['ok']);
    expect(records).toEqual([{ kind: 'config', resource, key, value }]);
  });

  it('with every fault of the request in one message', () => {
    const { response } = alter(
      cluster(),
      change(ORDERS, [
        { kind: 'set', key: 'retention.ms', value: 'long' },
        { kind: 'set', key: 'segment.ms', value: '0' },
      ]),
    );
    expect(response).toMatchObject([{ message: expect.stringMatching(/^retention\.ms: .*; segment\.ms: /) }]);
  });

  it('are altered under the etag that they have, of nothing too', () => {
    const metadata = cluster();
    const ofNothing = configEtag(metadata.image.config(ORDERS));
    expect(alter(metadata, set(ORDERS, 'flush.ms', '1', ofNothing)).outcomes).toEqual(['ok']);
    metadata.config('orders', 'retention.ms', '1000');
    expect(alter(metadata, set(ORDERS, 'flush.ms', '1', ofNothing)).outcomes).toEqual(['INVALID_UPDATE_VERSION']);
    const etag = configEtag(metadata.image.config(ORDERS));
    expect(alter(metadata, set(ORDERS, 'flush.ms', '1', etag)).outcomes).toEqual(['ok']);
  });
});

describe('a request for several resources', () => {
  it('is answered for each alone, and only the first of two for one resource counts', () => {
    const metadata = cluster();
    const { outcomes, records } = alter(
      metadata,
      set(ORDERS, 'flush.ms', 'x'),
      set(EVENTS, 'flush.ms', '2'),
      set(ORDERS, 'flush.ms', '3'),
      set({ type: 'group', name: 'orders' }, 'consumer.session.timeout.ms', '50000'),
    );
    expect(outcomes).toEqual(['INVALID_CONFIG', 'ok', 'INVALID_REQUEST', 'ok']);
    expect(records.map((record) => record.kind === 'config' && record.resource.type)).toEqual(['topic', 'group']);
  });
});

describe('a smaller min.insync.replicas', () => {
  /** Both topics are led by broker 1 alone, with 2 still eligible. */
  function below(): TestMetadata {
    const metadata = cluster();
    for (const name of ['orders', 'events']) metadata.change(name, 0, { isr: [1], elr: [2] });
    return metadata;
  }

  /** Of which topics the partition has lost its eligible replicas. */
  function ended(metadata: TestMetadata, ...alterations: readonly ConfigAlteration[]): readonly string[] {
    metadata.apply(...alter(metadata, ...alterations).records);
    return metadata.image.topicNames().filter((name) => {
      const partition = metadata.image.topicByName(name)?.partition(0) ?? expect.unreachable();
      expect(partition).toMatchObject({ leader: 1, isr: [1], leaderEpoch: 0 });
      return partition.elr.length === 0;
    });
  }

  it('of a topic ends the eligibility in that topic, one of all brokers in every topic without its own', () => {
    const key = 'min.insync.replicas';
    expect(ended(below(), set(ORDERS, key, '1'))).toEqual(['orders']);
    expect(ended(below(), set(ALL_BROKERS, key, '1'))).toEqual(['events', 'orders']);
    const own = below();
    own.config('orders', key, '2');
    expect(ended(own, set(ALL_BROKERS, key, '1'))).toEqual(['events']);
  });

  it('is seen with everything else in the request, in whatever order', () => {
    const key = 'min.insync.replicas';
    expect(ended(below(), set(ALL_BROKERS, key, '1'), set(ORDERS, key, '2'))).toEqual(['events']);
  });

  it('is not there when it is refused, and a larger one ends nothing', () => {
    expect(ended(below(), set(ORDERS, 'min.insync.replicas', '0'))).toEqual([]);
    expect(ended(below(), set(ORDERS, 'min.insync.replicas', '3'))).toEqual([]);
    expect(ended(below(), set(ORDERS, 'retention.ms', '1'))).toEqual([]);
  });
});

describe('unclean elections that are allowed', () => {
  const key = 'unclean.leader.election.enable';

  it('give a partition without a leader one at once, in the topic that is named', () => {
    const metadata = cluster();
    for (const name of ['orders', 'events']) {
      metadata.change(name, 0, { isr: [], elr: [], lastKnownElr: [], leader: -1 });
    }
    metadata.apply(...alter(metadata, set(ORDERS, key, 'true')).records);
    expect(metadata.image.topicByName('orders')?.partition(0)).toMatchObject({ leader: 1, isr: [1] });
    expect(metadata.image.topicByName('events')?.partition(0)).toMatchObject({ leader: -1 });
  });

  it('do nothing to a partition that has a leader', () => {
    expect(alter(cluster(), set(ORDERS, key, 'true')).records).toHaveLength(1);
  });
});
