import type { ErrorCode, LeaderEpoch, Millis, PartitionIndex, ProducerId } from '@drave/base';
import type { Decide, Decision, EncodedRecord, Now, Reaction, ShardModel, TimerChange } from '../runtime/model.js';
import { decideAbort } from './decide/abort-transaction.js';
import {
  decideAddPartitions,
  verifyPartitions,
  type AddPartitionsRequest,
  type VerifiedPartition,
} from './decide/add-partitions.js';
import { completionOf, decideEndTransaction, type EndTransactionRequest } from './decide/end-transaction.js';
import {
  decideInitProducerId,
  type InitProducerIdRequest,
  type InitProducerIdResponse,
} from './decide/init-producer-id.js';
import { isExpired, isTimedOut, sweep, timeoutOf, type Sweep, type SweptState } from './decide/sweep.js';
import {
  viewOf,
  type ProducerIdentity,
  type TransactionContext,
  type TransactionDecision,
  type TransactionView,
} from './decide/view.js';
import type { MarkerJob } from './markers/marker-queues.js';
import { decodeTransactionRecord, encodeTransactionRecord } from './record-codec.js';
import { describeTransaction, type TransactionDescription } from './transaction-queries.js';
import type { TransactionPartitions } from './transaction-partitions.js';
import {
  isEnding,
  noTransactions,
  replayTransaction,
  type Transaction,
  type TransactionalId,
  type TransactionRecord,
  type TransactionsState,
} from './transaction.js';
import { tombstoneOf } from './transition.js';

export interface TransactionSettings {
  /** `transaction.max.timeout.ms` */
  readonly timeoutMsMax: Millis;
  /** `transaction.abort.timed.out.transaction.cleanup.interval.ms` */
  readonly abortIntervalMs: Millis;
  /** `transactional.id.expiration.ms` */
  readonly expirationMs: Millis;
  /** `transaction.remove.expired.transaction.cleanup.interval.ms` */
  readonly expirationIntervalMs: Millis;
}

/** Who writes markers: `MarkerQueues`, shared by all partitions of a broker. Every call only takes note. */
export interface MarkerPort {
  /** Markers go to all partitions of the job. When they are written, `whenWritten(job)` is run in this shard. */
  readonly begin: (job: MarkerJob) => void;
  /** Nothing goes out any more of what this partition of `__transaction_state` has begun. */
  readonly drop: (statePartition: PartitionIndex) => void;
  /** The partitions without a marker yet; undefined when none are being written for the id. */
  readonly unmarked: (
    statePartition: PartitionIndex,
    transactionalId: TransactionalId,
  ) => TransactionPartitions | undefined;
}

interface TransactionsModelOptions {
  /** Of `__transaction_state`. */
  readonly statePartition: PartitionIndex;
  /** The epoch in which this broker leads it: what markers are fenced by. */
  readonly coordinatorEpoch: LeaderEpoch;
  readonly settings: TransactionSettings;
  /** The level of `transaction.version` in the cluster. */
  readonly clusterVersion: () => number;
  /** @throws DraveError COORDINATOR_LOAD_IN_PROGRESS while no id is at hand. */
  readonly takeProducerId: () => ProducerId;
  /** 0, but in simulations; see `TransactionContext`. */
  readonly firstProducerEpoch: number;
  readonly markers: MarkerPort;
  /** The end of a transaction is complete: whoever waits for that may ask again. */
  readonly completed: (transactionalId: TransactionalId) => void;
}

type Decided<Response> = Decision<TransactionsState, TransactionRecord, Response>;
type TransactionTimer = TimerChange<TransactionsState, TransactionRecord>;

const TIMEOUTS_TIMER = 'timeouts';
const EXPIRY_TIMER = 'expiry';
const ENDS_TIMER = 'ends';
/** Ids that are looked at in one turn, however many there are. */
const IDS_PER_TURN_MAX = 1_000;
/** A sweep that has found something goes on after this long, so that its records leave room for others. */
const SWEEP_STEP_MS: Millis = 100;

/**
 * The transactions of one partition of `__transaction_state`, as a shard runs them. It keeps nothing beside the state:
 * what is pending can be told from the two states of the shard, and from an end that is not complete.
 */
export class TransactionsModel implements ShardModel<TransactionsState, TransactionRecord> {
  readonly empty = noTransactions;
  private readonly options: TransactionsModelOptions;

  constructor(options: TransactionsModelOptions) {
    this.options = options;
  }

  replay(state: TransactionsState, record: TransactionRecord): TransactionsState {
    return replayTransaction(state, record);
  }

  keyOf({ transactionalId }: TransactionRecord): string {
    return transactionalId;
  }

  encode(record: TransactionRecord): EncodedRecord {
    return encodeTransactionRecord(record, this.options.clusterVersion());
  }

  decode(key: Buffer, value: Buffer | null): TransactionRecord | undefined {
    return decodeTransactionRecord(key, value);
  }

  /** The ends that were decided before go on, under the epoch of this coordinator. */
  loaded(state: TransactionsState): readonly TransactionTimer[] {
    const { abortIntervalMs, expirationIntervalMs } = this.options.settings;
    return [
      this.sweepTimer(TIMEOUTS_TIMER, abortIntervalMs),
      this.sweepTimer(EXPIRY_TIMER, expirationIntervalMs),
      ...this.resumeEnds(state.entries()),
    ];
  }

  ended(_: ErrorCode): void {
    this.options.markers.drop(this.options.statePartition);
  }

  initProducerId(request: InitProducerIdRequest): Decide<TransactionsState, TransactionRecord, InitProducerIdResponse> {
    const { timeoutMsMax } = this.options.settings;
    return this.deciding(request.transactionalId, (view, context) =>
      decideInitProducerId(view, context, request, timeoutMsMax),
    );
  }

  addPartitions(request: AddPartitionsRequest): Decide<TransactionsState, TransactionRecord, void> {
    return this.deciding(request.transactionalId, (view, context) => decideAddPartitions(view, context, request));
  }

  endTransaction(request: EndTransactionRequest): Decide<TransactionsState, TransactionRecord, ProducerIdentity> {
    return this.deciding(request.transactionalId, (view, context) => decideEndTransaction(view, context, request));
  }

  abort(
    transactionalId: TransactionalId,
    validateOnly: boolean,
  ): Decide<TransactionsState, TransactionRecord, Transaction> {
    return this.deciding(transactionalId, (view, context) => decideAbort(view, context, validateOnly));
  }

  /** From the replicated state. @throws DraveError what `verifyPartitions` throws. */
  verifyPartitions(
    replicated: TransactionsState,
    request: Omit<AddPartitionsRequest, 'transactionVersion'>,
  ): readonly VerifiedPartition[] {
    return verifyPartitions(viewOf(request.transactionalId, replicated, replicated), request);
  }

  /** From the replicated state. */
  describe(replicated: TransactionsState, transactionalId: TransactionalId): TransactionDescription {
    const unmarked = this.options.markers.unmarked(this.options.statePartition, transactionalId);
    return describeTransaction(replicated, transactionalId, unmarked);
  }

  /** All markers of the job are written: what is run in the shard then. */
  whenWritten(job: MarkerJob): Reaction<TransactionsState, TransactionRecord> {
    return (state) => {
      // The shard may have been read anew meanwhile: then a job of its own completes the end, by a timer of this name.
      const isPresent = state.get(job.transactionalId) === job.prepared;
      return { records: [], response: undefined, timers: isPresent ? [this.completionTimer(job)] : [] };
    };
  }

  private deciding<Response>(
    transactionalId: TransactionalId,
    decide: (view: TransactionView, context: TransactionContext) => TransactionDecision<Response>,
  ): Decide<TransactionsState, TransactionRecord, Response> {
    return (state, now, replicated) => {
      const { next, response } = decide(viewOf(transactionalId, state, replicated), this.contextAt(now));
      return next === undefined ? { records: [], response } : { ...this.writing(transactionalId, next), response };
    };
  }

  private contextAt({ wallMs }: Now): TransactionContext {
    const { clusterVersion, takeProducerId, firstProducerEpoch } = this.options;
    return { wallMs, clusterVersion: clusterVersion(), takeProducerId, firstProducerEpoch };
  }

  /** No marker goes out before its end is replicated, and none is forgotten when that takes long. */
  private writing(transactionalId: TransactionalId, value: Transaction): Decided<void> {
    const records = [{ transactionalId, value }];
    if (!isEnding(value)) return { records, response: undefined };
    const replicated = (): Decided<void> => {
      return { records: [], response: undefined, timers: this.beginEnd(transactionalId, value) };
    };
    return { records, response: undefined, replicated };
  }

  private beginEnd(transactionalId: TransactionalId, prepared: Transaction): readonly TransactionTimer[] {
    const { statePartition, coordinatorEpoch, markers } = this.options;
    const { producerId, producerEpoch, partitions, transactionVersion } = prepared;
    const job: MarkerJob = {
      statePartition,
      coordinatorEpoch,
      transactionalId,
      producerId,
      producerEpoch,
      result: prepared.state === 'PrepareCommit' ? 'commit' : 'abort',
      transactionVersion,
      partitions,
      prepared,
    };
    if (partitions.size === 0) return [this.completionTimer(job)];
    markers.begin(job);
    return [];
  }

  /** A timer, because those are tried again until their records are written. */
  private completionTimer(job: MarkerJob): TransactionTimer {
    const fire: Reaction<TransactionsState, TransactionRecord> = (state, now) => {
      const { transactionalId, prepared } = job;
      // The next transaction may be ending by now, before version 2 in the same epoch: its markers are not written.
      if (state.get(transactionalId) !== prepared) return { records: [], response: undefined };
      this.options.completed(transactionalId);
      return this.writing(transactionalId, completionOf(prepared, now.wallMs));
    };
    return { kind: 'set', key: `complete ${job.transactionalId}`, delayMs: 0, fire };
  }

  /** Some now, and the others in the turns that follow: until an end is completed, nothing else happens to its id. */
  private resumeEnds(swept: SweptState): readonly TransactionTimer[] {
    const timers: TransactionTimer[] = [];
    for (let count = 0; count < IDS_PER_TURN_MAX; count++) {
      const next = swept.next();
      if (next.done === true) return timers;
      const [transactionalId, one] = next.value;
      if (isEnding(one)) timers.push(...this.beginEnd(transactionalId, one));
    }
    const fire: Reaction<TransactionsState, TransactionRecord> = () => {
      return { records: [], response: undefined, timers: this.resumeEnds(swept) };
    };
    return [...timers, { kind: 'set', key: ENDS_TIMER, delayMs: 0, fire }];
  }

  /** `under`: the sweep that goes on; by default one of what is replicated by then begins. */
  private sweepTimer(
    key: typeof TIMEOUTS_TIMER | typeof EXPIRY_TIMER,
    delayMs: Millis,
    under?: SweptState,
  ): TransactionTimer {
    const fire: Reaction<TransactionsState, TransactionRecord> = (_, now, replicated) => {
      const { abortIntervalMs, expirationIntervalMs } = this.options.settings;
      const isTimeouts = key === TIMEOUTS_TIMER;
      const swept = under ?? replicated.entries();
      const { found, isDone } = isTimeouts ? this.timedOut(swept, now) : this.expired(swept, now);
      const intervalMs = isTimeouts ? abortIntervalMs : expirationIntervalMs;
      const stepMs = found.length > 0 ? SWEEP_STEP_MS : 0;
      const next = isDone ? this.sweepTimer(key, intervalMs) : this.sweepTimer(key, stepMs, swept);
      const each = isTimeouts ? (id: string) => this.timeoutTimer(id) : (id: string) => this.expiryTimer(id);
      return { records: [], response: undefined, timers: [...found.map(each), next] };
    };
    return { kind: 'set', key, delayMs, fire };
  }

  private timedOut(swept: SweptState, { wallMs }: Now): Sweep {
    return sweep(swept, (one) => isTimedOut(one, wallMs), IDS_PER_TURN_MAX);
  }

  private expired(swept: SweptState, { wallMs }: Now): Sweep {
    const { expirationMs } = this.options.settings;
    return sweep(swept, (one) => isExpired(one, wallMs, expirationMs), IDS_PER_TURN_MAX);
  }

  /** Each in a decision of its own, so that one that cannot be written holds up no other. */
  private timeoutTimer(transactionalId: TransactionalId): TransactionTimer {
    const fire = this.deciding(transactionalId, ({ current, isPending }, context) => {
      const isDue = current !== undefined && !isPending;
      return { next: isDue ? timeoutOf(current, context) : undefined, response: undefined };
    });
    return { kind: 'set', key: `timeout ${transactionalId}`, delayMs: 0, fire };
  }

  private expiryTimer(transactionalId: TransactionalId): TransactionTimer {
    const fire: Reaction<TransactionsState, TransactionRecord> = (state, { wallMs }, replicated) => {
      const { current, isPending } = viewOf(transactionalId, state, replicated);
      const isDue =
        current !== undefined && !isPending && isExpired(current, wallMs, this.options.settings.expirationMs);
      return { records: isDue ? [tombstoneOf(transactionalId, current)] : [], response: undefined };
    };
    return { kind: 'set', key: `expire ${transactionalId}`, delayMs: 0, fire };
  }
}
