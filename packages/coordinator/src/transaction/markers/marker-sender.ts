import { DrainLoop, type Millis, type NodeId, type PartitionIndex } from '@drave/base';
import type { TimerHandle, Timers } from '@drave/env';
import type { OwnedShard } from '../../runtime/shard-set.js';
import type { TransactionPartitions } from '../transaction-partitions.js';
import type { MarkerPort, TransactionsModel } from '../transactions-model.js';
import type { TransactionalId, TransactionRecord, TransactionsState } from '../transaction.js';
import {
  type MarkerDirectory,
  type MarkerEffect,
  type MarkerJob,
  MarkerQueues,
  type MarkerResult,
  type SentMarker,
} from './marker-queues.js';

interface MarkerSenderOptions {
  readonly timers: Timers;
  readonly directory: MarkerDirectory;
  /** Whether the broker may lead partitions: nobody waits for the answer of one that is fenced. */
  readonly isInService: (nodeId: NodeId) => boolean;
  /**
   * Asks a broker for markers, itself or another one. Undefined when it gave no answer, also because it does not know
   * the request. Never rejects, and ends in any case.
   */
  readonly send: (to: NodeId, markers: readonly SentMarker[]) => Promise<readonly MarkerResult[] | undefined>;
  /** Who coordinates the job's partition here, as long as that is in the job's epoch. */
  readonly coordinatorOf: (
    job: MarkerJob,
  ) => OwnedShard<TransactionsState, TransactionRecord, TransactionsModel> | undefined;
  /** Our own code broke a promise. */
  readonly onFatal: (reason: unknown) => void;
}

/** What failed is sent again after this long, or when the metadata changes. */
const RETRY_MS: Millis = 100;

/** Does what `MarkerQueues` says, for all transactions that this broker coordinates. */
export class MarkerSender implements MarkerPort {
  private readonly options: MarkerSenderOptions;
  private readonly queues: MarkerQueues;
  private readonly waiting = new Set<TimerHandle>();
  private readonly routing: DrainLoop;
  private isClosed = false;

  constructor(options: MarkerSenderOptions) {
    this.options = options;
    this.queues = new MarkerQueues(options.directory, options.isInService);
    this.routing = new DrainLoop(() => this.route(), options.onFatal);
  }

  /** Ends of transactions whose markers are not all written. */
  get size(): number {
    return this.queues.size;
  }

  begin(job: MarkerJob): void {
    this.perform(this.queues.begin(job));
  }

  drop(statePartition: PartitionIndex): void {
    this.queues.drop(statePartition);
  }

  unmarked(statePartition: PartitionIndex, transactionalId: TransactionalId): TransactionPartitions | undefined {
    return this.queues.unmarked(statePartition, transactionalId);
  }

  /** Leaders may have changed. */
  metadataChanged(): void {
    this.perform(this.queues.metadataChanged());
  }

  /** Nothing is sent any more; what is under way is answered to nobody. */
  close(): void {
    this.isClosed = true;
    for (const handle of this.waiting) this.options.timers.clear(handle);
    this.waiting.clear();
  }

  /** However much begins in one turn of the event loop, some of it is routed there and the rest in later ones. */
  private async route(): Promise<void> {
    this.perform(this.queues.route());
    await this.options.timers.yieldTurn();
  }

  private perform(effects: readonly MarkerEffect[]): void {
    if (this.isClosed) return;
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send':
          void this.send(effect);
          break;
        case 'retry':
          this.after(RETRY_MS, () => this.perform(this.queues.retry()));
          break;
        case 'route':
          this.routing.wake();
          break;
        case 'written':
          this.complete(effect.job);
          break;
      }
    }
  }

  private async send({ to, request, markers }: Extract<MarkerEffect, { kind: 'send' }>): Promise<void> {
    const results = await this.options.send(to, markers);
    this.perform(this.queues.answered(to, request, results));
  }

  /** Done twice it does nothing more, whatever follows; not done, the transaction would never end. */
  private complete(job: MarkerJob): void {
    const owned = this.options.coordinatorOf(job);
    owned?.shard.run(owned.model.whenWritten(job), ({ code }) => {
      // Too much waits there, or its replicas are late. Everything else is left to who coordinates next.
      if (code === 'COORDINATOR_NOT_AVAILABLE') this.after(RETRY_MS, () => this.complete(job));
    });
  }

  private after(delayMs: Millis, work: () => void): void {
    if (this.isClosed) return;
    const handle = this.options.timers.set(delayMs, () => {
      this.waiting.delete(handle);
      work();
    });
    this.waiting.add(handle);
  }
}
