import { describe, expect, it } from 'vitest';
import { isRunnable } from '../../compat/suites/external.js';
import { isLong } from '../cluster.js';
import { underKafkaLoad } from '../kafka/under-kafka-load.js';
import { underSdkLoad } from './under-sdk-load.js';

/** On every change a few faults, bounded by their number; in the long run as many as fit into five minutes. */
const ends = isLong ? { forMs: 300_000, clients: true } : { faults: 4 };
const SEED = 9491;

describe('chaos under load of the SDK and of kafkajs', () => {
  it('loses nothing, ends with a cluster that is healed, and its seed draws the same plan again', async () => {
    const withKcat = isLong && (await isRunnable('kcat', { commands: ['kcat'] }));
    await underKafkaLoad({ withKcat, cluster: { network: 'proxied' } }, ({ cluster, back }) =>
      underSdkLoad(cluster, async () => {
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
      }),
    );
  });
});
