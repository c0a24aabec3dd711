import { DraveError, assert, unreachable, type Millis, type Semaphore } from '@drave/base';
import type { Clock, Logger, Timers } from '@drave/env';
import { moveToFuture, type LogDirectory, type PartitionLog } from '@drave/log';
import { ReplicaMoveCore, sharedHistory, type MoveEffect, type MoveRead, type MoveView } from './core/replica-move.js';
import type { ReplicationQuota } from './core/replication-quota.js';
import type { Partition } from './partition.js';

interface ReplicaMoveOptions {
  readonly partition: Partition;
  /** Where the replica lies until it is moved. */
  readonly source: LogDirectory;
  /** Where its future log lies. */
  readonly target: LogDirectory;
  readonly future: PartitionLog;
  /** `replica.alter.log.dirs.io.max.bytes.per.second`, over all moves of the broker. */
  readonly quota: ReplicationQuota;
  /** How many slices of all moves are in memory at a time. */
  readonly slices: Semaphore;
  /** Called before the swap: the checkpoint of high watermarks in the target is to speak of this replica. */
  readonly beforeSwap: () => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** - `stopped`: somebody else decides what becomes of the future log. */
export type MoveOutcome =
  | { readonly kind: 'moved' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: DraveError };

const WAIT_MS: Millis = 1_000;

/** Carries out the move of one replica: what `ReplicaMoveCore` decides, on the two logs. */
export class ReplicaMove {
  readonly target: LogDirectory;
  /** Settles with the end of the move; rejects only when a promise of our own code was broken. */
  readonly ended: Promise<MoveOutcome>;
  private readonly core: ReplicaMoveCore;
  private readonly abort = new AbortController();
  private readonly log: PartitionLog;
  /** What was read and is not appended yet. */
  private slice: readonly Buffer[] = [];

  private readonly options: ReplicaMoveOptions;

  constructor(options: ReplicaMoveOptions) {
    const { future, partition, target } = options;
    this.options = options;
    this.target = target;
    this.log = partition.log;
    this.core = new ReplicaMoveCore(future.recoveryPoint < future.logEndOffset ? future.size : 0);
    this.ended = this.run();
  }

  /** Ends the copying where it stands; a swap that has begun is finished first. */
  async stop(): Promise<MoveOutcome> {
    this.abort.abort();
    return this.ended;
  }

  private async run(): Promise<MoveOutcome> {
    const paused = this.log.pauseCompaction();
    try {
      await paused;
      await this.copyAndSwap();
      return { kind: 'moved' };
    } catch (reason) {
      if (this.abort.signal.aborted) return { kind: 'stopped' };
      if (!(reason instanceof DraveError)) throw reason;
      return { kind: 'failed', reason };
    } finally {
      this.log.resumeCompaction();
    }
  }

  private async copyAndSwap(): Promise<void> {
    for (;;) {
      this.abort.signal.throwIfAborted();
      for (const effect of this.core.step({ kind: 'look', view: this.view() })) {
        if (effect.kind !== 'hold') await this.execute(effect);
        else if (await this.swap()) return;
        // A damaged log is repaired first; nothing can be done until then.
        else if (this.log.state.kind !== 'online') await this.execute({ kind: 'wait' });
      }
      await this.options.timers.yieldTurn();
    }
  }

  private async swap(): Promise<boolean> {
    const { source, target, partition } = this.options;
    await this.options.beforeSwap();
    return moveToFuture(partition.topicPartition, source, target, () => this.agree());
  }

  /** Copies the rest while nothing is written; false when that takes too long, and the log has to go on. */
  private async agree(): Promise<boolean> {
    this.core.step({ kind: 'held' });
    try {
      for (;;) {
        this.abort.signal.throwIfAborted();
        for (const effect of this.core.step({ kind: 'look', view: this.view() })) {
          if (effect.kind === 'agreed') return true;
          if (!(await this.execute(effect))) return false;
        }
      }
    } finally {
      this.core.step({ kind: 'released' });
    }
  }

  /** False: the log is to be held no longer. */
  private async execute(effect: MoveEffect): Promise<boolean> {
    const { future } = this.options;
    switch (effect.kind) {
      case 'read':
        return this.copy(effect);
      case 'append': {
        const { slice } = this;
        this.slice = [];
        assert(slice.length > 0, 'what is appended was read');
        await Promise.all(slice.map((bytes) => future.append(bytes, { gaps: true, cached: false })));
        return true;
      }
      case 'restart':
        await future.truncateFullyAndStartAt(effect.atOffset);
        return true;
      case 'cut':
        await future.truncateTo(effect.toOffset);
        return true;
      case 'raiseStart':
        await future.deleteRecordsBefore(effect.toOffset);
        return true;
      case 'flush':
        await future.flush();
        this.core.step({ kind: 'flushed' });
        return true;
      case 'wait':
        await this.options.timers.sleep(WAIT_MS, this.abort.signal);
        return true;
      case 'release':
        return false;
      case 'hold':
      case 'agreed':
        throw new Error(`'${effect.kind}' is no effect on one log`);
      default:
        return unreachable(effect);
    }
  }

  /** Reads a slice and does with it what the core says; one after another, so that little is in memory at a time. */
  private async copy({ fromOffset, bytesMax }: Extract<MoveEffect, { kind: 'read' }>): Promise<boolean> {
    if (!this.core.isHeld) await this.awaitQuota();
    return this.options.slices.run(async () => {
      const read = await this.read(fromOffset, bytesMax);
      if (read.kind === 'data') this.options.quota.record(read.byteLength, this.options.clock.monotonicMs());
      let goOn = true;
      for (const effect of this.core.step({ kind: 'read', read, view: this.view() }))
        goOn = (await this.execute(effect)) && goOn;
      this.slice = [];
      return goOn;
    });
  }

  private async read(fromOffset: number, bytesMax: number): Promise<MoveRead> {
    const { log } = this;
    const endOffset = log.writtenEndOffset;
    const result = await log.read(fromOffset, { upToOffset: endOffset, bytesMax, minOneBatch: true });
    switch (result.kind) {
      case 'data': {
        const { parts, byteLength, startOffset, nextOffset } = result;
        this.slice = parts;
        return { kind: 'data', startOffset, byteLength, endOffset, nextOffset };
      }
      case 'outOfRange':
        return { kind: 'outOfRange' };
      case 'corrupt':
        return { kind: 'damaged' };
      default:
        return unreachable(result);
    }
  }

  private async awaitQuota(): Promise<void> {
    const { quota, clock, timers } = this.options;
    for (;;) {
      const nowMs = clock.monotonicMs();
      const freeMs = quota.freeAtMs(nowMs);
      if (freeMs <= nowMs) return;
      // Not longer, because the rate may be raised meanwhile.
      await timers.sleep(Math.min(freeMs - nowMs, WAIT_MS), this.abort.signal);
    }
  }

  private view(): MoveView {
    const { log } = this;
    const { future } = this.options;
    const current = { startOffset: log.logStartOffset, endOffset: log.writtenEndOffset };
    const copy = { startOffset: future.logStartOffset, endOffset: future.writtenEndOffset };
    return {
      current,
      future: { ...copy, sound: future.state.kind !== 'corrupt' },
      sharedEndOffset: sharedHistory(
        { ...current, epochs: log.leaderEpochs },
        { ...copy, epochs: future.leaderEpochs },
      ),
    };
  }
}
