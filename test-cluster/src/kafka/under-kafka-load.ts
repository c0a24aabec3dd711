import { createNodeEnv } from '@drave/env/node';
import { silentLogger } from '@drave/env';
import { Client } from '@drave/client';
import type { Expression, LocalCluster, LocalClusterOptions } from '@drave/cluster';
import { assertNoLoss, RecordLedger } from '@drave/cluster/checkers';
import { CONSUMER_OFFSETS_TOPIC, coordinatorPartitionOf } from '@drave/coordinator';
import { GrpcTransport } from '@drave/rpc/grpc';
import kafkajs, { type Kafka } from 'kafkajs';
import { expect } from 'vitest';
import { onCluster } from '../cluster.js';
import { addressesOf } from '../../compat/suites/broker.js';
import { CommitWatch } from './commit-watch.js';
import { KafkaGroup } from './kafka-group.js';
import { KafkajsLoad } from './kafkajs-load.js';
import { KcatConsumer, KcatProducer } from './kcat-load.js';
import { boundMs, Deadline } from '../bounds.js';

const TOPIC = 'ledger';
const PARTITIONS = 3;
const GROUP = 'readers';
const OFFSETS_PARTITIONS = 50;
/** The broker that coordinates the group. */
const coordinator = `leader:${CONSUMER_OFFSETS_TOPIC}/${coordinatorPartitionOf(GROUP, OFFSETS_PARTITIONS)}`;
/** The bounds as they are on a normal machine. */
const BACK_WITHIN_MS = 30_000;
const DRAIN_MS = 60_000;

export interface KafkaLoad {
  readonly cluster: LocalCluster;
  readonly topic: string;
  readonly partitions: number;
  /** The broker that coordinates the group of the kafkajs consumers. */
  readonly coordinator: Expression;
  /** Resolves when every partition takes records, and the groups consume what was sent from now on. */
  back(when: string): Promise<void>;
}

/**
 * A cluster under kafkajs and, if there, kcat: each produces with idempotence and consumes in a group of its own, while
 * `faults` strikes. Then everything is read back by the SDK, which reads partitions whole, without any group.
 */
export function underKafkaLoad(
  options: { readonly withKcat: boolean; readonly cluster?: LocalClusterOptions },
  faults: (load: KafkaLoad) => Promise<void>,
): Promise<void> {
  const brokerConfig = { 'offsets.topic.num.partitions': OFFSETS_PARTITIONS };
  return onCluster({ ...options.cluster, brokerConfig }, async (cluster) => {
    const env = createNodeEnv({ logger: silentLogger });
    const sdk = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
    try {
      const configs = { 'min.insync.replicas': '2' };
      await sdk.admin().topics.create(TOPIC, { partitions: PARTITIONS, replicationFactor: 3, configs });
      const ledger = await strike(cluster, options.withKcat, faults);
      await readBack(sdk, ledger);
      const verdict = assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
      expect(verdict.acknowledged).toBeGreaterThan(0);
    } finally {
      await sdk.close();
      env.close();
    }
  });
}

async function strike(
  cluster: LocalCluster,
  withKcat: boolean,
  faults: (load: KafkaLoad) => Promise<void>,
): Promise<RecordLedger> {
  const ledger = new RecordLedger();
  const { kafka: bootstrap } = addressesOf(cluster);
  const kafka = newKafka(bootstrap);
  const producer = await KafkajsLoad.started(kafka, ledger, TOPIC, PARTITIONS);
  const readers = await KafkaGroup.started(kafka, GROUP, TOPIC, 2);
  const watch = await CommitWatch.started(kafka, GROUP, TOPIC);
  const kcat = withKcat
    ? { producer: new KcatProducer(bootstrap, ledger, TOPIC, PARTITIONS), consumer: new KcatConsumer(bootstrap, TOPIC) }
    : undefined;
  const groups = kcat === undefined ? [readers] : [readers, kcat.consumer];
  try {
    const back = async (when: string): Promise<void> => {
      await producer.back(when, BACK_WITHIN_MS);
      for (const one of groups) await one.caughtUp(producer.acknowledgedValues(), when, BACK_WITHIN_MS);
      await readers.settled(PARTITIONS, when, BACK_WITHIN_MS);
    };
    await back('at the start');
    await faults({ cluster, topic: TOPIC, partitions: PARTITIONS, coordinator, back });
    await producer.stop();
    await kcat?.producer.stop(DRAIN_MS);
    const values = [...producer.acknowledgedValues(), ...(kcat?.producer.values() ?? [])];
    for (const one of groups) await one.caughtUp(values, 'at the end', DRAIN_MS);
  } finally {
    await watch.stop();
    await Promise.all([producer.stop(), readers.stop(), kcat?.consumer.stop(), kcat?.producer.abandon()]);
  }
  expect(watch.seen, 'commits seen by the watch').toBeGreaterThan(0);
  expect(watch.steppedBack).toEqual([]);
  return ledger;
}

function newKafka(bootstrap: string): Kafka {
  return new kafkajs.Kafka({
    clientId: 'kafkajs',
    brokers: bootstrap.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: boundMs(1_000, 'a connection'),
    requestTimeout: boundMs(5_000, 'a request'),
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 1_000 },
  });
}

async function readBack(sdk: Client, ledger: RecordLedger): Promise<void> {
  const consumer = sdk.consumer();
  const where = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition }));
  consumer.assign(where.map((one) => ({ ...one, from: 'earliest' as const })));
  const ends = await consumer.raw.endOffsets(where);
  let left = ends.reduce((sum, end) => sum + end, 0);
  const deadline = new Deadline(DRAIN_MS, 'everything is read back');
  while (left > 0) {
    if (await deadline.isOver()) throw new Error(`${left} records were not read within ${deadline.withinMs} ms`);
    for (const { partition, offset, value } of await consumer.poll({ timeoutMs: 200 })) {
      ledger.polled('reader', `${TOPIC}-${partition}`, offset, value?.toString('utf8') ?? '');
      left -= 1;
    }
  }
  await consumer.close();
}
