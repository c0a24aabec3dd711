import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { type LogConfig, openLogDirectory, type PartitionLog } from '@drave/log';
import { BatchBuilder, encodeEndTransactionMarker } from '@drave/records';
import { median, round, type Measurement } from './measurement.js';

const ROUNDS = 5;
const VALUE_BYTES = 100;
const WEEK_MS = 7 * 86_400_000;

/** The settings of the log, with Kafka's defaults. */
const logConfig: LogConfig = {
  segmentBytes: 2 ** 30,
  segmentMs: WEEK_MS,
  segmentJitterMs: 0,
  segmentIndexBytes: 10 * 2 ** 20,
  indexIntervalBytes: 4096,
  retentionBytes: -1,
  retentionMs: WEEK_MS,
  cleanupDelete: true,
  cleanupCompact: false,
  flushMessages: Number.MAX_SAFE_INTEGER,
  flushMs: Number.MAX_SAFE_INTEGER,
  fileDeleteDelayMs: 60_000,
  deleteRetentionMs: 86_400_000,
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
};

/**
 * Measures what a fetch of committed records costs at the end of a log, by the number of producers that the partition
 * has state of: the last stable offset is computed, a batch is read, and its aborted transactions are looked up. Half
 * of the transactions are aborted, and the newest is open. It measures the log alone, in the temporary directory,
 * without a cluster.
 */
export async function measureCommittedFetch(fetches: number): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const producers of [10, 10_000]) {
    const name = `read committed, ${producers} producers`;
    found.push({ name, value: round(await costMs(producers, fetches)), unit: 'ms', better: 'lower' });
  }
  return found;
}

async function costMs(producers: number, fetches: number): Promise<number> {
  const directoryPath = mkdtempSync(join(tmpdir(), 'drave-bench-'));
  const env = createNodeEnv({ logger: silentLogger });
  const options = { clusterId: 'bench', nodeId: 1, configOf: () => logConfig };
  const directory = await openLogDirectory(env, join(directoryPath, 'data'), options);
  try {
    const log = await directory.create({ topic: 'bench', partition: 0 }, 'YmVuY2gtdG9waWMtaWQtMQ', logConfig);
    await fill(log, producers);
    await fetchCommitted(log, fetches);
    const costs: number[] = [];
    for (let count = 0; count < ROUNDS; count++) {
      const startMs = env.clock.monotonicMs();
      await fetchCommitted(log, fetches);
      costs.push((env.clock.monotonicMs() - startMs) / fetches);
    }
    return median(costs);
  } finally {
    await directory.close();
    env.close();
    rmSync(directoryPath, { recursive: true });
  }
}

async function fill(log: PartitionLog, producers: number): Promise<void> {
  for (let producerId = 0; producerId < producers; producerId++) {
    log.append(dataOf(log, producerId)).catch(fail);
    const kind = producerId % 2 === 0 ? 'commit' : 'abort';
    const marker = { kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 } as const;
    const written = log.append(encodeEndTransactionMarker(marker, 0, log.logEndOffset));
    if (producerId % 100 === 0) await written;
    else written.catch(fail);
  }
  log.append(dataOf(log, producers)).catch(fail);
  await log.flush();
}

function dataOf(log: PartitionLog, producerId: number): Buffer {
  const builder = new BatchBuilder({ initialBytes: 256 });
  builder.append(0, null, Buffer.alloc(VALUE_BYTES));
  const { logEndOffset: baseOffset } = log;
  return builder.finish({
    baseOffset,
    partitionLeaderEpoch: 0,
    producerId,
    producerEpoch: 0,
    baseSequence: 0,
    transactional: true,
  });
}

async function fetchCommitted(log: PartitionLog, fetches: number): Promise<void> {
  const { writtenEndOffset } = log;
  for (let count = 0; count < fetches; count++) {
    log.replicatedUpTo(writtenEndOffset);
    const upToOffset = Math.min(log.firstUnstableOffset ?? writtenEndOffset, writtenEndOffset);
    const result = await log.read(upToOffset - 2, { upToOffset, bytesMax: 1, minOneBatch: true });
    if (result.kind !== 'data' || result.byteLength === 0) throw new Error(`the log gave ${result.kind} at its end`);
    await log.abortedTransactions(upToOffset - 2, result.nextOffset);
  }
}

function fail(reason: unknown): never {
  throw reason;
}
