import type { DraveError, Millis, TopicPartition } from '@drave/base';
import type { Identities } from './producer-identity.js';

/** What a producer needs of the transactions that its records belong to. */
export interface TransactionPort {
  readonly transactionalId: string;
  readonly transactionVersion: number;
  readonly identities: Identities;
  /** Whether records may be sent to the partition now; if not, the producer is woken when they may. */
  admit(where: TopicPartition): boolean;
  /** Called when some records will not be written, so that the transaction cannot be committed. */
  failed(error: DraveError): void;
}

/**
 * The pause after CONCURRENT_TRANSACTIONS: completing the transaction before takes some round trips among the brokers
 * (Kafka's `ADD_PARTITIONS_RETRY_BACKOFF_MS`).
 */
export const CONCURRENT_TRANSACTIONS_DELAY_MS: Millis = 20;
