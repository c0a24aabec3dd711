import { coordinatorPartitionOf } from '@drave/coordinator';
import { describe, it } from 'vitest';
import { onCluster } from '../src/cluster.js';
import { isRunnable } from './suites/external.js';
import { JAVA, KAFKA_VERSION } from './suites/java.js';
import { APPLICATION, INPUT, WordCount } from './suites/word-count.js';

/**
 * Kafka Streams counts words, exactly once, while leaders and coordinators of all kinds are killed, and one of its own
 * instances.
 */
const normalTestMs = 900_000;
/** As `drave local` configures it. */
const groupPartitions = 3;
const instance = 'an instance of the application';
const killed: readonly string[] = [
  `leader:${INPUT}/0`,
  `leader:__consumer_offsets/${coordinatorPartitionOf(APPLICATION, groupPartitions)}`,
  'controller',
  'leader:__transaction_state/0',
  instance,
  'leader:__transaction_state/1',
  'controller',
  'leader:__transaction_state/2',
];
const runnable = await isRunnable('Kafka Streams', JAVA);

describe.skipIf(!runnable)(`Kafka Streams ${KAFKA_VERSION}`, () => {
  it(
    'feature: transactions: words are counted exactly once while leaders of all kinds are killed',
    async () => {
      await onCluster({}, async (cluster) => {
        const run = await WordCount.on(cluster, normalTestMs);
        try {
          await run.isCounting('at first');
          for (const victim of killed) {
            const node = victim === instance ? undefined : await cluster.kill(victim, { wait: false });
            if (node === undefined) run.replaceInstance();
            await run.isCounting(`after the end of ${victim}`);
            if (node !== undefined) await cluster.start(node);
          }
          await run.end();
        } finally {
          run.close();
        }
      });
    },
    normalTestMs,
  );
});
