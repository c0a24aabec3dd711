import { describe, expect, it } from 'vitest';
import { isRunnable } from '../../compat/suites/external.js';
import { nodeRdkafkaRequirements } from '../../compat/suites/node-rdkafka.js';
import { isLong } from '../cluster.js';
import { underKafkaLoad } from '../kafka/under-kafka-load.js';
import { underRdkafkaLoad } from './under-rdkafka-load.js';
import { underSdkLoad } from './under-sdk-load.js';

/**
 * On every change a few faults, bounded by their number; in the long run as many as fit into a minute. Five minutes of
 * it, as before a release: DRAVE_TEST_LONG=1 DRAVE_TEST_CHAOS_SECONDS=300.
 */
const seconds = Number(process.env['DRAVE_TEST_CHAOS_SECONDS'] ?? 60);
const ends = isLong ? { forMs: seconds * 1_000, clients: true } : { faults: 4 };
/** As long as the chaos, and what a start, a recovery and one more fault take. */
const testTimeoutMs = 60_000 + seconds * 1_000;
const SEED = 9491;

describe('chaos under load of the SDK, of kafkajs and of librdkafka', () => {
  it(
    'loses nothing, ends with a cluster that is healed, and its seed draws the same plan again',
    async () => {
      const withKcat = isLong && (await isRunnable('kcat', { commands: ['kcat'] }));
      const withRdkafka = isLong && (await isRunnable('node-rdkafka', nodeRdkafkaRequirements));
      await underKafkaLoad({ withKcat, cluster: { network: 'proxied' } }, ({ cluster, back }) => {
        const underChaos = async (): Promise<void> => {
          const report = await cluster.chaos({ seed: SEED, ...ends });
          console.log(
            report.timeline.map(({ verb, struck, outcome }) => `${verb} ${struck.join(',')} ${outcome}`).join('; '),
          );
          expect(report).toMatchObject({ seed: SEED, healthy: true, problem: undefined });
          expect(report.ended).toBe(isLong ? 'time' : 'faults');
          expect(cluster.nodes.every(({ state }) => state === 'running')).toBe(true);
          await back('after the chaos');
          const again = await cluster.chaos({ seed: SEED, faults: 1 });
          expect(again.topology).toEqual(report.topology);
          expect(report.plan.rounds.slice(0, again.plan.rounds.length)).toEqual(again.plan.rounds);
        };
        return underSdkLoad(cluster, () => (withRdkafka ? underRdkafkaLoad(cluster, underChaos) : underChaos()));
      });
    },
    testTimeoutMs,
  );
});
