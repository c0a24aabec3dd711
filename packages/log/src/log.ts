import type { Bytes, DirectoryId, DraveError, Millis, Offset, TopicId, TopicPartition } from '@drave/base';
import { AppendQueue } from './append-queue.js';
import { compactLog } from './compaction/cleaner.js';
import type {
  AbortedTransaction,
  AppendOptions,
  CompactionResult,
  Corruption,
  LeaderEpochs,
  LogState,
  PartitionLog,
  ProducerStates,
  ReadOptions,
  ReadResult,
  TimestampOffset,
} from './contract.js';
import { flushLog, flushWhileSerial, requestFlush, settleFlush } from './flush.js';
import type { LogConfig } from './log-config.js';
import { LogCore, type LogHost } from './log-core.js';
import { readLog } from './read-path.js';
import { recoverLog } from './recovery.js';
import type { RecoveryOptions, RecoveryReport } from './recovery-scan.js';
import { deleteRecords, retain } from './retention.js';
import { makeSegment } from './roll.js';
import { scrubLog } from './scrubber.js';
import { abortedIn, sealSegment } from './segment-store.js';
import { firstEndedFrom } from './transaction-index.js';
import { findMaxTimestamp, findTimestamp, whileStable } from './timestamps.js';
import { truncateLog, truncateLogFully } from './truncation.js';

/** The log on disk: puts the parts together and keeps no rule of its own. */
export class SegmentedLog implements PartitionLog {
  readonly core: LogCore;
  private readonly queue: AppendQueue;

  private constructor(core: LogCore) {
    this.core = core;
    this.queue = new AppendQueue(core);
    core.drain = () => this.queue.drain();
    core.producersBefore = () => this.queue.producersBefore();
  }

  /** The directory exists; an empty one becomes an empty log. */
  static async open(
    host: LogHost,
    topicPartition: TopicPartition,
    topicId: TopicId,
    directory: string,
    config: LogConfig,
    recovery: RecoveryOptions,
  ): Promise<{ readonly log: SegmentedLog; readonly report: RecoveryReport }> {
    const log = new SegmentedLog(new LogCore(host, topicPartition, topicId, directory, config));
    const report = await recoverLog(log.core, recovery);
    return { log, report };
  }

  /**
   * Makes the files of a log in a directory that is new and empty. Durable once the caller has synced the directory.
   */
  static async create(
    host: LogHost,
    topicPartition: TopicPartition,
    topicId: TopicId,
    directory: string,
    config: LogConfig,
  ): Promise<SegmentedLog> {
    const log = new SegmentedLog(new LogCore(host, topicPartition, topicId, directory, config));
    log.core.segments.add(await makeSegment(log.core, 0));
    return log;
  }

  get topicPartition(): TopicPartition {
    return this.core.topicPartition;
  }

  get topicId(): TopicId {
    return this.core.topicId;
  }

  get directoryId(): DirectoryId {
    return this.core.host.directoryId;
  }

  get state(): LogState {
    return this.core.state;
  }

  get logStartOffset(): Offset {
    return this.core.logStartOffset;
  }

  get logEndOffset(): Offset {
    return this.core.logEndOffset;
  }

  get writtenEndOffset(): Offset {
    const { writtenEndOffset, unsyncedFrom } = this.core;
    return unsyncedFrom === undefined ? writtenEndOffset : Math.min(unsyncedFrom, writtenEndOffset);
  }

  get recoveryPoint(): Offset {
    return this.core.recoveryPoint;
  }

  get size(): Bytes {
    return this.core.segments.size;
  }

  get firstUnstableOffset(): Offset | undefined {
    const firstOffset = this.core.producers.firstUnstableOffset();
    return firstOffset === undefined ? undefined : Math.max(firstOffset, this.core.logStartOffset);
  }

  get appendRefusal(): DraveError | undefined {
    return this.queue.appendRefusal();
  }

  get leaderEpochs(): LeaderEpochs {
    return this.core.epochs;
  }

  get producers(): ProducerStates {
    return this.core.producers;
  }

  append(bytes: Buffer, options: AppendOptions = {}): Promise<void> {
    return this.queue.append(bytes, options);
  }

  read(fromOffset: Offset, options: ReadOptions): Promise<ReadResult> {
    return readLog(this.core, fromOffset, options);
  }

  truncateTo(offset: Offset): Promise<boolean> {
    return truncateLog(this.core, offset);
  }

  truncateFullyAndStartAt(offset: Offset): Promise<void> {
    return truncateLogFully(this.core, offset);
  }

  deleteRecordsBefore(offset: Offset): Promise<Offset> {
    return deleteRecords(this.core, offset);
  }

  offsetForTimestamp(timestamp: Millis): Promise<TimestampOffset | undefined> {
    return findTimestamp(this.core, timestamp);
  }

  maxTimestampOffset(): Promise<TimestampOffset | undefined> {
    return findMaxTimestamp(this.core);
  }

  abortedTransactions(fromOffset: Offset, upToOffset: Offset): Promise<readonly AbortedTransaction[]> {
    return whileStable(this.core, async () => {
      const found: AbortedTransaction[] = [];
      for (const segment of this.core.segments.all) {
        if (segment.nextOffset <= fromOffset) continue;
        const aborted = await abortedIn(this.core, segment);
        for (let slot = firstEndedFrom(aborted, fromOffset); slot < aborted.length; slot++) {
          const each = aborted[slot] as AbortedTransaction;
          if (each.firstOffset < upToOffset) found.push(each);
          // Every transaction that begins below it is decided by then.
          if (each.lastStableOffset >= upToOffset) return found;
        }
      }
      return found;
    });
  }

  replicatedUpTo(highWatermark: Offset): void {
    const { producers, writtenEndOffset } = this.core;
    producers.replicatedUpTo(Math.min(highWatermark, writtenEndOffset));
  }

  flush(): Promise<void> {
    return flushLog(this.core);
  }

  tickRetention(nowWallMs: Millis, highWatermark: Offset): Promise<Bytes> {
    return retain(this.core, nowWallMs, highWatermark);
  }

  expireProducers(nowWallMs: Millis): void {
    const { core } = this;
    if (core.state.kind === 'online') core.producers.expire(nowWallMs, core.host.producerExpirationMs);
  }

  tick(): void {
    const { core } = this;
    if (core.state.kind !== 'online') return;
    const dirtyMs = core.dirtySinceMs === undefined ? 0 : core.host.env.clock.monotonicMs() - core.dirtySinceMs;
    if (core.dirtySinceMs !== undefined && dirtyMs >= Math.min(core.config.flushMs, UNFLUSHED_MS_MAX))
      requestFlush(core);
  }

  compact(nowWallMs: Millis, highWatermark: Offset): Promise<CompactionResult | undefined> {
    // A cleaned segment lies beside the ones that it replaces for a while.
    const refusal = this.core.host.growthRefusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    return compactLog(this.core, nowWallMs, highWatermark);
  }

  pauseCompaction(): Promise<void> {
    this.core.compactionPaused = true;
    return this.core.compacted;
  }

  resumeCompaction(): void {
    this.core.compactionPaused = false;
  }

  scrub(bytesMax: Bytes): Promise<Corruption | undefined> {
    return scrubLog(this.core, bytesMax);
  }

  updateConfig(config: LogConfig): void {
    this.core.config = config;
  }

  async close(): Promise<void> {
    const { core } = this;
    try {
      await core.serial.run(async () => {
        if (core.closed) return;
        try {
          if (core.state.kind === 'online') await this.finish();
        } finally {
          core.closed = true;
          core.tail.clear();
        }
      });
    } finally {
      await this.queue.close();
      await core.host.handles.forgetDirectory(core.directory);
    }
  }

  /** Closes without a care for the files: they are about to go. */
  async abandon(): Promise<void> {
    const { core } = this;
    await core.serial.run(async () => {
      await settleFlush(core);
      core.closed = true;
      core.tail.clear();
    });
    await this.queue.close();
    await core.host.handles.forgetDirectory(core.directory);
  }

  /** Leaves the files so that the next open has nothing to scan and nothing to replay. */
  private async finish(): Promise<void> {
    const { core } = this;
    await core.drain();
    await flushWhileSerial(core, { snapshot: true });
    if (core.segments.active.seal !== undefined) return;
    await sealSegment(core, core.segments.active);
    await core.host.env.disk.syncDirectory(core.directory);
  }
}

/** What is written is made durable in the background after this time, whatever `flush.ms` says. */
const UNFLUSHED_MS_MAX = 60_000;
