import { readdirSync } from 'node:fs';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import kafkajs, { type Admin, type ITopicConfig, type Kafka, type LogEntry } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { rounds } from '../cluster.js';
import { boundMs, stretch } from '../bounds.js';

/** An administrator with kafkajs: what is asked for holds when the answer is there, and mistakes get Kafka's errors. */
const { ConfigResourceTypes, ConfigSource, KafkaJSAggregateError, logLevel } = kafkajs;

/** Up to here a broker leads new partitions in time. */
const STRETCH_MAX = 3;

let cluster: LocalCluster;
let kafka: Kafka;
let admin: Admin;

beforeAll(async () => {
  cluster = await LocalCluster.start(nodeRuntime, { controllers: 1, brokers: 3 });
  kafka = new kafkajs.Kafka({
    clientId: 'admin-test',
    brokers: addressesOf(cluster).kafka.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 1, initialRetryTime: 50 },
  });
  admin = kafka.admin();
  await admin.connect();
});

afterAll(async () => {
  await admin.disconnect();
  await cluster.close();
});

async function create(topic: string, change: Partial<ITopicConfig> = {}): Promise<boolean> {
  return admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 3, ...change }] });
}

async function send(topic: string, count: number): Promise<void> {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const messages = Array.from({ length: count }, (_, index) => ({ partition: 0, key: 'k', value: `v${index}` }));
  await producer.send({ topic, acks: -1, messages });
  await producer.disconnect();
}

async function sendLarge(topic: string, bytes: number): Promise<void> {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ partition: 0, value: Buffer.alloc(bytes, 'x') }] });
  await producer.disconnect();
}

/** By a client that has just begun: one that knows an earlier leader asks that one for minutes. */
async function offsetsByNewClient(topic: string) {
  const later = kafka.admin();
  try {
    await later.connect();
    return await later.fetchTopicOffsets(topic);
  } finally {
    await later.disconnect();
  }
}

/** The whole configuration of the resource. */
async function set(type: number, name: string, entries: readonly (readonly [string, string])[]): Promise<void> {
  const configEntries = entries.map(([key, value]) => ({ name: key, value }));
  await admin.alterConfigs({ validateOnly: false, resources: [{ type, name, configEntries }] });
}

async function entriesOf(name: string) {
  const resources = [{ type: ConfigResourceTypes.TOPIC, name }];
  const { resources: described } = await admin.describeConfigs({ includeSynonyms: true, resources });
  return new Map((described[0]?.configEntries ?? []).map((entry) => [entry.configName, entry]));
}

/** What kafkajs makes of the refusals of one request: Kafka's error and the topic. */
async function refusals(topics: ITopicConfig[]): Promise<string[]> {
  try {
    await admin.createTopics({ topics });
  } catch (reason) {
    if (reason instanceof KafkaJSAggregateError)
      return reason.errors.map((error) => {
        const { topic, type } = error as { readonly topic?: string; readonly type?: string };
        return `${topic}: ${type}`;
      });
    throw reason;
  }
  return expect.unreachable('the topics were made');
}

describe('kafkajs admin', () => {
  it('thirty partitions take records and tell offsets at once, and the client has nothing to complain of', async () => {
    const complaints: LogEntry[] = [];
    const watched = new kafkajs.Kafka({
      clientId: 'watched',
      brokers: addressesOf(cluster).kafka.split(','),
      // The client's own second for a connection and its greeting is none on a machine that is too slow.
      connectionTimeout: boundMs(1_000, 'a connection of kafkajs'),
      authenticationTimeout: boundMs(10_000, 'the greeting of kafkajs'),
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => complaints.push(entry),
    });
    const producer = watched.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    const watchedAdmin = watched.admin();
    await Promise.all([producer.connect(), watchedAdmin.connect()]);
    const partitions = Array.from({ length: 30 }, (_, partition) => partition);
    for (let round = 0; round < rounds(3, 20); round++) {
      const topic = `thirty-${round}`;
      const topics = [{ topic, numPartitions: partitions.length }];
      await watchedAdmin.createTopics({ waitForLeaders: false, topics });
      const messages = partitions.map((partition) => ({ partition, value: 'v' }));
      const [acks, offsets] = await Promise.all([
        producer.send({ topic, acks: -1, messages }),
        watchedAdmin.fetchTopicOffsets(topic),
      ]);
      expect(acks.map(({ partition, baseOffset, errorCode }) => [partition, baseOffset, errorCode])).toEqual(
        expect.arrayContaining(partitions.map((partition) => [partition, '0', 0])),
      );
      expect(offsets).toHaveLength(partitions.length);
    }
    await Promise.all([producer.disconnect(), watchedAdmin.disconnect()]);
    // A broker waits for no longer than its limit until it leads what was just made, however slow the machine is.
    const isTooEarly = ({ log }: LogEntry) => String(log['error']).includes('does not host this topic-partition');
    expect(complaints.filter((entry) => stretch() <= STRETCH_MAX || !isTooEarly(entry))).toEqual([]);
  });

  it('a topic can be written to as soon as it is made', async () => {
    for (const topic of ['ready-1', 'ready-2', 'ready-3']) {
      expect(await create(topic)).toBe(true);
      await send(topic, 1);
    }
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(['ready-1', 'ready-2', 'ready-3']));
  });

  it('places by assignment, and takes the cluster’s defaults', async () => {
    const { brokers } = await admin.describeCluster();
    const ids = brokers.map(({ nodeId }) => nodeId);
    const reversed = [...ids].reverse();
    const replicaAssignment = [
      { partition: 0, replicas: ids },
      { partition: 1, replicas: reversed },
    ];
    expect(await create('placed', { numPartitions: -1, replicationFactor: -1, replicaAssignment })).toBe(true);
    expect(await create('defaults', { numPartitions: -1, replicationFactor: -1 })).toBe(true);
    const { topics } = await admin.fetchTopicMetadata({ topics: ['placed', 'defaults'] });
    const replicas = (name: string) =>
      topics.find((topic) => topic.name === name)?.partitions.map((partition) => partition.replicas);
    expect(replicas('placed')?.sort()).toEqual([ids, reversed].sort());
    expect(replicas('defaults')?.map((each) => each.length)).toEqual([3]);
  });

  it('refuses what cannot be made, each topic for its own reason', async () => {
    await create('taken');
    expect(await create('taken')).toBe(false);
    const wrong: ITopicConfig[] = [
      { topic: 'bad/name' },
      { topic: 'too-many', replicationFactor: 9 },
      { topic: 'no-partitions', numPartitions: 0 },
      { topic: 'bad-config', configEntries: [{ name: 'retention.ms', value: 'soon' }] },
    ];
    expect((await refusals(wrong)).sort()).toEqual([
      'bad-config: INVALID_CONFIG',
      'bad/name: INVALID_TOPIC_EXCEPTION',
      'no-partitions: INVALID_PARTITIONS',
      'too-many: INVALID_REPLICATION_FACTOR',
    ]);
  });

  it('describes and alters configurations', async () => {
    await create('configured', { configEntries: [{ name: 'retention.ms', value: '1000000' }] });
    const entries = await entriesOf('configured');
    expect(entries.get('retention.ms')).toMatchObject({
      configValue: '1000000',
      configSource: ConfigSource.TOPIC_CONFIG,
      readOnly: false,
    });
    expect(entries.get('max.message.bytes')).toMatchObject({
      configValue: '1048588',
      configSource: ConfigSource.DEFAULT_CONFIG,
    });
    const configEntries = [{ name: 'segment.bytes', value: '2097152' }];
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: 'configured', configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
    const altered = await entriesOf('configured');
    expect(altered.get('segment.bytes')).toMatchObject({ configValue: '2097152' });
    // The old request replaces everything that was set.
    expect(altered.get('retention.ms')).toMatchObject({ configSource: ConfigSource.DEFAULT_CONFIG });
    const missing = [{ type: ConfigResourceTypes.TOPIC, name: 'nowhere', configEntries }];
    await expect(admin.alterConfigs({ validateOnly: false, resources: missing })).rejects.toMatchObject({
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('describes each broker, asked itself', async () => {
    const { brokers } = await admin.describeCluster();
    for (const { nodeId } of brokers) {
      const resources = [{ type: ConfigResourceTypes.BROKER, name: String(nodeId) }];
      const described = await admin.describeConfigs({ includeSynonyms: false, resources });
      const names = described.resources[0]?.configEntries.map((entry) => entry.configName) ?? [];
      expect(names).toEqual(expect.arrayContaining(['num.partitions', 'message.max.bytes', 'group.max.size']));
      const told = new Map(described.resources[0]?.configEntries.map((entry) => [entry.configName, entry]));
      const valueOf = (key: string): string => told.get(key)?.configValue ?? '';
      expect([valueOf('node.id'), valueOf('process.roles')]).toEqual([String(nodeId), 'broker']);
      expect(told.get('log.dirs')?.readOnly).toBe(true);
      const address = brokers.find((one) => one.nodeId === nodeId);
      expect(valueOf('advertised.listeners')).toContain(`PLAINTEXT://${address?.host}:${address?.port}`);
      for (const directory of valueOf('log.dirs').split(',')) {
        expect(directory.startsWith(cluster.directory)).toBe(true);
        // Where the log of this cluster's partitions lies.
        expect(readdirSync(directory)).toContain('meta.properties');
      }
    }
  });

  it('adds partitions, and never takes any away', async () => {
    await create('grows');
    expect(await admin.createPartitions({ topicPartitions: [{ topic: 'grows', count: 5 }] })).toBeUndefined();
    // Another broker than the one that has answered may be asked, which hears of them a moment later.
    const partitions = async () => (await admin.fetchTopicMetadata({ topics: ['grows'] })).topics[0]?.partitions.length;
    await expect
      .poll(partitions, { timeout: boundMs(20_000, 'every broker knows of the new partitions'), interval: 100 })
      .toBe(5);
    const fewer = admin.createPartitions({ topicPartitions: [{ topic: 'grows', count: 2 }] });
    await expect(fewer).rejects.toMatchObject({ type: 'INVALID_PARTITIONS' });
  });

  it('deletes records below an offset, on every replica', async () => {
    await create('trimmed');
    await send('trimmed', 10);
    const low = async () => (await admin.fetchTopicOffsets('trimmed')).find(({ partition }) => partition === 0)?.low;
    // kafkajs deletes only where it has seen a leader before.
    expect(await low()).toBe('0');
    await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '4' }] });
    expect(await low()).toBe('4');
    await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '-1' }] });
    expect(await low()).toBe('10');
    const beyond = admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '11' }] });
    await expect(beyond).rejects.toThrow('Error while deleting records');
  });

  it('moves a partition, and lists nothing once it has arrived', async () => {
    await create('moves', { numPartitions: 1, replicationFactor: 1 });
    await send('moves', 5);
    const { topics } = await admin.fetchTopicMetadata({ topics: ['moves'] });
    const from = topics[0]?.partitions[0]?.leader;
    const { brokers } = await admin.describeCluster();
    const to = brokers.map(({ nodeId }) => nodeId).find((id) => id !== from) ?? -1;
    const partitionAssignment = [{ partition: 0, replicas: [to] }];
    await admin.alterPartitionReassignments({ topics: [{ topic: 'moves', partitionAssignment }] });
    await cluster.waitForLeader('moves', 0);
    await expect
      .poll(async () => (await admin.listPartitionReassignments({})).topics, {
        timeout: boundMs(20_000, 'a partition has moved'),
        interval: 100,
      })
      .toEqual([]);
    // Another broker may answer this than the one that said so, and hears of it a little later.
    const replicas = async () =>
      (await admin.fetchTopicMetadata({ topics: ['moves'] })).topics[0]?.partitions[0]?.replicas;
    await expect
      .poll(replicas, { timeout: boundMs(20_000, 'every broker knows of the move'), interval: 100 })
      .toEqual([to]);
    await expect
      .poll(() => offsetsByNewClient('moves'), { timeout: boundMs(20_000, 'the new leader is asked'), interval: 100 })
      .toMatchObject([{ partition: 0, high: '5' }]);
  });

  it('moves a partition no faster than its throttle, and at once without it', async () => {
    await create('slow', { numPartitions: 1, replicationFactor: 1 });
    for (let n = 0; n < 8; n++) await sendLarge('slow', 500_000);
    const { topics } = await admin.fetchTopicMetadata({ topics: ['slow'] });
    const from = topics[0]?.partitions[0]?.leader ?? -1;
    const { brokers } = await admin.describeCluster();
    const to = brokers.map(({ nodeId }) => nodeId).find((id) => id !== from) ?? -1;
    // These are the settings that kafka-reassign-partitions --throttle makes.
    await set(ConfigResourceTypes.TOPIC, 'slow', [
      ['leader.replication.throttled.replicas', `0:${from}`],
      ['follower.replication.throttled.replicas', `0:${to}`],
    ]);
    await set(ConfigResourceTypes.BROKER, String(from), [['leader.replication.throttled.rate', '200000']]);
    await set(ConfigResourceTypes.BROKER, String(to), [['follower.replication.throttled.rate', '200000']]);
    const partitionAssignment = [{ partition: 0, replicas: [to] }];
    await admin.alterPartitionReassignments({ topics: [{ topic: 'slow', partitionAssignment }] });
    const moving = async () => (await admin.listPartitionReassignments({})).topics.length;
    // Four megabytes take twenty seconds at this rate.
    const fromMs = performance.now();
    while (performance.now() - fromMs < 3_000) expect(await moving()).toBe(1);
    await set(ConfigResourceTypes.BROKER, String(from), []);
    await set(ConfigResourceTypes.BROKER, String(to), []);
    await expect
      .poll(moving, { timeout: boundMs(10_000, 'a partition moves without a throttle'), interval: 100 })
      .toBe(0);
    await expect
      .poll(() => offsetsByNewClient('slow'), { timeout: boundMs(20_000, 'the new leader is asked'), interval: 100 })
      .toMatchObject([{ partition: 0, high: '8' }]);
  });

  it('hears that access control is switched off, and not that the broker does not know of it', async () => {
    const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
    const rule = {
      resourceType: AclResourceTypes.TOPIC,
      resourceName: 'orders',
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:alice',
      host: '*',
      operation: AclOperationTypes.READ,
      permissionType: AclPermissionTypes.ALLOW,
    };
    const off = { type: 'SECURITY_DISABLED', code: 54 };
    await expect(admin.describeAcls(rule)).rejects.toMatchObject(off);
    await expect(admin.createAcls({ acl: [rule] })).rejects.toMatchObject(off);
    await expect(admin.deleteAcls({ filters: [rule] })).rejects.toMatchObject(off);
  });

  it('deletes a topic, once', async () => {
    await create('gone');
    await admin.deleteTopics({ topics: ['gone'] });
    // Another broker may answer this than the one that said so, and hears of it a little later.
    await expect
      .poll(() => admin.listTopics(), { timeout: boundMs(20_000, 'every broker knows of the end'), interval: 100 })
      .not.toContain('gone');
    await expect(admin.deleteTopics({ topics: ['gone'] })).rejects.toThrow('does not host this topic-partition');
  });
});
