import { transactionService, type adminV1 } from '@drave/rpc';
import type { HangingTransactionRow, Page, TransactionRow } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { idOrNull, pageOf, textOrNull } from './shapes.js';

interface TransactionQuestion {
  readonly pageSize: number;
  readonly pageToken: string;
  /** What the transactional id begins with. */
  readonly filter: string;
  readonly state: string;
}

export async function transactionPage(link: ClusterLink, question: TransactionQuestion): Promise<Page<TransactionRow>> {
  const { pageSize, pageToken, filter, state } = question;
  const { transactions, nextPageToken } = await link.ask(transactionService.methods.listTransactions, {
    pageSize,
    pageToken,
    idPrefix: filter,
    idPattern: '',
    states: state === '' ? [] : [state],
    producerIds: [],
    minDurationMs: 0,
    local: false,
  });
  // What a list leaves unset is not known, and no zero.
  const rows = transactions.map((one) => ({ ...transactionRow(one), timeoutMs: null, startWallMs: null }));
  return pageOf(rows, nextPageToken);
}

/** @throws DraveError TRANSACTIONAL_ID_NOT_FOUND, TRANSACTIONAL_ID_AUTHORIZATION_FAILED. */
export async function transactionDetail(link: ClusterLink, transactionalId: string): Promise<TransactionRow> {
  const request = { transactionalId, local: false };
  return transactionRow((await link.ask(transactionService.methods.getTransaction, request)).transaction);
}

export async function hangingPage(
  link: ClusterLink,
  question: { readonly pageSize: number; readonly pageToken: string; readonly topic: string },
): Promise<Page<HangingTransactionRow>> {
  const request = { ...question, minDurationMs: 0 };
  const { transactions, nextPageToken } = await link.ask(transactionService.methods.listHangingTransactions, request);
  return pageOf(transactions.map(hangingRow), nextPageToken);
}

function transactionRow(one: adminV1.Transaction): TransactionRow {
  return {
    transactionalId: one.transactionalId,
    state: one.state,
    producerId: one.producerId,
    producerEpoch: one.producerEpoch,
    coordinatorId: one.coordinatorId,
    timeoutMs: one.timeoutMs,
    startWallMs: idOrNull(one.startTimeMs),
    topics: one.topics,
  };
}

function hangingRow({ transaction, transactionalId }: adminV1.HangingTransaction): HangingTransactionRow {
  const { topic, partition, producer } = transaction;
  return {
    topic,
    partition,
    producerId: producer.producerId,
    producerEpoch: producer.producerEpoch,
    startOffset: producer.transactionStartOffset,
    lastTimestampMs: producer.lastTimestampMs,
    transactionalId: textOrNull(transactionalId),
  };
}
