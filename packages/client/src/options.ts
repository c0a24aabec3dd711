import type { Bytes, DraveError, Endpoint, Millis, Offset, PartitionIndex, TopicName } from '@drave/base';
import type { Env, TlsClientOptions } from '@drave/env';
import type { CompressionType } from '@drave/records';
import type { Transport } from '@drave/rpc';
import type { Partitioner } from './producer/partitioner.js';

/** What a client needs of the world. */
export type ClientEnv = Pick<Env, 'clock' | 'timers' | 'random' | 'compute' | 'logger' | 'metrics'>;

export interface ClientOptions {
  readonly env: ClientEnv;
  readonly transport: Transport;
  /** Any brokers of the cluster; the others are learned from them. At least one. */
  readonly bootstrap: readonly Endpoint[];
  readonly tls?: TlsClientOptions;
  /** How long one call may take before it is tried elsewhere. Default 30,000. */
  readonly requestTimeoutMs?: Millis;
  /** How long an administrative call, with its retries, may take. Default 60,000. */
  readonly apiTimeoutMs?: Millis;
  /** Metadata older than this is fetched anew even when nothing failed. Default 300,000. */
  readonly metadataMaxAgeMs?: Millis;
  /** First pause before a retry; doubles up to `retryBackoffMaxMs`, with jitter. Default 50. */
  readonly retryBackoffMs?: Millis;
  /** Default 1,000. */
  readonly retryBackoffMaxMs?: Millis;
  /**
   * When nothing was heard from a leader for so long although something is awaited, other brokers are asked whether it
   * still leads. Default 1,000.
   */
  readonly leaderSilenceMs?: Millis;
  /** Called once, after the client has closed everything of its own: the place to close an `env` made for it. */
  readonly onClose?: () => void;
}

/** `all`: every in-sync replica has it. `1`: the leader has it. `0`: it was handed over; nothing is known. */
export type Acks = 0 | 1 | 'all';

/** Kafka's producer settings under their names. */
export interface ProducerOptions {
  /** Default 'all'. */
  readonly acks?: Acks;
  /** Retries never duplicate or reorder. Default true with acks 'all'; refused with another. */
  readonly enableIdempotence?: boolean;
  /**
   * A batch is closed at this size, before compression. Default 524,288: a broker's work is by the batch, and one that
   * fills slowly is sent after `lingerMs` whatever its size.
   */
  readonly batchSize?: Bytes;
  /** How long an unfilled batch waits for more records. Default 5. */
  readonly lingerMs?: Millis;
  /** Bound on what waits to be sent or acknowledged. Default 32 MiB. */
  readonly bufferMemory?: Bytes;
  /**
   * How long `send` waits for room or for metadata before it fails, and each step of a transaction for its coordinator.
   * Default 60,000.
   */
  readonly maxBlockMs?: Millis;
  /** Default 'none'. */
  readonly compressionType?: CompressionType;
  /** Requests without an answer per broker. 1 to 5 with idempotence. Default 5. */
  readonly maxInFlightRequestsPerConnection?: number;
  /** Bound on one message to a broker. Default 1 MiB. A single larger batch goes alone. */
  readonly maxRequestSize?: Bytes;
  /** From `send` to success or failure, retries included. Default 120,000. */
  readonly deliveryTimeoutMs?: Millis;
  /** Default: hash of the key; without a key, one partition at a time ("uniform sticky"). */
  readonly partitioner?: Partitioner;
  /** Told of every batch, acknowledged or failed, in order per partition. Must not throw. */
  readonly onBatch?: (report: BatchReport) => void;
}

/** For a producer that writes in transactions. Its `acks` are 'all', and it is idempotent. */
export interface TransactionalProducerOptions extends ProducerOptions {
  /**
   * The lasting name of what this producer does, the same after a restart. At any time one producer has it: a newer one
   * fences the older.
   */
  readonly transactionalId: string;
  /**
   * The coordinator aborts a transaction that is open for longer, and fences the producer. At most the cluster's
   * `transaction.max.timeout.ms`. Default 60,000.
   */
  readonly transactionTimeoutMs?: Millis;
}

export interface RecordHeaders {
  readonly [key: string]: Uint8Array | string | null;
}

/** What `append` takes: bytes, no serializer in between. */
export interface RawRecord {
  readonly topic: TopicName;
  /** Chosen by the partitioner when absent. */
  readonly partition?: PartitionIndex | undefined;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[] | undefined;
  /** Wall clock; default now. */
  readonly timestamp?: Millis | undefined;
}

/** Where a record went. */
export interface RecordMetadata {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** -1 with acks 0. */
  readonly offset: Offset;
  /** The leader's clock when the topic says LogAppendTime, else the record's own. */
  readonly timestamp: Millis;
}

/** The fate of one batch. */
export interface BatchReport {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly recordCount: number;
  /** Of the first record, the others follow without a gap; -1 on failure and with acks 0. */
  readonly baseOffset: Offset;
  readonly error: DraveError | undefined;
  /** With an error: the batch may be in the log all the same, since its last attempt had no definite answer. */
  readonly outcomeUnknown: boolean;
  /** What the caller gave with each record of the batch; empty when none of them had one. */
  readonly tokens: readonly unknown[];
}

export type AutoOffsetReset = 'earliest' | 'latest' | 'none';

/** Kafka's consumer settings under their names. */
export interface ConsumerOptions {
  /** Where to start without a position, and where to go when the position is gone. Default 'latest'. */
  readonly autoOffsetReset?: AutoOffsetReset;
  /**
   * 'read_committed': only records of committed transactions, and those outside of transactions, up to where the first
   * open transaction began. Default 'read_uncommitted'.
   */
  readonly isolationLevel?: 'read_uncommitted' | 'read_committed';
  /** Bytes fetched ahead of the application, per broker. Default 8 MiB. */
  readonly fetchMaxBytes?: Bytes;
  /** Bytes of one partition in one message. Default 1 MiB. */
  readonly maxPartitionFetchBytes?: Bytes;
  /** Records that one `poll` gives at most. Default 500. */
  readonly maxPollRecords?: number;
  /** Reads from a replica of the same rack where there is one. Default: the leader. */
  readonly clientRack?: string;
  /** Whether batches are checked against their CRC. Default true. */
  readonly checkCrcs?: boolean;
  /** The group to share partitions with (`subscribe`), or only to keep offsets in (`assign`). Default: none. */
  readonly groupId?: string;
  /**
   * Makes the member a static one (KIP-345): after a restart within the session it gets the same partitions back, and
   * nobody else is disturbed. Must differ between members.
   */
  readonly groupInstanceId?: string;
  /** One of the cluster's `group.consumer.assignors`, such as 'range'. Default: the first of them, 'uniform'. */
  readonly groupRemoteAssignor?: string;
  /** Shown to administrators. Default 'drave'. */
  readonly clientId?: string;
  /**
   * The longest time between two polls: a consumer that does not come back in time leaves its group. Also how long the
   * group waits for partitions to be given up. Default 300,000.
   */
  readonly maxPollIntervalMs?: Millis;
  /** Commits what was processed from time to time, before partitions are given up, and at the end. Default true. */
  readonly enableAutoCommit?: boolean;
  /** Default 5,000. */
  readonly autoCommitIntervalMs?: Millis;
}
