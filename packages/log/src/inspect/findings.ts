import type { Bytes, LeaderEpoch, Offset, TopicId } from '@drave/base';

/**
 * - `damage`: stored bytes are wrong or missing, and this replica cannot mend it alone.
 * - `repair`: the node that opens the directory mends it by itself, from what is sound.
 */
export interface Finding {
  readonly severity: 'damage' | 'repair';
  /** The file or directory, below the data directory. */
  readonly file: string;
  readonly text: string;
}

/** What a broker that opens the log would do with its end. */
export type RecoveryForecast =
  | { readonly kind: 'none' }
  /** Takes a torn tail off; what is cut was never acknowledged as durable by this replica. */
  | { readonly kind: 'cut'; readonly offset: Offset; readonly bytes: Bytes }
  /** Opens it as corrupt from `offset` on, and waits for the records of another replica. */
  | { readonly kind: 'restore'; readonly offset: Offset; readonly reason: string };

/** One partition's log, as its files say it. */
export interface PartitionReport {
  /** The name of its directory, such as `orders-0`. */
  readonly name: string;
  /** Undefined where `partition.metadata` is missing or damaged. */
  readonly topicId: TopicId | undefined;
  readonly segmentCount: number;
  readonly bytes: Bytes;
  readonly batchCount: number;
  readonly recordCount: number;
  readonly logStartOffset: Offset;
  /** Behind the last sound batch. */
  readonly logEndOffset: Offset;
  /** Undefined where the checkpoint has no line for it. */
  readonly highWatermark: Offset | undefined;
  readonly recoveryPoint: Offset | undefined;
  /** The last one of the batches; -1 when there is none. */
  readonly leaderEpoch: LeaderEpoch;
  readonly recovery: RecoveryForecast;
  readonly findings: readonly Finding[];
}

/** A data directory as a whole. */
export interface DirectoryFacts {
  readonly path: string;
  /** Undefined where `meta.properties` is missing or damaged; a finding says so. */
  readonly identity: { readonly clusterId: string; readonly nodeId: number; readonly directoryId: string } | undefined;
  /** The node that used it ended in order. */
  readonly cleanShutdown: boolean;
  /** The operating system has not been started anew since; undefined where nobody wrote it down, as Kafka. */
  readonly sameBoot: boolean | undefined;
  readonly findings: readonly Finding[];
}
