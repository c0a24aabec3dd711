import { boolean, int, rows, short } from '../notation.js';
import type { ConfigOf } from '../row.js';
import { DAY_MS, HOUR_MS, MIB } from './units.js';

/** Transactions, their coordinators, and `__transaction_state`. */
// biome-ignore format: what a row says in words has a line of its own.
export const transactionRows = rows({
  'add.partitions.to.txn.retry.backoff.max.ms': int({ scope: 'file', default: 100, min: 0,
    doc: 'How long a partition leader repeats a request to a coordinator that is still completing the transaction before; after that the producer has to.' }),
  'add.partitions.to.txn.retry.backoff.ms': int({ scope: 'file', default: 20, min: 1,
    doc: 'How long a partition leader waits before it repeats such a request.' }),
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': int({ scope: 'file', default: 10_000, min: 1,
    doc: 'How often a coordinator looks for transactions whose time is up, which it aborts.' }),
  'transaction.max.timeout.ms': int({ scope: 'file', default: 900_000, min: 1,
    doc: 'The longest timeout that a producer may give its transactions.' }),
  'transaction.partition.verification.enable': boolean({ scope: 'cluster', default: true,
    doc: 'Accepted and without effect: the first batch of a transaction in a partition is always verified.' }),
  'transaction.remove.expired.transaction.cleanup.interval.ms': int({ scope: 'file', default: HOUR_MS, min: 1,
    doc: 'How often a coordinator looks for transactional ids that are to be forgotten.' }),
  'transaction.state.log.load.buffer.size': int({ scope: 'file', default: 5 * MIB, min: 1,
    doc: 'How many bytes a coordinator reads at a time while it loads.' }),
  'transaction.state.log.min.isr': int({ scope: 'file', default: 2, min: 1, example: 1,
    doc: 'The min.insync.replicas with which __transaction_state is created; never more than its replicas.' }),
  'transaction.state.log.num.partitions': int({ scope: 'file', default: 50, min: 1, max: 10_000,
    kafka: 'Kafka has no upper bound but that of the type.',
    doc: 'Partitions of __transaction_state; fixed at creation.' }),
  'transaction.state.log.replication.factor': short({ scope: 'file', default: 3, min: 1, example: 1,
    doc: 'Replicas of __transaction_state. It is created for the first transactional id, which waits until there are so many brokers.' }),
  'transaction.state.log.segment.bytes': int({ scope: 'file', default: 100 * MIB, min: 1,
    doc: 'The segment.bytes with which __transaction_state is created.' }),
  'transactional.id.expiration.ms': int({ scope: 'file', default: 7 * DAY_MS, min: 1,
    doc: 'A transactional id is forgotten so long after its last change, unless a transaction is open.' }),
});

export type TransactionConfig = ConfigOf<typeof transactionRows>;
