import { describe, expect, it } from 'vitest';
import { underLoad } from './under-load.js';

describe('voters under load', () => {
  it('a controller joins and another leaves, through an even size, without anybody noticing', async () => {
    await underLoad(async ({ cluster, expectMetadataBack, expectRecordsBack }) => {
      const voters = async (): Promise<number> => (await cluster.view.quorum()).voters.length;
      expect(await cluster.add('controller')).toBe('c4');
      expect(await voters()).toBe(4);
      // The one that leaves is the one that decides: it hands over and goes.
      const [left] = await cluster.remove('controller');
      expect(await voters()).toBe(3);
      expect(cluster.nodes.map((node) => node.name)).not.toContain(left);
      await expectMetadataBack(performance.now(), 2_000);
      // The newcomer counts: with it, one more may die.
      const atMs = performance.now();
      const [dead = ''] = await cluster.kill('controller', { wait: false });
      await expectMetadataBack(atMs, 2_000);
      await expectRecordsBack(performance.now(), 3_000);
      await cluster.start(dead);
    });
  });

  it('a broker joins and leaves', async () => {
    await underLoad(async ({ cluster, metadata }) => {
      // A topic made now might land on the newcomer, which then could not leave.
      await metadata.stop();
      expect(await cluster.add('broker')).toBe('b4');
      expect((await cluster.view.brokers()).filter((broker) => !broker.fenced)).toHaveLength(4);
      await expect(cluster.remove('b1')).rejects.toThrow('b1 holds replicas of');
      await cluster.remove('b4');
      expect(await cluster.view.brokers()).toHaveLength(3);
    });
  });
});
