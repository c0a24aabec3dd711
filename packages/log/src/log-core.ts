import {
  assert,
  type Bytes,
  type DirectoryId,
  DraveError,
  type Millis,
  type Offset,
  type TopicId,
  type TopicPartition,
} from '@drave/base';
import type { Env } from '@drave/env';
import type { Corruption, LogState } from './contract.js';
import type { DelayedRemovals } from './delayed-removals.js';
import type { DirectoryHealth } from './directory-health.js';
import type { FileHandles } from './file-handles.js';
import { EpochHistory } from './leader-epochs.js';
import type { LogConfig } from './log-config.js';
import type { IndexCache } from './index-cache.js';
import { type ProducerBefore, ProducerTable } from './producer-state.js';
import { type Segment, SegmentList } from './segment.js';
import { Serial } from './serial.js';
import type { TailCache, TailView } from './tail-cache.js';

/** What a log needs from the directory it lies in. */
export interface LogHost {
  readonly env: Env;
  readonly directoryId: DirectoryId;
  readonly health: DirectoryHealth;
  readonly handles: FileHandles;
  readonly indexCache: IndexCache;
  readonly removals: DelayedRemovals;
  readonly tailCache: TailCache;
  readonly producerExpirationMs: Millis;
  readonly backgroundFlushes: Serial;
  /**
   * Writes the directory's recovery points and log starts; durable when it resolves. Calls at the same time share a
   * write.
   */
  readonly checkpoint: () => Promise<void>;
  readonly onCorruption: (core: LogCore, corruption: Corruption) => void;
  /** Why nothing may grow here at the moment; undefined when it may. */
  readonly growthRefusal: () => DraveError | undefined;
}

/** How far the scrubber is in the segment that it is looking at. */
export interface ScrubPosition {
  readonly segment: Segment;
  readonly position: number;
  readonly nextOffset: Offset;
  readonly headersCrc: number;
}

/**
 * The mutable heart of one log, shared by the files that each do one thing to it (append, read, flush, truncate,
 * retain, compact). Only `log.ts` makes one; nothing outside the package sees it.
 */
export class LogCore {
  /** What the log needs of its log directory; it and the path change when the log is moved (`log-move`). */
  host: LogHost;
  readonly topicPartition: TopicPartition;
  readonly topicId: TopicId;
  directory: string;
  config: LogConfig;

  readonly segments = new SegmentList();
  readonly epochs: EpochHistory;
  readonly producers = new ProducerTable();
  readonly tail: TailView;
  /** Everything that changes files, one at a time: drains, rolls, truncations, deletions, swaps. */
  readonly serial = new Serial();

  logStartOffset: Offset = 0;
  /** Where the log shall start once a checkpoint says so. */
  logStartWanted: Offset | undefined;
  /** Files whose names say where the log starts, until a checkpoint does. */
  startMarkers: string[] = [];
  logEndOffset: Offset = 0;
  /** What the segment files hold. */
  writtenEndOffset: Offset = 0;
  /**
   * The records from here on are written, but `flush.messages` asks for a sync that is not through: they do not count
   * yet.
   */
  unsyncedFrom: Offset | undefined;
  recoveryPoint: Offset = 0;
  /**
   * Grows with every truncation. What was started under another generation is not trusted when it ends (etcd ABA race).
   */
  generation = 0;
  corruption: Corruption | undefined;
  closed = false;
  /** Set while a truncation or the clean-up after a failed write runs; appends are refused meanwhile. */
  appendBarrier: DraveError | undefined;
  /** The log may skip offsets (compacted, or follows a compacted leader). Persisted by a marker file. */
  gaps = false;
  gapsMarkerWritten: Promise<void> = Promise.resolve();
  /** The flush under way; never rejects. */
  flushing: Promise<void> | undefined;
  flushRequested = false;
  /** Writes what is queued; set by `log.ts`. Only from inside `serial`. */
  drain: () => Promise<void> = () => Promise.resolve();
  /** What was known of the producers before each batch that is queued; set by `log.ts`. */
  producersBefore: () => readonly ProducerBefore[] = () => [];
  /** Offsets of the producer snapshots on disk, ascending. */
  snapshotOffsets: Offset[] = [];
  bytesSinceFlush: Bytes = 0;
  recordsSinceFlush = 0;
  dirtySinceMs: Millis | undefined;
  /** Refused bytes were cut from the active segment, and no sync has followed: a power loss may bring them back. */
  cutUnsynced = false;
  bytesSinceSnapshot: Bytes = 0;
  epochsVersionSaved = 0;
  /** What the checkpoint said when the log was opened. */
  epochsOnDisk: EpochHistory | undefined;
  /** First offset that the cleaner has not seen; kept in `cleaner-offset-checkpoint`. */
  cleanedUpToOffset: Offset = 0;
  scrub: ScrubPosition | undefined;
  compacting = false;
  /** No cleaner pass begins. */
  compactionPaused = false;
  /** Settles when the cleaner pass under way is over; never rejects. */
  compacted: Promise<void> = Promise.resolve();
  /** Settles when the files of a cleaned stretch are in place; readers that met a retired segment wait for it. */
  swapping: Promise<void> = Promise.resolve();

  constructor(host: LogHost, topicPartition: TopicPartition, topicId: TopicId, directory: string, config: LogConfig) {
    this.host = host;
    this.topicPartition = topicPartition;
    this.topicId = topicId;
    this.directory = directory;
    this.config = config;
    this.tail = host.tailCache.openView();
    this.epochs = new EpochHistory(() => this.logEndOffset);
  }

  get state(): LogState {
    const reason = this.host.health.reason;
    if (reason !== undefined) return { kind: 'offline', reason };
    if (this.closed) return { kind: 'closed' };
    if (this.corruption !== undefined) return { kind: 'corrupt', corruption: this.corruption };
    return { kind: 'online' };
  }

  /** Gaps in the offsets are no sign of damage here. */
  get gapsExpected(): boolean {
    return this.gaps || this.config.cleanupCompact;
  }

  /** @throws DraveError KAFKA_STORAGE_ERROR when nothing may touch the files any more. */
  assertUsable(): void {
    const { state } = this;
    if (state.kind === 'offline') throw state.reason;
    if (state.kind === 'closed') throw new DraveError('KAFKA_STORAGE_ERROR', `the log ${this.directory} is closed`);
  }

  /** The first finding wins; the directory hears of it. */
  reportCorruption(corruption: Corruption): void {
    if (this.corruption === undefined || corruption.offset < this.corruption.offset) this.corruption = corruption;
    this.host.onCorruption(this, corruption);
  }

  checkInvariants(): void {
    if (this.corruption !== undefined) return;
    assert(this.logStartOffset <= this.writtenEndOffset, 'a log starts before it ends');
    assert(this.writtenEndOffset <= this.logEndOffset, 'what is written was assigned');
    assert(this.recoveryPoint <= this.writtenEndOffset, 'what is durable was written');
  }
}
