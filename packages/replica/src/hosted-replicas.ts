import {
  DraveError,
  Semaphore,
  assert,
  type BrokerEpoch,
  type DirectoryId,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type Steps,
  type TopicId,
  type TopicName,
  type TopicPartition,
} from '@drave/base';
import type { Clock, Compute, Logger, Timers } from '@drave/env';
import { partitionKey, type LogDirectory, type PartitionLog } from '@drave/log';
import type { LocalPartition, LocalRemoval, MetadataImage, PartitionRegistration } from '@drave/metadata';
import { assignmentOf } from './apply-changes.js';
import type { BrokerView } from './core/events.js';
import type { DeadlineQueue } from './deadline-queue.js';
import { DirectoryReports } from './directory-reports.js';
import { newestCopy, type FoundLog, type LogDirectories } from './log-directories.js';
import { Partition, type PartitionHooks } from './partition.js';
import type { ReplicaControllerPort, TransactionVerificationPort } from './ports.js';
import type { ReplicaMoves } from './replica-moves.js';
import type { PartitionSettings } from './settings.js';
import type { TopicCounts } from './topic-traffic.js';

export interface HostedReplicasOptions {
  readonly localId: NodeId;
  readonly brokerEpoch: () => BrokerEpoch;
  readonly directories: LogDirectories;
  readonly deadlines: DeadlineQueue;
  readonly brokers: BrokerView;
  readonly traffic: (topic: TopicName) => TopicCounts;
  readonly hooks: PartitionHooks;
  readonly controller: ReplicaControllerPort;
  readonly transactionCoordinators?: TransactionVerificationPort | undefined;
  readonly settingsOf: (topic: TopicName) => PartitionSettings;
  readonly opened: (partition: Partition) => void;
  readonly closing: (partition: Partition) => void;
  /** Its log could not be opened, which is tried again; or it is gone before it was open. */
  readonly notOpened: (topicId: TopicId, index: PartitionIndex) => void;
  /** Drops from the directory's high-watermark checkpoint what is not open any more. */
  readonly checkpointAnew: (directoryId: DirectoryId) => Promise<void>;
  readonly moves: Pick<ReplicaMoves, 'takeChoice' | 'resume' | 'end'>;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly fatal: (reason: unknown) => void;
}

interface Hosted {
  readonly topicId: TopicId;
  readonly topicPartition: TopicPartition;
  registration: PartitionRegistration;
  /** Undefined until its log is open. */
  partition: Partition | undefined;
  /** An attempt to open its log has failed. */
  failed: boolean;
  removed: boolean;
}

/**
 * As many batches may be open as the thread pool has threads. One open batch takes at most `DECOMPRESSED_BYTES_MAX`.
 */
const OPEN_BATCHES_MAX = 4;
/**
 * Replicas whose files are made or deleted at a time. All that the disk has finished since the last turn of the event
 * loop is taken up in one, so the number that may be under way is what bounds a turn: a change of metadata may bring
 * thousands. Twice the threads of the pool keeps each of them busy.
 */
const FILES_AT_WORK_MAX = 16;
const RETRY_MS = 1_000;

/**
 * The replicas that the metadata gives this broker. Making and deleting one takes time; per name these steps run one
 * after another, so that a topic made anew under an old name never meets the files of the old one.
 */
export class HostedReplicas {
  private readonly byId = new Map<string, Hosted>();
  private readonly stepsByName = new Map<string, Promise<void>>();
  /** Names that a high-watermark checkpoint may still speak of. */
  private usedNames = new Set<string>();
  private readonly reports: DirectoryReports;
  private readonly abort = new AbortController();
  private readonly openBatches = new Semaphore(OPEN_BATCHES_MAX);
  private readonly filesAtWork = new Semaphore(FILES_AT_WORK_MAX);
  /** The forgetting that is under way: nothing is made meanwhile. */
  private forgetting: Promise<void> | undefined;
  /** The wait for the next attempt, of all that have failed since it began. */
  private pausing: Promise<void> | undefined;

  private readonly options: HostedReplicasOptions;

  constructor(options: HostedReplicasOptions) {
    this.options = options;
    this.reports = new DirectoryReports({ ...options, port: options.controller, retryMs: RETRY_MS });
    for (const { highWatermarks } of options.directories.all)
      for (const key of highWatermarks.keys()) this.usedNames.add(key);
  }

  get(topicId: TopicId, index: PartitionIndex): Partition | undefined {
    return this.byId.get(idKey(topicId, index))?.partition;
  }

  has(topicId: TopicId, index: PartitionIndex): boolean {
    return this.byId.has(idKey(topicId, index));
  }

  /** The metadata has made this broker the leader, and the log is being opened or an older role finished. */
  isTakingLead(topicId: TopicId, index: PartitionIndex): boolean {
    const hosted = this.byId.get(idKey(topicId, index));
    if (hosted === undefined || this.abort.signal.aborted) return false;
    if (hosted.partition !== undefined) return hosted.partition.isTakingLead;
    return !hosted.failed && hosted.registration.leader === this.options.localId;
  }

  *open(): Iterable<Partition> {
    for (const hosted of this.byId.values()) if (hosted.partition !== undefined) yield hosted.partition;
  }

  assign(local: LocalPartition): void {
    const key = idKey(local.topicId, local.index);
    const known = this.byId.get(key);
    if (known !== undefined) {
      known.registration = local.registration;
      known.partition?.applyAssignment(assignmentOf(local.registration));
      return;
    }
    const hosted: Hosted = {
      topicId: local.topicId,
      topicPartition: { topic: local.topic, partition: local.index },
      registration: local.registration,
      partition: undefined,
      failed: false,
      removed: false,
    };
    this.byId.set(key, hosted);
    this.next(hosted.topicPartition, () => this.bringUp(hosted));
  }

  remove(removal: LocalRemoval): void {
    const key = idKey(removal.topicId, removal.index);
    const hosted = this.byId.get(key);
    if (hosted === undefined) return;
    this.byId.delete(key);
    hosted.removed = true;
    if (hosted.partition === undefined) this.options.notOpened(removal.topicId, removal.index);
    else this.options.closing(hosted.partition);
    this.next(hosted.topicPartition, async () => {
      if (hosted.partition !== undefined) await this.options.moves.end(hosted.partition);
      await hosted.partition?.close();
      await this.filesAtWork.run(async () => {
        for (const found of this.options.directories.findAll(hosted.topicPartition))
          if (found.log.topicId === hosted.topicId) await this.discard(found);
        for (const { directory, log } of this.options.directories.findFutures(hosted.topicPartition))
          if (log.topicId === hosted.topicId)
            await this.options.directories.deleteFuture(directory, log.topicPartition);
      });
    });
  }

  /**
   * Deletes what lies on disk without being ours: its topic id is unknown to the image, or the image assigns the
   * partition to others (KAFKA-14616). Judged by topic id and by this very image, never by what happens to be open.
   */
  *removeStrays(image: MetadataImage): Steps<void> {
    for (const directory of this.options.directories.all) {
      for (const { topicId, topicPartition } of [...directory.logs]) {
        yield;
        if (isOurs(image, topicId, topicPartition.partition, this.options.localId)) continue;
        this.options.logger.warn({ ...topicPartition, topicId }, 'removing a stray replica');
        this.next(topicPartition, () =>
          this.filesAtWork.run(async () => {
            if (directory.get(topicPartition)?.topicId === topicId)
              await this.options.directories.delete(directory, topicPartition);
          }),
        );
      }
      for (const { topicId, topicPartition } of directory.futures.all) {
        yield;
        if (isOurs(image, topicId, topicPartition.partition, this.options.localId)) continue;
        this.next(topicPartition, () => this.removeStrayFuture(directory, topicPartition, topicId));
      }
    }
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.reports.stop();
    while (this.stepsByName.size > 0) await Promise.all(this.stepsByName.values());
    for (const partition of this.open()) await partition.close();
  }

  /** Appends `work` to what goes on under this name, and settles as it does. */
  inTurn<T>(topicPartition: TopicPartition, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.next(topicPartition, () => this.filesAtWork.run(work).then(resolve, reject));
    });
  }

  /** The replica lies in another log directory than the controller knows. */
  moved({ topicId, topicPartition, log }: Partition): void {
    this.reports.add({ topicId, partition: topicPartition.partition, directoryId: log.directoryId });
  }

  private removeStrayFuture(directory: LogDirectory, topicPartition: TopicPartition, topicId: TopicId): Promise<void> {
    return this.filesAtWork.run(async () => {
      if (directory.futures.get(topicPartition)?.topicId === topicId)
        await this.options.directories.deleteFuture(directory, topicPartition);
    });
  }

  private async bringUp(hosted: Hosted): Promise<void> {
    while (!(await this.filesAtWork.run(() => this.tryToBringUp(hosted)))) await this.pause();
  }

  /** True when nothing is left to do. */
  private async tryToBringUp(hosted: Hosted): Promise<boolean> {
    if (hosted.removed || this.abort.signal.aborted) return true;
    try {
      const { log, highWatermark } = await this.logOf(hosted);
      if (!hosted.removed) await this.options.moves.resume(this.start(hosted, log, highWatermark));
      return true;
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      this.options.logger.error(
        { ...hosted.topicPartition, code: reason.code },
        `the replica cannot be made: ${reason.message}`,
      );
      hosted.failed = true;
      this.options.notOpened(hosted.topicId, hosted.topicPartition.partition);
      return false;
    }
  }

  private async logOf(hosted: Hosted): Promise<{ readonly log: PartitionLog; readonly highWatermark: Offset }> {
    const { directories, settingsOf, localId } = this.options;
    const { topicPartition, topicId, registration } = hosted;
    const copies = directories.findAll(topicPartition);
    const ours = newestCopy(copies.filter(({ log }) => log.topicId === topicId));
    await this.discardFutures(hosted, ours);
    for (const copy of copies) {
      if (copy === ours) continue;
      // The copy was left behind in a directory that came back; or the topic was deleted and made anew while we were
      // away (KAFKA-14616).
      const { path } = copy.directory;
      this.options.logger.warn({ ...topicPartition, topicId: copy.log.topicId, path }, 'removing a copy of no use');
      await this.discard(copy);
    }
    if (ours !== undefined) return { log: ours.log, highWatermark: directories.highWatermarkOf(ours.log) };
    const wanted = registration.directories[registration.replicas.indexOf(localId)];
    assert(wanted !== undefined, 'the registration names a directory for each replica');
    while (this.forgetting !== undefined || this.usedNames.has(partitionKey(topicPartition)))
      await this.forgetUsedNames();
    const place = this.options.moves.takeChoice(topicPartition) ?? wanted;
    const log = await directories.create(topicPartition, topicId, place, settingsOf(topicPartition.topic).log);
    return { log, highWatermark: 0 };
  }

  /** Future logs of another topic of this name, without a log that they could be copied from, or beside it. */
  private async discardFutures({ topicPartition, topicId }: Hosted, ours: FoundLog | undefined): Promise<void> {
    const { directories } = this.options;
    for (const { directory, log } of directories.findFutures(topicPartition))
      if (log.topicId !== topicId || ours === undefined || ours.directory === directory)
        await directories.deleteFuture(directory, topicPartition);
  }

  /**
   * Afterwards no high-watermark checkpoint speaks of names of which nothing is open: one write for all that wait.
   */
  private forgetUsedNames(): Promise<void> {
    // Ended by a callback, which comes after this assignment even where no directory is left to write to.
    this.forgetting ??= this.checkpointOpenNames().finally(() => (this.forgetting = undefined));
    return this.forgetting;
  }

  private async checkpointOpenNames(): Promise<void> {
    // Before the first pause: what is opened from here on may be in the checkpoint and is noted by `start`.
    this.usedNames = new Set([...this.open()].map(({ topicPartition }) => partitionKey(topicPartition)));
    for (const { directoryId } of this.options.directories.online) await this.options.checkpointAnew(directoryId);
  }

  private discard({ directory, log }: FoundLog): Promise<void> {
    return this.options.directories.delete(directory, log.topicPartition);
  }

  private start(hosted: Hosted, log: PartitionLog, highWatermark: Offset): Partition {
    const { options } = this;
    const settings = options.settingsOf(hosted.topicPartition.topic);
    this.usedNames.add(partitionKey(hosted.topicPartition));
    log.updateConfig(settings.log);
    const partition = new Partition({
      localId: options.localId,
      log,
      highWatermark,
      settings,
      brokers: options.brokers,
      traffic: options.traffic,
      clock: options.clock,
      compute: options.compute,
      logger: options.logger,
      deadlines: options.deadlines,
      openBatches: this.openBatches,
      transactionCoordinators: options.transactionCoordinators,
      hooks: options.hooks,
    });
    hosted.partition = partition;
    options.opened(partition);
    const { state } = log;
    if (state.kind === 'offline') partition.goOffline(state.reason);
    partition.applyAssignment(assignmentOf(hosted.registration));
    if (state.kind === 'corrupt') partition.reportCorruption(state.corruption);
    this.reportDirectory(hosted, log.directoryId);
    return partition;
  }

  private reportDirectory(hosted: Hosted, directoryId: DirectoryId): void {
    const { registration, topicId, topicPartition } = hosted;
    const known = registration.directories[registration.replicas.indexOf(this.options.localId)];
    if (known === directoryId) return;
    this.reports.add({ topicId, partition: topicPartition.partition, directoryId });
  }

  /** Appends a step to what goes on under this name. */
  private next(topicPartition: TopicPartition, step: () => Promise<void>): void {
    const key = partitionKey(topicPartition);
    const before = this.stepsByName.get(key) ?? Promise.resolve();
    const after = before
      .then(step)
      .catch((reason: unknown) => {
        // A directory that fails during a deletion is offline by now and has said so itself.
        if (!(reason instanceof DraveError)) this.options.fatal(reason);
        else this.options.logger.error({ ...topicPartition, code: reason.code }, reason.message);
      })
      .then(() => {
        if (this.stepsByName.get(key) === after) this.stepsByName.delete(key);
      });
    this.stepsByName.set(key, after);
  }

  /** One timer and one listener for however many wait; who comes late waits for what is left of the time. */
  private pause(): Promise<void> {
    this.pausing ??= this.sleepUntilRetry().finally(() => (this.pausing = undefined));
    return this.pausing;
  }

  private async sleepUntilRetry(): Promise<void> {
    try {
      await this.options.timers.sleep(RETRY_MS, this.abort.signal);
    } catch (reason) {
      if (!this.abort.signal.aborted) throw reason;
    }
  }
}

function isOurs(image: MetadataImage, topicId: TopicId, index: PartitionIndex, localId: NodeId): boolean {
  return image.partition(topicId, index)?.replicas.includes(localId) ?? false;
}

function idKey(topicId: TopicId, index: PartitionIndex): string {
  return `${topicId}:${index}`;
}
