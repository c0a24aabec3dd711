import { errors, type ErrorCode } from '@drave/base';
import { brokerConfigs, topicConfigs } from '@drave/config';
import {
  apis,
  type AlterConfigsRequestInput,
  type DescribeConfigsRequestInput,
  type IncrementalAlterConfigsRequestInput,
} from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminBench, type AdminBenchOptions } from '../testing/admin-bench.js';
import { describeConfigsRow } from './32-describe-configs.js';
import { alterConfigsRow } from './33-alter-configs.js';
import { incrementalAlterConfigsRow } from './44-incremental-alter-configs.js';

const TOPIC = 2;
const BROKER = 4;
const GROUP = 32;

let bench: AdminBench;

afterEach(() => bench.stop());

async function start(options: AdminBenchOptions = {}): Promise<void> {
  bench = await AdminBench.start(options);
  await bench.cluster.createTopic('orders', [[1, 2]], { 'retention.ms': '5000' });
}

function describeAt(version: number, change: Partial<DescribeConfigsRequestInput> = {}) {
  const resources = [{ resourceType: TOPIC, resourceName: 'orders', configurationKeys: null }];
  return bench.ask(describeConfigsRow, apis.DescribeConfigs, version, { resources, ...change });
}

function nameOf(errorCode: number): ErrorCode | 'none' {
  const found = Object.entries(errors).find(([, row]) => row.kafka === errorCode);
  return errorCode === 0 ? 'none' : ((found?.[0] ?? 'UNKNOWN_SERVER_ERROR') as ErrorCode);
}

const described = [...topicConfigs.values()].filter((row) => row.internal !== true);

describe('groups', () => {
  const session = 'consumer.session.timeout.ms';
  const heartbeat = 'consumer.heartbeat.interval.ms';
  const describeGroup = async (resourceName = 'billing') => {
    const resources = [{ resourceType: GROUP, resourceName, configurationKeys: null }];
    const [result] = (await describeAt(4, { resources, includeSynonyms: true })).results;
    return result;
  };
  const alterGroup = async (configs: Record<string, string | null>, resourceName = 'billing') => {
    const changes = Object.entries(configs).map(([name, value]) => {
      return { name, value, configOperation: value === null ? 1 : 0 };
    });
    const { responses } = await alterAt(1, [{ resourceType: GROUP, resourceName, configs: changes }]);
    return nameOf(responses[0]?.errorCode ?? 0);
  };

  it('have what the broker gives them, or what is set for them, whether they exist or not', async () => {
    await start({ file: { 'group.consumer.session.timeout.ms': '46000' } });
    expect((await describeGroup())?.configs).toMatchObject([
      { name: heartbeat, value: '5000', configSource: 5 },
      { name: session, value: '46000', configSource: 4, readOnly: false },
    ]);
    expect(await alterGroup({ [session]: '50000' })).toBe('none');
    const after = await describeGroup();
    expect(after?.configs[1]).toMatchObject({
      value: '50000',
      configSource: 8,
      synonyms: [
        { name: session, value: '50000', source: 8 },
        { name: 'group.consumer.session.timeout.ms', value: '46000', source: 4 },
        { name: 'group.consumer.session.timeout.ms', value: '45000', source: 5 },
      ],
    });
    expect((await describeGroup('other'))?.configs[1]).toMatchObject({ value: '46000' });
    expect(await alterGroup({ [session]: null })).toBe('none');
    expect((await describeGroup())?.configs[1]).toMatchObject({ value: '46000' });
  });

  it('take no key that is not theirs, and nothing beyond the bounds', async () => {
    await start({ file: { 'group.consumer.max.heartbeat.interval.ms': '60000' } });
    expect(await alterGroup({ [session]: '44999' })).toBe('INVALID_CONFIG');
    expect(await alterGroup({ [session]: '60001' })).toBe('INVALID_CONFIG');
    expect(await alterGroup({ [heartbeat]: '4999' })).toBe('INVALID_CONFIG');
    // The interval must not be longer than the session.
    expect(await alterGroup({ [heartbeat]: '45000' })).toBe('INVALID_CONFIG');
    expect(await alterGroup({ [session]: '60000', [heartbeat]: '59999' })).toBe('none');
    expect(await alterGroup({ 'retention.ms': '1' })).toBe('INVALID_CONFIG');
    expect(await alterGroup({ [session]: '50000' }, '')).toBe('INVALID_REQUEST');
  });
});

describe('DescribeConfigs', () => {
  it.each([1, 2, 3, 4])(
    'version %i: every key of a topic, with source, synonyms, type, documentation',
    async (version) => {
      await start({ file: { 'log.retention.hours': '2' } });
      const asked = { includeSynonyms: true, ...(version < 3 ? {} : { includeDocumentation: true }) };
      const [topic] = (await describeAt(version, asked)).results;
      expect(topic?.configs.map(({ name }) => name)).toEqual(described.map(({ key }) => key));
      const retention = topic?.configs.find(({ name }) => name === 'retention.ms');
      expect(retention).toMatchObject({
        value: '5000',
        readOnly: false,
        configSource: 1,
        isSensitive: false,
        synonyms: [{ name: 'retention.ms', value: '5000', source: 1 }],
        configType: version < 3 ? 0 : 5,
      });
      if (version >= 3) expect(retention?.documentation).toBe(topicConfigs.get('retention.ms')?.doc);
    },
  );

  it('broker keys of a topic key begin with the first one that can stand for it, as in Kafka', async () => {
    await start({ file: { 'log.retention.ms': '7200000', 'log.retention.hours': '3', 'log.roll.hours': '1' } });
    const keys = ['segment.ms', 'retention.ms', 'compression.type'];
    const resources = [{ resourceType: TOPIC, resourceName: 'orders', configurationKeys: keys }];
    const [topic] = (await describeAt(4, { resources, includeSynonyms: true })).results;
    expect(Object.fromEntries(topic?.configs.map(({ name, synonyms }) => [name, synonyms]) ?? [])).toEqual({
      'compression.type': [{ name: 'compression.type', value: 'producer', source: 5 }],
      'retention.ms': [
        { name: 'retention.ms', value: '5000', source: 1 },
        { name: 'log.retention.ms', value: '7200000', source: 4 },
        { name: 'log.retention.hours', value: '3', source: 4 },
        { name: 'log.retention.hours', value: '168', source: 5 },
      ],
      // Only hours are set, in the file and by default: Kafka leaves out what is not headed by log.roll.ms.
      'segment.ms': [],
    });
    expect(topic?.configs.find(({ name }) => name === 'segment.ms')).toMatchObject({ value: '3600000' });
  });

  it('only the keys that are named, and no synonyms or documentation unless asked', async () => {
    await start();
    const asked = (keys: readonly string[]) => ({
      resources: [{ resourceType: TOPIC, resourceName: 'orders', configurationKeys: keys }],
    });
    const [some] = (await describeAt(4, asked(['segment.bytes', 'nonsense']))).results;
    expect(some?.configs).toMatchObject([{ name: 'segment.bytes', synonyms: [], documentation: null }]);
    const [all] = (await describeAt(4, asked([]))).results;
    expect(all?.configs).toHaveLength(described.length);
  });

  it('this broker with everything, all brokers with what is set, and no other', async () => {
    await start();
    const broker = (resourceName: string) => ({ resourceType: BROKER, resourceName, configurationKeys: null });
    const set = [{ name: 'log.cleaner.threads', configOperation: 0, value: '2' }];
    await alterAt(1, [{ resourceType: BROKER, resourceName: '', configs: set }]);
    const resources = [broker('1'), broker(''), broker('2'), broker('x'), broker('01')];
    const { results } = await describeAt(4, { resources });
    const [own, all, ...others] = results;
    expect(own?.configs).toHaveLength(brokerConfigs.size);
    expect(own?.configs.find(({ name }) => name === 'log.cleaner.threads')).toMatchObject({
      value: '2',
      configSource: 3,
      readOnly: false,
    });
    expect(own?.configs.find(({ name }) => name === 'group.max.size')).toMatchObject({ readOnly: true });
    expect(all?.configs.map(({ name }) => name)).toEqual(['log.cleaner.threads']);
    expect(others.map(({ errorCode }) => nameOf(errorCode))).toEqual(Array(3).fill('INVALID_REQUEST'));
  });

  it('tells what does not exist, is no name, or is no resource here', async () => {
    await start();
    const resource = (resourceType: number, resourceName: string) => ({
      resourceType,
      resourceName,
      configurationKeys: null,
    });
    const resources = [
      resource(TOPIC, 'orders'),
      resource(TOPIC, 'nowhere'),
      resource(TOPIC, 'a/b'),
      resource(TOPIC, ''),
      resource(64, 'unknown'),
    ];
    const { results } = await describeAt(4, { resources });
    expect(results.map(({ resourceName, errorCode }) => [resourceName, nameOf(errorCode)])).toEqual([
      ['orders', 'none'],
      ['nowhere', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['a/b', 'INVALID_TOPIC_EXCEPTION'],
      ['', 'INVALID_TOPIC_EXCEPTION'],
      ['unknown', 'INVALID_REQUEST'],
    ]);
  });
});

describe('broker loggers and client metrics, of which there are none', () => {
  const LOGGER = 8;
  const METRICS = 16;
  const describeOne = async (resourceType: number, resourceName: string, keys: readonly string[] | null = null) => {
    const resources = [{ resourceType, resourceName, configurationKeys: keys }];
    const [result] = (await describeAt(4, { resources })).results;
    return { code: nameOf(result?.errorCode ?? 0), configs: result?.configs };
  };
  const setLevel = async (resourceName: string, configOperation: number, value: string | null) => {
    const configs = [{ name: 'root', configOperation, value }];
    const { responses } = await alterAt(1, [{ resourceType: LOGGER, resourceName, configs }]);
    return nameOf(responses[0]?.errorCode ?? 0);
  };

  it('this broker has an empty list of loggers, and knows nothing of those of others', async () => {
    await start();
    expect(await describeOne(LOGGER, '1')).toEqual({ code: 'none', configs: [] });
    for (const name of ['', '2', 'x', '01']) expect((await describeOne(LOGGER, name)).code).toBe('INVALID_REQUEST');
  });

  it('no logger has a level that could be set', async () => {
    await start();
    expect(await setLevel('1', 0, 'DEBUG')).toBe('INVALID_CONFIG');
    expect(await setLevel('1', 1, null)).toBe('INVALID_CONFIG');
    expect(await setLevel('1', 2, 'DEBUG')).toBe('INVALID_REQUEST');
    expect(await setLevel('2', 0, 'DEBUG')).toBe('INVALID_REQUEST');
    const { responses } = await alterAt(1, [{ resourceType: LOGGER, resourceName: '1', configs: [] }]);
    expect(responses).toMatchObject([{ errorCode: 0, resourceType: LOGGER, resourceName: '1' }]);
  });

  it('a subscription of any name has the defaults, and none can be made', async () => {
    await start();
    const { code, configs } = await describeOne(METRICS, 'all');
    expect([code, configs?.map(({ name, value, configSource }) => [name, value, configSource])]).toEqual([
      'none',
      [
        ['interval.ms', '300000', 5],
        ['match', '', 5],
        ['metrics', '', 5],
      ],
    ]);
    expect((await describeOne(METRICS, 'all', ['match'])).configs).toHaveLength(1);
    expect((await describeOne(METRICS, '')).code).toBe('INVALID_REQUEST');
    const made = [{ name: 'interval.ms', configOperation: 0, value: '1000' }];
    const { responses } = await alterAt(1, [{ resourceType: METRICS, resourceName: 'all', configs: made }]);
    expect(nameOf(responses[0]?.errorCode ?? 0)).toBe('INVALID_REQUEST');
  });

  it('are for those who may see or alter the cluster', async () => {
    await start({ authorizer: { allows: () => false } });
    expect((await describeOne(LOGGER, '1')).code).toBe('CLUSTER_AUTHORIZATION_FAILED');
    expect((await describeOne(METRICS, 'all')).code).toBe('CLUSTER_AUTHORIZATION_FAILED');
    expect(await setLevel('1', 0, 'DEBUG')).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });
});

function alterAt(version: number, resources: IncrementalAlterConfigsRequestInput['resources'], validateOnly = false) {
  const request = { resources, validateOnly };
  return bench.ask(incrementalAlterConfigsRow, apis.IncrementalAlterConfigs, version, request);
}

function overrides(name = 'orders'): Record<string, string> {
  return Object.fromEntries(bench.cluster.image.config({ type: 'topic', name }));
}

describe('IncrementalAlterConfigs', () => {
  it.each([0, 1])('version %i: sets, deletes, appends, subtracts', async (version) => {
    await start();
    const change = async (name: string, configOperation: number, value: string | null) => {
      const resources = [{ resourceType: TOPIC, resourceName: 'orders', configs: [{ name, configOperation, value }] }];
      return nameOf((await alterAt(version, resources)).responses[0]?.errorCode ?? -1);
    };
    expect(await change('segment.bytes', 0, '2097152')).toBe('none');
    expect(await change('retention.ms', 1, null)).toBe('none');
    expect(await change('cleanup.policy', 2, 'compact')).toBe('none');
    expect(overrides()).toEqual({ 'segment.bytes': '2097152', 'cleanup.policy': 'delete,compact' });
    expect(await change('cleanup.policy', 3, 'delete')).toBe('none');
    expect(overrides()).toMatchObject({ 'cleanup.policy': 'compact' });
    // A list that may not be empty, a key that is no list, a value too few, an operation too many.
    expect(await change('cleanup.policy', 3, 'compact')).toBe('INVALID_CONFIG');
    expect(await change('segment.bytes', 2, '1')).toBe('INVALID_CONFIG');
    expect(await change('segment.bytes', 0, null)).toBe('INVALID_REQUEST');
    expect(await change('segment.bytes', 9, '1')).toBe('INVALID_REQUEST');
    expect(await change('no.such.key', 0, '1')).toBe('INVALID_CONFIG');
    expect(overrides()).toEqual({ 'segment.bytes': '2097152', 'cleanup.policy': 'compact' });
  });

  it('judges each resource on its own, and changes all of it or nothing', async () => {
    await start();
    await bench.cluster.createTopic('other', [[1]]);
    const configs = (...pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([name, value]) => ({ name, configOperation: 0, value }));
    const of = (resourceName: string, ...pairs: readonly (readonly [string, string])[]) => ({
      resourceType: TOPIC,
      resourceName,
      configs: configs(...pairs),
    });
    const { responses } = await alterAt(1, [
      of('orders', ['segment.bytes', '2097152'], ['retention.ms', 'never']),
      of('other', ['segment.bytes', '2097152']),
      of('nowhere', ['segment.bytes', '2097152']),
      of('twice', ['segment.bytes', '2097152']),
      of('twice', ['segment.bytes', '3097152']),
    ]);
    expect(responses.map(({ resourceName, errorCode }) => [resourceName, nameOf(errorCode)]).sort()).toEqual([
      ['nowhere', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['orders', 'INVALID_CONFIG'],
      ['other', 'none'],
      ['twice', 'INVALID_REQUEST'],
    ]);
    expect(overrides()).toEqual({ 'retention.ms': '5000' });
    expect(overrides('other')).toEqual({ 'segment.bytes': '2097152' });
    const doubled = await alterAt(1, [of('other', ['segment.bytes', '1'], ['segment.bytes', '2'])]);
    expect(doubled.responses.map(({ errorCode }) => nameOf(errorCode))).toEqual(['INVALID_REQUEST']);
  });

  it('sets broker keys where that is allowed, and validates only when asked to', async () => {
    await start();
    const of = (resourceName: string, name: string, value: string) => ({
      resourceType: BROKER,
      resourceName,
      configs: [{ name, configOperation: 0, value }],
    });
    const answers = await alterAt(1, [
      of('2', 'leader.replication.throttled.rate', '100'),
      of('', 'num.partitions', '3'),
    ]);
    expect(answers.responses.map(({ errorCode }) => nameOf(errorCode)).sort()).toEqual(['INVALID_REQUEST', 'none']);
    const tried = await alterAt(1, [of('3', 'log.cleaner.threads', '4')], true);
    expect(tried.responses.map(({ errorCode }) => nameOf(errorCode))).toEqual(['none']);
    expect([...bench.cluster.image.config({ type: 'broker', name: '3' })]).toEqual([]);
  });

  it.each([
    ...['authorizer.class.name', 'super.users', 'allow.everyone.if.no.acl.found', 'drave.cluster.secret'],
    ...['drave.cluster.node.names', 'sasl.jaas.config', 'listener.name.sasl.plain.sasl.jaas.config'],
    ...['ssl.keystore.password', 'ssl.keystore.location'],
  ])('G6: %s, which says who may come in, is in the file and nowhere else', async (name) => {
    await start();
    for (const resourceName of ['', '3']) {
      const configs = [{ name, configOperation: 0, value: 'User:mallory' }];
      const { responses } = await alterAt(1, [{ resourceType: BROKER, resourceName, configs }]);
      expect(responses.map(({ errorCode }) => nameOf(errorCode))).not.toEqual(['none']);
      expect([...bench.cluster.image.config({ type: 'broker', name: resourceName })]).toEqual([]);
    }
  });

  it('asks who may', async () => {
    await start({ authorizer: { allows: (_, operation) => operation !== 'alterConfigs' } });
    const configs = [{ name: 'segment.bytes', configOperation: 0, value: '2097152' }];
    const { responses } = await alterAt(1, [
      { resourceType: TOPIC, resourceName: 'orders', configs },
      { resourceType: BROKER, resourceName: '1', configs },
    ]);
    expect(responses.map(({ errorCode }) => nameOf(errorCode))).toEqual([
      'TOPIC_AUTHORIZATION_FAILED',
      'CLUSTER_AUTHORIZATION_FAILED',
    ]);
  });
});

describe('AlterConfigs', () => {
  const replace = (version: number, resources: AlterConfigsRequestInput['resources']) =>
    bench.ask(alterConfigsRow, apis.AlterConfigs, version, { resources, validateOnly: false });

  it.each([0, 1, 2])('version %i: replaces everything that is set', async (version) => {
    await start();
    const configs = [{ name: 'segment.bytes', value: '2097152' }];
    const { responses } = await replace(version, [
      { resourceType: TOPIC, resourceName: 'orders', configs },
      { resourceType: TOPIC, resourceName: 'nowhere', configs },
      { resourceType: BROKER, resourceName: '7', configs: [] },
      { resourceType: 8, resourceName: '1', configs },
    ]);
    expect(responses.map(({ resourceName, errorCode }) => [resourceName, nameOf(errorCode)]).sort()).toEqual([
      ['1', 'INVALID_REQUEST'],
      ['7', 'BROKER_ID_NOT_REGISTERED'],
      ['nowhere', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['orders', 'none'],
    ]);
    expect(overrides()).toEqual({ 'segment.bytes': '2097152' });
    const plugin = [{ name: 'cleanup.policy', value: 'delete' }];
    const kept = await replace(version, [{ resourceType: BROKER, resourceName: '1', configs: plugin }]);
    expect(kept.responses.map(({ errorCode }) => nameOf(errorCode))).toEqual(['none']);
    const own = { resourceType: BROKER, resourceName: '1', configurationKeys: ['cleanup.policy'] };
    expect((await describeAt(4, { resources: [own] })).results[0]?.configs).toMatchObject([
      { name: 'cleanup.policy', value: null, configSource: 2, isSensitive: true, readOnly: true, configType: 0 },
    ]);
    const gone = [{ name: 'segment.bytes', value: null }];
    const nulls = await replace(version, [{ resourceType: TOPIC, resourceName: 'orders', configs: gone }]);
    expect(nulls.responses.map(({ errorCode }) => nameOf(errorCode))).toEqual(['INVALID_REQUEST']);
  });
});
