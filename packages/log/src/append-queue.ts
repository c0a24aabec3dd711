import { assert, type Bytes, type Deferred, DraveError, deferred, DrainLoop, type Offset } from '@drave/base';
import { BATCH_HEADER_BYTES, type BatchInfo, decodeControlBatch, readBatchInfo } from '@drave/records';
import type { AbortedTransaction, AppendOptions } from './contract.js';
import { flushForAppends, requestFlush } from './flush.js';
import type { LogCore } from './log-core.js';
import type { ProducerBefore } from './producer-state.js';
import { RELATIVE_MAX } from './offset-index.js';
import { mustRoll, rollFor } from './roll.js';
import { rememberGaps } from './gaps-marker.js';

/** One call of `append` on its way to the file. */
interface PendingAppend {
  readonly bytes: Buffer;
  readonly batches: readonly BatchInfo[];
  /** Where the log ended before. */
  readonly baseOffset: Offset;
  readonly nextOffset: Offset;
  readonly recordCount: number;
  readonly aborted: readonly AbortedTransaction[];
  /** What was known of the producers before each of the batches. */
  readonly producersBefore: readonly ProducerBefore[];
  readonly cached: boolean;
  readonly done: Deferred<void>;
}

/**
 * The one way into the files: appends take their offsets at once, wait in order, and go out as gathered writes, one at
 * a time. After a failed write nothing that was queued behind it may stand (KAFKA-10778): all of it is taken back.
 */
export class AppendQueue {
  private readonly core: LogCore;
  private readonly loop: DrainLoop;
  private pending: PendingAppend[] = [];

  constructor(core: LogCore) {
    this.core = core;
    this.loop = new DrainLoop(
      () => core.serial.run(() => this.drain()),
      (reason) => this.rejectAll(core.host.health.fail(reason)),
    );
  }

  append(bytes: Buffer, options: AppendOptions): Promise<void> {
    const { core } = this;
    const refusal = this.appendRefusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    const batches = wholeBatches(bytes);
    const baseOffset = core.logEndOffset;
    assertOrder(batches, baseOffset, options.gaps === true);
    const beyond = batches.find(({ lastOffset }) => lastOffset - (batches[0] as BatchInfo).baseOffset > RELATIVE_MAX);
    if (beyond !== undefined) return this.appendApart(bytes, beyond.position, options);
    const aborted: AbortedTransaction[] = [];
    const producersBefore: ProducerBefore[] = [];
    let recordCount = 0;
    let nextOffset = baseOffset;
    for (const batch of batches) {
      if (batch.baseOffset !== nextOffset && !core.gaps) rememberGaps(core);
      assignEpoch(core, batch);
      const { producerId } = batch;
      if (producerId >= 0) producersBefore.push({ producerId, entry: core.producers.get(producerId) });
      const transaction = applyToProducers(core, batch, bytes);
      if (transaction !== undefined) aborted.push(transaction);
      recordCount += batch.recordCount;
      nextOffset = batch.lastOffset + 1;
    }
    core.logEndOffset = nextOffset;
    const done = deferred();
    const cached = options.cached !== false;
    const counted = { baseOffset, nextOffset, recordCount, aborted, producersBefore };
    this.pending.push({ bytes, batches, ...counted, cached, done });
    this.loop.wake();
    return done.promise;
  }

  /** Appends to two segments, because no single one can name the offsets of both parts. */
  private async appendApart(bytes: Buffer, position: number, options: AppendOptions): Promise<void> {
    const parts = [bytes.subarray(0, position), bytes.subarray(position)];
    await Promise.all(parts.map((part) => this.append(part, options)));
  }

  /** Writes everything that is queued. Only from inside `core.serial`. */
  async drain(): Promise<void> {
    while (this.pending.length > 0) {
      const refusal = this.refusal();
      if (refusal !== undefined) {
        this.rejectAll(refusal);
        return;
      }
      const group = await this.writeGroup();
      for (const append of group) append.done.resolve();
    }
  }

  /** What was known of the producers before each of the batches that are queued, in their order. */
  producersBefore(): readonly ProducerBefore[] {
    const { writtenEndOffset } = this.core;
    return this.pending.flatMap((append) => (append.nextOffset > writtenEndOffset ? append.producersBefore : []));
  }

  /** No further drain starts; what is queued was drained by the caller. */
  async close(): Promise<void> {
    await this.loop.stop();
    this.rejectAll(new DraveError('KAFKA_STORAGE_ERROR', `the log ${this.core.directory} is closed`));
  }

  /** Why an append would be refused now. */
  appendRefusal(): DraveError | undefined {
    return this.refusal() ?? this.core.host.growthRefusal();
  }

  /** Why what is queued cannot be written. */
  private refusal(): DraveError | undefined {
    const { core } = this;
    const { state } = core;
    switch (state.kind) {
      case 'offline':
        return state.reason;
      case 'closed':
        return new DraveError('KAFKA_STORAGE_ERROR', `the log ${core.directory} is closed`);
      case 'corrupt':
        return new DraveError('CORRUPT_DATA', `${core.directory} is damaged at offset ${state.corruption.offset}`);
      case 'online':
        return core.appendBarrier;
    }
  }

  private async writeGroup(): Promise<readonly PendingAppend[]> {
    const { core } = this;
    const first = this.pending[0];
    assert(first !== undefined, 'a group has a first append');
    let group: readonly PendingAppend[];
    try {
      if (mustRoll(core, first.bytes.length, first.batches)) await rollFor(core, first.batches);
      group = this.takeGroup();
      const segment = core.segments.active;
      const parts = group.map((append) => append.bytes);
      await core.host.handles.use(segment.path(), (file) => file.write(parts, segment.size));
    } catch (reason) {
      await this.takeBack(core.host.health.judge(reason));
      return [];
    }
    let records = core.recordsSinceFlush;
    for (const append of group) records += append.recordCount;
    const syncDue = records >= core.config.flushMessages;
    // Set before the written end moves: until the sync is through, nothing that waits for it may be counted.
    if (syncDue) core.unsyncedFrom = first.baseOffset;
    for (const append of group) this.account(append);
    if (syncDue && !(await this.syncGroup(first.baseOffset))) return [];
    this.pending.splice(0, group.length);
    if (core.bytesSinceFlush >= UNFLUSHED_BYTES_MAX) requestFlush(core);
    core.checkInvariants();
    return group;
  }

  /**
   * Syncs for `flush.messages`. When it fails the directory is offline, and the group is rejected with all behind it.
   */
  private async syncGroup(baseOffset: Offset): Promise<boolean> {
    const { core } = this;
    try {
      await flushForAppends(core);
      core.unsyncedFrom = undefined;
      return true;
    } catch (reason) {
      const failure = core.host.health.fail(reason);
      // The files of an offline directory are not used again before recovery has judged them.
      core.writtenEndOffset = baseOffset;
      core.unsyncedFrom = undefined;
      this.rejectAll(failure);
      return false;
    }
  }

  /** Takes as many appends as fit the active segment and one write. */
  private takeGroup(): readonly PendingAppend[] {
    const { core } = this;
    let bytes: Bytes = 0;
    let count = 0;
    for (const append of this.pending) {
      const more = bytes + append.bytes.length;
      if (count > 0 && (more > GROUP_BYTES_MAX || count === GROUP_PARTS_MAX)) break;
      if (count > 0 && mustRoll(core, more, append.batches)) break;
      bytes = more;
      count++;
    }
    return this.pending.slice(0, count);
  }

  private account(append: PendingAppend): void {
    const { core } = this;
    const segment = core.segments.active;
    for (const batch of append.batches) segment.note(batch, append.bytes, core.config.indexIntervalBytes);
    const { indexes } = segment;
    indexes?.aborted.push(...append.aborted);
    core.writtenEndOffset = append.nextOffset;
    core.bytesSinceFlush += append.bytes.length;
    core.bytesSinceSnapshot += append.bytes.length;
    core.recordsSinceFlush += append.recordCount;
    core.dirtySinceMs ??= core.host.env.clock.monotonicMs();
    if (append.cached) core.tail.add(append.bytes, append.baseOffset, append.nextOffset);
    else core.tail.clear();
  }

  /** Goes back to what is surely in the file; after a full disk the log can be used again. */
  private async takeBack(reason: DraveError): Promise<void> {
    const { core } = this;
    core.appendBarrier = reason;
    if (core.host.health.reason === undefined) {
      try {
        const segment = core.segments.active;
        await core.host.handles.use(segment.path(), (file) => file.truncate(segment.size));
        core.cutUnsynced = true;
        core.dirtySinceMs ??= core.host.env.clock.monotonicMs();
        core.logEndOffset = core.writtenEndOffset;
        // An epoch that begins exactly here has no record yet and stays: its leader still leads.
        core.epochs.truncateFromEnd(core.writtenEndOffset + 1);
        core.producers.takeBack(this.producersBefore(), core.writtenEndOffset);
      } catch (reason) {
        core.host.health.fail(reason);
      }
    }
    core.appendBarrier = undefined;
    this.rejectAll(core.host.health.reason ?? reason);
  }

  private rejectAll(reason: DraveError): void {
    const rejected = this.pending;
    this.pending = [];
    this.core.logEndOffset = this.core.writtenEndOffset;
    for (const append of rejected) append.done.reject(reason);
  }
}

/** Bytes in one gathered write, unless a single append is larger. */
const GROUP_BYTES_MAX = 4 * 1024 * 1024;
/** Linux takes 1024 parts in one call. */
const GROUP_PARTS_MAX = 512;
/** What a crash may leave to be scanned per partition; beyond it a flush starts in the background. */
const UNFLUSHED_BYTES_MAX = 64 * 1024 * 1024;

function wholeBatches(bytes: Buffer): readonly BatchInfo[] {
  const batches: BatchInfo[] = [];
  let at = 0;
  while (at < bytes.length) {
    assert(bytes.length - at >= BATCH_HEADER_BYTES, 'an append is made of whole batches');
    const info = readBatchInfo(bytes, at);
    assert(info.sizeBytes >= BATCH_HEADER_BYTES && at + info.sizeBytes <= bytes.length, 'batch lengths fit the append');
    batches.push(info);
    at += info.sizeBytes;
  }
  assert(batches.length > 0, 'an append has at least one batch');
  return batches;
}

function assertOrder(batches: readonly BatchInfo[], logEndOffset: Offset, gaps: boolean): void {
  let expected = logEndOffset;
  for (const { baseOffset, lastOffset } of batches) {
    assert(
      gaps ? baseOffset >= expected : baseOffset === expected,
      `batch at ${baseOffset}, the log ends at ${expected}`,
    );
    assert(lastOffset >= baseOffset, 'a batch spans its offsets');
    expected = lastOffset + 1;
  }
}

/**
 * Usually a newer epoch, or none to speak of. An older one is legal behind an epoch that never got a record here: this
 * broker led it in vain, and its successor still holds records of the time before.
 */
function assignEpoch(core: LogCore, batch: BatchInfo): void {
  const { partitionLeaderEpoch: epoch, baseOffset } = batch;
  if (epoch < 0 || epoch === core.epochs.latestEpoch) return;
  assert(baseOffset === 0 || core.epochs.epochForOffset(baseOffset - 1) <= epoch, 'epochs never go back in a log');
  core.epochs.assign(epoch, baseOffset);
}

function applyToProducers(core: LogCore, batch: BatchInfo, bytes: Buffer): AbortedTransaction | undefined {
  if (batch.producerId < 0) return undefined;
  const control = batch.control ? decodeControlBatch(bytes, batch.position) : undefined;
  const completed = core.producers.apply(batch, control);
  if (completed === undefined || !completed.aborted) return undefined;
  const { producerId, firstOffset, lastOffset } = completed;
  const lastStableOffset = core.producers.firstOpenOffset() ?? lastOffset + 1;
  return { producerId, firstOffset, lastOffset, lastStableOffset };
}
