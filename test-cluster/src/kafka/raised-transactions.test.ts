import type { LocalCluster } from '@drave/cluster';
import { coordinatorPartitionOf } from '@drave/coordinator';
import kafkajs, { type Kafka, type Producer, type Transaction } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs } from '../bounds.js';
import { onCluster } from '../cluster.js';
import { LevelClient } from './level-client.js';
import { until } from './until.js';

/** As `drave local` configures it. */
const STATE_PARTITIONS = 3;
const WAIT_MS = 30_000;
const TOPICS = ['of-kafkajs', 'of-another', 'of-the-level'] as const;
const TIMEOUT_MS = 240_000;
const LAST = 'again at 2';

/** D21: on real processes, with a client that knows only the first protocol and one that goes by the level. */
describe('transaction.version', () => {
  it(
    'is raised while transactions are open and their coordinators are killed: nothing is lost or mixed',
    async () => {
      await onCluster({}, async (cluster) => {
        const kafka = kafkaOf(cluster);
        const client = new LevelClient(() => cluster.bootstrap, 'level', 'of-the-level');
        await prepare(kafka);
        await setLevel(cluster, client, 0);
        const first = await producerOf(kafka, 'first');
        const second = await producerOf(kafka, 'second');
        await client.init();
        const committed: Record<(typeof TOPICS)[number], string[]> = {
          'of-kafkajs': [],
          'of-another': [],
          'of-the-level': [],
        };
        const epochs: number[] = [];

        /** One transaction of each client, over `between`; the second one aborts each but the last. */
        async function round(name: string, between: () => Promise<void> = () => Promise.resolve()): Promise<void> {
          const one = await begun(first, 'of-kafkajs', name);
          const other = await begun(second, 'of-another', name);
          await client.begin(name);
          await between();
          const isLast = name === LAST;
          await Promise.all([one.commit(), isLast ? other.commit() : other.abort(), client.end('commit')]);
          if (isLast) committed['of-another'].push(name);
          committed['of-kafkajs'].push(name);
          committed['of-the-level'].push(name);
          epochs.push(client.producerEpoch);
        }

        await round('at 0');
        const versionsAt0 = await Promise.all(partitionsOf((partition) => client.stateVersions(partition)));
        for (const level of [1, 2]) {
          let killed: readonly string[] = [];
          await round(`while raised to ${level}`, async () => {
            const partition = coordinatorPartitionOf('first', STATE_PARTITIONS);
            const killing = cluster.kill(`leader:__transaction_state/${partition}`, { wait: false });
            await setLevel(cluster, client, level);
            killed = await killing;
          });
          for (const node of killed) await cluster.start(node);
          await round(`at ${level}`);
          await round(`again at ${level}`);
        }
        // Before level 2 the epoch stays; then it is raised once for the new protocol, and by each end.
        expect(epochs).toEqual([0, 0, 0, 0, 0, 2, 3]);
        expect(new Set(versionsAt0.flat())).toEqual(new Set([0]));
        const after = await Promise.all(partitionsOf((partition) => client.stateVersions(partition)));
        for (const partition of [0, 1, 2]) {
          const later = after[partition]?.slice(versionsAt0[partition]?.length) ?? [];
          // In the order of the levels: none goes back.
          expect(later).toEqual(later.toSorted((one, next) => one - next));
        }
        expect(after.flat()).toContain(1);
        for (const topic of TOPICS) await foundExactly(kafka, topic, committed[topic]);
        await first.disconnect();
        await second.disconnect();
      });
    },
    boundMs(TIMEOUT_MS),
  );
});

function kafkaOf(cluster: LocalCluster): Kafka {
  const brokers = addressesOf(cluster).kafka.split(',');
  const retry = { retries: 20, initialRetryTime: 100, maxRetryTime: 1_000 };
  return new kafkajs.Kafka({ clientId: 'kafkajs', brokers, logLevel: kafkajs.logLevel.NOTHING, retry });
}

async function prepare(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const topics = TOPICS.map((topic) => ({ topic, numPartitions: 1, replicationFactor: 3 }));
  await admin.createTopics({ topics, timeout: boundMs(WAIT_MS, 'topics') });
  await admin.disconnect();
}

async function setLevel(cluster: LocalCluster, client: LevelClient, level: number): Promise<void> {
  await client.setLevel(level, level === 0 ? 'down' : 'up');
  await until(
    `level ${level}`,
    async () => {
      for (const endpoint of cluster.bootstrap) {
        // A broker that is down has no level.
        const told = await client.levelAt(endpoint).catch(() => level);
        if (told !== level) return `a broker tells ${told}`;
      }
      return undefined;
    },
    WAIT_MS,
  );
}

async function producerOf(kafka: Kafka, transactionalId: string): Promise<Producer> {
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  return producer;
}

async function begun(producer: Producer, topic: string, value: string): Promise<Transaction> {
  const transaction = await producer.transaction();
  await transaction.send({ topic, acks: -1, messages: [{ value }] });
  return transaction;
}

/** Each topic has one producer: kafkajs does not tell apart what those of several have aborted. */
async function foundExactly(kafka: Kafka, topic: string, values: readonly string[]): Promise<void> {
  const found: string[] = [];
  const consumer = kafka.consumer({ groupId: `of ${topic}`, sessionTimeout: boundMs(10_000, 'a session') });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
    found.push(message.value?.toString() ?? '');
    return Promise.resolve();
  };
  await consumer.run({ autoCommit: false, eachMessage });
  try {
    await until(`${topic} is read`, () => (found.length < values.length ? `${found.length} are` : undefined), WAIT_MS);
  } finally {
    await consumer.disconnect();
  }
  expect(found).toEqual(values);
}

function partitionsOf<T>(make: (partition: number) => T): T[] {
  return Array.from({ length: STATE_PARTITIONS }, (_, partition) => make(partition));
}
