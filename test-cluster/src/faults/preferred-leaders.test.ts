import { describe, expect, it } from 'vitest';
import { underLoad } from './under-load.js';
import { boundMs } from '../bounds.js';

/** One partition that is led elsewhere is enough: however many topics there are, none is left alone. */
const options = { brokerConfig: { 'leader.imbalance.per.broker.percentage': 0 } };

describe('preferred leaders under load', () => {
  it('lead again, without being asked, soon after their broker is back', async () => {
    await underLoad(async ({ cluster, metadata, expectRecordsBack }) => {
      await metadata.stop();
      const broker = cluster.nodes.find(({ name }) => name === 'b1')?.id;
      const ledByIt = async (): Promise<number> =>
        (await cluster.view.partitions()).filter(({ leader }) => leader === broker).length;
      const ledBefore = await ledByIt();
      expect(ledBefore).toBeGreaterThan(0);
      await cluster.kill('b1');
      expect(await ledByIt()).toBe(0);
      await cluster.start('b1');
      await cluster.waitUntil(
        'every preferred leader leads',
        async (view) => {
          const astray = (await view.partitions()).filter(({ leader, replicas }) => leader !== replicas[0]);
          return astray.length === 0 ? undefined : `${astray.length} partitions are led by others`;
        },
        boundMs(20_000, 'preferred leaders lead again'),
      );
      expect(await ledByIt()).toBeGreaterThanOrEqual(ledBefore);
      await expectRecordsBack(performance.now(), 3_000);
    }, options);
  });
});
