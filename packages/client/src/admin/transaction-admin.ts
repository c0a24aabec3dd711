import type { Millis, Offset, PartitionIndex, ProducerId, TopicName } from '@drave/base';
import { type adminV1, transactionService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface ListTransactionsOptions {
  readonly idPrefix?: string;
  /** Lists only ids that this expression matches as a whole; RE2 syntax. */
  readonly idPattern?: string;
  /** Lists only transactions in one of these states, such as 'Ongoing' or 'CompleteCommit'. */
  readonly states?: readonly string[];
  readonly producerIds?: readonly ProducerId[];
  /** Lists only transactions that began longer ago than this. */
  readonly minDurationMs?: Millis;
}

export interface OpenTransactionsOptions {
  readonly topic?: TopicName;
  /** Lists only transactions whose last batch in the partition is older than this. */
  readonly minDurationMs?: Millis;
}

export interface AbortOptions {
  readonly validateOnly?: boolean;
}

/** Transactions of producers: see `TransactionService` in drave.admin.v1. */
export class TransactionAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /**
   * Resolves with the transactions in order of id, without their partitions. @throws DraveError
   * INVALID_REGULAR_EXPRESSION.
   */
  async list(options: ListTransactionsOptions = {}): Promise<adminV1.Transaction[]> {
    const { idPrefix = '', idPattern = '', states = [], producerIds = [], minDurationMs = 0 } = options;
    const filters = { idPrefix, idPattern, states, producerIds, minDurationMs };
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, ...filters, local: false };
      const response = await this.caller.call(transactionService.methods.listTransactions, request, 'repeatable');
      return { items: response.transactions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Resolves with the state of a transactional id, and the partitions of its open transaction.
   * @throws DraveError TRANSACTIONAL_ID_NOT_FOUND.
   */
  async describe(transactionalId: string): Promise<adminV1.Transaction> {
    const request = { transactionalId, local: false };
    const response = await this.caller.call(transactionService.methods.getTransaction, request, 'repeatable');
    return response.transaction;
  }

  /**
   * Aborts the open transaction of the id, and fences its producer. Resolves when the abort is decided; the markers are
   * written to the partitions afterwards.
   * @throws DraveError TRANSACTIONAL_ID_NOT_FOUND, INVALID_TXN_STATE when no transaction is open or its commit is
   * decided.
   */
  async abort(transactionalId: string, options: AbortOptions = {}): Promise<adminV1.Transaction> {
    const { validateOnly = false } = options;
    const request = { transactionalId, validateOnly, requestId: this.caller.requestId(), local: false };
    const response = await this.caller.call(transactionService.methods.abortTransaction, request, 'repeatable');
    return response.transaction;
  }

  /** Resolves with the idempotent producers whose state the leader of a partition keeps, in order of id. */
  async producers(topic: TopicName, partition: PartitionIndex): Promise<adminV1.PartitionProducer[]> {
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, partition, local: false };
      const response = await this.caller.call(transactionService.methods.listProducers, request, 'repeatable');
      return { items: response.producers, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** Resolves with the transactions that are open in partitions, in order of topic, partition and producer id. */
  async open(options: OpenTransactionsOptions = {}): Promise<adminV1.OpenTransaction[]> {
    const { topic = '', minDurationMs = 0 } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, minDurationMs, local: false };
      const response = await this.caller.call(transactionService.methods.listOpenTransactions, request, 'repeatable');
      return { items: response.transactions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** Resolves with the hanging transactions: open in a partition, and unknown to every coordinator (KIP-664). */
  async hanging(options: OpenTransactionsOptions = {}): Promise<adminV1.HangingTransaction[]> {
    const { topic = '', minDurationMs = 0 } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, minDurationMs };
      const method = transactionService.methods.listHangingTransactions;
      const response = await this.caller.call(method, request, 'repeatable');
      return { items: response.transactions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Aborts the hanging transaction that begins at `startOffset` of a partition, in this partition only. With `force` it
   * also aborts one that a coordinator knows; what that transaction wrote to other partitions may be committed all the
   * same.
   * @throws DraveError INVALID_TXN_STATE when no transaction begins there, or when its coordinator knows it.
   */
  async abortHanging(
    place: { readonly topic: TopicName; readonly partition: PartitionIndex; readonly startOffset: Offset },
    options: AbortOptions & { readonly force?: boolean } = {},
  ): Promise<adminV1.OpenTransaction> {
    const { validateOnly = false, force = false } = options;
    const { topic, partition, startOffset } = place;
    const request = {
      topic,
      partition,
      startOffset,
      force,
      validateOnly,
      requestId: this.caller.requestId(),
      local: false,
    };
    const response = await this.caller.call(transactionService.methods.abortHangingTransaction, request, 'repeatable');
    return response.transaction;
  }
}

const PAGE_SIZE = 1_000;
