import type { Millis, ProducerId } from '@drave/base';
import { Map as PersistentMap } from 'immutable';
import type { TransactionPartitions } from './transaction-partitions.js';

export type TransactionalId = string;

/** What is written of a transaction, under Kafka's names. */
export type TransactionState =
  | 'Empty'
  | 'Ongoing'
  | 'PrepareCommit'
  | 'PrepareAbort'
  | 'CompleteCommit'
  | 'CompleteAbort';

/** How a transaction ends. */
export type TransactionResult = 'commit' | 'abort';

/** Stands for no producer id, and for no epoch of one. 0 is a valid id and a valid epoch. */
export const NO_PRODUCER = -1;

/** An epoch from here on is not given to a producer once more: the next one comes with a new producer id. */
export const PRODUCER_EPOCH_EXHAUSTED = 32_766;
export const PRODUCER_EPOCH_MAX = 32_767;

/** From this level of `transaction.version` on, each end of a transaction raises the epoch (KIP-890, part 2). */
export const EPOCH_BUMP_VERSION = 2;

/** A transactional id, its producer and its last transaction. Never changes; each transition makes another one. */
export interface Transaction {
  readonly producerId: ProducerId;
  /** The producer id before the last transition; -1 for none. */
  readonly previousProducerId: ProducerId;
  /** While a transaction ends: the producer id that comes into force with the end; -1 when it stays. */
  readonly nextProducerId: ProducerId;
  /** -1 as long as no producer has one. */
  readonly producerEpoch: number;
  /**
   * The epoch that a producer had before it got `producerEpoch`, by which its retry is known; -1 when nobody may retry.
   * Kafka's records have no place for it: it does not outlive a change of coordinator.
   */
  readonly lastProducerEpoch: number;
  readonly timeoutMs: Millis;
  readonly state: TransactionState;
  /** Empty when `state` is Empty or Complete*. */
  readonly partitions: TransactionPartitions;
  /** Wall clock; -1 when no transaction was begun since InitProducerId. */
  readonly startedAtMs: Millis;
  /** Wall clock. */
  readonly updatedAtMs: Millis;
  /** The level of `transaction.version` that the transaction goes by: 0 or 2. */
  readonly transactionVersion: number;
}

/** The record of one transactional id. */
export interface TransactionRecord {
  readonly transactionalId: TransactionalId;
  /** Undefined is a tombstone: the id is forgotten. */
  readonly value: Transaction | undefined;
}

/** Everything that one partition of `__transaction_state` says. Immutable with structural sharing. */
export type TransactionsState = PersistentMap<TransactionalId, Transaction>;

export const noTransactions: TransactionsState = PersistentMap();

/** The only place that changes the state. */
export function replayTransaction(state: TransactionsState, { transactionalId, value }: TransactionRecord) {
  return value === undefined ? state.delete(transactionalId) : state.set(transactionalId, value);
}

/** Whether the end of the transaction is decided and its markers are being written. */
export function isEnding({ state }: Transaction): boolean {
  return state === 'PrepareCommit' || state === 'PrepareAbort';
}

/** Whether nothing is open: the next transaction may begin, and the id may be forgotten. */
export function isAtRest({ state }: Transaction): boolean {
  return state === 'Empty' || state === 'CompleteCommit' || state === 'CompleteAbort';
}
