import { createNodeEnv } from '@drave/env/node';
import { Client } from '@drave/client';
import { compareReplicas, type LocalCluster, type LocalClusterOptions } from '@drave/cluster';
import { assertNoLoss, checkLinearizable, RecordLedger, topicRegistryModel } from '@drave/cluster/checkers';
import { GrpcTransport } from '@drave/rpc/grpc';
import { expect } from 'vitest';
import { onCluster } from '../cluster.js';
import { MetadataLoad } from './metadata-load.js';
import { RecordLoad } from './record-load.js';
import { boundMs, Deadline } from '../bounds.js';

const TOPIC = 'ledger';
export const PARTITIONS = 3;
/** Bounds are given as they are on a normal machine. */
const DRAIN_MS = 30_000;
const RECORDS_PER_SECOND = 50;
const METADATA_WRITES_PER_SECOND = 20;

interface Load {
  readonly cluster: LocalCluster;
  readonly topic: string;
  readonly records: RecordLoad;
  readonly metadata: MetadataLoad;
  /**
   * Fails unless every partition acknowledged something sent after the fault, within the bound (as it is on a normal
   * machine); says how long it took.
   */
  expectRecordsBack(sinceMs: number, withinMs: number): Promise<number>;
  expectMetadataBack(sinceMs: number, withinMs: number): Promise<number>;
}

/**
 * A cluster of real processes under 50 produces, 50 fetches and 20 metadata writes a second while `faults` strikes;
 * then everything is read back. Nothing acknowledged may be lost, doubled or out of order, the metadata history must be
 * linearizable, and the replicas on disk equal.
 */
export function underLoad(faults: (load: Load) => Promise<void>, options: LocalClusterOptions = {}): Promise<void> {
  return onCluster(options, async (cluster) => {
    const env = createNodeEnv({ logger: { level: 'silent' } });
    const client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
    try {
      await client.admin().topics.create(TOPIC, {
        partitions: PARTITIONS,
        replicationFactor: 3,
        configs: { 'min.insync.replicas': '2' },
      });
      await strike(cluster, client, faults);
      await expectEqualReplicas(cluster, client);
    } finally {
      await client.close();
      env.close();
    }
  });
}

async function strike(cluster: LocalCluster, client: Client, faults: (load: Load) => Promise<void>): Promise<void> {
  const ledger = new RecordLedger();
  const records = new RecordLoad(client, ledger, TOPIC, PARTITIONS, RECORDS_PER_SECOND);
  const metadata = new MetadataLoad(client, METADATA_WRITES_PER_SECOND);
  const expectRecordsBack = (sinceMs: number, withinMs: number) =>
    back('records', () => records.backAfter(sinceMs), sinceMs, withinMs);
  const expectMetadataBack = (sinceMs: number, withinMs: number) =>
    back('metadata', () => metadata.firstAnswerAfter(sinceMs), sinceMs, withinMs);
  try {
    await expectRecordsBack(performance.now(), DRAIN_MS);
    await faults({ cluster, topic: TOPIC, records, metadata, expectRecordsBack, expectMetadataBack });
    await metadata.stop();
    await records.drain(new Deadline(DRAIN_MS, 'everything is read'));
  } finally {
    await Promise.all([metadata.stop(), records.stop()]);
  }
  const verdict = assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
  expect(verdict.acknowledged).toBeGreaterThan(0);
  expect(checkLinearizable(topicRegistryModel, metadata.history)).toMatchObject({ verdict: 'linearizable' });
}

/** Waits for the first sign of life after a fault; the bound is part of the promise. */
async function back(what: string, look: () => number | undefined, sinceMs: number, withinMs: number): Promise<number> {
  const promise = new Deadline(withinMs, `${what} are back`, sinceMs);
  const patience = new Deadline(withinMs + DRAIN_MS, `${what} come back at all`, sinceMs);
  for (;;) {
    const atMs = look();
    if (atMs !== undefined) {
      const tookMs = atMs - sinceMs;
      const inTime = await promise.holds(tookMs);
      expect(inTime, `${what} were back after ${Math.round(tookMs)} ms, not within ${promise.withinMs} ms`).toBe(true);
      return tookMs;
    }
    if (await patience.isOver()) throw new Error(`no ${what} for ${patience.withinMs} ms after the fault`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The segment files themselves, byte for byte below the high watermark, read without any of the code under test. */
async function expectEqualReplicas(cluster: LocalCluster, client: Client): Promise<void> {
  if (cluster.nodes.some((node) => node.state !== 'running' && node.roles.includes('broker'))) return;
  await cluster.waitForInSync(boundMs(DRAIN_MS, 'replicas are in sync'));
  const where = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition }));
  const consumer = client.rawConsumer();
  const ends = await consumer.endOffsets(where);
  await consumer.close();
  const directories = cluster.nodes.filter((node) => node.roles.includes('broker')).map((node) => node.dataDirectory);
  ends.forEach((end, partition) => {
    expect(compareReplicas(directories, TOPIC, partition, end)).toMatchObject({ equal: true });
  });
}
