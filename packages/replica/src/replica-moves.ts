import { DraveError, Semaphore, type DirectoryId, type ErrorCode, type TopicPartition } from '@drave/base';
import type { Clock, Logger, Timers } from '@drave/env';
import { canNameFuture, partitionKey, type LogDirectory, type PartitionLog } from '@drave/log';
import type { ReplicationQuota } from './core/replication-quota.js';
import type { FoundLog, LogDirectories } from './log-directories.js';
import type { Partition } from './partition.js';
import { ReplicaMove, type MoveOutcome } from './replica-move.js';

interface ReplicaMovesOptions {
  readonly directories: LogDirectories;
  readonly quota: ReplicationQuota;
  /** Runs after whatever is being done with the replica or the files of this name, and before what comes next. */
  readonly inTurn: <T>(topicPartition: TopicPartition, work: () => Promise<T>) => Promise<T>;
  /** Writes the high watermarks of a directory, with those of the replicas that are on their way to it. */
  readonly checkpointAnew: (directoryId: DirectoryId) => Promise<void>;
  /** The replica lies in another directory now: the controller has to hear of it, and the checkpoint there. */
  readonly moved: (partition: Partition) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly fatal: (reason: unknown) => void;
}

/** Why a replica was not moved; undefined when it is being moved, or is there already. */
export type MoveRefusal = { readonly code: ErrorCode; readonly message: string } | undefined;

interface Move {
  readonly partition: Partition;
  readonly target: LogDirectory;
  readonly copying: ReplicaMove;
}

/** Slices of a mebibyte, or of one larger batch, that are in memory at a time: one is read while one is written. */
const SLICES_MAX = 2;
/** Replicas that are not here yet and whose directory is chosen already. The oldest choice is forgotten first. */
const CHOICES_MAX = 10_000;

/** The moves of replicas between the log directories of this broker (AlterReplicaLogDirs, KIP-113). */
export class ReplicaMoves {
  private readonly moves = new Map<Partition, Move>();
  /** Where replicas that are not here yet shall be made, by `partitionKey`; known to this process only, as in Kafka. */
  private readonly choices = new Map<string, DirectoryId>();
  private readonly slices = new Semaphore(SLICES_MAX);
  private closed = false;

  private readonly options: ReplicaMovesOptions;

  constructor(options: ReplicaMovesOptions) {
    this.options = options;
  }

  /** The directory that the replica is on its way to. */
  targetOf(partition: Partition): DirectoryId | undefined {
    return this.moves.get(partition)?.target.directoryId;
  }

  /** Takes the choice that was made for a replica that is being made now. */
  takeChoice(topicPartition: TopicPartition): DirectoryId | undefined {
    const key = partitionKey(topicPartition);
    const choice = this.choices.get(key);
    this.choices.delete(key);
    return choice;
  }

  /**
   * Has the replica moved to the directory of this path; resolves when its future log is there. `partition` is
   * undefined while there is no replica: the choice is remembered for when it is made, and refused with
   * REPLICA_NOT_AVAILABLE all the same. Kafka's order of checks. `validateOnly` checks and does nothing.
   */
  async alter(
    topicPartition: TopicPartition,
    path: string,
    partition: Partition | undefined,
    validateOnly = false,
  ): Promise<MoveRefusal> {
    const refused = this.refuse(topicPartition, path);
    if (refused !== undefined) return refused;
    const named = this.options.directories.byPath(path);
    if (named.kind !== 'online') return offline(path);
    if (partition === undefined) {
      if (!validateOnly) this.remember(topicPartition, named.directory.directoryId);
      return notHere(topicPartition);
    }
    try {
      return await this.options.inTurn(topicPartition, () => this.moveTo(partition, named.directory, validateOnly));
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      return { code: reason.code, message: reason.message };
    }
  }

  /** A replica was opened: goes on with the move that the last run did not finish, in the turn of its name. */
  async resume(partition: Partition): Promise<void> {
    const { directories, logger } = this.options;
    const { topicPartition, topicId, log } = partition;
    for (const { directory, log: future } of directories.findFutures(topicPartition)) {
      const isOf = future.topicId === topicId && directory.directoryId !== log.directoryId;
      const source = directories.byId(log.directoryId);
      if (isOf && directory.online && source?.online === true && !this.moves.has(partition)) {
        logger.info({ ...topicPartition, to: directory.path }, 'the move of the replica goes on');
        this.begin(partition, source, directory, future);
      } else await this.discard({ directory, log: future });
    }
  }

  /** The replica is to go: its move ends, and its future log goes first. In the turn of its name. */
  async end(partition: Partition): Promise<void> {
    await this.stop(partition);
    for (const found of this.options.directories.findFutures(partition.topicPartition))
      if (found.log.topicId === partition.topicId) await this.discard(found);
  }

  /** Every move stops where it is; the next start goes on with it. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.moves.keys()].map((partition) => this.stop(partition)));
  }

  private refuse(topicPartition: TopicPartition, path: string): MoveRefusal {
    if (!canNameFuture(topicPartition))
      return { code: 'INVALID_TOPIC_EXCEPTION', message: 'the name of the topic is too long to move its replicas' };
    const { kind } = this.options.directories.byPath(path);
    if (kind === 'unknown')
      return { code: 'LOG_DIR_NOT_FOUND', message: `'${path}' is no log directory of this broker` };
    return kind === 'offline' ? offline(path) : undefined;
  }

  private remember(topicPartition: TopicPartition, directoryId: DirectoryId): void {
    const key = partitionKey(topicPartition);
    this.choices.delete(key);
    this.choices.set(key, directoryId);
    if (this.choices.size <= CHOICES_MAX) return;
    for (const oldest of this.choices.keys()) {
      this.choices.delete(oldest);
      return;
    }
  }

  private async moveTo(partition: Partition, target: LogDirectory, validateOnly: boolean): Promise<MoveRefusal> {
    const { directories } = this.options;
    const { topicPartition, log } = partition;
    if (this.closed || partition.isClosed) return notHere(topicPartition);
    if (log.state.kind === 'offline' || partition.core.roleKind === 'offline')
      return { code: 'KAFKA_STORAGE_ERROR', message: 'the replica is offline' };
    if (this.moves.get(partition)?.target === target) return undefined;
    // Another directory than before, or back to where it is.
    if (!validateOnly) await this.end(partition);
    if (log.directoryId === target.directoryId) return undefined;
    // One that is not there now may hold an older future log, which would come back with it.
    if (directories.online.length < directories.all.length || directories.failed.size > 0)
      return { code: 'KAFKA_STORAGE_ERROR', message: 'no replica is moved while a log directory is offline' };
    const source = directories.byId(log.directoryId);
    if (source === undefined) return { code: 'KAFKA_STORAGE_ERROR', message: 'the replica is offline' };
    if (validateOnly) return undefined;
    // What the checkpoint there says of an older log of this name must not be taken for this one.
    await this.options.checkpointAnew(target.directoryId);
    const future = await directories.createFuture(target, log, partition.settings.log);
    this.options.logger.info({ ...topicPartition, from: source.path, to: target.path }, 'the replica is being moved');
    this.begin(partition, source, target, future);
    return undefined;
  }

  private begin(partition: Partition, source: LogDirectory, target: LogDirectory, future: PartitionLog): void {
    const { options, slices } = this;
    // The next start goes on with it.
    if (this.closed) return;
    future.updateConfig(partition.settings.log);
    const copying = new ReplicaMove({
      ...options,
      partition,
      source,
      target,
      future,
      slices,
      beforeSwap: () => options.checkpointAnew(target.directoryId),
    });
    const move: Move = { partition, target, copying };
    this.moves.set(partition, move);
    void copying.ended
      .then((outcome) => this.conclude(move, source, outcome))
      .catch((reason: unknown) => options.fatal(reason));
  }

  private async conclude(move: Move, source: LogDirectory, outcome: MoveOutcome): Promise<void> {
    const { partition, target } = move;
    const { directories, logger, moved } = this.options;
    if (this.moves.get(partition) === move) this.moves.delete(partition);
    const where = { ...partition.topicPartition, from: source.path, to: target.path };
    switch (outcome.kind) {
      case 'stopped':
        return;
      case 'moved':
        directories.noteMoved(source);
        logger.info(where, 'the replica was moved');
        if (!partition.isClosed) moved(partition);
        return;
      case 'failed': {
        const { code, message } = outcome.reason;
        logger.error({ ...where, code }, `the replica stays where it is: ${message}`);
        if (target.online)
          await this.options.inTurn(partition.topicPartition, () => this.discardFuture(partition, target));
      }
    }
  }

  /** Unless somebody was faster, or has begun another move to the same place. */
  private async discardFuture(partition: Partition, directory: LogDirectory): Promise<void> {
    const log = directory.futures.get(partition.topicPartition);
    if (log !== undefined && !this.moves.has(partition)) await this.discard({ directory, log });
  }

  private async stop(partition: Partition): Promise<void> {
    const move = this.moves.get(partition);
    if (move === undefined) return;
    await move.copying.stop();
    this.moves.delete(partition);
  }

  private discard({ directory, log }: FoundLog): Promise<void> {
    return this.options.directories.deleteFuture(directory, log.topicPartition);
  }
}

function notHere({ topic, partition }: TopicPartition): MoveRefusal {
  return { code: 'REPLICA_NOT_AVAILABLE', message: `this broker has no replica of ${topic}-${partition}` };
}

function offline(path: string): MoveRefusal {
  return { code: 'KAFKA_STORAGE_ERROR', message: `the log directory '${path}' is offline` };
}
