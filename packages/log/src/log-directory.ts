import type { ClusterId, DirectoryId, DraveError, NodeId, Offset, TopicId, TopicPartition } from '@drave/base';
import type { Env } from '@drave/env';
import type { Corruption, PartitionLog } from './contract.js';
import type { LogConfig } from './log-config.js';

export interface LogDirectoryOptions {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** Settings of a partition found on disk or created; asked again after `updateConfig` is not needed. */
  readonly configOf: (topicPartition: TopicPartition) => LogConfig;
  /** The directory went offline (EIO, failed sync): every log in it rejects from now on. Called once. */
  readonly onOffline?: (reason: DraveError) => void;
  /** A read or the scrubber met stored bytes that are wrong; the log is in state `corrupt`. */
  readonly onCorruption?: (log: PartitionLog, corruption: Corruption) => void;
}

/** One data directory (`log.dirs` entry) of a broker and the partition logs in it. */
export interface LogDirectory {
  readonly path: string;
  readonly directoryId: DirectoryId;
  /** False once it is offline. */
  readonly online: boolean;
  /**
   * What the node may claim at registration: the previous run ended cleanly, or the page cache of its boot is still
   * there, so that nothing that was acknowledged can be missing here. True for a new directory.
   */
  readonly provenDurable: boolean;
  /** Everything found when it was opened, and what was created since; sorted by topic, then partition. */
  readonly logs: readonly PartitionLog[];

  get(topicPartition: TopicPartition): PartitionLog | undefined;
  /** Makes a new, empty partition log; durable when it resolves. Asserts that there is none yet. */
  create(topicPartition: TopicPartition, topicId: TopicId, config: LogConfig): Promise<PartitionLog>;
  /** Closes the log and renames it to `<topic>-<partition>.<uuid>-delete`; the files go in the background. */
  delete(topicPartition: TopicPartition): Promise<void>;

  /** High watermarks from `replication-offset-checkpoint`, as they were when the directory was opened. */
  readonly highWatermarks: ReadonlyMap<string, Offset>;
  /** Writes `replication-offset-checkpoint`; keys as `partitionKey` makes them. */
  checkpointHighWatermarks(highWatermarks: ReadonlyMap<string, Offset>): Promise<void>;
  /** Closes every log, writes the checkpoints and the clean-shutdown marker, releases the lock. */
  close(): Promise<void>;
}

/** `<topic>-<partition>`: the directory name, and the key of the checkpoint maps. */
export function partitionKey(topicPartition: TopicPartition): string {
  return `${topicPartition.topic}-${topicPartition.partition}`;
}

/** What all log directories of one node share. */
export interface LogResources {
  /** Node-wide budget for recently appended batches (`limits.logTailBytes` unless a test says otherwise). */
  readonly tailBytesMax?: number;
  /** How many segment and index files may be open at once, node-wide; from the file-descriptor limit. */
  readonly openFilesMax?: number;
}

/**
 * Takes the lock, checks `meta.properties`, removes the clean-shutdown marker *before* anything is loaded (KAFKA-10471),
 * then recovers every partition log. A missing `meta.properties` is written when the directory holds no partition.
 *
 * @throws DraveError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_MISMATCH (another cluster or node), KAFKA_STORAGE_ERROR.
 */
export declare function openLogDirectory(
  env: Env,
  path: string,
  options: LogDirectoryOptions,
  resources?: LogResources,
): Promise<LogDirectory>;
