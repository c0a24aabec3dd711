import { deferred, type Deferred, DraveError, type Millis } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import type { DecodedRecord } from '@drave/records';
import { Backoff } from '../backoff.js';
import type { PartitionCursor } from '../consumer/partition-cursor.js';
import type { Taken } from '../consumer/poll-loop.js';
import type { ClientEnv } from '../options.js';
import { HandlerSchedule, type ScheduledRecord } from './handler-schedule.js';
import { type HandlerFailure, messageOf } from './handler-failure.js';
import type { HandlerContext, RunSettings } from './run-settings.js';

/** A record that was taken, and how often the position of its partition had moved by then. */
export interface TakenRecord {
  readonly cursor: PartitionCursor;
  readonly moves: number;
  readonly record: DecodedRecord;
}

/** How the records of a run are handled. */
export interface RecordHandling {
  /** Makes a call of the handler. When it throws, the record is not what it should be, and is not tried again. */
  prepare(taken: TakenRecord): (context: HandlerContext) => Promise<void>;
  /** Writes a record that cannot be handled to the dead-letter topic. Undefined without one. */
  readonly deadLetter: ((taken: TakenRecord, failure: HandlerFailure) => Promise<void>) | undefined;
}

/** The consumer that a run reads from. */
interface RunHost {
  readonly env: ClientEnv;
  readonly recordsMax: number;
  assigned(): readonly PartitionCursor[];
  /**
   * Resolves with more records, at most `roomOf` of a partition. `isBusy` says that the application has not finished
   * anything since the call before, so the time until it must poll goes on.
   */
  take(roomOf: (cursor: PartitionCursor) => number, isBusy: boolean, signal: AbortSignal): Promise<Taken[]>;
  /** Called when a record was handled, so that there may be room for more. */
  progressed(): void;
  /** Moves positions back to the first record that does not count as handled. */
  rewind(): void;
}

/**
 * Takes records and gives them to a handler: it does what `HandlerSchedule` decides. What a commit covers of a
 * partition is moved only when a handler has finished, so the commits of the consumer are made after the work.
 */
export class RecordRunner {
  private readonly host: RunHost;
  private readonly settings: RunSettings;
  private readonly handling: RecordHandling;
  private readonly schedule: HandlerSchedule<TakenRecord>;
  private readonly backoff: Backoff;
  private readonly stopTaking = new AbortController();
  private readonly signals = new Map<PartitionCursor, { readonly moves: number; readonly abort: AbortController }>();
  private readonly retries = new Set<TimerHandle>();
  private waiters: { readonly isOver: () => boolean; readonly done: Deferred<void> }[] = [];
  private hasProgressed = true;
  private failure: { readonly reason: unknown } | undefined;
  private finished: Promise<void> | undefined;

  constructor(host: RunHost, settings: RunSettings, handling: RecordHandling) {
    this.host = host;
    this.settings = settings;
    this.handling = handling;
    const { concurrency, by, backoffMs, backoffMsMax } = settings;
    this.schedule = new HandlerSchedule({ concurrency, by, recordsMax: host.recordsMax }, ({ record }) =>
      record.key?.toString('latin1'),
    );
    this.backoff = new Backoff(backoffMs, backoffMsMax, host.env.random.fork('retry'));
  }

  /** Resolves when it was stopped; rejects with what no retry and no dead-letter topic could cure. */
  run(): Promise<void> {
    this.finished ??= this.runOnce();
    return this.finished;
  }

  /** Starts no more handlers, and resolves when those that run have finished, or after `timeoutMs`. */
  async stop(timeoutMs: Millis): Promise<void> {
    this.endTaking();
    const { timers } = this.host.env;
    const timer = timers.set(timeoutMs, () => {
      for (const cursor of [...this.signals.keys()]) this.drop(cursor);
      this.wakeWaiters();
    });
    await this.until(() => this.schedule.running === 0 || this.signals.size === 0);
    timers.clear(timer);
    // The outcome is that of `run`, which the application awaits.
    if (this.schedule.running === 0) await this.finished?.catch(() => {});
  }

  /** Starts no more handlers on these partitions, and resolves when none runs on them. */
  async settle(cursors: readonly PartitionCursor[]): Promise<void> {
    for (const { name } of cursors) this.schedule.hold(name, true);
    await this.until(() =>
      cursors.every((cursor) => this.isGone(cursor) || this.schedule.runningOf(cursor.name) === 0),
    );
  }

  /** Forgets what was taken before a seek, and of partitions that are no longer assigned. */
  partitionsMoved(): void {
    for (const cursor of [...this.signals.keys()]) if (this.isGone(cursor)) this.drop(cursor);
    this.wakeWaiters();
    this.start();
  }

  /** Starts no handlers on partitions that are paused now, and goes on with those that no longer are. */
  partitionsHeld(): void {
    for (const { name, held } of this.host.assigned()) this.schedule.hold(name, held);
    this.start();
  }

  private async runOnce(): Promise<void> {
    const { signal } = this.settings;
    const end = () => this.endTaking();
    signal?.addEventListener('abort', end);
    try {
      if (signal?.aborted !== true) await this.takeAll();
    } catch (reason) {
      this.fail(reason);
    } finally {
      signal?.removeEventListener('abort', end);
    }
    this.endTaking();
    await this.until(() => this.schedule.running === 0);
    this.host.rewind();
    if (this.failure !== undefined) throw this.failure.reason;
  }

  private async takeAll(): Promise<void> {
    const { signal } = this.stopTaking;
    while (!signal.aborted) {
      const isBusy = !this.hasProgressed && this.schedule.inHand > 0;
      this.hasProgressed = false;
      const partitions = this.host.assigned().length;
      const roomOf = (cursor: PartitionCursor) => this.schedule.roomOf(cursor.name, partitions);
      let groups: Taken[];
      try {
        groups = await this.host.take(roomOf, isBusy, signal);
      } catch (reason) {
        if (signal.aborted && reason === signal.reason) return;
        throw reason;
      }
      for (const taken of groups) this.add(taken);
      this.start();
    }
  }

  private add({ cursor, moves, records }: Taken): void {
    if (this.signals.get(cursor)?.moves !== moves) {
      this.drop(cursor);
      this.signals.set(cursor, { moves, abort: new AbortController() });
    }
    this.schedule.add(
      cursor.name,
      records.map((record) => ({ cursor, moves, record })),
    );
  }

  private start(): void {
    while (!this.stopTaking.signal.aborted) {
      const record = this.schedule.next();
      if (record === undefined) return;
      void this.handle(record);
    }
  }

  private async handle(record: ScheduledRecord<TakenRecord>): Promise<void> {
    const { item } = record;
    const { cursor, moves } = item;
    const current = this.signals.get(cursor);
    if (current === undefined || current.moves !== moves || cursor.moves !== moves) {
      // The position was moved by a reset or a truncation, of which nobody has told the runner.
      this.drop(cursor);
      this.settled(record);
      return;
    }
    const { signal } = current.abort;
    let call: ((context: HandlerContext) => Promise<void>) | undefined;
    try {
      call = this.handling.prepare(item);
      await call({ attempt: record.attempts, signal });
    } catch (reason) {
      await this.failed(record, signal, reason, call !== undefined);
      return;
    }
    this.settled(record);
  }

  private async failed(
    record: ScheduledRecord<TakenRecord>,
    signal: AbortSignal,
    error: unknown,
    wasTried: boolean,
  ): Promise<void> {
    const { settings } = this;
    if (signal.aborted) {
      this.settled(record);
      return;
    }
    const attempts = wasTried ? record.attempts : 0;
    const mayRetry = wasTried && attempts <= settings.retries && settings.when(error);
    if (mayRetry) {
      this.retryLater(record, attempts);
      return;
    }
    if (this.handling.deadLetter === undefined) {
      this.fail(notHandled(record.item, { error, attempts }));
      this.giveBack(record);
      return;
    }
    try {
      await this.handling.deadLetter(record.item, { error, attempts });
    } catch (reason) {
      this.fail(reason);
      this.giveBack(record);
      return;
    }
    this.settled(record);
  }

  private retryLater(record: ScheduledRecord<TakenRecord>, attempts: number): void {
    this.giveBack(record);
    if (this.stopTaking.signal.aborted) return;
    const timer = this.host.env.timers.set(this.backoff.delayMs(attempts - 1), () => {
      this.retries.delete(timer);
      this.schedule.due(record);
      this.start();
    });
    this.retries.add(timer);
  }

  /** A record no longer needs its handler: it was handled, is a dead letter, or is of no interest any more. */
  private settled(record: ScheduledRecord<TakenRecord>): void {
    const { cursor, moves } = record.item;
    const last = this.schedule.handled(record);
    if (last !== undefined && cursor.moves === moves) {
      cursor.deliver(last.record);
      cursor.process();
    }
    this.progressed();
  }

  /** Frees the place of a record that is not handled. */
  private giveBack(record: ScheduledRecord<TakenRecord>): void {
    this.schedule.failed(record);
    this.progressed();
  }

  private progressed(): void {
    this.hasProgressed = true;
    this.host.progressed();
    this.wakeWaiters();
    this.start();
  }

  private fail(reason: unknown): void {
    this.failure ??= { reason };
    this.endTaking();
  }

  private endTaking(): void {
    if (this.stopTaking.signal.aborted) return;
    this.stopTaking.abort();
    for (const timer of this.retries) this.host.env.timers.clear(timer);
    this.retries.clear();
  }

  private isGone(cursor: PartitionCursor): boolean {
    return cursor.revoked || this.signals.get(cursor)?.moves !== cursor.moves;
  }

  private drop(cursor: PartitionCursor): void {
    this.signals.get(cursor)?.abort.abort(new DraveError('CANCELLED', 'nobody waits for this record any more'));
    this.signals.delete(cursor);
    this.schedule.drop(cursor.name);
  }

  private async until(isOver: () => boolean): Promise<void> {
    if (isOver()) return;
    const done = deferred();
    this.waiters.push({ isOver, done });
    await done.promise;
  }

  private wakeWaiters(): void {
    this.waiters = this.waiters.filter(({ isOver, done }) => {
      if (!isOver()) return true;
      done.resolve();
      return false;
    });
  }
}

function notHandled({ cursor, record }: TakenRecord, { error, attempts }: HandlerFailure): DraveError {
  const reason = messageOf(error);
  const where = `${cursor.name} at offset ${record.offset}`;
  const message =
    attempts === 0
      ? `the record of ${where} cannot be deserialized: ${reason}`
      : `the handler has failed on the record of ${where} in attempt ${attempts}: ${reason}`;
  const next = 'nothing from it on is committed; give `deadLetterTopic` to go on behind such records';
  const { topic, partition } = cursor;
  const metadata = { topic, partition: `${partition}`, offset: `${record.offset}`, attempts: `${attempts}` };
  return new DraveError('INVALID_RECORD', `${message}; ${next}`, { cause: error, metadata });
}
