import { DraveError, type ErrorCode, type Millis, type ProducerId } from '@drave/base';
import { isEnding, type Transaction, type TransactionalId, type TransactionsState } from '../transaction.js';

/** What a decision sees of one transactional id. */
export interface TransactionView {
  readonly transactionalId: TransactionalId;
  /** As it is replicated; undefined when there is no such id. */
  readonly current: Transaction | undefined;
  /**
   * What follows `current` is under way: a record that is not replicated, or the markers of an end. Whoever wants a
   * transition has to wait, and to ask again: CONCURRENT_TRANSACTIONS.
   */
  readonly isPending: boolean;
  /** What is decided and not replicated; undefined when nothing is, or when the id is to be forgotten. */
  readonly undecided: Transaction | undefined;
}

/** What a decision may know beside the transaction. */
export interface TransactionContext {
  /** Wall clock. */
  readonly wallMs: Millis;
  /** The level of `transaction.version` in the cluster: 0, 1 or 2. */
  readonly clusterVersion: number;
  /**
   * An id that nobody has had. One that is taken and not written is lost, and nothing else.
   * @throws DraveError COORDINATOR_LOAD_IN_PROGRESS while none is at hand: the client asks again.
   */
  readonly takeProducerId: () => ProducerId;
  /** The epoch of the first producer of an id that is not known: 0, but in simulations that begin near the last one. */
  readonly firstProducerEpoch: number;
}

/** Who a producer says it is, and who it is told to be. */
export interface ProducerIdentity {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

/** A decision about one transactional id. Refusals are thrown as DraveError. */
export interface TransactionDecision<Response> {
  /** What is written; undefined for nothing. */
  readonly next: Transaction | undefined;
  /** For when it is replicated. */
  readonly response: Response;
}

/**
 * An id as the two states of a shard show it. While the speculative one holds another transaction than the replicated
 * one, it is not known what will have been; that may last, because a record whose replicas are late is neither written
 * nor lost. And an end that is replicated is followed by its completion.
 */
export function viewOf(
  transactionalId: TransactionalId,
  speculative: TransactionsState,
  replicated: TransactionsState,
): TransactionView {
  const current = replicated.get(transactionalId);
  const last = speculative.get(transactionalId);
  const isPending = last !== current || (current !== undefined && isEnding(current));
  return { transactionalId, current, isPending, undecided: last === current ? undefined : last };
}

export function refuse(code: ErrorCode, { transactionalId }: TransactionView, why: string): never {
  throw new DraveError(code, `transactional id '${transactionalId}': ${why}`);
}

export function refuseConcurrent(view: TransactionView): never {
  return refuse('CONCURRENT_TRANSACTIONS', view, 'the transition before is still under way');
}

export function refuseFenced(view: TransactionView, epoch: number): never {
  return refuse('PRODUCER_FENCED', view, `epoch ${epoch} is not that of its producer`);
}

export function refuseMapping(view: TransactionView, producerId: ProducerId): never {
  return refuse('INVALID_PRODUCER_ID_MAPPING', view, `its producer id is not ${producerId}`);
}
