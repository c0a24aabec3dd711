import { type Bytes, DraveError, type Millis } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import { type GroupSettings, groupSettings } from '../group/group-settings.js';
import type { AutoOffsetReset, ClientOptions, ConsumerOptions } from '../options.js';

/** Consumer options, validated and with their defaults filled in. */
export interface ConsumerSettings {
  readonly autoOffsetReset: AutoOffsetReset;
  readonly isolationLevel: dataV1.IsolationLevel;
  readonly windowBytes: Bytes;
  readonly maxPartitionBytes: Bytes;
  readonly pollRecordsMax: number;
  readonly rack: string;
  readonly checkCrcs: boolean;
  readonly attemptTimeoutMs: Millis;
  readonly apiTimeoutMs: Millis;
  readonly leaderSilenceMs: Millis;
  readonly group: GroupSettings | undefined;
}

/** @throws DraveError INVALID_CONFIG, whose message has the key, the value, what is allowed, and an example. */
export function consumerSettings(client: ClientOptions, options: ConsumerOptions): ConsumerSettings {
  const inRange = (key: string, value: number, min: number, max: number): number => {
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    const message = `${key}: ${value} is not valid; expected a number from ${min} to ${max}, for example ${key}: ${min}`;
    throw new DraveError('INVALID_CONFIG', message);
  };
  return {
    autoOffsetReset: options.autoOffsetReset ?? 'latest',
    isolationLevel: isolationLevelOf(options.isolationLevel ?? 'read_uncommitted'),
    windowBytes: inRange('fetchMaxBytes', options.fetchMaxBytes ?? 8 * MIB, 1, 1024 * MIB),
    maxPartitionBytes: inRange('maxPartitionFetchBytes', options.maxPartitionFetchBytes ?? MIB, 1, 12 * MIB),
    pollRecordsMax: inRange('maxPollRecords', options.maxPollRecords ?? 500, 1, Number.MAX_SAFE_INTEGER),
    rack: options.clientRack ?? '',
    checkCrcs: options.checkCrcs ?? true,
    attemptTimeoutMs: Math.min(client.requestTimeoutMs ?? 30_000, 5000),
    apiTimeoutMs: client.apiTimeoutMs ?? 60_000,
    leaderSilenceMs: client.leaderSilenceMs ?? 1000,
    group: groupSettings(options),
  };
}

function isolationLevelOf(level: string): dataV1.IsolationLevel {
  if (level === 'read_committed') return 'READ_COMMITTED';
  if (level === 'read_uncommitted') return 'READ_UNCOMMITTED';
  const allowed = "expected 'read_committed' or 'read_uncommitted', for example isolationLevel: 'read_committed'";
  throw new DraveError('INVALID_CONFIG', `isolationLevel: ${level} is not valid; ${allowed}`);
}

const MIB = 1024 * 1024;
