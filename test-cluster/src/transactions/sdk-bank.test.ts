import { coordinatorPartitionOf } from '@drave/coordinator';
import { connect } from 'drave';
import { expect, it } from 'vitest';
import { onCluster, rounds } from '../cluster.js';
import { until } from '../kafka/until.js';
import { Auditor, Book, GROUP, openAccounts, PARTITIONS, serve, TOPIC } from './bank.js';

const TELLERS = 4;
const NORMAL_WAIT_MS = 60_000;
/** As local clusters have it. */
const STATE_PARTITIONS = 3;

/** Leaders of records, of transactions, of groups, and of the quorum, in turn. */
function victims(offsetsPartitions: number): readonly string[] {
  return [
    'leader:accounts/0',
    `leader:__transaction_state/${coordinatorPartitionOf('teller-0', STATE_PARTITIONS)}`,
    'controller',
    `leader:__consumer_offsets/${coordinatorPartitionOf(GROUP, offsetsPartitions)}`,
    'leader:accounts/3',
    `leader:__transaction_state/${coordinatorPartitionOf('teller-1', STATE_PARTITIONS)}`,
    'leader:accounts/5',
  ];
}

it('a bank on transactions of the SDK loses and makes no money while leaders of all kinds are killed', async () => {
  await onCluster({}, async (cluster) => {
    const bootstrap = cluster.grpcBootstrap;
    const [bank, audit] = [connect({ bootstrap }), connect({ bootstrap })];
    const book = new Book();
    const auditor = new Auditor(book);
    try {
      await bank.admin().topics.create(TOPIC, { partitions: PARTITIONS, replicationFactor: 3 });
      await openAccounts(bank);
      const reading = auditor.read(audit);
      const serving = Array.from({ length: TELLERS }, (_, teller) => serve(bank, teller, book));
      // Whoever fails is heard at once.
      const failed = Promise.race([reading, ...serving].map((one) => one.then(() => new Promise<never>(() => {}))));
      const transfersGoOn = async (when: string): Promise<void> => {
        const before = book.committed.size;
        const missing = () =>
          book.committed.size < before + 4 * TELLERS ? `${book.committed.size - before} transfers are made` : undefined;
        await Promise.race([until(when, missing, NORMAL_WAIT_MS), failed]);
        expect(auditor.fault()).toBeUndefined();
      };
      await transfersGoOn('transfers are made');
      const offsets = await audit.topic('__consumer_offsets');
      const expressions = victims(offsets?.partitions.length ?? 0);
      for (let kill = 0; kill < rounds(5, 20); kill++) {
        const expression = expressions[kill % expressions.length] ?? '';
        const node = await cluster.kill(expression, { wait: false });
        await transfersGoOn(`transfers are made after the end of ${expression}`);
        await cluster.start(node);
      }
      book.closing = true;
      await Promise.all(serving);
      await Promise.race([until('what is committed is read, whole', () => auditor.missing(), NORMAL_WAIT_MS), failed]);
      expect(auditor.fault()).toBeUndefined();
      expect(book.aborted.size).toBeGreaterThan(0);
      auditor.stop();
      await reading;
      // The note of each teller's last transfer came with it.
      const notes = Array.from({ length: TELLERS }, (_, partition) => ({ topic: TOPIC, partition }));
      const committed = await audit.consumer({ groupId: GROUP }).committed(notes);
      expect(committed.map(({ offset }) => offset)).toEqual(
        notes.map(({ partition }) => book.lastCommitted.get(partition)),
      );
    } finally {
      book.closing = true;
      auditor.stop();
      await bank.close();
      await audit.close();
    }
  });
}, 900_000);
