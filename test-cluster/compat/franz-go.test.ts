import { coordinatorPartitionOf } from '@drave/coordinator';
import { describe, it } from 'vitest';
import { onCluster, rounds } from '../src/cluster.js';
import { isRunnable } from './suites/external.js';
import { FRANZ_GO_VERSION, GO } from './suites/go.js';
import { GROUP, INPUT, OUTPUT, Transformation, TRANSFORMERS } from './suites/transformation.js';

/**
 * franz-go consumes, transforms and produces in transactions (`kgo.GroupTransactSession`) while leaders of all kinds
 * are killed, and one of its own processes.
 */
const normalTestMs = 600_000;
/** As `drave local` configures it, for groups and transactional ids alike. */
const statePartitions = 3;
const member = 'a member of the group';
const killed: readonly string[] = [
  `leader:${INPUT}/0`,
  `leader:__consumer_offsets/${coordinatorPartitionOf(GROUP, statePartitions)}`,
  member,
  ...TRANSFORMERS.slice(0, rounds(1, TRANSFORMERS.length)).map(
    (id) => `leader:__transaction_state/${coordinatorPartitionOf(id, statePartitions)}`,
  ),
  'controller',
  ...[`leader:${OUTPUT}/3`].slice(0, rounds(0, 1)),
];
const runnable =
  (await isRunnable('franz-go', GO)) && (await isRunnable('the judge of franz-go', { commands: ['kcat'] }));

describe.skipIf(!runnable)(`franz-go ${FRANZ_GO_VERSION}`, () => {
  it(
    'feature: transactions: each record is transformed once while leaders of all kinds are killed',
    async () => {
      await onCluster({}, async (cluster) => {
        const transformation = await Transformation.on(cluster, normalTestMs);
        try {
          await transformation.goesOn('at first');
          for (const victim of killed) {
            const node = victim === member ? undefined : await cluster.kill(victim, { wait: false });
            if (node === undefined) transformation.replaceMember();
            await transformation.goesOn(`after the end of ${victim}`);
            if (node !== undefined) await cluster.start(node);
          }
          await transformation.end();
        } finally {
          transformation.close();
        }
      });
    },
    normalTestMs,
  );
});
