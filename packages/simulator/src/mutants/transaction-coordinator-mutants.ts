import type { Mutant } from './mutant.js';

const FOLDER = 'packages/coordinator/src/transaction';
const ENDS = `${FOLDER}/decide/end-transaction.test.ts`;
const MODEL = `${FOLDER}/transactions-model.test.ts`;
const RAISED = `${FOLDER}/raised-version.test.ts`;
const QUEUES = `${FOLDER}/markers/marker-queues.test.ts`;

/** Bugs of transaction coordinators. No client can open a transaction yet; unit tests notice. */
export const transactionCoordinatorMutants: readonly Mutant[] = [
  {
    name: 'end-asks-identity-first',
    reference: 'KAFKA-18464, KAFKA-18660',
    bug: 'a client that knows the identity to come already is fenced while the end before is being completed',
    kind: 'unit',
    noticedBy: {
      file: ENDS,
      name: 'EndTxn from version 5 on > waits for what is pending before it asks who it is (KAFKA-18464, KAFKA-18660)',
    },
    module: 'coordinator/transaction/decide/end-transaction',
    find: `if (view.isPending) refuseConcurrent(view);
      const { current } = view;
      if (current === undefined) return refuseMapping(view, producerId);`,
    replace: `const { current } = view;
      if (current?.producerId !== producerId) return refuseMapping(view, producerId);
      if (view.isPending) refuseConcurrent(view);`,
  },
  {
    name: 'overflow-told-late',
    reference: 'KAFKA-18660',
    bug: 'where the epoch runs out the client is told the identity of the markers, and not the one to come',
    kind: 'unit',
    noticedBy: {
      file: ENDS,
      name: 'EndTxn from version 5 on > brings a new producer id where the epoch runs out, and tells it at once',
    },
    module: 'coordinator/transaction/decide/end-transaction',
    find: 'response: identityOf(completionOf(next, context.wallMs))',
    replace: 'response: identityOf(next)',
  },
  {
    name: 'timeout-does-not-fence',
    reference: 'KAFKA-6119',
    bug: 'a transaction is aborted because its time is up, and its producer goes on in the same epoch',
    kind: 'unit',
    noticedBy: {
      file: ENDS,
      name: 'an end that the coordinator decides > raises the epoch, and lets nobody retry before transaction.version 2',
    },
    module: 'coordinator/transaction/decide/end-transaction',
    find: 'producerEpoch: mayRaise ? current.producerEpoch + 1 : current.producerEpoch,',
    replace: 'producerEpoch: current.producerEpoch,',
  },
  {
    name: 'fence-without-rotation',
    reference: 'KAFKA-20090',
    bug: 'an abort by the coordinator in the last epoch but one brings no new producer id, and the id is stuck',
    kind: 'unit',
    noticedBy: {
      file: ENDS,
      name: 'an end that the coordinator decides > brings a new producer id where the epoch runs out (KAFKA-20090)',
    },
    module: 'coordinator/transaction/decide/end-transaction',
    find: "mayRaise) return raisingEnd(current, 'abort', context);",
    replace: "mayRaise) return { ...raisingEnd(current, 'abort', context), nextProducerId: -1 };",
  },
  {
    name: 'rotation-not-written',
    reference: 'KAFKA-20310',
    bug: 'the producer id that an end brings is not in the log, and lost with the coordinator',
    kind: 'unit',
    noticedBy: { file: MODEL, name: 'a new coordinator > knows the producer id that an overflow brings (KAFKA-20310)' },
    module: 'coordinator/transaction/record-codec',
    find: 'nextProducerId: value.nextProducerId,',
    replace: '',
  },
  {
    name: 'late-end-forgotten',
    reference: 'REQUEST_TIMED_OUT of an append leaves its outcome open',
    bug: 'an end whose replicas were late has no markers until the coordinator is read anew',
    kind: 'unit',
    noticedBy: { file: MODEL, name: 'an end > whose replicas are late is neither decided anew nor forgotten' },
    module: 'coordinator/runtime/shard',
    find: 'for (const followUp of first.followUps) followUp(now);',
    replace: 'if (first.lateWith === undefined) for (const followUp of first.followUps) followUp(now);',
  },
  {
    name: 'late-end-decided-anew',
    reference: 'KAFKA-9666 and its kind',
    bug: 'what may still be replicated counts as not pending, and is decided once more',
    kind: 'unit',
    noticedBy: { file: MODEL, name: 'an end > whose replicas are late is neither decided anew nor forgotten' },
    module: 'coordinator/transaction/decide/view',
    find: 'const isPending = last !== current ||',
    replace: 'const isPending =',
  },
  {
    name: 'fence-not-taken-back',
    reference: 'KAFKA-9666',
    bug: 'a fence that could not be written is kept in memory, and stands between the producer and its next attempt',
    kind: 'unit',
    noticedBy: {
      file: MODEL,
      name: 'a producer that is fenced > costs one epoch, however often that could not be written (KAFKA-9666)',
    },
    module: 'coordinator/runtime/shard',
    find: 'this.speculative = batch.before;',
    replace: '',
  },
  {
    name: 'lost-when-late-unnoticed',
    reference: 'ENOSPC: a write that cannot be done is taken back',
    bug: 'a coordinator goes on from a record that was late first and is not in the log then',
    kind: 'unit',
    noticedBy: {
      file: 'packages/coordinator/src/runtime/shard.test.ts',
      name: 'a shard > a write that was late first and lost then ends the shard before anything is built on it',
    },
    module: 'coordinator/runtime/shard',
    find: 'const isTakenBack = this.options.log.appendOffset < (this.inFlight.at(-1)?.endOffset ?? 0);',
    replace: 'const isTakenBack = false;',
  },
  {
    name: 'markers-before-replicated',
    reference: 'KIP-98: markers follow the decision, which is in the log',
    bug: 'markers go out as soon as an end is decided, and the decision may still be lost',
    kind: 'unit',
    noticedBy: { file: MODEL, name: 'a new coordinator > sends nothing of what is not replicated' },
    module: 'coordinator/transaction/transactions-model',
    find: 'return { records, response: undefined, replicated };',
    replace: 'return { records, response: undefined, timers: this.beginEnd(transactionalId, value) };',
  },
  {
    name: 'completion-of-next-end',
    reference: 'KAFKA-16352 and its kind',
    bug: 'what completes an end that was late completes the next one of the same epoch, without its markers',
    kind: 'unit',
    noticedBy: {
      file: MODEL,
      name: 'the end of the next transaction > waits for its own markers, though it is in the same epoch as one whose completion was late',
    },
    module: 'coordinator/transaction/transactions-model',
    find: 'if (state.get(transactionalId) !== prepared) return { records: [], response: undefined };',
    replace: `const present = state.get(transactionalId);
      const isOther = present?.producerEpoch !== prepared.producerEpoch;
      if (isOther || !isEnding(present)) return { records: [], response: undefined };`,
  },
  {
    name: 'marker-not-sent',
    reference: 'KAFKA-5308',
    bug: 'a transaction ends without the marker of one of its partitions, where it hangs (`drave txn hanging` finds it)',
    kind: 'unit',
    noticedBy: {
      file: QUEUES,
      name: 'markers > go to the leader of each partition, and the job ends when all are written',
    },
    module: 'coordinator/transaction/markers/marker-queues',
    find: "if (destination.kind === 'gone') this.mark(place);",
    replace: "if (destination.kind === 'gone' || place.partition === 1) this.mark(place);",
  },
  {
    name: 'end-by-the-level',
    reference: 'KAFKA-18227',
    bug: 'a transaction that is open while the level is raised ends by the new protocol, which its client does not know',
    kind: 'unit',
    noticedBy: {
      file: RAISED,
      name: 'when transaction.version is raised > a transaction that is open ends as it began, also where the coordinator moves before its end',
    },
    module: 'coordinator/transaction/decide/end-transaction',
    find: 'return request.raisesEpoch ? decideRaisingEnd',
    replace: 'return request.raisesEpoch || context.clusterVersion >= 2 ? decideRaisingEnd',
  },
  {
    name: 'record-above-the-level',
    reference: 'KIP-890',
    bug: 'records are written in the newest version, which brokers of the level of the cluster may not know',
    kind: 'unit',
    noticedBy: {
      file: RAISED,
      name: 'when transaction.version is raised > records are written as the level says, and never above it',
    },
    module: 'coordinator/transaction/record-codec',
    find: 'const isPlain = transactionVersion < 1 && !needsFlexible(value);',
    replace: 'const isPlain = false;',
  },
  {
    name: 'end-cut-to-the-level',
    reference: 'KIP-890',
    bug: 'a coordinator that has not heard of the new level writes an end without what it goes on by',
    kind: 'unit',
    noticedBy: {
      file: RAISED,
      name: 'when transaction.version is raised > and a broker has not heard of it yet, how an end goes on is written all the same',
    },
    module: 'coordinator/transaction/record-codec',
    find: 'const isPlain = transactionVersion < 1 && !needsFlexible(value);',
    replace: 'const isPlain = transactionVersion < 1;',
  },
  {
    name: 'next-transaction-refused',
    reference: 'KAFKA-18654',
    bug: 'a client is refused its next transaction until the markers of the one before are written',
    kind: 'unit',
    noticedBy: {
      file: 'packages/broker/src/transactions.test.ts',
      name: 'transactions > begin right after the end of the one before is told (KAFKA-18654)',
    },
    module: 'coordinator/transaction/transactions-model',
    find: 'this.options.completed(transactionalId);',
    replace: '',
  },
  {
    name: 'next-transaction-of-anybody',
    reference: 'KAFKA-18660',
    bug: 'partitions are added to what is not replicated, whoever has begun it',
    kind: 'unit',
    noticedBy: {
      file: `${FOLDER}/decide/add-partitions.test.ts`,
      name: 'AddPartitionsToTxn > waits for what is not replicated of another producer, or puts this one out',
    },
    module: 'coordinator/transaction/decide/add-partitions',
    find: 'return isFree && isSame ? undecided : refuseConcurrent(view);',
    replace: 'return isFree ? undecided : refuseConcurrent(view);',
  },
  {
    name: 'resent-marker-gives-up',
    reference: 'KAFKA-19999',
    bug: 'a marker that its leader has already ends the sending, and the transaction is never completed',
    kind: 'unit',
    noticedBy: { file: QUEUES, name: 'markers > are no more to be written after INVALID_PRODUCER_EPOCH (KAFKA-19999)' },
    module: 'coordinator/transaction/markers/marker-outcome',
    find: "case 'INVALID_PRODUCER_EPOCH':",
    replace: "case 'INVALID_PRODUCER_EPOCH': return 'superseded';",
  },
  {
    name: 'answer-ends-next-job',
    reference: 'KAFKA-16352',
    bug: 'an answer to what was sent under an earlier epoch counts for the job of today',
    kind: 'unit',
    noticedBy: {
      file: QUEUES,
      name: 'a coordinator > that comes back is not held by what it sent before (KAFKA-16352)',
    },
    module: 'coordinator/transaction/markers/marker-queues',
    find: 'if (place.task.isDropped) continue;',
    replace: '',
  },
  {
    name: 'deleted-topic-blocks-end',
    reference: 'KAFKA-5308',
    bug: 'a transaction with a partition that was deleted waits for its leader for ever',
    kind: 'unit',
    noticedBy: { file: QUEUES, name: 'markers > of a deleted topic are not needed (KAFKA-5308)' },
    module: 'coordinator/transaction/markers/marker-queues',
    find: "if (destination.kind === 'gone') this.mark(place);",
    replace: "if (destination.kind === 'gone') this.wait(place);",
  },
];
