import { type Bytes, DraveError, limits, type Millis } from '@drave/base';
import type { CompressionType } from '@drave/records';
import type { ClientEnv, ClientOptions, ProducerOptions, TransactionalProducerOptions } from '../options.js';
import { DefaultPartitioner, type Partitioner } from './partitioner.js';

/** Producer options, validated and with their defaults filled in. */
export interface ProducerSettings {
  /** The acks as Kafka's protocol has them: 0, 1, or -1 for all. */
  readonly acks: 0 | 1 | -1;
  readonly idempotent: boolean;
  readonly batchBytes: Bytes;
  readonly lingerMs: Millis;
  readonly bufferBytes: Bytes;
  readonly blockMsMax: Millis;
  readonly compressionType: CompressionType;
  readonly requestsInFlightMax: number;
  readonly requestBytesMax: Bytes;
  readonly deliveryTimeoutMs: Millis;
  readonly requestTimeoutMs: Millis;
  readonly leaderSilenceMs: Millis;
  readonly partitioner: Partitioner;
}

/** @throws DraveError INVALID_CONFIG, whose message has the key, the value, what is allowed, and an example. */
export function producerSettings(client: ClientOptions, options: ProducerOptions, env: ClientEnv): ProducerSettings {
  const acks = options.acks ?? 'all';
  const idempotent = options.enableIdempotence ?? acks === 'all';
  if (idempotent && acks !== 'all') {
    throw invalid('acks', acks, "'all' with enableIdempotence", "acks: 'all', or enableIdempotence: false");
  }
  const batchBytes = inRange('batchSize', options.batchSize ?? 512 * 1024, 1, limits.recordBatchBytesMax);
  const requestTimeoutMs = inRange('requestTimeoutMs', client.requestTimeoutMs ?? 30_000, 1, DAY_MS);
  return {
    acks: acks === 'all' ? -1 : acks,
    idempotent,
    batchBytes,
    lingerMs: inRange('lingerMs', options.lingerMs ?? 5, 0, DAY_MS),
    bufferBytes: inRange('bufferMemory', options.bufferMemory ?? 32 * 1024 * 1024, 1, Number.MAX_SAFE_INTEGER),
    blockMsMax: inRange('maxBlockMs', options.maxBlockMs ?? 60_000, 0, DAY_MS),
    compressionType: options.compressionType ?? 'none',
    requestsInFlightMax: inRange(
      'maxInFlightRequestsPerConnection',
      options.maxInFlightRequestsPerConnection ?? 5,
      1,
      idempotent ? 5 : 1000,
    ),
    requestBytesMax: inRange('maxRequestSize', options.maxRequestSize ?? 1024 * 1024, 1, limits.recordBatchBytesMax),
    deliveryTimeoutMs: inRange('deliveryTimeoutMs', options.deliveryTimeoutMs ?? 120_000, 1, 7 * DAY_MS),
    requestTimeoutMs,
    leaderSilenceMs: client.leaderSilenceMs ?? 1000,
    partitioner: options.partitioner ?? new DefaultPartitioner(env.random.fork('partitioner'), batchBytes),
  };
}

/** Validates the settings that only a transactional producer has. @throws DraveError INVALID_CONFIG. */
export function transactionSettings(options: TransactionalProducerOptions): {
  readonly transactionalId: string;
  readonly transactionTimeoutMs: Millis;
} {
  const { transactionalId, transactionTimeoutMs = 60_000, acks = 'all', enableIdempotence = true } = options;
  if (typeof transactionalId !== 'string' || transactionalId === '')
    throw invalid('transactionalId', transactionalId, 'a name', "transactionalId: 'billing-1'");
  if (acks !== 'all') throw invalid('acks', acks, "'all' with a transactionalId", "acks: 'all'");
  if (!enableIdempotence)
    throw invalid('enableIdempotence', enableIdempotence, 'true with a transactionalId', 'enableIdempotence: true');
  return {
    transactionalId,
    transactionTimeoutMs: inRange('transactionTimeoutMs', transactionTimeoutMs, 1, MILLIS_MAX),
  };
}

/** The largest int32, which is what the protocol can carry. */
const MILLIS_MAX = 0x7fff_ffff;
const DAY_MS = 24 * 3600 * 1000;

function inRange(key: string, value: number, min: number, max: number): number {
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw invalid(key, value, `a number from ${min} to ${max}`, `${key}: ${min}`);
}

function invalid(key: string, value: unknown, allowed: string, example: string): DraveError {
  return new DraveError(
    'INVALID_CONFIG',
    `${key}: ${String(value)} is not valid; expected ${allowed}, for example ${example}`,
  );
}
