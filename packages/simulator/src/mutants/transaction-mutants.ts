import type { Mutant } from './mutant.js';

const decisions = 'packages/log/src/producer-decisions.test.ts';
const transactions = 'packages/log/src/transactions.test.ts';
const gate = 'packages/replica/src/transactions.test.ts';

/** Transactions in the logs of partitions: no client can open one yet, so no run of a cluster has any. */
export const transactionMutants: readonly Mutant[] = [
  {
    name: 'stable-while-read-again',
    reference: 'redpanda-data/redpanda#28360',
    bug: 'while the producers are read again after a truncation, their transactions count as decided',
    kind: 'unit',
    noticedBy: {
      file: transactions,
      name: 'the last stable offset > D8: stays where it is while the producers are read again after a truncation',
    },
    module: 'log/producer-recovery',
    find: 'const producers = new ProducerTable();',
    replace: 'const { producers } = core; producers.clear();',
  },
  {
    name: 'replication-forgotten',
    reference: 'Kafka ProducerStateManager (unreplicated transactions)',
    bug: 'after a restart nobody knows that the marker of a transaction may still be taken back',
    kind: 'unit',
    noticedBy: {
      file: transactions,
      name: 'the last stable offset > D8: waits after a restart for a marker that was not replicated before, whatever the snapshot is of',
    },
    module: 'log/producer-snapshot',
    find: 'if (ended.length > 0) writeEnded(buffer, at, ended);',
    replace: '',
  },
  {
    name: 'guard-of-another-question',
    reference: 'KAFKA-14402, KIP-890',
    bug: 'the word that a coordinator gave before it ended a transaction begins another one',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'a transaction of a producer whose epoch stays > D9: does not begin by a word that was given before the marker of another one (ABA)',
    },
    module: 'log/producer-decisions',
    find: 'if (guard !== undefined && guard === verification?.guard) return undefined;',
    replace: 'if (guard !== undefined && guard.producerId === verification?.guard.producerId) return undefined;',
  },
  {
    name: 'guard-outlives-marker',
    reference: 'KAFKA-14402, KIP-890',
    bug: 'a batch that comes after the marker of its transaction opens one that nobody will end',
    kind: 'unit',
    noticedBy: {
      file: gate,
      name: 'the first batch of a transaction > D9: comes too late when its coordinator has ended the transaction meanwhile',
    },
    module: 'log/verification',
    find: 'if (!endsTheOneBefore) this.byProducer.delete(batch.producerId);',
    replace: '',
  },
  {
    name: 'next-question-forgotten',
    reference: 'KIP-890',
    bug: 'a marker that comes late makes the word for the next transaction void',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'a transaction of a producer whose epoch grows > keeps the question of the next one when the marker of the one before comes late',
    },
    module: 'log/verification',
    find: 'known.supportsEpochBump && batch.control && batch.producerEpoch === known.producerEpoch;',
    replace: 'false;',
  },
  {
    name: 'old-coordinator-ends',
    reference: 'KIP-98',
    bug: 'a coordinator that is not one any more ends a transaction',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'markers of coordinators > D10: of an older coordinator are refused, whatever they say, and those of leaders are not judged',
    },
    module: 'log/producer-decisions',
    find: 'if (coordinatorEpoch >= entry.coordinatorEpoch) return APPEND;',
    replace: 'if (coordinatorEpoch >= 0) return APPEND;',
  },
  {
    name: 'late-marker-ends-next',
    reference: 'KAFKA-19446, KIP-1228',
    bug: 'a late marker of the transaction before ends the one that is open',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'a transaction of a producer whose epoch grows > D10: is not ended by a late marker of the one before (KIP-1228)',
    },
    module: 'log/producer-decisions',
    find: 'const inTime = version < 2 ?',
    replace: 'const inTime = version < 3 ?',
  },
  {
    name: 'marker-again-refused',
    reference: 'KAFKA-19999',
    bug: 'a marker whose answer was lost is refused when it comes again',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'a transaction of a producer whose epoch grows > D11: takes the same marker again when its answer was lost (KAFKA-19999)',
    },
    module: 'log/producer-decisions',
    find: 'producerEpoch > entry.producerEpoch || again;',
    replace: 'producerEpoch > entry.producerEpoch;',
  },
  {
    name: 'earlier-batch-overtaken',
    reference: 'KIP-890',
    bug: 'a later batch is appended while an earlier one is refused for a moment',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'batches beside and within a transaction > D12: do not overtake an earlier one that waits for the coordinator',
    },
    module: 'log/producer-decisions',
    find: 'if (asked !== undefined && isBefore(asked.lowestSequence, baseSequence)) {',
    replace: 'if (asked !== undefined && asked.lowestSequence < -1) {',
  },
  {
    name: 'transaction-from-the-middle',
    reference: 'KAFKA-18202',
    bug: 'the first transaction of a producer begins without its first batch',
    kind: 'unit',
    noticedBy: {
      file: decisions,
      name: 'a transaction of a producer whose epoch grows > D12: begins at 0 where nothing is known of the producer (KAFKA-18202)',
    },
    module: 'log/producer-decisions',
    find: 'if (asked?.supportsEpochBump === true && baseSequence !== 0 &&',
    replace: 'if (asked?.supportsEpochBump === undefined && baseSequence !== 0 &&',
  },
  {
    name: 'verification-out-of-turn',
    reference: 'KIP-890',
    bug: 'the batches of one producer ask for its transaction side by side, and lose their order',
    kind: 'unit',
    noticedBy: {
      file: gate,
      name: 'the first batch of a transaction > is waited for by what its producer sends behind it, and by nobody else',
    },
    module: 'replica/transaction-gate',
    find: 'if (before !== undefined) await before;',
    replace: '',
  },
  {
    name: 'open-transaction-expires',
    reference: 'KAFKA-9144',
    bug: 'a producer that is idle is forgotten in the middle of its transaction',
    kind: 'unit',
    noticedBy: {
      file: 'packages/log/src/producer-state.test.ts',
      name: 'ProducerTable > D13: expires the idle, never an open transaction, and refreshes on a marker (KAFKA-9144)',
    },
    module: 'log/producer-state',
    find: 'if (entry.currentTransactionFirstOffset !== undefined) continue;',
    replace: '',
  },
  {
    name: 'cleaned-while-open',
    reference: 'redpanda-data/redpanda#7143',
    bug: 'the cleaner takes records of an open transaction for the newest values',
    kind: 'unit',
    noticedBy: {
      file: 'packages/log/src/compaction-transactions.test.ts',
      name: 'the cleaner and transactions > D13: waits for the oldest transaction that is open, or whose end is not replicated',
    },
    module: 'log/compaction/cleanable',
    find: 'core.producers.firstUnstableOffset() ?? highWatermark',
    replace: 'highWatermark',
  },
];
