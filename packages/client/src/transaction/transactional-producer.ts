import { deferred, type Deferred, DraveError, type Millis } from '@drave/base';
import type { ProducerRecord, RecordMetadata } from '../client-records.js';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import type { TransactionOffsets } from '../group/group-session.js';
import type { ClientMetrics } from '../client-metrics.js';
import type { InterceptorChain } from '../interceptors.js';
import type { ClientEnv, ProducerOptions } from '../options.js';
import { RawProducer } from '../producer/producer.js';
import type { ProducerIdentity } from '../producer/producer-identity.js';
import type { ProducerSettings } from '../producer/producer-settings.js';
import { Producer, type SerializerOptions } from '../producer/typed-producer.js';
import { Transaction, type TransactionHost } from './transaction.js';
import { TransactionIdentities } from './transaction-identities.js';
import { type OffsetsStep, TransactionLoop } from './transaction-loop.js';
import { type TransactionResult, TransactionState } from './transaction-state.js';

interface TransactionalProducerPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly settings: ProducerSettings;
  readonly transactionalId: string;
  readonly transactionTimeoutMs: Millis;
  readonly onBatch: ProducerOptions['onBatch'];
  readonly interceptors: InterceptorChain;
  readonly metrics: ClientMetrics;
  /** Called when the producer is closed. */
  readonly onClosed?: () => void;
}

/** A caller that waits until `outcome` returns true, or an error. */
interface Waiter {
  readonly done: Deferred<void>;
  outcome(): true | DraveError | undefined;
}

/**
 * A producer that writes in transactions, one after another. It is the only one of its transactional id: a newer
 * producer of the same id fences it.
 */
export class TransactionalProducer<Key = string | Uint8Array | null, Value = string | Uint8Array | null> {
  readonly transactionalId: string;
  private readonly env: ClientEnv;
  private readonly state: TransactionState<OffsetsStep>;
  private readonly loop: TransactionLoop;
  private readonly raw: RawProducer;
  private readonly typed: Producer<Key, Value>;
  private waiters: Waiter[] = [];
  /** The offsets that were sent in the current transaction. */
  private offsets: OffsetsStep[] = [];
  private beginning = false;
  /** Counts transactions, so that the handle of an earlier one has no effect on a later one. */
  private turn = 0;
  private sendsUnderWay = 0;
  private closing: Promise<void> | undefined;

  constructor(ports: TransactionalProducerPorts, serializers: SerializerOptions<Key, Value>) {
    const { env, settings, transactionalId, transactionTimeoutMs } = ports;
    this.env = env;
    this.transactionalId = transactionalId;
    const state = new TransactionState<OffsetsStep>(transactionalId, transactionTimeoutMs);
    this.state = state;
    this.loop = new TransactionLoop({
      ...ports,
      state,
      attemptTimeoutMs: Math.min(settings.requestTimeoutMs, ATTEMPT_MS_MAX),
      blockMsMax: settings.blockMsMax,
      changed: () => this.changed(),
      failed: (reason) => this.loopFailed(reason),
    });
    this.raw = new RawProducer({
      ...ports,
      transaction: {
        transactionalId,
        identities: new TransactionIdentities(state, () => this.loop.wake()),
        get transactionVersion() {
          return state.transactionVersion;
        },
        admit: (where) => {
          const isAdmitted = state.admit(where);
          if (!isAdmitted) this.loop.wake();
          return isAdmitted;
        },
        failed: (error) => this.recordFailed(error),
      },
    });
    this.typed = new Producer(this.raw, serializers, ports.interceptors);
  }

  /** The bytes of records that are buffered now. */
  get bufferedBytes(): number {
    return this.raw.bufferedBytes;
  }

  /** The producer id and epoch: undefined before the first transaction. The epoch may be raised by each end. */
  get identity(): ProducerIdentity | undefined {
    return this.state.identity;
  }

  /**
   * Takes the transactional id: fences the producer before, and aborts its open transaction. The first `begin`
   * does that too. A consumer that reads on from offsets that were sent in transactions needs it before its first poll:
   * the offsets of a transaction that a producer has left open hold the group's offsets back until it has ended, which
   * without this call is when it times out (as Kafka's `initTransactions`). A second call has no effect.
   * @throws DraveError as `begin`.
   */
  async initTransactions(): Promise<void> {
    this.assertUsable();
    if (this.state.identity === undefined) await this.untilReady();
    this.assertUsable();
  }

  /**
   * Begins a transaction; there is one at a time. The first call takes the transactional id as `initTransactions` does.
   * An earlier end that is undecided is decided first.
   * @throws DraveError PRODUCER_FENCED, whose message names what has fenced the producer; INVALID_TXN_STATE while a
   * transaction is open; REQUEST_TIMED_OUT after `maxBlockMs`; or the definite refusal of the cluster.
   */
  async begin(): Promise<Transaction<Key, Value>> {
    const { state } = this;
    this.assertUsable();
    if (this.beginning || state.phase.kind === 'open' || state.phase.kind === 'abortable')
      throw new DraveError(
        'INVALID_TXN_STATE',
        'one transaction at a time: commit or abort the one that is open first',
      );
    this.beginning = true;
    try {
      await this.untilReady();
    } finally {
      this.beginning = false;
    }
    this.assertUsable();
    state.begin(this.env.clock.monotonicMs());
    this.offsets = [];
    this.turn++;
    return new Transaction(this.hostOf(this.turn));
  }

  /** Aborts an open transaction, and closes the producer. */
  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  /** Closes it: `await using producer = client.producer({ transactionalId: 'billing-1' })`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Waits until a transaction can begin: an end before it is decided, and the identity is known. */
  private async untilReady(): Promise<void> {
    const { state } = this;
    state.wantReady();
    await this.until(() => {
      if (state.isReady) return true;
      if (state.next() !== undefined) return undefined;
      // The undecided end is decided now, after which the epoch may have to be raised.
      if (state.phase.kind === 'idle' && this.loop.lastError === undefined) {
        state.wantReady();
        this.loop.wake();
        return undefined;
      }
      return this.failure ?? this.loop.lastError;
    });
  }

  private hostOf(turn: number): TransactionHost<Key, Value> {
    const assertTurn = () => {
      if (turn !== this.turn)
        throw new DraveError('INVALID_TXN_STATE', 'another transaction has begun: this one is over');
    };
    return {
      send: (record) => this.send(turn, record),
      sendOffsets: (offsets) => this.sendOffsets(offsets),
      end: async (result) => {
        assertTurn();
        return this.end(result);
      },
      isUndecided: () => turn === this.turn && this.state.phase.kind === 'ending',
      isOver: () => turn !== this.turn || this.failure !== undefined || this.closing !== undefined,
    };
  }

  private async send(turn: number, record: ProducerRecord<Key, Value>): Promise<RecordMetadata> {
    this.assertOpen();
    this.sendsUnderWay++;
    try {
      return await this.typed.send(record);
    } catch (reason) {
      const error = DraveError.from(reason);
      if (turn === this.turn) this.recordFailed(error);
      // After it was fenced, every call fails with the same error.
      throw this.failure ?? error;
    } finally {
      this.sendsUnderWay--;
      if (this.sendsUnderWay === 0) this.checkWaiters();
    }
  }

  private async sendOffsets(make: () => TransactionOffsets): Promise<void> {
    this.assertOpen();
    let step: OffsetsStep;
    try {
      step = { ...make(), kind: 'commitOffsets', done: deferred() };
    } catch (reason) {
      this.recordFailed(DraveError.from(reason));
      throw reason;
    }
    if (step.offsets.length === 0) return;
    this.offsets.push(step);
    this.state.commitOffsets(step);
    this.loop.wake();
    await step.done.promise;
  }

  private async end(result: TransactionResult): Promise<void> {
    const { state } = this;
    this.assertUsable();
    if (result === 'commit' && state.phase.kind === 'open') await this.raw.flush();
    // A refused batch may have begun the look-up of what has fenced this producer.
    await this.until(() => {
      const isSent = result === 'abort' || this.sendsUnderWay === 0;
      return isSent && state.phase.kind !== 'describing' ? true : undefined;
    });
    const { phase } = state;
    if (phase.kind === 'failed') throw phase.error;
    if (phase.kind === 'abortable' && result === 'commit') throw phase.error;
    if (result === 'abort') this.dropPending(new DraveError('CANCELLED', 'the transaction is aborted'));
    state.end(result);
    this.loop.wake();
    await this.until(() => this.outcomeOfEnd());
    if (result === 'commit') for (const { committed } of this.offsets) committed();
  }

  private outcomeOfEnd(): true | DraveError | undefined {
    const { phase } = this.state;
    switch (phase.kind) {
      case 'idle':
        return true;
      case 'ending':
        return phase.suspended ? this.loop.lastError : undefined;
      case 'describing':
      case 'open':
        return undefined;
      case 'abortable':
      case 'failed':
        return phase.error;
    }
  }

  private get failure(): DraveError | undefined {
    const { phase } = this.state;
    return phase.kind === 'failed' ? phase.error : undefined;
  }

  private recordFailed(error: DraveError): void {
    this.state.batchFailed(error);
    this.loop.wake();
  }

  private changed(): void {
    const { phase } = this.state;
    if (phase.kind === 'failed') this.dropPending(phase.error);
    if (phase.kind === 'abortable') {
      const message = `the transaction can only be aborted: ${phase.error.message}`;
      this.dropPending(new DraveError('TRANSACTION_ABORTABLE', message, { cause: phase.error }));
    }
    this.raw.wake();
    this.checkWaiters();
  }

  private dropPending(error: DraveError): void {
    this.raw.failPending(error);
    for (const { done } of this.offsets) {
      // A caller that does not await `sendOffsets` gets the failure from the end of the transaction.
      done.promise.catch(() => {});
      done.reject(error);
    }
  }

  private loopFailed(reason: unknown): void {
    this.state.loopFailed(DraveError.from(reason));
    this.changed();
  }

  private until(outcome: Waiter['outcome']): Promise<void> {
    const waiter: Waiter = { done: deferred(), outcome };
    this.waiters.push(waiter);
    this.checkWaiters();
    this.loop.wake();
    return waiter.done.promise;
  }

  private checkWaiters(): void {
    this.waiters = this.waiters.filter(({ done, outcome }) => {
      const found = outcome();
      if (found === true) done.resolve();
      else if (found !== undefined) done.reject(found);
      return found === undefined;
    });
  }

  private async closeOnce(): Promise<void> {
    const closed = new DraveError('CANCELLED', 'the producer was closed');
    const { kind } = this.state.phase;
    if (kind === 'open' || kind === 'abortable') await this.abortFor(CLOSE_MS_MAX);
    await this.loop.close();
    for (const { done } of this.waiters) done.reject(closed);
    this.waiters = [];
    this.dropPending(closed);
    await this.raw.close(0);
  }

  /** Aborts within `timeoutMs`. If that fails, the coordinator aborts the transaction after `transactionTimeoutMs`. */
  private async abortFor(timeoutMs: Millis): Promise<void> {
    const stop = new AbortController();
    const abort = this.end('abort').catch((reason: unknown) => {
      const { code, message } = DraveError.from(reason);
      this.env.logger.warn({ transactionalId: this.transactionalId, code }, `not aborted while closing: ${message}`);
    });
    const timeout = this.env.timers.sleep(timeoutMs, stop.signal).catch((reason: unknown) => {
      if (!stop.signal.aborted) throw reason;
    });
    await Promise.race([abort, timeout]);
    stop.abort();
  }

  private assertUsable(): void {
    if (this.closing !== undefined) throw new DraveError('CANCELLED', 'the producer was closed');
    if (this.failure !== undefined) throw this.failure;
  }

  /** @throws DraveError. */
  private assertOpen(): void {
    this.assertUsable();
    const { phase } = this.state;
    if (phase.kind === 'abortable')
      throw new DraveError('TRANSACTION_ABORTABLE', `the transaction can only be aborted: ${phase.error.message}`, {
        cause: phase.error,
      });
  }
}

/** A broker that hangs must not hold up a transaction for a whole request timeout. */
const ATTEMPT_MS_MAX: Millis = 5000;
/** How long a producer that closes waits for its abort. */
const CLOSE_MS_MAX: Millis = 5000;
