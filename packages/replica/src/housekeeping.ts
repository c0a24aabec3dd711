import { deferred, type Deferred, type DirectoryId, type Millis, type Offset, type Steps } from '@drave/base';
import { inSlices, type Clock, type Compute, type Logger, type Timers } from '@drave/env';
import { partitionKey, type LogDirectory } from '@drave/log';
import type { LogDirectories } from './log-directories.js';
import type { Partition } from './partition.js';

export interface HousekeepingSettings {
  /** `replica.high.watermark.checkpoint.interval.ms` */
  readonly checkpointIntervalMs: Millis;
  /** Half of `replica.lag.time.max.ms`: how often lagging followers are looked for. */
  readonly lagCheckIntervalMs: Millis;
  /** `log.retention.check.interval.ms` */
  readonly retentionIntervalMs: Millis;
  /** `log.cleaner.backoff.ms`; 0 turns the cleaner off. */
  readonly cleanerIntervalMs: Millis;
  /** The time between two looks at cold data; 0 turns the scrubber off. */
  readonly scrubIntervalMs: Millis;
  readonly scrubBytesMax: number;
}

/** A look at lagging followers that comes later than this share of its interval is no look. */
const LATE_SHARE = 0.25;
/** This many looks in a row are passed over; then a leader that is always late judges all the same. */
const LATE_LOOKS_MAX = 3;

interface HousekeepingOptions {
  readonly settings: HousekeepingSettings;
  readonly directories: LogDirectories;
  /** The partitions in a fixed order. */
  readonly partitions: () => Iterable<Partition>;
  /** The directory that a replica is being moved to: its checkpoint speaks of the replica before it is there. */
  readonly movingTo: (partition: Partition) => DirectoryId | undefined;
  readonly clock: Clock;
  readonly compute: Pick<Compute, 'slices'>;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly fatal: (reason: unknown) => void;
}

/**
 * What a broker does for its replicas by the clock. Each job runs alone and is never late by more than its own work.
 */
export class Housekeeping {
  private readonly dirty = new Set<DirectoryId>();
  /** Resolves when something becomes dirty. */
  private soiled: Deferred<void> = deferred();
  private checkpointed: Promise<void> = Promise.resolve();
  private readonly abort = new AbortController();
  private readonly loops: Promise<void>[] = [];
  private lagLookedMs: Millis = 0;
  private lateLooks = 0;

  private readonly options: HousekeepingOptions;

  constructor(options: HousekeepingOptions) {
    this.options = options;
  }

  start(): void {
    const { settings, clock } = this.options;
    this.lagLookedMs = clock.monotonicMs();
    this.every(settings.checkpointIntervalMs, () => this.checkpointDirty());
    this.every(settings.lagCheckIntervalMs, () => this.checkLag());
    this.every(settings.retentionIntervalMs, () => this.retain());
    this.every(settings.cleanerIntervalMs, () => this.clean());
    this.every(settings.scrubIntervalMs, () => this.scrub());
  }

  /** The partition's high watermark moved: its directory is due for a checkpoint. */
  noteProgress(partition: Partition): void {
    this.soil(partition.log.directoryId);
  }

  /**
   * Writes the checkpoint of a directory although nothing moved: a log of a name that was used before is about to be
   * made there, and what the file says of the old one must not be taken for the new one.
   */
  async checkpointAnew(directoryId: DirectoryId): Promise<void> {
    this.soil(directoryId);
    await this.checkpoint();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.soiled.resolve();
    await Promise.all(this.loops);
  }

  private soil(directoryId: DirectoryId): void {
    this.dirty.add(directoryId);
    this.soiled.resolve();
  }

  /** Waits for as long as there is nothing to write, so that no timer runs for it. */
  private async checkpointDirty(): Promise<void> {
    await this.checkpoint();
    if (this.dirty.size > 0 || this.abort.signal.aborted) return;
    this.soiled = deferred();
    await this.soiled.promise;
  }

  /** Writes the high watermarks of every directory where one moved; after what is being written already. */
  checkpoint(): Promise<void> {
    this.checkpointed = this.checkpointed.then(() => this.writeHighWatermarks());
    return this.checkpointed;
  }

  private async writeHighWatermarks(): Promise<void> {
    if (this.dirty.size === 0) return;
    const due = new Set(this.dirty);
    this.dirty.clear();
    const byDirectory = new Map<DirectoryId, Map<string, Offset>>();
    await inSlices(this.options.compute, gatherHighWatermarks(this.options, due, byDirectory));
    for (const directory of this.options.directories.online) {
      if (!due.has(directory.directoryId)) continue;
      const offsets = byDirectory.get(directory.directoryId) ?? new Map<string, Offset>();
      await this.guarded(directory, () => directory.checkpointHighWatermarks(offsets));
    }
  }

  /**
   * A broker that was late itself did not read what its followers asked for meanwhile, so that they seem to lag: they
   * have until the next look to be heard.
   */
  private async checkLag(): Promise<void> {
    const nowMs = this.options.clock.monotonicMs();
    const { lagCheckIntervalMs } = this.options.settings;
    const lateMs = nowMs - this.lagLookedMs - lagCheckIntervalMs;
    this.lagLookedMs = nowMs;
    this.lateLooks = lateMs > lagCheckIntervalMs * LATE_SHARE ? this.lateLooks + 1 : 0;
    if (this.lateLooks > 0 && this.lateLooks <= LATE_LOOKS_MAX) return;
    this.lateLooks = 0;
    await inSlices(this.options.compute, tickLeaders(this.options.partitions(), nowMs));
  }

  private async retain(): Promise<void> {
    for (const partition of this.options.partitions()) {
      if (this.abort.signal.aborted) return;
      if (partition.log.state.kind !== 'online') continue;
      await partition.attempt(async () => {
        await partition.log.tickRetention(this.options.clock.wallMs(), partition.highWatermark);
        partition.logStartMayHaveMoved();
      });
    }
  }

  private async clean(): Promise<void> {
    for (const partition of this.options.partitions()) {
      if (this.abort.signal.aborted) return;
      if (!partition.settings.log.cleanupCompact || partition.log.state.kind !== 'online') continue;
      await partition.attempt(async () => {
        await partition.log.compact(this.options.clock.wallMs(), partition.highWatermark);
        partition.logStartMayHaveMoved();
      });
    }
  }

  private async scrub(): Promise<void> {
    for (const partition of this.options.partitions()) {
      if (this.abort.signal.aborted) return;
      if (partition.log.state.kind !== 'online') continue;
      await partition.attempt(async () => {
        const found = await partition.log.scrub(this.options.settings.scrubBytesMax);
        if (found !== undefined) partition.reportCorruption(found);
      });
      await this.options.timers.yieldTurn();
    }
  }

  private every(intervalMs: Millis, job: () => Promise<void> | void): void {
    if (intervalMs <= 0) return;
    const { signal } = this.abort;
    const loop = async (): Promise<void> => {
      try {
        for (;;) {
          await this.options.timers.sleep(intervalMs, signal);
          await job();
        }
      } catch (reason) {
        if (!signal.aborted) this.options.fatal(reason);
      }
    };
    this.loops.push(loop());
  }

  /** A directory that fails informs its listeners by itself; here only the job goes on with the next one. */
  private async guarded(directory: LogDirectory, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (reason) {
      this.options.logger.warn(
        { directory: directory.path, reason: String(reason) },
        'the high-watermark checkpoint was not written',
      );
    }
  }
}

/** Gathers the high watermarks of the replicas in these directories; one step for each replica. */
function* gatherHighWatermarks(
  { partitions, movingTo }: Pick<HousekeepingOptions, 'partitions' | 'movingTo'>,
  due: ReadonlySet<DirectoryId>,
  byDirectory: Map<DirectoryId, Map<string, Offset>>,
): Steps<void> {
  for (const partition of partitions()) {
    yield;
    for (const directoryId of [partition.log.directoryId, movingTo(partition)]) {
      if (directoryId === undefined || !due.has(directoryId)) continue;
      let offsets = byDirectory.get(directoryId);
      if (offsets === undefined) byDirectory.set(directoryId, (offsets = new Map()));
      offsets.set(partitionKey(partition.topicPartition), partition.highWatermark);
    }
  }
}

function* tickLeaders(partitions: Iterable<Partition>, nowMs: Millis): Steps<void> {
  for (const partition of partitions) {
    if (partition.isLeader) partition.step({ kind: 'tick', nowMs });
    yield;
  }
}
