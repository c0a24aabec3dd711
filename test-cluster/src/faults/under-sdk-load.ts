import { Client } from '@drave/client';
import type { LocalCluster } from '@drave/cluster';
import { assertNoLoss, RecordLedger } from '@drave/cluster/checkers';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import { expect } from 'vitest';
import { Deadline } from '../bounds.js';
import { RecordLoad } from './record-load.js';

const TOPIC = 'of-the-sdk';
const PARTITIONS = 3;
const RECORDS_PER_SECOND = 50;
/** As on a normal machine. */
const DRAIN_MS = 60_000;

/**
 * Runs `body` while the SDK produces to a topic and consumes it; then nothing acknowledged may be missing, or twice.
 */
export async function underSdkLoad(cluster: LocalCluster, body: () => Promise<void>): Promise<void> {
  const env = createNodeEnv({ logger: silentLogger });
  const client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
  const ledger = new RecordLedger();
  try {
    const configs = { 'min.insync.replicas': '2' };
    await client.admin().topics.create(TOPIC, { partitions: PARTITIONS, replicationFactor: 3, configs });
    const load = new RecordLoad(client, ledger, TOPIC, PARTITIONS, RECORDS_PER_SECOND);
    try {
      await body();
      await load.drain(new Deadline(DRAIN_MS, 'everything is read'));
    } finally {
      await load.stop();
    }
  } finally {
    await client.close();
    env.close();
  }
  const verdict = assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
  expect(verdict.acknowledged).toBeGreaterThan(0);
}
