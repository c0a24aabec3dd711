import { boolean, int, rows, short } from '../notation.js';
import { DAY_MS, HOUR_MS, MIB } from './units.js';

const unused = 'Accepted and without effect: transactions are not served by this version.';

/** Keys of producers’ transactions. */
// biome-ignore format: what a row says in words has a line of its own.
export const transactionRows = rows({
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': int({ scope: 'file', default: 10_000, min: 1,
    doc: unused }),
  'transaction.max.timeout.ms': int({ scope: 'file', default: 900_000, min: 1, doc: unused }),
  'transaction.partition.verification.enable': boolean({ scope: 'cluster', default: true, doc: unused }),
  'transaction.remove.expired.transaction.cleanup.interval.ms': int({ scope: 'file', default: HOUR_MS, min: 1,
    doc: unused }),
  'transaction.state.log.min.isr': int({ scope: 'file', default: 2, min: 1, doc: unused }),
  'transaction.state.log.num.partitions': int({ scope: 'file', default: 50, min: 1, doc: unused }),
  'transaction.state.log.replication.factor': short({ scope: 'file', default: 3, min: 1, doc: unused }),
  'transaction.state.log.segment.bytes': int({ scope: 'file', default: 100 * MIB, min: 1, doc: unused }),
  'transactional.id.expiration.ms': int({ scope: 'file', default: 7 * DAY_MS, min: 1, doc: unused }),
});
