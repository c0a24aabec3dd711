import type { Bytes, DraveError, Endpoint, Millis, Offset, PartitionIndex, TopicName } from '@drave/base';
import type { Env, TlsClientOptions } from '@drave/env';
import type { CompressionType } from '@drave/records';
import type { Transport } from '@drave/rpc';
import type { Measurement } from './client-metrics.js';
import type { Interceptor } from './interceptors.js';
import type { Partitioner } from './producer/partitioner.js';

/** The parts of `Env` that a client uses. */
export type ClientEnv = Pick<Env, 'clock' | 'timers' | 'random' | 'compute' | 'logger' | 'metrics'>;

export interface ClientOptions {
  readonly env: ClientEnv;
  readonly transport: Transport;
  /** One or more brokers of the cluster; the others are found with their metadata. */
  readonly bootstrap: readonly Endpoint[];
  readonly tls?: TlsClientOptions;
  /** How long one call may take before it is tried at another broker, in ms. Default 30,000. */
  readonly requestTimeoutMs?: Millis;
  /** How long an administrative call may take with its retries, in ms. Default 60,000. */
  readonly apiTimeoutMs?: Millis;
  /** Metadata older than this many ms is fetched again even when nothing failed. Default 300,000. */
  readonly metadataMaxAgeMs?: Millis;
  /**
   * The first pause before a retry, in ms; each further one is twice as long, up to `retryBackoffMaxMs`, with jitter.
   * Default 50.
   */
  readonly retryBackoffMs?: Millis;
  /** The longest pause before a retry, in ms. Default 1,000. */
  readonly retryBackoffMaxMs?: Millis;
  /**
   * When a leader from which something is expected has sent nothing for this long, in ms, other brokers are asked
   * whether it still leads. Default 1,000.
   */
  readonly leaderSilenceMs?: Millis;
  /** What sees the records of the producers and consumers of this client, in this order. Default: none. */
  readonly interceptors?: readonly Interceptor[];
  /** Called with everything that `Client.metrics` counts and measures, when it happens. It must not throw. */
  readonly onMeasurement?: (measurement: Measurement) => void;
  /** Called once, after the client has closed everything that it owns, so that an `env` made for it can be closed. */
  readonly onClose?: () => void;
}

/**
 * When a record counts as written. `all`: when every in-sync replica has it. `1`: when the leader has it. `0`: when it
 * was sent; its outcome is not known.
 */
export type Acks = 0 | 1 | 'all';

/** The settings of a producer, under Kafka's names in camel case. */
export interface ProducerOptions {
  /** When a record counts as written. Default 'all'. */
  readonly acks?: Acks;
  /**
   * Whether retries never duplicate or reorder records (KIP-98). Default true with acks 'all'; not allowed with other
   * acks.
   */
  readonly enableIdempotence?: boolean;
  /**
   * A batch is closed at this size in bytes, before compression. Default 524,288, more than Kafka's, because a broker's
   * work grows with the number of batches; a batch that fills slowly is sent after `lingerMs` whatever its size.
   */
  readonly batchSize?: Bytes;
  /** How long a batch that is not full waits for more records, in ms. Default 5. */
  readonly lingerMs?: Millis;
  /** The most bytes of records that wait to be sent or acknowledged. Default 32 MiB. */
  readonly bufferMemory?: Bytes;
  /**
   * How long, in ms, `send` waits for room or for metadata before it fails, and how long each step of a transaction
   * waits for its coordinator. Default 60,000.
   */
  readonly maxBlockMs?: Millis;
  /** The codec of the record batches. Default 'none'. */
  readonly compressionType?: CompressionType;
  /** The most requests without an answer per broker; 1 to 5 with idempotence. Default 5. */
  readonly maxInFlightRequestsPerConnection?: number;
  /** The most bytes in one message to a broker; a single larger batch is sent alone. Default 1 MiB. */
  readonly maxRequestSize?: Bytes;
  /** How long a record may take from `send` to success or failure, retries included, in ms. Default 120,000. */
  readonly deliveryTimeoutMs?: Millis;
  /**
   * The rule that chooses partitions. Default: by the hash of the key; without a key, one partition at a time
   * (KIP-794).
   */
  readonly partitioner?: Partitioner;
  /** Called for every batch that was acknowledged or has failed, in order per partition. It must not throw. */
  readonly onBatch?: (report: BatchReport) => void;
}

/** The settings of a producer that writes in transactions. Its `acks` are 'all', and it is idempotent. */
export interface TransactionalProducerOptions extends ProducerOptions {
  /**
   * The lasting name of this producer, the same after a restart. One producer has it at a time: a newer one fences the
   * one before (KIP-98).
   */
  readonly transactionalId: string;
  /**
   * The coordinator aborts a transaction that is open for longer than this many ms, and fences the producer. At most
   * the cluster's `transaction.max.timeout.ms`. Default 60,000.
   */
  readonly transactionTimeoutMs?: Millis;
}

/** A record of bytes, without a serializer. */
export interface RawRecord {
  readonly topic: TopicName;
  /** The partition index; the partitioner chooses one when it is absent. */
  readonly partition?: PartitionIndex | undefined;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[] | undefined;
  /** Wall-clock ms since 1970. Default: now. */
  readonly timestamp?: Millis | undefined;
}

/** The outcome of one batch. */
export interface BatchReport {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly recordCount: number;
  /**
   * The offset of the first record; the others follow without a gap. -1 on failure, with acks 0, and where the broker
   * only knows that the batch was written before.
   */
  readonly baseOffset: Offset;
  readonly error: DraveError | undefined;
  /**
   * True when the batch failed and may be in the log all the same, because one of its attempts had no definite answer.
   */
  readonly outcomeUnknown: boolean;
  /** The token that `append` got with each record of the batch; empty when no record had one. */
  readonly tokens: readonly unknown[];
}

export type AutoOffsetReset = 'earliest' | 'latest' | 'none';

/** The settings of a consumer, under Kafka's names in camel case. */
export interface ConsumerOptions {
  /**
   * Where to start without a committed offset, and where to go on when the log no longer has the position. Default
   * 'latest'.
   */
  readonly autoOffsetReset?: AutoOffsetReset;
  /**
   * 'read_committed' hands out only records of committed transactions and records outside transactions, up to the last
   * stable offset. Default 'read_uncommitted'.
   */
  readonly isolationLevel?: 'read_uncommitted' | 'read_committed';
  /** The most bytes that are fetched ahead of the application, per broker. Default 8 MiB. */
  readonly fetchMaxBytes?: Bytes;
  /** The most bytes of one partition in one message. Default 1 MiB. */
  readonly maxPartitionFetchBytes?: Bytes;
  /** The most records that one `poll` returns. Default 500. */
  readonly maxPollRecords?: number;
  /**
   * The rack of this consumer: it reads from a replica of the same rack where there is one (KIP-392). Default: none, so
   * from the leader.
   */
  readonly clientRack?: string;
  /** Whether batches are checked against their CRC-32C. Default true. */
  readonly checkCrcs?: boolean;
  /** The group that assigns the partitions (`subscribe`), or that only keeps the offsets (`assign`). Default: none. */
  readonly groupId?: string;
  /**
   * Makes the member a static one (KIP-345): after a restart within its session it gets the same partitions again,
   * without a rebalance. It must differ between members.
   */
  readonly groupInstanceId?: string;
  /** One of the cluster's `group.consumer.assignors`, such as 'range'. Default: the first of them, 'uniform'. */
  readonly groupRemoteAssignor?: string;
  /** The name of this client in descriptions of the group. Default 'drave'. */
  readonly clientId?: string;
  /**
   * The longest time between two polls, in ms: a consumer that does not poll in time leaves its group. It is also how
   * long the group waits for a member to release revoked partitions. Default 300,000.
   */
  readonly maxPollIntervalMs?: Millis;
  /**
   * Whether what was processed is committed every `autoCommitIntervalMs`, before partitions are revoked, and at the
   * end. Default true.
   */
  readonly enableAutoCommit?: boolean;
  /** The interval of automatic commits, in ms. Default 5,000. */
  readonly autoCommitIntervalMs?: Millis;
}
