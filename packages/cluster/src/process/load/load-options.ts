import { randomInt } from 'node:crypto';
import { DraveError, type Bytes } from '@drave/base';

/** The load of `cluster.load(topic, options)`. Every option has a default. */
export interface LoadOptions {
  /** Records per second, of all producers together, 0 to 100,000; 0 for wrapped producers only. Default 100. */
  readonly rate?: number;
  /** Producers, 1 to 100, each with a share of the rate. Default 1. */
  readonly producers?: number;
  /** Partitions of the topic, if the load creates it; it creates a topic that does not exist. Default 3. */
  readonly partitions?: number;
  /** Replicas of each partition, if the load creates the topic. Default 3, or as many as there are brokers. */
  readonly replicationFactor?: number;
  /** Settings of the topic, if the load creates it. Default `min.insync.replicas` 2, where there are three replicas. */
  readonly topicConfigs?: Readonly<Record<string, string>>;
  /** When a record counts as written. What is acknowledged with less than 'all' may be lost. Default 'all'. */
  readonly acks?: 0 | 1 | 'all';
  /** Retries neither duplicate nor reorder. Default true with acks 'all'; not allowed with other acks. */
  readonly idempotent?: boolean;
  /** Everything is sent in transactions of `transactionRecords`. Default false. */
  readonly transactional?: boolean;
  /** Records in one transaction, 1 to 10,000. Default 10. */
  readonly transactionRecords?: number;
  /** Every so many transactions one is aborted; 0 for none. Default 10. */
  readonly abortEvery?: number;
  /** The size of each value in bytes, 1 to 900,000. Default 100. */
  readonly valueBytes?: Bytes;
  /** How many keys there are, up to 1,000,000; 0 for records without a key. Default 1,000. */
  readonly keys?: number;
  /** Consumer groups, each of which reads everything, 0 to 100. Default 1. */
  readonly groups?: number;
  /** Consumers in each group, 1 to 100. Default 1. */
  readonly members?: number;
  /** What the groups are given. Default 'read_committed' when `transactional`, else 'read_uncommitted'. */
  readonly isolationLevel?: 'read_uncommitted' | 'read_committed';
  /** The same seed draws the same keys. Default: drawn, and told by the report. */
  readonly seed?: number;
  /** The most records that wait for an acknowledgement; beyond them nothing is sent. Default 10,000. */
  readonly waitingMax?: number;
}

/** The options with their defaults. */
export type LoadSettings = Required<Omit<LoadOptions, 'replicationFactor' | 'topicConfigs' | 'partitions'>> &
  Pick<LoadOptions, 'replicationFactor' | 'topicConfigs' | 'partitions'>;

/** @throws DraveError INVALID_CONFIG that names the option, its value and what is allowed. */
export function loadSettings(options: LoadOptions): LoadSettings {
  for (const [name, [min, max]] of Object.entries(ranges) as [keyof typeof ranges, readonly [number, number]][]) {
    const value = options[name];
    if (value === undefined || (value >= min && value <= max && (name === 'rate' || Number.isInteger(value)))) continue;
    throw new DraveError('INVALID_CONFIG', `load: ${name} is ${value}; expected ${min} to ${max}`);
  }
  const { acks = 'all', transactional = false } = options;
  const idempotent = options.idempotent ?? acks === 'all';
  if (acks !== 'all' && (idempotent || transactional)) {
    const what = transactional ? 'transactional' : 'idempotent';
    throw new DraveError('INVALID_CONFIG', `load: ${what} needs acks 'all', not ${acks}; leave one of them out`);
  }
  if (transactional && !idempotent)
    throw new DraveError('INVALID_CONFIG', 'load: transactional producers are idempotent; leave idempotent out');
  return {
    rate: 100,
    producers: 1,
    transactionRecords: 10,
    abortEvery: 10,
    valueBytes: 100,
    keys: 1_000,
    groups: 1,
    members: 1,
    isolationLevel: transactional ? 'read_committed' : 'read_uncommitted',
    seed: randomInt(2 ** 31),
    waitingMax: 10_000,
    ...options,
    acks,
    transactional,
    idempotent,
  };
}

const ranges = {
  rate: [0, 100_000],
  producers: [1, 100],
  partitions: [1, 10_000],
  replicationFactor: [1, 100],
  transactionRecords: [1, 10_000],
  abortEvery: [0, 1_000_000],
  valueBytes: [1, 900_000],
  keys: [0, 1_000_000],
  groups: [0, 100],
  members: [1, 100],
  seed: [0, 2 ** 53 - 1],
  waitingMax: [1, 1_000_000],
} as const satisfies Partial<Record<keyof LoadOptions, readonly [number, number]>>;
