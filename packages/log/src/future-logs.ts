import { assert, type TopicId, type TopicPartition, uuidFrom } from '@drave/base';
import type { PartitionLog } from './contract.js';
import { deletedDirectoryName, futureDirectoryName, partitionFromFutureName, partitionKey } from './file-names.js';
import { SegmentedLog } from './log.js';
import type { LogConfig } from './log-config.js';
import type { LogHost } from './log-core.js';
import { readPartitionMetadata, writePartitionMetadata } from './partition-metadata.js';
import type { RecoveryOptions } from './recovery-scan.js';

/** What the log directory gives to the future logs in it. */
interface FutureLogsPlace {
  readonly path: string;
  readonly host: LogHost;
  readonly configOf: (topicPartition: TopicPartition) => LogConfig;
  readonly recoveryOf: (key: string) => RecoveryOptions;
  /** A log of this name is in the directory: it is what the checkpoints speak of. */
  readonly isTaken: (key: string) => boolean;
  /** The checkpoints speak of this name no more. */
  readonly forget: (key: string) => void;
  readonly syncNames: () => Promise<void>;
}

/**
 * The future logs of one directory (KIP-113): each is made a copy of a log in another directory, in order to take its
 * place. Until then it holds nothing that is not also there, so it may be reason away at any time. A future log and a
 * log of the same name are never in one directory.
 */
export class FutureLogs {
  private readonly logsByKey = new Map<string, SegmentedLog>();
  private readonly place: FutureLogsPlace;

  constructor(place: FutureLogsPlace) {
    this.place = place;
  }

  get all(): readonly SegmentedLog[] {
    return [...this.logsByKey.keys()].sort().map((key) => this.logsByKey.get(key) as SegmentedLog);
  }

  get(topicPartition: TopicPartition): SegmentedLog | undefined {
    return this.logsByKey.get(partitionKey(topicPartition));
  }

  /** Makes an empty one; durable when it resolves. Asserts that there is none, and no log of that name. */
  async create(topicPartition: TopicPartition, topicId: TopicId, config: LogConfig): Promise<PartitionLog> {
    const { place } = this;
    const { env, health } = place.host;
    const key = partitionKey(topicPartition);
    this.assertFree(key);
    const refusal = health.reason ?? place.host.growthRefusal();
    if (refusal !== undefined) throw refusal;
    const directory = `${place.path}/${futureDirectoryName(topicPartition, this.unique())}`;
    try {
      await env.disk.makeDirectory(directory);
      const log = await SegmentedLog.create(place.host, topicPartition, topicId, directory, config);
      await writePartitionMetadata(env.disk, directory, topicId);
      await env.disk.syncDirectory(directory);
      await place.syncNames();
      this.assertFree(key);
      this.logsByKey.set(key, log);
      return log;
    } catch (reason) {
      throw health.judge(reason);
    }
  }

  /** Closes it and renames it as the deletion of a log does; the files go in the background, at once. */
  async delete(topicPartition: TopicPartition): Promise<void> {
    const { place } = this;
    const log = this.take(topicPartition);
    if (!place.isTaken(partitionKey(topicPartition))) place.forget(partitionKey(topicPartition));
    await log.abandon();
    const deletedPath = `${place.path}/${deletedDirectoryName(topicPartition, this.unique())}`;
    try {
      await place.host.env.disk.rename(log.core.directory, deletedPath);
      await place.syncNames();
    } catch (reason) {
      throw place.host.health.judge(reason);
    }
    // Nobody reads it, so nothing is gained by a delay.
    place.host.removals.now(deletedPath);
  }

  /** It is a future log no more: it takes the place that it was made for, or goes. */
  take(topicPartition: TopicPartition): SegmentedLog {
    const key = partitionKey(topicPartition);
    const log = this.logsByKey.get(key);
    assert(log !== undefined, `there is no future log ${key}`);
    this.logsByKey.delete(key);
    return log;
  }

  /** Recovers the one under this name, or removes it when it is of no use; a name of something else is passed over. */
  async load(name: string): Promise<void> {
    const { place } = this;
    const { disk, logger } = place.host.env;
    const topicPartition = partitionFromFutureName(name);
    if (topicPartition === undefined) return;
    const key = partitionKey(topicPartition);
    const directory = `${place.path}/${name}`;
    const metadata = await readPartitionMetadata(disk, directory);
    if (metadata.kind !== 'known' || place.isTaken(key) || this.logsByKey.has(key)) {
      logger.warn({ directory, metadata: metadata.kind }, 'removing a future log of no use');
      place.host.removals.now(directory);
      return;
    }
    const config = place.configOf(topicPartition);
    const opened = SegmentedLog.open(
      place.host,
      topicPartition,
      metadata.topicId,
      directory,
      config,
      place.recoveryOf(key),
    );
    this.logsByKey.set(key, (await opened).log);
  }

  private assertFree(key: string): void {
    assert(!this.logsByKey.has(key), `the future log ${key} exists already`);
    assert(!this.place.isTaken(key), `the log ${key} is where its future log was to be made`);
  }

  private unique(): string {
    const { random } = this.place.host.env;
    return uuidFrom((length) => random.bytes(length));
  }
}
