import { assert, unreachable } from '@drave/base';
import { hasAllPartitions, isSamePartitions } from './transaction-partitions.js';
import {
  EPOCH_BUMP_VERSION,
  isAtRest,
  NO_PRODUCER,
  PRODUCER_EPOCH_MAX,
  type Transaction,
  type TransactionalId,
  type TransactionRecord,
  type TransactionState,
} from './transaction.js';

/**
 * From which states each state may be reached, as in Kafka. Its two others are never written: Dead is a tombstone, and
 * PrepareEpochFence is how Kafka keeps in memory that it is about to abort with a higher epoch, which is one transition
 * here.
 */
const legalBefore: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  Empty: ['Empty', 'CompleteCommit', 'CompleteAbort'],
  Ongoing: ['Ongoing', 'Empty', 'CompleteCommit', 'CompleteAbort'],
  PrepareCommit: ['Ongoing'],
  // From all but Ongoing only where a producer may abort what it never began (transaction.version 2).
  PrepareAbort: ['Ongoing', 'Empty', 'CompleteCommit', 'CompleteAbort'],
  CompleteCommit: ['PrepareCommit'],
  CompleteAbort: ['PrepareAbort'],
};

type Change = Partial<Omit<Transaction, 'state' | 'previousProducerId'>>;

/**
 * The next state of a transactional id. Every record but a tombstone is made here, so that none is written which does
 * not follow from what is there.
 */
export function transitionTo(before: Transaction, state: TransactionState, change: Change): Transaction {
  const after = { ...before, ...change, state, previousProducerId: before.producerId };
  assertLegal(before, after);
  return after;
}

/** The id is forgotten, which it may be while nothing is open. */
export function tombstoneOf(transactionalId: TransactionalId, before: Transaction): TransactionRecord {
  assert(isAtRest(before), `a transactional id in ${before.state} is not forgotten`);
  return { transactionalId, value: undefined };
}

/** What `after` may be, beyond its state. */
export function assertLegal(before: Transaction, after: Transaction): void {
  assert(legalBefore[after.state].includes(before.state), `${after.state} does not follow from ${before.state}`);
  assert(after.producerId >= 0 && after.producerEpoch >= 0, 'a transaction has a producer');
  switch (after.state) {
    case 'Empty':
      assert(
        isSameProducer(before, after) || isNextProducer(before, after),
        'an epoch is taken, raised by 1, or the first one',
      );
      assert(after.partitions.size === 0 && after.startedAtMs === -1, 'Empty has no transaction');
      return;
    case 'Ongoing':
      assert(isSameProducer(before, after), 'a transaction is begun and grown by the producer that is');
      assert(hasAllPartitions(after.partitions, before.partitions), 'a transaction loses no partition');
      assert(after.timeoutMs === before.timeoutMs && after.startedAtMs >= 0, 'a transaction has a start');
      return;
    case 'PrepareCommit':
    case 'PrepareAbort':
      assertPrepared(before, after);
      return;
    case 'CompleteCommit':
    case 'CompleteAbort':
      assert(after.timeoutMs === before.timeoutMs && after.startedAtMs !== -1, 'what ends has a start');
      assert(after.partitions.size === 0, 'what has ended has no partitions');
      if (before.nextProducerId === NO_PRODUCER) assert(isSameProducer(before, after), 'the producer stays');
      else
        assert(after.producerId === before.nextProducerId && after.producerEpoch === 0, 'the new producer id begins');
      return;
    default:
      unreachable(after.state);
  }
}

function assertPrepared(before: Transaction, after: Transaction): void {
  assert(after.producerId === before.producerId, 'an end keeps the producer id');
  assert(isSamePartitions(after.partitions, before.partitions), 'an end keeps the partitions');
  assert(after.timeoutMs === before.timeoutMs, 'an end keeps the timeout');
  const raises = after.transactionVersion >= EPOCH_BUMP_VERSION;
  if (!raises) assert(before.state === 'Ongoing', 'before transaction.version 2 only what was begun ends');
  if (before.state === 'Ongoing') assert(after.startedAtMs === before.startedAtMs, 'an end keeps the start');
  const raised = Math.min(before.producerEpoch + 1, PRODUCER_EPOCH_MAX);
  if (raises) {
    const isRaised = after.producerEpoch === before.producerEpoch + 1 && after.producerEpoch <= PRODUCER_EPOCH_MAX;
    assert(isRaised && after.lastProducerEpoch === before.producerEpoch, 'the epoch is raised');
    return;
  }
  // Raised without a producer that may retry: another producer, or the timeout, has put this one out.
  const isFenced = after.producerEpoch === raised && after.lastProducerEpoch === NO_PRODUCER;
  if (after.state === 'PrepareAbort' && isFenced) return;
  assert(after.producerEpoch === before.producerEpoch, 'the epoch stays');
}

function isSameProducer(before: Transaction, after: Transaction): boolean {
  return after.producerId === before.producerId && after.producerEpoch === before.producerEpoch;
}

function isNextProducer(before: Transaction, after: Transaction): boolean {
  if (after.producerId !== before.producerId) return after.producerEpoch === 0;
  if (before.producerEpoch === NO_PRODUCER) return true;
  return after.producerEpoch === before.producerEpoch + 1;
}
