import { int16, int32, int64, int8, list, listOf, message, string } from '../../table/fields.js';
import type { MessageTable } from '../../table/table.js';

/** The records of `__transaction_state`. */
const transactionLogKey = message('TransactionLogKey', { versions: [0, 0] }, [string('transactionalId')]);

const transactionLogValue = message('TransactionLogValue', { versions: [0, 1], flexibleFrom: 1 }, [
  int64('producerId'),
  int16('producerEpoch'),
  int32('transactionTimeoutMs'),
  int8('transactionStatus'),
  list('transactionPartitions', 'Partitions', [string('topic'), listOf('partitionIds', 'int32')], { nullableSince: 0 }),
  int64('transactionLastUpdateTimestampMs'),
  int64('transactionStartTimestampMs'),
  // Version 0 has no place for what a change of the producer id needs: it is written where nobody has asked for that.
  int64('previousProducerId', { since: 1, tag: 0, default: -1, ignorable: true }),
  int64('nextProducerId', { since: 1, tag: 1, default: -1, ignorable: true }),
  int16('clientTransactionVersion', { since: 1, tag: 2, default: 0, ignorable: true }),
  int16('nextProducerEpoch', { since: 1, tag: 3, default: -1, ignorable: true }),
]);

export const transactionLogRecords: readonly MessageTable[] = [transactionLogKey, transactionLogValue];
