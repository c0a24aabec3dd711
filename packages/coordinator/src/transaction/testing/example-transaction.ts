import { noTransactionPartitions, transactionPartitionsOf } from '../transaction-partitions.js';
import type { Transaction } from '../transaction.js';

export const ordersPartitions = transactionPartitionsOf([['orders', [0, 2]]]);

/** A transactional id at rest with the producer id 7 in epoch 3, but for what is given. */
export function exampleTransaction(change: Partial<Transaction> = {}): Transaction {
  return {
    producerId: 7,
    previousProducerId: -1,
    nextProducerId: -1,
    producerEpoch: 3,
    lastProducerEpoch: -1,
    timeoutMs: 60_000,
    state: 'Empty',
    partitions: noTransactionPartitions,
    startedAtMs: -1,
    updatedAtMs: 1_000,
    transactionVersion: 0,
    ...change,
  };
}

/** The same with a transaction open on two partitions. */
export function openTransaction(change: Partial<Transaction> = {}): Transaction {
  return exampleTransaction({ state: 'Ongoing', partitions: ordersPartitions, startedAtMs: 900, ...change });
}
