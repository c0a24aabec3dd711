import { coordinatorPartitionOf } from '@drave/coordinator';
import { describe, it } from 'vitest';
import { onCluster } from '../src/cluster.js';
import { isRunnable } from './suites/external.js';
import { ConnectRun, KAFKA_CONNECT, KAFKA_CONNECT_VERSION, LINES, TRANSACTIONAL_ID } from './suites/kafka-connect.js';

/**
 * Kafka Connect makes its internal topics and writes what a source has, exactly once, while leaders are killed, and its
 * own worker.
 */
const normalTestMs = 600_000;
/** As `drave local` configures it. */
const statePartitions = 3;
const killed: readonly string[] = [
  `leader:__transaction_state/${coordinatorPartitionOf(TRANSACTIONAL_ID, statePartitions)}`,
  `leader:${LINES}/0`,
];
const runnable = await isRunnable('Kafka Connect', KAFKA_CONNECT);

describe.skipIf(!runnable)(`Kafka Connect ${KAFKA_CONNECT_VERSION}`, () => {
  it(
    'feature: transactions: each line is there once while leaders and the worker are killed',
    async () => {
      await onCluster({}, async (cluster) => {
        const run = await ConnectRun.on(cluster, normalTestMs);
        try {
          await run.goesOn('at first');
          for (const victim of killed) {
            run.write();
            const node = await cluster.kill(victim, { wait: false });
            await run.goesOn(`after the end of ${victim}`);
            await cluster.start(node);
          }
          run.write();
          await run.replaceWorker();
          await run.goesOn('by another worker');
          await run.end();
        } finally {
          run.close();
        }
      });
    },
    normalTestMs,
  );
});
