import type { Mutant } from './mutant.js';

const SHARD = 'packages/coordinator/src/runtime/shard-transactions.test.ts';
const OFFSETS = 'packages/coordinator/src/offsets/transactional-offsets.test.ts';
const COMMITS = 'packages/coordinator/src/offsets/transactional-commit.test.ts';

/** Offsets that transactions commit. */
export const transactionalOffsetMutants: readonly Mutant[] = [
  {
    name: 'marker-answered-early',
    reference: 'KAFKA-17507',
    bug: 'a marker is answered before the offsets that it commits can be read: the next transaction starts from older ones',
    kind: 'unit',
    noticedBy: {
      file: SHARD,
      name: 'the marker of a transaction > is answered when it is replicated, and what it ends can be read then (KAFKA-17507)',
    },
    module: 'coordinator/runtime/shard',
    find: 'batch.wait({ succeed: answer, fail: (failure) => fail(new DraveError(failure)) });',
    replace: 'answer();',
  },
  {
    name: 'refused-offset-pending',
    reference: 'KAFKA-15784',
    bug: 'an offset whose record was refused is pending, and counts when its transaction is committed',
    kind: 'unit',
    noticedBy: {
      file: SHARD,
      name: 'a batch that the partition refuses for its producer > leaves nothing behind: what its transaction commits later does not hold it (KAFKA-15784)',
    },
    module: 'coordinator/runtime/shard',
    find: 'this.speculative = batch.before;',
    replace: '',
  },
  {
    name: 'refusal-takes-neighbours',
    reference: 'KIP-98; Kafka CoordinatorRuntime (atomic writes)',
    bug: 'one producer whose transaction is over takes along what others have asked for in the same moment',
    kind: 'unit',
    noticedBy: {
      file: SHARD,
      name: 'a batch that the partition refuses for its producer > is the affair of that producer alone',
    },
    module: 'coordinator/runtime/shard',
    find: 'if (isAlone(next)) await this.executeAlone(next);',
    replace: "if (next.kind === 'mark') await this.executeAlone(next);",
  },
  {
    name: 'markers-not-loaded',
    reference: 'KIP-98',
    bug: 'a new coordinator passes over the markers in its log: what was committed in transactions is pending for ever',
    kind: 'unit',
    noticedBy: {
      file: SHARD,
      name: 'a shard that loads > reads open transactions, their ends, and the places of records',
    },
    module: 'coordinator/runtime/load-shard',
    find: 'this.state = transactions.replay(this.state, marker);',
    replace: '',
  },
  {
    name: 'uncertain-end-read',
    reference: 'redpanda-data/redpanda#5025',
    bug: 'a new coordinator answers with what a marker has committed that may still be lost',
    kind: 'unit',
    noticedBy: {
      file: SHARD,
      name: 'a shard that loads > cannot tell yet what a marker ends that may still be lost, and can tell the rest',
    },
    module: 'coordinator/runtime/load-shard',
    find: 'if (lastOffset >= this.log.highWatermark)',
    replace: 'if (lastOffset < 0)',
  },
  {
    name: 'older-offset-wins',
    reference: 'KAFKA-5247',
    bug: 'a transaction that ends late puts its offset over one that was committed behind it',
    kind: 'unit',
    noticedBy: {
      file: OFFSETS,
      name: 'an offset that is committed in a transaction > does not take the place of one that was committed behind it',
    },
    module: 'coordinator/state/groups-state',
    find: 'value.recordOffset > committed.recordOffset',
    replace: 'value.recordOffset >= 0',
  },
  {
    name: 'unstable-offset-told',
    reference: 'KIP-447',
    bug: 'a consumer that takes over a partition starts from an offset that an open transaction is about to replace',
    kind: 'unit',
    noticedBy: {
      file: OFFSETS,
      name: 'a fetch of what is stable (KIP-447) > refuses the partitions of which a transaction has an offset pending, and no others',
    },
    module: 'coordinator/offsets/fetch',
    find: 'if (!requireStable) return false;',
    replace: 'return false;',
  },
  {
    name: 'expires-under-transaction',
    reference: 'KAFKA-19163',
    bug: 'the tombstone of an offset that expires takes along what a transaction has pending of the partition',
    kind: 'unit',
    noticedBy: {
      file: OFFSETS,
      name: 'expiry (KAFKA-19163) > leaves a partition alone of which a transaction has an offset pending',
    },
    module: 'coordinator/offsets/expiry',
    find: 'pendingProducers(state.pending, groupId, topic, partition).size === 0',
    replace: 'true',
  },
  {
    name: 'group-expires-under-transaction',
    reference: 'KAFKA-19163',
    bug: 'a group goes while all that it has are offsets that a transaction is about to commit',
    kind: 'unit',
    noticedBy: {
      file: OFFSETS,
      name: 'expiry (KAFKA-19163) > leaves a group alone that has nothing but pending offsets',
    },
    module: 'coordinator/groups-model',
    find: 'if (left === 0 && state.pending.producers.has(groupId)) return step.length;',
    replace: '',
  },
  {
    name: 'nameless-commit-refused',
    reference: 'KAFKA-18060',
    bug: 'a client that names no member cannot commit in a transaction to a group of type consumer',
    kind: 'unit',
    noticedBy: {
      file: COMMITS,
      name: 'to a group of type consumer > commit members of this epoch, and who names no member (KAFKA-18060); others are told of generations',
    },
    module: 'coordinator/consumer/offset-access',
    find: "if (memberEpoch === -1 && memberId === '' && groupInstanceId === undefined) return;",
    replace: '',
  },
];
