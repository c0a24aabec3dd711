import { coordinatorPartitionOf } from '@drave/coordinator';
import { describe, it } from 'vitest';
import { onCluster } from '../src/cluster.js';
import { isRunnable } from './suites/external.js';
import { ACCOUNTS, GROUP, JavaBank, TELLERS, TRANSFERS } from './suites/java-bank.js';
import { JAVA, KAFKA_VERSION } from './suites/java.js';

/**
 * Apache Kafka's own producer and consumer carry out transfers between accounts, each with the offset of its order in
 * one transaction of `transaction.version` 2, while leaders of all kinds are killed and a producer wakes up that
 * another one has replaced.
 */
const normalTestMs = 900_000;
/** As `drave local` configures it, for groups and transactional ids alike. */
const statePartitions = 3;
const killed: readonly string[] = [
  `leader:${ACCOUNTS}/0`,
  `leader:__consumer_offsets/${coordinatorPartitionOf(GROUP, statePartitions)}`,
  ...TELLERS.map((teller) => `leader:__transaction_state/${coordinatorPartitionOf(teller, statePartitions)}`),
  'controller',
  `leader:${TRANSFERS}/3`,
];
const runnable = await isRunnable('the bank on Apache Kafka’s clients', JAVA);

describe.skipIf(!runnable)(`kafka-clients ${KAFKA_VERSION} (Java)`, () => {
  it(
    'feature: transactions: a bank loses and makes no money while leaders of all kinds are killed',
    async () => {
      await onCluster({}, async (cluster) => {
        const bank = await JavaBank.on(cluster, normalTestMs);
        try {
          await bank.isServing('at first');
          for (const victim of killed) {
            const node = await cluster.kill(victim, { wait: false });
            await bank.isServing(`after the end of ${victim}`);
            await cluster.start(node);
          }
          await bank.replaceATeller();
          await bank.end();
        } finally {
          bank.close();
        }
      });
    },
    normalTestMs,
  );
});
