import {
  DraveError,
  UUID_ZERO,
  assert,
  type ClusterId,
  type DirectoryId,
  type LeaderEpoch,
  type Millis,
  type NodeId,
  type Offset,
  type TopicId,
  type TopicPartition,
} from '@drave/base';
import type { Env } from '@drave/env';
import {
  LogResources,
  openLogDirectory,
  partitionKey,
  type Corruption,
  type LogConfig,
  type LogDirectory,
  type PartitionLog,
} from '@drave/log';

interface LogDirectoriesOptions {
  readonly env: Env;
  readonly paths: readonly string[];
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  readonly configOf: (topicPartition: TopicPartition) => LogConfig;
  readonly resources?: LogResources | undefined;
  /** `producer.id.expiration.ms` */
  readonly producerExpirationMs: Millis;
  /** `producer.id.expiration.check.interval.ms` */
  readonly producerExpirationCheckIntervalMs: Millis;
  readonly recoveryConcurrency: number;
  readonly growthRefusal?: (() => DraveError | undefined) | undefined;
}

interface DirectoryEvents {
  directoryOffline(directory: LogDirectory, reason: DraveError): void;
  corruption(log: PartitionLog, corruption: Corruption): void;
}

export interface FoundLog {
  readonly directory: LogDirectory;
  readonly log: PartitionLog;
}

/** `unknown`: the path is not configured. */
type NamedDirectory =
  | { readonly kind: 'online'; readonly directory: LogDirectory }
  | { readonly kind: 'offline' }
  | { readonly kind: 'unknown' };

/**
 * Picks among several copies of one replica the one that holds every committed record if any of them does: the one with
 * the newest records, as in an election of Raft. A copy that was left behind when its directory failed may count as in
 * sync only if no later one does.
 */
export function newestCopy(copies: readonly FoundLog[]): FoundLog | undefined {
  let newest: FoundLog | undefined;
  for (const copy of copies) if (newest === undefined || isNewer(copy, newest)) newest = copy;
  return newest;
}

function isNewer(copy: FoundLog, than: FoundLog): boolean {
  if (copy.directory.online !== than.directory.online) return copy.directory.online;
  const epoch = lastEpochOf(copy.log);
  const otherEpoch = lastEpochOf(than.log);
  if (epoch !== otherEpoch) return epoch > otherEpoch;
  if (copy.log.writtenEndOffset !== than.log.writtenEndOffset)
    return copy.log.writtenEndOffset > than.log.writtenEndOffset;
  // What was deleted stays deleted.
  return copy.log.logStartOffset > than.log.logStartOffset;
}

/** The epoch of the last record; an epoch without records proves nothing. */
function lastEpochOf({ leaderEpochs, logStartOffset, writtenEndOffset }: PartitionLog): LeaderEpoch {
  return writtenEndOffset > logStartOffset ? leaderEpochs.epochForOffset(writtenEndOffset - 1) : -1;
}

/** All log directories of a broker (JBOD). One that fails goes alone; who is told decides what the last one means. */
export class LogDirectories {
  readonly all: readonly LogDirectory[];
  /** Paths that could not be opened at all, with the reason. */
  readonly failed: ReadonlyMap<string, DraveError>;

  /** Logs in each directory, the ones being made included. */
  private readonly counts = new Map<LogDirectory, number>();
  private readonly resources: LogResources;

  private constructor(all: readonly LogDirectory[], failed: ReadonlyMap<string, DraveError>, resources: LogResources) {
    this.all = all;
    this.failed = failed;
    this.resources = resources;
    for (const directory of all) this.counts.set(directory, directory.logs.length + directory.futures.all.length);
  }

  /**
   * Opens every directory. One that fails by its storage is left out, as long as another one opens; any other error (a
   * lock held, another node's data) is the operator's to solve.
   * @throws DraveError of the first directory that must stop the broker.
   */
  static async open(options: LogDirectoriesOptions, events: DirectoryEvents): Promise<LogDirectories> {
    assert(options.paths.length > 0, 'a broker has a log directory');
    const resources = options.resources ?? new LogResources(options.env);
    const opened: LogDirectory[] = [];
    const failed = new Map<string, DraveError>();
    for (const path of options.paths) {
      try {
        opened.push(await openOne(options, resources, path, events));
      } catch (reason) {
        if (!(reason instanceof DraveError)) throw reason;
        if (reason.code !== 'KAFKA_STORAGE_ERROR') {
          for (const directory of opened) await directory.close();
          throw reason;
        }
        failed.set(path, reason);
      }
    }
    const [first] = failed.values();
    if (opened.length === 0 && first !== undefined) throw first;
    return new LogDirectories(opened, failed, resources);
  }

  get online(): readonly LogDirectory[] {
    return this.all.filter((directory) => directory.online);
  }

  byId(id: DirectoryId): LogDirectory | undefined {
    return this.all.find((directory) => directory.directoryId === id);
  }

  /**
   * Where a replica lies on disk, whatever its topic id. More than one place when a directory failed, the replica was
   * made anew in another, and the first came back.
   */
  findAll(topicPartition: TopicPartition): readonly FoundLog[] {
    return this.all.flatMap((directory) => {
      const log = directory.get(topicPartition);
      return log === undefined ? [] : [{ directory, log }];
    });
  }

  /** Makes a log in the directory that the metadata names, else in the online one with the fewest replicas. */
  async create(
    topicPartition: TopicPartition,
    topicId: TopicId,
    wanted: DirectoryId,
    config: LogConfig,
  ): Promise<PartitionLog> {
    const directory = this.choose(wanted);
    if (directory === undefined) throw new DraveError('KAFKA_STORAGE_ERROR', 'no log directory is online');
    // Counted before it is there, so that a burst of new replicas spreads too.
    this.count(directory, 1);
    try {
      return await directory.create(topicPartition, topicId, config);
    } catch (reason) {
      this.count(directory, -1);
      throw reason;
    }
  }

  /** In a directory that has failed the files stay; the next start finds them, and judges again whose they are. */
  async delete(directory: LogDirectory, topicPartition: TopicPartition): Promise<void> {
    this.count(directory, -1);
    try {
      await directory.delete(topicPartition);
    } catch (reason) {
      if (!(reason instanceof DraveError) || directory.online) throw reason;
    }
  }

  /** The directory of this path, as it stands in the configuration. */
  byPath(path: string): NamedDirectory {
    const directory = this.all.find((each) => each.path === path);
    if (directory !== undefined) return directory.online ? { kind: 'online', directory } : { kind: 'offline' };
    return { kind: this.failed.has(path) ? 'offline' : 'unknown' };
  }

  /** Where a replica is being moved to: one place, but for what a directory that came back had left. */
  findFutures(topicPartition: TopicPartition): readonly FoundLog[] {
    return this.all.flatMap((directory) => {
      const log = directory.futures.get(topicPartition);
      return log === undefined ? [] : [{ directory, log }];
    });
  }

  /** Makes the future log of a replica in another directory than its own; durable when it resolves. */
  async createFuture(directory: LogDirectory, of: PartitionLog, config: LogConfig): Promise<PartitionLog> {
    assert(directory.directoryId !== of.directoryId, 'a replica moves to another directory');
    this.count(directory, 1);
    try {
      return await directory.futures.create(of.topicPartition, of.topicId, config);
    } catch (reason) {
      this.count(directory, -1);
      throw reason;
    }
  }

  /** In a directory that has failed the files stay, as by `delete`. */
  async deleteFuture(directory: LogDirectory, topicPartition: TopicPartition): Promise<void> {
    this.count(directory, -1);
    try {
      await directory.futures.delete(topicPartition);
    } catch (reason) {
      if (!(reason instanceof DraveError) || directory.online) throw reason;
    }
  }

  /** The future log of a replica has become its log. */
  noteMoved(source: LogDirectory): void {
    this.count(source, -1);
  }

  /** Nothing that this node acknowledged can be missing in any directory. */
  get provenDurable(): boolean {
    return this.failed.size === 0 && this.all.every((directory) => directory.provenDurable);
  }

  /** The high watermark of a log that was found, as checkpointed when the directories were opened; 0 when unknown. */
  highWatermarkOf(log: PartitionLog): Offset {
    return this.byId(log.directoryId)?.highWatermarks.get(partitionKey(log.topicPartition)) ?? 0;
  }

  async close(): Promise<void> {
    for (const directory of this.all) await directory.close();
    await this.resources.close();
  }

  private choose(wanted: DirectoryId): LogDirectory | undefined {
    const { online } = this;
    const named = wanted === UUID_ZERO ? undefined : online.find((directory) => directory.directoryId === wanted);
    if (named !== undefined) return named;
    let best: LogDirectory | undefined;
    for (const directory of online) if (best === undefined || this.load(directory) < this.load(best)) best = directory;
    return best;
  }

  private load(directory: LogDirectory): number {
    return this.counts.get(directory) ?? 0;
  }

  private count(directory: LogDirectory, change: number): void {
    this.counts.set(directory, this.load(directory) + change);
  }
}

async function openOne(
  options: LogDirectoriesOptions,
  resources: LogResources,
  path: string,
  events: DirectoryEvents,
): Promise<LogDirectory> {
  const early: DraveError[] = [];
  const opened: { directory?: LogDirectory } = {};
  opened.directory = await openLogDirectory(options.env, path, {
    clusterId: options.clusterId,
    nodeId: options.nodeId,
    configOf: options.configOf,
    onOffline: (reason) => {
      if (opened.directory === undefined) early.push(reason);
      else events.directoryOffline(opened.directory, reason);
    },
    onCorruption: (log, corruption) => events.corruption(log, corruption),
    resources,
    producerExpirationMs: options.producerExpirationMs,
    producerExpirationCheckIntervalMs: options.producerExpirationCheckIntervalMs,
    recoveryConcurrency: options.recoveryConcurrency,
    growthRefusal: options.growthRefusal,
  });
  const [reason] = early;
  if (reason !== undefined) throw reason;
  return opened.directory;
}
