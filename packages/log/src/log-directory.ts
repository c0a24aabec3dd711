import {
  assert,
  type ClusterId,
  type DirectoryId,
  DraveError,
  isDraveError,
  type Millis,
  type NodeId,
  type Offset,
  type Steps,
  type TopicId,
  type TopicPartition,
  uuidFrom,
} from '@drave/base';
import { type DiskLock, type Env, inSlices, type TimerHandle } from '@drave/env';

import { makeDurableDirectory, readWhole, writeAtomically, writeSynced } from './atomic-file.js';
import type { Corruption, PartitionLog } from './contract.js';
import { DelayedRemovals } from './delayed-removals.js';
import { DirectoryHealth } from './directory-health.js';
import {
  BOOT_ID,
  CLEAN_SHUTDOWN,
  deletedDirectoryName,
  isDeletedDirectoryName,
  partitionFromKey,
  partitionKey,
} from './file-names.js';
import { FutureLogs } from './future-logs.js';
import { SegmentedLog } from './log.js';
import type { LogConfig } from './log-config.js';
import type { LogCore, LogHost } from './log-core.js';
import { forgetStartMarkers } from './log-start.js';
import { LogResources } from './log-resources.js';
import { assertBelongsTo, META_PROPERTIES, readMetaProperties, writeMetaProperties } from './meta-properties.js';
import { offsetCheckpoints, readOffsets, writeOffsets } from './offset-checkpoints.js';
import { readPartitionMetadata, writePartitionMetadata } from './partition-metadata.js';
import type { RecoveryOptions, RecoveryReport } from './recovery-scan.js';
import { Serial } from './serial.js';

export { partitionKey } from './file-names.js';

export interface LogDirectoryOptions {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** Settings of a partition that is found on disk; `updateConfig` changes them later. */
  readonly configOf: (topicPartition: TopicPartition) => LogConfig;
  /** The directory went offline (EIO, failed sync): every log in it rejects from now on. Called once. */
  readonly onOffline?: (reason: DraveError) => void;
  /** Recovery, a read or the scrubber met stored bytes that are wrong; the log is in state `corrupt`. */
  readonly onCorruption?: (log: PartitionLog, corruption: Corruption) => void;
  /** What the directories of one node share. Default: the directory has resources of its own. */
  readonly resources?: LogResources;
  /** `producer.id.expiration.ms`. Default: a day. */
  readonly producerExpirationMs?: Millis;
  /**
   * `producer.id.expiration.check.interval.ms`. A producer whose records are old when they are written is remembered
   * for one to two of it. Default: ten minutes.
   */
  readonly producerExpirationCheckIntervalMs?: Millis;
  /** The time between rounds of housekeeping: time-based flushes, recovery-point checkpoint. Default 5,000. */
  readonly housekeepingIntervalMs?: Millis;
  /**
   * Why nothing may be added to any log at the moment: what is left of a full disk is needed to free it. Retention,
   * truncation and deletion go on. Default: it always may.
   */
  readonly growthRefusal?: (() => DraveError | undefined) | undefined;
  /** How many logs are recovered at a time. Default 4. */
  readonly recoveryConcurrency?: number;
}

/** One data directory (an entry of `log.dirs`) of a broker, and the partition logs in it. */
export class LogDirectory {
  readonly path: string;
  readonly directoryId: DirectoryId;
  /**
   * What the node may claim at registration: the previous run ended in order, or the page cache of its boot is still
   * there, so nothing that was acknowledged can be missing here. False for a new directory: it may stand where a lost
   * one stood.
   */
  readonly provenDurable: boolean;
  /**
   * High watermarks from `replication-offset-checkpoint`, as they were when the directory was opened; see
   * `partitionKey`.
   */
  readonly highWatermarks: ReadonlyMap<string, Offset>;
  /** What recovery found, of every log that did not come up clean and whole. */
  readonly recovered = new Map<string, RecoveryReport>();
  /** What is on its way to here from other directories of this broker. */
  readonly futures: FutureLogs;
  /** Used by this package only. */
  readonly host: LogHost;
  private readonly env: Env;
  private readonly options: LogDirectoryOptions;
  private readonly lock: DiskLock;
  private readonly logsByKey = new Map<string, SegmentedLog>();
  private readonly previous: PreviousRun;
  private readonly checkpointSerial = new Serial();
  private checkpointQueued: Promise<void> | undefined;
  private readonly namesSerial = new Serial();
  private namesQueued: Promise<void> | undefined;
  private timer: TimerHandle | undefined;
  private producersExpiredMs: Millis;
  private closing = false;

  /** Use `openLogDirectory`. */
  constructor(env: Env, path: string, options: LogDirectoryOptions, lock: DiskLock, previous: PreviousRun) {
    this.env = env;
    this.path = path;
    this.options = options;
    this.producersExpiredMs = env.clock.monotonicMs();
    this.lock = lock;
    this.previous = previous;
    this.directoryId = previous.directoryId;
    this.highWatermarks = previous.highWatermarks;
    this.provenDurable = previous.clean || previous.bootId === env.bootId;
    const resources = options.resources ?? new LogResources(env);
    this.host = {
      env,
      directoryId: previous.directoryId,
      health: new DirectoryHealth((reason) => this.wentOffline(reason)),
      handles: resources.handles,
      removals: new DelayedRemovals(env),
      indexCache: resources.indexCache,
      tailCache: resources.tailCache,
      producerExpirationMs: options.producerExpirationMs ?? 24 * 3600 * 1000,
      backgroundFlushes: new Serial(),
      checkpoint: () => this.checkpoint(),
      onCorruption: (core, corruption) => this.foundCorruption(core, corruption),
      growthRefusal: options.growthRefusal ?? (() => undefined),
    };
    this.futures = new FutureLogs({
      path,
      host: this.host,
      configOf: options.configOf,
      recoveryOf: (key) => this.recoveryOf(key),
      isTaken: (key) => this.logsByKey.has(key),
      forget: (key) => this.previous.forget(key),
      syncNames: () => this.syncNames(),
    });
  }

  /** False once it is offline. */
  get online(): boolean {
    return this.host.health.reason === undefined;
  }

  /** Everything that is open; sorted by key. */
  get logs(): readonly PartitionLog[] {
    return [...this.logsByKey.keys()].sort().map((key) => this.logsByKey.get(key) as PartitionLog);
  }

  get(topicPartition: TopicPartition): PartitionLog | undefined {
    return this.logsByKey.get(partitionKey(topicPartition));
  }

  /** For `moveToFuture`, as are the next two. */
  openLog(topicPartition: TopicPartition): SegmentedLog | undefined {
    return this.logsByKey.get(partitionKey(topicPartition));
  }

  /** The log lies in another directory from now on. */
  giveUp(topicPartition: TopicPartition): void {
    const key = partitionKey(topicPartition);
    assert(this.logsByKey.delete(key), `there is no log ${key}`);
    this.previous.forget(key);
  }

  /** The log has come from another directory. */
  takeIn(log: SegmentedLog): void {
    const key = partitionKey(log.topicPartition);
    assert(!this.logsByKey.has(key) && log.core.host === this.host, `the log ${key} comes to a place of its own`);
    this.logsByKey.set(key, log);
  }

  /** Makes a new, empty log; durable when it resolves. Asserts that there is none yet. */
  async create(topicPartition: TopicPartition, topicId: TopicId, config: LogConfig): Promise<PartitionLog> {
    const key = partitionKey(topicPartition);
    assert(!this.logsByKey.has(key), `the log ${key} exists already`);
    const { disk } = this.env;
    const directory = `${this.path}/${key}`;
    const { health } = this.host;
    const refusal = health.reason ?? this.host.growthRefusal();
    if (refusal !== undefined) throw refusal;
    try {
      await disk.makeDirectory(directory);
      const log = await SegmentedLog.create(this.host, topicPartition, topicId, directory, config);
      // Last, because a directory without it is one that was never finished.
      await writePartitionMetadata(disk, directory, topicId);
      await disk.syncDirectory(directory);
      await this.syncNames();
      assert(!this.logsByKey.has(key), `the log ${key} is made once`);
      this.logsByKey.set(key, log);
      return log;
    } catch (reason) {
      throw health.judge(reason);
    }
  }

  /** Closes the log and renames it to `<topic>-<partition>.<uuid>-delete`; the files go in the background. */
  async delete(topicPartition: TopicPartition): Promise<void> {
    const key = partitionKey(topicPartition);
    const log = this.logsByKey.get(key);
    assert(log !== undefined, `there is no log ${key}`);
    this.logsByKey.delete(key);
    this.previous.forget(key);
    await log.abandon();
    const { disk, random } = this.env;
    const unique = uuidFrom((length) => random.bytes(length));
    const deletedPath = `${this.path}/${deletedDirectoryName(topicPartition, unique)}`;
    try {
      await disk.rename(`${this.path}/${key}`, deletedPath);
      await this.syncNames();
    } catch (reason) {
      throw this.host.health.judge(reason);
    }
    this.host.removals.schedule(deletedPath, log.core.config.fileDeleteDelayMs);
  }

  /** Writes `replication-offset-checkpoint`; keys as `partitionKey` makes them. */
  async checkpointHighWatermarks(highWatermarks: ReadonlyMap<string, Offset>): Promise<void> {
    const { health } = this.host;
    if (health.reason !== undefined) throw health.reason;
    try {
      await this.checkpointSerial.run(() =>
        writeOffsets(this.env, this.path, offsetCheckpoints.highWatermarks, highWatermarks),
      );
    } catch (reason) {
      throw health.judge(reason);
    }
  }

  /**
   * Writes recovery points and log starts, as housekeeping does by itself; durable when it resolves. Calls that come
   * while one waits to start share it.
   */
  checkpoint(): Promise<void> {
    this.checkpointQueued ??= this.checkpointSerial.run(async () => {
      this.checkpointQueued = undefined;
      const { recoveryPoints, logStarts, cleaned } = this.previous;
      const marked = await inSlices(this.env.compute, this.noteOffsets());
      await writeOffsets(this.env, this.path, offsetCheckpoints.recoveryPoints, recoveryPoints);
      await writeOffsets(this.env, this.path, offsetCheckpoints.logStarts, logStarts);
      for (const [core, markers] of marked) await forgetStartMarkers(core, markers);
      if (cleaned.size > 0) await writeOffsets(this.env, this.path, offsetCheckpoints.cleaned, cleaned);
    });
    return this.checkpointQueued;
  }

  /**
   * Takes down what the checkpoints are to say, one step for each log. Returns the markers that they make superfluous:
   * those that are there now, because one that is made later speaks of a later start.
   */
  private *noteOffsets(): Steps<ReadonlyMap<LogCore, readonly string[]>> {
    const { recoveryPoints, logStarts, cleaned } = this.previous;
    const marked = new Map<LogCore, readonly string[]>();
    for (const { core } of this.everyLog()) {
      yield;
      // The log is gone since the step before: its name may be another log's by now.
      if (!this.holds(core)) continue;
      const key = partitionKey(core.topicPartition);
      if (core.startMarkers.length > 0) marked.set(core, [...core.startMarkers]);
      recoveryPoints.set(key, core.recoveryPoint);
      logStarts.set(key, Math.max(core.logStartOffset, core.logStartWanted ?? 0));
      if (core.cleanedUpToOffset > 0) cleaned.set(key, core.cleanedUpToOffset);
      else cleaned.delete(key);
    }
    return marked;
  }

  /** The logs and the future ones; no name is both. */
  private *everyLog(): Iterable<SegmentedLog> {
    yield* this.logsByKey.values();
    yield* this.futures.all;
  }

  private holds(core: LogCore): boolean {
    const log = this.openLog(core.topicPartition) ?? this.futures.get(core.topicPartition);
    return log?.core === core;
  }

  /**
   * Closes every log, writes the checkpoints and, if everything went well, the clean-shutdown marker; releases the
   * lock. Never rejects: what could not be finished is recovered by the next start.
   */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    if (this.timer !== undefined) this.env.timers.clear(this.timer);
    this.host.removals.close();
    try {
      let failure: unknown;
      await inParallel([...this.everyLog()], CLOSE_CONCURRENCY, async (log) => {
        // The other logs are closed all the same: the lock is let go only when nothing writes any more.
        await log.close().catch((reason: unknown) => {
          failure = reason;
        });
      });
      if (failure !== undefined) throw failure;
      if (this.online) {
        await this.checkpoint();
        await writeSynced(this.env.disk, `${this.path}/${CLEAN_SHUTDOWN}`, CLEAN_SHUTDOWN_CONTENT);
        await this.env.disk.syncDirectory(this.path);
      }
    } catch (reason) {
      this.env.logger.warn({ path: this.path, error: String(reason) }, 'the log directory was not closed in order');
    }
    await this.host.handles.forgetDirectory(this.path);
    await this.lock.release();
  }

  /** Recovers what is there, for `openLogDirectory`. */
  async load(): Promise<void> {
    const { disk } = this.env;
    const names = await disk.list(this.path);
    for (const name of names.filter(isDeletedDirectoryName)) this.host.removals.now(`${this.path}/${name}`);
    const keys = names.filter((name) => !isDeletedDirectoryName(name) && partitionFromKey(name) !== undefined);
    const concurrency = this.options.recoveryConcurrency ?? 4;
    await inParallel(keys, concurrency, (key) => this.loadLog(key));
    const others = names.filter((name) => !isDeletedDirectoryName(name) && !keys.includes(name));
    await inParallel(others, concurrency, (name) => this.futures.load(name));
    await this.rememberBoot();
    this.scheduleHousekeeping();
  }

  /**
   * Only after the load: before, a crash would make the next start believe that this boot's page cache holds all.
   */
  private async rememberBoot(): Promise<void> {
    const { disk, logger, bootId } = this.env;
    try {
      await writeAtomically(disk, this.path, BOOT_ID, Buffer.from(bootId, 'utf8'));
    } catch (reason) {
      // A full disk must not keep the one from starting that can free it. An unknown boot only promises less.
      if (!isDraveError(reason, 'DISK_FULL')) throw reason;
      logger.warn({ path: this.path, error: reason.message }, 'the disk is full: the boot id was not written');
    }
  }

  private async loadLog(key: string): Promise<void> {
    const { disk } = this.env;
    const directory = `${this.path}/${key}`;
    const topicPartition = partitionFromKey(key);
    const stat = await disk.stat(directory);
    if (topicPartition === undefined || stat?.kind !== 'directory') return;
    const metadata = await readPartitionMetadata(disk, directory);
    if (metadata.kind !== 'known') {
      await this.removeUnfinished(directory, metadata.kind);
      return;
    }
    const config = this.options.configOf(topicPartition);
    const { topicId } = metadata;
    const recovery = this.recoveryOf(key);
    const { log, report } = await SegmentedLog.open(this.host, topicPartition, topicId, directory, config, recovery);
    this.logsByKey.set(key, log);
    if (report.corruption !== undefined || report.tornBytes > 0) this.recovered.set(key, report);
  }

  private recoveryOf(key: string): RecoveryOptions {
    const { previous } = this;
    return {
      recoveryPoint: previous.recoveryPoints.get(key) ?? 0,
      logStartOffset: previous.logStarts.get(key),
      cleanedUpToOffset: previous.cleaned.get(key) ?? 0,
      cleanShutdown: previous.clean,
      unsyncedMayBeLost: previous.bootId !== this.env.bootId,
    };
  }

  /**
   * A crash while a log was made leaves a directory whose metadata is missing or half written. It holds no record,
   * because nothing is appended before the metadata is durable; one that does hold records is not ours to throw away.
   */
  private async removeUnfinished(directory: string, kind: 'missing' | 'damaged'): Promise<void> {
    const { disk, logger } = this.env;
    for (const name of await disk.list(directory)) {
      const stat = name.endsWith('.log') ? await disk.stat(`${directory}/${name}`) : undefined;
      if (stat === undefined || stat.size === 0) continue;
      throw new DraveError(
        'CORRUPT_DATA',
        `${directory}/partition.metadata is ${kind}, so it is unknown whose log this is; move the directory away`,
      );
    }
    logger.warn({ directory }, 'a partition directory was never finished and holds no record; removing it');
    await disk.remove(directory);
  }

  /**
   * Used by this package only. Makes new and renamed partition directories durable; calls that come while one waits to
   * start share it.
   */
  syncNames(): Promise<void> {
    this.namesQueued ??= this.namesSerial.run(() => {
      this.namesQueued = undefined;
      return this.env.disk.syncDirectory(this.path);
    });
    return this.namesQueued;
  }

  private scheduleHousekeeping(): void {
    this.timer = this.env.timers.set(this.options.housekeepingIntervalMs ?? 5_000, () => void this.runHousekeeping());
  }

  /** One step for each log. */
  private *tickLogs(): Steps<void> {
    const nowMs = this.env.clock.monotonicMs();
    const nowWallMs = this.env.clock.wallMs();
    const expiring = nowMs - this.producersExpiredMs >= (this.options.producerExpirationCheckIntervalMs ?? 600_000);
    if (expiring) this.producersExpiredMs = nowMs;
    for (const log of this.everyLog()) {
      log.tick();
      if (expiring) log.expireProducers(nowWallMs);
      yield;
    }
  }

  /** Failures take the directory offline where they happen, or wait for the next round. */
  private async runHousekeeping(): Promise<void> {
    if (this.closing || !this.online) return;
    try {
      await inSlices(this.env.compute, this.tickLogs());
      if (await inSlices(this.env.compute, this.checkpointIsStale())) await this.checkpoint();
    } catch (reason) {
      const failure = this.host.health.judge(reason);
      this.env.logger.warn({ path: this.path, error: failure.message }, 'housekeeping of the log directory failed');
    }
    if (!this.closing) this.scheduleHousekeeping();
  }

  private *checkpointIsStale(): Steps<boolean> {
    const { recoveryPoints, logStarts } = this.previous;
    for (const { core } of this.everyLog()) {
      const key = partitionKey(core.topicPartition);
      if (recoveryPoints.get(key) !== core.recoveryPoint || logStarts.get(key) !== core.logStartOffset) return true;
      yield;
    }
    return false;
  }

  private wentOffline(reason: DraveError): void {
    this.env.logger.error({ path: this.path, error: reason.message }, 'the log directory went offline');
    this.options.onOffline?.(reason);
  }

  private foundCorruption(core: LogCore, corruption: Corruption): void {
    this.env.logger.error({ ...corruption, directory: core.directory }, 'stored data is damaged');
    const log = this.logsByKey.get(partitionKey(core.topicPartition));
    if (log !== undefined) this.options.onCorruption?.(log, corruption);
  }
}

/**
 * Takes the lock, checks `meta.properties`, removes the clean-shutdown marker *before* anything is loaded
 * (KAFKA-10471), then recovers every log. A missing `meta.properties` is written when the directory is empty.
 *
 * Logs that recovery found damaged come up in state `corrupt`; look at `recovered`.
 *
 * @throws DraveError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_MISMATCH (another cluster or node), CORRUPT_DATA
 * (`meta.properties`, `partition.metadata`), KAFKA_STORAGE_ERROR, DISK_FULL.
 */
export async function openLogDirectory(env: Env, path: string, options: LogDirectoryOptions): Promise<LogDirectory> {
  await makeDurableDirectory(env.disk, path);
  const lock = await env.disk.lock(`${path}/.lock`);
  try {
    const previous = await readPreviousRun(env, path, options);
    const directory = new LogDirectory(env, path, options, lock, previous);
    await directory.load();
    return directory;
  } catch (reason) {
    await lock.release();
    throw reason;
  }
}

/** What the last run left; its maps go on as what the checkpoint files say. */
interface PreviousRun {
  readonly directoryId: DirectoryId;
  readonly clean: boolean;
  readonly bootId: string | undefined;
  readonly highWatermarks: ReadonlyMap<string, Offset>;
  readonly recoveryPoints: Map<string, Offset>;
  readonly logStarts: Map<string, Offset>;
  readonly cleaned: Map<string, Offset>;
  forget(key: string): void;
}

const CLEAN_SHUTDOWN_CONTENT = Buffer.from('{"version":0}', 'latin1');

async function readPreviousRun(env: Env, path: string, options: LogDirectoryOptions): Promise<PreviousRun> {
  const { disk } = env;
  const directoryId = await identify(env, path, options);
  const clean = (await disk.stat(`${path}/${CLEAN_SHUTDOWN}`)) !== undefined;
  if (clean) {
    await disk.remove(`${path}/${CLEAN_SHUTDOWN}`);
    await disk.syncDirectory(path);
  }
  const recoveryPoints = await readOffsets(disk, path, offsetCheckpoints.recoveryPoints);
  const logStarts = await readOffsets(disk, path, offsetCheckpoints.logStarts);
  const cleaned = await readOffsets(disk, path, offsetCheckpoints.cleaned);
  return {
    directoryId,
    clean,
    bootId: (await readWhole(disk, `${path}/${BOOT_ID}`))?.toString('utf8'),
    highWatermarks: await readOffsets(disk, path, offsetCheckpoints.highWatermarks),
    recoveryPoints,
    logStarts,
    cleaned,
    forget(key) {
      for (const offsets of [recoveryPoints, logStarts, cleaned]) offsets.delete(key);
    },
  };
}

async function identify(env: Env, path: string, { clusterId, nodeId }: LogDirectoryOptions): Promise<DirectoryId> {
  const found = await readMetaProperties(env.disk, path);
  if (found !== undefined) {
    assertBelongsTo(path, found, clusterId, nodeId);
    return found.directoryId;
  }
  const names = await env.disk.list(path);
  if (names.some((name) => partitionFromKey(name) !== undefined)) {
    throw new DraveError(
      'CORRUPT_DATA',
      `${path} holds partitions but no ${META_PROPERTIES}, so it is unknown whose they are; move the directory away`,
    );
  }
  const directoryId = uuidFrom((length) => env.random.bytes(length));
  await writeMetaProperties(env.disk, path, { clusterId, nodeId, directoryId });
  await env.disk.syncDirectory(path);
  return directoryId;
}

const CLOSE_CONCURRENCY = 8;

async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const workers = Array.from({ length: concurrency }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await action(item);
  });
  await Promise.all(workers);
}
