import type { Millis, Offset, PartitionIndex, ProducerId, TopicName } from '@drave/base';
import { type adminV1, transactionService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface ListTransactionsOptions {
  readonly idPrefix?: string;
  /** Matches the whole id; RE2 syntax. */
  readonly idPattern?: string;
  /** Such as 'Ongoing' or 'CompleteCommit'; any of them. */
  readonly states?: readonly string[];
  readonly producerIds?: readonly ProducerId[];
  /** Only those that were begun longer ago than so. */
  readonly minDurationMs?: Millis;
}

export interface OpenTransactionsOptions {
  readonly topic?: TopicName;
  /** Only where the last batch is older than so. */
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

  /** By id, without partitions. @throws DraveError INVALID_REGULAR_EXPRESSION. */
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

  /** With the partitions of what is open. @throws DraveError TRANSACTIONAL_ID_NOT_FOUND. */
  async describe(transactionalId: string): Promise<adminV1.Transaction> {
    const request = { transactionalId, local: false };
    const response = await this.caller.call(transactionService.methods.getTransaction, request, 'repeatable');
    return response.transaction;
  }

  /**
   * Aborts what the producer of the id has open, and fences the producer. Resolves when that is decided; the partitions
   * follow. @throws DraveError TRANSACTIONAL_ID_NOT_FOUND, INVALID_TXN_STATE when nothing is open or its commit is
   * decided.
   */
  async abort(transactionalId: string, options: AbortOptions = {}): Promise<adminV1.Transaction> {
    const { validateOnly = false } = options;
    const request = { transactionalId, validateOnly, requestId: this.caller.requestId(), local: false };
    const response = await this.caller.call(transactionService.methods.abortTransaction, request, 'repeatable');
    return response.transaction;
  }

  /** The idempotent producers that the leader of a partition remembers. */
  async producers(topic: TopicName, partition: PartitionIndex): Promise<adminV1.PartitionProducer[]> {
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, partition, local: false };
      const response = await this.caller.call(transactionService.methods.listProducers, request, 'repeatable');
      return { items: response.producers, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** What is open in partitions, by topic, partition and producer id. */
  async open(options: OpenTransactionsOptions = {}): Promise<adminV1.OpenTransaction[]> {
    const { topic = '', minDurationMs = 0 } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, minDurationMs, local: false };
      const response = await this.caller.call(transactionService.methods.listOpenTransactions, request, 'repeatable');
      return { items: response.transactions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** What is open in partitions and nobody is going to end: no coordinator knows of it. */
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
   * Ends one of those, which begins at `startOffset` of its partition. With `force` also one that its coordinator is
   * going to end: what that wrote elsewhere may be committed all the same.
   * @throws DraveError INVALID_TXN_STATE when none begins there, or its coordinator knows it.
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
