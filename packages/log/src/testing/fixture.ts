import type { TopicPartition } from '@drave/base';
import type { Env } from '@drave/env';
import { testBatch } from '@drave/records/testing';
import type { PartitionLog, ReadResult } from '../contract.js';
import type { LogConfig } from '../log-config.js';
import { type LogDirectory, type LogDirectoryOptions, openLogDirectory } from '../log-directory.js';

export const TEST_TOPIC_ID = 'dGVzdC10b3BpYy1pZC0wMQ';
export const TEST_PARTITION: TopicPartition = { topic: 'orders', partition: 0 };

const NEVER = Number.MAX_SAFE_INTEGER;

/** Kafka's defaults. */
export const logConfigDefaults: LogConfig = {
  segmentBytes: 1024 * 1024 * 1024,
  segmentMs: 7 * 24 * 3600 * 1000,
  segmentJitterMs: 0,
  segmentIndexBytes: 10 * 1024 * 1024,
  indexIntervalBytes: 4096,
  retentionBytes: -1,
  retentionMs: 7 * 24 * 3600 * 1000,
  cleanupDelete: true,
  cleanupCompact: false,
  flushMessages: NEVER,
  flushMs: NEVER,
  fileDeleteDelayMs: 60_000,
  deleteRetentionMs: 24 * 3600 * 1000,
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: NEVER,
};

/** Small segments and a dense index, so that a few records reach every corner. */
export function testLogConfig(overrides: Partial<LogConfig> = {}): LogConfig {
  return { ...logConfigDefaults, segmentBytes: 1024, indexIntervalBytes: 100, retentionMs: -1, ...overrides };
}

function openTestDirectory(
  env: Env,
  config: LogConfig = testLogConfig(),
  options: Partial<LogDirectoryOptions> = {},
): Promise<LogDirectory> {
  return openLogDirectory(env, 'data', { clusterId: 'test-cluster', nodeId: 1, configOf: () => config, ...options });
}

/** The test partition's log, made when it is not there. */
export async function openTestLog(
  env: Env,
  config: LogConfig = testLogConfig(),
  options: Partial<LogDirectoryOptions> = {},
): Promise<{ readonly directory: LogDirectory; readonly log: PartitionLog }> {
  const directory = await openTestDirectory(env, config, options);
  const known = directory.get(TEST_PARTITION);
  return { directory, log: known ?? (await directory.create(TEST_PARTITION, TEST_TOPIC_ID, config)) };
}

interface TestAppend {
  readonly count?: number;
  readonly epoch?: number;
  readonly timestamp?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  /** Bytes of each value. */
  readonly valueBytes?: number;
}

/** A batch for the end of this log; the values name their offsets. */
export function nextBatch(log: PartitionLog, options: TestAppend = {}): Buffer {
  const { count = 1, epoch = 0, timestamp = 1_000, valueBytes = 20 } = options;
  const baseOffset = log.logEndOffset;
  const records = Array.from({ length: count }, (_, index) => ({
    key: `k${(baseOffset + index) % 7}`,
    value: `v${baseOffset + index}.e${epoch}.`.padEnd(valueBytes, 'x'),
    timestamp: timestamp + index,
  }));
  const { producerId = -1, producerEpoch = -1, baseSequence = -1 } = options;
  return testBatch(records, { baseOffset, partitionLeaderEpoch: epoch, producerId, producerEpoch, baseSequence });
}

/** Everything from `fromOffset` to the written end, one read after the other. */
export async function readAll(log: PartitionLog, fromOffset = log.logStartOffset, bytesMax = 400): Promise<Buffer> {
  const parts: Buffer[] = [];
  let offset = fromOffset;
  while (offset < log.writtenEndOffset) {
    const result = await log.read(offset, { upToOffset: log.writtenEndOffset, bytesMax, minOneBatch: true });
    if (result.kind !== 'data' || result.byteLength === 0) throw new Error(`read at ${offset}: ${describe(result)}`);
    parts.push(...result.parts);
    offset = result.nextOffset;
  }
  return Buffer.concat(parts);
}

function describe(result: ReadResult): string {
  return result.kind === 'corrupt' ? result.corruption.reason : result.kind;
}
