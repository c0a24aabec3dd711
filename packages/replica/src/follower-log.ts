import { DraveError, assert, deferred, type LeaderEpoch, type Offset } from '@drave/base';
import { BATCH_HEADER_BYTES, batchBaseOffset } from '@drave/records';
import { sharedEnd } from './core/shared-end.js';
import type { DivergingEpoch } from './fetch-messages.js';
import type { PartitionHost } from './partition-host.js';

export interface FetchedRecords {
  /** The epoch of the leader that sent them; anything but our own is stale. */
  readonly leaderEpoch: LeaderEpoch;
  /**
   * Where the leader read from. Batches may skip ahead of it in a compacted log; the first one may reach below it when
   * our log is empty and begins inside that batch.
   */
  readonly fetchOffset: Offset;
  /** Whole batches, stamped by the leader. The log owns the buffers from here on. */
  readonly records: readonly Buffer[];
  readonly highWatermark: Offset;
  readonly logStartOffset: Offset;
}

export type FetchedOutcome =
  /** The records are in the log; `endOffset` is the new position to report. */
  | { readonly kind: 'applied'; readonly endOffset: Offset }
  /** The records are not for the role or the position that we are in: open the partition anew if we still follow. */
  | { readonly kind: 'stale' }
  /** The disk is full, or the leader sent what cannot follow on our log: wait, then open anew. */
  | { readonly kind: 'retry'; readonly error: DraveError }
  | { readonly kind: 'offline' };

/** Where a follower stands: what it asks of its leader. */
interface FollowerPosition {
  readonly leaderEpoch: LeaderEpoch;
  readonly fetchOffset: Offset;
  readonly lastFetchedEpoch: LeaderEpoch;
  readonly logStartOffset: Offset;
}

/** The follower's side of replication: appends what the leader sent, cuts back what the leader never had. */
export class FollowerLog {
  private lastWrite: Promise<void> = Promise.resolve();
  private writesUnderWay = 0;
  /** The first batch of an empty log is being written below the log start; what comes next waits for it. */
  private crossing: Promise<void> | undefined;

  private readonly partition: PartitionHost;

  constructor(partition: PartitionHost) {
    this.partition = partition;
  }

  /**
   * Records were taken that are not in the file yet. A position claimed now would acknowledge them; wait for `quiesce`.
   */
  get isWriting(): boolean {
    return this.writesUnderWay > 0;
  }

  /** Undefined unless the replica follows a leader now. Not while it is writing. */
  position(): FollowerPosition | undefined {
    const { core, log } = this.partition;
    if (core.followedLeaderId === undefined) return undefined;
    assert(!this.isWriting, 'a position is what is written');
    const endOffset = log.logEndOffset;
    return {
      leaderEpoch: core.leaderEpoch,
      fetchOffset: endOffset,
      // The epoch of the last record, not the last known one: an epoch without records proves nothing (KAFKA-10706).
      lastFetchedEpoch: endOffset > log.logStartOffset ? log.leaderEpochs.epochForOffset(endOffset - 1) : -1,
      logStartOffset: log.logStartOffset,
    };
  }

  /** Order is the order of the calls; several may be under way. Never rejects. */
  async append(fetched: FetchedRecords): Promise<FetchedOutcome> {
    while (this.crossing !== undefined) await this.crossing;
    if (!this.isCurrent(fetched.leaderEpoch)) return { kind: 'stale' };
    const { partition } = this;
    const { log } = partition;
    if (fetched.records.length > 0) {
      // Read for another end than ours is an answer to an earlier question (KAFKA-13266), or comes after a lost write.
      if (fetched.fetchOffset !== log.logEndOffset || log.state.kind !== 'online') return { kind: 'stale' };
      const failed = await this.write(fetched);
      if (failed !== undefined) return failed;
    } else await this.lastWrite;
    if (!this.isCurrent(fetched.leaderEpoch)) return { kind: 'stale' };
    this.applyProgress(fetched);
    return { kind: 'applied', endOffset: partition.core.writtenEndOffset };
  }

  /**
   * Cuts the log back to where the leader's history and ours may agree (KIP-101, KIP-279). One round may not be enough;
   * the next open tells. The high watermark of the same answer is not applied: it speaks of the leader's records
   * (KAFKA-14704).
   */
  truncate(leaderEpoch: LeaderEpoch, diverging: DivergingEpoch): Promise<void> {
    return this.partition.exclusive(async () => {
      if (!this.isCurrent(leaderEpoch)) return;
      const { log } = this.partition;
      const ours = log.leaderEpochs.endOffsetFor(diverging.epoch);
      const target = Math.min(sharedEnd(diverging, ours), log.writtenEndOffset);
      assert(target >= 0, 'a truncation target is an offset');
      if (target < log.logStartOffset) {
        await this.restart(target);
        return;
      }
      await log.truncateTo(target);
      this.partition.step({ kind: 'truncated', endOffset: log.writtenEndOffset });
    });
  }

  /** We ended below the leader's log start: nothing of ours continues its log (KAFKA-9491). */
  restartAt(leaderEpoch: LeaderEpoch, leaderLogStart: Offset): Promise<void> {
    return this.partition.exclusive(async () => {
      if (!this.isCurrent(leaderEpoch)) return;
      // Judged again here: only an end below the leader's start may empty a log (KAFKA-2143).
      if (this.partition.log.writtenEndOffset >= leaderLogStart) return;
      await this.restart(leaderLogStart);
    });
  }

  /** Drops everything from the damage on; what others have of it is fetched again. Only outside ISR and ELR. */
  cutDamage(damagedOffset: Offset): Promise<void> {
    const { partition } = this;
    return partition.exclusive(async () => {
      const { log } = partition;
      if (damagedOffset <= log.logStartOffset) {
        await this.restart(log.logStartOffset);
        return;
      }
      await log.truncateTo(damagedOffset);
      partition.step({ kind: 'truncated', endOffset: log.writtenEndOffset });
    });
  }

  async quiesce(): Promise<void> {
    for (;;) {
      const last = this.lastWrite;
      await last;
      if (last === this.lastWrite) return;
    }
  }

  private async write({ fetchOffset, records }: FetchedRecords): Promise<FetchedOutcome | undefined> {
    const { log } = this.partition;
    const baseOffset = firstBaseOffset(records);
    const crosses = baseOffset < fetchOffset;
    if (crosses && log.logStartOffset < fetchOffset)
      return { kind: 'retry', error: new DraveError('INVALID_RECORD', `a batch at ${baseOffset} for ${fetchOffset}`) };
    const all = crosses
      ? this.writeAcrossStart(baseOffset, fetchOffset, records)
      : Promise.all(records.map((bytes) => log.append(bytes, { gaps: true, cached: false })));
    this.writesUnderWay++;
    const over = (): void => {
      this.writesUnderWay--;
    };
    // One that is refused at once, because an earlier one is being taken back, is over sooner than that.
    const before = this.lastWrite;
    this.lastWrite = all.then(over, over).then(() => before);
    try {
      await all;
      return undefined;
    } catch (reason) {
      // The log is being cut or emptied, at whose new end these records came too early: no fault of the disk.
      if (reason instanceof DraveError && reason.code === 'NOT_LEADER_OR_FOLLOWER') return { kind: 'stale' };
      this.partition.storageFailed(reason);
      if (reason instanceof DraveError && reason.code === 'DISK_FULL') return { kind: 'retry', error: reason };
      return { kind: 'offline' };
    }
  }

  /**
   * DeleteRecords may leave a log that begins inside a batch, and batches travel whole. So an empty log begins again at
   * the base of its first batch, and is told its start anew once that batch is there (Kafka's
   * UnexpectedAppendOffsetException). A crash between leaves a log that starts a little early, which is in order: the
   * leader's start comes with the next message. The core sees nothing of it, for it knows the start and the end only.
   */
  private async writeAcrossStart(baseOffset: Offset, startOffset: Offset, records: readonly Buffer[]): Promise<void> {
    const { log } = this.partition;
    assert(log.logStartOffset === log.logEndOffset, 'only an empty log takes a batch from below its start');
    const { promise, resolve } = deferred();
    this.crossing = promise;
    try {
      await log.truncateFullyAndStartAt(baseOffset);
      try {
        await Promise.all(records.map((bytes) => log.append(bytes, { gaps: true, cached: false })));
        await log.deleteRecordsBefore(startOffset);
      } catch (reason) {
        // Such as a full disk: back to what the core knows.
        if (log.state.kind === 'online') await log.truncateFullyAndStartAt(startOffset);
        throw reason;
      }
    } finally {
      this.crossing = undefined;
      resolve();
    }
  }

  private applyProgress(fetched: FetchedRecords): void {
    const { partition } = this;
    partition.step({
      kind: 'followerAppended',
      endOffset: partition.log.writtenEndOffset,
      leaderHighWatermark: fetched.highWatermark,
    });
    if (fetched.records.length > 0) partition.notify('end');
    const { log } = partition;
    if (fetched.logStartOffset <= log.logStartOffset || fetched.logStartOffset > log.writtenEndOffset) return;
    void partition.exclusive(async () => {
      if (!this.isCurrent(fetched.leaderEpoch)) return;
      const startOffset = await log.deleteRecordsBefore(Math.min(fetched.logStartOffset, log.writtenEndOffset));
      partition.step({ kind: 'logStartMoved', startOffset });
      partition.notify('lowWatermark');
    });
  }

  private async restart(startOffset: Offset): Promise<void> {
    await this.partition.log.truncateFullyAndStartAt(startOffset);
    this.partition.step({ kind: 'restarted', startOffset });
  }

  private isCurrent(leaderEpoch: LeaderEpoch): boolean {
    const { core } = this.partition;
    return core.followedLeaderId !== undefined && core.leaderEpoch === leaderEpoch;
  }
}

function firstBaseOffset(records: readonly Buffer[]): Offset {
  const [first] = records;
  assert(first !== undefined && first.length >= BATCH_HEADER_BYTES, 'a leader sends whole batches');
  return batchBaseOffset(first, 0);
}
