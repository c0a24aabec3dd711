import { assert, type ErrorCode, type Millis, type ProducerId } from '@drave/base';
import type { ProducerBatch, VerificationGuard } from '@drave/log';
import type { BatchInfo } from '@drave/records';
import type { AppendFailure, AppendResult, AppendTicket, ProducedTransaction, TransactionOperation } from './append.js';
import type { PartitionHost } from './partition-host.js';
import type { TransactionVerificationPort } from './ports.js';

/** How many appends of one partition may wait for the coordinators of their transactions. */
const WAITING_MAX = 10_000;

export type Verified =
  /** `guard` is shown with the append; undefined: the transaction is open here, and none is needed. */
  { readonly kind: 'verified'; readonly guard: VerificationGuard | undefined } | AppendFailure;

export interface Verification {
  readonly batch: ProducerBatch;
  readonly transaction: ProducedTransaction;
  readonly deadlineMs: Millis;
}

/**
 * Lets the first batch of a transaction into the partition only with the word of the transaction's coordinator, so that
 * no transaction is open here that the coordinator would never end (KIP-890). Appends of one producer go through in
 * their order; while they wait, those of others pass.
 */
export class TransactionGate {
  /** By producer, what its last append waits for. */
  private readonly tails = new Map<ProducerId, Promise<unknown>>();
  private waiting = 0;

  private readonly partition: PartitionHost;
  private readonly port: TransactionVerificationPort;

  constructor(partition: PartitionHost, port: TransactionVerificationPort) {
    this.partition = partition;
    this.port = port;
  }

  /** `append` runs once the transaction may write here, at once when it is open already. */
  pass(
    batch: ProducerBatch,
    transaction: ProducedTransaction,
    deadlineMs: Millis,
    append: (guard: VerificationGuard | undefined) => AppendTicket,
  ): AppendTicket {
    const { producerId } = batch;
    const tail = this.tails.get(producerId);
    if (tail === undefined && this.isKnown(batch)) return append(undefined);
    if (this.waiting >= WAITING_MAX)
      return failure('THROTTLING_QUOTA_EXCEEDED', 'too many appends wait for the coordinators of their transactions');
    this.waiting++;
    const verification = { batch, transaction, deadlineMs };
    const ticket = this.inTurn(tail, verification, append).finally(() => {
      this.waiting--;
      if (this.tails.get(producerId) === ticket) this.tails.delete(producerId);
    });
    this.tails.set(producerId, ticket);
    const acked = ticket.then((taken): Promise<AppendResult> | AppendResult =>
      taken.kind === 'enqueued' ? taken.acked : taken,
    );
    return { kind: 'enqueued', acked };
  }

  /** Asks the coordinator, unless the transaction is open here. Never rejects. */
  async verify({ batch, transaction, deadlineMs }: Verification): Promise<Verified> {
    const { partition } = this;
    const { transactionalId, operation } = transaction;
    const { producers, topicPartition } = partition.log;
    const start = producers.beginVerification(batch, operation === 'add', partition.clock.wallMs());
    if (start.kind === 'reject') return failure(start.code, start.message);
    if (start.kind === 'open') return { kind: 'verified', guard: undefined };
    const timeoutMs = deadlineMs - partition.nowMs();
    if (timeoutMs <= 0) return failure('REQUEST_TIMED_OUT', 'the coordinator of the transaction was not asked in time');
    const { producerId, producerEpoch } = batch;
    const question = { transactionalId, producerId, producerEpoch, topicPartition, operation, timeoutMs };
    const refused = await this.port.verify(question);
    if (refused !== undefined) return failure(refused.error, refused.message);
    return { kind: 'verified', guard: start.guard };
  }

  private async inTurn(
    before: Promise<unknown> | undefined,
    verification: Verification,
    append: (guard: VerificationGuard | undefined) => AppendTicket,
  ): Promise<AppendTicket> {
    try {
      // The first one asks now: the sequence that waits is known before any other batch comes.
      if (before !== undefined) await before;
      if (this.isKnown(verification.batch)) return append(undefined);
      const verified = await this.verify(verification);
      if (verified.kind === 'verified') return append(verified.guard);
      return answerOf(verified, verification.transaction.operation);
    } catch (reason) {
      this.partition.storageFailed(reason);
      return failure('UNKNOWN_SERVER_ERROR', 'the broker failed while it asked for the transaction');
    }
  }

  /** The batch is in the log, or may not come into it whatever a coordinator says, or its transaction is open. */
  private isKnown(batch: ProducerBatch): boolean {
    const decision = this.partition.log.producers.decide(batch);
    return decision.kind !== 'reject' || decision.code !== 'INVALID_TXN_STATE';
  }
}

/**
 * What a producer is told. Old clients retry NOT_ENOUGH_REPLICAS without looking for another leader, and know nothing
 * of TRANSACTION_ABORTABLE; one whose epoch is too old is told so as by the partition itself.
 */
function answerOf(refused: AppendFailure, operation: TransactionOperation): AppendFailure {
  const { error, message } = refused;
  switch (error) {
    case 'PRODUCER_FENCED':
      return failure('INVALID_PRODUCER_EPOCH', message);
    case 'TRANSACTION_ABORTABLE':
      return operation === 'verify' ? failure('INVALID_TXN_STATE', message) : refused;
    case 'CONCURRENT_TRANSACTIONS':
      return operation === 'add' ? refused : failure('NOT_ENOUGH_REPLICAS', message);
    case 'NETWORK_EXCEPTION':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      return failure('NOT_ENOUGH_REPLICAS', `the coordinator of the transaction was not reached: ${message}`);
    default:
      return refused;
  }
}

/** Undefined when the batches of a request are all of one transaction, or none is of any. */
export function mixedTransactions(batches: readonly BatchInfo[]): AppendFailure | undefined {
  const [first] = batches;
  assert(first !== undefined, 'an append carries a batch');
  for (const batch of batches) {
    if (batch.transactional !== first.transactional)
      return failure('INVALID_RECORD', 'a request holds batches of a transaction and others');
    if (!batch.transactional) continue;
    if (batch.producerId !== first.producerId || batch.producerEpoch !== first.producerEpoch)
      return failure('INVALID_PRODUCER_ID_MAPPING', 'a request holds transactions of several producers');
  }
  return undefined;
}

function failure(error: ErrorCode, message: string): AppendFailure {
  return { kind: 'failed', error, message };
}
