import {
  BoundedQueue,
  DrainLoop,
  DraveError,
  assert,
  type Bytes,
  type ErrorCode,
  type LeaderEpoch,
  type Millis,
  type Offset,
} from '@drave/base';
import type { Env } from '@drave/env';
import type { TransactionVersion } from '@drave/log';
import type { CompressionType, EndTransactionMarker } from '@drave/records';
import type { AppendFailure, DeadlineQueue, Verification, Verified } from '@drave/replica';
import { coordinatorErrorOf, isOnlyLate } from './append-errors.js';
import { loadShard, type LoadedState } from './load-shard.js';
import type { CoordinatorLatencies } from './coordinator-latencies.js';
import type { Decide, Decision, EncodedRecord, Now, Reaction, ShardModel, TimerChange } from './model.js';
import type { ShardLog } from './shard-log.js';
import { ShardTimers } from './shard-timers.js';
import { WriteBatch, type TransactionalWriter } from './write-batch.js';

interface ShardOptions<State, Record> {
  readonly model: ShardModel<State, Record>;
  readonly log: ShardLog;
  readonly leaderEpoch: LeaderEpoch;
  readonly env: Pick<Env, 'clock' | 'timers' | 'logger' | 'compute'>;
  readonly deadlines: DeadlineQueue;
  readonly latencies: Pick<CoordinatorLatencies, 'written' | 'loaded'>;
  /** What a load holds of the log at a time; a larger batch is read all the same. */
  readonly readBytesMax: Bytes;
  /** The compression of what is written; any compression is read. */
  readonly compression: CompressionType;
  /** It may have come to the end of `isAboutToDecide`. */
  readonly onLoadEnded: () => void;
  /** The log lost what the shard had built on: a new shard must read it again. */
  readonly onBroken: (reason: DraveError) => void;
  /** Our own code broke a promise. */
  readonly onFatal: (reason: unknown) => void;
}

/** Requests that wait for one shard before it refuses more with COORDINATOR_NOT_AVAILABLE. */
const QUEUE_LENGTH_MAX = 100_000;
/** After so many operations other work gets its turn. */
const OPERATIONS_PER_TURN_MAX = 512;
const TURN_BUDGET_MS: Millis = 10;
/** A timer whose records could not be written tries again after this long. */
const TIMER_RETRY_MS: Millis = 500;

interface Decided<State, Record> {
  readonly kind: 'decide';
  readonly decide: Decide<State, Record, unknown>;
  /** Set when the records belong to a transaction. */
  readonly writer?: TransactionalWriter;
  readonly answer: (response: unknown) => void;
  readonly fail: (error: DraveError) => void;
}

interface Marked {
  readonly kind: 'mark';
  readonly marker: EndTransactionMarker;
  readonly transactionVersion: TransactionVersion;
  readonly answer: (nothing?: unknown) => void;
  readonly fail: (error: DraveError) => void;
}

type Operation<State, Record> = Decided<State, Record> | Marked;

/**
 * The coordinator of one internal partition during one leader epoch: reads the partition, then takes requests one
 * after another. Each is decided on the speculative state, replayed into it at once, written with its neighbours as one
 * batch, and answered when that batch is replicated. A refused append takes the state back to before it, together with
 * everything decided since.
 *
 * Records of a transaction, and the marker that ends it, are batches of their own, each written before anything else is
 * decided: the partition may refuse them for what it knows of their producer, which is nobody else's affair.
 */
export class Shard<State, Record> {
  readonly leaderEpoch: LeaderEpoch;
  private phase: 'loading' | 'active' | 'ended' = 'loading';
  private replicated: State;
  private speculative: State;
  /** Where the next record goes. Right only because nobody else writes to the log. */
  private nextOffset: Offset = 0;
  /** Appended, not yet replicated; oldest first. */
  private inFlight: WriteBatch<State>[] = [];
  /** Filled in this turn, not yet appended; the last one is still open. */
  private gathered: WriteBatch<State>[] = [];
  /** While loading: the log replayed up to an end. Decides nothing before all of that is replicated. */
  private replayed: LoadedState<State> | undefined;
  private readonly queue = new BoundedQueue<Operation<State, Record>>(QUEUE_LENGTH_MAX);
  /** What follows from outcomes; before anything in the queue. */
  private reactions: Reaction<State, Record>[] = [];
  private readonly timers: ShardTimers;
  private readonly loop: DrainLoop;
  private readonly unobserve: () => void;
  private readonly options: ShardOptions<State, Record>;
  private endedWith: ErrorCode = 'NOT_COORDINATOR';
  private readonly begunMs: Millis;

  constructor(options: ShardOptions<State, Record>) {
    this.options = options;
    this.leaderEpoch = options.leaderEpoch;
    this.begunMs = options.env.clock.monotonicMs();
    this.replicated = options.model.empty;
    this.speculative = options.model.empty;
    this.timers = new ShardTimers(options.env.clock, options.deadlines);
    this.loop = new DrainLoop(() => this.turn(), options.onFatal);
    this.unobserve = options.log.observe(() => this.loop.wake());
    this.loop.wake();
  }

  get loaded(): boolean {
    return this.phase === 'active';
  }

  /** Whether this is the coordinator, only that it cannot decide yet. */
  get loading(): boolean {
    return this.phase === 'loading' && this.options.log.led;
  }

  /** Whether it is worth while to wait for the end of its loading: without its replicas that may be long. */
  get isAboutToDecide(): boolean {
    return this.loading && !(this.replayed !== undefined && this.options.log.isUnderMinIsr);
  }

  /** Whether `read` has an answer. */
  canRead(key: string): boolean {
    if (!this.options.log.led) return false;
    if (this.replayed === undefined) return this.phase === 'active';
    return (this.replayed.unsettled.get(key) ?? 0) <= this.options.log.highWatermark;
  }

  /** Whether `readAll` has an answer. */
  get readable(): boolean {
    return this.options.log.led && (this.phase === 'active' || this.replayed !== undefined);
  }

  /**
   * A state in which this key is as it is replicated: the only one that a read may answer from. While the replicas are
   * away, which may be long, a shard that has just been loaded knows that of every key without records at the end of
   * the log. Of the others it cannot tell: what lies there may have been acknowledged, and it may still be lost.
   * @throws DraveError as `write` does.
   */
  read(key: string): State {
    const { replayed } = this;
    if (replayed !== undefined && this.options.log.led) {
      if ((replayed.unsettled.get(key) ?? 0) <= this.options.log.highWatermark) return replayed.state;
      throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS');
    }
    return this.readAll();
  }

  /**
   * Reads as `read` does, for lists; but of keys at the end of the log it may tell what is lost later.
   * @throws DraveError as `write` does.
   */
  readAll(): State {
    const refusal = this.refusal();
    if (refusal === undefined) return this.replicated;
    if (this.replayed !== undefined && this.options.log.led) return this.replayed.state;
    throw refusal;
  }

  /**
   * @throws DraveError what `decide` throws; COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE.
   * After the latter two the outcome may be unknown.
   */
  write<Response>(decide: Decide<State, Record, Response>): Promise<Response> {
    return new Promise<Response>((resolve, reject) => {
      const answer = this.timed((response) => resolve(response as Response));
      this.submit({ kind: 'decide', decide, answer, fail: reject });
    });
  }

  /** What `writeTransactional` has to show: asks the coordinator of the transaction. Never rejects. */
  verify(verification: Verification): Promise<Verified> {
    return this.options.log.verify(verification);
  }

  /**
   * Does what `write` does with records that count only when the transaction of their writer is committed.
   * @throws DraveError as `write` does; INVALID_PRODUCER_EPOCH and INVALID_TXN_STATE when the partition does not let
   * the writer write.
   */
  writeTransactional<Response>(
    writer: TransactionalWriter,
    decide: Decide<State, Record, Response>,
  ): Promise<Response> {
    return new Promise<Response>((resolve, reject) => {
      const answer = this.timed((response) => resolve(response as Response));
      this.submit({ kind: 'decide', decide, writer, answer, fail: reject });
    });
  }

  /**
   * Writes the marker that ends a transaction. Resolves when it is replicated and what the transaction wrote counts, or
   * is dropped, in the state that reads see (KAFKA-17507).
   * @throws DraveError as `write` does; INVALID_PRODUCER_EPOCH and TRANSACTION_COORDINATOR_FENCED when the partition
   * refuses the marker.
   */
  endTransaction(marker: EndTransactionMarker, transactionVersion: TransactionVersion): Promise<void> {
    return new Promise<void>((answer, fail) => {
      this.submit({ kind: 'mark', marker, transactionVersion, answer: this.timed(() => answer()), fail });
    });
  }

  /**
   * Does what `write` does, for requests that are answered otherwise, such as a member that waits for others; `fail` is
   * called on failure only.
   */
  run(reaction: Reaction<State, Record>, fail: (error: DraveError) => void): void {
    this.submit({ kind: 'decide', decide: reaction, answer: () => {}, fail });
  }

  /** Answers every waiting caller and takes nothing more. Idempotent. */
  end(failure: ErrorCode): void {
    if (this.phase === 'ended') return;
    const wasActive = this.phase === 'active';
    this.phase = 'ended';
    this.endedWith = failure;
    this.unobserve();
    this.timers.clearAll();
    const now = this.now();
    const batches = [...this.inFlight, ...this.gathered];
    this.inFlight = [];
    this.gathered = [];
    this.replayed = undefined;
    if (wasActive) this.options.model.ended(failure);
    else this.options.onLoadEnded();
    for (const batch of batches) for (const waiting of batch.release()) waiting.fail(failure, now);
    for (const operation of this.queue.drain()) operation.fail(new DraveError(failure));
    this.reactions = [];
  }

  /** Resolves when no turn is under way any more; after `end`. */
  async stopped(): Promise<void> {
    assert(this.phase === 'ended', 'only a shard that ended stops');
    await this.loop.stop();
  }

  /** Notes how long it took until the answer. */
  private timed(answer: (response: unknown) => void): (response: unknown) => void {
    const { env, latencies } = this.options;
    const askedMs = env.clock.monotonicMs();
    return (response) => {
      latencies.written(env.clock.monotonicMs() - askedMs);
      answer(response);
    };
  }

  private submit(operation: Operation<State, Record>): void {
    const refusal = this.refusal();
    if (refusal !== undefined) operation.fail(refusal);
    else if (this.queue.push(operation)) this.loop.wake();
    else
      operation.fail(new DraveError('COORDINATOR_NOT_AVAILABLE', `too many requests wait on ${this.options.log.name}`));
  }

  private refusal(): DraveError | undefined {
    if (this.phase === 'ended') return new DraveError(this.endedWith);
    if (!this.options.log.led) return new DraveError('NOT_COORDINATOR');
    if (this.phase === 'active') return undefined;
    return new DraveError(
      this.replayed !== undefined && this.options.log.isUnderMinIsr
        ? 'COORDINATOR_NOT_AVAILABLE'
        : 'COORDINATOR_LOAD_IN_PROGRESS',
    );
  }

  private async turn(): Promise<void> {
    if (this.phase === 'loading') await this.load();
    if (this.phase !== 'active') return;
    this.takeProgress();
    const startMs = this.options.env.clock.monotonicMs();
    let taken = 0;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      if (isAlone(next)) await this.executeAlone(next);
      else this.execute(next);
      taken++;
      if (taken >= OPERATIONS_PER_TURN_MAX || this.options.env.clock.monotonicMs() - startMs >= TURN_BUDGET_MS) break;
    }
    await this.flush();
    if (this.queue.length === 0 && this.reactions.length === 0) return;
    this.loop.wake();
    await this.options.env.timers.yieldTurn();
  }

  private next(): Operation<State, Record> | undefined {
    if (this.phase !== 'active') return undefined;
    const reaction = this.reactions.shift();
    if (reaction === undefined) return this.queue.shift();
    return { kind: 'decide', decide: reaction, answer: () => {}, fail: (error) => this.reactionFailed(error) };
  }

  private async load(): Promise<void> {
    const { model, log, env } = this.options;
    if (this.replayed === undefined) {
      const loaded = await loadShard(model, log, env, this.options.readBytesMax, () => this.phase === 'loading');
      if (loaded === undefined || this.phase !== 'loading') return;
      if (loaded instanceof DraveError) {
        this.break(loaded);
        return;
      }
      this.replayed = loaded;
    }
    const { state, endOffset } = this.replayed;
    // A decision that is made before would build on what may be lost. The high watermark wakes us.
    if (log.highWatermark < endOffset) {
      if (!this.isAboutToDecide) this.options.onLoadEnded();
      return;
    }
    this.replicated = state;
    this.speculative = state;
    this.nextOffset = endOffset;
    this.replayed = undefined;
    this.phase = 'active';
    this.options.latencies.loaded(env.clock.monotonicMs() - this.begunMs);
    this.applyTimers(model.loaded(state, this.now()));
    this.options.onLoadEnded();
  }

  private async executeAlone(operation: Operation<State, Record>): Promise<void> {
    await this.flush();
    if (this.phase !== 'active') operation.fail(new DraveError(this.endedWith));
    else if (operation.kind === 'mark') this.mark(operation);
    else this.execute(operation);
    await this.flush();
  }

  private mark({ marker, transactionVersion, answer, fail }: Marked): void {
    const { transactions } = this.options.model;
    assert(transactions !== undefined, 'only a log of transactions takes their ends');
    const end = { marker, transactionVersion, timestampMs: this.now().wallMs };
    const batch = WriteBatch.ofMarker(this.speculative, this.nextOffset, end);
    this.speculative = transactions.replay(this.speculative, marker);
    batch.after = this.speculative;
    batch.wait({ succeed: answer, fail: (failure) => fail(new DraveError(failure)) });
    this.nextOffset = batch.endOffset;
    this.gathered.push(batch);
  }

  private execute(operation: Operation<State, Record>): void {
    assert(operation.kind === 'decide', 'markers go alone');
    const now = this.now();
    let decision: Decision<State, Record, unknown>;
    try {
      decision = operation.decide(this.speculative, now, this.replicated);
    } catch (reason) {
      // Anything but a DraveError is our own fault, and the loop reports it.
      if (!(reason instanceof DraveError)) throw reason;
      operation.fail(reason);
      return;
    }
    const { model, log } = this.options;
    const encoded = decision.records.map((record) => model.encode(record));
    if (encoded.length > 0 && !new WriteBatch(this.speculative, this.nextOffset).takes(encoded, log.batchBytesMax)) {
      this.settle(decision, 'UNKNOWN_SERVER_ERROR', now);
      const message = `the decision does not fit a batch of ${log.batchBytesMax} bytes`;
      operation.fail(new DraveError('MESSAGE_TOO_LARGE', message));
      return;
    }
    if (decision.timers !== undefined) this.applyTimers(decision.timers);
    if (encoded.length > 0) this.gather(decision, encoded, now, operation.writer);
    this.answerWhenReplicated(operation, decision, now);
  }

  private gather(
    decision: Decision<State, Record, unknown>,
    encoded: readonly EncodedRecord[],
    now: Now,
    writer: TransactionalWriter | undefined,
  ): void {
    const { model, log } = this.options;
    let batch = this.gathered.at(-1);
    if (batch === undefined || writer !== undefined || !batch.takes(encoded, log.batchBytesMax)) {
      batch = new WriteBatch(this.speculative, this.nextOffset, writer);
      this.gathered.push(batch);
    }
    batch.add(encoded, now.wallMs);
    const producerId = writer?.producerId;
    for (const record of decision.records)
      this.speculative = model.replay(this.speculative, record, { offset: this.nextOffset++, producerId });
    batch.after = this.speculative;
    const { replicated } = decision;
    if (replicated !== undefined) batch.followUps.push((later) => this.follow(replicated(this.speculative, later)));
  }

  private answerWhenReplicated(
    operation: Decided<State, Record>,
    decision: Decision<State, Record, unknown>,
    now: Now,
  ): void {
    const builtOn = this.gathered.at(-1) ?? this.inFlight.at(-1);
    if (builtOn === undefined) {
      this.settle(decision, undefined, now);
      operation.answer(decision.response);
      return;
    }
    if (builtOn.lateWith !== undefined) {
      // It is not known when it will be replicated: the caller that waited for it has been told so already.
      this.settle(decision, builtOn.lateWith, now);
      operation.fail(new DraveError(builtOn.lateWith));
      return;
    }
    builtOn.wait({
      succeed: (later) => {
        this.settle(decision, undefined, later);
        operation.answer(decision.response);
      },
      fail: (failure, later) => {
        this.settle(decision, failure, later);
        operation.fail(new DraveError(failure));
      },
    });
  }

  private settle(decision: Decision<State, Record, unknown>, failure: ErrorCode | undefined, now: Now): void {
    const { settled } = decision;
    if (settled === undefined || this.phase !== 'active') return;
    this.follow(settled(failure, this.speculative, now));
  }

  private follow(next: Decision<State, Record, void> | void): void {
    if (next === undefined) return;
    this.reactions.push(() => next);
    this.loop.wake();
  }

  /** Writes what this turn has gathered. A refusal takes along everything that was decided after it. */
  private async flush(): Promise<void> {
    const { log, compression, env } = this.options;
    for (let batch = this.gathered[0]; batch !== undefined; batch = this.gathered[0]) {
      const bytes = await batch.bytes(compression, env.compute);
      // The shard ended meanwhile, and has answered every caller.
      if (this.phase !== 'active') return;
      if (this.breakIfTakenBack()) return;
      if (log.appendOffset !== batch.baseOffset) {
        const message = `it goes on at ${log.appendOffset} and not at ${batch.baseOffset}: others write to the log`;
        this.break(new DraveError('UNKNOWN_SERVER_ERROR', message));
        return;
      }
      const ticket = log.append(bytes, batch.origin);
      if (ticket.kind === 'failed') {
        const lost = this.gathered;
        this.gathered = [];
        this.speculative = batch.before;
        this.nextOffset = batch.baseOffset;
        for (const one of lost) this.failWaiting(one, coordinatorErrorOf(ticket.error));
        return;
      }
      this.gathered.shift();
      const appended = batch;
      this.inFlight.push(appended);
      void ticket.acked.then((result) => {
        if (result.kind === 'failed') this.appendFailed(appended, result);
        else this.loop.wake();
      });
    }
  }

  private appendFailed(batch: WriteBatch<State>, { error, message }: AppendFailure): void {
    if (this.phase !== 'active') return;
    if (isOnlyLate(error)) {
      batch.lateWith = coordinatorErrorOf(error);
      this.failWaiting(batch, batch.lateWith);
    } else this.break(new DraveError(error, message));
    this.loop.wake();
  }

  /** A batch whose waiting was over before it could not be written is taken back without a word. */
  private breakIfTakenBack(): boolean {
    const isTakenBack = this.options.log.appendOffset < (this.inFlight.at(-1)?.endOffset ?? 0);
    if (isTakenBack) this.break(new DraveError('KAFKA_STORAGE_ERROR', 'the log has taken back what was late'));
    return isTakenBack;
  }

  /** What we decided is not in the log, and later decisions may be: only the log itself knows the state now. */
  private break(reason: DraveError): void {
    const { env, log, onBroken } = this.options;
    env.logger.warn({ partition: log.name, code: reason.code }, `coordinator state is dropped: ${reason.message}`);
    this.end(coordinatorErrorOf(reason.code));
    onBroken(reason);
  }

  private failWaiting(batch: WriteBatch<State>, failure: ErrorCode): void {
    const now = this.now();
    for (const waiting of batch.release()) waiting.fail(failure, now);
  }

  /** Answers everything that the high watermark has passed. */
  private takeProgress(): void {
    const { log } = this.options;
    if (!log.led || this.breakIfTakenBack()) return;
    for (let first = this.inFlight[0]; first !== undefined; first = this.inFlight[0]) {
      if (first.endOffset > log.highWatermark) return;
      this.inFlight.shift();
      this.replicated = first.after;
      const now = this.now();
      for (const followUp of first.followUps) followUp(now);
      for (const waiting of first.release()) waiting.succeed(now);
    }
  }

  private applyTimers(changes: readonly TimerChange<State, Record>[]): void {
    for (const change of changes) {
      if (change.kind === 'clear') this.timers.clear(change.key);
      else this.timers.set(change.key, change.delayMs, () => this.fired(change));
    }
  }

  private fired(timer: Extract<TimerChange<State, Record>, { kind: 'set' }>): void {
    const retry = (): void => {
      if (this.phase === 'active') this.applyTimers([{ ...timer, delayMs: TIMER_RETRY_MS }]);
    };
    this.submit({ kind: 'decide', decide: timer.fire, answer: () => {}, fail: retry });
  }

  private reactionFailed(error: DraveError): void {
    const { env, log } = this.options;
    env.logger.warn({ partition: log.name, code: error.code }, `a coordinator's own change failed: ${error.message}`);
  }

  private now(): Now {
    const { clock } = this.options.env;
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }
}

/** Whether the operation's batch is written before anything else is decided. */
function isAlone<State, Record>(operation: Operation<State, Record>): boolean {
  return operation.kind === 'mark' || operation.writer !== undefined;
}
