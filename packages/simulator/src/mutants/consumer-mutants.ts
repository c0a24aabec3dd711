import type { Mutant } from './mutant.js';

const FILE = 'packages/client/src/consumer/interruptions.test.ts';

/** Bugs of the SDK's consumer that need an application which interrupts itself; unit tests notice. */
export const consumerMutants: readonly Mutant[] = [
  {
    name: 'pause-loses-taken',
    reference: 'KAFKA-7548 and its kind',
    bug: 'a pause while a poll decodes drops the records that the poll has taken, and the position stays behind them',
    kind: 'unit',
    noticedBy: { file: FILE, name: 'a poll that is under way > gives what it has taken when its partition is paused' },
    module: 'client/consumer/poll-loop',
    find: 'if (cursor.held) break;',
    replace: 'if (cursor.held) return [];',
  },
  {
    name: 'records-outlive-seek',
    reference: 'Kafka FetchCollector.fetchRecords (records count only at the position)',
    bug: 'records that were taken before a seek are handed out and committed after it',
    kind: 'unit',
    noticedBy: {
      file: FILE,
      name: 'an iteration > goes on where the application seeks, and commits nothing from before',
    },
    module: 'client/consumer/poll-loop',
    find: 'return cursor.moves !== moves;',
    replace: 'return cursor.revoked && moves >= 0;',
  },
  {
    name: 'early-end-skips',
    reference: 'Kafka Consumer.poll (the position counts what was returned)',
    bug: 'a loop that ends early loses what its last poll took',
    kind: 'unit',
    noticedBy: { file: FILE, name: 'an iteration > by records that ends early leaves the rest to whoever reads on' },
    module: 'client/consumer/partition-cursor',
    find: 'delivered.offset >= this.at.offset) return NOTHING;',
    replace: 'delivered.offset >= 0) return NOTHING;',
  },
  {
    name: 'range-answer-dropped',
    reference: 'Kafka SubscriptionState.maybeSeekUnvalidated',
    bug: 'the answer to a denied position is dropped when the application has read on, and nobody asks again',
    kind: 'unit',
    noticedBy: {
      file: FILE,
      name: 'a partition > whose range is asked for while the application reads on is fetched from again',
    },
    module: 'client/consumer/partition-cursor',
    find: 'if (position !== this.at?.offset) {',
    replace: 'if (position !== this.at?.offset) {\n      return NOTHING;',
  },
  {
    name: 'denied-epoch-kept',
    reference: 'KIP-320',
    bug: 'a consumer keeps an epoch that the leader never had, and asks it again and again',
    kind: 'unit',
    noticedBy: {
      file: FILE,
      name: 'a partition > goes on where it is when the record before its position was replaced under an older epoch',
    },
    module: 'client/consumer/partition-cursor',
    find: 'if (this.at?.epoch !== undefined && this.at.epoch > epoch) {',
    replace: 'if (this.at?.epoch !== undefined && this.at.epoch < epoch) {',
  },
  {
    name: 'commit-outlives-seek',
    reference: 'Kafka ConsumerCoordinator (positions and commits are apart)',
    bug: 'a commit that ends after a seek counts as one of what is read since',
    kind: 'unit',
    noticedBy: {
      file: FILE,
      name: 'a partition > keeps what it has to commit when a commit from before a seek ends after it',
    },
    module: 'client/consumer/partition-cursor',
    find: 'if (moves === this.movesNow) this.marks',
    replace: 'if (moves >= 0) this.marks',
  },
];
