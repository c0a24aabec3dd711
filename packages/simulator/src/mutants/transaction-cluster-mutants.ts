import type { SeedMutant } from './mutant.js';

type TransactionMutant = Omit<SeedMutant, 'kind' | 'focus'>;

/** Bugs of transactions that clients of a whole cluster come to feel. */
const bugs: readonly TransactionMutant[] = [
  {
    name: 'reads-beyond-stable',
    reference: 'KIP-98',
    bug: 'a consumer of what is committed is given all that is replicated, decided or not',
    module: 'replica/consumer-read',
    find: "return isolation === 'readCommitted' ? partition.lastStableOffset : partition.highWatermark;",
    replace: 'return partition.highWatermark;',
  },
  {
    name: 'aborts-not-told',
    reference: 'Jepsen Redpanda 21.10.1 (aborted reads)',
    bug: 'a consumer of what is committed is not told which transactions were aborted',
    module: 'replica/consumer-read',
    find: 'aborted = await log.abortedTransactions(request.fetchOffset, result.nextOffset);',
    replace: 'aborted = [];',
  },
  {
    name: 'ends-forgotten-at-load',
    reference: 'redpanda-data/redpanda#8236',
    bug: 'a new coordinator does not go on with the ends that the one before has decided',
    module: 'coordinator/transaction/transactions-model',
    find: 'if (isEnding(one)) timers.push(...this.beginEnd(transactionalId, one));',
    replace: 'void transactionalId, one;',
  },
  {
    name: 'marker-of-same-epoch',
    reference: 'KIP-890',
    bug: 'the markers of an end that raises the epoch carry the epoch of the records',
    module: 'coordinator/transaction/transactions-model',
    find: 'producerEpoch, result: prepared.state',
    replace: 'producerEpoch: producerEpoch - (transactionVersion === 2 ? 1 : 0), result: prepared.state',
  },
  {
    name: 'partitions-replaced',
    reference: 'KIP-98',
    bug: 'a partition that joins a transaction takes the place of those before it',
    module: 'coordinator/transaction/decide/add-partitions',
    find: 'partitions: unionOf(current.partitions, partitions),',
    replace: 'partitions: isOpen && partitions.size === 0 ? unionOf(current.partitions, partitions) : partitions,',
  },
  {
    name: 'unanswered-counts-as-written',
    reference: 'KIP-98 (TransactionMarkerRequestCompletionHandler)',
    bug: 'markers that a broker has not answered for count as written',
    module: 'coordinator/transaction/markers/marker-queues',
    find: "told.has(key) ? told.get(key) : 'REQUEST_TIMED_OUT'",
    replace: 'told.get(key)',
  },
  {
    name: 'refused-counts-as-written',
    reference: 'KIP-98 (TransactionMarkerRequestCompletionHandler)',
    bug: 'a marker that goes to a broker which leads no more counts as written',
    module: 'coordinator/transaction/markers/marker-outcome',
    find: "default: return 'retry';",
    replace: "default: return 'written';",
  },
  {
    name: 'stable-at-marker',
    reference: 'Kafka ProducerStateManager (unreplicated transactions)',
    bug: 'a transaction counts as decided when its marker is written, and a new leader may not have it',
    module: 'log/unstable-transactions',
    find: 'if (first.lastOffset === undefined || first.lastOffset >= this.replicatedEnd) return first.firstOffset;',
    replace: 'if (first.lastOffset === undefined) return first.firstOffset;',
  },
  {
    name: 'loaded-offsets-count',
    reference: 'Kafka OffsetMetadataManager (pendingTransactionalOffsets)',
    bug: 'a new coordinator takes offsets of transactions for committed, whatever has become of those',
    module: 'coordinator/runtime/load-shard',
    find: 'await this.replay(records, info.transactional ? info.producerId : undefined);',
    replace: 'await this.replay(records, undefined);',
  },
  {
    name: 'word-not-asked',
    reference: 'KAFKA-14402, KIP-890',
    bug: 'a leader lets a transaction begin without the word of its coordinator',
    module: 'log/producer-decisions',
    find: 'if (guard !== undefined && guard === verification?.guard) return undefined;',
    replace: 'if (guard === verification?.guard) return undefined;',
  },
  {
    name: 'end-without-epoch',
    reference: 'KIP-890',
    bug: 'an end does not raise the epoch',
    module: 'coordinator/transaction/decide/end-transaction',
    find: 'producerEpoch: current.producerEpoch + 1, lastProducerEpoch: current.producerEpoch,',
    replace: 'producerEpoch: current.producerEpoch, lastProducerEpoch: current.producerEpoch,',
  },
  {
    name: 'commit-in-any-epoch',
    reference: 'KIP-98 (fencing)',
    bug: 'a producer that was fenced ends the transaction of the one that has replaced it',
    module: 'coordinator/transaction/decide/end-transaction',
    find: 'if (producerEpoch !== current.producerEpoch) refuseFenced(view, producerEpoch);',
    replace: '',
  },
  {
    name: 'partitions-in-any-epoch',
    reference: 'KIP-98 (fencing)',
    bug: 'a producer that was fenced adds partitions to the transaction of the one that has replaced it',
    module: 'coordinator/transaction/decide/add-partitions',
    find: 'if (producerEpoch !== current.producerEpoch) refuseFenced(view, producerEpoch); if (isEnding(current)) refuseConcurrent(view); const isOpen',
    replace: 'if (isEnding(current)) refuseConcurrent(view); const isOpen',
  },
  {
    name: 'successor-leaves-open',
    reference: 'KIP-98',
    bug: 'a new producer does not have aborted what the one before has left open',
    module: 'coordinator/transaction/decide/init-producer-id',
    find: "if (stored.state === 'Ongoing') {",
    replace: "if (stored.state === 'Ongoing' && stored.partitions.size === 0) {",
  },
  {
    name: 'dead-never-time-out',
    reference: 'redpanda-data/redpanda#8566',
    bug: 'nobody aborts what is open for too long',
    module: 'coordinator/transaction/decide/sweep',
    find: "return state === 'Ongoing' && timeoutMs !== NEVER_MS && startedAtMs + timeoutMs < wallMs;",
    replace: "return state === 'Ongoing' && timeoutMs === NEVER_MS && startedAtMs + timeoutMs < wallMs;",
  },
];

export const transactionClusterMutants: readonly SeedMutant[] = bugs.map((bug) => {
  return { ...bug, kind: 'cluster', focus: 'transactions' };
});
